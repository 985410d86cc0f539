"""What templates may call: facts in words, marked text, addresses.

Promises: templates only place things; every decision about words, marks, directions and
addresses is a function with a name, made available here. Does not search or read documents.
"""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from flask import Flask, request
from jinja2 import Environment, StrictUndefined

from archive import facts, identifiers
from web import found, interface, marks, names, speaking, words
from web.templating import SiteTemplates


def install(app: Flask) -> None:
    """Give the templates of ``app`` their languages, filters and functions."""
    app.jinja_environment = SiteTemplates
    equip(app.jinja_env)


def equip(environment: Environment) -> None:
    """The same for any templates; ``with_query`` needs a request.

    A name that a template misspells is an error, not an empty place.
    """
    environment.undefined = StrictUndefined
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.filters.update(
        {
            "breakable": marks.breakable,
            "basis_clause": words.basis_clause,
            "by_ocr": words.by_ocr,
            "counted": words.counted,
            "dated": marks.dated,
            "day": interface.day,
            "digits": interface.digits,
            "language_name": interface.language_name,
            "leaf": words.leaf,
            "listed": words.listed,
            "number": interface.number,
            "reason_name": words.reason_name,
            "selected": words.selected,
            "short_day": words.short_day,
            "short_size": words.short_size,
            "show": identifiers.show,
            "size": words.size,
            "stamped": words.stamped,
            "translated": interface.translated,
            "type_name": words.type_name,
        }
    )
    environment.globals.update(
        {
            "authors_of": words.authors_of,
            "captured_of": facts.captured_of,
            "direction": marks.direction,
            "document_address": found.document_address,
            "field_name": words.field_name,
            "field_names": names.FIELD_NAMES,
            "is_web_address": is_web_address,
            "language_of": facts.language_of,
            "marked": marks.marked,
            "passage_address": facts.passage_address,
            "source_name": facts.source_of,
            "languages": speaking.ways,
            "spoken": interface.spoken,
            "stamp_proves": words.STAMP_PROVES,
            "title_of": facts.title_of,
            "with_query": with_query,
        }
    )


def with_query(address: str, **parameters: str | int) -> str:
    """The address with those of the parameters that say something.

    With a query goes what the running request has taken out of it.
    """
    said = [(name, value) for name, value in parameters.items() if value]
    if parameters.get("q"):
        said += [("without", text) for text in request.args.getlist("without")]
    return f"{address}?{urlencode(said)}" if said else address


def is_web_address(url: str) -> bool:
    """Whether a link to it can do no more than open a page of the web."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
