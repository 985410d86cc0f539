"""The search of a whole page for a date, where nothing states one: htmldate, spared needless work.

Promises: what htmldate finds without its other parser, the same date in half the time. Its
patterns look at every character of the page, up to eight times; here they are given the few that
they can match. Depends on the page alone, never on today's date.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from functools import lru_cache
from typing import Any

import htmldate
import htmldate.core
import htmldate.extractors
from htmldate.extractors import regex_parse
from htmldate.validators import plausible_year_filter
from lxml.html import HtmlElement

LATEST = "2099-12-31"  # a later date is a slip; a fixed bound, so that every day reads alike
# Patterns of a sign that is no digit, digits parted by these signs, and a sign that is no digit.
OF_NUMBERS = frozenset(
    getattr(htmldate.core, f"{name}_PATTERN")
    for name in ("THREE_LOOSE", "SELECT_YMD", "DATESTRINGS", "SLASHES", "YYYYMM", "MMYYYY")
)
_NUMBERS = re.compile(r"[0-9./-]{6,}[^0-9./-]?")
_YEAR = re.compile(r" (?:199[0-9]|20[0-3][0-9])")
_BEFORE_YEAR = 64  # code points that a day and a month's name may take
_BREAK = "\0\0"  # stands in no date


class _NoOtherParser:
    """What htmldate asks where its own patterns find nothing: dateparser, if it were let.

    That compiles patterns for two hundred languages, which costs as much as a hundred pages, for
    dates that ``indexer.dates`` has looked for already.
    """

    def get_date_data(self, _text: str) -> dict[str, None]:
        """Nothing, in dateparser's form."""
        return {"date_obj": None}


def search_date(root: HtmlElement) -> str | None:
    """The likeliest day on which a page was published, as YYYY-MM-DD."""
    return htmldate.find_date(root, original_date=True, max_date=LATEST) or None


@lru_cache(maxsize=1)  # six patterns look at the same page
def numbers(text: str) -> str:
    """The numbers with signs in them that a text holds, and one sign before and after each."""
    parts = []
    end = 0
    for match in _NUMBERS.finditer(text):
        start = match.start()
        if start > end:
            parts.append(text[start - 1])
        parts.append(match[0])
        end = match.end()
    return "".join(parts)


def written_dates(text: str) -> str:
    """What stands before each year that follows a space, and the year."""
    parts = []
    end = 0
    for match in _YEAR.finditer(text):
        start = match.start() - _BEFORE_YEAR
        if start > end:
            parts.append(_BREAK)
        parts.append(text[max(start, end) : match.end()])
        end = match.end()
    return "".join(parts)


def _plausible_years_among(
    htmlstring: str, *, pattern: re.Pattern[str], **options: Any
) -> Counter[str]:
    text = numbers(htmlstring) if pattern in OF_NUMBERS else htmlstring
    return plausible_year_filter(text, pattern=pattern, **options)


def _written_date_among(string: str) -> datetime | None:
    return regex_parse(written_dates(string))


htmldate.extractors.get_external_parser = _NoOtherParser  # type: ignore[assignment]
htmldate.core.plausible_year_filter = _plausible_years_among  # type: ignore[attr-defined]
htmldate.core.regex_parse = _written_date_among  # type: ignore[attr-defined]
