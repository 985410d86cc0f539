"""Containers opened by the real confined processes: each record accounted for, none endless."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import UnreadableError
from archive.model import FileProblem, Record
from archive.settings import Settings
from indexer.containers import expansion, opening, zips
from indexer.containers.expansion import Expansion, expand
from indexer.containers.found import Contents, Found
from indexer.containers.kept import read_contents, write_contents
from indexer.containers.opening import Opening
from indexer.containers.pool import OpenerPool, RecordReader, opener_of
from indexer.containers.zips import too_large
from indexer.corpus import walk
from indexer.progress import silent
from indexer.roles import ALONE
from indexer.seen import look
from indexer.source_reader import SourceReader
from tests.small_archives import write_files
from tests.web.test_containers import zipped

LIMIT = 200_000  # bytes of a record
UNREAD = (
    "It is a picture (PNG image). If it shows text, OCR can read that: the setting ocr, and "
    "Tesseract installed."
)


@pytest.fixture(scope="module")
def pool() -> Iterator[OpenerPool]:
    """One confined process."""
    with OpenerPool(1, Settings(max_file_bytes=LIMIT)) as pool:
        yield pool


def opened(
    folder: Path,
    files: Mapping[str, bytes | str],
    pool: OpenerPool,
    before: Mapping[str, Contents] | None = None,
) -> tuple[Expansion, dict[str, Contents]]:
    """What is found in a corpus of these files."""
    write_files(folder, files)
    sight = look(folder, walk(folder), {}, LIMIT, 2 * 10**18, silent)
    contents = Opening(folder, pool, 1, silent).run(sight.seen, before or {})
    return expand(sight, contents, LIMIT), contents


def paths(found: Expansion) -> list[str]:
    """The paths of what is to be read."""
    return [source.path for source in found.sources]


def test_every_record_is_a_source_that_can_be_read(tmp_path: Path, pool: OpenerPool) -> None:
    """Through three archives, with names twice and outside of their folder, to the same bytes."""
    innermost = zipped({"c.txt": b"third"})
    inner = zipped({"../b.txt": b"second", "x/innermost.zip": innermost})
    found, _ = opened(tmp_path, {"a.zip": zipped({"a.txt": b"first", "i.zip": inner})}, pool)
    assert paths(found) == [
        "a.zip!/a.txt", "a.zip!/i.zip!/../b.txt", "a.zip!/i.zip!/x/innermost.zip!/c.txt"
    ]  # fmt: skip
    reader = SourceReader(tmp_path, RecordReader(tmp_path, pool), LIMIT)
    texts = [reader.read(source, source.sha256) for source in found.sources]
    assert texts == [b"first", b"second", b"third"]
    (tmp_path / "a.zip").write_bytes(zipped({"a.txt": b"other", "i.zip": inner}))
    with pytest.raises(UnreadableError, match="has changed"):
        reader.read(found.sources[0], found.sources[0].sha256)


def test_what_is_not_read_is_said(tmp_path: Path, pool: OpenerPool) -> None:
    """Empty, too large, damaged, of no kind that is read: each with its reason, many at once."""
    damaged = bytearray(zipped({"d.txt": b"some text to be damaged" * 9, "e.txt": b"whole"}))
    damaged[40:44] = b"\xff\xff\xff\xff"
    files: dict[str, bytes | str] = {
        "damaged.zip": bytes(damaged),
        "empty.zip": zipped({}),
        "none.zip": b"PK\x03\x04 and no more",
        "odd.zip": zipped(
            {
                "empty.txt": b"",
                "large.txt": b"x" * (LIMIT + 1),
                "lone.txt.yaml": b"title: x",
                **{f"{n}.png": b"\x89PNG\r\n\x1a\n%d" % n for n in range(6)},
            }
        ),
    }
    found, _ = opened(tmp_path, files, pool)
    assert paths(found) == ["damaged.zip!/e.txt"]
    assert {problem.path: problem.reason for problem in found.failed} == {
        "damaged.zip!/d.txt": "It cannot be unpacked: the archive is damaged there.",
        "none.zip": "The zip archive is damaged: its table of contents is missing or broken. "
        "Files that were not copied to their end look so.",
        "odd.zip!/empty.txt": "The file is empty.",
        "odd.zip!/large.txt": "It unpacks to more than 0 MB and was not read; the setting "
        "max_file_bytes can allow it.",
    }
    assert [(problem.path, problem.reason, problem.count) for problem in found.skipped] == [
        ("empty.zip", "Nothing is in it.", 1),
        ("odd.zip!/lone.txt.yaml", ALONE, 1),
        ("odd.zip", UNREAD, 6),
    ]
    assert {each.path: each.records for each in found.opened} == {
        "damaged.zip": 2, "empty.zip": 0, "none.zip": 0, "odd.zip": 9
    }  # fmt: skip


def test_a_container_is_opened_once(tmp_path: Path, pool: OpenerPool) -> None:
    """The same bytes at two paths have the same records; known contents are taken as they are."""
    data = zipped({"a.txt": b"text"})
    found, contents = opened(tmp_path / "c", {"1.zip": data, "2.zip": data}, pool)
    assert paths(found) == ["1.zip!/a.txt", "2.zip!/a.txt"]
    assert len(contents) == 1
    write_contents(tmp_path, contents.values())
    assert read_contents(tmp_path) == contents
    (known,) = contents.values()
    emptied = {known.key: Contents(sha256=known.sha256, opener=known.opener)}
    assert opened(tmp_path / "c", {}, pool, emptied)[1] == emptied


def test_a_container_larger_than_a_record_may_be(tmp_path: Path, pool: OpenerPool) -> None:
    """It is read in pieces, however large; its records are as large as they may be."""
    members = {f"{n}.txt": bytes([n]) * 99_000 for n in range(65, 72)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    assert len(buffer.getvalue()) > 3 * LIMIT
    found, _ = opened(tmp_path, {"large.zip": buffer.getvalue()}, pool)
    assert [source.sha256 for source in found.sources] == [
        hashlib.sha256(data).hexdigest() for data in members.values()
    ]


def test_archives_in_archives_end(
    tmp_path: Path, pool: OpenerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too deep, too many and too much are told; what was read before stays."""
    deep = b"x"
    for _ in range(opening.DEPTH + 3):
        deep = zipped({"in.zip": deep, "a.txt": b"text"})
    found, _ = opened(tmp_path / "deep", {"deep.zip": deep}, pool)
    assert len(found.sources) == opening.DEPTH
    assert [problem.reason for problem in found.partial] == [expansion._DEEPER]
    monkeypatch.setattr(expansion, "RECORDS", 50)
    many = {"many.zip": zipped({f"{n}.txt": b"%d" % n for n in range(60)})}
    found, _ = opened(tmp_path / "many", many, pool)
    assert len(found.sources) == 50
    assert found.partial == [FileProblem(path="many.zip", reason=opening.TOO_MUCH)]
    monkeypatch.setattr(opening, "_UNPACKED", 1)
    monkeypatch.setattr(opening, "_UNPACKED_ANYWAY", 100_000)
    bomb = zipped({f"{n}.zip": zipped({f"{n}.txt": bytes(190_000)}) for n in range(9)})
    found, _ = opened(tmp_path / "bomb", {"bomb.zip": bomb}, pool)
    assert len([p for p in found.partial + found.failed if p.reason == opening.TOO_MUCH]) == 8


