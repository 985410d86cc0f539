"""Finding a build that another machine leads, and taking part in it.

Promises: nobody helps who would make something else than the builder that leads: versions, what
recognises pages and the lasting folder are compared first, and what differs is named.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from archive.errors import UnavailableError, UsageError
from indexer.engines.opensearch.connection import Connection
from indexer.engines.opensearch.names import Names
from indexer.engines.opensearch.shared import Helper
from indexer.engines.opensearch.work import Work
from indexer.progress import Progress

_POLL: Final = 1.0  # seconds
_WAITING: Final = "Waiting for a build to begin"
_DIFFERENT: Final = {
    "version": "Install the same version of Muniment on both.",
    "schema": "Install the same version of Muniment on both.",
    "ocr": "Have the same Tesseract, models and settings of OCR on both, or none on both.",
    "register": "Have the same lasting folder (“keep”) on both.",
}


def helper(
    connection: Connection,
    names: Names,
    folder: Path,
    memory: int,
    terms: Mapping[str, str],
    progress: Progress,
) -> Helper:
    """Take part in the build that goes on, or in the next. Raises UsageError, MunimentError."""
    progress(_WAITING, 0, 1)
    connection.check()
    while True:
        for generation in names.generations(connection.indices(names.every_work)):
            lead = None
            with suppress(UnavailableError):  # it was made this moment
                lead = Work(connection, names.work(generation)).lead()
            if lead is not None:
                progress(_WAITING, 1, 1)
                _agree(lead.told["terms"], terms)
                return Helper(connection, names, generation, folder, memory)
        time.sleep(_POLL)


def _agree(theirs: Mapping[str, str], ours: Mapping[str, str]) -> None:
    for name, remedy in _DIFFERENT.items():
        if theirs.get(name) != ours.get(name):
            raise UsageError(
                "This machine would not make the same of the corpus as the one that began: "
                f"there {name} is “{theirs.get(name)}”, here “{ours.get(name)}”. {remedy}"
            )
