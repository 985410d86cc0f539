"""The document store gives back what was put in, to any number of threads, and writes nothing."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import IndexDamagedError, UnreadableError
from archive.search import DocumentStore, Heading, Outline
from indexer.addresses import address_key
from indexer.documents import FILE_NAME, DocumentsWriter, StoredDocuments
from tests.random_documents import Added, added, written
from tests.small_documents import document


@pytest.fixture
def small(tmp_path: Path) -> Iterator[StoredDocuments]:
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
            assert store.outline(record.id) == Outline(
                starts=[p.start for p in passages],
                end=passages[-1].end if passages else 0,
                headings=tuple(
                    Heading(ordinal=p.ordinal, id=p.id, level=p.level, text=p.text)
                    for p in passages
                    if p.kind == "heading"
                ),
            )
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
    assert small.texts("0" * 16, [0]) == []
    assert not small.outline("0" * 16).starts
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


def test_reading_writes_nothing(small: StoredDocuments, tmp_path: Path) -> None:
    """Reading leaves the files' bytes alone and makes no file beside them."""
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    small.newest(5)
    small.text(small.newest(1)[0])
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_text_of_no_characters_is_refused_whole(tmp_path: Path) -> None:
    """A lone surrogate in any text refuses that document and leaves the others whole."""
    writer = DocumentsWriter(tmp_path)
    record, (first, second) = document("bad", ["good", "bad"])
    with pytest.raises(UnreadableError):
        writer.add(record, [first, dataclasses.replace(second, text="bad \ud800")])
    writer.add(*document("good", ["good"]))
    writer.finish()
    store = StoredDocuments(tmp_path)
    assert store.counts() == (1, 1)
    store.close()


def test_closing_while_others_read(small: StoredDocuments) -> None:
    """Closing twice is harmless; a reader that comes too late gets our error."""
    small.newest(1)
    small.close()
    small.close()


def test_passages_that_do_not_follow_one_another_are_refused(tmp_path: Path) -> None:
    """Offsets are not stored: a document whose offsets are not those of its texts is refused."""
    writer = DocumentsWriter(tmp_path)
    record, (first, second) = document("bad", ["one", "two"])
    for wrong in (
        [first, dataclasses.replace(second, start=9)],
        [second, first],
        [dataclasses.replace(first, id="A B")],
    ):
        with pytest.raises(UnreadableError, match="follow"):
            writer.add(record, wrong)
    writer.close()


def test_a_closed_store_is_damaged_and_not_empty(small: StoredDocuments) -> None:
    """Who reads after closing hears of it, instead of being told that there is nothing."""
    small.close()
    with pytest.raises(IndexDamagedError):
        small.newest(1)


def test_many_passages_are_read_one_by_one(tmp_path: Path) -> None:
    """In a document of several pieces each passage is found by ordinal and by identifier."""
    record, passages = document("long", [f"passage {n} of many" for n in range(200)])
    store = written(tmp_path, [(record, passages, ())])
    assert store.passages(record.id, [199, 0, 64, 63]) == tuple(
        passages[n] for n in (199, 0, 64, 63)
    )
    assert all(store.passage(record.id, p.id) == p for p in passages)
    assert store.text(record.id) == "\n".join(p.text for p in passages)
    store.close()


@pytest.mark.parametrize("damage", ["missing", "empty", "other", "list", "name", "deleted"])
def test_a_damaged_file_is_our_error(tmp_path: Path, damage: str) -> None:
    """Whatever is wrong with the files, the reader hears IndexDamagedError with what to do."""
    record, passages = document("d", ["x"])
    written(tmp_path, [(record, passages, ())]).close()
    (part,) = tmp_path.rglob("*.arrays")
    listed = tmp_path / FILE_NAME
    if damage == "missing":
        listed.unlink()
    elif damage == "empty":
        part.write_bytes(b"")
    elif damage == "other":
        part.write_bytes(b"no arrays" * 1000)
    elif damage == "list":
        listed.write_bytes(b'{"parts": [4]}')
    elif damage == "name":
        listed.write_bytes(b'{"parts": [{"name": "../../x", "deleted": []}]}')
    else:
        plain = {"parts": [{"name": part.name, "deleted": [7]}]}
        listed.write_text(json.dumps(plain))
    with pytest.raises(IndexDamagedError, match="muniment rebuild"):
        StoredDocuments(tmp_path).document(record.id)
