"""Documents out of files, sidecars and editions; and what a sight means for the register."""

from __future__ import annotations

import dataclasses
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import Agent, Dating, Document, Edition, Fact, FileProblem, Metadata
from archive.register import Entry
from archive.text import CANON
from indexer.accession import events
from indexer.build_documents import describe, originals
from indexer.build_sidecars import Stated
from indexer.corpus import SourceFile
from indexer.roles import Role
from indexer.seen import Seen
from indexer.sidecars import BASIS, Sidecar, read_date
from indexer.sources import source_of

DIGEST = sha256(b"x").hexdigest()


def seen(path: str, role: Role = "original", of: str = "", digest: str = DIGEST) -> Seen:
    """A file as seen."""
    file = SourceFile(path=path, role=role, of=of, size=1, mtime_ns=0, ctime_ns=0, inode=0)
    return Seen(file=file, sha256=digest, media_type="text/plain" if role == "original" else "")


def made(metadata: Metadata, *paths: str, **sidecars: Sidecar) -> Document:
    """The one document of files with the same bytes; sidecars by the stem of their file."""
    sources = [source_of(seen(path)) for path in sorted(paths)]
    stated = {
        path: Stated(f"{path}.yaml", facts)
        for path in paths
        for stem, facts in sidecars.items()
        if path.startswith(stem)
    }
    accessioned = {(path, DIGEST): f"2020-01-0{n}" for n, path in enumerate(sorted(paths), 1)}
    (original,) = originals(sources, stated, accessioned)
    edition = Edition(
        sha256=DIGEST,
        media_type="text/plain",
        parser="text",
        parser_version="1",
        canon=CANON,
        charset="utf-8",
        metadata=metadata,
        text="",
        passages=(),
    )
    return describe(original, edition)


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("a/how-to-keep-a-capture.txt", "how to keep a capture"),
        ("A page_with both-kinds.html", "A page with both-kinds"),
        ("one%20two.html", "one two"),
        ("یادداشتی-برای-بایگانان.md", "یادداشتی برای بایگانان"),
        ("---.txt", "---"),
        ("v1.2.notes", "v1.2"),
    ],
)
def test_a_title_out_of_the_file_name(path: str, title: str) -> None:
    """Where nothing else tells a title, the file's name does, and the basis says so."""
    assert made(Metadata(), path).metadata.title == Fact(value=title, basis="file name")


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("1988-07-19 a letter", "1988-07-19"),
        ("a_letter_1988_07_19", "1988-07-19"),
        ("IMG19880719x", "1988-07-19"),
        ("report 2021.02", "2021-02"),
        ("1988-07-45 x", "1988-07"),
        ("1988-13-01, then 1988-12-01", "1988-12-01"),
        ("in 1988", None),
        ("198807191", None),
        ("1988-07_19", "1988-07"),
        ("0988-07-19", None),
        ("2100-01-01", None),
    ],
)
def test_a_date_out_of_the_file_name(name: str, date: str | None) -> None:
    """A day or month of the calendar in the name is the date where nothing else tells one."""
    published = made(Metadata(), f"{name}.txt").metadata.published
    assert (published.value if published else None) == date
    known = Dating(value="2001", precision="year", basis="byline")
    assert made(Metadata(published=known), f"{name}.txt").metadata.published == known


def test_sidecars_override_and_the_oldest_has_the_last_word() -> None:
    """Each stated field replaces what the parser found; of two sidecars the oldest capture's."""
    found = Metadata(
        title=Fact(value="Found", basis="meta tag"),
        authors=(Agent(name="Found"),),
        authors_basis="byline",
        language=Fact(value="en", basis="guess"),
    )
    old = Sidecar(
        captured_at=read_date("2001", BASIS), title="Old", source_url="https://old.example/"
    )
    new = Sidecar(captured_at=read_date("2002", BASIS), title="New", authors=(Agent(name="New"),))
    document = made(found, "a.txt", "b.txt", "c.txt", a=new, b=old)
    assert [capture.path for capture in document.captures] == ["b.txt", "a.txt", "c.txt"]
    assert document.metadata.title == Fact(value="Old", basis="sidecar")
    assert document.metadata.authors == (Agent(name="New"),)
    assert document.metadata.authors_basis == "sidecar"
    assert document.metadata.language == found.language
    assert document.metadata.original_url == Fact(value="https://old.example/", basis="sidecar")


