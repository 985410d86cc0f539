"""A collection indexed and asked: how good the first documents are, and what finding them costs.

Promises: documents are cut, named and indexed as those of an archive, in a folder that is removed
again; each question is typed as it stands and goes the way of every search. Times are of the
processor, one question at a time.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from statistics import fmean, quantiles

from archive.answers.matches import find, understood
from archive.model import BuildReport, Capture, Document, Fact, Metadata, Passage
from archive.parameters import SearchParameters
from archive.search import Snapshot
from archive.settings import Settings
from indexer.blocks import Block, Piece, Reading
from indexer.build_documents import Original, describe
from indexer.kinds import EMBEDDED, Kind
from indexer.language import identify
from indexer.passages import edition
from indexer.progress import Progress, silent
from indexer.relevance.collection import Collection, Entry, Question
from indexer.relevance.measures import ndcg, recall, reciprocal_rank
from indexer.snapshots import close_snapshot, facts_of

TOP = 10  # nDCG is of so many: a page
DEPTH = 100  # so many are looked at for the first relevant one and for recall

_PARAGRAPHS = re.compile(r"\n\s*\n")
_MEMORY_BYTES = 2 << 30  # for building
_LANGUAGE_FROM = 20_000  # code points, as of a text that is parsed
_TOLD = 100  # questions between two reports of progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How a collection's questions of one kind were answered: means over the questions."""

    name: str
    documents: int
    questions: int
    ndcg_10: float
    mrr: float
    recall_100: float
    refused: int  # questions that the query language does not run
    cpu_ms_p50: float  # a question: understood, found and ranked, with facets and passages
    cpu_ms_p95: float


@dataclass(frozen=True, slots=True)
class _Answered:
    ranking: list[str]
    seconds: float
    refused: bool


def evaluate(
    collection: Collection,
    every: int = 1,
    progress: Progress = silent,
    kind: Kind = EMBEDDED,
) -> list[Figures]:
    """Index a collection and ask each ``every``-th of its questions, the first being the first.

    Raises UsageError when it cannot be read.
    """
    kinds = collection.questions()
    with indexed(collection, progress, kind) as snapshot:
        return [
            _figures(_name(collection, kind), snapshot, questions[::every], progress)
            for kind, questions in kinds.items()
            if questions
        ]


def _name(collection: Collection, kind: str) -> str:
    return f"{collection.name} ({kind})" if kind else collection.name


@contextmanager
def indexed(
    collection: Collection, progress: Progress = silent, kind: Kind = EMBEDDED
) -> Iterator[Snapshot]:
    """A collection as an archive; the captures' paths are the documents' names in it."""
    with tempfile.TemporaryDirectory(prefix="muniment-evaluate-") as name:
        folder = Path(name)
        try:
            yield from _indexed(collection, folder, progress, kind)
        finally:
            kind.discard(folder)


def _indexed(
    collection: Collection, folder: Path, progress: Progress, kind: Kind
) -> Iterator[Snapshot]:
    writers = kind.writers(folder, _MEMORY_BYTES)
    with closing(writers.documents), closing(writers.engine):
        for number, entry in enumerate(collection.entries()):
            if number % _TOLD == 0:
                progress("Indexing", number, 0, collection.name)
            document, passages = _document(entry)
            writers.documents.add(document, passages)
            writers.engine.add(document, passages)
        writers.documents.finish()
        writers.engine.finish()
    counts = writers.documents.documents, writers.documents.passages
    store = kind.documents(folder)
    report = BuildReport(
        generation=collection.name, documents=counts[0], passages=counts[1], files=counts[0]
    )
    snapshot = Snapshot(
        generation=facts_of(collection.name, *counts, kind=kind),
        engine=kind.engine(folder, store, ()),
        documents=store,
        report=report,
    )
    try:
        yield snapshot
    finally:
        close_snapshot(snapshot)


def _document(entry: Entry) -> tuple[Document, tuple[Passage, ...]]:
    """An entry as parsing leaves a file; its title is stated, or there is none."""
    digest = sha256("\0".join(entry).encode("utf-8", "surrogatepass")).hexdigest()
    paragraphs = [each for each in _PARAGRAPHS.split(entry.text) if each.strip()]
    reading = Reading(
        scheme="bytes",
        blocks=tuple(
            Block(kind="paragraph", pieces=(Piece(text, None, 0),)) for text in paragraphs
        ),
        metadata=Metadata(
            title=Fact(value=entry.title, basis="title line") if entry.title.strip() else None,
            language=identify(f"{entry.title}\n\n{entry.text}"[:_LANGUAGE_FROM]),
        ),
        charset="utf-8",
    )
    made = edition(
        reading, sha256=digest, media_type="text/plain", parser="text", parser_version="1"
    )
    original = Original(
        sha256=digest,
        size=len(entry.text),
        media_type=made.media_type,
        captures=(Capture(path=entry.id),),
        sidecars=(),
    )
    # Not named by its file where it has no title: these files have names of nobody's choice.
    return replace(describe(original, made), metadata=made.metadata), made.passages


def _figures(
    name: str, snapshot: Snapshot, questions: Sequence[Question], progress: Progress
) -> Figures:
    settings = Settings()
    answers = []
    for number, question in enumerate(questions):
        if number % _TOLD == 0:
            progress("Asking", number, len(questions), name)
        answers.append(_answered(snapshot, question.text, settings))
    progress("Asking", len(questions), len(questions), name)
    judged = [(a.ranking, q.grades) for a, q in zip(answers, questions, strict=True)]
    milliseconds = [answer.seconds * 1000 for answer in answers]
    twentieths = quantiles(milliseconds, n=20, method="inclusive") if len(answers) > 1 else []
    return Figures(
        name=name,
        documents=snapshot.generation.documents,
        questions=len(questions),
        ndcg_10=fmean(ndcg(ranking, grades, TOP) for ranking, grades in judged),
        mrr=fmean(reciprocal_rank(ranking, grades) for ranking, grades in judged),
        recall_100=fmean(recall(ranking, grades, DEPTH) for ranking, grades in judged),
        refused=sum(answer.refused for answer in answers),
        cpu_ms_p50=twentieths[9] if twentieths else milliseconds[0],
        cpu_ms_p95=twentieths[18] if twentieths else milliseconds[0],
    )


def _answered(snapshot: Snapshot, text: str, settings: Settings) -> _Answered:
    """A question asked twice: for a page, which is timed, and for as many as are looked at."""
    began = time.process_time()
    page = SearchParameters(q=text)
    parsed = understood(page, settings)
    find(snapshot.engine, parsed, page)
    seconds = time.process_time() - began
    found = find(snapshot.engine, parsed, page.with_per_page(DEPTH))
    names = [hit.document_id for hit in found.result.hits]
    documents = snapshot.documents.documents(names)
    ranking = [documents[each].path for each in names]
    return _Answered(ranking, seconds, parsed.refused)
