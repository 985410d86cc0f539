"""What may stand in the address of a search, and how it is written.

Promises: writing puts the parameters in one order and leaves out defaults, so that the same search
has the same address. They are read by ``parameters_reading``. Does not run anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import urlencode

from archive.facet_values import Values, with_value, without_value
from archive.model import DateField
from archive.search import FACET_FIELDS, Filters, Sort
from archive.without import NOTHING, Removal, Without

View = Literal["list", "kwic"]  # documents, or a concordance: each occurrence in its line
Order = Literal["oldest", "newest", "before", "after"]  # of lines: by document, or by context
Pair = tuple[str, str]

# The first names of an address in their order, as far as one more value is put among them.
_FIRST = ("q", *(f"{sign}f.{field}" for sign in ("", "-") for field in FACET_FIELDS), "from")
_ORDER = {name: place for place, name in enumerate(_FIRST)}
# A line of a concordance takes a fraction of the room and the work of a document.
TIMES: Mapping[View, int] = {"list": 1, "kwic": 5}  # so many times more fit on a page
VALUES = 100  # of a facet that are listed where the address does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchParameters:
    """One search as its address says; ``notices`` and ``ignored`` are about reading it."""

    q: str = ""
    page: int = 1
    per_page: int = 10
    default_per_page: int = field(default=10, repr=False)  # documents
    sort: Sort = "relevance"
    filters: Filters = field(default_factory=Filters)
    view: View = "list"
    order: Order = "oldest"
    strict: bool = False  # only documents with all words
    group: bool = False  # whether near-duplicates stand under the earliest
    default_group: bool = field(default=False, repr=False)
    without: Without = NOTHING  # what the words are not to be widened by
    lang: str = ""  # of the interface, a BCP 47 tag; "" as the browser asks
    values: int = VALUES  # of each facet that are listed, the most frequent; every year is
    notices: tuple[str, ...] = field(default=(), compare=False)
    ignored: tuple[str, ...] = field(default=(), compare=False)

    @property
    def offset(self) -> int:
        """Hits before this page."""
        return (self.page - 1) * self.per_page

    @property
    def narrowed(self) -> bool:
        """Whether anything but the query narrows the search."""
        f = self.filters
        return bool(f.include or f.exclude or f.date_from or f.date_to)

    @property
    def _usual_per_page(self) -> int:
        return self.default_per_page * TIMES[self.view]

    def pairs(self) -> list[Pair]:
        """Names and values in their one order, without defaults."""
        said: list[Pair] = [("q", self.q)] if self.q else []
        said += _filter_pairs(self.filters)
        # One by one: a page has dozens of addresses, and most say none of these.
        if self.sort != "relevance":
            said.append(("sort", self.sort))
        if self.view != "list":
            said.append(("view", self.view))
        if self.order != "oldest":
            said.append(("order", self.order))
        if self.strict:
            said.append(("strict", "1"))
        if self.group != self.default_group:
            said.append(("group", str(int(self.group))))
        said += [("without", str(removal)) for removal in self.without.removals]
        if self.lang:
            said.append(("lang", self.lang))
        if self.per_page != self._usual_per_page:
            said.append(("per_page", str(self.per_page)))
        if self.page != 1:
            said.append(("page", str(self.page)))
        if self.values != VALUES:
            said.append(("values", str(self.values)))
        return said

    def to_query_string(self) -> str:
        """What stands after the ``?`` of the address, percent-encoded."""
        return "&".join(map(encoded, self.pairs()))

    def around(self, name: str) -> tuple[str, str]:
        """The query string in two: what stands before one more value of ``name``, and behind it.

        ``name`` is one that narrows: ``f.year``, ``-f.year``, ``from``.
        """
        pairs, last = self.pairs(), _ORDER[name]
        behind = (at for at, (other, _) in enumerate(pairs) if _ORDER.get(other, last + 1) > last)
        cut = next(behind, len(pairs))
        before = "".join([f"{encoded(pair)}&" for pair in pairs[:cut]])
        return before, "".join([f"&{encoded(pair)}" for pair in pairs[cut:]])

    def with_page(self, page: int) -> SearchParameters:
        """The same search at another page."""
        return self if page == self.page else self._changed(page=page)

    def with_per_page(self, per_page: int) -> SearchParameters:
        """The same search with so many hits on a page, from the beginning."""
        return self._changed(per_page=per_page, page=1)

    def with_sort(self, sort: Sort) -> SearchParameters:
        """The same search in another order, from the beginning."""
        return self._changed(sort=sort, page=1)

    def with_view(self, view: View) -> SearchParameters:
        """The same search seen otherwise, from the beginning."""
        per_page = self.default_per_page * TIMES[view]
        return self._changed(view=view, per_page=per_page, page=1)

    def with_order(self, order: Order) -> SearchParameters:
        """The same concordance in another order, from the beginning."""
        return self._changed(order=order, page=1)

    def with_group(self, group: bool) -> SearchParameters:
        """The same search with near-duplicates under the earliest, or each by itself."""
        return self._changed(group=group, page=1)

    def with_strict(self, strict: bool) -> SearchParameters:
        """The same search for documents with all words only, or also for those with some."""
        return self._changed(strict=strict, page=1)

    def with_values(self, values: int) -> SearchParameters:
        """The same search with so many values of each facet."""
        return self._changed(values=values)

    def with_query(self, q: str) -> SearchParameters:
        """Another query with the same filters."""
        return self._changed(q=q, page=1)

    def with_facet(self, name: str, value: str, *, exclude: bool = False) -> SearchParameters:
        """Narrowed to documents with (or without) this value; no longer to the opposite."""
        f = self.filters
        added, other = (f.exclude, f.include) if exclude else (f.include, f.exclude)
        added, other = with_value(added, name, value), without_value(other, name, value)
        return self._narrow(*((other, added) if exclude else (added, other)))

    def without_facet(self, name: str, value: str) -> SearchParameters:
        """No longer narrowed by this value, wanted or excluded."""
        f = self.filters
        return self._narrow(
            without_value(f.include, name, value), without_value(f.exclude, name, value)
        )

    def without_field(self, name: str) -> SearchParameters:
        """No longer narrowed to values of this field."""
        f = self.filters
        return self._narrow({**f.include, name: ()}, f.exclude)

    def with_dates(self, date_from: str, date_to: str) -> SearchParameters:
        """Narrowed to these dates, both included; "" is open."""
        filters = replace(self.filters, date_from=date_from, date_to=date_to)
        return self._changed(filters=filters, page=1)

    def with_date_field(self, field: DateField) -> SearchParameters:
        """With dates of another kind, and not narrowed by those of the kind before."""
        filters = replace(self.filters, date_field=field, date_from="", date_to="")
        return self._changed(filters=filters, page=1)

    def with_removed(self, *removals: Removal) -> SearchParameters:
        """The same search, its words no longer widened by these."""
        return self._changed(without=Without((*self.without.removals, *removals)), page=1)

    def with_restored(self, removal: Removal) -> SearchParameters:
        """The same search, widened again by what was taken out."""
        left = (one for one in self.without.removals if one != removal)
        return self._changed(without=Without(left), page=1)

    def without_filters(self) -> SearchParameters:
        """The query alone, with order and view as they are."""
        return self._changed(filters=Filters(), page=1)

    def _changed(self, **changes: Any) -> SearchParameters:
        """As ``dataclasses.replace`` does, in half the time: a page has dozens of addresses."""
        made = object.__new__(SearchParameters)
        for name, put in _PUT.items():
            put(made, changes[name] if name in changes else getattr(self, name))
        return made

    def _narrow(self, include: Values, exclude: Values) -> SearchParameters:
        filters = replace(self.filters, include=include, exclude=exclude)
        return self._changed(filters=filters, page=1)


_PUT: Mapping[str, Callable[[SearchParameters, Any], None]] = {
    each.name: getattr(SearchParameters, each.name).__set__ for each in fields(SearchParameters)
}


@lru_cache(maxsize=256)
def encoded(pair: Pair) -> str:
    """A name and its value as addresses have them; one page has the same dozens of times."""
    return urlencode([pair])


def _filter_pairs(f: Filters) -> list[Pair]:
    pairs = [*_facet_pairs("f.", f.include), *_facet_pairs("-f.", f.exclude)]
    if f.date_from:
        pairs.append(("from", f.date_from))
    if f.date_to:
        pairs.append(("to", f.date_to))
    if f.date_field != "published":
        pairs.append(("date_field", f.date_field))
    return pairs


def _facet_pairs(prefix: str, values: Values) -> list[Pair]:
    if not values:
        return []
    return [(prefix + name, v) for name in FACET_FIELDS for v in values.get(name, ())]
