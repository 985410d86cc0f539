"""The accession register: which bytes were at which path, when, and entered by whom.

Promises: ``register.jsonl`` is only ever added to, one JSON object a line; each line names the
SHA-256 of the line before it, and ``register.head`` names the last one that was acknowledged, so
that a changed, lost or added line is noticed; a line cut off by a crash is set aside, never
deleted. What it cannot prove: that nobody wrote a whole new register with a new head; only a
copy of the head kept elsewhere can. Does not read the corpus (``archive.verify`` does).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from archive.clock import now
from archive.errors import RegisterError
from archive.plain import json_bytes, to_plain
from archive.register_chain import (
    HEAD_NAME,
    REGISTER_NAME,
    Chain,
    Entry,
    Event,
    Head,
    NewEntry,
    Role,
    read_bytes,
    read_chain,
    read_head,
)
from archive.storage import atomic_write, locked, make_folder, storage_error, sync_folder

__all__ = ["Entry", "Event", "NewEntry", "Register", "Role", "present"]

LOCK_NAME = "register.lock"
ABOUT_BYTES = frozenset({"withdrawn", "reinstated"})  # events that tell nothing of a path
_NO_PRESENCE = ABOUT_BYTES | {"gone"}
_NAMED = 10  # files that a sentence names; the register has them all
LOCK_WAIT_SECONDS = 10.0  # an append takes milliseconds; longer means a stuck process


class Register:
    """A register, opened: its entries, and how to add to them.

    Several processes may have it open; whoever appends sees first what the others entered.
    Threads share one behind a lock of their own.
    """

    def __init__(self, keep: Path, chain: Chain) -> None:
        self._keep = keep
        self._chain = chain

    @classmethod
    def open(cls, keep: Path) -> Register:
        """Read the register in ``keep`` and check its whole chain; an absent one is empty.

        Writes nothing. Raises RegisterError when it is damaged, cut short or unreadable.
        """
        chain = read_chain(keep)
        if chain.problem:
            raise RegisterError(chain.problem)
        return cls(keep, chain)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every line, oldest first."""
        return tuple(self._chain.entries)

    @property
    def head(self) -> str:
        """SHA-256 of the last line, 64 hexadecimal digits; zeros when there is no line."""
        return self._chain.digest

    @property
    def count(self) -> int:
        """The number of lines."""
        return len(self._chain.entries)

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know of the register's files, as sentences."""
        return tuple(self._chain.notices)

    def state(self) -> dict[str, Entry]:
        """The current entry of each path that is present, by path."""
        return present(self._chain.entries)

    def accessioned(self) -> dict[tuple[str, str], str]:
        """When bytes were first entered at a path (ISO 8601 UTC), by (path, SHA-256)."""
        return {
            (entry.path, entry.sha256): entry.at
            for entry in reversed(self._chain.entries)
            if entry.event not in _NO_PRESENCE
        }

    def withdrawn(self) -> dict[str, Entry]:
        """What is not to be shown any more, by SHA-256: the entry that says so."""
        found: dict[str, Entry] = {}
        for entry in self._chain.entries:
            if entry.event == "withdrawn":
                found[entry.sha256] = entry
            elif entry.event == "reinstated":
                found.pop(entry.sha256, None)
        return found

    def replaced(self) -> dict[str, str]:
        """Originals whose file has other bytes now, by SHA-256: the SHA-256 of those bytes."""
        present = {
            path: entry.sha256 for path, entry in self.state().items() if entry.role == "original"
        }
        still = set(present.values())
        return {
            entry.sha256: present[entry.path]
            for entry in self._chain.entries
            if entry.path in present and entry.sha256 not in still
        }

    def read(self) -> bytes:
        """The bytes of its lines, those that ``count`` and ``head`` are of.

        Raises RegisterError when they may not be read.
        """
        return read_bytes(self._keep / REGISTER_NAME)[: self._chain.length]

    def append(self, events: Iterable[NewEntry]) -> None:
        """Enter events, durably, in one write; when it returns they are on the disk.

        Raises LockedError when another writer holds the register for long, RegisterError when
        it was damaged meanwhile, StorageError when the system refuses the write.
        """
        new = list(events)
        if not new:
            return
        make_folder(self._keep)
        with locked(self._keep / LOCK_NAME, LOCK_WAIT_SECONDS):
            self._catch_up()
            lines = self._lines(new)
            _write_at_end(self._keep / REGISTER_NAME, lines)
            self._chain.extend(lines)
            head = Head(n=self.count, sha256=self.head)
            atomic_write(self._keep / HEAD_NAME, json_bytes(to_plain(head)) + b"\n")

    def _catch_up(self) -> None:
        """Take in what others entered since; set aside what a crash cut off. Under the lock."""
        path, chain = self._keep / REGISTER_NAME, self._chain
        data = read_bytes(path)
        if len(data) < chain.length:
            raise RegisterError(f"{path} became shorter while in use; restore it from a backup.")
        rest = chain.extend(data[chain.length :])
        chain.notices.clear()
        try:
            chain.judge(rest, read_head(self._keep))
        except ValueError as error:
            raise RegisterError(
                f"{self._keep / HEAD_NAME} was damaged while in use; restore it from a backup."
            ) from error
        if chain.problem:
            raise RegisterError(chain.problem)
        if rest:
            chain.notices[:] = [_set_aside(path, chain.length, rest, self.count + 1)]

    def _lines(self, new: list[NewEntry]) -> bytes:
        at = now()
        prev, lines = self.head, []
        for n, event in enumerate(new, self.count + 1):
            line = json_bytes({**to_plain(event), "n": n, "at": at, "prev": prev})
            prev = hashlib.sha256(line).hexdigest()
            lines.append(line + b"\n")
        return b"".join(lines)


