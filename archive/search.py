"""What searching means here, whatever engine does it: requests, hits and two protocols.

Promises: a document is matched, a passage is shown; every face (page, API, command) searches
through ``SearchEngine`` and reads through ``DocumentStore``; a ``Snapshot`` is one generation,
whole. Knows no engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from archive.deadline import NEVER, Deadline
from archive.model import (
    BuildReport,
    Capture,
    DateField,
    Document,
    Edition,
    Generation,
    LeftOut,
    Passage,
    Resource,
)
from archive.query import Node
from archive.readings import Reading
from archive.without import NOTHING, Kind, Without
from archive.worth import Worth

Sort = Literal["relevance", "newest", "oldest"]
Span = tuple[int, int]  # code points, half-open
Run = tuple[int, int, int]  # of one of several texts: which, its first token, how many tokens

FACET_FIELDS = ("source", "year", "language", "type", "collection", "author")
MONTHS_WITHIN = 3  # years at most of which a timeline has the months too


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Narrowing by exact facet values and dates: or within a field, and across fields.

    Values are those that facets list. ``date_from`` and ``date_to`` are ISO dates of any
    precision, both included; a document matches when its own interval overlaps them.
    """

    include: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date_from: str = ""
    date_to: str = ""
    date_field: DateField = "published"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """One page of one query. ``query`` None asks for everything (browsing)."""

    query: Node | None
    filters: Filters = Filters()
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 10
    passages: int = 3  # at most so many a hit
    facets: tuple[str, ...] = FACET_FIELDS  # those to count, and with them the timeline
    # At most so many values of a field, the most frequent; all years, and values filtered by.
    facet_values: int = 100
    group: bool = False  # whether the earliest stands for others with nearly the same text
    expansions: bool = True  # whether to name what widened the query's words
    without: Without = NOTHING  # what the words are not to be widened by
    # Where fewer documents have all words of a query of words, those with some of them follow.
    some_below: int = 0
    reorder: bool = True  # whether the best by their words are ordered again by all else
    explain: bool = False  # whether to say what the scores of the page are made of
    deadline: Deadline = NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A matched document with its best passages (ordinals, best first).

    Behind the passages what was left out of the main text is numbered on, where that was searched.
    Equal scores are ordered by document id, so that every page is the same twice.
    """

    document_id: str
    score: float
    passages: tuple[int, ...]
    more: int  # further passages of it that match
    partial: bool = False  # it has only some of the words
    # Documents that it stands for, the earliest first: they match too, with nearly its text.
    copies: tuple[str, ...] = ()
    worths: tuple[Worth, ...] = ()  # what the score is the sum of, if that was asked


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetCount:
    """A facet value and the number of matching documents; "" stands for "not known"."""

    value: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The matching documents by their dates of one kind.

    A document with several such dates is counted once in each year and month. Months are there
    when there are ``MONTHS_WITHIN`` years or fewer; among them a year alone ("1988") counts the
    documents whose date is not known more precisely.
    """

    field: DateField = "published"
    years: tuple[FacetCount, ...] = ()  # in their order
    months: tuple[FacetCount, ...] = ()  # likewise
    undated: int = 0  # documents without such a date


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """A word of the query that was widened, and to what."""

    word: str
    kind: Kind
    forms: tuple[str, ...]
    count: int  # documents that have any of the forms, or the word where it is one of them
    counts: tuple[int, ...] = ()  # documents that have each form, where forms are sought one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """What an engine answers: exact total, one page of hits, facets over all matches."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]]  # by count, then value; those asked for
    partial: int = 0  # documents of the total that have only some of the words: they come last
    # What any part of is enough for those, to be marked in all of them; None: what was asked.
    any_of: Node | None = None
    more_values: Mapping[str, int] = field(default_factory=dict)  # values of a field left out
    # Of a field that filters narrow: its other values, counted as if it did not narrow.
    others: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    more_others: Mapping[str, int] = field(default_factory=dict)  # likewise left out of these
    left_out: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    timeline: Timeline = Timeline()
    expansions: tuple[Expansion, ...] = ()
    folded: int = 0  # documents of ``total`` that another stands for: no hits of their own
    notices: tuple[str, ...] = ()  # "3 documents without a date are not counted."


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One place where a query's word, phrase or nearness occurs in a passage."""

    document_id: str
    passage: int  # its ordinal
    token: int  # of the passage, the first being 0; ``SearchEngine.in_context`` gives code points
    tokens: int  # how many: more than one for a phrase
    language: str = ""  # of the document: ``in_context`` is told it, or the passage's own


