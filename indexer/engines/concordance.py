"""Every occurrence of what a query seeks, in the passages of the documents that match.

Promises: documents by id, within one in reading order, each occurrence once; titles and bylines
are no passages. Reads only what the asked-for part needs, but to count all.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from archive.search import Concordance, Occurrence
from indexer.engines.evaluation import Evaluation
from indexer.engines.lists import Numbers
from indexer.engines.meaning import Sought, field_of
from indexer.engines.postings import SHIFT
from indexer.engines.question import Question
from indexer.engines.whoosh_schema import TEXT


def concordance(question: Question, offset: int, limit: int) -> Concordance:
    """So many of all occurrences from ``offset`` on."""
    sought = [each for each in dict.fromkeys(question.sought.values()) if field_of(each) == TEXT]
    parts = [
        _rows(each, sought, matched.numbers)
        for each, matched in zip(question.evaluations, question.matched, strict=True)
    ]
    order = []
    for part, (rows, evaluation) in enumerate(zip(parts, question.evaluations, strict=True)):
        documents, counts = np.unique(rows[:, 0], return_counts=True)
        ids = evaluation.segment.columns.ids
        for number, count in zip(documents.tolist(), counts.tolist(), strict=True):
            order.append((ids.text(number), part, number, count))
    order.sort()
    return Concordance(
        total=sum(len(rows) for rows in parts),
        occurrences=tuple(_some(parts, order, offset, limit)),
    )


def _some(
    parts: list[Numbers], order: list[tuple[str, int, int, int]], offset: int, limit: int
) -> Iterator[Occurrence]:
    passed = 0
    for document_id, part, number, count in order:
        first, last = max(0, offset - passed), min(count, offset + limit - passed)
        passed += count
        if last <= 0:
            return
        if first < last:
            begin = int(np.searchsorted(parts[part][:, 0], number))
            for _, passage, token, tokens in parts[part][begin + first : begin + last].tolist():
                yield Occurrence(
                    document_id=document_id, passage=passage, token=token, tokens=tokens
                )


def _rows(evaluation: Evaluation, sought: list[Sought], documents: Numbers) -> Numbers:
    """Document, passage, first token in it and number of tokens of each occurrence, sorted."""
    firsts, lasts = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for each in sought:
        spans = evaluation.find(each).spans(documents)
        firsts.append(spans[0])
        lasts.append(spans[1])
    first, last = np.concatenate(firsts), np.concatenate(lasts)
    keys, ordinals = evaluation.segment.columns.passages(documents)
    at = np.searchsorted(keys, first, "right") - 1
    inside = at >= 0
    inside &= keys[np.maximum(at, 0)] >> SHIFT == first >> SHIFT if keys.size else False
    first, last, at = first[inside], last[inside], at[inside]
    rows = np.stack([first >> SHIFT, ordinals[at], first - keys[at], last - first + 1], axis=1)
    return np.unique(rows, axis=0)
