"""Opening every container of a corpus, and the containers in them.

Promises: a container is opened once however often its bytes occur, and not at all when its contents
are known from before; how deep and how far containers unpack is limited, and what was not unpacked
for that is said. One that cannot be opened stops no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from archive.errors import UnreadableError
from indexer.containers import is_container
from indexer.containers.found import Batch, Contents, Found
from indexer.containers.pool import OpenerPool, opener_of
from indexer.corpus import file_reason
from indexer.progress import Progress
from indexer.seen import Seen, open_source

DEPTH = 8  # containers in containers: a letter in a zip archive in a mail in a mailbox has three
RECORDS = 1_000_000  # of one file
_UNPACKED = 100  # times the size of its file; texts pack to a tenth, what packs more is no archive
_UNPACKED_ANYWAY = 8 << 30  # bytes, whatever the file's size
TOO_MUCH = (
    "It unpacks to more than an archive of its size should; the rest of it was not read. If it "
    "is what it should be, unpack it into the corpus."
)


NOTHING = Batch()


@dataclass(slots=True)
class _File:
    """A file of the corpus that is a container, and what may still be unpacked of it."""

    seen: Seen
    bytes_left: int
    records_left: int = RECORDS

    def why_stop(self, batch: Batch = NOTHING) -> str:
        """Count what was unpacked; a sentence when there may be no more."""
        self.bytes_left -= sum(found.size for found in batch.found)
        self.records_left -= len(batch.found)
        return "" if self.bytes_left > 0 and self.records_left > 0 else TOO_MUCH


@dataclass(frozen=True, slots=True)
class _Task:
    """A container to be opened: in which file, the way to it, its media type and digest."""

    file: _File
    steps: tuple[tuple[str, str], ...]
    kind: tuple[str, str]


@dataclass(slots=True)
class Opening:
    """One pass over a corpus."""

    corpus: Path
    pool: OpenerPool
    workers: int
    progress: Progress
    known: dict[str, Contents] = field(default_factory=dict)  # by "SHA-256 opener"

    def run(self, seen: Iterable[Seen], before: Mapping[str, Contents]) -> dict[str, Contents]:
        """The contents of every container, by ``key``; those of ``before`` need no opening."""
        tasks = [
            _Task(_file(one), (), (one.media_type, one.sha256))
            for one in seen
            if is_container(one.media_type)
        ]
        for _ in range(DEPTH):
            tasks = self._level(tasks, before)
        return self.known

    def _level(self, tasks: list[_Task], before: Mapping[str, Contents]) -> list[_Task]:
        """Open the containers of one depth; give those that lie in them."""
        first = {key(*task.kind): task for task in reversed(tasks)}
        new = [name for name in first if name not in self.known]
        with ThreadPoolExecutor(self.workers, "opening") as threads:
            opened = threads.map(lambda name: before.get(name) or self._open(first[name]), new)
            for done, (name, contents) in enumerate(zip(new, opened, strict=True)):
                self.progress("Opening", done, len(new), first[name].file.seen.file.path)
                self.known[name] = contents
        if new:
            self.progress("Opening", len(new), len(new))
        return [inner for name in new for inner in _inner(first[name], self.known[name].found)]

    def _open(self, task: _Task) -> Contents:
        """The contents, or the reason why there are none."""
        path = task.file.seen.file.path
        empty = Contents(sha256=task.kind[1], opener=opener_of(task.kind[0]))
        reason = task.file.why_stop()
        if reason:
            return replace(empty, missing=(reason,))
        try:
            with open_source(self.corpus, path) as source:
                return self.pool.contents(source, path, task.steps, task.kind, task.file.why_stop)
        except UnreadableError as error:
            return replace(empty, missing=(str(error),))
        except OSError as error:
            return replace(empty, missing=(file_reason(error),))


def key(container: str, sha256: str) -> str:
    """What tells the contents of a container from others."""
    return f"{sha256} {opener_of(container)}"


def _file(seen: Seen) -> _File:
    return _File(seen, max(_UNPACKED * seen.file.size, _UNPACKED_ANYWAY))


def _inner(task: _Task, found: Iterable[Found]) -> Iterable[_Task]:
    for each in found:
        if each.sha256 and is_container(each.media_type):
            steps = (*task.steps, (task.kind[0], each.locator))
            yield _Task(task.file, steps, (each.media_type, each.sha256))
