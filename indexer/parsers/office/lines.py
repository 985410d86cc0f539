"""Paragraphs that are one to the program but several to the reader: parted by an empty line.

Promises: no character that can be seen is lost or moved; what is parted keeps its places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from indexer.blocks import Block, Piece

_EMPTY_LINE = re.compile(r"\n\s*\n")
_PARTED = frozenset({"paragraph", "quotation", "list_item"})


def parted(block: Block) -> Iterator[Block]:
    """The blocks that two line breaks in a row make of one, as in a saved page."""
    if block.kind not in _PARTED or not any(_EMPTY_LINE.search(p.text) for p in block.pieces):
        yield block
        return
    pieces: list[Piece] = []
    for piece in block.pieces:
        begin = 0
        for line in _EMPTY_LINE.finditer(piece.text):
            pieces.append(_stretch(piece, begin, line.start()))
            yield from _block(block, pieces)
            pieces, begin = [], line.end()
        pieces.append(_stretch(piece, begin, len(piece.text)))
    yield from _block(block, pieces)


def _block(block: Block, pieces: list[Piece]) -> Iterator[Block]:
    if any(piece.text and not piece.text.isspace() for piece in pieces):
        yield replace(block, pieces=tuple(piece for piece in pieces if piece.text))


def _stretch(piece: Piece, begin: int, end: int) -> Piece:
    """The characters [begin, end) of a piece with their places."""
    if piece.ends is None:
        return Piece(piece.text[begin:end], piece.path, piece.start + begin)
    start = piece.ends[begin - 1] if begin else piece.start
    return Piece(piece.text[begin:end], piece.path, start, piece.ends[begin:end])
