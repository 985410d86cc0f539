"""The accession register: which bytes were at which path, when, and entered by whom.

Promises: ``register.jsonl`` is only ever added to, one JSON object a line; each line names the
SHA-256 of the line before it, and ``register.head`` names the last one that was acknowledged, so
that a changed, lost or added line is noticed; a line cut off by a crash is set aside, never
deleted. What it cannot prove: that nobody wrote a whole new register with a new head; only a
copy of the head kept elsewhere can. Does not read the corpus.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

from archive.errors import RegisterError
from archive.plain import from_plain, json_bytes, to_plain
from archive.storage import atomic_write, locked, make_folder, storage_error, sync_folder

Event = Literal["accession", "changed", "gone", "returned"]
Role = Literal["original", "sidecar", "asset"]

REGISTER_NAME = "register.jsonl"
HEAD_NAME = "register.head"
LOCK_NAME = "register.lock"
NO_LINE = "0" * 64  # what the first line names as the line before it
LOCK_WAIT_SECONDS = 10.0  # an append takes milliseconds; longer means a stuck process


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """What happened to a file of the corpus, before it has its place in the register.

    ``accession``: these bytes for the first time at this path; ``changed``: the path now has
    other bytes; ``gone``: the path vanished (digest and size as last known); ``returned``: it
    is there again. ``agent`` is the software and its version, or who did it.
    """

    event: Event
    role: Role
    path: str  # in the corpus, POSIX, relative
    sha256: str  # 64 hexadecimal digits
    size: int  # bytes
    agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(NewEntry):
    """A line of the register: ``n`` counts from 1, ``at`` is ISO 8601 UTC in seconds."""

    n: int
    at: str
    prev: str  # SHA-256 of the line before it, without its line feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last line that was acknowledged: its number and its SHA-256."""

    n: int = 0
    sha256: str = NO_LINE


@dataclass(slots=True)
class Chain:
    """The readable part of a register: whole lines that name each other, from the first on."""

    entries: list[Entry] = field(default_factory=list)
    digest: str = NO_LINE  # of the last line
    length: int = 0  # bytes of the file that the entries take up
    acknowledged: bool = False  # the recorded head is among the entries
    problem: str = ""  # a sentence: what broke the chain
    notices: list[str] = field(default_factory=list)
    first: dict[tuple[str, str], str] = field(default_factory=dict)  # (path, sha256) to time

    def extend(self, data: bytes, head: Head | None) -> None:
        """Add the lines of ``data``, which follow ``length``; stop at the first that is not one.

        What stops before ``head`` is damage; after it, an entry that was cut off while being
        written, never acknowledged, and only worth a notice.
        """
        self._note(head)
        unread = self._add_lines(data, head)
        where = f"line {len(self.entries) + 1} of {REGISTER_NAME}"
        if head and not self.acknowledged:
            self.problem = (
                f"The register is damaged: {where} is not what was entered. "
                "Restore the register from a backup."
                if unread or len(self.entries) >= head.n
                else f"The register is cut short: it has {len(self.entries)} lines where "
                f"{head.n} were entered. Restore it from a backup."
            )
        elif b"\n" in unread and not head:
            self.problem = f"The register is damaged at {where}. Restore it from a backup."
        elif unread:
            self.notices.append(
                f"{where.capitalize()} was cut off while it was being written; "
                "it is set aside at the next entry."
            )

    def _add_lines(self, data: bytes, head: Head | None) -> bytes:
        """Add whole lines that continue the chain; returns the rest."""
        place = 0
        while (end := data.find(b"\n", place)) >= 0:
            line = data[place:end]
            entry = _entry(line)
            if entry is None or (entry.n, entry.prev) != (len(self.entries) + 1, self.digest):
                break
            self.entries.append(entry)
            self.digest = hashlib.sha256(line).hexdigest()
            self.length += end + 1 - place
            if entry.event != "gone":
                self.first.setdefault((entry.path, entry.sha256), entry.at)
            place = end + 1
            self._note(head)
        return data[place:]

    def _note(self, head: Head | None) -> None:
        if head and head.n == len(self.entries):
            self.acknowledged = head.sha256 == self.digest


