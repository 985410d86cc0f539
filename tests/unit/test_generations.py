"""Generations: whole or not there, verified before opening, kept, rolled back, served."""

from __future__ import annotations

import dataclasses
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archive.errors import IndexDamagedError, LockedError, NoIndexError, NotFoundError
from archive.query import Word
from archive.search import SearchRequest, Snapshot
from archive.withdrawals import Withdrawals
from indexer import snapshots
from indexer.check import check_generation
from indexer.documents import FILE_NAME
from indexer.generations import Generations
from indexer.manifest import read_manifest
from indexer.served import Served
from indexer.snapshots import close_snapshot, needs_rebuild
from tests.small_archives import add_generation
from tests.small_documents import document


def made(index: Path, *words: str) -> list[str]:
    """One generation for each word, of one document that holds it; their ids, oldest first."""
    return [add_generation(index, [document(word, [f"about {word}"])]) for word in words]


def holds(snapshot: Snapshot, word: str) -> bool:
    """Whether engine and documents of a snapshot both have the word's document."""
    hits = snapshot.engine.search(SearchRequest(query=Word(word))).hits
    found = snapshot.documents.documents(hit.document_id for hit in hits)
    return len(found) == 1


def test_no_index_is_a_sentence(tmp_path: Path) -> None:
    """Without any generation, opening says what to do and makes nothing."""
    generations = Generations(tmp_path / "index")
    with pytest.raises(NoIndexError, match="muniment rebuild"):
        generations.open_current()
    assert generations.current() is None
    assert generations.list() == ()
    assert list(tmp_path.iterdir()) == []


def test_the_newest_is_current_and_ids_sort_by_time(tmp_path: Path) -> None:
    """Each commit is the one in use; the list is newest first and marks it."""
    ids = made(tmp_path, "one", "two", "three")
    assert ids == sorted(ids)
    generations = Generations(tmp_path)
    assert [kept.id for kept in generations.list()] == ids[::-1]
    assert [kept.is_current for kept in generations.list()] == [True, False, False]
    snapshot = generations.open_current()
    assert snapshot.generation.id == ids[-1]
    assert holds(snapshot, "three")
    close_snapshot(snapshot)


def test_a_clock_that_goes_back_does_not_reorder(tmp_path: Path) -> None:
    """Ids count up whatever the clock says, also past a generation of a later date."""
    (first,) = made(tmp_path, "one")
    folder = tmp_path / "generations"
    (folder / first).rename(folder / "000041-29991231T235959Z")
    (second,) = made(tmp_path, "two")
    assert second.startswith("000042-")
    assert Generations(tmp_path).list()[0].id == second


def test_use_rolls_back_and_refuses_what_is_damaged(tmp_path: Path) -> None:
    """An older generation can be taken; an unknown or damaged one cannot, and nothing changes."""
    one, two = made(tmp_path, "one", "two")
    generations = Generations(tmp_path)
    generations.use(one)
    snapshot = generations.open_current()
    assert holds(snapshot, "one")
    close_snapshot(snapshot)
    (tmp_path / "generations" / two / FILE_NAME).write_bytes(b"")
    with pytest.raises(IndexDamagedError, match="was changed"):
        generations.use(two)
    for unknown in ("", "..", "../x", "000009-20200101T000000Z", one + "/"):
        with pytest.raises(NotFoundError, match="muniment generations"):
            generations.use(unknown)
    assert generations.current() == tmp_path / "generations" / one


def test_prune_keeps_the_current_and_the_newest(tmp_path: Path) -> None:
    """The one in use is never removed, even when it is the oldest; nor is an open one."""
    one, two, three, four = made(tmp_path, "one", "two", "three", "four")
    generations = Generations(tmp_path)
    generations.use(one)
    held = snapshots.open_generation(tmp_path / "generations" / two)
    assert generations.prune(keep=2) == (three,)
    assert holds(held, "two")
    close_snapshot(held)
    assert generations.prune(keep=2) == (two,)
    assert [kept.id for kept in generations.list()] == [four, one]
    assert generations.prune(keep=1) == (four,)
    assert generations.prune(keep=0) == ()


def test_leftovers_are_removed(tmp_path: Path) -> None:
    """What a killed build left, half-made or half-removed, is gone after a prune."""
    made(tmp_path, "one")
    (tmp_path / "building" / "000009-20200101T000000Z" / "engine").mkdir(parents=True)
    (tmp_path / "building" / "000009-20200101T000000Z" / "manifest.json").write_bytes(b"x")
    (tmp_path / "current.123-456.tmp").write_bytes(b"x")
    Generations(tmp_path).prune()
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"current", "generations", "building", "build.lock"}
    assert list((tmp_path / "building").iterdir()) == []


@pytest.mark.parametrize("damage", ["flipped", "cut", "missing", "added", "manifest", "pointer"])
def test_damage_is_noticed_and_the_previous_one_used(tmp_path: Path, damage: str) -> None:
    """Whatever is wrong with the current generation, the one before answers, with a notice."""
    one, two = made(tmp_path, "one", "two")
    folder = tmp_path / "generations" / two
    path = folder / FILE_NAME
    data = path.read_bytes()
    if damage == "flipped":
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    elif damage == "cut":
        path.write_bytes(data[:-1])
    elif damage == "missing":
        path.unlink()
    elif damage == "added":
        (folder / "engine" / "_MAIN_99.toc").write_bytes(b"")
    elif damage == "manifest":
        (folder / "manifest.json").write_bytes((folder / "manifest.json").read_bytes() + b" ")
    else:
        (tmp_path / "current").write_bytes(b"000009-20200101T000000Z\n")
    snapshot = Generations(tmp_path).open_current()
    assert snapshot.generation.id == (two if damage == "pointer" else one)
    (notice,) = snapshot.report.notices
    assert "damaged" in notice
    assert "muniment rebuild" in notice
    close_snapshot(snapshot)


