"""What every engine is built with and asked: small protocols and the layout of a document.

Promises: the header of a document and the values it is filtered and counted by are read here
once, so that every engine agrees on them. Knows no engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from archive.facts import language_of, source_of, year
from archive.model import Document, LeftOut, Passage

# Nothing stands at this many positions between two units of a document (title, subtitle, each
# author, each passage), so that a phrase never crosses from one to the next.
GAP = 1


class EngineBuilder(Protocol):
    """Makes one engine's part of a generation, anew or out of an earlier one's, then is done."""

    def add(
        self, document: Document, passages: Sequence[Passage], left_out: Sequence[LeftOut] = ()
    ) -> None:
        """Enter one document; each id once. ``passages`` are all of it, in reading order.

        ``left_out``: what of it is no main text, in order.
        """
        ...

    def remove(
        self, document: Document, passages: Sequence[Passage], left_out: Sequence[LeftOut] = ()
    ) -> None:
        """Take out a document of an earlier generation that this one is made of.

        Exactly as it was entered, so that its words can be uncounted.
        """
        ...

    def finish(self) -> None:
        """Write everything. Raises OSError when the disk refuses; nothing is synced to it."""
        ...

    def close(self) -> None:
        """Release everything; what was not finished is of no use then."""
        ...


class Texts(Protocol):
    """The texts that documents were entered with: where literal search is verified."""

    def document(self, document_id: str) -> Document | None:
        """The document as it was entered, or None."""
        ...

    def texts(self, document_id: str, ordinals: Sequence[int]) -> list[tuple[str, str]]:
        """The texts of these passages of it, in the order asked.

        Each with its language (BCP 47), "" for the document's. Behind the passages what was
        left out is numbered on.
        """
        ...


def stated_title(document: Document) -> str:
    """The title, or "" where none is stated."""
    return document.metadata.title.value if document.metadata.title else ""


def authors_of(document: Document) -> tuple[str, ...]:
    """The authors' names as stated."""
    return tuple(agent.name for agent in document.metadata.authors)


def bylines_of(document: Document) -> tuple[str, ...]:
    """What ``author:`` searches: the names, and the line as printed if it says more."""
    names = authors_of(document)
    printed = document.metadata.byline
    return names if not printed or printed in names else (*names, printed)


def header_of(document: Document) -> Iterator[str]:
    """The units before the passages: title, subtitle, each author, the printed byline."""
    yield stated_title(document)
    if document.metadata.subtitle:
        yield document.metadata.subtitle.value
    yield from bylines_of(document)


def facet_values(document: Document) -> dict[str, tuple[str, ...]]:
    """Its distinct values of every field of ``archive.search.FACET_FIELDS``, at least one each."""
    found: dict[str, tuple[str, ...]] = {
        "source": (source_of(document),),
        "year": (year(document.metadata.published),),
        "language": (language_of(document),),
        "type": (document.media_type,),
        "collection": document.collections,
        "author": tuple(filter(None, authors_of(document))),
    }
    return {
        name: (values if len(values) == 1 else tuple(dict.fromkeys(values))) or ("",)
        for name, values in found.items()
    }
