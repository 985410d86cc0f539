"""Entering a corpus in the register: what is new, changed, gone or there again.

Promises: what could not be looked at is not called gone; the same sight entered twice makes no
second entries. Does not read files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from archive.model import FileProblem
from archive.register import Entry, Event, NewEntry, Register
from indexer.seen import Seen, Sight


def enter(register: Register, sight: Sight) -> None:
    """Bring the register up to a sight of the corpus, in one write.

    Raises RegisterError, LockedError, StorageError.
    """
    register.append(
        list(events(sight.seen, sight.failed, register.state(), register.accessioned()))
    )


def events(
    seen: Iterable[Seen],
    failed: Iterable[FileProblem],
    state: Mapping[str, Entry],
    known: Mapping[tuple[str, str], str],
) -> Iterator[NewEntry]:
    """What the register does not know yet, by path: present files, then those that are gone.

    ``state`` is the current entry of each present path; ``known`` has every (path, SHA-256)
    that was ever entered.
    """
    present = set()
    for one in seen:
        path = one.file.path
        present.add(path)
        entry = state.get(path)
        if entry and entry.sha256 == one.sha256:
            continue
        again: Event = "returned" if (path, one.sha256) in known else "accession"
        yield NewEntry(
            event="changed" if entry else again,
            role=one.file.role,
            path=path,
            sha256=one.sha256,
            size=one.file.size,
            agent=agent(),
        )
    unknown = {problem.path for problem in failed}
    for path, entry in sorted(state.items()):
        if path not in present and not _within(path, unknown):
            yield NewEntry(
                event="gone",
                role=entry.role,
                path=path,
                sha256=entry.sha256,
                size=entry.size,
                agent=agent(),
            )


@cache
def agent() -> str:
    """This software and its version, as the register names who entered something."""
    try:
        return f"muniment {version('muniment')}"
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "muniment"


def _within(path: str, places: set[str]) -> bool:
    """Whether a path is one of these places or lies below one."""
    while path:
        if path in places:
            return True
        path = path.rpartition("/")[0]
    return "" in places
