"""A search as a feed, so that what is taken in later comes to whoever asked (Atom, RFC 4287).

Promises: the passages that the page of the same search shows, an entry each, under the links that
last; what was taken in last comes first, unless the address says otherwise; further pages by RFC
5005. Code points that XML cannot have are left out. Runs no search.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree as ET

from archive import facts
from archive.answers import AnswerHit, SearchAnswer, ShownPassage
from archive.model import Document
from archive.parameters import SearchParameters
from web.marks import as_markup, snippet

TYPE = "application/atom+xml"
NEWEST = (("date_field", "accessioned"), ("sort", "newest"))  # of a feed that says nothing else
_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# XML 1.0, 2.2: what is no Char.
_NO_CHAR = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_feed(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The parameters of a feed: those of the address, and ``NEWEST`` where it says no order."""
    named = {name for name, _ in pairs}
    return pairs if named & {"sort", "date_field"} else [*pairs, *NEWEST]


def feed(answer: SearchAnswer, base: str, title: str) -> bytes:
    """The feed of an answer; ``base`` is what links begin with, ``title`` what it is called."""
    asked = answer.parameters
    root = ET.Element("feed", {"xmlns": _ATOM, _LANG: "en"})
    own = base + _address("/search.atom", asked)
    _text(root, "id", own)
    _text(root, "title", title)
    _text(root, "updated", answer.generation.created)
    _text(root, "generator", "Muniment")
    author = ET.SubElement(root, "author")
    _text(author, "name", "Muniment")
    _link(root, "self", own, TYPE)
    _link(root, "alternate", base + _address("/search", asked), "text/html")
    if asked.page > 1:
        _link(root, "previous", base + _address("/search.atom", asked.with_page(asked.page - 1)))
    if asked.page < answer.last_page:
        _link(root, "next", base + _address("/search.atom", asked.with_page(asked.page + 1)))
    for hit in answer.hits:
        root.extend(_entries(hit, base))
    written: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return written


def _address(path: str, asked: SearchParameters) -> str:
    return f"{path}?{asked.to_query_string()}"


def _entries(hit: AnswerHit, base: str) -> Iterator[ET.Element]:
    """An entry a passage; of a document none of whose passages is shown, one for it."""
    if not hit.passages:
        yield _entry(hit.document, facts.document_address(hit.document.id), base)
    for shown in hit.passages:
        yield _passage(hit.document, shown, base)


def _passage(document: Document, shown: ShownPassage, base: str) -> ET.Element:
    passage = shown.passage
    entry = _entry(document, facts.passage_address(document.id, passage.id), base)
    where = " › ".join([facts.source_of(document), *passage.heading])
    words = f"<p>{snippet(passage.text, shown.highlights)}</p><p>{as_markup(where)}</p>"
    content = _text(entry, "content", words)
    content.set("type", "html")
    content.set(_LANG, passage.language or facts.language_of(document))
    return entry


def _entry(document: Document, address: str, base: str) -> ET.Element:
    entry = ET.Element("entry")
    _text(entry, "id", base + address)
    _text(entry, "title", facts.title_of(document)).set(_LANG, facts.language_of(document))
    _text(entry, "updated", next(each.value for each in facts.accessioned_of(document)))
    published = document.metadata.published
    if published and _is_day(published.value):
        _text(entry, "published", f"{published.value[:10]}T00:00:00Z")
    for agent in document.metadata.authors:
        author = ET.SubElement(entry, "author")
        _text(author, "name", agent.name)
    _link(entry, "alternate", base + address, "text/html")
    page = base + facts.document_address(document.id)
    _link(entry, "via", f"{page}/provenance", "text/html")
    return entry


def _is_day(value: str) -> bool:
    try:
        return bool(date.fromisoformat(value[:10]))
    except ValueError:
        return False


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = _NO_CHAR.sub("", str(text))
    return element


def _link(parent: ET.Element, relation: str, address: str, kind: str = TYPE) -> None:
    ET.SubElement(parent, "link", {"rel": relation, "href": address, "type": kind})
