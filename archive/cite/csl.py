"""A citation as a CSL item: what the other formats and the styles are made from.

Promises: valid by the CSL-JSON schema (https://docs.citationstyles.org, 1.0.2); the type is what
the file itself says: a page of the web, a mail, a book, and for office documents and PDF a
"document", or a "report" where an organisation is its author. Never an article: no file says so.
Texts have no control characters and no runs of white space; else no letter is changed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from archive import facts
from archive.cite.cited import Cited
from archive.cite.people import name_parts
from archive.identifiers import show
from archive.model import Dating, Document

Item = dict[str, Any]

MAIL = "message/rfc822"
NO_NAME = {"literal": ""}
_PAGES = frozenset({"text/html", "application/xhtml+xml", "multipart/related"})
# Control characters, halves of pairs, and noncharacters, which no text that is exchanged may have.
_UNFIT = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_ISO = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


def csl_item(cited: Cited) -> Item:
    """The item. ``archive_location`` and ``note`` say where the copy is, with its SHA-256."""
    document = cited.document
    told = identity(cited)
    kind = told["type"]
    source = clean(facts.source_of(document) if kind == "webpage" else stated_source(document))
    captured = facts.captured_of(document)
    quotation = cited.quotation
    key, link = cited.key, cited.link
    values = {
        "id": key,
        "type": kind,
        "genre": "E-mail" if kind == "personal_communication" else "",
        "title": told["title"],
        "author": told.get("author"),
        "issued": told.get("issued"),
        "accessed": date_parts(captured[0]) if captured else None,
        "container-title": source if kind == "webpage" else "",
        "publisher": source if kind in ("book", "report", "document") else "",
        "page": quotation.pages if quotation else "",
        "language": facts.language_of(document),
        "URL": told["URL"],
        "archive": archive_name(cited.base),
        "archive_location": f"{key}, SHA-256 {document.sha256}",
        "note": f"Archived at {link}, SHA-256 {document.sha256}.",
        "annote": f"“{clean(quotation.text)}”" if quotation else "",
    }
    return {name: value for name, value in values.items() if value}


def identity(cited: Cited) -> Item:
    """What of the item tells the work from others: its type, title, authors, date and address."""
    document = cited.document
    known = document.metadata
    language = facts.language_of(document)
    values = {
        "type": kind_of(document),
        "title": clean(facts.title_of(document)) or show(document.id),
        "author": [
            name
            for agent in known.authors
            if (name := name_parts(replace(agent, name=clean(agent.name)), language)) != NO_NAME
        ],
        "issued": date_parts(known.published),
        "URL": original_url(document) or cited.link,
    }
    return {name: value for name, value in values.items() if value}


def kind_of(document: Document) -> str:
    """The CSL type."""
    media = document.media_type
    if media == MAIL:
        return "personal_communication"
    if media == "application/epub+zip":
        return "book"
    if media in _PAGES or (media.startswith("text/") and original_url(document)):
        return "webpage"
    authors = document.metadata.authors
    return "report" if authors and authors[0].kind == "organization" else "document"


def original_url(document: Document) -> str:
    """The address of the web that it is from, or ""."""
    return next((url for url in map(clean, facts.addresses(document)) if _is_web(url)), "")


def stated_source(document: Document) -> str:
    """The source that the document itself names, or ""."""
    source = document.metadata.source
    return source.value if source else ""


@lru_cache(maxsize=8)
def archive_name(base: str) -> str:
    """What this archive is called: the program and the host that it is at."""
    host = facts.host(base)
    return f"Muniment, {host}" if host else "Muniment"


def date_parts(dating: Dating | None) -> dict[str, list[list[int]]] | None:
    """A date as far as it is known: year, month and day, or less."""
    match = _ISO.match(dating.value) if dating else None
    if dating is None or match is None:
        return None
    most = {"year": 1, "month": 2}.get(dating.precision, 3)
    return {"date-parts": [[int(part) for part in match.groups()[:most] if part]]}


def iso_date(item: Item, name: str) -> str:
    """One of an item's dates as ISO 8601, cut to what is known; "" where it is not."""
    parts = item[name]["date-parts"][0] if name in item else ()
    return "-".join(f"{part:0{2 if at else 4}}" for at, part in enumerate(parts))


def clean(text: str) -> str:
    """One line without characters that no format can carry."""
    return " ".join(_UNFIT.sub("", text).split())


def shown_id(item: Item) -> str:
    """An item's identifier where no slash may stand."""
    return str(item["id"]).replace("/", "-")


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
