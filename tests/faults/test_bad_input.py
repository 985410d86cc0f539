"""Bad input costs itself and nothing else, and each is told in a plain sentence in the report."""

from __future__ import annotations

import ctypes
import dataclasses
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.errors import CorpusError, LockedError, UnreadableError
from archive.model import BuildReport
from archive.query import Word
from archive.register import Register
from archive.search import SearchRequest, Snapshot
from archive.settings import Settings
from archive.verify import verify
from indexer.build import rebuild, update
from indexer.generations import Generations
from indexer.sandbox import ParserPool
from indexer.seen import read_source
from indexer.snapshots import close_snapshot
from tests.small_archives import archive_in, write_files
from tests.small_pdfs import Picture, pdf

GOOD = "<html><head><title>Good</title></head><body><p>A good page about herons.</p></body></html>"

TORN = b"""From: <Saved by Blink>
Content-Type: multipart/related; boundary=x

--x
Content-Type: text/html

<p>A page about avocets that ends in the mid"""


def good(words: str) -> str:
    """A good page about something else."""
    return GOOD.replace("herons", words)


pytestmark = pytest.mark.slow  # most start a parser, which takes a second or two


def reasons(report: BuildReport) -> dict[str, str]:
    """Kind and reason of every problem in a report, by path."""
    kinds = ("skipped", "partial", "failed")
    return {p.path: f"{kind}: {p.reason}" for kind in kinds for p in getattr(report, kind)}


def found(settings: Settings, word: str) -> int:
    """How many documents the archive finds for a word."""
    snapshot: Snapshot = Generations(settings.index_folder).open_current()
    try:
        return snapshot.engine.search(SearchRequest(query=Word(word))).total
    finally:
        close_snapshot(snapshot)


def in_a_process(
    code: str, settings: Settings, before: Callable[[], None] | None = None, *prefix: str
) -> subprocess.CompletedProcess[str]:
    """Run ``code`` with ``settings`` bound, in a process that was changed ``before``."""
    places = {name: str(getattr(settings, name)) for name in ("corpus", "index", "keep")}
    start = f"from archive.settings import load\nsettings = load({places!r}, {{}})\n"
    return subprocess.run(
        [*prefix, sys.executable, "-c", start + code],
        preexec_fn=before,
        capture_output=True,
        text=True,
        check=False,
    )


REBUILD = """
import json
from archive.errors import MunimentError
from archive.plain import to_plain
from indexer.build import rebuild
try:
    print(json.dumps(to_plain(rebuild(settings))))
except MunimentError as error:
    print(json.dumps({"error": type(error).__name__, "sentence": str(error)}))
"""


