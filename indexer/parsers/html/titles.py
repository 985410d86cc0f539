"""The title of a page, chosen among what the page says and shows.

Promises: one of the page's own titles, at most without the site's name; the one for which most
speaks: what is shown right above the text, and what the sources outside it agree on. A headline
that names the site, or that stands in a menu or a notice, is not preferred. No list of sites.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from archive.model import Fact
from indexer.parsers.html.align import letters
from indexer.parsers.html.head import Head


@dataclass(frozen=True, slots=True)
class _Weights:
    """How much it says for a title that a source says the same, says it in part, or nearly does."""

    whole: float
    shortened: float = 0.0  # the source says it before or behind a sign that parts titles
    like: float = 0.0  # it holds what the source says, or is held in it


# Chosen on half of the sites of several sets, and no worse on the other half (decision 34). Most
# sources are made of one field, the title for search engines; og, that for readers elsewhere, says
# most of them. A title that says a little more or less than a source is another one.
_WEIGHTS = {
    "h1": _Weights(0.8),
    "JSON-LD": _Weights(0.6, 0.2, -0.7),
    "og": _Weights(1.2, 0.9, -0.5),
    "title": _Weights(0.5, 0.45, 0.5),
    "twitter": _Weights(0.0),
    "other": _Weights(0.5, 0.1, -0.5),
}
_NEAR = 1.6  # for an h1 that stands right above the text
_HEADING = 1.7  # for what another heading there says, which is the headline of many designs
_BASES = {"h1": "h1", "JSON-LD": "JSON-LD", "title": "title element"}  # of others: meta tag
_APART = 0.5  # taken from a headline in a menu, a notice and the like
_BESIDE = 0.7  # … from what one source puts beside the title of another: it is the site's name
_NAMES_SITE = 1.2  # … from what is known to be the site's name
_LONGEST = 250  # code points; longer is no title
_HEADLINES = 6  # h1 elements looked at; a page with more uses them for something else

_PART = re.compile(r"\s+(?:[|–—•·»«-]|::)+\s+|\s*[|]\s*")
_BEFORE_COLON = re.compile(r"(.+?):\s+(.+)", re.DOTALL)
_HOST = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,4}")
_MARK = re.compile(r"\s*[¶#§🔗]+\s*$")  # of a link to the headline itself
_EDGES = " |–—•·»«:-"
_SHORT = 4  # letters; a shorter name is found by chance


@dataclass(frozen=True, slots=True)
class Headline:
    """A shown heading; ``apart``: it stands where no title of a text does.

    ``near``: right above the text. ``parts`` are its strings in the page, of which the last may be
    the title and the others a line above it.
    """

    text: str
    level: int = 1
    apart: bool = False
    near: bool = False
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Site:
    """The names by which a site may call itself, as letters."""

    name: str
    hosts: frozenset[str]

    def is_named(self, text: str) -> bool:
        """Whether a text is the site's name, or its address."""
        said = letters(text)
        is_name = said == self.name or said in self.hosts
        if is_name or _HOST.fullmatch(text.strip().lower()):
            return bool(said)
        begins = said.startswith(self.name) or self.name.startswith(said)
        return begins and min(len(said), len(self.name)) > _SHORT

    def taken_off(self, text: str) -> str:
        """A title without the site's name before or after it."""
        while (shorter := self._shorter(text)) != text:
            text = shorter
        return text

    def _shorter(self, text: str) -> str:
        cuts = list(_PART.finditer(text))
        if cuts:
            first, last = cuts[0], cuts[-1]
            if text[: last.start()].strip() and self.is_named(text[last.end() :]):
                return text[: last.start()].strip()
            if text[first.end() :].strip() and self.is_named(text[: first.start()]):
                return text[first.end() :].strip()
        named = _BEFORE_COLON.fullmatch(text)
        return named[2] if named and self.name and letters(named[1]) == self.name else text


