"""A link to a passage or to a reader's own selection, answered: where its words are today.

Promises: never shows other words than the link was made for without saying so. A passage's
identifier holds its text and its ordinal among equal texts; where another reading of the file
has other equals, an identifier could change its meaning, so every other kept edition that has it
must lead to the same words as today's, or the link is refused. The words of a selection are those
whose digest it carries. Design: the four outcomes of ``archive.selectors``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from archive import facts
from archive.errors import NotFoundError
from archive.identifiers import show
from archive.model import Document, Passage
from archive.readings import Reading
from archive.search import KeptEditions, Snapshot, Span
from archive.selections import Selection
from archive.selectors import (
    Resolution,
    Status,
    TextQuote,
    is_unmistakable,
    quote_for,
    resolve,
)
from archive.text_fragments import text_fragment


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageAnswer:
    """Where a link leads. Offsets are code points in the document's canonical text of today.

    ``text`` with ``prefix`` and ``suffix`` is what stands there now; when ``status`` is
    "not_found" it is the stored quotation with its context of then, or "" if the archive never
    had such a passage, or such a selection of it.
    """

    status: Status
    score: float
    document: Document
    passage_id: str
    selection: Selection | None = None  # of the passage, and on; None: the passage
    text: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int = 0
    end: int = 0
    passage: Passage | None = None  # of today's text, in which ``start`` lies
    last: Passage | None = None  # in which the last code point lies
    stored: TextQuote | None = None  # what the link was made for, when it is not simply here
    stored_with: str = ""  # parser and version of the edition that ``stored`` is from
    candidates: tuple[Span, ...] = ()  # when too alike to choose between
    fragment: str = ""  # by which a browser highlights the words itself, with its "#"

    @property
    def key(self) -> str:
        """Names it within the document: the passage's identifier, of a selection with more."""
        return f"{self.passage_id}/{self.selection}" if self.selection else self.passage_id

    @property
    def address(self) -> str:
        """The path of its own page."""
        return facts.passage_address(self.document.id, self.key)


@dataclass(frozen=True, slots=True)
class _Meant:
    """What the link means in one edition: the passage, and of it the words."""

    text: str
    passage: Span
    words: Span
    read_by: str

    @property
    def is_plain(self) -> bool:
        """Whether the passage's identifier can mean these words only, in whatever edition."""
        is_inside = self.words[1] <= self.passage[1]
        return is_inside and is_unmistakable(self.text, self.text[slice(*self.passage)])


def resolve_passage(
    snapshot: Snapshot,
    kept: KeptEditions,
    document_id: str,
    passage_id: str,
    selection: Selection | None = None,
) -> PassageAnswer:
    """Resolve a passage's identifier, or a selection from it, by full identifiers.

    Raises NotFoundError when there is no such document.
    """
    document = snapshot.documents.document(document_id)
    if document is None:
        raise NotFoundError(
            f"There is no document {show(document_id)} in this archive. Check the identifier."
        )
    text = snapshot.documents.text(document_id)
    lost = PassageAnswer(
        status="not_found", score=0.0, document=document, passage_id=passage_id,
        selection=selection,
    )  # fmt: skip
    found = _follow(text, _all_meant(snapshot, kept, document, text, lost))
    if found is None:
        return lost
    meant, where = found
    stored = quote_for(meant.text, *meant.words)
    if where.status == "not_found":
        return replace(
            lost, text=stored.exact, prefix=stored.prefix, suffix=stored.suffix, stored=stored,
            stored_with=meant.read_by, candidates=where.candidates,
        )  # fmt: skip
    now = quote_for(text, *where.span)
    is_here = where.status == "exact"
    return replace(
        lost, status=where.status, score=where.score, start=where.start, end=where.end,
        text=now.exact, prefix=now.prefix, suffix=now.suffix,
        passage=_passage_at(snapshot, document, text, where.start),
        last=_passage_at(snapshot, document, text, where.end - 1),
        fragment=text_fragment(text, *where.span, _above(text, document)),
        stored=None if is_here else stored, stored_with="" if is_here else meant.read_by,
    )  # fmt: skip


def _all_meant(
    snapshot: Snapshot, kept: KeptEditions, document: Document, text: str, asked: PassageAnswer
) -> Iterator[_Meant]:
    """What the link means in today's edition and in every other that has it, newest first."""
    here = snapshot.documents.passage(document.id, asked.passage_id)
    own = f"{document.parser} {document.parser_version}"
    today: Iterable[Reading] = ()
    if here is not None and text[here.start : here.end] == here.text:
        today = (Reading(text=text, start=here.start, end=here.end, read_by=own),)
    but = own if today or here is None else ""  # what was kept of the same reading has no more
    for readings in (today, kept.readings(document.sha256, asked.passage_id, but)):
        for each in readings:
            passage = (each.start, each.end)
            selection = asked.selection
            words = selection.within(each.text, passage) if selection else passage
            if words:
                yield _Meant(each.text, passage, words, each.read_by)


def _follow(text: str, every: Iterator[_Meant]) -> tuple[_Meant, Resolution] | None:
    """Where the newest edition's words are; nowhere, if another edition's are elsewhere."""
    newest = next(every, None)
    if newest is None:
        return None
    found = _where(text, newest)
    for other in every:
        if found.status == "not_found":
            break
        if newest.is_plain and other.is_plain:
            continue
        there = _where(text, other)
        if there.status not in ("exact", "moved") or there.span != found.span:
            return other, Resolution(status="not_found", candidates=(found.span,))
    return newest, found


def _where(text: str, meant: _Meant) -> Resolution:
    """Where the words are: by all the passages that they lie in, or else by themselves."""
    begin = meant.passage[0]
    end = max(meant.passage[1], meant.words[1])
    if meant.words == (begin, end):
        return resolve(text, meant.text, meant.words)
    whole = resolve(text, meant.text, (begin, end), unchanged=True)
    if whole.status not in ("exact", "moved"):
        return resolve(text, meant.text, meant.words)
    start = whole.start + meant.words[0] - begin
    return replace(whole, start=start, end=start + meant.words[1] - meant.words[0])


def _above(text: str, document: Document) -> str:
    """The title that a page has above the text, unless the text itself begins with it."""
    title = facts.title_of(document)
    return "" if text.split("\n", 1)[0].casefold() == title.casefold() else title


def _passage_at(snapshot: Snapshot, document: Document, text: str, offset: int) -> Passage | None:
    """The passage that a code point lies in; one that lies between two is the first one's end."""
    ordinal = text.count("\n", 0, offset)
    return next(iter(snapshot.documents.passages(document.id, [ordinal])), None)
