"""What the last verification of an archive found, kept for pages that cannot read every file.

Promises: says of a document only what was found when its files were last read whole and compared
with the register, and when that was; what was taken in later, or could not be compared, is not
known. Reads no file of the corpus.
"""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from archive.errors import MunimentError
from archive.model import Document
from archive.plain import from_plain, json_bytes, to_plain
from archive.storage import atomic_write
from archive.verify import VerifyReport

FILE_NAME = "verified.json"
Fixity = Literal["verified", "changed", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Verification:
    """The outcome of one ``verify``: paths of the corpus, and when it began (ISO 8601 UTC)."""

    at: str
    chain_ok: bool
    changed: tuple[str, ...] = ()  # other bytes than were entered, or gone
    unreadable: tuple[str, ...] = ()

    @cached_property
    def changed_files(self) -> frozenset[str]:
        """Looked up for every document of a page: after a bad disk there are many."""
        return frozenset(self.changed)

    @cached_property
    def unread_files(self) -> frozenset[str]:
        """Likewise."""
        return frozenset(self.unreadable)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a document's files; ``at`` is when it was found, "" where nothing is."""

    fixity: Fixity
    at: str = ""


def keep_verification(keep: Path, report: VerifyReport, at: str) -> bool:
    """Keep what was found; False where nothing can be written, as on a copy to be read only.

    ``at``: when the verification began, ISO 8601 UTC.
    """
    changed = (*(problem.path for problem in report.changed), *report.missing)
    found = Verification(
        at=at,
        chain_ok=report.chain_ok,
        changed=changed,
        unreadable=tuple(problem.path for problem in report.unreadable),
    )
    try:
        atomic_write(keep / FILE_NAME, json_bytes(to_plain(found)) + b"\n")
    except (OSError, MunimentError):
        return False
    return True


class Verifications:
    """The last verification of one archive, for a running site; safe to share between threads."""

    def __init__(self, keep: Path) -> None:
        self._path = keep / FILE_NAME
        self._lock = threading.Lock()
        self._stamp = (0, 0)
        self._last: Verification | None = None

    def last(self) -> Verification | None:
        """None where there was none, or where it cannot be read."""
        try:
            status = self._path.stat()
        except OSError:
            return None
        stamp = status.st_mtime_ns, status.st_size
        with self._lock:
            if stamp != self._stamp:
                self._stamp, self._last = stamp, _read(self._path)
            return self._last


def _read(path: Path) -> Verification | None:
    with suppress(OSError, ValueError):
        return from_plain(Verification, json.loads(path.read_bytes()))
    return None


def known(document: Document, last: Verification | None) -> Known:
    """What the last verification tells of a document.

    Changed, where any of its files was; verified, where any was compared and none had changed.
    """
    if last is None or not last.chain_ok:
        return Known("unknown")
    compared = [
        capture.file or capture.path
        for capture in document.captures
        if capture.accessioned_at and capture.accessioned_at <= last.at
    ]
    if not last.changed_files.isdisjoint(compared):
        return Known("changed", last.at)
    if not last.unread_files.issuperset(compared):
        return Known("verified", last.at)
    return Known("unknown")