def present(entries: Iterable[Entry]) -> dict[str, Entry]:
    """The last entry of each path whose last event is not "gone", by path."""
    last = {entry.path: entry for entry in entries if entry.event not in ABOUT_BYTES}
    return {path: entry for path, entry in last.items() if entry.event != "gone"}


def departures(entries: Iterable[Entry]) -> tuple[str, ...]:
    """Sentences that name the originals whose first bytes are no longer at their path.

    An update enters a change and a loss as what they are; nobody should have to read the
    register to learn of them.
    """
    changed: dict[str, str] = {}  # path to the day of the latest change
    gone: dict[str, str] = {}
    for entry in entries:
        if entry.role != "original" or entry.event in ABOUT_BYTES:
            continue
        gone.pop(entry.path, None)
        if entry.event == "changed":
            changed[entry.path] = entry.at[:10]
        elif entry.event == "gone":
            gone[entry.path] = entry.at[:10]
    return (
        *_named(
            changed, "was changed since it was entered", "were changed since they were entered"
        ),
        *_named(gone, "was entered and is no longer there", "were entered and are no longer there"),
    )


def _named(paths: dict[str, str], one: str, several: str) -> Iterator[str]:
    if paths:
        shown = [f"{path} ({day})" for path, day in sorted(paths.items())[:_NAMED]]
        more = f" and {len(paths) - _NAMED:,} more" if len(paths) > _NAMED else ""
        what = f"1 original {one}" if len(paths) == 1 else f"{len(paths):,} originals {several}"
        yield f"{what}: {', '.join(shown)}{more}. The register has the digests."


def _write_at_end(path: Path, data: bytes) -> None:
    """Add bytes to a file in one write, and bring it and its folder to the disk."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            while data:  # once, unless the disk is nearly full
                data = data[os.write(descriptor, data) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise storage_error(path, error) from error
    sync_folder(path.parent)


def _set_aside(path: Path, length: int, cut: bytes, line: int) -> str:
    """Move what follows ``length`` bytes to a file of its own; returns the notice."""
    aside = path.with_name(f"{path.name}.cut-{line}")
    atomic_write(aside, cut)
    try:
        os.truncate(path, length)
    except OSError as error:
        raise storage_error(path, error) from error
    return (
        f"Line {line} of {path.name} had been cut off by a crash; its bytes are kept in "
        f"{aside.name}."
    )