def test_each_bad_file_has_its_sentence_and_stops_nothing(tmp_path: Path) -> None:
    """Empty, binary, huge, unknown, with a broken sidecar: told, and the rest is indexed."""
    settings = archive_in(
        tmp_path,
        {
            "good.html": GOOD,
            "empty.html": b"",
            "binary.html": bytes(range(256)) * 40,
            "paper.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
            "scan.pdf": pdf([[Picture()]]),
            "scanned.pdf": pdf([[Picture()]], {"Title": "Plans for flamingos"}),
            "torn.mhtml": TORN,
            "blank.html": "<html><body></body></html>",
            "titled.html": "<html><head><title>Only pelicans</title></head></html>",
            "stated.html": good("egrets"),
            "stated.html.yaml": "title: [broken",
            "typo.html": good("storks"),
            "typo.html.yaml": "titel: A title\ncollection: birds\npublished: last week",
            "two.html": good("cranes"),
            "two.html.yaml": "title: From YAML",
            "two.html.json": '{"title": "From JSON"}',
            "alone.json": "{}",
            ".hidden.html": GOOD,
        },
    )
    with (settings.corpus / "huge.txt").open("wb") as huge:
        huge.truncate(200 * 1024 * 1024)
    report = rebuild(settings)
    told = reasons(report)
    assert told.keys() == {
        "empty.html", "binary.html", "paper.pdf", "blank.html", "stated.html.yaml",
        "typo.html.yaml", "two.html.json", "titled.html", "alone.json", ".hidden.html", "huge.txt",
        "scan.pdf", "scanned.pdf", "torn.mhtml",
    }  # fmt: skip
    assert told["empty.html"] == "failed: The file is empty."
    assert told["blank.html"] == "failed: No text was found in it."
    assert told["binary.html"].startswith("failed: Its name says HTML, but it holds binary data")
    assert told["paper.pdf"] == "failed: The PDF is damaged: it cannot be opened."
    assert told["scan.pdf"].startswith("failed: Scanned, no text: page 1 is a picture")
    assert told["scanned.pdf"].endswith("installed. Only its title can be searched.")
    assert told["torn.mhtml"].startswith("partial: The file is cut off within the page")
    assert told["huge.txt"].startswith("failed: The file is larger than 100 MB")
    assert "not valid YAML (line 1)" in told["stated.html.yaml"]
    assert "“title”" in told["typo.html.yaml"]
    assert "last week" in told["typo.html.yaml"]
    assert told["two.html.json"].startswith("partial: ")
    assert all(reason.endswith(".") for reason in told.values())
    assert (
        told["titled.html"] == "partial: No text was found in it; only its title can be searched."
    )
    words = ("herons", "egrets", "storks", "cranes", "pelicans", "flamingos", "avocets")
    assert report.documents == len(words)
    assert [found(settings, word) for word in words] == [1] * len(words)
    assert verify(settings.keep_folder, settings.corpus).ok
    registered = set(Register.open(settings.keep_folder).state())
    assert {"huge.txt", "paper.pdf", "empty.html"} <= registered


def test_the_same_bytes_twice_are_one_document(tmp_path: Path) -> None:
    """Two files of the same bytes: one document, two captures, the oldest first and in charge."""
    settings = archive_in(
        tmp_path,
        {
            "a.html": GOOD,
            "a.html.yaml": "captured_at: 2022\ntitle: Later\ncollection: one",
            "b.html": GOOD,
            "b.html.yaml": "captured_at: 2021-05\ntitle: Earlier\ncollection: two",
        },
    )
    report = rebuild(settings)
    assert (report.documents, report.files) == (1, 2)
    snapshot = Generations(settings.index_folder).open_current()
    (identifier,) = snapshot.documents.newest(9)
    document = snapshot.documents.document(identifier)
    close_snapshot(snapshot)
    assert document
    assert [capture.path for capture in document.captures] == ["b.html", "a.html"]
    assert document.metadata.title
    assert (document.metadata.title.value, document.metadata.title.basis) == ("Earlier", "sidecar")
    assert document.collections == ("two", "one")


@pytest.mark.parametrize("when", ["Reading", "Indexing"])
def test_files_that_vanish_or_change_meanwhile(tmp_path: Path, when: str) -> None:
    """A file that goes or changes during a rebuild is told of; all the others are indexed."""
    files = {f"{n:02d}.html": good(f"herons word{n}") for n in range(30)}
    settings = archive_in(tmp_path, files)

    def meddle(stage: str, done: int, total: int, note: str = "") -> None:
        if (stage, done) == (when, 0):
            (settings.corpus / "28.html").unlink()
            write_files(settings.corpus, {"29.html": good("changed")})

    report = rebuild(settings, meddle)
    told = reasons(report)
    assert "vanished" in told["28.html"]
    if when == "Indexing":  # after its digest was entered in the register
        assert "changed while" in told["29.html"]
    assert len(told) == (2 if when == "Indexing" else 1)
    assert found(settings, "herons") == 28
    again = update(settings)
    assert again
    assert reasons(again) == {}
    assert found(settings, "changed") == 1


def test_what_is_only_out_of_sight_is_not_called_gone(tmp_path: Path) -> None:
    """A folder that cannot be read is told of; the register does not say its files are gone."""
    settings = archive_in(tmp_path, {"good.html": GOOD, "shut/in.html": good("other herons")})
    rebuild(settings)
    count = Register.open(settings.keep_folder).count
    (settings.corpus / "shut").chmod(0)
    try:
        result = in_a_process(REBUILD, settings, _without_privileges)
    finally:
        (settings.corpus / "shut").chmod(0o700)
    assert not result.stderr
    report = json.loads(result.stdout)
    (failed,) = report["failed"]
    assert failed["path"] == "shut"
    assert "may not be read" in failed["reason"]
    assert report["documents"] == 1
    assert Register.open(settings.keep_folder).count == count
    assert found(settings, "herons") == 1


