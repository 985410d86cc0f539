"""Editions with the text of pages that are pictures.

Promises: a page that cannot be recognised costs itself only and is named with the reason; several
pages are read at once, however few files they are in, and never more than the workers; what comes
out depends on the file, the program and its models, not on which page was done first. Does not
know what is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from functools import partial
from io import BytesIO
from types import TracebackType
from typing import Self

from archive.editions import Encoded
from archive.errors import UnreadableError
from archive.model import Edition
from archive.settings import MIB, Settings
from indexer.ocr import bitmaps
from indexer.ocr.bitmaps import Bitmap, read_bitmap
from indexer.ocr.languages import best
from indexer.ocr.pictures import PAGES
from indexer.ocr.program import Program, ProgramFailedError
from indexer.ocr.tesseract import Tesseract
from indexer.parser_process import ParseLimits, ParserProcess
from indexer.parsers import parser_for, with_ocr
from indexer.parsers.pdf.recognised import Recognised
from indexer.sandbox import ConfinedPool, ParserPool, failure


class Recogniser:
    """Reads pages with a Tesseract, several at once."""

    def __init__(
        self, tesseract: Tesseract, parsers: ParserPool, settings: Settings, workers: int
    ) -> None:
        self._tesseract = tesseract
        self._parsers = parsers
        self._program = Program(tesseract)
        limits = replace(ParseLimits.of(settings), output_bytes=bitmaps.PIXELS + MIB)
        self._bitmaps = ConfinedPool(workers, limits, bitmaps.ANSWER)
        self._threads = ThreadPoolExecutor(workers, "recognising")

    def parser(self, base: Edition) -> tuple[str, str]:
        """Name and version of the parser that makes of this edition one with recognised pages."""
        found = parser_for(base.media_type)
        if found is None:
            raise UnreadableError("Its kind has no pages.")
        return found[0], with_ocr(found[1], self._tesseract.label)

    def is_whole(self, edition: Edition, base: Edition) -> bool:
        """Whether every page was recognised that can be: one that took too long may not again."""
        return not {*edition.pictures} & {*base.pictures[:PAGES]}

    def read(self, data: bytes, base: Edition, name: str) -> Encoded:
        """The edition of a file with what is recognised on the pages that ``base`` calls pictures.

        ``name`` is for sentences only. Raises UnreadableError.
        """
        read_page = partial(self._page, data, base.media_type, name)
        first, *others = base.pictures[:PAGES]
        asked = self._tesseract.languages
        recognised = [self._threads.submit(read_page, asked, first).result()]
        found = recognised[0][1]
        # The language of the first page is tried first on the others.
        order = tuple(dict.fromkeys((found, *asked))) if found else asked
        recognised += self._threads.map(partial(read_page, order), others)
        if self._program.stopped:
            raise UnreadableError("It was not read: the build was ended.")
        return self._parsers.parse(
            data,
            base.media_type,
            name,
            ocr=self._tesseract.label,
            recognised=[asdict(page) for page, _ in recognised],
        )

    def stop(self) -> None:
        """Have what is being read end soon, without an edition."""
        self._program.stop()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """End everything; once."""
        self.stop()
        self._threads.shutdown()
        self._bitmaps.close()

    def __enter__(self) -> Self:
        """For ``with``: itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End what runs."""
        self.close()

    def _page(
        self, data: bytes, media_type: str, name: str, order: Sequence[str], number: int
    ) -> tuple[Recognised, str]:
        """A page as it was recognised, and the language that fitted; "" where none plainly did."""
        try:
            bitmap = self._bitmap(data, media_type, name, number)
            found = best(
                order, lambda language: self._program.table(bitmap.data, language, bitmap.dots)
            )
        except (UnreadableError, ProgramFailedError) as error:
            return Recognised(number, failed=str(error).rstrip(".")), ""
        page = Recognised(number, bitmap.width, bitmap.height, found.table)
        return page, found.language if found.fits else ""

    def _bitmap(self, data: bytes, media_type: str, name: str, number: int) -> Bitmap:
        def ask(process: ParserProcess) -> Bitmap:
            # As a file: of a long document the process fetches what belongs to the page.
            question = {"media_type": media_type, "page": number}
            answer = process.ask(BytesIO(data), name, question)
            bitmap = read_bitmap(answer[1:]) if answer.startswith(b"\0") else None
            if bitmap is None:
                raise failure(process, answer, name)
            return bitmap

        return self._bitmaps.using(ask)
