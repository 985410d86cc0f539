"""From what stands in an address to the document it means.

Promises: one rule for every address of a document: the full identifier in groups of four is
shown; any other spelling of it, and any prefix of eight symbols or more that only one document
has, leads there; a prefix that several have lists them; anything else is "not found", said in a
sentence. Does not read passages.
"""

from __future__ import annotations

from flask import redirect, request
from werkzeug.exceptions import HTTPException

from archive import facts
from archive.errors import NotFoundError
from archive.identifiers import (
    DOCUMENT_SYMBOLS,
    PASSAGE_SYMBOLS,
    PREFIX_SYMBOLS,
    read_id,
    show,
)
from archive.model import Document
from archive.search import DocumentStore
from archive.selections import Selection, read_selection
from archive.settings import Settings
from web.interface import N_

# Said in English; guard translates what it shows on a page.
UNKNOWN = N_(
    "No document of this archive has the identifier “{}”. It may have been mistyped, belong to "
    "another archive, or mean a file that was changed or removed since: the report names those. "
    "Whoever sent the link can say which file it meant."
)
SHORT = N_(
    "“{}” is not an identifier of a document. One has 16 letters and digits, such as "
    "9C1F-0000-XXXX-XXXX; the first eight are enough where no other document has the same."
)
NO_SELECTION = N_(
    "“{}” does not name words of a passage. A link to words ends with where they begin, how many "
    "characters they have, and four letters or digits that check them, such as 12-57-9C1F. The "
    "address before that leads to the whole passage."
)
NO_PASSAGE = N_(
    "“{}” is not an identifier of a passage. One has 8 letters and digits. The address before "
    "“/p/” leads to the whole document."
)
SEVERAL = N_("More than one document has an identifier that begins with “{}”.")


class Elsewhere(HTTPException):
    """The address is another spelling of the right one: answered with a redirect.

    For ever (308, RFC 9110) when the identifier is whole; for now (302) when it is a prefix,
    since another document may have the same one tomorrow.
    """

    def __init__(self, address: str, *, for_ever: bool) -> None:
        self.code = 308 if for_ever else 302
        super().__init__(response=redirect(address, code=self.code))


class UnknownError(NotFoundError):
    """No document has this identifier, or begins with it; ``symbols`` is what was asked for."""

    def __init__(self, symbols: str) -> None:
        super().__init__(UNKNOWN.format(show(symbols)))
        self.symbols = symbols


class SeveralError(NotFoundError):
    """A prefix that more than one document has; ``candidates`` are their full identifiers."""

    def __init__(self, text: str, candidates: tuple[str, ...]) -> None:
        super().__init__(SEVERAL.format(text))
        self.candidates = candidates


def document_address(document_id: str, *rest: str) -> str:
    """The path of a document's page, or of what lies under it."""
    return "/".join((facts.document_address(document_id), *rest))


def base_url(settings: Settings) -> str:
    """Scheme and host of this site, for links that are sent to others; no slash at its end."""
    return (settings.public_url or request.host_url).rstrip("/")


def find_document(documents: DocumentStore, text: str) -> Document:
    """The document that ``text`` names in the address of the running request.

    Raises Elsewhere where the address should be spelled otherwise, SeveralError for a prefix
    that is not enough, and NotFoundError.
    """
    symbols = read_id(text)
    if symbols is None or not PREFIX_SYMBOLS <= len(symbols) <= DOCUMENT_SYMBOLS:
        raise NotFoundError(SHORT.format(text[:80]))
    found = documents.find(symbols)
    if not found:
        raise UnknownError(symbols)
    if len(found) > 1:
        raise SeveralError(show(symbols), found)
    document = documents.document(found[0])
    if document is None:
        raise NotFoundError(UNKNOWN.format(show(symbols)))
    if text != show(document.id):
        whole = len(symbols) == DOCUMENT_SYMBOLS
        raise Elsewhere(_respelled(text, show(document.id)), for_ever=whole)
    return document


def read_passage_id(text: str) -> str:
    """The passage's identifier as the address must have it.

    Raises Elsewhere where it is spelled otherwise, and NotFoundError where it is none.
    """
    symbols = read_id(text)
    if symbols is None or len(symbols) != PASSAGE_SYMBOLS:
        raise NotFoundError(NO_PASSAGE.format(text[:80]))
    if text != symbols:
        raise Elsewhere(_respelled(text, symbols), for_ever=True)
    return symbols


def read_selected(text: str) -> Selection:
    """The selection as the address must have it.

    Raises Elsewhere where it is spelled otherwise, and NotFoundError where it is none.
    """
    selection = any_selected(text)
    if text != str(selection):
        raise Elsewhere(_respelled(text, str(selection)), for_ever=True)
    return selection


def any_selected(text: str) -> Selection:
    """The selection in any spelling. Raises NotFoundError for what is none."""
    selection = read_selection(text)
    if selection is None:
        raise NotFoundError(NO_SELECTION.format(text[:80]))
    return selection


def any_document(documents: DocumentStore, text: str) -> Document:
    """The document that ``text`` means; programs are not sent to another spelling.

    Raises NotFoundError, and SeveralError for a prefix that is not enough.
    """
    symbols = read_id(text) or ""
    ids = documents.find(symbols) if len(symbols) >= PREFIX_SYMBOLS else ()
    found = documents.document(ids[0]) if len(ids) == 1 else None
    return found or find_document(documents, text)


def any_passage_id(text: str) -> str:
    """The passage's identifier in any spelling. Raises NotFoundError for what is none."""
    symbols = read_id(text)
    return symbols if symbols and len(symbols) == PASSAGE_SYMBOLS else read_passage_id(text)


def _respelled(given: str, wanted: str) -> str:
    """The running request's address with one part of its path spelled as wanted."""
    parts = request.path.split("/")
    parts[parts.index(given)] = wanted
    query = request.query_string.decode("ascii", "replace")
    return "/".join(parts) + (f"?{query}" if query else "")