def test_a_file_without_permission(tmp_path: Path) -> None:
    """A file that may not be read is told of, and stops nothing."""
    settings = archive_in(tmp_path, {"good.html": GOOD, "shut.html": good("other herons")})
    (settings.corpus / "shut.html").chmod(0)
    result = in_a_process(REBUILD, settings, _without_privileges)
    report = json.loads(result.stdout)
    assert [problem["path"] for problem in report["failed"]] == ["shut.html"]
    assert "permissions" in report["failed"][0]["reason"]
    assert report["documents"] == 1


def test_a_read_only_corpus_is_not_written_to(tmp_path: Path) -> None:
    """Where the corpus may not be written to, the register and editions lie beside the index."""
    settings = archive_in(tmp_path, {"good.html": GOOD})
    settings.corpus.chmod(0o500)
    code = REBUILD.replace("rebuild(settings)", "rebuild(replace(settings, keep=None))")
    try:
        result = in_a_process(
            "from dataclasses import replace" + code, settings, _without_privileges
        )
    finally:
        settings.corpus.chmod(0o700)
    assert json.loads(result.stdout)["documents"] == 1
    assert [path.name for path in settings.corpus.iterdir()] == ["good.html"]
    assert (tmp_path / "index-keep" / "register.jsonl").exists()


def test_a_missing_corpus_is_not_made(tmp_path: Path) -> None:
    """A mistyped folder is said to be missing, though the register would lie in it."""
    settings = Settings(corpus=tmp_path / "mistyped", index=tmp_path / "index")
    for work in (rebuild, update):
        with pytest.raises(CorpusError, match="does not exist"):
            work(settings)
    assert not settings.corpus.exists()


@pytest.mark.parametrize("kind", ["missing", "empty"])
def test_a_corpus_that_went_away_leaves_the_index(tmp_path: Path, kind: str) -> None:
    """An unmounted or emptied corpus is an error, not an empty archive; the old index answers."""
    settings = archive_in(tmp_path, {"good.html": GOOD})
    rebuild(settings)
    count = Register.open(settings.keep_folder).count
    shutil.rmtree(settings.corpus)
    if kind == "empty":
        settings.corpus.mkdir()
    for work in (rebuild, update):
        with pytest.raises(CorpusError, match="--corpus"):
            work(settings)
    assert found(settings, "herons") == 1
    assert Register.open(settings.keep_folder).count == count


def test_a_corpus_of_nothing_readable_is_an_index_of_nothing(tmp_path: Path) -> None:
    """Where every file fails there is still a report that says why, and an index that answers."""
    settings = archive_in(tmp_path, {"empty.html": b"", "paper.pdf": b"%PDF-1.7\n"})
    report = rebuild(settings)
    assert report.documents == 0
    assert len(reasons(report)) == 2
    assert found(settings, "herons") == 0


@pytest.mark.parametrize("space", ["64 KB a file", "a small disk"])
def test_a_full_disk_leaves_the_old_index(tmp_path: Path, space: str) -> None:
    """A rebuild out of space says so and removes what it wrote; the old index answers."""
    settings = archive_in(tmp_path, {"good.html": GOOD})
    before: Callable[[], None] | None = None
    prefix: tuple[str, ...] = ()
    rebuild(settings)
    text = "".join(f"<p>Paragraph {n} of many words about herons.</p>" for n in range(3000))
    write_files(settings.corpus, {"long.html": f"<html><body>{text}</body></html>"})
    rebuild(dataclasses.replace(settings, index=tmp_path / "other"))  # the parser has done its part
    if space == "a small disk":
        script = 'mount -t tmpfs -o size=200k none "$1/building" && shift && exec "$@"'
        prefix = ("unshare", "-rm", "sh", "-c", script, "sh", str(settings.index_folder))
        if subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode:
            pytest.skip("this system lets tests mount no disk of their own")
    else:
        before = _small_files
    result = in_a_process(REBUILD, settings, before, *prefix)
    told = json.loads(result.stdout)
    assert told["error"] == "StorageError", told
    assert "could not be written" in told["sentence"]
    assert not result.stderr
    assert found(settings, "herons") == 1
    assert list((settings.index_folder / "building").iterdir()) == []
    rebuild(settings)
    assert found(settings, "herons") == 2


