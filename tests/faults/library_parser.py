"""A parser that uses what real ones do, to see that it works in confinement."""

from __future__ import annotations

from dataclasses import replace

from archive.model import Edition
from tests.faults import hostile_parsers


def prepare() -> None:
    """Load what confinement forbids to load; the rest is loaded within it."""
    import py3langid

    py3langid.classify("x")


def read(data: bytes, media_type: str, name: str) -> Edition:
    """An edition whose notices are the heading, the main text and the language of a page."""
    import lxml.html
    import py3langid
    import trafilatura

    page = data.decode()
    heading = lxml.html.document_fromstring(page).findtext(".//h1") or ""
    text = trafilatura.extract(page) or ""
    edition = hostile_parsers.read(data, media_type, name)
    return replace(edition, notices=(heading, text, py3langid.classify(text)[0]))