def test_what_the_file_says_of_its_capture() -> None:
    """A capture takes date, address and tool from what the saving tool wrote, nothing else."""
    captured = Dating(value="2021-02-03", precision="day", basis="SingleFile comment")
    address = Fact(value="https://example.org/a?utm=b", basis="SingleFile comment")
    tool = Fact(value="SingleFile", basis="SingleFile comment")
    known = Metadata(
        captured=captured,
        captured_from=address,
        captured_by=tool,
        original_url=Fact(value="https://example.org/a", basis="canonical link"),
    )
    (capture,) = made(known, "a.txt").captures
    assert (capture.captured_at, capture.source_url) == (captured, address.value)
    assert capture.captured_by == tool.value
    (capture,) = made(Metadata(original_url=known.original_url), "a.txt").captures
    assert (capture.captured_at, capture.source_url, capture.captured_by) == (None, "", "")


def test_assets_belong_to_their_page() -> None:
    """A capture names its page's assets; sidecars and assets are no documents."""
    files = (
        seen("p.html"),
        seen("p.html.yaml", "sidecar", "p.html"),
        seen("p_files/s.css", "asset", "p.html"),
        seen("q.html", digest="0" * 64),
    )
    first, second = originals(map(source_of, files), {}, {})
    assert first.captures[0].assets == ("p_files/s.css",)
    assert second.captures[0].assets == ()


PATHS = st.sampled_from(["a", "b", "shut/c", "shut/d", "shutter"])
STATES = st.dictionaries(PATHS, st.sampled_from(["0" * 64, "1" * 64, "2" * 64]))


@given(states=st.lists(STATES, max_size=6))
def test_the_register_follows_every_sight(states: list[dict[str, str]]) -> None:
    """After entering a sight the register's state is that sight; entering it again adds nothing."""
    entries: list[Entry] = []
    ever: set[tuple[str, str]] = set()
    for state in states:
        sight = [seen(path, digest=digest) for path, digest in sorted(state.items())]
        for again in range(2):
            last = {entry.path: entry for entry in entries}
            present = {p: e for p, e in last.items() if e.event != "gone"}
            known = {(e.path, e.sha256): e.at for e in entries if e.event != "gone"}
            new = list(events(sight, (), present, known))
            assert not (again and new)
            for event in new:
                first = (event.path, event.sha256) not in ever
                assert (event.event == "accession") <= first
                assert (event.event == "returned") <= (not first)
                assert (event.event == "changed") <= (event.path in present)
                ever.add((event.path, event.sha256))
                plain = dataclasses.asdict(event)
                entries.append(Entry(**plain, n=len(entries) + 1, at="2020", prev=""))
        last = {entry.path: entry for entry in entries}
        assert {p: e.sha256 for p, e in last.items() if e.event != "gone"} == state


def test_out_of_sight_is_not_gone() -> None:
    """Files below a folder that could not be read are not entered as gone; others are."""
    state = {
        path: Entry(
            event="accession", role="original", path=path, sha256=DIGEST, size=1, agent="",
            n=1, at="", prev="",
        )
        for path in ("shut/a", "shut/b/c", "shutter", "gone")
    }  # fmt: skip
    failed = [FileProblem(path="shut", reason="It may not be read.")]
    assert [e.path for e in events([], failed, state, {})] == ["gone", "shutter"]
    assert (
        list(events([], [FileProblem(path="gone", reason="")], {"gone": state["gone"]}, {})) == []
    )
