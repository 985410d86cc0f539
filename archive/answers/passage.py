"""A link to a passage, answered: where its words are in the document as it is read now.

Promises: never shows other words than the link was made for without saying so. A passage's
identifier holds its text and its ordinal among equal texts; where another reading of the file
has other equals, an identifier could change its meaning, so short or repeated texts are held
against every kept edition that has the identifier. Design: the four outcomes of
``archive.selectors``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive.errors import NotFoundError
from archive.identifiers import show
from archive.model import Document, Edition, Passage
from archive.search import KeptEditions, Snapshot, Span
from archive.selectors import LONG_ENOUGH, Resolution, Status, TextQuote, quote_for, resolve


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageAnswer:
    """Where a link leads. Offsets are code points in the document's canonical text of today.

    ``text`` with ``prefix`` and ``suffix`` is what stands there now; when ``status`` is
    "not_found" it is the stored quotation with its context of then, or "" if the archive never
    had such a passage.
    """

    status: Status
    score: float
    document: Document
    passage_id: str
    text: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int = 0
    end: int = 0
    passage: Passage | None = None  # of today's text, in which ``start`` lies
    stored: TextQuote | None = None  # what the link was made for, when it is not simply here
    stored_with: str = ""  # parser and version of the edition that ``stored`` is from
    candidates: tuple[Span, ...] = ()  # when too alike to choose between


def resolve_passage(
    snapshot: Snapshot, kept: KeptEditions, document_id: str, passage_id: str
) -> PassageAnswer:
    """Resolve a passage's identifier in a document of the snapshot, by full identifiers.

    Raises NotFoundError when there is no such document.
    """
    document = snapshot.documents.document(document_id)
    if document is None:
        raise NotFoundError(
            f"There is no document {show(document_id)} in this archive. Check the identifier."
        )
    text = snapshot.documents.text(document_id)
    passage = snapshot.documents.passage(document_id, passage_id)
    if passage is not None and text[passage.start : passage.end] == passage.text:
        return _here(document, text, passage, kept)
    for edition, stored in _editions_with(kept, document, passage_id):
        quote = quote_for(edition.text, stored.start, stored.end)
        found = resolve(text, quote)
        return _elsewhere(snapshot, document, passage_id, text, edition, quote, found)
    return PassageAnswer(status="not_found", score=0.0, document=document, passage_id=passage_id)


def _here(document: Document, text: str, passage: Passage, kept: KeptEditions) -> PassageAnswer:
    """The passage has the identifier today; make sure that it always meant these words here."""
    quote = quote_for(text, passage.start, passage.end)
    span = (passage.start, passage.end)
    if len(passage.text) < LONG_ENOUGH or quote.occurrences > 1:
        for edition, then in _editions_with(kept, document, passage.id):
            stored = quote_for(edition.text, then.start, then.end)
            if not _same_occurrence(text, edition, stored, then, quote, span):
                return PassageAnswer(
                    status="not_found", score=0.0, document=document, passage_id=passage.id,
                    text=stored.exact, prefix=stored.prefix, suffix=stored.suffix,
                    stored=stored, stored_with=_reading(edition), candidates=(span,),
                )  # fmt: skip
    return PassageAnswer(
        status="exact", score=1.0, document=document, passage_id=passage.id,
        text=passage.text, prefix=quote.prefix, suffix=quote.suffix,
        start=passage.start, end=passage.end, passage=passage,
    )  # fmt: skip


def _same_occurrence(
    text: str, edition: Edition, stored: TextQuote, then: Passage, quote: TextQuote, span: Span
) -> bool:
    """Whether what an edition calls by the identifier is what stands at ``span`` of ``text``."""
    if edition.text == text or stored.occurrences == quote.occurrences == 1:
        return True
    found = resolve(text, stored)
    return found.status == "moved" and (found.start, found.end) == span and then.text == quote.exact


def _elsewhere(
    snapshot: Snapshot,
    document: Document,
    passage_id: str,
    text: str,
    edition: Edition,
    stored: TextQuote,
    found: Resolution,
) -> PassageAnswer:
    lost = found.status == "not_found"
    now = stored if lost else quote_for(text, found.start, found.end)
    return PassageAnswer(
        status=found.status,
        score=found.score,
        document=document,
        passage_id=passage_id,
        text=now.exact,
        prefix=now.prefix,
        suffix=now.suffix,
        start=found.start,
        end=found.end,
        passage=None if lost else _passage_at(snapshot, document, found.start),
        stored=stored,
        stored_with=_reading(edition),
        candidates=found.candidates,
    )


def _editions_with(
    kept: KeptEditions, document: Document, passage_id: str
) -> Iterator[tuple[Edition, Passage]]:
    """The kept editions of a document that have the passage, newest first."""
    for edition in kept.editions_of(document.sha256):
        passage = next((p for p in edition.passages if p.id == passage_id), None)
        if passage is not None:
            yield edition, passage


def _passage_at(snapshot: Snapshot, document: Document, offset: int) -> Passage | None:
    passages = snapshot.documents.passages(document.id)
    return next((p for p in passages if p.start <= offset < p.end), None)


def _reading(edition: Edition) -> str:
    return f"{edition.parser} {edition.parser_version}"
