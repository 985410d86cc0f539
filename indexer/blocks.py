"""What every parser hands on: blocks of an original in reading order, and what is known of it.

Promises: a block's raw text is the join of its pieces; each piece says where its characters
stood, so that passages cut from the text keep their place. White space is not folded here and
nothing is normalised: ``indexer.passages`` does both, once, for every format.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from archive.model import Metadata, PassageKind, PlaceScheme

NO_TEXT: Final = "The file holds no text."


class Piece(NamedTuple):
    """A run of characters of the original.

    ``path`` and ``start`` as in ``archive.model.Place``: for "html" the node path and the code
    point in that node's string; for "bytes" ``""`` and the byte offset of the run. ``ends`` is
    for "bytes" only: byte offset after each code point, so ``len(ends) == len(text)``; None
    where each code point is one unit of the place (nodes, paragraphs). ``path`` None: the
    characters are not in the original (the space that stands for a ``<br>``). A tuple, since a page
    has a thousand and a frozen dataclass takes three times as long to make.
    """

    text: str
    path: str | None
    start: int
    ends: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One heading, paragraph, list item …; with ``reason`` set it is left out of the text."""

    kind: PassageKind
    pieces: tuple[Piece, ...]
    level: int = 0  # headings: 1 to 6
    page: int | None = None
    reason: str | None = None
    ocr: int | None = None  # percent of confidence, of a block that was recognised


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything a parser saw in one file, before canonical text and passages are made."""

    scheme: PlaceScheme
    blocks: tuple[Block, ...]
    metadata: Metadata
    charset: str
    notices: tuple[str, ...] = ()
    partial: bool = False
    pictures: tuple[int, ...] = ()  # pages from 1 whose text is in a picture only, and not read


def without_text(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The notice that a file holds no text, if all that it holds is left out."""
    return () if any(block.reason is None for block in blocks) else (NO_TEXT,)
