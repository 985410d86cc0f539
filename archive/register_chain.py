"""The register's two files and the chain in them: read, checked, and what broke it told.

Promises: ``read_chain`` never raises for damage; it gives the lines that hold, and a sentence
about the rest. A line is acknowledged once ``register.head`` names it or a later one: whatever
differs up to there is damage; whatever follows is an entry that a crash cut off. Writes nothing.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal, get_args

from archive.errors import RegisterError
from archive.plain import from_plain

Event = Literal["accession", "changed", "gone", "returned", "withdrawn", "reinstated"]
Role = Literal["original", "sidecar", "asset"]

REGISTER_NAME = "register.jsonl"
HEAD_NAME = "register.head"
NO_LINE = "0" * 64  # what the first line names as the line before it


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """What happened to a file of the corpus, before it has its place in the register.

    ``accession``: these bytes for the first time at this path; ``changed``: the path now has
    other bytes; ``gone``: the path vanished (digest and size as last known); ``returned``: it
    is there again; ``withdrawn``: these bytes are no longer to be shown, wherever they lie, and
    ``reinstated``: they are again. ``agent`` is the software and its version, or who did it;
    ``note`` is why, where somebody says it.
    """

    event: Event
    role: Role
    path: str  # in the corpus, POSIX, relative
    sha256: str  # 64 hexadecimal digits
    size: int  # bytes
    agent: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(NewEntry):
    """A line of the register: ``n`` counts from 1, ``at`` is ISO 8601 UTC in seconds."""

    n: int
    at: str
    prev: str  # SHA-256 of the line before it, without its line feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last line that was acknowledged: its number and its SHA-256."""

    n: int
    sha256: str


@dataclass(slots=True)
class Chain:
    """The readable part of a register: whole lines that name each other, from the first on."""

    entries: list[Entry] = field(default_factory=list)
    digest: str = NO_LINE  # of the last line
    length: int = 0  # bytes of the file that the entries take up
    problem: str = ""  # a sentence: what is damaged
    notices: list[str] = field(default_factory=list)

    def extend(self, data: bytes) -> bytes:
        """Add the lines of ``data`` that continue the chain; returns what follows them."""
        place = 0
        while (end := data.find(b"\n", place)) >= 0:
            line = data[place:end]
            entry = _entry(line)
            if entry is None or (entry.n, entry.prev) != (len(self.entries) + 1, self.digest):
                break
            self.entries.append(entry)
            self.digest = hashlib.sha256(line).hexdigest()
            self.length += len(line) + 1
            place = end + 1
        return data[place:]

    def judge(self, rest: bytes, head: Head | None) -> None:
        """Say in ``problem`` or ``notices`` what ``rest``, which is no part of it, means."""
        count = len(self.entries)
        damaged = (
            f"The register is damaged at line {count + 1} of {REGISTER_NAME}; "
            "restore it from a backup."
        )
        if head is None:
            # Nothing vouches for the end: only a last line without its line feed can be a crash.
            self.problem = damaged if b"\n" in rest else ""
        elif count < head.n:
            self.problem = (
                damaged
                if rest
                else (
                    f"The register is cut short: {REGISTER_NAME} has {count} lines where {head.n} "
                    "were entered; restore it from a backup."
                )
            )
        elif self._digest_of(head.n) != head.sha256:
            self.problem = (
                f"The register is damaged: line {head.n} of {REGISTER_NAME} is not the one that "
                f"{HEAD_NAME} names; restore both from a backup."
            )
        if rest and not self.problem:
            self.notices.append(
                f"Line {count + 1} of {REGISTER_NAME} was cut off while it was being written; "
                "the next entry sets it aside."
            )

    def _digest_of(self, n: int) -> str:
        """SHA-256 of line ``n``, which the line after it names."""
        return self.entries[n].prev if n < len(self.entries) else self.digest


def read_chain(keep: Path) -> Chain:
    """Read and check the register in ``keep``; an absent one is an empty chain.

    Raises RegisterError only when a file is there and may not be read.
    """
    chain = Chain()
    head, damaged = None, False
    try:
        head = read_head(keep)  # first: a writer at work adds lines before it names their last
    except ValueError:
        damaged = True
    data = read_bytes(keep / REGISTER_NAME)
    rest = chain.extend(data)
    if damaged:
        chain.problem = (
            f"{HEAD_NAME} is damaged, so that nothing vouches for the end of the register; "
            "restore it from a backup."
        )
        return chain
    chain.judge(rest, head)
    if data and head is None:
        chain.notices.append(
            f"{HEAD_NAME} is missing, so that nothing vouches for the end of the register; "
            "the next entry writes it again."
        )
    return chain


def read_head(keep: Path) -> Head | None:
    """The recorded head, or None when there is none. Raises ValueError when it is damaged."""
    data = read_bytes(keep / HEAD_NAME)
    if not data:
        return None
    head = from_plain(Head, json.loads(data))
    if head.n < 1:
        raise ValueError("a head names a line")
    return head


def read_bytes(path: Path) -> bytes:
    """A file's bytes, none when it is absent. Raises RegisterError when it may not be read."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return b""
    except OSError as error:
        raise RegisterError(f"{path} cannot be read; check the disk and permissions.") from error


_FIELDS = frozenset(f.name for f in fields(Entry)) - {"note"}
_EVENTS, _ROLES = frozenset(get_args(Event)), frozenset(get_args(Role))
_TEXTS = ("event", "role", "path", "sha256", "agent", "at", "prev")


def _entry(line: bytes) -> Entry | None:
    """The entry of a line, or None. Written out for speed: a register has 100,000 of them."""
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError):  # neither JSON nor UTF-8; nested without end
        return None
    if not isinstance(plain, dict) or plain.keys() - {"note"} != _FIELDS:
        return None
    texts = all(type(plain[name]) is str for name in _TEXTS) and type(plain.get("note", "")) is str
    numbers = type(plain["n"]) is int and type(plain["size"]) is int
    if texts and numbers and plain["event"] in _EVENTS and plain["role"] in _ROLES:
        return Entry(**plain)
    return None