class Register:
    """A register, opened: its entries, and how to add to them. One writer at a time."""

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
        """SHA-256 of the last line; 64 zeros when there is none."""
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

    def accessioned(self, path: str, sha256: str) -> str:
        """When these bytes were first entered at this path (ISO 8601 UTC); "" if never."""
        return self._chain.first.get((path, sha256), "")

    def append(self, events: Iterable[NewEntry]) -> None:
        """Enter events, durably, in one write; when it returns they are on the disk.

        Lines that another process entered meanwhile come first. Raises LockedError when another
        writer holds the register, RegisterError when it was damaged, StorageError when the
        system refuses the write.
        """
        new = list(events)
        if not new:
            return
        make_folder(self._keep)
        with locked(self._keep / LOCK_NAME, LOCK_WAIT_SECONDS):
            self._catch_up()
            lines = self._lines(new)
            _write_at_end(self._keep / REGISTER_NAME, lines)
            self._chain.extend(lines, None)
            head = Head(n=self.count, sha256=self.head)
            atomic_write(self._keep / HEAD_NAME, json_bytes(to_plain(head)) + b"\n")

    def _catch_up(self) -> None:
        """Read what others entered since; set aside what a crash cut off. Under the lock."""
        path = self._keep / REGISTER_NAME
        data = _read(path)
        if len(data) < self._chain.length:
            raise RegisterError(
                f"{path} became shorter while it was in use. Restore it from a backup."
            )
        notices = len(self._chain.notices)
        self._chain.extend(data[self._chain.length :], _read_head(self._keep))
        if self._chain.problem:
            raise RegisterError(self._chain.problem)
        unread = data[self._chain.length :]
        if unread:
            del self._chain.notices[notices:]
            self._chain.notices.append(_set_aside(path, self._chain.length, unread, self.count + 1))

    def _lines(self, new: list[NewEntry]) -> bytes:
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        prev, lines = self.head, []
        for n, event in enumerate(new, self.count + 1):
            line = json_bytes({**to_plain(event), "n": n, "at": at, "prev": prev})
            prev = hashlib.sha256(line).hexdigest()
            lines.append(line + b"\n")
        return b"".join(lines)


def present(entries: Iterable[Entry]) -> dict[str, Entry]:
    """The last entry of each path whose last event is not "gone", by path."""
    last = {entry.path: entry for entry in entries}
    return {path: entry for path, entry in last.items() if entry.event != "gone"}


def read_chain(keep: Path) -> Chain:
    """Read and check the register's files; damage is told in ``problem``, never raised.

    Raises RegisterError only when a file is there but may not be read.
    """
    chain = Chain()
    data = _read(keep / REGISTER_NAME)
    try:
        head = _read_head(keep)
    except ValueError:
        chain.extend(data, None)
        chain.problem = chain.problem or (
            f"{HEAD_NAME} is damaged, so that the end of the register cannot be trusted. "
            "Restore it from a backup."
        )
        return chain
    chain.extend(data, head)
    if head is None and data:
        chain.notices.append(
            f"{HEAD_NAME} is missing, so that nothing vouches for the register's last line. "
            "It is written again at the next entry."
        )
    return chain


_FIELDS = frozenset(f.name for f in fields(Entry))
_EVENTS, _ROLES = frozenset(get_args(Event)), frozenset(get_args(Role))
_TEXTS = ("event", "role", "path", "sha256", "agent", "at", "prev")


def _entry(line: bytes) -> Entry | None:
    """The entry of a line, or None. Written out for speed: a register has 100,000 of them."""
    try:
        plain = json.loads(line)
    except ValueError:  # of JSON and of UTF-8
        return None
    if not isinstance(plain, dict) or plain.keys() != _FIELDS:
        return None
    texts = all(type(plain[name]) is str for name in _TEXTS)
    numbers = type(plain["n"]) is int and type(plain["size"]) is int
    if texts and numbers and plain["event"] in _EVENTS and plain["role"] in _ROLES:
        return Entry(**plain)
    return None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise RegisterError(f"{path} cannot be read; check its permissions.") from error


def _read_head(keep: Path) -> Head | None:
    """The recorded head, or None when there is no such file. Raises ValueError when damaged."""
    data = _read(keep / HEAD_NAME)
    return from_plain(Head, json.loads(data)) if data else None


def _write_at_end(path: Path, data: bytes) -> None:
    """Add bytes to a file in one write, and bring it and its folder to the disk."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            written = 0
            while written < len(data):  # once, unless the disk is nearly full
                written += os.write(descriptor, data[written:])
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise storage_error(path, error) from error
    sync_folder(path.parent)


def _set_aside(path: Path, length: int, cut: bytes, line: int) -> str:
    """Move what follows ``length`` to a file of its own; returns the notice."""
    aside = path.with_name(f"{path.name}.cut-{line}")
    atomic_write(aside, cut)
    try:
        os.truncate(path, length)
    except OSError as error:
        raise storage_error(path, error) from error
    return f"Line {line} of {path.name} was cut off by a crash; its bytes are kept in {aside.name}."
