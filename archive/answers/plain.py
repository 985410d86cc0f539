"""Answers as plain JSON values: the public contract of the API and of ``--json``.

Promises: names and shapes are public; they may grow, and do not change without a line in the
changelog. ``base_url`` is scheme and host without a slash at its end; "" gives paths.
The description of these shapes is ``archive.openapi``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from archive import facts
from archive.answers.attached import Attached, attached, carriers
from archive.answers.batch import BatchRow
from archive.answers.concordance import ConcordanceAnswer, Line
from archive.answers.passage import PassageAnswer
from archive.answers.plain_values import capture_plain, dating_plain, fact_plain
from archive.answers.search import AnswerHit, SearchAnswer, ShownPassage, copies_of
from archive.answers.similar import SimilarAnswer
from archive.answers.suggest import Completion
from archive.model import Document, Generation, Passage
from archive.search import Expansion, FacetCount, Snapshot
from archive.without import Removal
from archive.worth import Worth

API = "/api/v1"
Plain = dict[str, Any]


def search_plain(answer: SearchAnswer, base_url: str) -> Plain:
    """The answer of ``GET /api/v1/search``."""
    base = base_url.rstrip("/")
    return {
        "query": _query(answer, answer.notices),
        "generation": answer.generation.id,
        "total": {"value": answer.total, "relation": "eq", "with_all": answer.with_all},
        "entries": answer.entries,
        "took_ms": answer.took_ms,
        "hits": [hit_plain(hit, base) for hit in answer.hits],
        "facets": _counts_by_field(answer.facets),
        "more_values": dict(answer.more_values),
        "others": _counts_by_field(answer.others),
        "more_others": dict(answer.more_others),
        "left_out": _counts_by_field(answer.left_out),
        "timeline": {
            "field": answer.timeline.field,
            "years": _counts(answer.timeline.years),
            "months": _counts(answer.timeline.months),
            "undated": answer.timeline.undated,
        },
        "alternatives": [asdict(each) for each in answer.alternatives],
        "ignored": list(answer.ignored),
        "links": {
            "self": _page_link(answer, answer.parameters.page, base),
            "next": _page_link(answer, answer.next_page, base),
            "prev": _page_link(answer, answer.previous_page, base),
        },
    }


def concordance_plain(answer: ConcordanceAnswer, base_url: str) -> Plain:
    """The answer of ``GET /api/v1/concordance``."""
    base = base_url.rstrip("/")
    return {
        "query": _query(answer.search, answer.notices),
        "generation": answer.search.generation.id,
        "total": {"value": answer.total, "relation": "eq"},
        "documents": answer.documents,
        "order": answer.parameters.order,
        "took_ms": answer.took_ms,
        "lines": [_line(line, base) for line in answer.lines],
        "ignored": list(answer.search.ignored),
        "links": {
            "self": _lines_link(answer, answer.parameters.page, base),
            "next": _lines_link(answer, answer.next_page, base),
            "prev": _lines_link(answer, answer.previous_page, base),
        },
    }


def batch_plain(rows: Iterable[BatchRow], generation: Generation, base_url: str) -> Plain:
    """The answer of ``POST /api/v1/batch``."""
    told = [batch_row_plain(row, base_url) for row in rows]
    return {"generation": generation.id, "rows": told}


def batch_row_plain(row: BatchRow, base_url: str) -> Plain:
    """One query of a list."""
    base = base_url.rstrip("/")
    return {
        "line": row.number,
        "query": row.query,
        "status": row.status,
        "understood": row.understood,
        "total": {"value": row.total, "relation": "eq"},
        "notices": list(row.notices),
        "hits": [hit_plain(hit, base) for hit in row.hits],
    }


def similar_plain(answer: SimilarAnswer, base_url: str) -> Plain:
    """The answer of ``GET /api/v1/documents/<D>/similar``."""
    base = base_url.rstrip("/")
    return {
        "document": document_entry(answer.document, base),
        "words": list(answer.words),
        "query": answer.query,
        "hits": [hit_plain(hit, base) for hit in answer.hits],
    }


def document_plain(snapshot: Snapshot, document: Document, base_url: str) -> Plain:
    """The answer of ``GET /api/v1/documents/<D>``: everything that is known of a document."""
    base = base_url.rstrip("/")
    known = document.metadata
    return {
        "id": document.id,
        "url": base + facts.document_address(document.id),
        "title": fact_plain(known.title),
        "subtitle": fact_plain(known.subtitle),
        "authors": _authors(document),
        "authors_basis": known.authors_basis,
        "byline": known.byline,
        "published": dating_plain(known.published),
        "modified": dating_plain(known.modified),
        "captured": _first_captured(document),
        "source": fact_plain(known.source),
        "language": fact_plain(known.language),
        "original_url": fact_plain(known.original_url),
        "media_type": document.media_type,
        "charset": document.charset,
        "size": document.size,
        "sha256": document.sha256,
        "text_sha256": document.text_sha256,
        "parser": {"name": document.parser, "version": document.parser_version},
        "partial": document.partial,
        "notices": list(document.notices),
        "captures": [capture_plain(capture) for capture in document.captures],
        "text": snapshot.documents.text(document.id),
        "passages": [
            passage_entry(document, passage, base)
            for passage in snapshot.documents.passages(document.id)
        ],
        "left_out": [
            {"text": piece.text, "reason": piece.reason}
            for piece in snapshot.documents.left_out(document.id)
        ],
        "attachments": [_attached(each, base) for each in attached(snapshot.documents, document)],
        "came_with": [
            document_entry(each, base) for each in carriers(snapshot.documents, document)
        ],
        "copies": [
            document_entry(copy, base) for copy in copies_of(snapshot, document) if copy != document
        ],
        "generation": snapshot.generation.id,
        "links": {
            "self": f"{base}{API}/documents/{document.id}",
            "original": f"{base}{facts.document_address(document.id)}/original",
            "view": f"{base}{facts.document_address(document.id)}/view",
            "provenance": f"{base}{facts.document_address(document.id)}/provenance",
            "similar": f"{base}{API}/documents/{document.id}/similar",
        },
    }


def passage_plain(answer: PassageAnswer, base_url: str) -> Plain:
    """The answer of ``GET /api/v1/documents/<D>/passages/<P>``, and of selections from it."""
    base = base_url.rstrip("/")
    stored = answer.stored
    return {
        "status": answer.status,
        "score": answer.score,
        "id": answer.passage_id,
        "selection": None
        if answer.selection is None
        else {
            "start": answer.selection.start,
            "length": answer.selection.length,
            "check": answer.selection.check,
        },
        "url": base + answer.address,
        "highlight_url": base + answer.address + answer.fragment if answer.fragment else None,
        "text": answer.text,
        "prefix": answer.prefix,
        "suffix": answer.suffix,
        "start": answer.start,
        "end": answer.end,
        "stored": None
        if stored is None
        else {
            "exact": stored.exact,
            "prefix": stored.prefix,
            "suffix": stored.suffix,
            "read_by": answer.stored_with,
        },
        "candidates": [list(span) for span in answer.candidates],
        "passage": None
        if answer.passage is None
        else passage_entry(answer.document, answer.passage, base),
        "document": document_entry(answer.document, base),
    }


def suggest_plain(typed: str, offered: Iterable[Completion], base_url: str) -> Plain:
    """The answer of ``GET /api/v1/suggest``."""
    base = base_url.rstrip("/")
    found = [
        {
            "kind": each.kind,
            "text": each.text,
            "query": each.query,
            "count": each.count,
            "url": base + each.address if each.address else None,
            "language": each.language or None,
        }
        for each in offered
    ]
    return {"query": typed, "suggestions": found}


def generation_plain(generation: Generation) -> Plain:
    """The answer of ``GET /api/v1/generations/current``."""
    return {
        "id": generation.id,
        "created": generation.created,
        "documents": generation.documents,
        "passages": generation.passages,
        "engine": generation.engine,
        "schema": generation.schema,
        "analyser": generation.analyser,
        "parsers": dict(generation.parsers),
        "canon": generation.canon,
        "register": {"head": generation.register_head, "count": generation.register_count},
    }


def document_entry(document: Document, base: str) -> Plain:
    """A document as a hit or a passage shows it."""
    return {
        "id": document.id,
        "title": facts.title_of(document),
        "authors": _authors(document),
        "source": facts.source_of(document) or None,
        "published": dating_plain(document.metadata.published),
        "captured": _first_captured(document),
        "language": facts.language_of(document) or None,
        "media_type": document.media_type,
        "url": base + facts.document_address(document.id),
        "original_url": next(iter(facts.addresses(document)), None),
        "sha256": document.sha256,
    }


def passage_entry(document: Document, passage: Passage, base: str) -> Plain:
    """A passage with its place in the canonical text."""
    return {
        "id": passage.id,
        "url": base + facts.passage_address(document.id, passage.id),
        "kind": passage.kind,
        "text": passage.text,
        "heading": list(passage.heading),
        "language": facts.language_in(document, passage) or None,
        "page": passage.page,
        "ocr": passage.ocr,
        "start": passage.start,
        "end": passage.end,
    }


def _counts_by_field(fields: Mapping[str, Iterable[FacetCount]]) -> Plain:
    return {name: _counts(counts) for name, counts in fields.items()}


def _counts(counts: Iterable[FacetCount]) -> list[Plain]:
    return [{"value": count.value, "count": count.count} for count in counts]


def _query(answer: SearchAnswer, notices: Iterable[str]) -> Plain:
    return {
        "text": answer.parameters.q,
        "understood": answer.understood,
        "matched": _matched(answer),
        "refused": answer.refused,
        "stopped": answer.stopped,
        "notices": list(notices),
        "expansions": [_expansion(expansion) for expansion in answer.expansions],
        "without": [str(removal) for removal in answer.parameters.without.removals],
        "corrections": [
            {"word": c.word, "text": c.text, "count": c.count, "query": c.query}
            for c in answer.corrections
        ],
    }


def _matched(answer: SearchAnswer) -> str:
    if not answer.with_some:
        return "all"
    return "all, then some" if answer.with_all else "some"


def _expansion(expansion: Expansion) -> Plain:
    return {
        "word": expansion.word,
        "kind": expansion.kind,
        "forms": list(expansion.forms),
        "count": expansion.count,
        "counts": list(expansion.counts),
        "without": str(Removal(expansion.kind, expansion.word)),
    }


def _line(line: Line, base: str) -> Plain:
    return {
        "number": line.number,
        "before": line.before,
        "keyword": line.keyword,
        "after": line.after,
        "start": line.passage.start + line.start,
        "end": line.passage.start + line.end,
        "passage": {
            "id": line.passage.id,
            "url": base + facts.passage_address(line.document.id, line.passage.id),
            "number": line.passage.ordinal + 1,
        },
        "document": document_entry(line.document, base),
    }


def hit_plain(hit: AnswerHit, base: str) -> Plain:
    """A document found; ``base`` without a slash at its end."""
    return {
        "rank": hit.rank,
        "score": hit.score,
        "why": [_worth(worth) for worth in hit.worths],
        "document": {
            **document_entry(hit.document, base),
            "title_highlights": [list(span) for span in hit.title_highlights],
        },
        "passages": [_shown(hit.document, shown, base) for shown in hit.passages],
        "left_out": [
            {
                "number": shown.number,
                "text": shown.piece.text,
                "reason": shown.piece.reason,
                "highlights": [list(span) for span in shown.highlights],
            }
            for shown in hit.left_out
        ],
        "more": hit.more,
        "has_all": hit.has_all,
        "copies": [document_entry(copy, base) for copy in hit.copies],
        "more_copies": hit.more_copies,
    }


def _worth(worth: Worth) -> Plain:
    return {**asdict(worth), "score": round(worth.score, 3)}


def _shown(document: Document, shown: ShownPassage, base: str) -> Plain:
    highlights = [list(span) for span in shown.highlights]
    return {**passage_entry(document, shown.passage, base), "highlights": highlights}


def _page_link(answer: SearchAnswer, page: int | None, base: str) -> str | None:
    if page is None:
        return None
    return f"{base}{API}/search?{answer.parameters.with_page(page).to_query_string()}"


def _lines_link(answer: ConcordanceAnswer, page: int | None, base: str) -> str | None:
    if page is None:
        return None
    return f"{base}{API}/concordance?{answer.parameters.with_page(page).to_query_string()}"


def _authors(document: Document) -> list[Plain]:
    return [{"name": agent.name, "kind": agent.kind} for agent in document.metadata.authors]


def _first_captured(document: Document) -> Plain | None:
    return dating_plain(next(iter(facts.captured_of(document)), None))


def _attached(each: Attached, base: str) -> Plain:
    known = each.document
    return {
        "name": each.attachment.name,
        "sha256": each.attachment.sha256,
        "size": each.attachment.size,
        "url": base + facts.document_address(known.id) if known else None,
    }
