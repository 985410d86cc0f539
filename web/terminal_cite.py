"""A citation on the terminal: in a style, in a format, or all of it.

Promises: the same texts as the site's page "Cite" and its files. Without ``public_url`` links begin
with the address that the site would have here, and a sentence says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive.cite import FORMATS, Cited, csl_item, plain_text, written
from archive.settings import Settings
from web.csl_styles import STYLES, Formatted, every_style, formatted

STYLE_NAMES = tuple(style.name for style in STYLES)
FORMAT_NAMES = tuple(FORMATS)
NO_PUBLIC_URL = (
    "Links in this citation begin with {}, which leads nowhere from elsewhere. Set public_url to "
    "the address that others reach this archive by."
)


def base_of(settings: Settings) -> str:
    """What links begin with: ``public_url``, or the address of the site here."""
    return settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"


def citation_lines(cited: Cited, style: str | None, form: str | None) -> Iterator[str]:
    """The citation in a format or a style; without either the plain text and every style."""
    if form:
        yield written(cited, form).rstrip("\r\n")
        return
    item = csl_item(cited)
    if style:
        chosen = next(each for each in STYLES if each.name == style)
        yield from _style_lines(formatted(item, chosen, cited.link))
        return
    yield plain_text(cited)
    for each in every_style(item, cited.link):
        yield each.style.label
        yield from (f"    {line}" for line in _style_lines(each))


def _style_lines(one: Formatted) -> Iterator[str]:
    labelled = ((one.style.note, one.note_text), (one.style.entry, one.entry_text))
    yield from (f"{label}: {text}" for label, text in labelled if text)
    if one.remark:
        yield one.remark
