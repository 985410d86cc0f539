"""Time stamp tokens over the register's head: asked for, taken in, kept and checked (RFC 3161).

Promises: a token is taken in only when it holds; each time it is shown it was checked since the
register and the tokens last changed. Asks nobody over a network.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from archive.errors import TimestampError, UsageError
from archive.register import ABOUT_BYTES, Register
from archive.register_chain import REGISTER_NAME, Chain, read_chain
from archive.storage import atomic_write, make_folder
from archive.timestamps import AUTHORITIES, TOKEN, Timestamp, folder_in

Stamp = tuple[int, int]  # time (ns) and size (bytes) of a file


def request(register: Register) -> bytes:
    """What an authority is to be asked for the register's head. Raises UsageError."""
    from indexer.timestamp_tokens import request_for

    if not register.count:
        raise UsageError("The register has no line yet, so that there is nothing to stamp.")
    return request_for(register.read().rstrip(b"\n").rpartition(b"\n")[2])


def take_in(keep: Path, token: bytes, authorities: bytes) -> Timestamp:
    """Check a token and keep it with the certificates (PEM) that are to be trusted for it.

    Raises TimestampError for a token that does not hold, UsageError for certificates that cannot
    be read and for a token that is here already, StorageError.
    """
    from indexer.timestamp_tokens import checked

    seal = hashlib.sha256(token).hexdigest()[:8]
    number = _numbers(read_chain(keep)).get
    found = checked(token, authorities, number, "")
    folder, name = folder_in(keep), f"{found.n:08d}-{seal}"
    if (folder / (name + TOKEN)).exists():
        raise UsageError(f"This token is here already, as {name}{TOKEN}.")
    make_folder(folder)
    atomic_write(folder / (name + AUTHORITIES), authorities)
    atomic_write(folder / (name + TOKEN), token)
    return replace(found, file=name + TOKEN)


def check(keep: Path, chain: Chain) -> tuple[Timestamp, ...]:
    """Every kept token, checked against the register, by the line that it stamps."""
    paths = sorted(folder_in(keep).glob(f"*{TOKEN}"))
    numbers = _numbers(chain) if paths else {}
    found = [_kept(path, numbers) for path in paths]
    return tuple(sorted(found, key=lambda each: (each.n, each.at)))


class KeptTimestamps:
    """The tokens beside one register; checked again when it or they have changed."""

    def __init__(self, keep: Path) -> None:
        self._keep = keep
        self._lock = threading.Lock()
        self._seen: tuple[Stamp, ...] = ()
        self._every: tuple[Timestamp, ...] = ()
        self._first: dict[str, int] = {}  # the line that first enters each digest

    def every(self) -> tuple[Timestamp, ...]:
        """All of them, by the line that they stamp."""
        with self._lock:
            self._refresh()
            return self._every

    def covering(self, digests: Iterable[str]) -> tuple[Timestamp, ...]:
        """Those that hold and stamp a line at or after the first entry of one of these SHA-256."""
        with self._lock:
            self._refresh()
            entered = [self._first[each] for each in digests if each in self._first]
            first = min(entered, default=None)
            if first is None:
                return ()
            return tuple(each for each in self._every if not each.problem and each.n >= first)

    def _refresh(self) -> None:
        folder = folder_in(self._keep)
        files = sorted(folder.glob("*"))
        if not files:  # as nearly always: then the register is not read
            self._seen, self._every, self._first = (), (), {}
            return
        seen = tuple(_stamp(path) for path in (folder, self._keep / REGISTER_NAME, *files))
        if seen != self._seen:
            chain = read_chain(self._keep)
            self._every = check(self._keep, chain)
            self._first = {
                entry.sha256: entry.n
                for entry in reversed(chain.entries)
                if entry.event not in ABOUT_BYTES
            }
            self._seen = seen


def _numbers(chain: Chain) -> dict[str, int]:
    """The number of each line, from 1, by its SHA-256."""
    digests = [*(entry.prev for entry in chain.entries[1:]), chain.digest]
    return {digest: n for n, digest in enumerate(digests[: len(chain.entries)], 1)}


def _kept(path: Path, numbers: dict[str, int]) -> Timestamp:
    """A kept token, with what is wrong with it if it does not hold."""
    from indexer.timestamp_tokens import checked

    try:
        authorities = path.with_suffix(AUTHORITIES).read_bytes()
        return checked(path.read_bytes(), authorities, numbers.get, path.name)
    except (TimestampError, UsageError) as error:
        return Timestamp(file=path.name, problem=str(error))
    except OSError:
        problem = f"It, or the file of certificates beside it ({AUTHORITIES}), cannot be read."
        return Timestamp(file=path.name, problem=problem)


def _stamp(path: Path) -> Stamp:
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size
