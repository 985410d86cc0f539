"""The lasting folder while an index is built: one builder at a time, and no leftovers.

Promises: what a killed writer left unfinished in the lasting folder is removed, never anything
else; nothing that another process is writing is touched. The leftovers of an index are the
generations' matter.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from archive import editions, register
from archive.storage import TEMPORARY_SUFFIX, locked, make_folder

LOCK = "build.lock"  # whoever holds it is the only one to write editions


@contextlib.contextmanager
def kept_alone(keep: Path) -> Iterator[None]:
    """Be the only builder that works with this lasting folder. Raises LockedError, StorageError."""
    make_folder(keep)
    with locked(keep / LOCK):
        _remove((keep / editions.FOLDER_NAME).glob(f"*/*{TEMPORARY_SUFFIX}"))
        with locked(keep / register.LOCK_NAME, register.LOCK_WAIT_SECONDS):
            _remove(keep.glob(f"*{TEMPORARY_SUFFIX}"))
        yield


def _remove(unfinished: Iterator[Path]) -> None:
    for path in unfinished:
        with contextlib.suppress(OSError):  # it does no harm where it may not be removed
            path.unlink()
