"""A citation on the terminal: in a style, in a format, or all of it.

Promises: the same texts as the site's page "Cite", its files and the API. Without ``public_url``
links begin with the address that the site would have here, and a sentence says so.
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from archive.cite import Cited, csl_item, plain_text, written
from archive.settings import Settings
from web.citing import citation_plain
from web.commands import print_json, print_lines
from web.csl_styles import STYLES, Formatted, every_style, formatted
from web.terminal_answers import Found

NO_PUBLIC_URL = (
    "Links in citations begin with {}, which leads nowhere from elsewhere. Set public_url to "
    "the address that others reach this archive by."
)


def link_base(settings: Settings) -> str:
    """What links in citations begin with, without a slash at the end; warns where it is local."""
    base = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    warning = local_links(settings, base)
    if warning:
        click.echo(warning, err=True)
    return base


def local_links(settings: Settings, base: str) -> str:
    """What whoever cites must know of the links, or ""."""
    return "" if settings.public_url else NO_PUBLIC_URL.format(base)


def cite(
    found: Found, settings: Settings, as_json: bool, style: str | None, form: str | None
) -> None:
    """Print the citation of what was found. Raises NotFoundError for words that never were."""
    cited = found.cited(link_base(settings))
    if as_json:
        print_json(citation_plain(cited, local_links(settings, cited.base)))
    else:
        print_lines(_lines(cited, style, form))


def _lines(cited: Cited, style: str | None, form: str | None) -> Iterator[str]:
    """In a format or a style; without either the plain text and every style."""
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
