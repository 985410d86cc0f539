"""A search, answered: the query as understood, one page of hits, facets, ways on from nothing.

Promises: never raises for what a reader can type; the same search on the same generation gives
the same answer, but for the time it took. Raises IndexDamagedError when the index names a
document that its own store does not have.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from time import perf_counter

from archive.answers.corrections import Correction, corrections
from archive.answers.matches import find, understood
from archive.errors import IndexDamagedError
from archive.facts import language_of, title_of
from archive.model import DateField, Document, Generation, Passage
from archive.parameters import SearchParameters
from archive.query import (
    And,
    Dates,
    Exactly,
    Node,
    Not,
    Or,
    Parsed,
    unparse,
)
from archive.search import (
    FACET_FIELDS,
    Expansion,
    FacetCount,
    Hit,
    Snapshot,
    Span,
    Timeline,
)
from archive.settings import Settings
from archive.without import Without

COUNTED = 40  # words counted one by one when nothing was found: a long question
ALTERNATIVES = 12  # of them shown: the rarest, since one of these is what nothing has
DATE_NAMES: Mapping[DateField, str] = {
    "published": "publication",
    "captured": "capture",
    "accessioned": "accession",
}
LEAD = 3  # first passages among which a text's beginning is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPassage:
    """A passage of a hit and the query's words in its text (code points of that text)."""

    passage: Passage
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A part of a query that found nothing, and how many documents it finds by itself."""

    word: str  # or phrase, as a query
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAnswer:
    """Everything that any face shows of a search."""

    parameters: SearchParameters
    query: Node | None  # None: everything was asked for, or the query was refused
    understood: str  # the query as it was run, "" if none was
    refused: bool  # something was typed that cannot be run; the notices say why
    notices: tuple[str, ...]
    expansions: tuple[Expansion, ...]
    generation: Generation
    total: int  # documents that match, exactly
    have_all: bool  # False: no document has all the words, and these have some of them
    took_ms: float
    hits: tuple[AnswerHit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]]
    more_values: Mapping[str, int]  # of each field: values that the facets leave out
    others: Mapping[str, tuple[FacetCount, ...]]  # of fields that narrow: what else there is
    more_others: Mapping[str, int]
    left_out: Mapping[str, tuple[FacetCount, ...]]  # values that are excluded, and their documents
    timeline: Timeline
    ignored: tuple[str, ...]  # names of parameters that mean nothing here
    corrections: tuple[Correction, ...] = ()  # what rare words may have been meant to be
    alternatives: tuple[Alternative, ...] = ()  # when nothing was found
    unfiltered: int | None = None  # when nothing was found with filters: matches without them
    last_page: int = 1  # that can be shown

    @property
    def words(self) -> int:
        """How many words were asked for."""
        return len(self.query.parts) if isinstance(self.query, And) else 1

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
    matches = find(snapshot.engine, parsed, parameters, values)
    result = matches.result
    nothing = result.total == 0 and not parsed.refused
    reachable = min(result.total, settings.max_depth)
    last_page = max(1, -(-reachable // parameters.per_page))
    notices = (*parameters.notices, *parsed.notices, *result.notices)
    if parameters.sort != "relevance" and result.timeline.undated:
        notices += (undated_last(result.timeline),)
    return SearchAnswer(
        parameters=parameters,
        query=parsed.tree,
        understood=unparse(parsed.tree) if parsed.tree is not None else "",
        refused=parsed.refused,
        notices=(*notices, *_past_the_end(parameters.page, last_page, result.total)),
        expansions=result.expansions,
        generation=snapshot.generation,
        total=result.total,
        have_all=matches.have_all,
        hits=_hits(snapshot, parsed.tree, result.hits, parameters),
        facets={name: result.facets.get(name, ()) for name in FACET_FIELDS},
        more_values={name: result.more_values.get(name, 0) for name in FACET_FIELDS},
        others=result.others,
        more_others=result.more_others,
        left_out=result.left_out,
        timeline=result.timeline,
        ignored=parameters.ignored,
        corrections=()
        if parsed.tree is None
        else corrections(snapshot.engine, parameters.q, parsed.tree, result.expansions),
        alternatives=_alternatives(snapshot, parsed, parameters) if nothing else (),
        unfiltered=_unfiltered(snapshot, parsed, parameters) if nothing else None,
        last_page=last_page,
        took_ms=round((perf_counter() - began) * 1000, 1),
    )


def undated_last(timeline: Timeline) -> str:
    """That documents without the date which gives the order come last, whatever the order."""
    many, date = timeline.undated, DATE_NAMES[timeline.field]
    documents = "1 document comes" if many == 1 else f"{many:,} documents come"
    return f"{documents} last: the date of {date} is not known."


def _past_the_end(page: int, last_page: int, total: int) -> tuple[str, ...]:
    if page <= last_page:
        return ()
    results = "there is 1 result" if total == 1 else f"there are {total:,} results"
    return (f"There is no page {page:,}: {results}, up to page {last_page:,}.",)


def _hits(
    snapshot: Snapshot, query: Node | None, hits: tuple[Hit, ...], parameters: SearchParameters
) -> tuple[AnswerHit, ...]:
    found = snapshot.documents.shown((hit.document_id, hit.passages) for hit in hits)
    shown = []
    for hit, known in zip(hits, found, strict=True):
        if known is None:
            raise IndexDamagedError(
                f"The index names a document that it does not hold ({hit.document_id}). "
                "Run “muniment rebuild”."
            )
        document, passages = known
        shown.append((hit, document, passages or _beginning(snapshot, document)))
    texts = [(document, passages) for _, document, passages in shown]
    marked = _marked(snapshot, query, texts, parameters.without)
    return tuple(
        AnswerHit(
            rank=rank,
            score=hit.score,
            document=document,
            title=title_of(document),
            title_highlights=marks[0],
            passages=tuple(map(_shown, passages, marks[1:])),
            more=hit.more,
        )
        for rank, ((hit, document, passages), marks) in enumerate(
            zip(shown, marked, strict=True), parameters.offset + 1
        )
    )


def _shown(passage: Passage, highlights: tuple[Span, ...]) -> ShownPassage:
    return ShownPassage(passage=passage, highlights=highlights)


def _marked(
    snapshot: Snapshot,
    query: Node | None,
    shown: Sequence[tuple[Document, Sequence[Passage]]],
    without: Without,
) -> list[list[tuple[Span, ...]]]:
    """The query's words in the title and the passages of each document.

    Texts of one language are marked together, which takes a fraction of the time.
    """
    texts = [[title_of(document), *(p.text for p in passages)] for document, passages in shown]
    marks: list[list[tuple[Span, ...]]] = [[()] * len(of_one) for of_one in texts]
    if query is None:
        return marks
    by_language: defaultdict[str, list[int]] = defaultdict(list)
    for place, (document, _) in enumerate(shown):
        by_language[language_of(document)].append(place)
    for language, places in by_language.items():
        joined = [t for place in places for t in texts[place]]
        found = iter(snapshot.engine.mark(query, joined, language, without))
        for place in places:
            marks[place] = list(islice(found, len(texts[place])))
    return marks


def _beginning(snapshot: Snapshot, document: Document) -> tuple[Passage, ...]:
    """The first passage that is no heading, where no word was sought in the text."""
    ordinals = range(min(LEAD, document.passage_count))
    first = snapshot.documents.passages(document.id, ordinals)
    return next(((p,) for p in first if p.kind != "heading"), first[:1])


def _alternatives(
    snapshot: Snapshot, parsed: Parsed, parameters: SearchParameters
) -> tuple[Alternative, ...]:
    """The rarest words of a query of several, in its order, and what each finds as filtered."""
    leaves = list(dict.fromkeys(_wanted(parsed.tree))) if parsed.tree is not None else []
    if leaves == [parsed.tree]:
        return ()
    counted = [
        Alternative(
            word=unparse(leaf),
            count=snapshot.engine.count(leaf, parameters.filters, parameters.without),
        )
        for leaf in leaves[:COUNTED]
    ]
    rarest = sorted(counted, key=lambda alternative: alternative.count)[:ALTERNATIVES]
    return tuple(alternative for alternative in counted if alternative in rarest)


def _wanted(node: Node) -> Iterator[Node]:
    """The leaves that documents should have; dates and facets narrow rather than seek."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, And | Or):
            waiting.extend(reversed(part.parts))
        elif not isinstance(part, Not | Dates | Exactly):
            yield part


def _unfiltered(snapshot: Snapshot, parsed: Parsed, parameters: SearchParameters) -> int | None:
    if not parameters.narrowed:
        return None
    return snapshot.engine.count(
        parsed.tree, parameters.without_filters().filters, parameters.without
    )
