"""Several things found as one: any of them, or one after another.

Promises: exact; the rarest is looked at first, and what the others have elsewhere is not read.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.arrays.bundle import Array
from indexer.arrays.stretches import runs
from indexer.engines.lists import Numbers
from indexer.engines.postings import (
    NOWHERE,
    Found,
    Keys,
    KeysFound,
    Spans,
    TermFound,
    distinct,
    documents_of,
    how_many,
    sought,
    within,
)
from indexer.engines.spans import merged

_FEW = 16  # times as many: then looking each of the few up beats reading the many


class TermsFound:
    """Where any of several terms occurs: no two of them at one place."""

    def __init__(self, parts: Sequence[Found]) -> None:
        self._parts = parts
        documents = np.concatenate([part.documents for part in parts])
        counts = np.concatenate([part.counts for part in parts], dtype=np.int64)
        order = np.argsort(documents, kind="stable")  # merges, since the parts are sorted
        documents = documents[order]
        firsts = runs(documents)[:-1]
        self.documents: Numbers = documents[firsts]
        self.counts: Array = np.add.reduceat(counts[order], firsts)

    def keys(self, documents: Numbers) -> Keys:
        """Where these documents have any of them."""
        keys = np.concatenate([part.keys(documents) for part in self._parts])
        keys.sort(kind="stable")  # merges, since the parts are sorted
        return keys

    def spans(self, documents: Numbers) -> Spans:
        """A word is its own first and last."""
        keys = self.keys(documents)
        return keys, keys


class AnyFound(KeysFound):
    """Where any of several things begins, which may share places and differ in length."""

    def __init__(self, parts: Sequence[Found]) -> None:
        self._parts = parts
        super().__init__(distinct(part.keys(part.documents) for part in parts))

    def spans(self, documents: Numbers) -> Spans:
        """Every alternative's, but the same span once."""
        return merged([part.spans(documents) for part in self._parts])


def any_of(found: Sequence[Found]) -> Found:
    """Where any of them occurs; those that are no single terms may share places."""
    some = [each for each in found if how_many(each)]
    if len(some) < 2:
        return some[0] if some else NOWHERE
    terms = [each for each in some if isinstance(each, TermFound)]
    if len(terms) < len(some):
        return AnyFound(some)
    # Different alternatives may lead to one term, whose places count once.
    distinct_terms = list({each.place: each for each in terms}.values())
    return TermsFound(distinct_terms) if len(distinct_terms) > 1 else distinct_terms[0]


def common(documents: Numbers, other: Numbers, size: int) -> Numbers:
    """The documents that are in both; ``size``: documents of the segment."""
    if not documents.size or not other.size:
        return documents[:0]
    few, many = (documents, other) if documents.size < other.size else (other, documents)
    return many[within(many, few, size)]


def in_sequence(parts: Sequence[TermFound]) -> Found:
    """Where they occur at successive positions, by the place of the first."""
    if len(parts) == 1:
        return parts[0]
    # The two rarest first; the others' places are read where these stand side by side.
    first, second, *others = sorted(range(len(parts)), key=lambda index: parts[index].size)
    documents = parts[first].documents
    for part in (parts[index] for index in others):
        row = part.row_for(documents.size)
        if row is None:
            documents = part.owners(part.among(documents))
        else:
            documents = documents[row[documents] != 0]
    at = parts[second].among(documents)
    documents = parts[second].owners(at)
    # Where it would begin before its document, at the end of the one before, nothing stands.
    keys = parts[first].keys_about(documents) - first
    keys = _in_both(keys, parts[second].keys_about(documents, at) - second)
    for index in others:
        keys = _in_both(keys, parts[index].keys(documents_of(keys)) - index)
    return KeysFound(keys, len(parts))


def _in_both(keys: Keys, others: Keys) -> Keys:
    """The keys that are in both; both ascending."""
    few, many = (keys, others) if keys.size < others.size else (others, keys)
    if few.size * _FEW < many.size:
        return many[sought(many, few)]
    both: Keys = np.concatenate([few, many])
    both.sort(kind="stable")  # merges, since the two are sorted
    twice: Numbers = (both[1:] == both[:-1]).nonzero()[0]
    return both[twice]
