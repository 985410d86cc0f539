"""An archive opened for copying out of it: its index, its register, its originals.

Promises: what is withdrawn is not given away with what it lies in: a container that holds it, at
whatever depth, is named, as are the files beside a withdrawn page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager

from archive.editions import EditionStore
from archive.errors import UsageError
from archive.holdings import Holdings
from archive.originals import Originals
from archive.register import Register
from archive.register_chain import Entry
from archive.settings import Settings
from indexer.containers.found import Contents
from indexer.containers.kept import read_contents
from indexer.containers.pool import OpenerPool, RecordReader
from indexer.places import current, generations_of
from indexer.seen import Seen, read_seen

STALE = (
    "The register has entries that the index does not know yet. Run `muniment update` first (or, "
    "where that finds nothing new, `muniment rebuild`), so that what is exported is of one time."
)


@contextmanager
def holdings(settings: Settings) -> Iterator[Holdings]:
    """The archive, for as long as the context lasts.

    Raises UsageError when the index is behind the register, NoIndexError, IndexDamagedError,
    RegisterError.
    """
    register = Register.open(settings.keep_folder)
    with current(settings) as snapshot, OpenerPool(1, settings) as pool:
        if snapshot.generation.register_head != register.head:
            raise UsageError(STALE)
        folder = generations_of(settings).folder_of(snapshot.generation.id)
        withdrawn = register.withdrawn()
        holders = holding(read_contents(folder).values(), withdrawn)
        yield Holdings(
            snapshot=snapshot,
            kept=EditionStore(settings.keep_folder),
            register=register,
            keep=settings.keep_folder,
            originals=Originals(settings.corpus, RecordReader(settings.corpus, pool).read),
            withheld=withheld(read_seen(folder), withdrawn, holders),
            holders=holders,
        )


def holding(contents: Iterable[Contents], withdrawn: Collection[str]) -> frozenset[str]:
    """The SHA-256 of every container that one of these digests lies in, at whatever depth."""
    held_in: dict[str, set[str]] = {}
    for one in contents:
        for found in one.found:
            held_in.setdefault(found.sha256, set()).add(one.sha256)
    holders: set[str] = set()
    todo = list(withdrawn)
    while todo:
        new = held_in.get(todo.pop(), set()) - holders
        holders |= new
        todo += new
    return frozenset(holders)


def withheld(
    seen: Mapping[str, Seen], withdrawn: Mapping[str, Entry], holders: Collection[str]
) -> dict[str, str]:
    """The files of the corpus that are not given away, by path, each with the reason."""
    reasons: dict[str, str] = {}
    for path, one in seen.items():
        owner = seen.get(one.file.of) if one.file.of else None
        if one.sha256 in withdrawn:
            reasons[path] = f"It was withdrawn on {withdrawn[one.sha256].at[:10]}."
        elif one.sha256 in holders:
            reasons[path] = "A document that was withdrawn lies in it."
        elif owner and owner.sha256 in withdrawn:
            reasons[path] = f"It belongs to {owner.file.path}, which was withdrawn."
    return reasons
