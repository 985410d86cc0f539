"""From a parser's blocks to an edition: canonical text, passages, what was left out.

Promises: the one place where white space is folded, text is normalised, passages are cut,
numbered, told apart by language and given identifiers, for every format;
``edition.text[p.start:p.end] == p.text`` for each passage; every passage keeps its places in the
original. Knows no format.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from archive.identifiers import passage_id
from archive.model import Edition, LeftOut, Passage, Place, PlaceScheme
from archive.text import CANON, canonical, canonicalise, cut
from indexer.blocks import Block, Piece, Reading
from indexer.passage_languages import passage_languages

PASSAGE_LIMIT = 2_000  # code points; part of canon-1, since identifiers depend on it


class _Cut(NamedTuple):
    """A stretch of a block's canonical text and where it stood."""

    text: str
    ranges: tuple[tuple[str, int, int], ...]


def edition(
    reading: Reading, *, sha256: str, media_type: str, parser: str, parser_version: str
) -> Edition:
    """The edition that a reading of the bytes with this SHA-256 makes."""
    known = reading.metadata.language
    passages = tuple(_in_languages(_passages(reading, sha256), known.value if known else ""))
    return Edition(
        sha256=sha256,
        media_type=media_type,
        parser=parser,
        parser_version=parser_version,
        canon=CANON,
        charset=reading.charset,
        metadata=reading.metadata,
        text="\n".join(p.text for p in passages),
        passages=passages,
        left_out=tuple(_left_out(reading)),
        notices=reading.notices,
        partial=reading.partial,
        pictures=reading.pictures,
    )


def _passages(reading: Reading, sha256: str) -> Iterator[Passage]:
    equal: dict[str, int] = {}
    taken: set[str] = set()
    headings: list[tuple[int, str]] = []
    ordinal = start = 0
    for block in reading.blocks:
        if block.reason is not None:
            continue
        if block.kind == "heading":
            headings = [h for h in headings if h[0] < block.level]
        path = tuple(text for _, text in headings)
        for piece in _cuts(block, PASSAGE_LIMIT):
            end = start + len(piece.text)
            yield Passage(
                id=_free_id(sha256, piece.text, equal, taken),
                ordinal=ordinal,
                kind=block.kind,
                text=piece.text,
                start=start,
                end=end,
                heading=path,
                level=block.level,
                page=block.page,
                place=_place(reading.scheme, block, piece),
                ocr=block.ocr,
            )
            if block.kind == "heading":
                headings.append((block.level, piece.text))
            ordinal += 1
            start = end + 1


def _in_languages(passages: Iterable[Passage], language: str) -> Iterator[Passage]:
    """The passages of a document in a language, those in another with its name."""
    every = list(passages)
    spoken = passage_languages(("" if p.kind == "code" else p.text for p in every), language)
    for passage, own in zip(every, spoken, strict=True):
        yield replace(passage, language=own) if own else passage


def _free_id(sha256: str, text: str, equal: dict[str, int], taken: set[str]) -> str:
    """The passage's identifier; on a clash of 40 bits the ordinal counts on until it is free."""
    while True:
        ordinal = equal.get(text, 0)
        identifier = passage_id(sha256, text, ordinal, CANON)
        equal[text] = ordinal + 1
        if identifier not in taken:
            taken.add(identifier)
            return identifier


def _left_out(reading: Reading) -> Iterator[LeftOut]:
    for block in reading.blocks:
        if block.reason is not None:
            for piece in _cuts(block, None):
                place = _place(reading.scheme, block, piece)
                yield LeftOut(text=piece.text, reason=block.reason, place=place)


def _place(scheme: PlaceScheme, block: Block, piece: _Cut) -> Place | None:
    """The place of a stretch; what was recognised has one of its own kind in every format."""
    own: PlaceScheme = scheme if block.ocr is None else "ocr"
    return Place(own, piece.ranges) if piece.ranges else None


def _cuts(block: Block, limit: int | None) -> Iterator[_Cut]:
    """A block's canonical text in stretches of at most ``limit`` code points."""
    pieces = block.pieces
    raw = pieces[0].text if len(pieces) == 1 else "".join([piece.text for piece in pieces])
    text, left, right = canonical(raw)
    if not text:
        return
    starts = [0, *accumulate([len(piece.text) for piece in pieces])] if len(pieces) > 1 else [0]
    if limit is None or len(text) <= limit:
        yield _Cut(text, _ranges(pieces, starts, left, right))
        return
    origin = canonicalise(raw).origin
    for start, end in cut(text, limit):
        yield _Cut(text[start:end], _ranges(pieces, starts, origin[start], origin[end]))


def _ranges(
    pieces: Sequence[Piece], starts: Sequence[int], left: int, right: int
) -> tuple[tuple[str, int, int], ...]:
    """Where the raw characters [left, right) of a block stood, adjoining ranges merged."""
    if len(pieces) == 1:  # as most: a paragraph without any other element in it
        _, path, origin, ends = pieces[0]
        if path is not None and ends is None:
            return ((path, origin + left, origin + right),) if left < right else ()
    ranges: list[tuple[str, int, int]] = []
    index = max(bisect_right(starts, left) - 1, 0)
    while index < len(pieces) and starts[index] < right:
        piece, base = pieces[index], starts[index]
        index += 1
        a, b = max(left - base, 0), min(right - base, len(piece.text))
        if piece.path is None or a >= b:
            continue
        if piece.ends is None:
            found = (piece.path, piece.start + a, piece.start + b)
        else:
            first = piece.ends[a - 1] if a else piece.start
            found = (piece.path, first, piece.ends[b - 1])
        if ranges and ranges[-1][0] == found[0] and ranges[-1][2] == found[1]:
            found = (found[0], ranges.pop()[1], found[2])
        ranges.append(found)
    return tuple(ranges)
