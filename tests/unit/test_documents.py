"""The document store gives back what was put in, to any number of threads, and writes nothing."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import IndexDamagedError
from archive.identifiers import document_id, passage_id
from archive.model import (
    Agent,
    Capture,
    Dating,
    Document,
    Fact,
    LeftOut,
    Metadata,
    Passage,
    Place,
)
from archive.search import DocumentStore
from indexer.addresses import address_key
from indexer.documents import FILE_NAME, DocumentsWriter, SqliteDocuments
from tests.small_documents import document

Added = tuple[Document, tuple[Passage, ...], tuple[LeftOut, ...]]

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
PLACE = st.none() | st.builds(
    Place,
    st.sampled_from(["html", "bytes"]),
    st.lists(st.tuples(TEXT, st.integers(0, 9), st.integers(10, 99)), max_size=3).map(tuple),
)
FACT = st.none() | st.builds(Fact, value=TEXT, basis=TEXT)
DATING = st.none() | st.builds(
    Dating,
    value=st.dates().map(str),
    precision=st.sampled_from(["year", "month", "day"]),
    basis=TEXT,
)
METADATA = st.builds(
    Metadata,
    title=FACT,
    authors=st.lists(
        st.builds(Agent, name=TEXT, kind=st.sampled_from(["person", "organization"])), max_size=2
    ).map(tuple),
    byline=TEXT,
    published=DATING,
    language=FACT,
    original_url=FACT,
)
CAPTURE = st.builds(
    Capture, path=TEXT, source_url=TEXT, captured_at=DATING, note=TEXT, accessioned_at=TEXT
)
PASSAGE = st.tuples(
    st.sampled_from(["heading", "paragraph", "list_item", "table_row", "quotation", "code"]),
    TEXT,
    st.lists(TEXT, max_size=3).map(tuple),
    st.integers(0, 6),
    st.none() | st.integers(1, 9),
    PLACE,
)


@st.composite
def added(draw: st.DrawFn) -> Added:
    """A document with every kind of field, its passages and what was left out of it."""
    digest = sha256(str(draw(st.integers(0, 1 << 60))).encode()).hexdigest()
    passages: list[Passage] = []
    start = 0
    for ordinal, one in enumerate(draw(st.lists(PASSAGE, max_size=6))):
        kind, text, heading, level, page, place = one
        passages.append(
            Passage(
                id=passage_id(digest, text, ordinal),
                ordinal=ordinal,
                kind=kind,
                text=text,
                start=start,
                end=start + len(text),
                heading=heading,
                level=level,
                page=page,
                place=place,
            )
        )
        start += len(text) + 1
    left_out = draw(st.lists(st.builds(LeftOut, text=TEXT, reason=TEXT, place=PLACE), max_size=2))
    captures = draw(st.lists(CAPTURE, min_size=1, max_size=3))
    record = Document(
        id=document_id(digest),
        sha256=digest,
        size=draw(st.integers(0, 1 << 40)),
        media_type="text/plain",
        charset="utf-8",
        metadata=draw(METADATA),
        captures=tuple(captures),
        parser="text",
        parser_version="1",
        text_sha256=digest,
        passage_count=len(passages),
    )
    return record, tuple(passages), tuple(left_out)


def written(folder: Path, documents: Iterable[Added]) -> SqliteDocuments:
    """A store of these documents."""
    writer = DocumentsWriter(folder)
    for one in documents:
        writer.add(*one)
    writer.finish()
    return SqliteDocuments(folder)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SqliteDocuments]:
    """Twenty documents of three passages each, captured from two addresses."""
    documents = [
        (
            *document(
                f"d{n}",
                [f"heading {n}", "same", f"text {n}"],
                urls=[f"https://example.org/{n % 2}"],
                captured=[f"20{n:02d}"],
            ),
            (),
        )
        for n in range(20)
    ]
    store = written(tmp_path, documents)
    yield store
    store.close()


@given(documents=st.lists(added(), max_size=4, unique_by=lambda one: one[0].id))
def test_what_goes_in_comes_out(
    documents: list[Added], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Documents, passages, texts and left-out parts are read back equal, whatever they hold."""
    store = written(tmp_path_factory.mktemp("store"), documents)
    try:
        by_id = {record.id: record for record, _, _ in documents}
        assert store.documents(by_id) == by_id
        assert store.counts() == (len(documents), sum(len(p) for _, p, _ in documents))
        for record, passages, left_out in documents:
            assert store.document(record.id) == record
            assert store.passages(record.id) == passages
            assert store.left_out(record.id) == left_out
            assert store.text(record.id) == "\n".join(p.text for p in passages)
            assert store.passages(record.id, [p.ordinal for p in reversed(passages)]) == tuple(
                reversed(passages)
            )
            for passage in passages:
                assert store.passage(record.id, passage.id) == passage
    finally:
        store.close()


