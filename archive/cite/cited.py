"""What is cited: a document, or words in it, and the address that it is cited by.

Promises: words that are quoted are those the link was made for; where they are not in today's text,
they have no position in it. Does not resolve links.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive import facts
from archive.answers.passage import PassageAnswer
from archive.errors import NotFoundError
from archive.identifiers import show
from archive.model import Document

NOTHING = "This archive has never had such a passage in this document, so it cannot be cited."


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words of a document: a passage, or a reader's selection.

    ``start`` and ``end`` are code points in the document's canonical text, None where the words
    are not found in it as it is read today. ``address`` is the path of their own page.
    """

    text: str
    prefix: str
    suffix: str
    address: str
    key: str  # within the document: the passage's identifier, for a selection more
    start: int | None = None
    end: int | None = None
    page: int | None = None  # of a paged original, from 1
    number: int | None = None  # of the passage in the document, from 1
    language: str = ""  # BCP 47 primary subtag


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A document, or a quotation from it. ``base``: scheme and host of this archive, no slash."""

    document: Document
    base: str
    quotation: Quotation | None = None

    @property
    def address(self) -> str:
        """The path of the page that is cited."""
        return (
            self.quotation.address if self.quotation else facts.document_address(self.document.id)
        )

    @property
    def link(self) -> str:
        """The whole address: the link that lasts."""
        return self.base + self.address

    @property
    def key(self) -> str:
        """Names it in this archive: ``XXXX-XXXX-XXXX-XXXX``, of a passage with ``/`` and its id."""
        document = show(self.document.id)
        return f"{document}/{self.quotation.key}" if self.quotation else document


def cited_document(document: Document, base: str) -> Cited:
    """A whole document."""
    return Cited(document=document, base=base.rstrip("/"))


def cited_passage(answer: PassageAnswer, base: str) -> Cited:
    """The words that a passage's link was made for. Raises NotFoundError if there were none."""
    document = answer.document
    address = facts.passage_address(document.id, answer.passage_id)
    passage = answer.passage
    if answer.status in ("exact", "moved") and passage is not None:
        quotation = Quotation(
            text=answer.text, prefix=answer.prefix, suffix=answer.suffix, address=address,
            key=answer.passage_id, start=answer.start, end=answer.end, page=passage.page,
            number=passage.ordinal + 1, language=facts.language_in(document, passage),
        )  # fmt: skip
    elif answer.stored is not None:
        quotation = Quotation(
            text=answer.stored.exact, prefix=answer.stored.prefix, suffix=answer.stored.suffix,
            address=address, key=answer.passage_id, language=facts.language_of(document),
        )  # fmt: skip
    else:
        raise NotFoundError(NOTHING)
    return Cited(document=document, base=base.rstrip("/"), quotation=quotation)
