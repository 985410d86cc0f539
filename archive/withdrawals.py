"""What was withdrawn from view, or replaced, as the register says, for a running site.

Promises: reads the register again only when it has changed; a damaged register withdraws what its
readable lines say.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

from archive.identifiers import document_id
from archive.register import Register
from archive.register_chain import REGISTER_NAME, Entry, read_chain


@dataclass(frozen=True, slots=True)
class _Read:
    """The register's time and size when it was read, and what it said."""

    stamp: tuple[int, int] = (0, 0)
    entries: dict[str, Entry] = field(default_factory=dict)
    ids: frozenset[str] = frozenset()
    replaced: dict[str, str] = field(default_factory=dict)


class Withdrawals:
    """The withdrawals of one register; safe to share between threads."""

    def __init__(self, keep: Path) -> None:
        self._keep = keep
        self._lock = threading.Lock()
        self._known = _Read()

    def of(self, sha256: str) -> Entry | None:
        """The entry that withdraws these bytes, if one does. Raises RegisterError."""
        return self._now().entries.get(sha256)

    def named(self, document_id: str) -> Entry | None:
        """The same by a whole identifier: a copy of an archive has no text of what is withdrawn."""
        named = (each for each in self._now().entries.values() if each.path == document_id)
        return next(named, None)

    def replaced_by(self, sha256: str) -> str | None:
        """The SHA-256 of what the file with these bytes was changed to. Raises RegisterError."""
        return self._now().replaced.get(sha256)

    def ids(self) -> frozenset[str]:
        """The identifiers of all documents that are withdrawn. Raises RegisterError."""
        return self._now().ids

    def _now(self) -> _Read:
        """Every withdrawal that holds, and what was replaced."""
        try:
            status = (self._keep / REGISTER_NAME).stat()
        except OSError:
            return _Read()
        stamp = status.st_mtime_ns, status.st_size
        with self._lock:
            if stamp != self._known.stamp:
                register = Register(self._keep, read_chain(self._keep))
                entries = register.withdrawn()
                ids = frozenset(map(document_id, entries))
                self._known = _Read(stamp, entries, ids, register.replaced())
            return self._known