def test_a_compressed_file_is_read_as_it_was(tmp_path: Path, pool: OpenerPool) -> None:
    """By the name in its header or its own without the ending; what is damaged is told."""
    named = io.BytesIO()
    with gzip.GzipFile("old.html", "wb", fileobj=named, mtime=0) as file:
        file.write(b"<p>text")
    files: dict[str, bytes | str] = {
        "a.txt.gz": gzip.compress(b"words"),
        "b.gz": named.getvalue(),
        "cut.gz": named.getvalue()[:-9],
        "large.gz": gzip.compress(bytes(LIMIT + 1)),
        "zip.gz": gzip.compress(zipped({"c.txt": b"inner"})),
    }
    found, _ = opened(tmp_path, files, pool)
    kinds = {source.path: source.media_type for source in found.sources}
    assert kinds == {
        "a.txt.gz!/a.txt": "text/plain",
        "b.gz!/old.html": "text/html",
        "zip.gz!/zip!/c.txt": "text/plain",
    }
    assert {problem.path: problem.reason for problem in found.failed} == {
        "cut.gz!/old.html": "The compressed file is damaged or cut off.",
        "large.gz!/large": too_large(LIMIT),
    }
    reader = RecordReader(tmp_path, pool)
    for source in found.sources:
        data = reader.read(source.file, source.within, source.sha256)
        assert data in (b"words", b"<p>text", b"inner")


