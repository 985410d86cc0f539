"""The document store gives back what was put in, to any number of threads, and writes nothing."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import IndexDamagedError, UnreadableError
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
from indexer.documents import FILE_NAME, LAYOUT, DocumentsWriter, StoredDocuments, part_build
from indexer.documents.part import Part
from indexer.documents.part_build import FULL
from indexer.documents.part_join import join
from indexer.documents.parts import PARTS, read_parts, to_join
from indexer.documents.rows import shape
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


def written(folder: Path, documents: Iterable[Added]) -> StoredDocuments:
    """A store of these documents."""
    writer = DocumentsWriter(folder)
    for one in documents:
        writer.add(*one)
    writer.finish()
    return StoredDocuments(folder)


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


def everything(store: StoredDocuments, ids: Iterable[str]) -> object:
    """All that a store tells of these documents."""
    return [
        store.counts(),
        store.newest(1000),
        store.find(""),
        [store.same_address(f"https://example.org/{n}") for n in range(3)],
        [
            (store.document(i), store.passages(i), store.left_out(i), store.text(i), store.find(i))
            for i in sorted(ids)
        ],
    ]


@given(seed=st.integers(0, 1 << 30))
@settings(max_examples=40, deadline=None)
def test_damaged_bytes_never_raise_anything_else(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever bytes of a part are changed, reading answers or raises IndexDamagedError."""
    folder = tmp_path_factory.mktemp("damaged")
    random = Random(seed)
    made = [document(f"d{n}", [f"text {n}", "more"], urls=["https://a.example/"]) for n in range(9)]
    written(folder, [(*one, ()) for one in made]).close()
    (part,) = folder.rglob("*.arrays")
    data = bytearray(part.read_bytes())
    for _ in range(random.randrange(1, 20)):
        data[random.randrange(len(data))] = random.randrange(256)
    part.write_bytes(data)
    store = StoredDocuments(folder)
    for ask in (
        lambda: store.documents(one.id for one, _ in made),
        lambda: [store.passages(one.id) for one, _ in made],
        lambda: [store.left_out(one.id) for one, _ in made],
        lambda: [store.passage(one.id, p[1].id) for one, p in made],
        lambda: store.same_address("https://a.example/"),
        lambda: (store.newest(5), store.find("A"), store.counts()),
    ):
        with contextlib.suppress(IndexDamagedError):
            ask()
    store.close()


@given(
    documents=st.lists(added(), min_size=1, max_size=12, unique_by=lambda one: one[0].id),
    steps=st.lists(st.lists(st.integers(0, 11), max_size=4, unique=True), max_size=14),
    learns=st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_parts_deletions_and_joins_are_not_seen(
    documents: list[Added],
    steps: list[list[int]],
    learns: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """After any sequence of additions and removals over generations, a store answers as one
    written at once; the files of earlier generations stay as they were."""
    folders = [tmp_path_factory.mktemp("generation")]
    DocumentsWriter(folders[0]).finish()
    present: set[int] = set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(part_build, "_SAMPLES", 1)
        if not learns:
            patch.setattr(part_build, "learn", lambda samples: b"")
        for step in steps:
            folder = tmp_path_factory.mktemp("generation")
            shutil.copytree(folders[-1], folder, copy_function=os.link, dirs_exist_ok=True)
            before = {path: path.read_bytes() for path in folders[-1].rglob("*.*")}
            writer = DocumentsWriter.extending(folder)
            for n in step:
                if n in present:
                    writer.remove(documents[n][0].id)
                    present.remove(n)
                    again = n % 3 == 0  # as a document whose record changed
                else:
                    again = n < len(documents)
                if again:
                    writer.add(*documents[n])
                    present.add(n)
            writer.finish()
            assert all(path.read_bytes() == data for path, data in before.items())
            folders.append(folder)
        fresh = written(tmp_path_factory.mktemp("fresh"), [documents[n] for n in present])
    ids = [record.id for record, _, _ in documents]
    updated = StoredDocuments(folders[-1])
    assert everything(updated, ids) == everything(fresh, ids)
    assert len(list((folders[-1] / "documents").glob("*.arrays"))) <= PARTS
    updated.close()
    fresh.close()


def test_dictionaries_are_kept_when_parts_are_joined(tmp_path: Path) -> None:
    """Frames of parts with and without dictionaries are read back from the part that joins them."""
    many = [document(f"d{n}", [f"the same words in every text {n}"] * 5) for n in range(700)]
    DocumentsWriter(tmp_path).finish()
    for begin, end in [(n, n + 1) for n in range(4)] + [(4, 650), (650, 660), (660, 670)]:
        writer = DocumentsWriter.extending(tmp_path)
        for record, passages in many[begin:end]:
            writer.add(record, passages)
        writer.finish()
    writer = DocumentsWriter.extending(tmp_path)
    for record, passages in many[670:]:
        writer.add(record, passages)
    writer.remove(many[5][0].id)
    writer.finish()
    parts = read_parts(tmp_path)
    join(tmp_path / "joined", parts)
    joined = Part(tmp_path / "joined")
    assert len(joined) == 699
    assert len(joined.dictionaries) == 1
    for record, passages in many:
        number = joined.number(record.id)
        if record.id == many[5][0].id:
            assert number is None
        else:
            assert number is not None
            assert joined.document(number) == record
            assert joined.passages(number, None) == passages


def test_a_part_ends_when_its_memory_is_used_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With little memory there are several parts, of which too many are joined; nothing is lost."""
    monkeypatch.setattr(part_build, "_SAMPLES", 3)
    made = [document(f"d{n}", [f"text number {n}", "and more"]) for n in range(200)]
    writer = DocumentsWriter(tmp_path, memory_bytes=30_000)
    for record, passages in made:
        writer.add(record, passages)
    assert len(list(tmp_path.rglob("*.arrays"))) > 1
    writer.finish()
    assert len(list(tmp_path.rglob("*.arrays"))) <= PARTS
    store = StoredDocuments(tmp_path)
    assert store.counts() == (200, 400)
    assert all(store.passages(record.id) == passages for record, passages in made)
    store.close()


def test_joining_copies_a_document_seldom() -> None:
    """Parts stay few, and over a thousand small updates a document is copied a dozen times."""
    sizes, copied = [100_000], 0
    for _ in range(1000):
        sizes.append(1)
        while chosen := to_join(sizes):
            joined = sum(sizes[n] for n in chosen)
            copied += joined
            sizes = [size for n, size in enumerate(sizes) if n not in chosen] + [joined]
        assert len(sizes) <= PARTS
    assert copied < 12_000
    assert to_join([FULL] * 20) == []


def test_a_changed_dataclass_changes_the_layout() -> None:
    """Rows have no names: the layout's version follows the fields of the model."""

    @dataclasses.dataclass(frozen=True, slots=True)
    class Other(Capture):
        more: str = ""

    assert shape(Other) != shape(Capture)
    assert shape(Document) in LAYOUT
