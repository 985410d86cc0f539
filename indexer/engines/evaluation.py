"""One query over one segment: what is found where, and which documents match.

Promises: exact sets. Made for one request and then forgotten; it only reads what threads share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from archive.deadline import Deadline
from archive.model import DateField
from archive.query import And, Dates, Exactly, Fuzzy, InEverything, Near, Node, Not, Or, Pattern
from archive.search import FACET_FIELDS, Filters
from indexer.analysis import fold
from indexer.engines import chosen
from indexer.engines.adjacency import adjacent
from indexer.engines.base import Texts
from indexer.engines.chosen import Chosen, Having
from indexer.engines.columns import Columns
from indexer.engines.combining import any_of, in_sequence
from indexer.engines.days import day_interval
from indexer.engines.expanding import all_of
from indexer.engines.lists import Numbers
from indexer.engines.meaning import Adjacent, Any, Characters, Sought, Terms, Words, meaning
from indexer.engines.nearness import near, together
from indexer.engines.postings import NOWHERE, Found, TermFound
from indexer.engines.queries import verifies
from indexer.engines.segment import Segment
from indexer.engines.verified import Reading, VerifiedFound
from indexer.engines.whoosh_schema import LEFT_OUT, PARTS_OF_TEXT, TEXT


def folded_value(value: str) -> str:
    """A facet value with letters folded, for comparing with a typed one."""
    return " ".join(filter(None, map(fold, value.split()))) or value.casefold().strip()


class Widened(Protocol):
    """What patterns and likenesses stand for: see ``widening.Widening``."""

    def terms(self, wanted: Pattern | Fuzzy) -> list[Numbers]:
        """The terms that fitting words have, by place in each segment."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What holds for a query in every segment."""

    languages: tuple[str, ...]  # of all documents of the index
    widening: Widened  # of the segments, then of what was left out if that is searched
    everything: bool  # whether it is
    texts: Texts
    deadline: Deadline


