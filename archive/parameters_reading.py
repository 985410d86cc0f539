"""What stands in the address of a search, read.

Promises: reading never fails: a value that cannot be meant is replaced by its default and a
notice says so, an unknown name is listed as ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar, get_args

from archive.facet_values import Values, in_field_order, with_value
from archive.model import DateField
from archive.parameters import TIMES, VALUES, Order, Pair, SearchParameters, View
from archive.query.dates import in_order, read_date
from archive.query.remarks import Remarks
from archive.search import FACET_FIELDS, Filters, Sort
from archive.settings import Settings
from archive.without import KINDS, Removal, Without, read_removal

T = TypeVar("T", bound=str)

_SINGLE = (
    "q", "page", "per_page", "sort", "from", "to", "date_field", "view", "order", "strict", "group",
    "lang", "values",
)  # fmt: skip
_FACET = re.compile(r"(-?)f\.(\w+)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")

MOST_VALUES = 10_000  # more are a data set, not an answer; a narrower search reaches them

WHOLE_NUMBER = "{} is not a whole number from 1 up, so {default} was taken."
ONE_OF = "{} is not one of {known}, so {default} was taken."
NO_DATE = "{} is not a date and was left out. Write 1988, 1988-07 or 1988-07-19."
TWICE = "Several values were given for {}; the first was taken."
TURNED = "The dates ended before they began, so they were exchanged."
TOO_MANY = "At most {most:,} results fit on a page."
TOO_LONG = "At most {most:,} values of a field are listed."
TOO_DEEP = "Only the first {most:,} results can be paged to, so page {page} is shown instead."
NO_REMOVAL = (
    "{} takes nothing out and was left out. Write a kind, a word and perhaps a form, such as "
    "name:Noury or name:Noury=Nouri; the kinds are "
    f"{', '.join(kind.replace(' ', '-') for kind in KINDS)}."
)
NO_TAG = "{} is not a language tag such as en or fa, so it was left out."


def read_parameters(
    pairs: Iterable[Pair], settings: Settings, *, group: bool = False
) -> SearchParameters:
    """Read the names and values of an address, or of a command's options.

    ``group``: whether near-duplicates are grouped where nothing is said of it, as they are for
    readers; programs get every document as a hit of its own.
    """
    reader = _Reader(pairs)
    view: View = reader.choice("view", get_args(View))
    per_page = reader.number("per_page", settings.per_page * TIMES[view])
    if per_page > settings.max_per_page * TIMES[view]:
        per_page = settings.max_per_page * TIMES[view]
        reader.remarks.add(TOO_MANY.format(most=per_page))
    page = reader.number("page", 1)
    last = max(1, settings.max_depth // per_page)
    if page > last and view == "list":  # a concordance is paged to its end
        reader.remarks.add(TOO_DEEP.format(most=settings.max_depth, page=last))
        page = last
    values = reader.number("values", VALUES)
    if values > MOST_VALUES:
        values = MOST_VALUES
        reader.remarks.add(TOO_LONG.format(most=values))
    return SearchParameters(
        q=reader.single.get("q", ""),
        page=page,
        per_page=per_page,
        default_per_page=settings.per_page,
        sort=reader.choice("sort", get_args(Sort)),
        filters=reader.filters(),
        view=view,
        order=reader.choice("order", get_args(Order)),
        strict=reader.choice("strict", ("0", "1")) == "1",
        group=reader.choice("group", ("1", "0") if group else ("0", "1")) == "1",
        default_group=group,
        without=Without(reader.removals),
        lang=reader.language(),
        values=values,
        notices=reader.remarks.sentences(),
        ignored=tuple(reader.ignored),
    )


def seen_as(view: View, pairs: Iterable[Pair]) -> Iterator[Pair]:
    """The names and values of an address that has one view only."""
    yield "view", view
    yield from (pair for pair in pairs if pair[0] != "view")


class _Reader:
    """Sorts pairs by what they are, and reads single values with a remark for each bad one."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self.remarks = Remarks()
        self.single: dict[str, str] = {}
        self.facets: dict[str, Values] = {"": {}, "-": {}}
        self.removals: list[Removal] = []
        self.ignored: dict[str, None] = {}
        for name, value in pairs:
            self._take(_readable(name), _readable(value))

    def _take(self, name: str, value: str) -> None:
        facet = _FACET.fullmatch(name)
        if facet and facet[2] in FACET_FIELDS:
            self.facets[facet[1]] = with_value(self.facets[facet[1]], facet[2], value)
        elif name == "without":
            self._take_out(value)
        elif name not in _SINGLE:
            self.ignored.setdefault(name)
        elif not self.single.get(name):
            self.single[name] = value
        elif value not in ("", self.single[name]):
            self.remarks.add(TWICE, name)

    def _take_out(self, value: str) -> None:
        removal = read_removal(value)
        if removal:
            self.removals.append(removal)
        elif value.strip():
            self.remarks.add(NO_REMOVAL, f"without={value}")

    def number(self, name: str, default: int) -> int:
        typed = self.single.get(name, "").strip()
        if typed.isdecimal() and len(typed) <= 9 and int(typed) > 0:
            return int(typed)
        if typed:
            self.remarks.add(WHOLE_NUMBER.replace("{default}", str(default)), f"{name}={typed}")
        return default

    def choice(self, name: str, known: Sequence[T]) -> T:
        """One of the known values; the first is the default."""
        typed = self.single.get(name, "").strip()
        for value in known:
            if typed == value:
                return value
        if typed:
            sentence = ONE_OF.replace("{known}", ", ".join(known))
            self.remarks.add(sentence.replace("{default}", known[0]), f"{name}={typed}")
        return known[0]

    def language(self) -> str:
        typed = self.single.get("lang", "").strip()
        if typed and not _LANGUAGE_TAG.fullmatch(typed):
            self.remarks.add(NO_TAG, f"lang={typed}")
            return ""
        return typed

    def filters(self) -> Filters:
        start, end = self._date("from"), self._date("to")
        if not in_order(start, end):
            self.remarks.add(TURNED)
            start, end = end, start
        return Filters(
            include=in_field_order(self.facets[""]),
            exclude=in_field_order(self.facets["-"]),
            date_from=start,
            date_to=end,
            date_field=self.choice("date_field", get_args(DateField)),
        )

    def _date(self, name: str) -> str:
        typed = self.single.get(name, "").strip()
        try:
            return read_date(typed) if typed else ""
        except ValueError:
            self.remarks.add(NO_DATE, f"{name}={typed}")
            return ""


def _readable(text: str) -> str:
    """Without halves of surrogate pairs, which no address can hold."""
    return _SURROGATE.sub("\ufffd", text)
