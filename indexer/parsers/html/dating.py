"""When a page was published and changed, from the best of what it says.

Promises: a date as precise as it is stated, with where it was found; what programs are told
(JSON-LD, meta elements, marked time elements) before what readers are shown, and a search of the
whole page (htmldate) last. Depends on the page alone, never on today's date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from lxml import etree
from lxml.html import HtmlElement

from archive.model import Dating, Precision
from indexer.dates import find_date
from indexer.parsers.html.date_search import search_date
from indexer.parsers.html.head import Head
from indexer.parsers.html.jsonld import Described
from indexer.parsers.html.shown_dates import other_reading, shown_date, surely_shown
from indexer.parsers.html.tree import Page

_UNREAD = frozenset({"script", "style", "template", "noscript"})
_DAY = len("2021-02-03")
_SAME = timedelta(days=1)  # what two zones may differ by

_ISO = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ]+(\d\d):?(\d\d)(?::?(\d\d))?(?:[.,]\d+)?"
    r"\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?(?!\d)",
    re.IGNORECASE,
)
_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d))?")
_NO_LETTERS = re.compile(r"[^a-z]")
_PUBLISHED = re.compile(
    r"publish|publication|pubdate|published|firstpublished|issued|released?ate"
    r"|^(?:dc(?:terms)?)?date(?:created|posted)?$|^sailthrudate$|created$|^dcterms?created$|uploaddate"
)
_MODIFIED = re.compile(r"modif|updat|lastmod|revis")
_NEITHER = re.compile(r"expir|unpublish|event|start|end$|publisher|copyright|builddate|render")


def published(
    head: Head,
    described: Described,
    page: Page,
    beside: Sequence[str],
    elsewhere: Sequence[str],
    language: str,
) -> Dating | None:
    """When the page was published; ``beside`` are the lines shown near its headline.

    ``elsewhere`` are other lines that may say when it was, in words.
    """
    told = (as_stated(*each, language) for each in _stated(head, described, page.root))
    changed = modified(head, described, language)
    found = _first_credible(filter(None, told), changed)
    if found is not None and other_reading(found) is None:
        shown = surely_shown(beside, language)
        if shown is not None and _goes_before(shown.dating, found, changed):
            found = shown.dating
    else:
        shown = shown_date(beside, elsewhere, language)
        if found is None:
            found = shown.dating if shown else _searched(page)
        elif shown is not None and shown.dating.value[:_DAY] == other_reading(found):
            found = shown.dating
    return _as_confirmed(found, page) if found else None


def _first_credible(found: Iterable[Dating], changed: Dating | None) -> Dating | None:
    """The first date that can be read in one way only and is not after the change; else any."""
    doubtful: Dating | None = None
    for each in found:
        if other_reading(each) is None and not (changed and _is_before(changed, each)):
            return each
        doubtful = doubtful or each
    return doubtful


def _goes_before(shown: Dating, stated: Dating, changed: Dating | None) -> bool:
    """Whether the shown day is believed: nothing is published after the day that it bears.

    Programs state when a page was last put in place.
    """
    is_change = changed is not None and shown.value[:_DAY] == changed.value[:_DAY]
    return not is_change and other_reading(shown) is None and _is_before(shown, stated)


def _is_before(one: Dating, other: Dating) -> bool:
    """Whether a day is before another one by more than zones make of one day."""
    days = [each.value[:_DAY] for each in (one, other)]
    if any(len(day) < _DAY for day in days):
        return False
    return date.fromisoformat(days[1]) - date.fromisoformat(days[0]) > _SAME


def _as_confirmed(found: Dating, page: Page) -> Dating:
    """A date that can be read in two ways, as the page has it where programs read it."""
    other = other_reading(found)
    if other is None or not _is_written(other, page) or _is_written(found.value[:_DAY], page):
        return found
    return Dating(value=other, precision="day", basis=found.basis, text=found.text)


def _is_written(day: str, page: Page) -> bool:
    """Whether a day stands in the page as ISO 8601 has it, or as addresses do."""
    return day in page.source or day.replace("-", "/") in page.source


def _searched(page: Page) -> Dating | None:
    """What a search of the whole page finds."""
    searched = search_date(page.root) if page.is_ordinary() else None
    if not searched:
        return None
    if searched.endswith("-01-01"):  # its way to say that it found nothing but a year
        year = searched[:4]
        is_said = _says(page.root, year)
        return Dating(value=year, precision="year", basis="found in the page") if is_said else None
    return Dating(value=searched, precision="day", basis="found in the page")


def _says(root: HtmlElement, year: str) -> bool:
    """Whether a number stands in the text; names of pictures and addresses of links have any."""
    alone = re.compile(rf"(?<!\d){year}(?!\d)")
    for element in root.iter(etree.Element):
        own = "" if element.tag in _UNREAD else element.text or ""
        if alone.search(own) or alone.search(element.tail or ""):
            return True
    return False


def modified(head: Head, described: Described, language: str) -> Dating | None:
    """When the page says that it was last changed."""
    stated = [(described.modified, "JSON-LD"), *_named(head, _MODIFIED, _NEITHER)]
    return next((found for one in stated if (found := as_stated(*one, language))), None)


def _stated(head: Head, described: Described, root: HtmlElement) -> Iterator[tuple[str, str]]:
    yield described.published, "JSON-LD"
    yield from _named(head, _PUBLISHED, _MODIFIED)
    for element in root.iter("time", "span", "abbr", "div", "p"):
        if (
            "datePublished" in element.get("itemprop", "")
            or "datePublished" in element.get("property", "")
            or element.get("pubdate") is not None
        ):
            yield element.get("datetime") or element.get("content") or "", "time element"


def _named(
    head: Head, wanted: re.Pattern[str], unwanted: re.Pattern[str]
) -> Iterator[tuple[str, str]]:
    """The values of the meta elements whose name says what is wanted, the standard one first."""
    names = sorted(head.meta, key=lambda name: not name.startswith("article:"))
    for name in names:
        bare = _NO_LETTERS.sub("", name)
        if wanted.search(bare) and not unwanted.search(bare) and not _NEITHER.search(bare):
            yield head.meta[name][0], "meta tag"


def as_stated(text: str, basis: str, language: str) -> Dating | None:
    """A stated date: ISO 8601 in its usual forms, else as people write it."""
    text = text.strip()
    if not text:
        return None
    match = _ISO.match(text)
    if match is not None:
        return _from_iso(match, text, basis)
    partial = _PARTIAL.fullmatch(text)
    if partial is not None and 1500 < int(partial[1]) < 2100:
        precision: Precision = "month" if partial[2] else "year"
        return Dating(value=text, precision=precision, basis=basis, text=text)
    return find_date(text[:200], language or "en-us", basis=basis)


def _from_iso(match: re.Match[str], text: str, basis: str) -> Dating | None:
    year, month, day, hour, minute, second, zone = match.groups()
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    if not 1500 < found.year < 2100:
        return None
    value, precision = found.isoformat(), "day"
    if hour is not None and int(hour) < 24 and int(minute) < 60:
        value, precision = f"{value}T{hour}:{minute}", "minute"
        if second is not None and int(second) < 60:
            value, precision = f"{value}:{second}", "second"
        value += _zone(zone)
    return Dating(value=value, precision=precision, basis=basis, text=text)  # type: ignore[arg-type]


def _zone(stated: str | None) -> str:
    if stated is None:
        return ""
    if not stated.startswith(("+", "-")):
        return "+00:00"
    return stated if ":" in stated else f"{stated[:3]}:{stated[3:]}"
