"""What a parser process runs: the archive's parsers, loaded before the process is confined.

Promises: after ``prepare`` no parser has to load what confinement forbids to load (the language
model unpacks itself into a temporary file). A parser whose library is missing fails when its
format is met, and costs those files only.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module

from indexer.dates import find_date
from indexer.language import identify
from indexer.parsers import PARSERS, read

__all__ = ["prepare", "read"]


def prepare() -> None:
    """Load every parser, and the model that tells languages by having it tell one."""
    for module in sorted({module for _, _, module in PARSERS.values()}):
        with suppress(ImportError):
            import_module(module)
    identify("A sentence long enough to be told from one in another language.")
    find_date("1 May 2020")  # loads the names of months