class Evaluation:
    """What a query seeks, looked up once."""

    def __init__(self, segment: Segment, number: int, asked: Asked) -> None:
        """``number``: of the segment."""
        self.segment = segment
        self._number = number
        self._asked = asked
        self._found: dict[Sought, Found] = {}
        self._places: dict[tuple[str, str], int | None] = {}

    def find(self, sought: Sought) -> Found:
        """Where it occurs, by the places of its first term. Raises StoppedError."""
        self._asked.deadline.check()
        found = self._found.get(sought)
        if found is None:
            found = self._found[sought] = self._find(sought)
        return found

    def _find(self, sought: Sought) -> Found:
        segment = self.segment
        if isinstance(sought, Terms):
            fields = self._fields(sought.field)
            found = [self._sequence(name, terms) for name in fields for terms in sought.sequences]
            return found[0] if len(found) == 1 else any_of(found)
        if isinstance(sought, Words):
            return any_of([self._words(name, sought.wanted) for name in self._fields(sought.field)])
        if isinstance(sought, Characters):
            candidates = self.find(sought.words)
            reading = Reading(segment, self._asked.texts, self._asked.deadline)
            return VerifiedFound(reading, sought.field, sought.text, candidates)
        parts = [self.find(part) for part in sought.parts]
        if isinstance(sought, Adjacent):
            return adjacent(parts, segment.size, self._asked.deadline)
        if isinstance(sought, Any):
            return any_of(parts)
        if isinstance(sought.how, Near):
            return near(segment.columns, parts, sought.how, self._asked.deadline)
        return together(segment.columns, parts, sought.how.unit, self._asked.deadline)

    def _fields(self, field: str) -> tuple[str, ...]:
        """The fields that are searched for what is sought in one."""
        return (TEXT, LEFT_OUT) if field == TEXT and self._asked.everything else (field,)

    def _words(self, field: str, wanted: Pattern | Fuzzy) -> Found:
        """Where any of many words occurs."""
        places = self._asked.widening.terms(wanted)
        if field == LEFT_OUT:
            of_left_out = places[len(places) // 2 :]
            return all_of(self.segment.fields[field], of_left_out[self._number])
        of_text = places[self._number]
        return all_of(self.segment.fields[field], self.segment.in_field(field, of_text))

    def _sequence(self, field: str, terms: tuple[str, ...]) -> Found:
        """Where terms occur at successive positions."""
        places = [self.place(field, term) for term in terms]
        if None in places:
            return NOWHERE
        postings = self.segment.fields[field]
        return in_sequence([postings.at(n) for n in places if n is not None])

    def place(self, field: str, term: str) -> int | None:
        """The place of a term in the dictionary of a field, None if it is not there."""
        key = field, term
        if key not in self._places:
            self._places[key] = self._look_up(field, term)
        return self._places[key]

    def _look_up(self, field: str, term: str) -> int | None:
        if field not in PARTS_OF_TEXT:
            return self.segment.fields[field].terms.index(term.encode())
        place = self.place(TEXT, term)  # the text has the terms of all fields
        return None if place is None else self.segment.place_in(field, place)

    # Which documents

    def matching(self, node: Node, undated: bool, among: Chosen | None = None) -> Chosen:
        """The documents that match; ``undated``: as if one without a date had any date.

        ``among``: others are of no interest and need not be verified.
        """
        segment = self.segment
        if isinstance(node, And):
            return self._matching_all(node.parts, undated, among)
        if isinstance(node, Or):
            parts = [self.matching(part, undated, among) for part in node.parts]
            return chosen.any_of(parts, segment.size)
        if isinstance(node, InEverything):
            return self.matching(node.part, undated, among)
        if isinstance(node, Not):
            return self.every.without(self.matching(node.part, undated, among))
        if isinstance(node, Dates):
            return self.within(node.field, node.start, node.end, undated)
        if isinstance(node, Exactly):
            return self._exactly(node)
        found = self.find(meaning(node, self._asked.languages))
        if isinstance(found, VerifiedFound) and among is not None:
            return Chosen(segment.size, numbers=found.among(among.numbers))
        if isinstance(found, TermFound):
            return Having(segment.size, found)
        return Chosen(segment.size, numbers=found.documents)

    def _matching_all(self, parts: Sequence[Node], undated: bool, among: Chosen | None) -> Chosen:
        """The documents that match all parts; what is verified comes last, for what is left."""
        quick = [part for part in parts if not verifies(part)]
        wanted = [self.matching(p, undated, among) for p in quick if not isinstance(p, Not)]
        found: Chosen = chosen.all_of([*wanted, *([among] if among else [])] or [self.every])
        for part in quick:
            if isinstance(part, Not):
                found = found.without(self.matching(part.part, undated, among))
        for part in parts:
            if verifies(part):
                found = chosen.all_of([found, self.matching(part, undated, found)])
        return found

    @property
    def every(self) -> Chosen:
        """All documents that are not deleted."""
        return Chosen(self.segment.size, mask=self.segment.documents)

    def filtered(self, filters: Filters, undated: bool) -> Chosen | None:
        """The documents that filters let through; None: all."""
        columns, every = self.segment.columns, self.every
        kept = []
        for name, values in filters.include.items():
            if values and name in FACET_FIELDS:
                kept.append(columns.fields[name].having(_ordinals(columns, name, values)))
        if filters.date_from or filters.date_to:
            ends = filters.date_field, filters.date_from, filters.date_to
            kept.append(self.within(*ends, undated).mask)
        left_out = [
            columns.fields[name].having(_ordinals(columns, name, values))
            for name, values in filters.exclude.items()
            if values and name in FACET_FIELDS
        ]
        if not kept and not left_out:
            return None
        mask = every.mask.copy()
        for part in kept:
            mask &= part
        for part in left_out:
            mask &= ~part
        return Chosen(self.segment.size, mask=mask)

    def within(self, field: DateField, start: str, end: str, undated: bool) -> Chosen:
        """The documents whose date overlaps; an end that is no date is open."""
        days = self.segment.columns.days[field]
        first, last = day_interval(start), day_interval(end)
        mask = days.overlapping(first and first[0], last and last[1])
        if undated:
            mask |= days.unknown
        if self.segment.living is not None:
            mask &= self.segment.living
        return Chosen(self.segment.size, mask=mask)

    def _exactly(self, node: Exactly) -> Chosen:
        rows = self.segment.columns.fields[node.field]
        wanted = folded_value(node.value)
        if node.field == "site":
            host = node.value.casefold().strip(". ")
            fits = [v == host or v.endswith(f".{host}") for v in rows.values]
        elif node.field == "type":  # type:pdf and type:image, as well as type:application/pdf
            fits = [wanted in map(folded_value, (v, *v.split("/"))) for v in rows.values]
        else:
            fits = [folded == wanted for folded in rows.compared(folded_value)]
        mask = rows.having([i for i, fit in enumerate(fits) if fit])
        if self.segment.living is not None:
            mask = mask & self.segment.living
        return Chosen(self.segment.size, mask=mask)


def _ordinals(columns: Columns, name: str, values: tuple[str, ...]) -> list[int]:
    return [n for value in values if (n := columns.fields[name].ordinal(value)) is not None]
