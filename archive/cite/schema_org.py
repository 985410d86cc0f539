"""A page's own description in schema.org's words, as JSON-LD, for search engines and harvesters.

Promises: the same facts as the citation; the page is described as a copy that an archive holds
(``archivedAt``), not as the original, whose address it is based on. Source: schema.org 28.
"""

from __future__ import annotations

from typing import Any

from archive import facts
from archive.cite.cited import Cited
from archive.cite.csl import Item, iso_date, original_url

Plain = dict[str, Any]
TYPES = {
    "webpage": "WebPage",
    "personal_communication": "EmailMessage",
    "book": "Book",
    "report": "Report",
    "document": "DigitalDocument",
}


def schema_org(cited: Cited, item: Item) -> Plain:
    """The document or, of a quotation, the quotation as part of it."""
    document = _document(cited, item)
    quotation = cited.quotation
    if quotation is None:
        return {"@context": "https://schema.org", **document}
    return {
        "@context": "https://schema.org",
        "@type": "Quotation",
        "@id": cited.link,
        "url": cited.link,
        "text": quotation.text,
        **({"inLanguage": quotation.language} if quotation.language else {}),
        "isPartOf": document,
    }


def _document(cited: Cited, item: Item) -> Plain:
    document = cited.document
    link = cited.base + facts.document_address(document.id)
    publisher = item.get("container-title") or item.get("publisher")
    values: Plain = {
        "@type": TYPES[item["type"]],
        "@id": link,
        "url": link,
        "name": item["title"],
        "author": [_author(agent.name, agent.kind) for agent in document.metadata.authors],
        "datePublished": iso_date(item, "issued"),
        "inLanguage": item.get("language"),
        "publisher": {"@type": "Organization", "name": publisher} if publisher else None,
        "isBasedOn": original_url(document),
        "archivedAt": link,
        "identifier": facts.document_address(document.id).rpartition("/")[2],
        "encoding": {
            "@type": "MediaObject",
            "contentUrl": f"{link}/original",
            "encodingFormat": document.media_type,
            "contentSize": str(document.size),
            "sha256": document.sha256,
        },
    }
    return {name: value for name, value in values.items() if value}


def _author(name: str, kind: str) -> Plain:
    return {"@type": "Organization" if kind == "organization" else "Person", "name": name}
