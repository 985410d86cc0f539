"""Documents for the tests of their store: drawn at random, and written."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from hypothesis import strategies as st

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
from indexer.documents import DocumentsWriter, StoredDocuments

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
    st.sampled_from(["", "", "de", "fa"]),
)


@st.composite
def added(draw: st.DrawFn) -> Added:
    """A document with every kind of field, its passages and what was left out of it."""
    digest = sha256(str(draw(st.integers(0, 1 << 60))).encode()).hexdigest()
    passages: list[Passage] = []
    start = 0
    for ordinal, one in enumerate(draw(st.lists(PASSAGE, max_size=6))):
        kind, text, heading, level, page, place, language = one
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
                language=language,
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