def test_when_none_is_whole_it_says_so(tmp_path: Path) -> None:
    """With every generation damaged, opening and checking raise one sentence each."""
    ids = made(tmp_path, "one", "two")
    for name in ids:
        (tmp_path / "generations" / name / FILE_NAME).write_bytes(b"x")
        with pytest.raises(IndexDamagedError, match=name):
            check_generation(tmp_path / "generations" / name)
    with pytest.raises(IndexDamagedError, match="No whole generation is left"):
        Generations(tmp_path).open_current()


def test_another_version_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index of another analyser is no index; one of other parsers opens but wants a rebuild."""
    made(tmp_path, "one")
    generations = Generations(tmp_path)
    manifest = generations.manifest()
    assert manifest
    assert not needs_rebuild(manifest.generation)
    assert needs_rebuild(dataclasses.replace(manifest.generation, parsers={"html": "0"}))
    assert needs_rebuild(dataclasses.replace(manifest.generation, canon="canon-0"))
    monkeypatch.setattr(snapshots, "ANALYSER", "another")
    assert needs_rebuild(manifest.generation)
    with pytest.raises(NoIndexError, match="another version"):
        generations.open_current()
    folder = generations.current()
    assert folder
    (folder / FILE_NAME).unlink()  # as in a layout that kept its documents elsewhere
    with pytest.raises(NoIndexError, match="another version"):
        generations.open_current()


def test_one_builder_at_a_time(tmp_path: Path) -> None:
    """While one holds the index, another is told so at once, in a sentence."""
    made(tmp_path, "one")
    with Generations(tmp_path).lock(), pytest.raises(LockedError, match="Another process"):
        Generations(tmp_path).prune()


def test_the_manifest_names_every_file(tmp_path: Path) -> None:
    """Each file of a generation but the manifest itself is in the manifest, with its digest."""
    (name,) = made(tmp_path, "one")
    folder = tmp_path / "generations" / name
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert files - {"manifest.json"} == read_manifest(folder).files.keys()


def test_serving_changes_to_the_new_generation_whole(tmp_path: Path) -> None:
    """After a swap the next user sees the new one; who is inside keeps the old one to the end."""
    made(tmp_path, "one")
    served = Served(tmp_path, Withdrawals(tmp_path))
    with served.snapshot() as old:
        made(tmp_path, "two")
        with served.snapshot() as new:
            assert holds(new, "two")
        Generations(tmp_path).prune(keep=1)  # the old one is open, so it stays
        assert holds(old, "one")
    Generations(tmp_path).prune(keep=1)
    assert len(Generations(tmp_path).list()) == 1
    served.close()


def test_serving_goes_on_when_the_new_one_is_damaged(tmp_path: Path) -> None:
    """A new generation that cannot be opened leaves the old in service and tells the problem."""
    made(tmp_path, "one")
    served = Served(tmp_path, Withdrawals(tmp_path))
    with served.snapshot() as first:
        assert holds(first, "one")
    (two,) = made(tmp_path, "two")
    for kept in Generations(tmp_path).list():
        (tmp_path / "generations" / kept.id / "manifest.json").write_bytes(b"x")
    with served.snapshot() as still:
        assert still is first
    assert two in served.problem
    made(tmp_path, "three")
    with served.snapshot() as repaired:
        assert holds(repaired, "three")
    assert served.problem == ""
    served.close()


def test_serving_without_an_index_raises_until_there_is_one(tmp_path: Path) -> None:
    """Each use says that there is no index; the first use after a build finds it."""
    served = Served(tmp_path / "index", Withdrawals(tmp_path))
    for _ in range(2):
        with pytest.raises(NoIndexError), served.snapshot():
            pass
    made(tmp_path / "index", "one")
    with served.snapshot() as snapshot:
        assert holds(snapshot, "one")
    served.close()


@pytest.mark.slow
def test_many_readers_through_many_swaps(tmp_path: Path) -> None:
    """Eight threads read while generations change: every answer is whole and of one generation."""
    made(tmp_path, "word0")
    served = Served(tmp_path, Withdrawals(tmp_path))
    stop = threading.Event()

    def read() -> int:
        reads = 0
        while not stop.is_set():
            with served.snapshot() as snapshot:
                (identifier,) = snapshot.documents.newest(9)
                (passage,) = snapshot.documents.passages(identifier)
                assert holds(snapshot, passage.text.split()[-1])
                reads += 1
        return reads

    with ThreadPoolExecutor(8) as threads:
        readers = [threads.submit(read) for _ in range(8)]
        for n in range(1, 6):
            made(tmp_path, f"word{n}")
            Generations(tmp_path).prune()
        stop.set()
        assert all(reader.result() > 0 for reader in readers)
    with served.snapshot() as last:
        assert holds(last, "word5")
    served.close()
    Generations(tmp_path).prune(keep=1)
    assert len(Generations(tmp_path).list()) == 1
