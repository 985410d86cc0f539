"""One query over one generation: which documents match, how well, and by which passages.

Promises: exact sets; scores by BM25F over one text field in which a word of the title counts
twice, with one saturation (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009).
Made for one request and then forgotten; it only reads what threads share.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.query import And, Dates, Exactly, Node, Not, Or
from indexer.analysis import fold, terms_for_word
from indexer.engines.bundle import Array
from indexer.engines.columns import Columns, Mask, Numbers, day_interval
from indexer.engines.postings import Field, Found, any_of, in_sequence, within
from indexer.engines.queries import Leaf, field_and_text
from indexer.engines.whoosh_schema import TEXT, TITLE

K1: Final = 1.2  # the usual values; tuning them gained nothing on any collection tried
B: Final = 0.75
TITLE_WEIGHT: Final = 2.0  # an occurrence in the title counts as so many

Sought = tuple[str, tuple[tuple[str, ...], ...]]  # field, alternative sequences of terms
Scores = npt.NDArray[np.float32]


def folded_value(value: str) -> str:
    """A facet value with letters folded, for comparing with a typed one."""
    return " ".join(filter(None, map(fold, value.split()))) or value.casefold().strip()


class Evaluation:
    """A query's words looked up once, then matched, scored and traced to passages."""

    def __init__(self, columns: Columns, fields: Mapping[str, Field]) -> None:
        self._columns = columns
        self._fields = fields
        self._found: dict[Sought, Found] = {}

    def sought(self, leaf: Leaf) -> Sought:
        """What a leaf means here: leaves that mean the same are equal."""
        field, text = field_and_text(leaf)
        return field, terms_for_word(text, self._columns.languages)

    def find(self, sought: Sought) -> Found:
        """Where it occurs, by the places of its first term."""
        found = self._found.get(sought)
        if found is None:
            name, sequences = sought
            find, size = self._fields[name].find, self._columns.size
            found = self._found[sought] = any_of(
                [in_sequence([find(term) for term in terms], size) for terms in sequences]
            )
        return found

    # Which documents

    def matching(self, node: Node, undated: bool) -> Mask:
        """The documents that match; ``undated``: as if one without a date had any date."""
        if isinstance(node, And | Or):
            masks = [self.matching(part, undated) for part in node.parts]
            combine = np.logical_and if isinstance(node, And) else np.logical_or
            mask: Mask = combine.reduce(masks)
            return mask
        if isinstance(node, Not):
            return ~self.matching(node.part, undated)
        if isinstance(node, Dates):
            return self.within(node.field, node.start, node.end, undated)
        if isinstance(node, Exactly):
            return self._exactly(node)
        mask = np.zeros(self._columns.size, np.bool_)
        mask[self.find(self.sought(node)).documents] = True
        return mask

    def within(self, field: str, start: str, end: str, undated: bool) -> Mask:
        """The documents whose date overlaps; an end that is no date is open."""
        days, size = self._columns.days[field], self._columns.size
        first, last = day_interval(start), day_interval(end)
        mask = days.overlapping(first and first[0], last and last[1], size)
        return mask | days.unknown(size) if undated else mask

    def _exactly(self, node: Exactly) -> Mask:
        rows = self._columns.fields[node.field]
        wanted = folded_value(node.value)
        if node.field == "site":
            host = node.value.casefold().strip(". ")
            fits = [v == host or v.endswith(f".{host}") for v in rows.values]
        elif node.field == "type":  # type:pdf and type:image, as well as type:application/pdf
            fits = [wanted in map(folded_value, (v, *v.split("/"))) for v in rows.values]
        else:
            fits = [folded_value(v) == wanted for v in rows.values]
        return rows.having([i for i, fit in enumerate(fits) if fit], self._columns.size)

    # How well

    def _weight(self, sought: Sought) -> float:
        """Inverse document frequency: how much one saturated occurrence is worth."""
        df = self.find(sought).documents.size
        return math.log(1 + (self._columns.size - df + 0.5) / (df + 0.5))

    def scores(self, leaves: Iterable[Leaf], matching: Mask, many: bool) -> Scores:
        """The score of every document that matches; a word typed twice counts twice.

        ``many``: so many match that leaving out the others would cost more than scoring them.
        """
        scores = np.zeros(self._columns.size, np.float32)
        for sought, times in Counter(map(self.sought, leaves)).items():
            found = self.find(sought)
            documents, counts = found.documents, found.counts
            if not many:
                kept = np.flatnonzero(matching[documents])
                documents, counts = documents[kept], counts[kept]
            frequency = counts.astype(np.float32)
            if sought[0] == TITLE:
                frequency *= TITLE_WEIGHT
            elif sought[0] == TEXT:
                self._add_titles(frequency, documents, (TITLE, sought[1]))
            divisor = self._norms()[documents]
            divisor += frequency
            frequency *= np.float32(times * self._weight(sought) * (K1 + 1))
            frequency /= divisor
            np.add.at(scores, documents, frequency)
        return scores

    def _add_titles(self, frequency: Scores, documents: Array, sought: Sought) -> None:
        """Count what stands in titles as often again as it weighs more there."""
        titles = self.find(sought)
        if titles.documents.size:
            there = within(titles.documents, documents, self._columns.size)
            at = np.searchsorted(documents, titles.documents[there])
            frequency[at] += titles.counts[there] * np.float32(TITLE_WEIGHT - 1)

    def _norms(self) -> Scores:
        """What an occurrence's weight is divided by besides its frequency: long texts lose."""
        return self._columns.norms(K1 * (1 - B), K1 * B)

    # By which passages

    def passages(self, documents: Numbers, leaves: Iterable[Leaf]) -> dict[int, list[int]]:
        """Of each document the passages that have a word sought, best first.

        Most distinct words and phrases first, then the rarer and more frequent, then in
        reading order.
        """
        sought = [s for s in dict.fromkeys(map(self.sought, leaves)) if s[0] == TEXT]
        numbers = np.sort(documents).astype(np.uint32)
        keys = [self.find(each).keys(numbers) for each in sought]
        ranked: dict[int, list[int]] = {}
        for number in numbers.tolist():
            starts = self._columns.passage_starts(number)
            edges = np.array([number << 32, (number + 1) << 32], np.uint64)
            distinct = np.zeros(starts.size, np.int64)
            weights = np.zeros(starts.size)
            for each, all_keys in zip(sought, keys, strict=True):
                first, last = all_keys.searchsorted(edges).tolist()
                if first < last:
                    at = starts.searchsorted(all_keys[first:last].astype(np.uint32), "right")
                    counted = np.bincount(at, minlength=starts.size + 1)[1:]  # 0: the header
                    distinct += counted > 0
                    weights += self._weight(each) * counted / (counted + K1)
            found = distinct.nonzero()[0]
            order = np.lexsort((found, -weights[found].round(9), -distinct[found]))
            ranked[number] = found[order].tolist()
        return ranked
