"""Facets of a result page: values to narrow by, each with its links, and how many are not listed.

Promises: a value that is taken is always shown, however few documents it has, and so is that none
is known, after those that are; what is not listed is counted, with an address where it is. Made for
hundreds of values a page: what their addresses share is written once. Searches nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple
from urllib.parse import quote_plus

from markupsafe import Markup

from archive.answers import SearchAnswer
from archive.parameters import SearchParameters
from web.interface import number, spoken
from web.marks import as_markup, safe
from web.narrowing import address
from web.words import value_name

FIRST = 5  # values of a facet that are shown at once
MOST = 5  # more that can be unfolded; the page must stay light
_KNOWN = 1 << 14  # values that were shown before
# The order that people narrow in; the model's own order is the API's.
ORDER = ("year", "source", "language", "type", "collection", "author")


class Choice(NamedTuple):
    """A value of a facet: its name, its documents, and the search with it and without it."""

    name: Markup
    documents: str  # their number; "" where they were not counted
    take: Markup  # or, where it is taken, take back
    leave: Markup  # or, where it is left out, take back
    state: Literal["", "taken", "left out"] = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A field with its values: those shown at once, those to unfold, and how many more.

    Documents with one of ``others`` would be found too if that value were taken as well.
    """

    field: str
    first: list[Choice]
    rest: list[Choice]
    beyond: int
    all_address: str  # where all are listed
    others: list[Choice]  # of a field that narrows: what else could be chosen with it
    others_beyond: int
    others_address: str


class Toggles:
    """Addresses of a search with a value of one field more, or less.

    Values come by the hundred, and all that differs between their addresses is the value: what
    stands before and after it is made once.
    """

    def __init__(self, now: SearchParameters, field: str) -> None:
        self._now = now = now.with_page(1)
        self._field = field
        self._code = spoken().code
        self._chosen = frozenset(now.filters.include.get(field, ()))
        self._left_out = frozenset(now.filters.exclude.get(field, ()))
        self._taken_before, self._taken_after = around(now, f"f.{field}")
        self._left_before, self._left_after = around(now, f"-f.{field}")

    def take(self, value: str) -> Markup:
        """The search with the value."""
        if value in self._chosen or value in self._left_out:
            return self.choice(value, None).take
        # Letters, digits and "%+._-~" only.
        return safe(f"{self._taken_before}{_quoted(value)}{self._taken_after}")

    def choice(self, value: str, count: int | None) -> Choice:
        """The value with its links; ``count`` None: it was not counted."""
        name = _named(self._field, value, self._code)
        shown = "" if count is None else number(count)
        if value in self._chosen or value in self._left_out:
            without = self._now.without_facet(self._field, value)
            if value in self._chosen:
                out = self._now.with_facet(self._field, value, exclude=True)
                return Choice(name, shown, _escaped(without), _escaped(out), "taken")
            only = self._now.with_facet(self._field, value)
            return Choice(name, shown, _escaped(only), _escaped(without), "left out")
        quoted = _quoted(value)  # letters, digits and "%+._-~" only
        take = safe(f"{self._taken_before}{quoted}{self._taken_after}")
        leave = safe(f"{self._left_before}{quoted}{self._left_after}")
        return Choice(name, shown, take, leave)


def _escaped(parameters: SearchParameters) -> Markup:
    return as_markup(address(parameters))


def around(now: SearchParameters, name: str) -> tuple[str, str]:
    """What stands before and behind one more value of ``name`` in a search's address, escaped."""
    before, behind = now.around(name)
    return str(as_markup(f"/search?{before}{name}=")), str(as_markup(behind))


@lru_cache(maxsize=_KNOWN)
def _named(field: str, value: str, _code: str) -> Markup:
    """The name of a value in the language spoken; the same few hundred come with every page."""
    return as_markup(value_name(field, value))


@lru_cache(maxsize=_KNOWN)
def _quoted(value: str) -> str:
    """A value as addresses have it."""
    return quote_plus(value)


def shown_facets(answer: SearchAnswer) -> list[Facet]:
    """The facets worth showing: those with more than one value, and those that narrow."""
    return [facet for field in ORDER if (facet := _facet(answer, field))]


def _facet(answer: SearchAnswer, field: str) -> Facet | None:
    parameters, values = answer.parameters, answer.facets[field]
    taken = parameters.filters.include.get(field, ())
    left_out = parameters.filters.exclude.get(field, ())
    uncounted = answer.more_values[field]
    if len(values) + uncounted < 2 and not taken and not left_out:
        return None
    toggles = Toggles(parameters, field)
    counts: dict[str, int | None] = {count.value: count.count for count in values}
    # Where every value was counted and this was not, no document has it.
    chosen = [toggles.choice(value, counts.pop(value, None if uncounted else 0)) for value in taken]
    excluded = {count.value: count.count for count in answer.left_out.get(field, ())}
    chosen += [toggles.choice(v, excluded.get(v, 0)) for v in left_out if v not in taken]
    unknown = [toggles.choice("", counts.pop(""))] if "" in counts else []
    values_left = sorted(counts, reverse=True) if field == "year" else list(counts)
    free = max(FIRST - len(chosen), 0)
    # The chart above has a column for each year.
    most = 0 if field == "year" else MOST
    shown = [toggles.choice(value, counts[value]) for value in values_left[: free + most]]
    others = [c for c in answer.others.get(field, ()) if c.value not in counts]
    listed = others[: FIRST + MOST]
    return Facet(
        field=field,
        first=[*chosen, *shown[:free], *unknown],
        rest=shown[free:],
        beyond=max(len(values_left) - len(shown), 0) + uncounted,
        all_address=values_address(parameters, field),
        others=[toggles.choice(count.value, count.count) for count in listed],
        others_beyond=len(others) - len(listed) + answer.more_others.get(field, 0),
        others_address=values_address(parameters.without_field(field), field),
    )


def values_address(parameters: SearchParameters, field: str) -> str:
    """The page that lists the values of a field in the documents of a search."""
    query = parameters.with_page(1).to_query_string()
    return f"/browse/{field}?{query}" if query else f"/browse/{field}"
