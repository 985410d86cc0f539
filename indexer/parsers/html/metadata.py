"""Everything known of a page, each fact with where it was found.

Promises: puts together what the head, the JSON-LD, the saving tool and the visible lines say;
invents nothing: what is not stated is left empty. The choice of title, authors and dates is made
in the modules of these names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml.html import HtmlElement

from archive.model import Fact, Metadata
from indexer.language import identify, primary
from indexer.parsers.html.authors import find_authors
from indexer.parsers.html.dating import modified, published
from indexer.parsers.html.furniture import Article
from indexer.parsers.html.head import Head, read_head
from indexer.parsers.html.jsonld import Described, read_jsonld
from indexer.parsers.html.saved import Saved, is_web, read_saved
from indexer.parsers.html.titles import Headline, choose_title
from indexer.parsers.html.tree import Page


@dataclass(frozen=True, slots=True)
class Stated:
    """What a page states outside its visible text."""

    page: Page
    head: Head
    described: Described
    saved: Saved
    language: str  # as declared, primary subtag

    @property
    def descriptions(self) -> list[str]:
        """The summaries that the page gives of itself."""
        return [
            self.described.description,
            self.described.subtitle,
            *self.head.all("description", "og:description", "twitter:description", "lead"),
        ]


def read_stated(page: Page, saved: Saved | None = None) -> Stated:
    """Read what a page states of itself, once; ``saved`` is what its saving tool says beside it."""
    return Stated(
        page=page,
        head=read_head(page.source, page.root),
        described=read_jsonld(page.root),
        saved=saved or read_saved(page.source[:20_000]),
        language=_declared_language(page.root),
    )


def title_of(stated: Stated, headlines: Sequence[Headline]) -> Fact | None:
    """The page's title; ``headlines`` are its h1 as shown."""
    source = _source(stated)
    site = source.value if source else ""
    return choose_title(stated.head, stated.described.headline, headlines, site)


def metadata_of(stated: Stated, title: Fact | None, article: Article, text: str) -> Metadata:
    """All that is known; ``text`` is the main text."""
    language = identify(text, stated.language)
    spoken = language.value if language else stated.language
    source = _source(stated)
    authors = find_authors(
        stated.head,
        stated.described,
        stated.page,
        article.lines,
        source.value if source else "",
        spoken,
    )
    return Metadata(
        title=title,
        subtitle=_subtitle(stated, article.subtitle),
        authors=authors.names,
        authors_basis=authors.basis,
        byline=authors.line,
        published=published(
            stated.head,
            stated.described,
            stated.page,
            article.dated,
            article.lines,
            spoken,
        ),
        modified=modified(stated.head, stated.described, spoken),
        source=source,
        language=language,
        original_url=_original_url(stated),
        captured=stated.saved.captured,
        captured_from=_said(stated.saved, stated.saved.url),
        captured_by=_said(stated.saved, stated.saved.tool),
    )


def _declared_language(root: HtmlElement) -> str:
    for name, value in root.items():
        if name in {"lang", "xml:lang"} and primary(value):
            return primary(value)
    return ""


def _source(stated: Stated) -> Fact | None:
    """The publication or site."""
    site, _ = stated.head.first("og:site_name")
    if site:
        return Fact(value=site, basis="meta tag")
    if stated.described.publisher:
        return Fact(value=stated.described.publisher, basis="JSON-LD")
    site, _ = stated.head.first("application-name", "dc.publisher", "citation_journal_title")
    return Fact(value=site, basis="meta tag") if site else None


def _subtitle(stated: Stated, shown: str) -> Fact | None:
    if shown:
        return Fact(value=shown, basis="standfirst")
    if stated.described.subtitle:
        return Fact(value=stated.described.subtitle, basis="JSON-LD")
    return None


def _said(saved: Saved, value: str) -> Fact | None:
    """What the saving tool says of the capture."""
    return Fact(value=value, basis=saved.basis) if value else None


def _original_url(stated: Stated) -> Fact | None:
    """The page's address on the web: as it states it, else as the saving tool noted it."""
    base = stated.saved.url
    for address, basis in (
        *((href, "canonical link") for href in stated.head.canonical),
        (stated.head.first("og:url")[0], "meta tag"),
        (stated.saved.url, stated.saved.basis),
        (stated.described.url, "JSON-LD"),
    ):
        try:
            absolute = urljoin(base, address) if address else ""
        except ValueError:  # an address with a broken host
            continue
        if is_web(absolute):
            return Fact(value=absolute, basis=basis)
    return None
