"""Whoosh's own searcher as a second opinion: our formula for it, and an index in its own format.

Whoosh sums what a weighting model says of each term; ``OurFormula`` says what ``engines.scoring``
promises, counted from Whoosh's postings in the plainest way. ``stock_index`` holds the same terms
at the same positions in segments of Whoosh's own, to tell whose fault a wrong answer is.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from whoosh.analysis import Token
from whoosh.fields import STORED, FieldType, Schema
from whoosh.formats import Positions
from whoosh.index import FileIndex, create_in
from whoosh.scoring import BaseScorer, WeightingModel

from indexer.analysis import tokens
from tests.small_documents import Indexed

K1, B, TITLE_WEIGHT = 1.2, 0.75, 2
_EMPTY = "-"  # a position without a term


class OurFormula(WeightingModel):  # type: ignore[misc]  # Whoosh carries no types
    """BM25F over the text, titles counted twice, lengths exact; deleted documents do not count."""

    def scorer(self, searcher: Any, fieldname: str, text: bytes, qf: int = 1) -> BaseScorer:
        """What one term is worth in the documents of one segment."""
        whole = searcher.get_parent().reader()
        # Whoosh's own segments say None of a field that a whole segment lacks.
        lengths = [whole.doc_field_length(n, "text") or 0 for n in whole.all_doc_ids()]
        average = max(1.0, sum(lengths) / max(1, len(lengths)))
        having = len(frequencies(whole, fieldname, text))
        weight = math.log(1 + (len(lengths) - having + 0.5) / (having + 0.5))
        titles = frequencies(searcher.reader(), "title", text) if fieldname == "text" else {}
        return _TermScorer(searcher.reader(), fieldname == "title", titles, weight, average)


class _TermScorer(BaseScorer):  # type: ignore[misc]
    def __init__(
        self, reader: Any, is_title: bool, titles: dict[int, float], weight: float, average: float
    ) -> None:
        self._reader = reader
        self._factor = TITLE_WEIGHT if is_title else 1
        self._titles = titles
        self._weight = weight
        self._average = average

    def supports_block_quality(self) -> bool:
        return True

    def _worth(self, times: float, length: int) -> float:
        return self._weight * times * (K1 + 1) / (times + K1 * (1 - B + B * length / self._average))

    def score(self, matcher: Any) -> float:
        times = matcher.weight() * self._factor
        times += self._titles.get(matcher.id(), 0) * (TITLE_WEIGHT - 1)
        return self._worth(times, self._reader.doc_field_length(matcher.id(), "text") or 0)

    def max_quality(self) -> float:
        return self._weight * (K1 + 1)

    def block_quality(self, matcher: Any) -> float:
        # All of a term may stand in titles, and a title is part of the text.
        return self._worth(matcher.block_max_weight() * 2, matcher.block_min_length())


def frequencies(reader: Any, field: str, term: bytes) -> dict[int, float]:
    """How often each document that is not deleted has a term."""
    if (field, term) not in reader:
        return {}
    matcher, found = reader.postings(field, term), {}
    while matcher.is_active():
        found[matcher.id()] = matcher.weight()
        matcher.next()
    return found


def units(indexed: Indexed) -> list[list[str]]:
    """The terms of each unit of an English document of title and passages."""
    each, passages = indexed
    title = each.metadata.title
    texts = [title.value if title else "", *(passage.text for passage in passages)]
    return [[token.term for token in tokens(text, "en")] for text in texts]


class _Ready:
    """An analyser of what is analysed already: terms between spaces, _EMPTY for no term."""

    def __call__(self, value: str, **_: object) -> Iterator[Any]:
        for place, term in enumerate(value.split()):
            if term != _EMPTY:
                yield Token(text=term, pos=place, boost=1.0)

    def has_morph(self) -> bool:
        return False


def stock_index(
    folder: Path, parts: Sequence[Sequence[Indexed]], deleted: Collection[int]
) -> FileIndex:
    """The same documents in Whoosh's own segments, one for each part; numbers are over all."""
    field = FieldType(Positions(), _Ready(), scorable=True)
    index = create_in(str(folder), Schema(text=field, title=field, id=STORED()))
    for part in parts:
        writer = index.writer()
        for indexed in part:
            title, *passages = units(indexed)
            text = " ".join(term for unit in (title, *passages) if unit for term in (*unit, _EMPTY))
            writer.add_document(text=text, title=" ".join(title), id=indexed[0].id)
        writer.commit(merge=False)
    writer = index.writer()
    for number in deleted:
        writer.delete_document(number)
    writer.commit(merge=False)
    return index.refresh()
