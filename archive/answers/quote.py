"""The quote checker: a quotation held against the archive.

Promises: what is called verbatim is so, word for word; what differs is told; "not in this archive"
is said only of the text of its documents, and of the likeliest of them, at most ``COMPARED``.
Reads no more than these documents' texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from archive.answers.plain import Plain, document_entry, passage_entry
from archive.answers.plain_values import capture_plain
from archive.deadline import NEVER, Deadline
from archive.errors import StoppedError
from archive.model import Document, Passage
from archive.query import And, Node, Or, Phrase, Word
from archive.quotations import Comparison, Quotation, compare, read_quotation
from archive.search import SearchRequest, Snapshot
from archive.without import AS_TYPED

SHOWN = 20  # documents with the quotation; more are counted
COMPARED = 60  # documents whose text is read
_VERBATIM = 40  # of them, those that have the words in their order
_WORDS = 40  # of the quotation that are sought; the rest tells nothing more
_PIECES = 8  # of them that are sought
_RANK = {"verbatim": 0, "form": 1, "different": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteFound:
    """A document that has the quotation, how it compares, and the passage that it begins in."""

    document: Document
    comparison: Comparison
    passage: Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteAnswer:
    """The outcome: what was found, the most faithful first, then the oldest.

    ``stopped``: there was no time to compare every document that has its words.
    """

    quotation: Quotation
    found: tuple[QuoteFound, ...]
    stopped: bool = False

    @property
    def verdict(self) -> str:
        """That of the best, or "absent"."""
        return self.found[0].comparison.verdict if self.found else "absent"


def quote_answer(snapshot: Snapshot, typed: str, deadline: Deadline = NEVER) -> QuoteAnswer:
    """Hold what was typed against the archive.

    Raises StoppedError where nothing was found by the deadline.
    """
    quotation = read_quotation(typed)
    found: list[QuoteFound] = []
    stopped = False
    try:
        found.extend(_compared(snapshot, quotation, deadline))  # keeps what came before an error
    except StoppedError:
        if not found:
            raise
        stopped = True
    found.sort(key=_order)
    return QuoteAnswer(quotation=quotation, found=tuple(found[:SHOWN]), stopped=stopped)


def _compared(snapshot: Snapshot, quotation: Quotation, deadline: Deadline) -> Iterator[QuoteFound]:
    for identifier in _candidates(snapshot, quotation, deadline):
        comparison = compare(quotation, snapshot.documents.text(identifier))
        document = snapshot.documents.document(identifier)
        if comparison and document:
            passage = _passage(snapshot, document, comparison)
            yield QuoteFound(document=document, comparison=comparison, passage=passage)
        deadline.check()


def _candidates(snapshot: Snapshot, quotation: Quotation, deadline: Deadline) -> Iterator[str]:
    """Documents with the words in their order, then those with most of the words."""
    words = list(dict.fromkeys(word for piece in quotation.pieces for word in piece.split()))
    if not words:
        return
    some = tuple(map(Word, words[:_WORDS]))
    begun = (" ".join(piece.split()[:_WORDS]) for piece in quotation.pieces[:_PIECES])
    phrases = tuple(map(Phrase, begun))
    queries: tuple[tuple[Node, int], ...] = (
        (phrases[0] if len(phrases) == 1 else And(phrases), _VERBATIM),
        (some[0] if len(some) == 1 else Or(some), COMPARED),
    )
    seen: set[str] = set()
    for query, limit in queries:
        request = SearchRequest(query=query, limit=limit, passages=1, facets=(), without=AS_TYPED)
        request = replace(request, reorder=False, expansions=False, deadline=deadline)
        for hit in snapshot.engine.search(request).hits:
            if hit.document_id not in seen and len(seen) < COMPARED:
                seen.add(hit.document_id)
                yield hit.document_id


def _passage(snapshot: Snapshot, document: Document, comparison: Comparison) -> Passage:
    """The passage that the quotation begins in."""
    passages = snapshot.documents.passages(document.id)
    return next(each for each in passages if each.end > comparison.start)


def _order(found: QuoteFound) -> tuple[int, float, str, str]:
    published = found.document.metadata.published
    when = published.value if published else "9999"
    return _RANK[found.comparison.verdict], -found.comparison.likeness, when, found.document.id


def quote_plain(answer: QuoteAnswer, base_url: str) -> Plain:
    """The answer of ``GET /api/v1/quote``."""
    base = base_url.rstrip("/")
    return {
        "verdict": answer.verdict,
        "stopped": answer.stopped,
        "pieces": list(answer.quotation.pieces),
        "found": [
            {
                "verdict": each.comparison.verdict,
                "likeness": round(each.comparison.likeness, 3),
                "start": each.comparison.start,
                "end": each.comparison.end,
                "steps": [
                    {"kind": step.kind, "quoted": step.quoted, "text": step.text}
                    for step in each.comparison.steps
                ],
                "passage": passage_entry(each.document, each.passage, base),
                "document": document_entry(each.document, base),
                "captures": [capture_plain(capture) for capture in each.document.captures],
            }
            for each in answer.found
        ],
    }
