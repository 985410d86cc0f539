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
NO_WORDS = (
    "This archive knows no words of this document by this link, so they cannot be cited. The end "
    "of the link may have been mistyped, or cut off."
)


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
    is_selection: bool = False  # a reader's own; else a passage
    last_page: int | None = None  # where the words end, if they run on
    last_number: int | None = None

    @property
    def pages(self) -> str:
        """The page or pages that it stands on, "7" or "7–8"; "" where there are none."""
        return _from_to(self.page, self.last_page)

    @property
    def numbers(self) -> str:
        """The number or numbers of its passages, likewise."""
        return _from_to(self.number, self.last_number)


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


def _from_to(first: int | None, last: int | None) -> str:
    if first is None:
        return ""
    return f"{first}" if last is None or last == first else f"{first}–{last}"


def cited_document(document: Document, base: str) -> Cited:
    """A whole document."""
    return Cited(document=document, base=base.rstrip("/"))


def cited_passage(answer: PassageAnswer, base: str) -> Cited:
    """The words that a passage's link was made for. Raises NotFoundError if there were none."""
    document = answer.document
    address, key = answer.address, answer.key
    passage, last = answer.passage, answer.last
    if answer.status in ("exact", "moved") and passage is not None:
        quotation = Quotation(
            text=answer.text, prefix=answer.prefix, suffix=answer.suffix, address=address,
            key=key, start=answer.start, end=answer.end,
            page=passage.page, last_page=last.page if last else None,
            number=passage.ordinal + 1, last_number=last.ordinal + 1 if last else None,
            language=facts.language_in(document, passage),
            is_selection=answer.selection is not None,
        )  # fmt: skip
    elif answer.stored is not None:
        quotation = Quotation(
            text=answer.stored.exact, prefix=answer.stored.prefix, suffix=answer.stored.suffix,
            address=address, key=key, language=facts.language_of(document),
            is_selection=answer.selection is not None,
        )  # fmt: skip
    else:
        raise NotFoundError(NO_WORDS if answer.selection else NOTHING)
    return Cited(document=document, base=base.rstrip("/"), quotation=quotation)
