"""What Zotero reads of a page: its rules for unAPI, COinS and embedded metadata, our own code.

Written from the behaviour of zotero/translators (unAPI.js, COinS.js, Embedded Metadata.js, RDF.js)
and of Zotero's context objects: which elements they look for, which names mean which field, which
goes before which. What Zotero adds of itself (the day of access, the snapshot) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from bs4 import BeautifulSoup
from lxml import etree

Item = dict[str, Any]

TYPES = frozenset(
    "webpage email book report document newspaperArticle journalArticle letter manuscript".split()
)
UNAPI_ORDER = (
    "rdf_zotero",
    "rdf_bibliontology",
    "mods",
    "marc",
    "unimarc",
    "ris",
    "refer",
    "bibtex",
)
PREFIXES = {
    "bib": "http://purl.org/net/biblio#",
    "bibo": "http://purl.org/ontology/bibo/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "prism": "http://prismstandard.org/namespaces/1.2/basic/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "z": "http://www.zotero.org/namespaces/export#",
    "og": "http://ogp.me/ns#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
HIGHWIRE = {
    "citation_title": "title",
    "citation_publication_date": "date",
    "citation_publisher": "publisher",
    "citation_public_url": "url",
    "citation_language": "language",
}
NAMES = PREFIXES
Fetch = Callable[[str], str]


def creator(name: str, *, by_comma: bool) -> dict[str, str]:
    """A name as its cleaner of authors parts it."""
    name = re.sub(r"^[\s.,/\[\]:]+|[\s.,/\[\]:]+$", "", name)
    if by_comma:
        last, _, first = name.partition(",")
        return {"firstName": first.strip(), "lastName": last}
    first, _, last = name.rpartition(" ")
    return {"firstName": first, "lastName": last}


def embedded_metadata(page: BeautifulSoup) -> Item:
    """Of the ``<meta>`` elements."""
    facts: dict[str, list[str]] = {}
    guess = ""
    highwire: dict[str, list[str]] = {}
    for meta in page.select("head meta"):
        name = str(meta.get("name") or meta.get("property") or "")
        content = str(meta.get("content") or "")
        delimiter = re.search(r"[.:_]", name)
        if not content or not delimiter:
            continue
        prefix = name[: delimiter.start()].lower()
        rest = name[delimiter.end() :]
        if prefix in PREFIXES:
            key = f"{prefix}:{rest[:1].lower()}{rest[1:]}"
            facts.setdefault(key, []).append(content)
        elif name.startswith("citation_"):
            highwire.setdefault(name, []).append(content)
            guess = "journalArticle" if name == "citation_title" else guess

    def first(*keys: str) -> str:
        return next((facts[key][0] for key in keys if key in facts), "")

    stated = first("z:itemType", "z:type")
    item: Item = {
        "itemType": stated if stated in TYPES else guess or "webpage",
        "title": first("dc:title", "dcterms:title", "og:title"),
        "publicationTitle": first("prism:publicationName", "dc:source", "og:site_name"),
        "publisher": first("dc:publisher"),
        "date": first("prism:publicationDate", "dc:date", "dcterms:dateSubmitted"),
        "language": first("dc:language"),
        "archiveLocation": first("dc:coverage"),
        "abstractNote": first("og:description", "dcterms:abstract", "dc:description"),
        "creators": [creator(name, by_comma="," in name) for name in facts.get("dc:creator", ())],
    }
    for name, field in HIGHWIRE.items():
        if name in highwire:
            item[field] = ", ".join(highwire[name])
    authors = highwire.get("citation_author", [])
    if authors:
        item["creators"] = [creator(name, by_comma="," in name) for name in authors]
    return {field: value for field, value in item.items() if value}


def coins(page: BeautifulSoup) -> list[Item]:
    """Of the ``Z3988`` spans: an item each."""
    return [_context(str(span["title"])) for span in page.select("span.Z3988[title]")]


def _context(title: str) -> Item:
    item: Item = {"itemType": "", "creators": []}
    pairs = [pair.partition("=") for pair in title.split("&")]
    values = [(key, unquote(re.sub(r"\+|%2[bB]", " ", value))) for key, _, value in pairs]
    if dict(values).get("rft_val_fmt") == "info:ofi/fmt:kev:mtx:dc":
        item["itemType"] = "webpage"
    simple = {
        "rft.title": "title", "rft.date": "date", "rft.publisher": "publisher",
        "rft.description": "abstractNote", "rft.language": "language",
        "rft.source": "publicationTitle",
    }  # fmt: skip
    for key, value in values:
        if key in simple:
            item[simple[key]] = value
        elif key == "rft.type" and value in TYPES:
            item["itemType"] = value
        elif key == "rft.identifier" and value.startswith(("http://", "https://")):
            item["url"] = value
        elif key == "rft.aucorp":
            item["creators"].append({"lastName": value, "isInstitution": True})
        elif key == "rft.aulast":
            item["creators"].append({"lastName": value})
        elif key == "rft.aufirst":
            item["creators"][-1]["firstName"] = value
    return item


def unapi(page: BeautifulSoup, fetch: Fetch) -> list[Item]:
    """Of the server that the page names, an item for each identifier in it, in the best format."""
    server = page.select_one('link[rel="unapi-server"]')
    if server is None:
        return []
    address = str(server["href"])
    offered = etree.fromstring(fetch(address).encode())
    names = {str(each.get("name")) for each in offered.iter("format")}
    best = next(name for name in UNAPI_ORDER if name in names)
    assert best == "rdf_zotero", "the others are read by other translators"
    ids = [str(abbr["title"]) for abbr in page.select("abbr.unapi-id[title]")]
    return [rdf(fetch(f"{address}?id={each}&format={best}")) for each in ids]


def rdf(xml: str) -> Item:
    """Zotero's own RDF: the first node."""
    node = etree.fromstring(xml.encode())[0]

    def first(*paths: str) -> str:
        found = (node.findtext(path, None, NAMES) for path in paths)
        return next((str(text) for text in found if text is not None), "")

    stated = first("z:itemType", "z:type")
    people = node.findall("bib:authors/rdf:Seq/rdf:li/foaf:Person", NAMES)
    item: Item = {
        "itemType": stated if stated in TYPES else "journalArticle",
        "title": first("dc:title"),
        "publicationTitle": first("prism:publicationName", "dc:source"),
        "publisher": first("dc:publisher"),
        "date": first("dc:date", "dcterms:dateSubmitted"),
        "accessDate": first("dcterms:dateSubmitted"),
        "language": first("dc:language"),
        "url": first("dc:identifier/dcterms:URI/rdf:value"),
        "archiveLocation": first("dc:coverage"),
        "archive": first("z:archive"),
        "pages": first("bib:pages"),
        "abstractNote": first("dcterms:abstract", "dc:description"),
        "extra": first("dc:description"),
        "creators": [
            {
                "lastName": person.findtext("foaf:surname", "", NAMES),
                "firstName": person.findtext("foaf:givenName", "", NAMES),
            }
            for person in people
        ],
    }
    return {field: value for field, value in item.items() if value}
