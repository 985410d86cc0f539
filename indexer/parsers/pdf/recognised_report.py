"""What is said of pages that are pictures: what OCR made of them, or that nobody read them.

Promises: each page is in exactly one sentence; ``unread`` are those whose text, if there is any, is
still in the picture only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from indexer.blocks import Block
from indexer.parsers.page_numbers import named, were
from indexer.parsers.pdf.recognised import Recognised

_ARABIC = re.compile("[\u0600-\u06ff]")


def unread(pictures: Sequence[int], recognised: Mapping[int, Recognised]) -> tuple[int, ...]:
    """The pages that were not recognised, or could not be."""
    return tuple(n for n in pictures if n not in recognised or recognised[n].failed)


def ocr_notices(
    pictures: Sequence[int], recognised: Mapping[int, Recognised], shown: Sequence[Block]
) -> Iterator[str]:
    """Sentences on pages that were given to OCR, and on those that were too many.

    ``shown`` are the blocks that were made of all pages.
    """
    texts = [block for block in shown if block.ocr is not None and block.reason is None]
    with_text = {block.page for block in texts}
    found = [number for number in pictures if number in with_text]
    if found:
        mistakes = "which makes mistakes: compare with the original before quoting"
        yield f"{named(found)} {were(found)} read by OCR, {mistakes}."
    if any(_ARABIC.search(piece.text) for block in texts for piece in block.pieces):
        yield "In Persian and Arabic print OCR often misreads numbers: check years and counts."
    failures: dict[str, list[int]] = defaultdict(list)
    blank, left = [], []
    for number in pictures:
        if number not in recognised:
            left.append(number)
        elif recognised[number].failed:
            failures[recognised[number].failed].append(number)
        elif number not in with_text:
            blank.append(number)
    if blank:
        yield f"On {_small(blank)} OCR found no text."
    for failed, numbers in failures.items():
        yield f"{named(numbers)} could not be read by OCR: {failed}."
    if left:
        yield f"{named(left)} {were(left)} not read: OCR reads no more pages of one file."


def _small(numbers: Sequence[int]) -> str:
    text = named(numbers)
    return text[0].lower() + text[1:]
