"""A concordance, answered: every occurrence of what is sought, each in its line (KWIC).

Promises: every occurrence in the passages of every document that matches, counted exactly and
reached without a ceiling; titles and bylines are no passages. Lines stand by their documents'
dates or by the words beside the occurrence; the latter up to a number that settings give, and
beyond it a notice says so. Raises IndexDamagedError as a search does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter

from archive.alphabet import sort_key
from archive.answers.matches import find
from archive.answers.search import SearchAnswer, held, search_answer
from archive.deadline import Deadline
from archive.errors import TooCostlyError
from archive.model import Document, Passage
from archive.parameters import SearchParameters
from archive.query import InEverything, Limits, Parsed, parse
from archive.search import Concordance, InContext, Occurrence, Snapshot
from archive.settings import Settings

CONTEXT = 100  # code points on each side of an occurrence: more than a line has room for
COMPARED = 8  # words on each side that lines are put in order by; equal ones stand as documents do
_AT_ONCE = 2_000  # occurrences whose passages are held together

NOTHING = (
    "Nothing that was sought stands in a passage. A concordance shows words and phrases of the "
    "text in their lines; titles, bylines, dates and other fields have none."
)
NO_LINES = (
    "What was left out of the main text is searched and has no lines: it is in no passage. The "
    "list of documents shows it."
)
UNSORTED = (
    "There are {total:,} lines, and at most {most:,} are put in order by the words around them, so "
    "these stand by their documents’ dates, the oldest first. A narrower search can be sorted."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One occurrence with what stands around it in its passage."""

    number: int  # from 1, through all pages
    document: Document
    passage: Passage
    start: int  # of the occurrence, code points in the passage's text, half-open
    end: int

    @property
    def keyword(self) -> str:
        """What was found, as it is written there."""
        return self.passage.text[self.start : self.end]

    @property
    def before(self) -> str:
        """What stands before it, from a word's beginning on."""
        begin = self.start - CONTEXT
        if begin <= 0:
            return self.passage.text[: self.start]
        rest = self.passage.text[begin : self.start]
        return rest.partition(" ")[2] or rest  # scripts without spaces are cut between signs

    @property
    def after(self) -> str:
        """What stands after it, to a word's end."""
        rest = self.passage.text[self.end : self.end + CONTEXT]
        if self.end + CONTEXT >= len(self.passage.text):
            return rest
        return rest.rpartition(" ")[0] or rest


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcordanceAnswer:
    """A page of lines, and the search whose documents they are from."""

    search: SearchAnswer  # of the documents: the query as understood, facets; without hits
    parameters: SearchParameters
    total: int  # occurrences, exactly
    documents: int  # that have them
    lines: tuple[Line, ...]
    notices: tuple[str, ...]
    last_page: int
    took_ms: float

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


