"""Evidence 1: kill -9 at any moment of a rebuild, an update or an addition loses nothing.

After each kill the archive opens with a whole generation, the one before or the one after; the
register holds everything it held; an added file is whole and described, or not there. After the
next work that is left in peace, nothing unfinished is left anywhere.
"""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from archive.register import Register
from archive.settings import Settings
from archive.verify import verify
from indexer.adding import add
from indexer.build import rebuild, update
from indexer.generations import Generations
from indexer.sidecars import read_sidecar
from indexer.snapshots import close_snapshot
from tests.faults.figures import record, tries
from tests.faults.killable import Nursery, order
from tests.small_archives import archive_in, write_files

SEED = 1
WORK = ("rebuild", "update", "add")


def page(name: str) -> str:
    """A saved page of some paragraphs."""
    body = "".join(f"<p>Paragraph {n} of {name} says something about archives.</p>" for n in "123")
    return f"<html><head><title>{name}</title></head><body><h1>{name}</h1>{body}</body></html>"


def shown(settings: Settings) -> frozenset[str]:
    """What the archive shows: the SHA-256 of every document; fails when it cannot be opened."""
    snapshot = Generations(settings.index_folder).open_current()
    try:
        assert not any("damaged" in notice for notice in snapshot.report.notices)
        ids = snapshot.documents.newest(10_000)
        assert len(ids) == snapshot.generation.documents
        return frozenset(d.sha256 for d in snapshot.documents.documents(ids).values())
    finally:
        close_snapshot(snapshot)


def unfinished(settings: Settings) -> list[str]:
    """Everything in the archive's folders that no whole archive has."""
    index, keep = settings.index_folder, settings.keep_folder
    generations = {kept.id for kept in Generations(index).list() if not kept.damage}
    expected = {"current", "build.lock", "building", "generations"}
    found = [path for path in index.iterdir() if path.name not in expected]
    found += (index / "building").iterdir()
    found += [path for path in (index / "generations").iterdir() if path.name not in generations]
    found += [*keep.rglob("*.tmp"), *settings.corpus.rglob(".*")]
    assert len(generations) <= settings.keep_generations
    return [str(path) for path in found]


class Kills:
    """One archive under a series of killed operations, and what was counted."""

    def __init__(self, settings: Settings, nursery: Nursery, random: Random) -> None:
        self.settings = settings
        self.counted: Counter[str] = Counter()
        self.failures = 0
        self._nursery = nursery
        self._random = random
        # Seconds that each kind of work has taken at most, without and with a parser's start.
        self._longest = {(do, parses): 0.0 for do in WORK for parses in (False, True)}

    def once(self, number: int) -> None:
        """Change something, begin an operation, kill it at a random moment, and look."""
        do, parses = self._random.choice(WORK), number % 3 == 0
        before, entries = shown(self.settings), Register.open(self.settings.keep_folder).count
        what = self._change(number, do, parses)
        begun = time.monotonic()
        # The first of each kind is left in peace, to know how long it takes.
        longest = self._longest[do, parses]
        delay = self._random.uniform(0, longest * 1.1) if longest else None
        status = self._nursery.run(what, delay)
        self.counted["killed" if status else "finished first"] += 1
        self._longest[do, parses] = max(longest, time.monotonic() - begun)
        self.failures += not self._is_whole(what, status, before, entries)

    def _change(self, number: int, do: str, parses: bool) -> dict[str, object]:
        """Give the operation something to do: bytes that were never read, or known ones."""
        content = page(f"page {number if parses else number % 5}")
        if do == "add":
            file = self.settings.corpus.parent / "outside" / f"added{number}.html"
            write_files(file.parent, {file.name: content})
            return order(do, self.settings, file=str(file), note=f"note {number}")
        write_files(self.settings.corpus, {f"changing{number % 4}.html": content})
        return order(do, self.settings)

    def _is_whole(
        self, what: dict[str, object], status: int, before: frozenset[str], entries: int
    ) -> bool:
        register = Register.open(self.settings.keep_folder)  # raises when its chain is broken
        after = frozenset(e.sha256 for e in register.state().values() if e.role == "original")
        now = shown(self.settings)
        if what["do"] == "add":
            return register.count >= entries and now == before and self._is_added(what, status)
        done = now == after
        return register.count >= entries and (done if status == 0 else done or now == before)

    def _is_added(self, what: dict[str, object], status: int) -> bool:
        file = Path(str(what["file"]))
        found = list(self.settings.corpus.glob(f"added/*/{file.name}"))
        if not found:
            return status != 0
        facts, _ = read_sidecar(found[0].with_name(file.name + ".yaml").read_bytes(), "x.yaml")
        return found[0].read_bytes() == file.read_bytes() and facts.note == what["note"]


@pytest.mark.evidence
@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_kill_at_any_moment(tmp_path: Path) -> None:
    """Killed at random moments, the archive opens whole each time, and nothing is left over."""
    settings = archive_in(tmp_path, {f"page{n}.html": page(f"page {n}") for n in range(8)})
    rebuild(settings)
    begun, count = time.monotonic(), tries(15, 500)
    with Nursery() as nursery:
        kills = Kills(settings, nursery, Random(SEED))
        for number in range(count):
            kills.once(number)
    write_files(tmp_path, {"last.html": page("last")})
    add(settings, [tmp_path / "last.html"])
    update(settings)
    left = unfinished(settings)
    note = ", ".join(f"{n} {what}" for what, n in sorted(kills.counted.items()))
    seconds = time.monotonic() - begun
    record(
        1,
        "kill -9 during rebuild, update, add",
        count,
        kills.failures,
        SEED,
        seconds,
        f"{note}; {len(left)} orphan files after the next update",
    )
    assert kills.failures == 0
    assert left == []
    assert kills.counted["killed"] > 0
    assert verify(settings.keep_folder, settings.corpus).ok
