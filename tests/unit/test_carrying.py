"""An update carries over what did not change, and never what is damaged."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from archive.errors import IndexDamagedError
from archive.model import BuildReport, Generation
from archive.settings import Settings
from indexer import kinds
from indexer.build import rebuild, update
from indexer.check import check_generation
from indexer.documents import FILE_NAME
from indexer.generations import Generations
from indexer.manifest import read_manifest, write_manifest
from indexer.snapshots import close_snapshot
from tests.small_archives import archive_in, write_files

pytestmark = pytest.mark.slow  # parsers are started

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
TEXTS = {f"t{n}.txt": f"The text number {n}.\n\nIt has two paragraphs.\n" for n in range(4)}


@pytest.fixture
def archive(tmp_path: Path) -> Settings:
    """An archive of four texts, indexed."""
    archive = archive_in(tmp_path, TEXTS)
    rebuild(archive)
    return archive


def current(archive: Settings) -> Path:
    """The folder of the generation in use."""
    folder = Generations(archive.index_folder).current()
    assert folder
    return folder


def inodes(folder: Path) -> dict[str, int]:
    """Every file of a generation, by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_ino
        for path in folder.rglob("*")
        if path.is_file()
    }


def shared(one: Path, other: Path) -> set[str]:
    """The files that two generations share."""
    return {name for name, inode in inodes(other).items() if inodes(one).get(name) == inode}


def updated(archive: Settings) -> BuildReport:
    """An update that has something to do."""
    report = update(archive)
    assert report
    return report


def paths(archive: Settings) -> set[str]:
    """The files whose documents are in the generation in use."""
    snapshot = Generations(archive.index_folder).open_current()
    try:
        store = snapshot.documents
        return {c.path for d in store.documents(store.newest(99)).values() for c in d.captures}
    finally:
        close_snapshot(snapshot)


def test_an_update_shares_files_and_writes_what_is_new(archive: Settings) -> None:
    """Parts and segments are the same files; lists, report and manifest are the generation's own,
    and the earlier generation stays whole."""
    before = current(archive)
    write_files(archive.corpus, {"new.txt": "Something new.\n"})
    (archive.corpus / "t1.txt").unlink()
    assert updated(archive).documents == 4
    common = shared(before, current(archive))
    assert common
    assert all(name.endswith(".arrays") for name in common)
    assert FILE_NAME not in common
    assert paths(archive) == {"t0.txt", "t2.txt", "t3.txt", "new.txt"}
    check_generation(before)
    check_generation(current(archive))


def test_a_rebuild_shares_nothing(archive: Settings) -> None:
    """What is made anew is of files of its own."""
    before = current(archive)
    rebuild(archive)
    assert shared(before, current(archive)) == set()


def test_a_changed_sidecar_changes_the_record_alone(archive: Settings) -> None:
    """A document that is described otherwise is made again; the others are carried over."""
    before = current(archive)
    write_files(archive.corpus, {"t2.txt.yaml": "title: A stated title\n"})
    updated(archive)
    assert shared(before, current(archive))
    snapshot = Generations(archive.index_folder).open_current()
    titles = [
        document.metadata.title.value
        for document in snapshot.documents.documents(snapshot.documents.newest(9)).values()
        if document.metadata.title
    ]
    close_snapshot(snapshot)
    assert titles.count("A stated title") == 1


@pytest.mark.parametrize("where", ["documents", "engine", "made.jsonl"])
def test_what_is_damaged_is_not_carried_over(archive: Settings, where: str) -> None:
    """A flipped bit in any file of the generation before: everything is made anew, and said."""
    before = current(archive)
    path = min(p for p in [before / where, *(before / where).rglob("*.arrays")] if p.is_file())
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    write_files(archive.corpus, {"new.txt": "Something new.\n"})
    (notice,) = updated(archive).notices
    assert "made anew" in notice
    assert path.name in notice
    assert shared(before, current(archive)) == set()
    assert len(paths(archive)) == 5


