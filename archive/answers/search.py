"""A search, answered: the query as understood, one page of hits, facets, ways on from nothing.

Promises: never raises for what a reader can type; the same search on the same generation gives
the same answer, but for the time it took. Raises IndexDamagedError when the index names a
document that its own store does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from time import perf_counter

from archive.answers.alternatives import Alternative, alternatives, unfiltered
from archive.answers.corrections import Correction, corrections
from archive.answers.marks import marks
from archive.answers.matches import find, understood
from archive.deadline import Deadline
from archive.errors import IndexDamagedError, StoppedError
from archive.facts import language_in, language_of, title_of
from archive.model import DateField, Document, Generation, LeftOut, Passage
from archive.parameters import SearchParameters
from archive.query import (
    And,
    InEverything,
    Node,
    unparse,
)
from archive.search import (
    FACET_FIELDS,
    Expansion,
    FacetCount,
    Hit,
    SearchResult,
    Snapshot,
    Span,
    Timeline,
)
from archive.settings import Settings
from archive.without import NOTHING, Without
from archive.worth import Worth

COPIES = 20  # of a document that are shown with it
DATE_NAMES: Mapping[DateField, str] = {
    "published": "publication",
    "captured": "capture",
    "accessioned": "accession",
}
MISSING = "The index names a document that it does not hold ({}). Run “muniment rebuild”."
OFFERED_FOR_NOTHING = 3  # spellings of each word, where nothing was found
LEAD = 3  # first passages among which a text's beginning is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPassage:
    """A passage of a hit and the query's words in its text (code points of that text)."""

    passage: Passage
    highlights: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLeftOut:
    """Something that was left out of a text, and the query's words in it."""

    number: int  # among all that was left out of the document, from 1
    piece: LeftOut
    highlights: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerHit:
    """A matched document as a result card shows it."""

    rank: int  # from 1, through all pages
    score: float
    document: Document
    title: str  # or the file's name
    title_highlights: tuple[Span, ...]
    passages: tuple[ShownPassage, ...]  # best first; the text's beginning if no word was sought
    more: int  # further passages of it that match
    has_all: bool = True  # False: it has only some of the words, as all hits after it
    left_out: tuple[ShownLeftOut, ...] = ()  # of what was left out of its text, where searched
    copies: tuple[Document, ...] = ()  # with nearly its text, that it stands for; the first few
    more_copies: int = 0  # further ones
    worths: tuple[Worth, ...] = ()  # what the score is the sum of, where a page was asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAnswer:
    """Everything that any face shows of a search."""

    parameters: SearchParameters
    query: Node | None  # None: everything was asked for, or the query was refused
    understood: str  # the query as it was run, "" if none was
    refused: bool  # something was typed that was not run, or not to its end; the notices say why
    stopped: bool  # it was run, and took too long
    notices: tuple[str, ...]
    expansions: tuple[Expansion, ...]
    generation: Generation
    total: int  # documents that match, exactly
    with_some: int  # documents of the total that have only some of the words: they come last
    took_ms: float
    hits: tuple[AnswerHit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]]
    more_values: Mapping[str, int]  # of each field: values that the facets leave out
    others: Mapping[str, tuple[FacetCount, ...]]  # of fields that narrow: what else there is
    more_others: Mapping[str, int]
    left_out: Mapping[str, tuple[FacetCount, ...]]  # values that are excluded, and their documents
    timeline: Timeline
    folded: int  # documents of the total that stand under another with nearly the same text
    ignored: tuple[str, ...]  # names of parameters that mean nothing here
    corrections: tuple[Correction, ...] = ()  # what rare words may have been meant to be
    alternatives: tuple[Alternative, ...] = ()  # when nothing was found
    unfiltered: int | None = None  # when nothing was found with filters: matches without them
    last_page: int = 1  # that can be shown

    @property
    def entries(self) -> int:
        """How many hits there are on all pages: a document, or one that stands for several."""
        return self.total - self.folded

    @property
    def with_all(self) -> int:
        """How many documents have all the words."""
        return self.total - self.with_some

    @property
    def words(self) -> int:
        """How many words were asked for."""
        query = self.query.part if isinstance(self.query, InEverything) else self.query
        return len(query.parts) if isinstance(query, And) else 1

    @property
    def next_page(self) -> int | None:
        """The number of the next page, if there is one."""
        page = self.parameters.page
        return page + 1 if page < self.last_page else None

    @property
    def previous_page(self) -> int | None:
        """The number of the previous page; from past the end, of the last one."""
        page = self.parameters.page
        return min(page - 1, self.last_page) if page > 1 else None


