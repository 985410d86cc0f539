"""What was withdrawn from view, as the register says, for a running site.

Promises: reads the register again only when it has changed; a damaged register withdraws what its
readable lines say.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from archive.register import Register
from archive.register_chain import REGISTER_NAME, Entry, read_chain


@dataclass(frozen=True, slots=True)
class _Read:
    """The register's time and size when it was read, and what it said."""

    stamp: tuple[int, int]
    entries: dict[str, Entry]


class Withdrawals:
    """The withdrawals of one register; safe to share between threads."""

    def __init__(self, keep: Path) -> None:
        self._keep = keep
        self._lock = threading.Lock()
        self._known = _Read((0, 0), {})

    def of(self, sha256: str) -> Entry | None:
        """The entry that withdraws these bytes, if one does. Raises RegisterError."""
        return self._entries().get(sha256)

    def named(self, document_id: str) -> Entry | None:
        """The same by a whole identifier: a copy of an archive has no text of what is withdrawn."""
        named = (entry for entry in self._entries().values() if entry.path == document_id)
        return next(named, None)

    def _entries(self) -> dict[str, Entry]:
        """Every withdrawal that holds, by SHA-256."""
        try:
            status = (self._keep / REGISTER_NAME).stat()
        except OSError:
            return {}
        stamp = status.st_mtime_ns, status.st_size
        with self._lock:
            if stamp != self._known.stamp:
                register = Register(self._keep, read_chain(self._keep))
                self._known = _Read(stamp, register.withdrawn())
            return self._known.entries
