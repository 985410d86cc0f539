"""A document's passages, places and left-out parts as bytes, and back.

Promises: what is read equals what was written; of a *piece* (some consecutive passages of a
document) only the passages that are asked for are made. Bytes that cannot be read raise
ValueError, TypeError, LookupError or AttributeError. Layout: docs/index-format.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import Any, Final

from archive.errors import UnreadableError
from archive.model import LeftOut, Passage, PassageKind, Place, PlaceScheme
from archive.search import Heading

PIECE: Final = 64  # passages of a piece: some 30 KB of text, read at once in 50 microseconds
NO_CHARACTERS: Final = "Its text holds code points that are no characters."

_KINDS: Final[dict[PassageKind, str]] = {
    "heading": "h",
    "paragraph": "n",
    "list_item": "l",
    "table_row": "t",
    "quotation": "q",
    "caption": "c",
    "code": "k",
}
_KIND_OF: Final = {letter: kind for kind, letter in _KINDS.items()}
_SCHEMES: Final[dict[PlaceScheme | None, str]] = {
    None: "-",
    "html": "h",
    "bytes": "b",
    "paragraph": "p",
    "epub": "e",
    "part": "m",
    "pdf": "f",
    "ocr": "o",
}
_SCHEME_OF: Final = {letter: scheme for scheme, letter in _SCHEMES.items()}
_AND_BREAK: Final = (1).__add__  # of a length
_read_json = json.JSONDecoder().raw_decode
# What is written is a tree, so it is not looked through for cycles.
_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def loads(text: str) -> Any:
    """A value as ``json_line`` wrote it: no white space around it, so none is looked for."""
    value, end = _read_json(text)
    if end != len(text):
        raise ValueError("a line goes on behind its JSON")
    return value


def json_line(plain: object) -> bytes:
    """Compact JSON. Raises UnreadableError for code points that are no characters."""
    return encoded(_dump(plain))


def encoded(text: str) -> bytes:
    """Text in UTF-8. Raises UnreadableError for code points that are no characters."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise UnreadableError(NO_CHARACTERS) from error


def check_order(passages: Sequence[Passage]) -> None:
    """Raises UnreadableError when numbers and offsets are not those of texts joined by newlines.

    They are not stored, since they follow from the texts.
    """
    start = 0
    for ordinal, passage in enumerate(passages):
        end = start + len(passage.text)
        told = (passage.ordinal, passage.start, passage.end)
        if told != (ordinal, start, end) or " " in passage.id:
            raise UnreadableError("Its passages do not follow one another.")
        start = end + 1


def piece_bytes(passages: Sequence[Passage]) -> bytes:
    """Everything of some passages but their places: a line of JSON, then their texts."""
    headings: dict[tuple[str, ...], int] = {}
    under = [headings.setdefault(p.heading, len(headings)) for p in passages]
    levels, pages = [p.level for p in passages], [p.page for p in passages]
    languages, sure = [p.language for p in passages], [p.ocr for p in passages]
    columns = (
        " ".join([p.id for p in passages]),
        "".join([_KINDS[p.kind] for p in passages]),
        [len(p.text) for p in passages],
        list(headings),
        under if len(headings) > 1 else 0,  # 0: all under the one
        levels if any(levels) else 0,
        pages if any(page is not None for page in pages) else 0,
        passages[0].start,
        languages if any(languages) else 0,
        sure if any(percent is not None for percent in sure) else 0,
    )
    return encoded(_dump(columns) + "\n" + "\n".join([p.text for p in passages]))


def piece_text(data: bytes) -> bytes:
    """The texts of a piece's passages, joined by newlines, in UTF-8."""
    return data[data.index(b"\n") + 1 :]


def may_hold(data: bytes, passage_id: bytes) -> bool:
    """Whether a piece can have a passage of this identifier: no text is read to tell."""
    return data.find(passage_id, 0, data.index(b"\n")) >= 0