def test_a_container_kept_unpacked_is_of_the_file_as_it_is(
    tmp_path: Path, pool: OpenerPool
) -> None:
    """Records of an inner archive come from one unpacking; after a change, from another."""

    def written(text: bytes) -> tuple[Record, ...]:
        inner = zipped({"a.txt": text, "b.txt": b"same"})
        (tmp_path / "a.zip").write_bytes(zipped({"i.zip": inner}))
        outer, found = (
            zips.entries(io.BytesIO(data), 0, LIMIT)
            for data in ((tmp_path / "a.zip").read_bytes(), inner)
        )
        return tuple(
            Record(container="application/zip", container_sha256="", locator=entry.locator)
            for entry in (*outer, *found)
        )

    reader = RecordReader(tmp_path, pool)
    for text in (b"first", b"other"):
        outer, first, second = written(text)
        assert reader.read("a.zip", (outer, first), None) == text
        assert reader.read("a.zip", (outer, second), None) == b"same"
    (tmp_path / "copy.zip").write_bytes(zipped({"i.zip": zipped({"a.txt": b"third"})}))
    with pytest.raises(UnreadableError, match="changed since"):
        reader.read("copy.zip", (outer, first), hashlib.sha256(b"other").hexdigest())


def test_one_that_contains_itself_is_read_once(tmp_path: Path) -> None:
    """A zip archive can hold its own bytes; a loop of contents ends."""
    (tmp_path / "a.zip").write_bytes(zipped({"x": b"x"}))
    sight = look(tmp_path, walk(tmp_path), {}, LIMIT, 0, silent)
    (one,) = sight.seen
    itself = Contents(
        sha256=one.sha256,
        opener=opener_of("application/zip"),
        found=(
            Found(
                locator="0", label="a.zip", sha256=one.sha256, size=1, media_type="application/zip"
            ),
        ),
    )
    found = expand(sight, {itself.key: itself}, LIMIT)
    assert found.partial == [FileProblem(path="a.zip!/a.zip", reason=expansion._ITSELF)]


def test_a_member_without_a_name() -> None:
    """Its place serves as its name; the library's own look at such a name fails."""
    source = io.BytesIO()
    with zipfile.ZipFile(source, "w") as archive:
        member = zipfile.ZipInfo("x")
        member.filename = ""
        archive.writestr(member, b"text")
    (entry,) = zips.entries(source, 0, LIMIT)
    assert (entry.label, entry.payload) == ("", b"text")


NAMES = st.text("abc./é؟\\", min_size=1, max_size=6).filter(lambda name: not name.endswith("/"))


@given(members=st.dictionaries(NAMES, st.binary(max_size=50), max_size=8), start=st.integers(0, 8))
def test_a_locator_gives_the_payload_again(members: dict[str, bytes], start: int) -> None:
    """Entries from any place on are the tail of all, and each payload comes again."""
    source = io.BytesIO(zipped(members))
    every = list(zips.entries(source, 0, LIMIT))
    assert [entry.payload for entry in every] == list(members.values())
    assert list(zips.entries(source, start, LIMIT)) == every[start:]
    for entry in every:
        assert zips.payload(source, entry.locator, LIMIT) == entry.payload


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_every_packing_is_read_again(method: int) -> None:
    """Behind other bytes, as in a program that unpacks itself; no more than the limit is read."""
    source = io.BytesIO(b"a program's bytes")
    source.seek(0, io.SEEK_END)
    members = {"a.txt": bytes(range(256)) * 5_000, "b.txt": b"", "c.txt": b"words " * 90}
    with zipfile.ZipFile(source, "a", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    limit = len(members["a.txt"])
    every = list(zips.entries(source, 0, limit))
    assert [zips.payload(source, each.locator, limit) for each in every] == list(members.values())
    with pytest.raises(UnreadableError, match="unpacks to more than"):
        zips.payload(source, every[0].locator, limit - 1)


@pytest.mark.parametrize("locator", ["8:9:40", "8:0:999999", "8:9999999:4", "0:99999:4", "7", "x"])
def test_a_place_that_is_none(locator: str) -> None:
    """A locator made up, or of a file that was changed since: a sentence, whatever it says."""
    source = io.BytesIO(zipped({"a.txt": bytes(9_000)})[:45])
    with pytest.raises(UnreadableError):
        zips.payload(source, locator, LIMIT)


@given(data=st.binary(max_size=300), at=st.integers(0, 400))
def test_damage_is_told(data: bytes, at: int) -> None:
    """Whatever is written over an archive, there are entries, reasons or one sentence."""
    whole = bytearray(zipped({"a.txt": b"text" * 30, "b.txt": b"more" * 30}))
    whole[at : at + len(data)] = data
    try:
        entries = list(zips.entries(io.BytesIO(bytes(whole)), 0, LIMIT))
    except UnreadableError:
        return
    assert all(entry.reason or entry.payload is not None for entry in entries)