def search_answer(
    snapshot: Snapshot, parameters: SearchParameters, settings: Settings, values: int = 0
) -> SearchAnswer:
    """Understand, search and gather what is shown.

    ``values``: so many of each facet are wanted, whatever the parameters say; 0 leaves it to them.
    """
    began = perf_counter()
    parsed = understood(parameters, settings)
    deadline = Deadline.after(settings.search_seconds)
    matches = find(snapshot.engine, parsed, parameters, values, deadline)
    result = matches.result
    marked_by = parsed.tree if result.any_of is None else result.any_of
    run = not parsed.refused and matches.refusal is None
    nothing = result.total == 0 and run
    reachable = min(result.total - result.folded, settings.max_depth)
    last_page = max(1, -(-reachable // parameters.per_page))
    refusal = (str(matches.refusal),) if matches.refusal else ()
    notices = (*parameters.notices, *parsed.notices, *result.notices, *refusal)
    if parameters.sort != "relevance" and result.timeline.undated:
        notices += (undated_last(result.timeline),)
    return SearchAnswer(
        parameters=parameters,
        query=parsed.tree,
        understood=unparse(parsed.tree) if parsed.tree is not None else "",
        refused=not run,
        stopped=isinstance(matches.refusal, StoppedError),
        notices=(*notices, *_past_the_end(parameters.page, last_page, result)),
        expansions=result.expansions,
        generation=snapshot.generation,
        total=result.total,
        with_some=result.partial,
        hits=answer_hits(snapshot, marked_by, result.hits, parameters.offset, parameters.without),
        facets={name: result.facets.get(name, ()) for name in FACET_FIELDS},
        more_values={name: result.more_values.get(name, 0) for name in FACET_FIELDS},
        others=result.others,
        more_others=result.more_others,
        left_out=result.left_out,
        timeline=result.timeline,
        folded=result.folded,
        ignored=parameters.ignored,
        corrections=corrections(
            snapshot.engine,
            parameters.q,
            parsed.tree,
            result.expansions,
            OFFERED_FOR_NOTHING if nothing else 1,
        )
        if parsed.tree is not None and run
        else (),
        alternatives=alternatives(snapshot.engine, parsed, parameters, deadline) if nothing else (),
        unfiltered=unfiltered(snapshot.engine, parsed, parameters, deadline) if nothing else None,
        last_page=last_page,
        took_ms=round((perf_counter() - began) * 1000, 1),
    )


def undated_last(timeline: Timeline) -> str:
    """That documents without the date which gives the order come last, whatever the order."""
    many, date = timeline.undated, DATE_NAMES[timeline.field]
    documents = "1 document comes" if many == 1 else f"{many:,} documents come"
    return f"{documents} last: the date of {date} is not known."


def _past_the_end(page: int, last_page: int, result: SearchResult) -> tuple[str, ...]:
    if page <= last_page:
        return ()
    total = result.total - result.folded
    results = "there is 1 result" if total == 1 else f"there are {total:,} results"
    return (f"There is no page {page:,}: {results}, up to page {last_page:,}.",)


def answer_hits(
    snapshot: Snapshot,
    query: Node | None,
    hits: tuple[Hit, ...],
    offset: int,
    without: Without = NOTHING,
) -> tuple[AnswerHit, ...]:
    """Hits as cards show them, the first being number ``offset`` + 1."""
    found = snapshot.documents.shown((hit.document_id, hit.passages) for hit in hits)
    documents = held(snapshot, [each for hit in hits for each in hit.copies[:COPIES]])
    shown: list[tuple[Hit, Document, tuple[Passage, ...], list[tuple[int, LeftOut]]]] = []
    for hit, known in zip(hits, found, strict=True):
        if known is None:
            raise IndexDamagedError(MISSING.format(hit.document_id))
        document, passages = known
        left_out = _left_out(snapshot, document, hit)
        if not hit.passages:
            passages = _beginning(snapshot, document)
        shown.append((hit, document, passages, left_out))
    texts = [
        (
            document,
            [
                *((passage.text, language_in(document, passage)) for passage in passages),
                *((piece.text, language_of(document)) for _, piece in left_out),
            ],
        )
        for _, document, passages, left_out in shown
    ]
    marked = _marked(snapshot, query, texts, without)
    return tuple(
        AnswerHit(
            rank=rank,
            score=hit.score,
            document=document,
            title=title_of(document),
            title_highlights=spans[0],
            passages=tuple(map(_shown, passages, spans[1:])),
            more=hit.more,
            has_all=not hit.partial,
            left_out=tuple(map(_shown_left_out, left_out, spans[1 + len(passages) :])),
            copies=tuple(documents[each] for each in hit.copies[:COPIES]),
            more_copies=len(hit.copies[COPIES:]),
            worths=hit.worths,
        )
        for rank, ((hit, document, passages, left_out), spans) in enumerate(
            zip(shown, marked, strict=True), offset + 1
        )
    )


def held(snapshot: Snapshot, document_ids: Iterable[str]) -> dict[str, Document]:
    """Documents that the index names. Raises IndexDamagedError when one is not there."""
    ids = list(dict.fromkeys(document_ids))
    found = snapshot.documents.documents(ids)
    for missing in (each for each in ids if each not in found):
        raise IndexDamagedError(MISSING.format(missing))
    return found


def copies_of(snapshot: Snapshot, document: Document) -> list[Document]:
    """Documents with nearly the same text, the earliest first, itself among them; or none."""
    ids = snapshot.engine.copies(document.id)[: COPIES + 1]
    found = held(snapshot, ids)
    return [found[each] for each in ids]


def _left_out(snapshot: Snapshot, document: Document, hit: Hit) -> list[tuple[int, LeftOut]]:
    """What was left out and is shown, with its numbers; in reading order, being no passages."""
    numbers = sorted(n - document.passage_count for n in hit.passages)
    if not numbers or numbers[-1] < 0:
        return []
    every = snapshot.documents.left_out(document.id)
    return [(number + 1, every[number]) for number in numbers if number >= 0]


def _shown(passage: Passage, highlights: tuple[Span, ...]) -> ShownPassage:
    return ShownPassage(passage=passage, highlights=highlights)


def _shown_left_out(left_out: tuple[int, LeftOut], highlights: tuple[Span, ...]) -> ShownLeftOut:
    return ShownLeftOut(number=left_out[0], piece=left_out[1], highlights=highlights)


def _marked(
    snapshot: Snapshot,
    query: Node | None,
    shown: Sequence[tuple[Document, Sequence[tuple[str, str]]]],
    without: Without,
) -> list[list[tuple[Span, ...]]]:
    """The query's words in the title and the shown texts of each document.

    Each text comes with its language (BCP 47).
    """
    texts = []
    for document, of_one in shown:
        texts.append((title_of(document), language_of(document)))
        texts += of_one
    found = iter(marks(snapshot.engine, query, texts, without))
    return [list(islice(found, 1 + len(of_one))) for _, of_one in shown]


def _beginning(snapshot: Snapshot, document: Document) -> tuple[Passage, ...]:
    """The first passage that is no heading, where no word was sought in the text."""
    ordinals = range(min(LEAD, document.passage_count))
    first = snapshot.documents.passages(document.id, ordinals)
    return next(((p,) for p in first if p.kind != "heading"), first[:1])