def test_a_second_builder_is_told_at_once(tmp_path: Path) -> None:
    """While one builds, another hears that it must wait; the first is not disturbed."""
    settings = archive_in(tmp_path, {"good.html": GOOD})
    refused: list[LockedError] = []

    def interfere(stage: str, done: int, total: int, note: str = "") -> None:
        if stage == "Indexing" and not refused:
            with pytest.raises(LockedError, match="wait until it has finished") as error:
                rebuild(settings)
            refused.append(error.value)

    assert rebuild(settings, interfere).documents == 1
    assert refused


def test_an_update_reads_only_what_changed(tmp_path: Path) -> None:
    """Nothing new: no generation. New, changed, gone, moved and described: one, and it is right."""
    settings = archive_in(tmp_path, {f"{n}.html": good(f"herons word{n}") for n in range(4)})
    first = rebuild(settings)
    assert update(settings) is None
    assert Generations(settings.index_folder).list()[0].id == first.generation
    (settings.corpus / "0.html").unlink()
    (settings.corpus / "1.html").rename(settings.corpus / "moved.html")
    write_files(
        settings.corpus,
        {"2.html": good("changed herons"), "3.html.yaml": "title: Stated", "new.html": GOOD},
    )
    second = update(settings)
    assert second
    assert second.documents == 4
    assert [found(settings, w) for w in ("word0", "word1", "word2", "changed", "Stated")] == [
        0, 1, 0, 1, 1
    ]  # fmt: skip
    assert update(settings) is None
    events = [(e.event, e.path) for e in Register.open(settings.keep_folder).entries[4:]]
    assert events == [
        ("changed", "2.html"),
        ("accession", "3.html.yaml"),
        ("accession", "moved.html"),
        ("accession", "new.html"),
        ("gone", "0.html"),
        ("gone", "1.html"),
    ]


def test_rebuilding_twice_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents, passages and their ids are the same after a rebuild, without parsing again."""
    settings = archive_in(tmp_path, {f"{n}.html": good(f"herons word{n}") for n in range(4)})
    rebuild(settings)
    first = _all(settings)
    (tmp_path / "index").rename(tmp_path / "old")
    monkeypatch.setattr(ParserPool, "parse", _no_parsing)
    rebuild(settings)
    assert _all(settings) == first


def test_nothing_outside_the_corpus_is_read(tmp_path: Path) -> None:
    """No path, whatever it says, opens a file that lies outside of the corpus."""
    settings = archive_in(tmp_path, {"good.html": GOOD})
    (tmp_path / "secret").write_text("secret")
    for path in ("../secret", str(tmp_path / "secret"), "good.html/../../secret", "."):
        with pytest.raises(UnreadableError):
            read_source(settings.corpus, path, 100)


def _no_parsing(pool: ParserPool, data: bytes, media_type: str, name: str) -> None:
    raise AssertionError(f"{name} was parsed again")


def _all(settings: Settings) -> list[object]:
    """Everything that an index tells of its documents."""
    snapshot = Generations(settings.index_folder).open_current()
    store = snapshot.documents
    told: list[object] = []
    for identifier in store.newest(99):
        told += [store.document(identifier), store.passages(identifier), store.left_out(identifier)]
    close_snapshot(snapshot)
    return told


def _without_privileges() -> None:
    """For root: let permissions count (drop CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH)."""
    if os.geteuid() == 0:
        library = ctypes.CDLL(None, use_errno=True)
        for capability in (1, 2):
            library.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


def _small_files() -> None:
    """No file may grow beyond 64 KB."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, 65_536))
