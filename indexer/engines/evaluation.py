"""One query over one segment: what is found where, and which documents match.

Promises: exact sets. Made for one request and then forgotten; it only reads what threads share.
"""

from __future__ import annotations

import numpy as np

from archive.query import And, Dates, Exactly, Near, Node, Not, Or
from archive.search import FACET_FIELDS, Filters
from indexer.analysis import fold
from indexer.engines import chosen
from indexer.engines.adjacency import adjacent
from indexer.engines.chosen import Chosen
from indexer.engines.columns import Columns, day_interval
from indexer.engines.combining import any_of, in_sequence
from indexer.engines.expanding import all_of
from indexer.engines.meaning import Adjacent, Any, Sought, Terms, Words, meaning
from indexer.engines.nearness import near, together
from indexer.engines.postings import NOWHERE, Found
from indexer.engines.segment import Segment
from indexer.engines.whoosh_schema import TEXT
from indexer.engines.widening import Widening


def folded_value(value: str) -> str:
    """A facet value with letters folded, for comparing with a typed one."""
    return " ".join(filter(None, map(fold, value.split()))) or value.casefold().strip()


class Evaluation:
    """What a query seeks, looked up once."""

    def __init__(
        self, segment: Segment, number: int, languages: tuple[str, ...], widening: Widening
    ) -> None:
        """``number``: of the segment; ``languages``: of all documents of the index."""
        self.segment = segment
        self._number = number
        self._languages = languages
        self._widening = widening
        self._found: dict[Sought, Found] = {}
        self._places: dict[tuple[str, str], int | None] = {}

    def find(self, sought: Sought) -> Found:
        """Where it occurs, by the places of its first term."""
        found = self._found.get(sought)
        if found is None:
            found = self._found[sought] = self._find(sought)
        return found

    def _find(self, sought: Sought) -> Found:
        segment = self.segment
        if isinstance(sought, Terms):
            found = [self._sequence(sought.field, terms) for terms in sought.sequences]
            return found[0] if len(found) == 1 else any_of(found)
        if isinstance(sought, Words):
            places = self._widening.terms(sought.wanted)[self._number]
            return all_of(segment.fields[sought.field], segment.in_field(sought.field, places))
        parts = [self.find(part) for part in sought.parts]
        if isinstance(sought, Adjacent):
            return adjacent(parts, segment.size)
        if isinstance(sought, Any):
            return any_of(parts)
        if isinstance(sought.how, Near):
            return near(segment.columns, parts, sought.how.words, ordered=sought.how.ordered)
        return together(segment.columns, parts, sentence=sought.how.unit == "sentence")

    def _sequence(self, field: str, terms: tuple[str, ...]) -> Found:
        """Where terms occur at successive positions."""
        places = [self.place(field, term) for term in terms]
        if None in places:
            return NOWHERE
        postings = self.segment.fields[field]
        return in_sequence([postings.at(n) for n in places if n is not None], self.segment.size)

    def place(self, field: str, term: str) -> int | None:
        """The place of a term in the dictionary of a field, None if it is not there."""
        key = field, term
        if key not in self._places:
            self._places[key] = self._look_up(field, term)
        return self._places[key]

    def _look_up(self, field: str, term: str) -> int | None:
        if field == TEXT:
            return self.segment.fields[TEXT].terms.index(term.encode())
        place = self.place(TEXT, term)  # the text has the terms of all fields
        if place is None:
            return None
        found = self.segment.in_field(field, np.array([place]))
        return found.item() if found.size else None

    # Which documents

    def matching(self, node: Node, undated: bool) -> Chosen:
        """The documents that match; ``undated``: as if one without a date had any date."""
        segment = self.segment
        if isinstance(node, And):
            wanted = [
                self.matching(part, undated) for part in node.parts if not isinstance(part, Not)
            ]
            found: Chosen = chosen.all_of(wanted or [self.every])
            for part in node.parts:
                if isinstance(part, Not):
                    found = found.without(self.matching(part.part, undated))
            return found
        if isinstance(node, Or):
            parts = [self.matching(part, undated) for part in node.parts]
            return chosen.any_of(parts, segment.size)
        if isinstance(node, Not):
            return self.every.without(self.matching(node.part, undated))
        if isinstance(node, Dates):
            return self.within(node.field, node.start, node.end, undated)
        if isinstance(node, Exactly):
            return self._exactly(node)
        documents = self.find(meaning(node, self._languages)).documents
        return Chosen(segment.size, numbers=documents)

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

    def within(self, field: str, start: str, end: str, undated: bool) -> Chosen:
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
