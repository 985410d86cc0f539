"""The parent's way to a page as a picture: a confined process of its own, whose answer is checked.

Promises: whatever a file does to the process that draws it costs a page that is not shown; the
picture is written here, of nothing but pixels. Its process starts when the first page is asked for.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import BinaryIO

from archive.model import Place
from archive.page_images import SHARE, Box, PageImage, page_of, recognised_boxes
from archive.plain import from_plain
from archive.settings import MIB, Settings
from indexer.page_images.child import ANSWER, Drawn
from indexer.page_images.paper import COLOURS, PIXELS
from indexer.page_images.png import png
from indexer.parser_process import ParseLimits, ParserProcess
from indexer.sandbox import ConfinedPool, failure

SECONDS = 10  # of processor time: somebody waits for the page; an honest one takes a tenth
_PALETTE = 3 * COLOURS
_SAID = 4 * MIB  # of words and boxes


class PageReader:
    """Draws pages, one at a time; may be asked from several threads."""

    def __init__(self, settings: Settings) -> None:
        limits = ParseLimits.of(settings)
        limits = replace(
            limits,
            seconds=min(SECONDS, limits.seconds),
            output_bytes=PIXELS + _PALETTE + _SAID,
        )
        self._pool = ConfinedPool(1, limits, ANSWER)

    def draw(
        self, source: BinaryIO, name: str, media_type: str, number: int, place: Place | None
    ) -> PageImage:
        """A page, from 1, of a PDF or a picture, with the boxes of a place as far as it is on it.

        ``name`` is for sentences only. Raises UnreadableError where it cannot be drawn, OSError
        where the file cannot be read.
        """
        ranges = [each for each in place.ranges if page_of(each[0]) == number] if place else []
        question = {
            "media_type": media_type,
            "page": number,
            "ranges": [each for each in ranges if "@" not in each[0]],
        }

        def ask(process: ParserProcess) -> PageImage:
            answer = process.ask(source, name, question)
            image = read_answer(answer[1:]) if answer.startswith(b"\0") else None
            if image is None:
                raise failure(process, answer, name)
            return image

        image = self._pool.using(ask)
        if place is None or not image.png:
            return image
        return replace(image, boxes=(*image.boxes, *recognised_boxes(place, number)))

    def close(self) -> None:
        """End the process."""
        self._pool.close()


def read_answer(data: bytes) -> PageImage | None:
    """What the process said, if it is what was asked for: its maker need not be trusted."""
    head, _, rest = data.partition(b"\n")
    try:
        drawn = from_plain(Drawn, json.loads(head))
    except (ValueError, RecursionError):
        return None
    if drawn.pages < 0 or not all(map(_is_box, drawn.boxes)):
        return None
    if (drawn.width, drawn.height) == (0, 0) and not rest:
        return PageImage(pages=drawn.pages)
    size = drawn.width * drawn.height
    if min(drawn.width, drawn.height) < 1 or size > PIXELS or len(rest) != _PALETTE + size:
        return None
    return PageImage(
        pages=drawn.pages,
        width=drawn.width,
        height=drawn.height,
        boxes=drawn.boxes,
        words=drawn.words,
        annotated=drawn.annotated,
        png=png(drawn.width, drawn.height, rest[:_PALETTE], rest[_PALETTE:]),
    )


def _is_box(box: Box) -> bool:
    left, top, right, bottom = box
    return 0 <= left < right <= SHARE and 0 <= top < bottom <= SHARE
