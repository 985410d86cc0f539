"""The parts of the documents' store: damaged bytes, deletions, joins, memory."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import IndexDamagedError
from archive.model import (
    Capture,
    Document,
)
from indexer.documents import LAYOUT, DocumentsWriter, StoredDocuments, part_build
from indexer.documents.part import Part
from indexer.documents.part_build import FULL
from indexer.documents.part_join import join
from indexer.documents.parts import PARTS, read_parts, to_join
from indexer.documents.rows import shape
from tests.random_documents import Added, added, everything, written
from tests.small_documents import document


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


@pytest.mark.slow
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