class Lines:
    """All lines of a search, in order; read part by part."""

    def __init__(
        self, snapshot: Snapshot, parameters: SearchParameters, settings: Settings
    ) -> None:
        self._snapshot = snapshot
        self.notices: tuple[str, ...] = ()
        parsed = parse(parameters.q, Limits(length=settings.max_query_length))
        found: Concordance | None = None
        try:
            deadline = Deadline.after(settings.search_seconds)
            found = _occurrences(snapshot, parsed, parameters, deadline)
        except TooCostlyError as refusal:
            self.notices = (str(refusal),)
        self.total = found.total if found else 0
        self.documents = found.documents if found else 0
        self._found = found
        self._sorted: list[Occurrence] | None = None
        if isinstance(parsed.tree, InEverything) and not self.notices:
            self.notices = (NO_LINES,)
        if found is None or not found.total:
            self.notices = self.notices or (() if parsed.refused else (NOTHING,))
        elif parameters.order in ("before", "after"):
            if found.total <= settings.max_sorted_lines:
                self._sorted = self._by_context(found, before=parameters.order == "before")
            else:
                most = settings.max_sorted_lines
                self.notices += (UNSORTED.format(total=found.total, most=most),)

    def some(self, offset: int, limit: int) -> Iterator[Line]:
        """So many lines from ``offset`` on."""
        end = min(offset + limit, self.total)
        for first in range(offset, end, _AT_ONCE):
            yield from self._lines(first, min(_AT_ONCE, end - first))

    def _lines(self, offset: int, limit: int) -> Iterator[Line]:
        occurrences = self._some(offset, limit)
        documents = held(self._snapshot, [x.document_id for x in occurrences])
        placed = zip(occurrences, self._placed(occurrences, 0), strict=True)
        for number, (occurrence, (passage, at)) in enumerate(placed, offset + 1):
            yield Line(
                number=number,
                document=documents[occurrence.document_id],
                passage=passage,
                start=at.start,
                end=at.end,
            )

    def _some(self, offset: int, limit: int) -> Sequence[Occurrence]:
        if self._sorted is not None:
            return self._sorted[offset : offset + limit]
        return self._found.some(offset, limit) if self._found else ()

    def _by_context(self, found: Concordance, *, before: bool) -> list[Occurrence]:
        """All of them by the words on one side, the nearest word first."""
        keyed = []
        for first in range(0, found.total, _AT_ONCE):
            some = found.some(first, _AT_ONCE)
            for occurrence, (passage, at) in zip(some, self._placed(some, COMPARED), strict=True):
                words = at.before if before else at.after
                language = _language(occurrence, passage)
                keyed.append(([sort_key(w, language) for w in words], occurrence))
        keyed.sort(key=lambda pair: pair[0])
        return [occurrence for _, occurrence in keyed]

    def _placed(
        self, occurrences: Sequence[Occurrence], words: int
    ) -> list[tuple[Passage, InContext]]:
        """The passage of each, and where it stands there with so many words on each side."""
        passages = self._passages(occurrences)
        by_language: defaultdict[str, list[int]] = defaultdict(list)
        for place, occurrence in enumerate(occurrences):
            passage = passages[occurrence.document_id, occurrence.passage]
            by_language[_language(occurrence, passage)].append(place)
        placed: dict[int, tuple[Passage, InContext]] = {}
        for language, places in by_language.items():
            texts: dict[tuple[str, int], int] = {}
            runs = []
            for of in map(occurrences.__getitem__, places):
                text = texts.setdefault((of.document_id, of.passage), len(texts))
                runs.append((text, of.token, of.tokens))
            found = self._snapshot.engine.in_context(
                [passages[key].text for key in texts], language, runs, words
            )
            for place, at in zip(places, found, strict=True):
                of = occurrences[place]
                placed[place] = passages[of.document_id, of.passage], at
        return [placed[place] for place in range(len(occurrences))]

    def _passages(self, occurrences: Sequence[Occurrence]) -> dict[tuple[str, int], Passage]:
        wanted: defaultdict[str, dict[int, None]] = defaultdict(dict)
        for occurrence in occurrences:
            wanted[occurrence.document_id][occurrence.passage] = None
        return {
            (document_id, passage.ordinal): passage
            for document_id, ordinals in wanted.items()
            for passage in self._snapshot.documents.passages(document_id, list(ordinals))
        }


def _language(occurrence: Occurrence, passage: Passage) -> str:
    return passage.language or occurrence.language


def concordance_answer(
    snapshot: Snapshot, parameters: SearchParameters, settings: Settings, values: int = 0
) -> ConcordanceAnswer:
    """One page of the concordance of a search; ``values`` as in ``search_answer``."""
    began = perf_counter()
    documents = search_answer(snapshot, replace(parameters, view="kwic", page=1), settings, values)
    lines = Lines(snapshot, parameters, settings)
    last_page = max(1, -(-lines.total // parameters.per_page))
    notices = documents.notices + (lines.notices if documents.total else ())
    if parameters.page > last_page:
        notices += (_past_the_end(parameters.page, last_page, lines.total),)
    return ConcordanceAnswer(
        search=documents,
        parameters=parameters,
        total=lines.total,
        documents=lines.documents,
        lines=tuple(lines.some(parameters.offset, parameters.per_page)),
        notices=notices,
        last_page=last_page,
        took_ms=round((perf_counter() - began) * 1000, 1),
    )


def _occurrences(
    snapshot: Snapshot, parsed: Parsed, parameters: SearchParameters, deadline: Deadline
) -> Concordance | None:
    """Where what is sought stands; None if nothing was asked for. Raises TooCostlyError."""
    if parsed.tree is None:
        return None
    ask = partial(
        snapshot.engine.concordance,
        filters=parameters.filters,
        newest=parameters.order == "newest",
        deadline=deadline,
        without=parameters.without,
    )
    found = ask(parsed.tree)
    if found.total:
        return found
    # As in a search, some of the words may be enough where no document has them all.
    some = find(snapshot.engine, parsed, parameters, deadline=deadline).result.any_of
    return ask(some) if some is not None else found


def _past_the_end(page: int, last_page: int, total: int) -> str:
    lines = "there is 1 line" if total == 1 else f"there are {total:,} lines"
    return f"There is no page {page:,}: {lines}, up to page {last_page:,}."
