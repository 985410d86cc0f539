"""The title of a page, chosen among what the page says and shows.

Promises: one of the page's own titles, at most without the site's name; the one on which most of
the sources agree, and among equals what a reader sees as the headline. A headline that names the
site, or that stands in a menu or a notice, is not preferred. No list of sites.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from archive.model import Fact
from indexer.parsers.html.align import letters
from indexer.parsers.html.head import Head

# How much each source says; they are not independent, since most are made of one field.
_WEIGHTS = {"h1": 1.5, "JSON-LD": 0.8, "og": 0.75, "title": 0.75, "twitter": 0.3, "other": 0.3}
_BASES = {"h1": "h1", "JSON-LD": "JSON-LD", "title": "title element"}  # of others: meta tag
_SHORTENED = 0.75  # of a source's weight, for what it says without its first or last part
_LIKE = 0.3  # the same for what holds what it says, or is held in it
_APART = 0.8  # taken from a headline in a menu, a notice and the like
_BESIDE = 1.5  # … from what one source puts beside the title of another: it is the site's name
_NAMES_SITE = 2.0  # … from what is known to be the site's name
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
    """A shown h1; ``apart``: it stands where no title of a text does."""

    text: str
    apart: bool = False


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


def choose_title(head: Head, stated: str, headlines: Sequence[Headline], site: str) -> Fact | None:
    """The title; ``stated`` is JSON-LD's, ``headlines`` the h1 as shown, ``site`` its name."""
    known = _Site(letters(site), _hosts(head))
    shown = [
        Headline(known.taken_off(_MARK.sub("", headline.text)), headline.apart)
        for headline in headlines[:_HEADLINES]
        if letters(headline.text)
    ]
    said = {
        source: _forms(known.taken_off(text))
        for source, text in _stated(head, stated)
        if letters(text)
    }
    rests = {letters(rest) for rest in _rests(shown, said)}
    agreed = _Agreement([each for each in shown if letters(each.text) not in rests], said)
    best: tuple[float, str, str] | None = None
    for source, text, apart in _candidates(shown, said):
        folded = letters(text)
        score = agreed.of(folded) - _APART * apart - _NAMES_SITE * known.is_named(text)
        score -= _BESIDE * (folded in rests) + (len(text) > _LONGEST)
        if folded and (best is None or score > best[0] + 1e-9):
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
) -> Iterator[tuple[str, str, bool]]:
    """Source, text and whether it stands apart, of all titles."""
    for headline in shown:
        yield "h1", headline.text, headline.apart
    for source, forms in said.items():
        for form in forms:
            yield source, form, False


class _Agreement:
    """How much the sources agree with a title."""

    def __init__(self, shown: Sequence[Headline], said: Mapping[str, Sequence[str]]) -> None:
        self._shown = [letters(headline.text) for headline in shown]
        self._said = {source: [letters(form) for form in forms] for source, forms in said.items()}

    def of(self, folded: str) -> float:
        """The weight of the sources that say the same, less of those that nearly do."""
        score = _WEIGHTS["h1"] * max((_likeness(folded, (h,)) for h in self._shown), default=0.0)
        for source, forms in self._said.items():
            score += _WEIGHTS[source] * _likeness(folded, forms)
        return score


def _likeness(folded: str, forms: Sequence[str]) -> float:
    """How much a title is what a source says, whole or shortened."""
    whole = forms[0]
    if folded == whole:
        return 1.0
    if folded in forms:
        return _SHORTENED
    return _LIKE if folded in whole or whole in folded else 0.0


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


def _forms(text: str) -> list[str]:
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