class Piece:
    """Some passages read back."""

    def __init__(self, data: bytes) -> None:
        line, _, self.text = data.decode().partition("\n")
        columns = loads(line)
        ids, self._kinds, lengths, self._headings, under, levels, pages, *more = columns
        begin, languages, sure = more
        count = len(lengths)
        self.ids: list[str] = ids.split(" ")
        self._starts = list(accumulate(map(_AND_BREAK, lengths), initial=0))
        if self._starts[-1] != len(self.text) + 1 or len(self.ids) != count:
            raise ValueError("the text of passages has another length")
        self._under = under or [0] * count
        self._levels = levels or [0] * count
        self._pages = pages or [None] * count
        self._languages = languages or [""] * count
        self._sure = sure or [None] * count
        self._begin = begin  # code points of the document before the first passage

    def texts(self) -> list[tuple[str, str]]:
        """Their texts, which hold no newline, each with its language, "" for the document's."""
        return list(zip(self.text.split("\n"), self._languages, strict=True))

    def starts(self) -> list[int]:
        """Where they begin in the document, in code points."""
        return [self._begin + start for start in self._starts[:-1]]

    @property
    def end(self) -> int:
        """Where the last of them ends in the document, in code points."""
        end: int = self._begin + self._starts[-1] - 1
        return end

    def headings(self, first: int) -> Iterator[Heading]:
        """Those that are headings; ``first`` is the number of the first passage."""
        index = self._kinds.find(_KINDS["heading"])
        while index >= 0:
            start, end = self._starts[index], self._starts[index + 1] - 1
            yield Heading(
                ordinal=first + index,
                id=self.ids[index],
                level=self._levels[index],
                text=self.text[start:end],
            )
            index = self._kinds.find(_KINDS["heading"], index + 1)

    def passage(self, index: int, ordinal: int, place: Place | None) -> Passage:
        """One of the passages, by its number in the piece and in the document."""
        start, end = self._starts[index], self._starts[index + 1] - 1
        return Passage(
            id=self.ids[index],
            ordinal=ordinal,
            kind=_KIND_OF[self._kinds[index]],
            text=self.text[start:end],
            start=self._begin + start,
            end=self._begin + end,
            heading=tuple(self._headings[self._under[index]]),
            level=self._levels[index],
            page=self._pages[index],
            place=place,
            language=self._languages[index],
            ocr=self._sure[index],
        )


def places_row(places: Iterable[Place | None]) -> list[Any] | None:
    """Places as columns: schemes, number of ranges of each, paths, starts, ends; None if none."""
    known = list(places)
    schemes = "".join([_SCHEMES[place.scheme if place else None] for place in known])
    if not schemes.strip("-"):
        return None
    ranges = [place.ranges if place else () for place in known]
    return [schemes, list(map(len, ranges)), *zip(*chain.from_iterable(ranges), strict=True)]


class Places:
    """Places read back."""

    def __init__(self, row: Any) -> None:
        self._schemes: str
        self._columns: list[Any]
        self._schemes, counts, *self._columns = row or ("", ())
        self._edges = list(accumulate(counts, initial=0))

    def place(self, index: int) -> Place | None:
        """One of them."""
        scheme = _SCHEME_OF[self._schemes[index]] if self._schemes else None
        if scheme is None:
            return None
        begin, end = self._edges[index], self._edges[index + 1]
        return Place(scheme, tuple(zip(*[column[begin:end] for column in self._columns])))  # noqa: B905


def left_out_bytes(left_out: Sequence[LeftOut]) -> bytes:
    """What is not part of a text; nothing when there is nothing."""
    if not left_out:
        return b""
    places = places_row(one.place for one in left_out)
    return json_line([[one.text for one in left_out], [one.reason for one in left_out], places])


def read_left_out_texts(data: bytes) -> list[str]:
    """The texts alone of what ``left_out_bytes`` was given."""
    texts: list[str] = loads(data.decode())[0] if data else []
    return texts


def read_left_out(data: bytes) -> tuple[LeftOut, ...]:
    """What ``left_out_bytes`` was given."""
    if not data:
        return ()
    texts, reasons, row = loads(data.decode())
    places = Places(row)
    return tuple(
        LeftOut(text=text, reason=reason, place=places.place(index))
        for index, (text, reason) in enumerate(zip(texts, reasons, strict=True))
    )
