"""How well documents match, and by which passages.

Promises: BM25F over one text field in which a word of the title counts twice, with one saturation
(Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009); a word's weight is that of all
segments together, so that scores do not depend on how documents lie. Reads, changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.engines.chosen import Chosen, Having
from indexer.engines.evaluation import Evaluation
from indexer.engines.lists import Numbers
from indexer.engines.meaning import (
    Adjacent,
    Any,
    Sought,
    Terms,
    Words,
    field_of,
    in_field,
    scored,
)
from indexer.engines.postings import (
    SHIFT,
    Found,
    Keys,
    KeysFound,
    TermFound,
    how_many,
    keys_of,
    sought,
)
from indexer.engines.whoosh_schema import TEXT, TITLE

K1: Final = 1.2  # the usual values; tuning them gained nothing on any collection tried
B: Final = 0.75
TITLE_WEIGHT: Final = 2.0  # an occurrence in the title counts as so many

Scores = npt.NDArray[np.float32]

_DENSE: Final = 5  # a fraction of the documents: of more, all are added to in less time
_FEW: Final = 32  # a fraction of a list: so few documents are looked up in it one by one


@dataclass(frozen=True, slots=True)
class Weighted:
    """Something sought and what one saturated occurrence of it is worth."""

    sought: Sought
    weight: float
    times: int  # it counts for so many


def inverse_frequency(having: int, documents: int) -> float:
    """The weight of what so many of all documents have."""
    return math.log(1 + (documents - having + 0.5) / (having + 0.5))


class Scoring:
    """Scores of one segment; ``average``: tokens of a document of the whole index."""

    def __init__(self, evaluation: Evaluation, wanted: Sequence[Weighted], average: float) -> None:
        self._evaluation = evaluation
        self._wanted = wanted
        self._norms = evaluation.segment.norms(K1 * (1 - B), K1 * B / average)

    @property
    def size(self) -> int:
        """Documents of the segment."""
        return self._evaluation.segment.size

    def norms(self, documents: Numbers) -> Scores:
        """What a frequency is added to when it is saturated: more for longer documents."""
        norms: Scores = self._norms[documents]
        return norms

    def everywhere(self) -> Scores:
        """The score of every document of the segment; 0 where nothing wanted occurs."""
        scores = np.zeros(self._evaluation.segment.size, np.float32)
        for each in self._wanted:
            found = self._evaluation.find(scored(each.sought))
            if isinstance(found, TermFound) and found.size * _DENSE > scores.size:
                scores += self._saturated(each, found.row.astype(np.float32))
                continue
            documents = found.documents
            part = self._saturated(each, found.counts.astype(np.float32), documents)
            np.add.at(scores, documents, part)
        return scores

    def of(self, chosen: Chosen) -> Scores:
        """The scores of some documents, in their order."""
        numbers = chosen.numbers
        found = [self._evaluation.find(scored(each.sought)) for each in self._wanted]
        if len(found) > 1 and numbers.size * 2 > sum(map(how_many, found)):
            return self.everywhere()[numbers]
        scores = np.zeros(numbers.size, np.float32)
        for each, part in zip(self._wanted, found, strict=True):
            scores += self._saturated(each, self.frequency(part, chosen), numbers)
        return scores

    def frequency(self, found: Found, chosen: Chosen) -> Scores:
        """How often each of some documents has it."""
        numbers = chosen.numbers
        if isinstance(found, TermFound) and not isinstance(chosen, Having):
            row = found.row_for(numbers.size)
            if row is not None:
                return row[numbers].astype(np.float32)
        documents = found.documents
        if documents is numbers:
            return found.counts.astype(np.float32)
        if numbers.size * _FEW < documents.size:
            at = np.minimum(documents.searchsorted(numbers), documents.size - 1)
            counts = found.counts[at].astype(np.float32)
            counts[documents[at] != numbers] = 0
            return counts
        counts = found.counts
        having = chosen.mask[documents].nonzero()[0]
        if having.size == numbers.size:  # all of them have it, as in a conjunction
            return counts[having].astype(np.float32)
        spread = np.zeros(self._evaluation.segment.size, counts.dtype)  # a byte each, as a rule
        spread[documents] = counts
        return spread[numbers].astype(np.float32)

    def _saturated(
        self, each: Weighted, frequency: Scores, documents: Numbers | None = None
    ) -> Scores:
        """What frequencies in these documents, or in all, are worth; the array is used up."""
        counted = scored(each.sought)
        if field_of(counted) == TITLE:
            frequency *= TITLE_WEIGHT
        else:
            for part in counted.parts if isinstance(counted, Any) else (counted,):
                if isinstance(part, (Terms, Words, Adjacent)) and part.field == TEXT:
                    self._add_titles(part, frequency, documents)
        divisor = frequency + (self._norms if documents is None else self._norms[documents])
        frequency *= np.float32(each.times * each.weight * (K1 + 1))
        frequency /= divisor
        return frequency

    def _add_titles(
        self, wanted: Terms | Words | Adjacent, frequency: Scores, documents: Numbers | None
    ) -> None:
        """Count what stands in titles as often again as it weighs more there."""
        titles = self._in_titles(wanted)
        if not how_many(titles) or not frequency.size:
            return
        at, counts = titles.documents, titles.counts
        if documents is not None:
            at = sought(documents, titles.documents)
            if at.size < counts.size:
                counts = counts[sought(titles.documents, documents[at])]
        frequency[at] += counts * np.float32(TITLE_WEIGHT - 1)

    def _in_titles(self, wanted: Terms | Words | Adjacent) -> Found:
        """Where something that was found in texts stands in titles, with which texts begin."""
        if isinstance(wanted, Terms):
            in_texts = self._evaluation.find(wanted)
            if isinstance(in_texts, KeysFound):  # a phrase: its places are at hand
                return in_texts.among_first(self._evaluation.segment.columns.title_lengths)
        return self._evaluation.find(in_field(wanted, TITLE))

    def passages(self, documents: Numbers, small: Sequence[Weighted] = ()) -> dict[int, list[int]]:
        """Of each document, ascending, the passages that have something sought, best first.

        Most distinct words and phrases first, then the rarer and more frequent, then in reading
        order. ``small``: what is sought too, but makes no passage a better one than another word.
        """
        keys, ordinals = self._evaluation.segment.columns.passages(documents)
        if not keys.size:
            return {number: [] for number in documents.tolist()}
        wanted = [each for each in self._wanted if field_of(each.sought) == TEXT]
        every = wanted + [each for each in small if field_of(each.sought) == TEXT]
        found = [self._evaluation.find(each.sought) for each in every]
        counted = _counted(keys, keys_of(found, documents))
        distinct = (counted[: len(wanted)] > 0).sum(0)
        worth = np.array([[each.weight] for each in every]).reshape(-1, 1)
        weights = (worth * counted / (counted + K1)).sum(0)
        some = weights.nonzero()[0]
        of = keys[some] >> SHIFT
        order = np.lexsort((some, -weights[some].round(9), -distinct[some], of))
        some, of = some[order], of[order]
        edges = np.append(of.searchsorted(documents), some.size).tolist()
        ranked = ordinals[some].tolist()
        return {
            number: ranked[first:last]
            for number, first, last in zip(documents.tolist(), edges, edges[1:], strict=False)
        }


def _counted(passages: Keys, places: Sequence[Keys]) -> Numbers:
    """How often each passage has each of several things, a row for each of these."""
    every = np.concatenate([np.empty(0, np.int64), *places])
    which = np.arange(len(places)).repeat([each.size for each in places])
    at = passages.searchsorted(every, "right") - 1
    # What stands before a document's first passage is in its title or byline.
    inside = (at >= 0) & (passages[at] >> SHIFT == every >> SHIFT)
    counted = np.bincount(
        (which * passages.size + at)[inside], minlength=len(places) * passages.size
    )
    return counted.reshape(len(places), passages.size)