def choose_title(head: Head, stated: str, headings: Sequence[Headline], site: str) -> Fact | None:
    """The title; ``stated`` is JSON-LD's, ``headings`` those shown, ``site`` its name."""
    known = _Site(letters(site), _hosts(head))
    shown = [
        replace(heading, text=known.taken_off(_MARK.sub("", heading.text)))
        for heading in [each for each in headings if each.level == 1][:_HEADLINES]
    ]
    said = {
        source: title_forms(known.taken_off(text))
        for source, text in _stated(head, stated)
        if letters(text)
    }
    rests = {letters(rest) for rest in _rests(shown, said)}
    support = _Support([each for each in shown if letters(each.text) not in rests], said)
    candidates = _candidates(shown, said)
    headlines = set(_told_by_others(headings, known, {letters(text) for _, text, _ in candidates}))
    best: tuple[float, str, str] | None = None
    for source, text, headline in candidates:
        folded = letters(text)
        score = support.of(folded) + _HEADING * (folded in headlines)
        if headline is not None:
            score += -_APART if headline.apart else _NEAR * headline.near
        score -= _NAMES_SITE * known.is_named(text) + _BESIDE * (folded in rests)
        score -= len(text) > _LONGEST
        if best is None or score > best[0] + 1e-9:
            best = (score, text, source)
    if best is None:
        return None
    _, text, source = best
    return Fact(value=unicodedata.normalize("NFC", text), basis=_BASES.get(source, "meta tag"))


def _stated(head: Head, stated: str) -> Iterator[tuple[str, str]]:
    """What each source outside the visible text says, the better first."""
    yield "JSON-LD", stated
    yield "og", head.first("og:title")[0]
    yield "title", head.title
    yield "twitter", head.first("twitter:title")[0]
    yield "other", head.first("dc.title", "dcterms.title", "citation_title", "headline")[0]


def _candidates(
    shown: Sequence[Headline], said: Mapping[str, Sequence[str]]
) -> list[tuple[str, str, Headline | None]]:
    """Source, text and headline of all titles, each once."""
    found: dict[str, tuple[str, str, Headline | None]] = {}
    for headline in shown:
        found.setdefault(letters(headline.text), ("h1", headline.text, headline))
    for source, forms in said.items():
        for form in forms:
            found.setdefault(letters(form), (source, form, None))
    found.pop("", None)
    return list(found.values())


def _told_by_others(headings: Sequence[Headline], site: _Site, titles: set[str]) -> Iterator[str]:
    """The titles that headings above the text show, other than the first ones, as letters.

    Of a heading in several parts that ends with a title, the others are what stands above it.
    """
    for heading in headings:
        if heading.level == 1 or not heading.near:
            continue
        parts = [part for part in map(letters, heading.parts) if part]
        ends = {"".join(parts[start:]) for start in range(1, len(parts))} & titles
        if ends:
            yield from ends
        else:
            yield letters(site.taken_off(_MARK.sub("", heading.text)))


class _Support:
    """How much the sources say for a title."""

    def __init__(self, shown: Sequence[Headline], said: Mapping[str, Sequence[str]]) -> None:
        self._shown = {letters(each.text) for each in shown if not each.apart}
        self._said = {source: [letters(form) for form in forms] for source, forms in said.items()}

    def of(self, folded: str) -> float:
        """The sum of what each source says for it."""
        score = _WEIGHTS["h1"].whole * (folded in self._shown)
        for source, forms in self._said.items():
            score += _said_for(folded, forms, _WEIGHTS[source])
        return score


def _said_for(folded: str, forms: Sequence[str], weights: _Weights) -> float:
    """What a source says for a title; ``forms`` are what it says, whole first."""
    whole = forms[0]
    if folded == whole:
        return weights.whole
    if folded in forms:
        return weights.shortened
    return weights.like if folded in whole or whole in folded else 0.0


def _hosts(head: Head) -> frozenset[str]:
    """The names in the host of the page's stated address, as letters."""
    for address in (*head.canonical, head.first("og:url")[0]):
        try:
            host = (urlsplit(address).hostname or "").removeprefix("www.")
        except ValueError:  # an address with a broken host
            continue
        if host:
            labels = host.split(".")
            names = [label for label in labels if len(label) >= _SHORT]
            return frozenset(map(letters, (*names, host, ".".join(labels[-2:]))))
    return frozenset()


def title_forms(text: str) -> list[str]:
    """A title, and the same without its first or last part, which may be the site's name."""
    cuts = list(_PART.finditer(text))
    if not cuts:
        return [text]
    first, last = cuts[0], cuts[-1]
    forms = [text, text[: last.start()], text[: first.start()], text[first.end() :]]
    return list(dict.fromkeys(form.strip() for form in forms if form.strip())) or [text]


def _rests(shown: Sequence[Headline], said: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """What a source says behind what another one, or a headline, gives as the whole title."""
    headlines = {letters(headline.text) for headline in shown}
    wholes = {source: letters(forms[0]) for source, forms in said.items()}
    for source, forms in said.items():
        others = headlines.union(whole for other, whole in wholes.items() if other != source)
        for form in forms[1:]:
            if letters(form) in others and forms[0].startswith(form):
                yield forms[0][len(form) :].strip(_EDGES)
