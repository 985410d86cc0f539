"""The links of a result page: the same search with one thing changed.

Promises: every link is a whole address that can be kept and sent; what narrows the search can be
taken back one by one. Searches nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from archive.answers import ConcordanceAnswer, SearchAnswer
from archive.cite import FORMATS, LISTS
from archive.model import DateField
from archive.parameters import SearchParameters, View
from archive.query import And, Node, Or, parse, unparse
from archive.search import Sort
from web.interface import N_, day, gettext
from web.words import field_name, format_name, value_name

SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
# What narrows to each of a document's dates: between two days, from one on, up to one.
DATES: dict[DateField, tuple[str, str, str]] = {
    "published": (
        N_("Published from %(start)s to %(end)s"),
        N_("Published from %(start)s"),
        N_("Published to %(end)s"),
    ),
    "captured": (
        N_("Captured from %(start)s to %(end)s"),
        N_("Captured from %(start)s"),
        N_("Captured to %(end)s"),
    ),
    "accessioned": (
        N_("Taken in from %(start)s to %(end)s"),
        N_("Taken in from %(start)s"),
        N_("Taken in to %(end)s"),
    ),
}
VIEWS: tuple[View, ...] = ("list", "kwic")


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that narrows the search, and the address of the search without it."""

    label: str
    address: str
    without: bool = False


class Notice(NamedTuple):
    """Something a reader is told of a search, and the search without what it is about, or ""."""

    sentence: str
    address: str


class Links:
    """Addresses around the search that was answered."""

    def __init__(self, answer: SearchAnswer | ConcordanceAnswer) -> None:
        self._answer = answer
        self._now = answer.parameters.with_page(1)

    @property
    def sorts(self) -> list[tuple[str, str]]:
        """Name and address of each order."""
        return [(name, address(self._now.with_sort(name))) for name in SORTS]

    @property
    def views(self) -> list[tuple[str, str]]:
        """Name and address of each way to see what was found."""
        return [(name, address(self._now.with_view(name))) for name in VIEWS]

    @property
    def regrouped(self) -> str:
        """The same with near-duplicates each by itself, or back; "" where that changes nothing."""
        if isinstance(self._answer, ConcordanceAnswer):
            return ""
        if self._answer.folded:
            return address(self._now.with_group(False))
        return "" if self._now.group else address(self._now.with_group(True))

    @property
    def strict(self) -> str:
        """Only documents with all words."""
        return address(self._now.with_strict(True))

    @property
    def cleared(self) -> str:
        """The query alone."""
        return address(self._now.without_filters())

    @property
    def first(self) -> str:
        """The first page."""
        return address(self._now)

    @property
    def previous(self) -> str:
        """The page before, or "" on the first."""
        return self._page(self._answer.previous_page)

    @property
    def next(self) -> str:
        """The page after, or "" on the last."""
        return self._page(self._answer.next_page)

    def _page(self, number: int | None) -> str:
        return address(self._answer.parameters.with_page(number)) if number else ""

    @property
    def json(self) -> str:
        """The same answer for programs."""
        return json_address(self._answer.parameters)

    @property
    def feed(self) -> str:
        """The search as a feed."""
        return address(self._now.with_page(1)).replace("/search", "/search.atom", 1)

    @property
    def record(self) -> str:
        """The record of this search, to be kept."""
        first = self._answer.parameters.with_page(1)
        return address(first).replace("/search", "/search.record.json", 1)

    @property
    def exports(self) -> list[tuple[str, str]]:
        """Label and address of each file that has all of the documents: passages, citations."""
        files = [(gettext("Table (CSV)"), "csv"), ("JSON Lines", "jsonl")]
        files += [(format_name(suffix, FORMATS[suffix].label), suffix) for suffix in LISTS]
        here = address(self._now)
        return [(label, here.replace("/search", f"/search.{end}", 1)) for label, end in files]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a new query keeps: everything but the old one and the page."""
        return [pair for pair in self._now.pairs() if pair[0] != "q"]

    @property
    def kept_but_dates(self) -> list[tuple[str, str]]:
        """What new dates keep."""
        return [pair for pair in self.kept if pair[0] not in ("from", "to", "date_field")]


def address(parameters: SearchParameters) -> str:
    """The address of a search."""
    query = parameters.to_query_string()
    return f"/search?{query}" if query else "/search"


def asked(parameters: SearchParameters) -> str:
    """What an address of a document keeps of a search, with its “?”: the words to be marked."""
    kept = [pair for pair in parameters.pairs() if pair[0] in ("q", "without")]
    return f"?{urlencode(kept)}" if parameters.q else ""


def json_address(parameters: SearchParameters) -> str:
    """The address of the same for programs."""
    return address(parameters).replace("/search", "/search.json", 1)


def understood(answer: SearchAnswer) -> list[tuple[str, str]]:
    """The parts of the query as it was run, each with the address of the search without it."""
    query, now = answer.query, answer.parameters.with_page(1)
    if not isinstance(query, And):
        return [(answer.understood, address(now.with_query("")))] if answer.understood else []
    parts = []
    for part in dict.fromkeys(query.parts):
        others = [each for each in query.parts if each != part]
        rest = And(tuple(others)) if len(others) > 1 else next(iter(others), None)
        typed = unparse(rest) if rest is not None else ""
        parts.append((_alone(part), address(now.with_query(typed))))
    return parts


def removable(answer: SearchAnswer, sentences: Iterable[str]) -> list[Notice]:
    """What is told of a search, each with a way to be rid of it where the way it was asked gave it.

    What could not be read of the address is not in that of the search; what could not be read of
    the query is not in the query as it was read.
    """
    told = list(sentences)
    if not told:  # as of most searches: then nothing is read once more
        return []
    now = answer.parameters.with_page(1)
    as_read = now.with_query(answer.understood)
    of_query = frozenset(parse(now.q).notices if answer.understood else ())
    if of_query and not of_query.isdisjoint(parse(as_read.q).notices):
        of_query = frozenset()
    ways = dict.fromkeys(of_query, address(as_read))
    ways |= dict.fromkeys(answer.parameters.notices, address(now))
    return [Notice(sentence, ways.get(sentence, "")) for sentence in told]


def _alone(part: Node) -> str:
    """A part of a conjunction as it is written in one: alternatives in parentheses."""
    return f"({unparse(part)})" if isinstance(part, Or) else unparse(part)


def chips(parameters: SearchParameters) -> list[Chip]:
    """Everything that narrows the search, each with a way back."""
    return list(_chips(parameters.with_page(1)))


def _chips(now: SearchParameters) -> Iterator[Chip]:
    filters = now.filters
    for values, without in ((filters.include, False), (filters.exclude, True)):
        for field, chosen in values.items():
            for value in chosen:
                name, shown = field_name(field), value_name(field, value)
                label = gettext("%(field)s: %(value)s", field=name, value=shown)
                yield Chip(label, address(now.without_facet(field, value)), without)
    start, end = day(filters.date_from), day(filters.date_to)
    if start or end:
        both, since, until = DATES[filters.date_field]
        said = gettext(both if start and end else since if start else until, start=start, end=end)
        yield Chip(said, address(now.with_dates("", "")))