def test_unknown_ids_give_nothing(small: DocumentStore) -> None:
    """What is not there is None, empty or left out; no lookup raises for it."""
    (known, *_) = small.newest(1)
    assert small.document("0" * 16) is None
    assert small.documents(["0" * 16, known]).keys() == {known}
    assert small.text("") == ""
    assert small.passages("0" * 16) == ()
    assert small.passage(known, "00000000") is None
    assert small.passages(known, [-1, 3, 99]) == ()
    assert small.left_out("0" * 16) == ()
    assert small.same_address("https://example.org/none") == ()
    assert small.newest(-1) == ()


def test_find_by_prefix(small: DocumentStore) -> None:
    """A prefix gives all full ids that begin with it, sorted, at most ten."""
    every = sorted(small.newest(100))
    assert small.find("") == tuple(every[:10])
    for identifier in every:
        assert small.find(identifier) == (identifier,)
        assert identifier in small.find(identifier[:8])


def test_newest_and_addresses_are_in_order(tmp_path: Path) -> None:
    """Newest by accession, first of equal ones by id; captures of an address oldest first."""
    documents = []
    for n, (accessioned, captured) in enumerate([("2021", "2003"), ("2023", "2001"), ("2022", "")]):
        record, passages = document(
            f"d{n}", ["x"], urls=["http://Example.org:80/page#part"], captured=[captured]
        )
        capture = dataclasses.replace(record.captures[0], accessioned_at=accessioned)
        documents.append((dataclasses.replace(record, captures=(capture,)), passages, ()))
    a, b, c = (record.id for record, _, _ in documents)
    store = written(tmp_path, documents)
    assert store.newest(2) == (b, c)
    assert store.same_address("https://example.org/page") == (c, b, a)
    store.close()


def test_addresses_are_compared_by_what_they_name() -> None:
    """Scheme, case of the host, default port and fragment do not matter; path and query do."""
    same = ["http://example.org", "https://EXAMPLE.org:443/#a", "https://u:p@example.org/"]
    assert len({address_key(url) for url in same}) == 1
    other = ["https://example.org/a", "https://example.org/A", "https://example.org/?a", "x:y", ""]
    assert len({address_key(url) for url in other}) == len(other)
    assert address_key("http://[broken") == "http://[broken"


def test_many_threads_read_at_once(small: DocumentStore) -> None:
    """Sixteen threads read the same store and each gets the document it asked for."""
    ids = small.newest(100) * 10

    def ask(document_id: str) -> bool:
        found = small.document(document_id)
        texts = [p.text for p in small.passages(document_id)]
        return found is not None and found.id == document_id and len(texts) == 3

    with ThreadPoolExecutor(16) as threads:
        assert all(threads.map(ask, ids))


def test_reading_writes_nothing(small: SqliteDocuments, tmp_path: Path) -> None:
    """Reading leaves the file's bytes alone and makes no file beside it."""
    before = (tmp_path / FILE_NAME).read_bytes()
    small.newest(5)
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_text_of_no_characters_is_refused_whole(tmp_path: Path) -> None:
    """A lone surrogate in any text refuses that document and leaves the others whole."""
    writer = DocumentsWriter(tmp_path)
    record, (first, second) = document("bad", ["good", "bad"])
    with pytest.raises(UnicodeEncodeError):
        writer.add(record, [first, dataclasses.replace(second, text="bad \ud800")])
    writer.add(*document("good", ["good"]))
    writer.finish()
    store = SqliteDocuments(tmp_path)
    assert store.counts() == (1, 1)
    store.close()


def test_closing_while_others_read(small: SqliteDocuments) -> None:
    """Closing twice is harmless; a reader that comes too late gets our error, not SQLite's."""
    small.newest(1)
    small.close()
    small.close()


@pytest.mark.parametrize("damage", ["missing", "empty", "other", "record"])
def test_a_damaged_file_is_our_error(tmp_path: Path, damage: str) -> None:
    """Whatever is wrong with the file, the reader hears IndexDamagedError with what to do."""
    writer = DocumentsWriter(tmp_path)
    record, passages = document("d", ["x"])
    writer.add(record, passages)
    writer.finish()
    path = tmp_path / FILE_NAME
    if damage == "missing":
        path.unlink()
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "other":
        path.write_bytes(b"no database" * 1000)
    else:
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE documents SET record = ?", (json.dumps({"id": 1}),))
        connection.close()
    with pytest.raises(IndexDamagedError, match="muniment rebuild"):
        SqliteDocuments(tmp_path).document(record.id)
