"""From the lines of all pages to blocks: what is text, what stands around it, what is unsure.

Promises: every line is in exactly one block; what is left out follows the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from indexer.blocks import Block
from indexer.parsers.pdf.furniture import furniture
from indexer.parsers.pdf.lines import Line
from indexer.parsers.pdf.paragraphs import blocks, left_out
from indexer.parsers.pdf.recognised import REASON, UNSURE
from indexer.parsers.pdf.style import style_of

_LANGUAGE_FROM = 20_000  # code points


def blocks_of(
    lines: Sequence[Line], edges: Mapping[int, tuple[float, float]], pages: int
) -> list[Block]:
    """The blocks of so many pages; ``edges`` are bottom and height of each."""
    reasons = {index: REASON for index, line in enumerate(lines) if _is_unsure(line)}
    reasons |= furniture(lines, edges, pages)
    kept = [line for index, line in enumerate(lines) if index not in reasons]
    # What is left out follows the text: in the middle it would part sentences.
    aside = [left_out(lines[index], reason) for index, reason in sorted(reasons.items())]
    return [*blocks(kept, style_of(kept)), *aside]


def text_of(shown: Iterable[Block]) -> str:
    """The text by which a document's language is told."""
    return "\n".join(texts(shown))[:_LANGUAGE_FROM]


def texts(shown: Iterable[Block]) -> Iterator[str]:
    """The text of each block that is not left out."""
    for block in shown:
        if block.reason is None:
            yield " ".join("".join(piece.text for piece in block.pieces).split())


def _is_unsure(line: Line) -> bool:
    return line.confidence is not None and line.confidence < UNSURE
