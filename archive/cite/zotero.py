"""What Zotero reads of a page: meta tags, a COinS span, and its own RDF through unAPI.

Promises: each gives the type of the work, which Zotero otherwise guesses (a title alone becomes a
journal article). RDF has everything and is what Zotero takes first; names that are not taken apart
stay whole in it. In meta tags such a name ends in a comma, which has Zotero's reader of them leave
it whole. Sources: zotero/translators (unAPI, COinS, Embedded Metadata, RDF); OpenURL COinS (2005);
ANSI/NISO Z39.88-2004; unAPI version 1 (2006).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import quote
from xml.sax.saxutils import escape

from archive.cite.csl import Item, iso_date

ITEM_TYPES = {
    "webpage": "webpage",
    "personal_communication": "email",
    "book": "book",
    "report": "report",
    "document": "document",
}
# What says that this is a context object, and in which format.
_CONTEXT = "ctx_ver=Z39.88-2004&rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Adc"
_RESERVED = re.compile("[^A-Za-z0-9_.~-]")  # RFC 3986, section 2.3
_SIGNS = 1 << 10  # signs kept as quoted
_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "z": "http://www.zotero.org/namespaces/export#",
    "bib": "http://purl.org/net/biblio#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
}


def meta_tags(item: Item) -> Iterator[tuple[str, str]]:
    """Names and contents of the ``<meta>`` elements: Zotero's type, Highwire Press, Dublin Core."""
    yield "z:itemType", ITEM_TYPES[item["type"]]
    container = item.get("container-title", "")
    publisher = item.get("publisher", "")
    issued, language = iso_date(item, "issued"), item.get("language", "")
    authors = [_inverted(name) for name in item.get("author", ())]
    named = (
        ("citation_title", item["title"]),
        *(("citation_author", name) for name in authors),
        ("citation_publication_date", issued),
        ("citation_language", language),
        ("citation_publisher", publisher),
        ("citation_public_url", item["URL"]),
        ("DC.title", item["title"]),
        *(("DC.creator", name) for name in authors),
        ("DC.date", issued),
        ("DC.language", language),
        ("DC.publisher", publisher),
        ("DC.source", container),
        ("DC.coverage", item["archive_location"]),
        ("DC.description", item["note"]),
    )
    yield from ((name, value) for name, value in named if value)


def coins(item: Item) -> str:
    """The context object of a COinS span, for its ``title``; not yet escaped for HTML."""
    more = (
        ("rft.source", item.get("container-title", "")),
        ("rft.publisher", item.get("publisher", "")),
        ("rft.language", item.get("language", "")),
        ("rft.description", item["note"]),
    )
    return _context_object([*_named(item), *more])


def coins_in_list(identity: Item) -> str:
    """The same of one of many on a page: what tells them apart; unAPI has the rest."""
    return _context_object(_named(identity))


def _named(item: Item) -> list[tuple[str, str]]:
    pairs = [
        ("rft.type", ITEM_TYPES[item["type"]]),
        ("rft.title", item["title"]),
        ("rft.identifier", item["URL"]),
        ("rft.date", iso_date(item, "issued")),
    ]
    for name in item.get("author", ()):
        if "literal" in name:
            pairs.append(("rft.aucorp", name["literal"]))
        else:
            pairs += [("rft.aulast", name["family"]), ("rft.aufirst", name["given"])]
    return pairs


def _context_object(pairs: Iterable[tuple[str, str]]) -> str:
    said = [(name, value) for name, value in pairs if value]
    return "&".join([_CONTEXT, *[f"{name}={_quoted(value)}" for name, value in said]])


def _quoted(text: str) -> str:
    """As ``quote`` does, in half the time: a page has a hundred such values."""
    return _RESERVED.sub(_as_quoted, text)


def _as_quoted(match: re.Match[str]) -> str:
    return _quoted_sign(match[0])


@lru_cache(maxsize=_SIGNS)
def _quoted_sign(sign: str) -> str:
    return quote(sign, safe="")


def zotero_rdf(item: Item) -> str:
    """The item in the RDF/XML that Zotero itself writes (unAPI's format ``rdf_zotero``)."""
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items())
    fields = "".join(f"  {field}\n" for field in _fields(item))
    about = escape(item["id"], {'"': "&quot;"})
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<rdf:RDF {spaces}>\n <rdf:Description rdf:about="urn:muniment:{about}">\n'
        f"{fields} </rdf:Description>\n</rdf:RDF>\n"
    )


def _fields(item: Item) -> Iterator[str]:
    issued = iso_date(item, "issued")
    yield _element("z:itemType", ITEM_TYPES[item["type"]])
    if "author" in item:
        people = "".join(f"<rdf:li>{_person(name)}</rdf:li>" for name in item["author"])
        yield f"<bib:authors><rdf:Seq>{people}</rdf:Seq></bib:authors>"
    uri = f"<dcterms:URI>{_element('rdf:value', item['URL'])}</dcterms:URI>"
    yield f"<dc:identifier>{uri}</dc:identifier>"
    simple = (
        ("dc:title", item["title"]),
        ("dc:date", issued),
        # Without a date of its own a work would be dated by this one.
        ("dcterms:dateSubmitted", iso_date(item, "accessed") if issued else ""),
        ("dc:source", item.get("container-title", "")),
        ("dc:publisher", item.get("publisher", "")),
        ("dc:language", item.get("language", "")),
        ("z:archive", item["archive"]),
        ("dc:coverage", item["archive_location"]),
        ("bib:pages", item.get("page", "")),
        ("dcterms:abstract", item.get("annote", "")),
        ("dc:description", item["note"]),
    )
    yield from (_element(name, value) for name, value in simple if value)


def _person(name: dict[str, str]) -> str:
    """One without a given name is one field, as of organisations."""
    family = name.get("literal") or name["family"]
    parts = _element("foaf:surname", family)
    parts += _element("foaf:givenName", name["given"]) if "given" in name else ""
    return f"<foaf:Person>{parts}</foaf:Person>"


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def _inverted(name: dict[str, str]) -> str:
    return f"{name['literal']}," if "literal" in name else f"{name['family']}, {name['given']}"
