"""The readers of web pages that ours is measured beside.

Promises: each takes a page's bytes and gives what it says of it, in the one form that is
compared; a failure of a reader is an empty answer, never the end of the run. They see the page
alone, as ours does: no address, no day of reading.
"""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any

import htmldate
import trafilatura
from bs4 import BeautifulSoup
from bs4.element import Tag

from indexer.decode import decode
from indexer.parsers import html
from tests.parsing.comparing import Answer
from tests.parsing.measure import answer_of

Anchor = Callable[[bytes], Answer]
OURS = "muniment"
NOTHING = Answer(text="", title="", authors=(), date="")


def ours(data: bytes) -> Answer:
    """The parser of this project, everything in."""
    return answer_of(html.read(data))


def of_trafilatura(data: bytes) -> Answer:
    """trafilatura as it comes: main text, and title, authors and date by its own rules."""
    document: Any = trafilatura.bare_extraction(
        data, include_comments=False, with_metadata=True, date_extraction_params=None
    )
    if document is None:
        return NOTHING
    names = (document.author or "").split("; ")
    return Answer(
        text=document.text or "",
        title=document.title or "",
        authors=[name for name in names if name],
        date=document.date or "",
    )


def of_trafilatura_recall(data: bytes) -> Answer:
    """trafilatura when asked to find more: main text alone."""
    return Answer(
        text=trafilatura.extract(
            data, include_comments=False, favor_recall=True, with_metadata=False
        )
        or ""
    )


def of_htmldate(data: bytes) -> Answer:
    """htmldate: the date alone."""
    return Answer(date=htmldate.find_date(decode(data, html=True).text, original_date=True) or "")


def of_resiliparse(data: bytes) -> Answer:
    """resiliparse with ``main_content``: main text alone."""
    extract: Any = import_module("resiliparse.extract.html2text")
    return Answer(text=extract.extract_plain_text(decode(data, html=True).text, main_content=True))


def simple(data: bytes) -> Answer:
    """What forty lines find: JSON-LD, og: and other meta elements, the first h1, time elements."""
    soup = BeautifulSoup(data, "lxml")
    described = next(_described(soup), {})
    headline = soup.find("h1")
    stated = described.get("headline") or _meta(soup, "og:title", "twitter:title")
    title = headline.get_text(" ", strip=True) if isinstance(headline, Tag) else ""
    time = soup.find("time", datetime=True)
    date = described.get("datePublished") or _meta(
        soup, "article:published_time", "datePublished", "date", "pubdate", "dc.date"
    )
    return Answer(
        title=title or str(stated or "") or (soup.title.get_text(strip=True) if soup.title else ""),
        authors=list(_names(described.get("author"))) or _listed(_meta(soup, "author")),
        date=str(date or (time.get("datetime") if isinstance(time, Tag) else "") or "")[:10],
    )


def _described(soup: BeautifulSoup) -> Iterator[dict[str, Any]]:
    """The things described in JSON-LD that have a headline."""
    for script in soup.find_all("script", type="application/ld+json"):
        with suppress(ValueError):
            found = json.loads(script.get_text())
            for node in found if isinstance(found, list) else [found]:
                inner = node.get("@graph", [node]) if isinstance(node, dict) else []
                yield from (one for one in inner if isinstance(one, dict) and "headline" in one)


def _names(stated: Any) -> Iterator[str]:
    for one in stated if isinstance(stated, list) else [stated]:
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, str) and name:
            yield name


def _listed(text: str) -> list[str]:
    return [text] if text else []


def _meta(soup: BeautifulSoup, *names: str) -> str:
    """The content of the first of these meta elements."""
    for name in names:
        for key in ("property", "name", "itemprop"):
            found = soup.find("meta", attrs={key: name})
            if isinstance(found, Tag) and found.get("content"):
                return str(found["content"])
    return ""


def anchors() -> dict[str, Anchor]:
    """All readers by name, ours first; those whose package is not installed are left out."""
    known: dict[str, Anchor] = {
        OURS: ours,
        "trafilatura": of_trafilatura,
        "trafilatura, recall": of_trafilatura_recall,
        "htmldate": of_htmldate,
        "simple": simple,
    }
    with suppress(ImportError):
        import_module("resiliparse.extract.html2text")
        known["resiliparse"] = of_resiliparse
    return known


def guarded(read: Anchor) -> Anchor:
    """A reader whose failures are answers without anything in them."""
    logging.disable(logging.CRITICAL)

    def answer(data: bytes) -> Answer:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return read(data)
            except Exception:  # noqa: BLE001 - whatever a page does to it
                return NOTHING

    return answer
