"""Muniment as a system of the benchmark: the index that the site opens, asked as the site asks.

Promises: nothing is taken from below ``archive.search`` when searching; a query is parsed where
the query language has it. All that the benchmark knows of how a generation is written is here.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from archive.answers.search import search_answer
from archive.facts import title_of
from archive.identifiers import document_id, passage_id
from archive.model import (
    Agent,
    BuildReport,
    Capture,
    Dating,
    Document,
    Fact,
    Metadata,
    Passage,
)
from archive.parameters import SearchParameters
from archive.plain import json_bytes, to_plain
from archive.query import Fuzzy, Near, Node, Pattern, Word, parse
from archive.search import DocumentStore, Filters, SearchEngine, SearchRequest, Snapshot
from archive.settings import Settings
from archive.without import AS_TYPED
from benchmarks.corpus.queries import Query
from benchmarks.corpus.texts import Text
from benchmarks.system import HITS, RefusedError, Shape
from indexer.build_run import COLLECTED_AFTER
from indexer.corpus import walk
from indexer.documents import DocumentsWriter, StoredDocuments
from indexer.engines.whoosh_build import WhooshBuilder
from indexer.engines.whoosh_engine import open_engine
from indexer.generations import Generations
from indexer.kinds import ENGINE_FOLDER
from indexer.manifest import write_manifest
from indexer.progress import silent
from indexer.seen import look
from indexer.snapshots import REPORT, facts_of
from web.garbage import spare_the_collector
from web.pages import SHOWN_VALUES
from web.slots import SearchSlots

Prepared = tuple[Document, tuple[Passage, ...]]


class Muniment:
    """One index folder with one generation."""

    def __init__(self) -> None:
        self._settings = Settings()
        self._slots = SearchSlots(self._settings.search_slots)
        self._engine: SearchEngine
        self._store: DocumentStore
        self._snapshot: Snapshot

    def prepare(self, texts: Sequence[Text]) -> Sequence[Prepared]:
        """Documents as parsing leaves them."""
        return [document_of(text) for text in texts]

    def begin(self, folder: Path) -> None:
        """Begin a generation."""
        gc.set_threshold(COLLECTED_AFTER)  # as while a rebuild runs
        self._root = folder
        self._generations = Generations(folder / "index")
        with self._generations.lock():
            self._folder = self._generations.begin()
        self._documents = DocumentsWriter(self._folder)
        self._builder = WhooshBuilder(self._folder / ENGINE_FOLDER)

    def add(self, prepared: Sequence[Prepared]) -> None:
        """Enter these in the documents and in the engine, as a rebuild does."""
        for document, passages in prepared:
            self._documents.add(document, passages)
            self._builder.add(document, passages)

    def finish(self) -> None:
        """Write the rest, and make it the generation in use."""
        self._documents.finish()
        self._builder.finish()
        self._builder.close()
        self._documents.close()
        report = BuildReport(
            generation=self._folder.name,
            documents=self._documents.documents,
            passages=self._documents.passages,
            files=self._documents.documents,
        )
        (self._folder / REPORT).write_bytes(json_bytes(to_plain(report)) + b"\n")
        generation = facts_of(report.generation, report.documents, report.passages)
        with self._generations.lock():
            write_manifest(self._folder, generation, self._fingerprint())
            self._generations.commit(self._folder)

    def _fingerprint(self) -> str:
        """Of a corpus of one file, so that a site serving this index finds nothing new in it."""
        corpus = self._root / "corpus"
        corpus.mkdir()
        (corpus / "about.txt").write_text("The texts of the benchmark.\n", encoding="utf-8")
        listing = walk(corpus, ())
        limit = self._settings.max_file_bytes
        return look(corpus, listing, {}, limit, time.time_ns(), silent).fingerprint()

    def open(self, folder: Path) -> None:
        """Open engine and documents; digests are verified when a site starts, not here."""
        current = Generations(folder / "index").current()
        if current is None:
            raise RefusedError("There is no index.")
        store = StoredDocuments(current)
        self._engine = open_engine(current / ENGINE_FOLDER, store)
        self._store = store
        generation = facts_of(current.name, 0, 0)
        report = BuildReport(generation=current.name, documents=0, passages=0, files=0)
        self._snapshot = Snapshot(
            generation=generation, engine=self._engine, documents=self._store, report=report
        )
        spare_the_collector()  # as a process of the site does

    def reader(self) -> Muniment:
        """The same: engine and documents are for all threads."""
        return self

    def search(self, query: Query, shape: Shape) -> int:
        """A page as the site makes it, or the parts of it; one at a time, as in the site."""
        with self._slots.taken():
            return self._search(query, shape)

    def _search(self, query: Query, shape: Shape) -> int:
        if shape.page:
            parameters = SearchParameters(q=as_typed(query), group=True)
            return search_answer(self._snapshot, parameters, self._settings, SHOWN_VALUES).total
        tree = _tree(query)
        request = SearchRequest(
            query=tree,
            filters=_filters(query),
            limit=HITS,
            passages=3 if shape.passages else 0,
            facets=shape.facets,
            # Words as typed, by BM25 alone, as for all peers; a page has all else.
            reorder=False,
            without=AS_TYPED,
            expansions=False,
        )
        found = self._engine.search(request)
        if shape.passages:
            texts = []
            for known in self._store.shown((hit.document_id, hit.passages) for hit in found.hits):
                if known is None:
                    raise RefusedError("The index names a document that it does not hold.")
                document, passages = known
                texts += [title_of(document), *(passage.text for passage in passages)]
            self._engine.mark(
                tree, texts, "en", AS_TYPED
            )  # as the answer of a page does, by language
        return found.total

    def extend(self, folder: Path, texts: Sequence[Text]) -> None:
        """Add to documents and engine as an update does, and open both."""
        current = Generations(folder / "index").current()
        if current is None:
            raise RefusedError("There is no index.")
        self._documents = DocumentsWriter.extending(current)
        self._builder = WhooshBuilder.extending(current / ENGINE_FOLDER)
        self.add(self.prepare(texts))
        self._documents.finish()
        self._builder.finish()
        self.open(folder)


def as_typed(query: Query) -> str:
    """The query as a reader types it."""
    words = query["words"]
    if query["op"] == "phrase":
        return f'"{" ".join(words)}"'
    return (" OR " if query["op"] == "or" else " ").join(words)


def _tree(query: Query) -> Node:
    words = query["words"]
    match query["op"]:
        case "near":
            return Near(tuple(Word(word) for word in words), query["within"], ordered=False)
        case "prefix":
            return Pattern(f"{words[0]}*")
        case "fuzzy":
            return Fuzzy(words[0], 1)
    tree = parse(as_typed(query)).tree
    if tree is None:
        raise RefusedError("The query language reads nothing in it.")
    return tree


def _filters(query: Query) -> Filters:
    if "source" not in query:
        return Filters()
    return Filters(
        include={"source": (query["source"],)},
        date_from=str(query["first"]),
        date_to=str(query["last"]),
    )


def document_of(text: Text) -> Prepared:
    """A document as parsing leaves it."""
    digest = sha256(text["id"].encode()).hexdigest()
    passages, start = [], 0
    for ordinal, words in enumerate(text["passages"]):
        passages.append(
            Passage(
                id=passage_id(digest, words, 0),
                ordinal=ordinal,
                kind="paragraph",
                text=words,
                start=start,
                end=start + len(words),
            )
        )
        start += len(words) + 1
    metadata = Metadata(
        title=Fact(value=text["title"], basis="heading") if text["title"] else None,
        authors=(Agent(name=text["author"]),) if text["author"] else (),
        language=Fact(value=text["language"], basis="sidecar"),
        source=Fact(value=text["source"], basis="sidecar"),
        published=Dating(value=str(text["year"]), precision="year", basis="sidecar"),
    )
    document = Document(
        id=document_id(digest),
        sha256=digest,
        size=start,
        media_type="text/plain",
        charset="utf-8",
        metadata=metadata,
        captures=(Capture(path=f"{text['source']}/{text['id']}.txt"),),
        parser="text",
        parser_version="1",
        text_sha256=sha256("\n".join(text["passages"]).encode()).hexdigest(),
        passage_count=len(passages),
    )
    return document, tuple(passages)
