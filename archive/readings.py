"""What a kept edition calls by a passage's identifier, without taking the whole edition apart.

Promises: the same as from the whole edition, in a fraction of the time, since a link into a book
needs its text and one of its many thousand passages; None where the JSON is not as ``archive``
writes it, and whoever asks then takes the edition apart after all. Knows no files.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from archive.model import Edition

_TEXT = b',"text":"'  # of the edition itself: its last key, since keys are sorted
_PASSAGE = b'{"end":'
_LONGEST = 1 << 18  # bytes of a passage's JSON that are looked at; its place may have many ranges


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A passage of one reading of an original: the canonical text, and where in it it is."""

    text: str
    start: int  # code points, half-open
    end: int
    read_by: str  # parser and version


def reading_of(edition: Edition, passage_id: str) -> Reading | None:
    """What an edition calls by this identifier, or None."""
    passage = next((each for each in edition.passages if each.id == passage_id), None)
    if passage is None:
        return None
    return Reading(
        text=edition.text, start=passage.start, end=passage.end,
        read_by=f"{edition.parser} {edition.parser_version}",
    )  # fmt: skip


def reading_in(payload: bytes, passage_id: str, read_by: str) -> Reading | None:
    """The same out of an edition's canonical JSON; None where it cannot be told.

    A quotation mark inside a string of JSON stands behind a backslash, so what is sought here is
    never part of a text.
    """
    name = payload.find(b'"id":"' + passage_id.encode() + b'"')
    begin = payload.rfind(_PASSAGE, 0, name) if name >= 0 else -1
    text_at = payload.rfind(_TEXT)
    if begin < 0 or text_at < name:
        return None
    try:
        near = payload[begin : begin + _LONGEST].decode("utf-8", "ignore")
        passage, _ = json.JSONDecoder().raw_decode(near)
        text = json.loads(payload[text_at + len(_TEXT) - 1 : -1])
    except ValueError:
        return None
    start, end = passage.get("start"), passage.get("end")
    if passage.get("id") != passage_id or type(start) is not int or type(end) is not int:
        return None
    if type(text) is not str or text[start:end] != passage.get("text"):
        return None
    return Reading(text=text, start=start, end=end, read_by=read_by)


def names_passage(payload: bytes, passage_id: str) -> bool:
    """Whether an edition's JSON may have a passage of this identifier at all."""
    return passage_id.encode() in payload