class Concordance(Protocol):
    """All occurrences: documents by their date, then by id; within one in reading order."""

    @property
    def total(self) -> int:
        """How many there are."""
        ...

    @property
    def documents(self) -> int:
        """In how many documents."""
        ...

    def some(self, offset: int, limit: int) -> tuple[Occurrence, ...]:
        """So many of them from ``offset`` on."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class InContext:
    """Where an occurrence stands in its text, and the words around it, the nearest first.

    ``before`` and ``after`` are words as they are compared (folded), for putting lines in order.
    """

    start: int  # code points, half-open
    end: int
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of a document: what a table of contents needs of it."""

    ordinal: int  # the passage that it is
    id: str
    level: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The shape of a document's text, for those who show a part of it. Code points."""

    starts: Sequence[int]  # where each passage begins
    end: int  # of the text
    headings: tuple[Heading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A completion of what was typed and the number of documents that have it."""

    text: str
    count: int


class SearchEngine(Protocol):
    """Finds documents and passages in one generation; safe to share between threads."""

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer one request.

        Raises TooCostlyError, with a sentence for readers, and nothing else for what can be typed.
        """
        ...

    def count(
        self,
        query: Node | None,
        filters: Filters,
        deadline: Deadline = NEVER,
        *,
        without: Without = NOTHING,
    ) -> int:
        """Number of documents that match, for "what each word alone would give".

        Raises TooCostlyError.
        """
        ...

    def mark(
        self, query: Node, texts: Sequence[str], language: str, without: Without = NOTHING
    ) -> list[tuple[Span, ...]]:
        """The query's words in each text, as spans in it: what is marked in list and reader.

        ``language`` is that of the texts. Words under NOT are not marked; a phrase is marked where
        it stands whole, within one text; spans are sorted and do not overlap.
        """
        ...

    def concordance(
        self,
        query: Node,
        filters: Filters,
        *,
        newest: bool = False,
        deadline: Deadline = NEVER,
        without: Without = NOTHING,
    ) -> Concordance:
        """Every occurrence of what is sought in the documents that match.

        The oldest document first or, with ``newest``, the newest; undated ones last. Raises
        TooCostlyError.
        """
        ...

    def in_context(
        self, texts: Sequence[str], language: str, runs: Sequence[Run], words: int = 0
    ) -> list[InContext]:
        """Where runs of tokens of texts of one language stand, with so many words on each side."""
        ...

    def telling(self, texts: Sequence[str], language: str, limit: int) -> tuple[str, ...]:
        """Words that tell texts of one language from others in it, the most telling first.

        Each is in at least two documents of it.
        """
        ...

    def copies(self, document_id: str) -> tuple[str, ...]:
        """Documents with nearly the same text, the earliest first, itself among them.

        Empty where there is no other, and for an unknown id.
        """
        ...

    def suggest(self, prefix: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Words of the archive that begin with ``prefix``, most frequent first."""
        ...

    def corrections(self, word: str, limit: int = 1) -> tuple[Suggestion, ...]:
        """Words of the archive that a word may have been meant to be, the likeliest first.

        Or two words, where a space may be missing. Empty where nothing is near.
        """
        ...

    def close(self) -> None:
        """Release files."""
        ...


class DocumentStore(Protocol):
    """Reads the documents of one generation; safe to share between threads."""

    def document(self, document_id: str) -> Document | None:
        """The document with this full id (16 symbols), or None."""
        ...

    def documents(self, document_ids: Iterable[str]) -> dict[str, Document]:
        """Several at once, by id; unknown ids are left out."""
        ...

    def shown(
        self, wanted: Iterable[tuple[str, Sequence[int]]]
    ) -> list[tuple[Document, tuple[Passage, ...]] | None]:
        """Several at once with those of their passages, by id and ordinals; None if unknown."""
        ...

    def find(self, prefix: str) -> tuple[str, ...]:
        """Full ids that begin with ``prefix``, at most 10, sorted."""
        ...

    def text(self, document_id: str) -> str:
        """The canonical text."""
        ...

    def passages(
        self, document_id: str, ordinals: Sequence[int] | None = None
    ) -> tuple[Passage, ...]:
        """All passages in reading order, or just those ordinals in the order asked."""
        ...

    def texts(self, document_id: str, ordinals: Sequence[int]) -> list[tuple[str, str]]:
        """The texts of some passages, in the order asked; what was left out is numbered on.

        Each with its language, "" for the document's.
        """
        ...

    def outline(self, document_id: str) -> Outline:
        """Where the passages begin, and the headings."""
        ...

    def passage(self, document_id: str, passage_id: str) -> Passage | None:
        """One passage by its id, or None."""
        ...

    def left_out(self, document_id: str) -> tuple[LeftOut, ...]:
        """What is not part of the main text, in order."""
        ...

    def same_address(self, url: str) -> tuple[str, ...]:
        """Ids of documents captured from this address, oldest capture first."""
        ...

    def resource(self, page: Capture, address: str) -> Resource | None:
        """What the web archive that a page was found in holds of an address, nearest in time."""
        ...

    def newest(self, limit: int) -> tuple[str, ...]:
        """Ids most recently accessioned, newest first."""
        ...

    def close(self) -> None:
        """Release files."""
        ...


class KeptEditions(Protocol):
    """Every edition ever served, beside the register: what old links resolve against."""

    def readings(self, sha256: str, passage_id: str, but: str = "") -> Iterable[Reading]:
        """What each kept edition of an original calls by a passage's identifier, newest first.

        ``but`` is the parser and the version of an edition that is left out, "html 12".
        """
        ...

    def editions_named(self, document_id: str) -> tuple[Edition, ...]:
        """Every kept edition, newest first, also of a document that the archive has no more."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One generation, whole: what one request or command works on from start to end."""

    generation: Generation
    engine: SearchEngine
    documents: DocumentStore
    report: BuildReport
