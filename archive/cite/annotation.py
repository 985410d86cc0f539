"""A citation as a W3C Web Annotation in JSON-LD: what was quoted, from which text, from when.

Promises: two targets. One is our edition of the text, with a quote and a position selector, since
positions count in it, and its SHA-256. The other is the original address, with the state it was in
(a ``TimeState`` with the date of the capture and the copy kept here) and the quote selector, since
positions in it are not ours to say. A date that is not known to the second is given as the
interval it is known to lie in. Source: Web Annotation Data Model (W3C, 2017), 4.2 and 4.3.
"""

from __future__ import annotations

import calendar
import json
from datetime import UTC
from typing import Any

from archive import facts
from archive.cite.cited import Cited
from archive.cite.csl import clean, date_parts, original_url
from archive.model import Dating

Plain = dict[str, Any]
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE = f'application/ld+json; profile="{CONTEXT}"'


def annotation(cited: Cited) -> str:
    """The annotation, indented, with its last newline."""
    return json.dumps(annotation_plain(cited), ensure_ascii=False, indent=2) + "\n"


def annotation_plain(cited: Cited) -> Plain:
    """The same as plain values. Without a quotation the whole document is the target."""
    targets = [_our_text(cited)]
    if original_url(cited.document):
        targets.append(_original(cited))
    return {
        "@context": CONTEXT,
        "id": f"{cited.link}.jsonld",
        "type": "Annotation",
        "motivation": "highlighting" if cited.quotation else "bookmarking",
        "canonical": cited.link,
        "target": targets,
    }


def _our_text(cited: Cited) -> Plain:
    document = cited.document
    quotation = cited.quotation
    address = cited.base + facts.document_address(document.id)
    source: Plain = {
        "id": address,
        "type": "Text",
        "format": "text/html",
        "schema:name": clean(facts.title_of(document)),
        "schema:sha256": document.text_sha256,
        "schema:creator": f"{document.parser} {document.parser_version}",
    }
    language = facts.language_of(document)
    source |= {"language": language} if language else {}
    selectors = _quote_selector(cited)
    if quotation and quotation.start is not None:
        position = {
            "type": "TextPositionSelector", "start": quotation.start, "end": quotation.end,
        }  # fmt: skip
        selectors = [*selectors, position]
    return {"type": "SpecificResource", "source": source} | _selected(selectors)


def _original(cited: Cited) -> Plain:
    document = cited.document
    copy = cited.base + facts.document_address(document.id) + "/original"
    state: Plain = {"type": "TimeState", "cached": copy}
    captured = facts.captured_of(document)
    state |= _source_date(captured[0]) if captured else {}
    target = {"type": "SpecificResource", "source": original_url(document), "state": state}
    return target | _selected(_quote_selector(cited))


def _selected(selectors: list[Plain]) -> Plain:
    return {"selector": selectors} if selectors else {}


def _quote_selector(cited: Cited) -> list[Plain]:
    quotation = cited.quotation
    if quotation is None:
        return []
    context = {"prefix": quotation.prefix, "suffix": quotation.suffix}
    known = {name: text for name, text in context.items() if text}
    return [{"type": "TextQuoteSelector", "exact": quotation.text, **known}]


def _source_date(dating: Dating) -> Plain:
    """When the original was so: an instant in UTC, or the first and last second of a period."""
    if dating.precision == "second":
        moment = facts.instant(dating)
        if moment is None:
            return {}
        if moment.tzinfo:
            return {"sourceDate": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}
    known = date_parts(dating)
    if known is None:
        return {}
    year, *rest = known["date-parts"][0]
    first = [*rest, 1, 1][:2]
    last_month = rest[0] if rest else 12
    last_day = rest[1] if len(rest) > 1 else calendar.monthrange(year, last_month)[1]
    return {
        "sourceDateStart": f"{year:04}-{first[0]:02}-{first[1]:02}T00:00:00Z",
        "sourceDateEnd": f"{year:04}-{last_month:02}-{last_day:02}T23:59:59Z",
    }
