"""What an evidence bundle is made of, as its writer and its pages both know it.

Promises: plain values; paths are relative to the bundle's own folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from archive.cite import Cited
from archive.identifiers import show
from archive.model import Document
from web.csl_styles import Formatted


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is said of a bundle as a whole.

    ``base`` is what links begin with, ``warning`` what must be known of them or "", ``agent`` the
    software and its version.
    """

    base: str
    warning: str
    agent: str
    made: str  # ISO 8601 UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A document or a quotation as the bundle's pages show it."""

    cited: Cited
    folder: str  # its files, from the bundle's own folder
    status: str  # how the link's words were found; "" of a document
    styles: tuple[Formatted, ...]
    files: tuple[tuple[str, str], ...]  # label and path

    @property
    def anchor(self) -> str:
        """Its name within a page."""
        return "q-" + key(self.cited)


@dataclass(slots=True, kw_only=True)
class Part:
    """A document in the bundle, with the quotations from it that were chosen."""

    document: Document
    item: Item
    original: str = ""  # path of the file, "" where it is not here
    notes: list[str] = field(default_factory=list)
    quotations: list[Item] = field(default_factory=list)

    @property
    def page(self) -> str:
        """The page with its whole text."""
        return f"documents/{show(self.document.id)}.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """What was written; ``problems`` are sentences."""

    documents: int
    quotations: int
    files: int
    bytes: int
    seal: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a bundle is made of: identifiers and links, and how they were found.

    ``searches`` are records of searches by the names of their files; ``notices`` are sentences.
    """

    identifiers: Sequence[str]
    searches: dict[str, dict[str, Any]] = field(default_factory=dict)
    notices: tuple[str, ...] = ()


def key(cited: Cited) -> str:
    """A quotation's key as a part of a path and of an address."""
    return cited.quotation.key.replace("/", "-") if cited.quotation else ""
