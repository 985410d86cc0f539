"""A recogniser where one can be had.

Promises: what recognising needs is loaded only then: the language model and the decoders take a
tenth of a second, and most runs of the program need none.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from archive.settings import Settings
from indexer.ocr.tesseract import Ocr
from indexer.sandbox import ParserPool

if TYPE_CHECKING:
    from indexer.ocr.recogniser import Recogniser


@contextmanager
def recognising(
    ocr: Ocr, parsers: ParserPool, settings: Settings, workers: int
) -> Iterator[Recogniser | None]:
    """A recogniser for so many pages at once, ended at the end; None where there is no program."""
    if ocr.tesseract is None:
        yield None
        return
    make: type[Recogniser] = import_module("indexer.ocr.recogniser").Recogniser
    with make(ocr.tesseract, parsers, settings, workers) as recogniser:
        yield recogniser
