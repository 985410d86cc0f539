"""Front matter: the YAML that stands before a Markdown text and describes it.

Promises: the facts that archives use, each with the basis "front matter"; unknown keys are left
alone; broken YAML gives a notice and no facts. Values are read as they are written, never as
YAML's own numbers and dates.
"""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from archive.model import Agent, Dating, Fact, Metadata
from indexer.byline_names import read_names
from indexer.dates import find_date
from indexer.language import primary

_BASIS = "front matter"
_UNREADABLE = "The front matter is not valid YAML; it was kept, but nothing was read from it."


def read_front_matter(text: str) -> tuple[Metadata, str]:
    """The metadata that the YAML states, and a notice ("" when there is none)."""
    try:
        loaded = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 (it makes strings only)
    except (yaml.YAMLError, RecursionError, ValueError):
        return Metadata(), _UNREADABLE
    if not isinstance(loaded, Mapping):
        return Metadata(), _UNREADABLE if loaded else ""
    stated = {str(key).strip().lower().replace("-", "_"): value for key, value in loaded.items()}
    authors = _authors(_first(stated, "authors", "author", "by", "creator"))
    return Metadata(
        title=_fact(stated, "title"),
        subtitle=_fact(stated, "subtitle"),
        authors=authors,
        authors_basis=_BASIS if authors else "",
        published=_date(_first(stated, "published", "date", "publish_date", "pubdate", "created")),
        modified=_date(_first(stated, "modified", "updated", "lastmod", "last_modified")),
        source=_fact(stated, "publication", "publisher", "site", "site_name"),
        language=_language(_first(stated, "lang", "language", "locale")),
        original_url=_url(_first(stated, "source_url", "original_url", "url", "source", "link")),
    ), ""


def _first(stated: Mapping[str, object], *keys: str) -> object:
    return next((stated[key] for key in keys if stated.get(key)), None)


def _fact(stated: Mapping[str, object], *keys: str) -> Fact | None:
    value = _first(stated, *keys)
    line = " ".join(value.split()) if isinstance(value, str) else ""
    return Fact(value=line, basis=_BASIS) if line else None


def _date(value: object) -> Dating | None:
    if not isinstance(value, str):
        return None
    text = value.strip()
    if len(text) == 4 and text.isdecimal():
        return Dating(value=text, precision="year", basis=_BASIS, text=text)
    if len(text) == 7 and text[:4].isdecimal() and text[4] == "-" and text[5:] in _MONTHS:
        return Dating(value=text, precision="month", basis=_BASIS, text=text)
    return find_date(text, basis=_BASIS)


_MONTHS = frozenset(f"{month:02}" for month in range(1, 13))


def _authors(value: object) -> tuple[Agent, ...]:
    if isinstance(value, str):
        named = read_names(value, after_by_word=True)
        return named or ((Agent(name=" ".join(value.split())),) if value.strip() else ())
    if isinstance(value, Mapping):
        return _authors(value.get("name"))
    if isinstance(value, list):
        return tuple(agent for item in value for agent in _authors(item))
    return ()


def _language(value: object) -> Fact | None:
    language = primary(value) if isinstance(value, str) else ""
    return Fact(value=language, basis=_BASIS) if language else None


def _url(value: object) -> Fact | None:
    address = value.strip() if isinstance(value, str) else ""
    is_address = address.startswith(("http://", "https://")) and not any(map(str.isspace, address))
    return Fact(value=address, basis=_BASIS) if is_address else None
