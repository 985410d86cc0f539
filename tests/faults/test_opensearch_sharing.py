"""Several builders of one corpus, some of which fall or sleep: nothing twice, nothing lost."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from subprocess import Popen
from uuid import uuid4

import pytest

from archive.errors import CorpusError, UnavailableError, UsageError
from archive.model import BuildReport
from archive.query import parse
from archive.search import SearchRequest
from archive.settings import Settings
from indexer.build import rebuild, update
from indexer.engines.opensearch.claims import Claims
from indexer.engines.opensearch.clauses import EVERYTHING
from indexer.engines.opensearch.connection import Connection
from indexer.engines.opensearch.dictionary_join import joined
from indexer.engines.opensearch.kept import KeptFiles
from indexer.engines.opensearch.names import Names
from indexer.engines.opensearch.paging import pages
from indexer.engines.opensearch.work import DONE, Row, Work
from indexer.helping import join
from indexer.kinds import ENGINE_FOLDER
from indexer.places import generations_of
from indexer.snapshots import close_snapshot
from tests.faults.builders import PORTION, builder, small, told
from tests.small_archives import archive_in, write_files

pytestmark = [pytest.mark.opensearch, pytest.mark.slow, pytest.mark.timeout(900)]

COUNT = 50
FIELDS = [
    "id",
    "text",
    "content",
    "values",
    "days",
    "length",
    "group",
    "rank",
    "record",
    "passages",
]


def letter(number: int) -> str:
    """One of three kinds: every third is nearly the same as two others."""
    kind = number % 10 if number % 3 == 0 else number
    words = " ".join(f"word{kind}x{n}" for n in range(60))
    return f"Letter of kind {kind} from the archive.\n\n{words}\n\nEnd {number}."


FILES = {f"{number:02d}.txt": letter(number) for number in range(COUNT)} | {
    "bad.pdf": "%PDF-1.4 and nothing more",
    "empty.txt": "",
}
QUERIES = ("letter", "word3x5", '"kind 6 from"', "lettr~", "wor*", "kind W/3 archive", "-kind")


@pytest.fixture
def archive(tmp_path: Path, opensearch: Settings) -> Settings:
    """An archive that no generation was made of yet."""
    return dataclasses.replace(
        archive_in(tmp_path, FILES),
        engine="opensearch",
        opensearch_addresses=opensearch.opensearch_addresses,
        opensearch_name=f"sharing-{uuid4().hex[:8]}",
    )


def content(settings: Settings) -> dict[str, str]:
    """Digests of everything that a generation holds, and of its answers."""
    generations = generations_of(settings)
    folder = generations.current()
    assert folder is not None
    index = Names(settings.opensearch_name).documents(folder.name)
    with closing(Connection(settings)) as connection:
        entries = [e for page in pages(connection, index, EVERYTHING, FIELDS) for e in page]
    kept = KeptFiles(folder / ENGINE_FOLDER)
    parts = kept.dictionaries()
    words = joined([arrays for arrays, _ in parts], [gone for _, gone in parts])
    sketches = {
        each: [part.columns.text_lengths[n].item()]
        for part in kept.sketched()
        for n, each in enumerate(part.ids)
        if part.documents[n]
    }
    snapshot = generations.open_current()
    try:
        results = [
            snapshot.engine.search(SearchRequest(query=parse(q).tree, limit=COUNT, group=group))
            for q in QUERIES
            for group in (False, True)
        ]
        report = dataclasses.replace(snapshot.report, generation="", seconds=0)
    finally:
        close_snapshot(snapshot)
    return {
        "entries": digest(entries),
        "words": digest({name: array.tolist() for name, array in sorted(words.items())}),
        "sketches": digest(sketches),
        "answers": digest(repr(results)),
        "report": digest(repr(report)),
        "made": digest((folder / "made.jsonl").read_text("utf-8")),
    }


def digest(value: object) -> str:
    """Of what JSON makes of it."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


