"""What a page says of itself in JSON-LD (schema.org), for programs.

Promises: broken, enormous or endlessly nested JSON is passed over; of several things described
the one that is most an article; names of people and organisations with their kind. Strings come
with HTML marks removed and white space folded. Believes nothing and chooses nothing else.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from archive.model import Agent
from indexer.parsers.html.head import plain

_SIZE = 1_000_000  # code points of one script; nodes read of one page below
_NODES = 5_000
_MARKUP = re.compile(r"<[^>]{1,200}>")
_WRAPPED = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$")
_RANKS = {  # of what is described; all other types whose name ends with Article or Posting: 3
    "newsarticle": 4,
    "report": 3,
    "review": 2,
    "recipe": 2,
    "scholarlyarticle": 4,
    "book": 1,
    "videoobject": 1,
    "howto": 1,
    "webpage": 1,
    "qapage": 1,
    "creativework": 1,
}


_ORGANISATIONS = frozenset({"organization", "newsmediaorganization", "corporation"})


@dataclass(frozen=True, slots=True)
class Described:
    """The stated facts of the article; empty where nothing is stated."""

    headline: str = ""
    subtitle: str = ""
    description: str = ""
    authors: tuple[Agent, ...] = ()
    published: str = ""
    modified: str = ""
    publisher: str = ""
    language: str = ""
    url: str = ""
    body: str = ""


def read_jsonld(root: HtmlElement) -> Described:
    """What the page's JSON-LD says of the article in it."""
    nodes = list(_nodes(root))
    by_id = {str(node.get("@id")): node for node in nodes if "name" in node}
    best = max(nodes, key=_rank, default={})
    if _rank(best) == 0:
        best = {}
    site = next((node for node in nodes if _types(node) & {"website"}), {})
    publisher = _agents(best.get("publisher"), by_id) or _agents(site.get("publisher"), by_id)
    return Described(
        headline=_text(best.get("headline")) or _text(best.get("name")),
        subtitle=_text(best.get("alternativeHeadline")),
        description=_text(best.get("description")),
        authors=_agents(best.get("author"), by_id) or _agents(best.get("creator"), by_id),
        published=_text(best.get("datePublished")) or _text(best.get("dateCreated")),
        modified=_text(best.get("dateModified")),
        publisher=publisher[0].name if publisher else _text(site.get("name")),
        language=_text(best.get("inLanguage")),
        url=_text(best.get("url")) or _text(best.get("mainEntityOfPage")),
        body=_text(best.get("articleBody")),
    )


def _nodes(root: HtmlElement) -> Iterator[dict[str, Any]]:
    """The objects of all scripts, outermost first, without recursion."""
    waiting: list[Any] = [
        _loaded(script.text or "")
        for script in root.iter("script")
        if "ld+json" in (script.get("type") or "").lower()
    ]
    read = 0
    while waiting and read < _NODES:
        node = waiting.pop(0)
        read += 1
        if isinstance(node, list):
            waiting[:0] = node[:_NODES]
        elif isinstance(node, dict):
            yield node
            waiting += [value for value in node.values() if isinstance(value, dict | list)]


def _loaded(text: str) -> Any:
    if len(text) > _SIZE:
        return None
    for attempt in (text, _WRAPPED.sub("", text), _WRAPPED.sub("", _WRAPPED.sub("", text))):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _types(node: dict[str, Any]) -> set[str]:
    stated = node.get("@type")
    names = stated if isinstance(stated, list) else [stated]
    return {str(name).rpartition("/")[2].rpartition(":")[2].lower() for name in names}


def _rank(node: dict[str, Any]) -> float:
    """How much a thing described is an article; those that say more go before."""
    rank = 0.0
    for name in _types(node):
        is_article = name.endswith(("article", "posting"))
        rank = max(rank, _RANKS.get(name, 3 if is_article else 0))
    said = sum(key in node for key in ("headline", "author", "datePublished"))
    return rank + said if rank else 0.0


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("@id") or value.get("name") or ""
    if not isinstance(value, str):
        return ""
    return plain(_MARKUP.sub(" ", html.unescape(value)))


def _agents(value: Any, by_id: dict[str, dict[str, Any]]) -> tuple[Agent, ...]:
    """The people and organisations that a property names, as text, objects or references."""
    agents: list[Agent] = []
    for one in value if isinstance(value, list) else [value]:
        is_organisation = False
        if isinstance(one, dict):
            if "name" not in one:
                one = by_id.get(str(one.get("@id")), one)
            is_organisation = bool(_types(one) & _ORGANISATIONS)
            name = one.get("name")
            names = name if isinstance(name, list) else [name]
        else:
            names = [one]
        for name in names:
            text = _text(name)
            if text and not text.startswith(("http:", "https:")):
                agents.append(
                    Agent(name=text, kind="organization" if is_organisation else "person")
                )
    return tuple(dict.fromkeys(agents))
