"""A reader's own selection of words as the last part of a link: ``<start>-<length>-<check>``.

Promises: made of the text alone, so that whoever holds it can recompute it; start and length are
code points, the start counted from that of a passage's canonical text, and the selection may run
on into the next passages; the check, four symbols of the digest of the selected text, tells when
these are not the words that the link was made for. Reading repairs what people mistype.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.identifiers import ALPHABET, CHECK_SYMBOLS, read_id, selection_check

Span = tuple[int, int]
_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")
_NUMBER = re.compile(r"[0-9]{1,9}")  # no text is longer


@dataclass(frozen=True, slots=True)
class Selection:
    """Where selected words begin in a passage's text, how many code points, and their check."""

    start: int
    length: int
    check: str

    def __str__(self) -> str:
        """As it stands in an address."""
        return f"{self.start}-{self.length}-{self.check}"

    def within(self, text: str, passage: Span) -> Span | None:
        """Its span in a canonical text, by the passage's there; None where it does not fit."""
        start = passage[0] + self.start
        end = start + self.length
        if start >= passage[1] or end > len(text) or selection_check(text[start:end]) != self.check:
            return None
        return start, end


def select(text: str, passage: Span, span: Span) -> Selection:
    """The selection of ``text[start:end]``, a span that begins in the passage.

    Raises ValueError when it does not, or is empty.
    """
    start, end = span
    if not passage[0] <= start < passage[1] or not start < end <= len(text):
        raise ValueError("a selection begins in its passage and has at least one code point")
    return Selection(start - passage[0], end - start, selection_check(text[start:end]))


def read_selection(text: str) -> Selection | None:
    """What somebody typed or pasted as the last part of such a link; None if it cannot be one.

    Case, spaces and kinds of dashes do not matter; O is read as 0, I and L as 1.
    """
    parts = [read_id(part) or "" for part in _DASHES.split(text.strip())]
    if len(parts) != 3 or not all(map(_NUMBER.fullmatch, parts[:2])):
        return None
    start, length, check = int(parts[0]), int(parts[1]), parts[2]
    known = len(check) == CHECK_SYMBOLS and all(symbol in ALPHABET for symbol in check)
    return Selection(start, length, check) if known and length else None