@pytest.fixture
def alone(archive: Settings, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What one builder makes of the archive, all of it in one portion."""
    rebuild(archive)
    made = content(archive)
    small(monkeypatch)
    return made


@contextmanager
def led(archive: Settings) -> Iterator[Future[BuildReport]]:
    """A build that goes on in a thread."""
    with ThreadPoolExecutor(1) as executor:
        yield executor.submit(rebuild, archive)


def portions_seen(archive: Settings, fits: Callable[[Row], bool]) -> Row:
    """The first portion that fits, as soon as there is one."""
    names = Names(archive.opensearch_name)
    until = time.monotonic() + 120
    with closing(Connection(archive)) as connection:
        while time.monotonic() < until:
            for generation in names.generations(connection.indices(names.every_work)):
                work = Work(connection, names.work(generation))
                with suppress(UnavailableError):  # it was made this moment
                    rows = work.some("free", "held", DONE)
                    if found := next(filter(fits, rows), None):
                        return found
            time.sleep(0.05)
    raise AssertionError("No portion is as it was waited for.")


def held_by(process: Popen[str]) -> Callable[[Row], bool]:
    """Whether a portion is held by a builder."""
    name = f"-{process.pid}-"
    return lambda row: row.told["state"] == "held" and name in row.told["holder"]


def test_several_make_what_one_makes(archive: Settings, alone: dict[str, str]) -> None:
    """Three builders, many portions: every entry, word, sketch, answer and line as one made it."""
    with (
        builder(archive, wait=0.02, lease=60) as first,
        builder(archive, wait=0.02, lease=60) as second,
        builder(archive, do="rebuild", wait=0.2, lease=60) as leader,
    ):
        answers = told(first), told(second), told(leader)
    assert not any("error" in answer for answer in answers), answers
    entered = [answer["documents"] for answer in answers[:2]]
    assert answers[2]["documents"] == COUNT
    assert content(archive) == alone
    assert all(entered)
    assert sum(entered) < COUNT


def test_an_update_is_shared_too(archive: Settings, alone: dict[str, str]) -> None:
    """What changed, what is told otherwise, what is gone: the same as one makes from the start."""
    write_files(archive.corpus, {"03.txt": "Another text.", "new.txt": "A new one."})
    write_files(archive.corpus, {"05.txt.yaml": "title: Told beside it\n"})  # the same identifier
    (archive.corpus / "04.txt").unlink()
    with builder(archive) as other:
        update(archive)
        told(other)
    shared = content(archive)
    rebuild(archive)
    anew = content(archive)
    assert {name: shared[name] for name in ("words", "answers", "report")} == {
        name: anew[name] for name in ("words", "answers", "report")
    }
    assert shared["entries"] != alone["entries"]


def test_a_builder_is_killed(archive: Settings, alone: dict[str, str]) -> None:
    """What one had when it was killed is done by another, once and whole."""
    with builder(archive, wait=1) as other, builder(archive, do="rebuild", wait=0.5) as leader:
        portions_seen(archive, held_by(other))
        other.send_signal(signal.SIGKILL)
        taken = portions_seen(archive, lambda row: row.epoch == 2)
        answer = told(leader)
    assert answer == {"documents": COUNT}
    assert f"-{other.pid}-" not in taken.told["holder"]
    assert content(archive) == alone


def test_a_builder_sleeps_longer_than_its_lease(archive: Settings, alone: dict[str, str]) -> None:
    """It goes on with what another has by then: that one's stays, and nothing is there twice."""
    with builder(archive, wait=1) as other, builder(archive, do="rebuild", wait=0.5) as leader:
        portions_seen(archive, held_by(other))
        other.send_signal(signal.SIGSTOP)
        taken = portions_seen(archive, lambda row: row.epoch == 2)
        other.send_signal(signal.SIGCONT)
        answers = told(other), told(leader)
    assert answers[1] == {"documents": COUNT}
    assert answers[0]["documents"] < COUNT
    assert f"-{other.pid}-" not in taken.told["holder"]
    assert content(archive) == alone


def test_a_builder_sleeps_until_all_is_over(archive: Settings, alone: dict[str, str]) -> None:
    """What it sends then is not taken in any more, and it ends."""
    with builder(archive, wait=1) as other, builder(archive, do="rebuild", wait=0.1) as leader:
        portions_seen(archive, held_by(other))
        other.send_signal(signal.SIGSTOP)
        assert told(leader) == {"documents": COUNT}
        before = content(archive)
        other.send_signal(signal.SIGCONT)
        assert told(other)["documents"] < COUNT
    assert content(archive) == before == alone
    with closing(Connection(archive)) as connection:
        assert not connection.indices(f"{archive.opensearch_name}-*-work*")


def test_the_one_that_leads_is_killed(archive: Settings, alone: dict[str, str]) -> None:
    """Those that help say so and end; what is served stays; the next build does it all."""
    with builder(archive) as other:
        with builder(archive, do="rebuild", wait=0.5) as leader:
            portions_seen(archive, lambda row: row.told["state"] == DONE)
            leader.kill()
        assert "is gone. Begin again there" in told(other)["error"]
    assert content(archive) == alone
    rebuild(archive)
    assert content(archive) == alone


def test_what_one_cannot_read_another_does(
    archive: Settings, alone: dict[str, str], tmp_path: Path
) -> None:
    """A machine without the corpus is told so, and costs nothing but its time."""
    elsewhere = dataclasses.replace(archive, corpus=tmp_path / "not-mounted")
    elsewhere.corpus.mkdir()
    shutil.rmtree(archive.keep_folder / "editions")  # so that there is something to read
    with led(archive) as build, pytest.raises(CorpusError, match="same folder on all machines"):
        join(elsewhere)
    assert build.result().documents == COUNT
    assert content(archive) == alone


def test_who_would_make_something_else_may_not_help(
    archive: Settings, alone: dict[str, str], tmp_path: Path
) -> None:
    """Another lasting folder is another register: it is named, and what to do."""
    elsewhere = dataclasses.replace(archive, keep=tmp_path / "other-keep")
    with led(archive) as build, pytest.raises(UsageError, match="same lasting folder"):
        join(elsewhere)
    assert build.result().documents == COUNT


def test_an_archive_in_a_folder_has_one_builder(tmp_path: Path) -> None:
    """Joining needs a cluster, and says so."""
    with pytest.raises(UsageError, match="“engine”"):
        join(archive_in(tmp_path, FILES))


def test_of_many_that_want_a_portion_one_gets_it(opensearch: Settings) -> None:
    """Eight builders at once: every portion has one holder, none is left."""
    with closing(Connection(opensearch)) as connection:
        work = Work(connection, f"claims-{uuid4().hex[:8]}-work")
        work.begin(0)
        work.offer([PORTION] * 60, 60 * PORTION, {})

        def claimed(name: str) -> list[int]:
            claims = Claims(work, name, leads=False)
            numbers = []
            while row := claims.take():
                numbers.append(row.number)
                assert claims.finish(row.number, documents=1, passages=1)
            return numbers

        with ThreadPoolExecutor(8) as executor:
            found = list(executor.map(claimed, map(str, range(8))))
        assert sorted(n for numbers in found for n in numbers) == list(range(60))
        assert work.ready() == (60 * PORTION, 0)