def test_a_list_that_lacks_documents_is_not_gone_on_from(archive: Settings) -> None:
    """A document that nobody knows the origin of would be there for ever, or twice."""
    before = current(archive)
    plain = (before / "made.jsonl").read_text().splitlines(keepends=True)
    (before / "made.jsonl").write_text("".join(plain[1:]))  # a document nobody knows of
    sealed(before)
    write_files(archive.corpus, {"new.txt": "Something new.\n"})
    (notice,) = updated(archive).notices
    assert "made anew" in notice
    assert len(paths(archive)) == 5


def sealed(folder: Path) -> None:
    """Write a generation's manifest anew, as if its files had always been so."""
    manifest = read_manifest(folder)
    write_manifest(folder, manifest.generation, manifest.fingerprint)


def test_another_version_is_made_anew(archive: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is carried over from a generation that was made by other rules."""
    before = current(archive)
    monkeypatch.setattr(kinds.Embedded, "schema", "another")
    assert updated(archive).documents == 4
    assert shared(before, current(archive)) == set()


def test_where_there_are_no_second_names_files_are_copied(
    archive: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file system without hard links costs space, and nothing else."""

    def refuse(source: Path, target: Path) -> None:
        raise OSError(os.strerror(1))

    before = current(archive)
    monkeypatch.setattr(os, "link", refuse)
    write_files(archive.corpus, {"new.txt": "Something new.\n"})
    assert updated(archive).documents == 5
    assert shared(before, current(archive)) == set()
    check_generation(current(archive))


def test_what_was_partly_read_is_said_again(archive: Settings) -> None:
    """The report of an update names what is wrong with the files that it did not read again."""
    write_files(
        archive.corpus,
        {"empty.html": "<title>Only a title</title>", "a.png": PNG, "bad.bin": b"\x00" * 9},
    )
    first = updated(archive)
    assert first.partial
    assert first.skipped
    write_files(archive.corpus, {"new.txt": "Something new.\n"})
    second = updated(archive)
    assert (second.partial, second.failed) == (first.partial, first.failed)
    assert second.skipped == first.skipped


def test_parts_stay_few_over_many_updates(archive: Settings) -> None:
    """Twenty updates of one file each: few files, all documents, each generation whole."""
    more = {f"more{n}.txt": f"One more, number {n}.\n" for n in range(20)}
    write_files(archive.corpus, more)
    updated(archive)  # so that their editions are kept, and no parser need start again
    for name in more:
        (archive.corpus / name).unlink()
    updated(archive)
    for name, text in more.items():
        write_files(archive.corpus, {name: text})
        updated(archive)
        check_generation(current(archive))
    arrays = [name for name in inodes(current(archive)) if name.endswith(".arrays")]
    assert len(arrays) <= 20
    assert len(paths(archive)) == 24
    assert len(Generations(archive.index_folder).list()) == archive.keep_generations


def test_counts_are_of_what_is_there(archive: Settings) -> None:
    """Manifest and report count what was carried over and what is new, not what went."""
    write_files(archive.corpus, {"new.txt": "One.\n\nTwo.\n\nThree.\n"})
    (archive.corpus / "t0.txt").unlink()
    report = updated(archive)
    facts: Generation = read_manifest(current(archive)).generation
    assert (report.documents, report.passages) == (facts.documents, facts.passages) == (4, 9)


def test_damage_of_a_shared_file_is_noticed_by_all_and_mended_by_a_rebuild(
    archive: Settings,
) -> None:
    """Generations that share a file share its damage; making everything anew does not."""
    before = current(archive)
    write_files(archive.corpus, {"new.txt": "Something new.\n"})
    updated(archive)
    after = current(archive)
    path = after / min(shared(before, after))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    for folder in (before, after):
        with pytest.raises(IndexDamagedError, match="was changed"):
            check_generation(folder)
    assert not rebuild(archive).notices
    assert len(paths(archive)) == 5
    check_generation(current(archive))
