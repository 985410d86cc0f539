"""What kept editions call by a passage's identifier, without taking them wholly apart.

Promises: the same as from the whole edition, in a fraction of the time, since a link into a book
needs its text and the places of its many thousand passages and nothing else; what was read last
is kept in memory, of so many code points in all. Safe to share between threads. Knows no files.
"""

from __future__ import annotations

import json
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from archive.model import Edition

HELD = 24_000_000  # code points of texts that are kept in memory; two books of 10 MB

_TEXT = b',"text":"'  # of the edition itself: its last key, since keys are sorted
_PASSAGE = re.compile(rb'\{"end":([0-9]+),(?:"heading":\[[^{}]*?\],)?"id":"([0-9A-Z]{8})"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A passage of one reading of an original: the canonical text, and where in it it is."""

    text: str
    start: int  # code points, half-open
    end: int
    read_by: str  # parser and version


@dataclass(frozen=True, slots=True)
class Places:
    """A canonical text, and where its passages are: start and end by identifier."""

    text: str
    spans: dict[str, tuple[int, int]]

    def reading(self, passage_id: str, read_by: str) -> Reading | None:
        """What is called by this identifier, or None."""
        span = self.spans.get(passage_id)
        if span is None:
            return None
        return Reading(text=self.text, start=span[0], end=span[1], read_by=read_by)


def places_of(edition: Edition) -> Places:
    """The places of an edition's passages."""
    spans = {each.id: (each.start, each.end) for each in reversed(edition.passages)}
    return Places(edition.text, spans)


def reading_of(edition: Edition, passage_id: str) -> Reading | None:
    """What an edition calls by this identifier, or None."""
    read_by = f"{edition.parser} {edition.parser_version}"
    return places_of(edition).reading(passage_id, read_by)


def places_in(payload: bytes) -> Places | None:
    """The places out of an edition's canonical JSON; None where they cannot be told.

    A quotation mark inside a string of JSON stands behind a backslash, so what is sought here is
    never part of a text; and passages, joined by newlines, are the text, which tells the starts
    and proves that none was missed.
    """
    at = payload.rfind(_TEXT)
    try:
        text = json.loads(payload[at + len(_TEXT) - 1 : -1]) if at >= 0 else None
    except ValueError:
        return None
    found = _PASSAGE.findall(payload, 0, max(at, 0))
    if type(text) is not str or len(found) != text.count("\n") + 1:
        return None
    spans: dict[str, tuple[int, int]] = {}
    start = 0
    for written, name in found:
        end = int(written)
        if end < start or text[end : end + 1] not in ("\n", ""):
            return None
        spans.setdefault(name.decode(), (start, end))
        start = end + 1
    return Places(text, spans) if start == len(text) + 1 else None


class Held:
    """The places that were asked for last, of ``HELD`` code points."""

    def __init__(self) -> None:
        self._places: OrderedDict[Hashable, Places] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Places | None]) -> Places | None:
        """Those of this key, made where they are not held; None is not kept."""
        with self._lock:
            held = self._places.get(key)
            if held is not None:
                self._places.move_to_end(key)
                return held
        made = make()
        if made is not None:
            with self._lock:
                self._places[key] = made
                while sum(len(each.text) for each in self._places.values()) > HELD:
                    self._places.popitem(last=False)
        return made
