"""Literal text: found by its words in the index, verified on the texts that were indexed.

Promises: exact. Reads the texts of candidates only: those that have the words one after another and
are among the documents asked for. Made for one request and then forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from archive.deadline import Deadline
from archive.errors import IndexDamagedError
from archive.model import Document
from indexer.analysis import terms_and_spans
from indexer.analysis.verbatim import occurrences, words_within
from indexer.arrays.bundle import Array
from indexer.engines.base import Texts, bylines_of, header_of, stated_title
from indexer.engines.lists import Numbers
from indexer.engines.once import once
from indexer.engines.postings import POSITION, SHIFT, Found, Keys, Spans, sought
from indexer.engines.segment import Segment
from indexer.engines.whoosh_schema import TEXT, TITLE

UNKNOWN: Final = (
    "The index names a document that its texts do not hold ({}). Run “muniment rebuild”."
)
_NONE: Final = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Reading:
    """A segment, the texts of its documents, and until when they may be read."""

    segment: Segment
    texts: Texts
    deadline: Deadline


class VerifiedFound:
    """Where literal text stands, in one field of one segment."""

    def __init__(self, reading: Reading, field: str, wanted: str, candidates: Found) -> None:
        """``candidates``: where its words stand one after another, whatever their characters."""
        self._segment = reading.segment
        self._texts = reading.texts
        self._deadline = reading.deadline
        self._field = field
        self._wanted = wanted
        self._candidates = candidates
        self._has: dict[int, bool] = {}  # whether each document has it, as far as is known

    def among(self, documents: Numbers) -> Numbers:
        """Those of some documents that have it; ascending, as is what comes back."""
        candidates = self._candidates.documents
        chosen = candidates[sought(candidates, documents)]
        self._verify(chosen)
        return chosen[list(map(self._has.__getitem__, chosen.tolist()))] if chosen.size else chosen

    @once
    def documents(self) -> Numbers:
        """The documents that have it."""
        return self.among(self._candidates.documents)

    @once
    def counts(self) -> Array:
        """How often each of them has it."""
        owners = self.keys(self.documents) >> SHIFT
        return np.diff(np.append(owners.searchsorted(self.documents), owners.size))

    def keys(self, documents: Numbers) -> Keys:
        """Where it begins in these documents; in fields but the text where its words do."""
        return self.spans(documents)[0]

    def spans(self, documents: Numbers) -> Spans:
        """Where its first and its last word stand."""
        chosen = self.among(documents)
        if self._field != TEXT:
            return self._candidates.spans(chosen)
        firsts, lasts = [_NONE], [_NONE]
        for number, units in self._units(chosen):
            for begin, text, language in units:
                stretches = occurrences(text, self._wanted, language)
                words = words_within(terms_and_spans(text, language)[1], stretches)
                places = np.array(list(words), np.int64).reshape(-1, 2)
                firsts.append((number << SHIFT) + begin + places[:, 0])
                lasts.append((number << SHIFT) + begin + places[:, 1])
        return np.concatenate(firsts), np.concatenate(lasts)

    def _verify(self, documents: Numbers) -> None:
        """Look which of some candidates have it, those that are not known yet."""
        unknown = documents[[number not in self._has for number in documents.tolist()]]
        for number, units in self._units(unknown):
            self._has[number] = any(
                True
                for _, text, language in units
                for _ in occurrences(text, self._wanted, language)
            )

    def _units(self, documents: Numbers) -> Iterator[tuple[int, Iterable[tuple[int, str, str]]]]:
        """Of each document the units that its words are in one after another.

        Each with the position at which it begins, and with its language.
        """
        columns = self._segment.columns
        languages = columns.languages_of(documents)
        if self._field != TEXT:
            for number, language in zip(documents.tolist(), languages, strict=True):
                self._deadline.check()
                yield number, [(0, text, language) for text in self._header(number)]
            return
        begins = columns.begins(documents)
        first_units = np.searchsorted(begins, documents << SHIFT)
        units = np.searchsorted(begins, self._candidates.keys(documents), "right") - 1
        units = units[np.diff(units, prepend=-1) > 0]
        edges = np.append(np.searchsorted(units, first_units), units.size)
        headers = columns.headers(documents).tolist()
        positions = (begins & POSITION).tolist()
        for place, number in enumerate(documents.tolist()):
            self._deadline.check()
            chosen = units[edges[place] : edges[place + 1]].tolist()
            ordinals = [unit - int(first_units[place]) for unit in chosen]
            texts = self._unit_texts(number, ordinals, headers[place])
            yield (
                number,
                [
                    (positions[unit], text, language or languages[place])
                    for unit, (text, language) in zip(chosen, texts, strict=True)
                ],
            )

    def _unit_texts(
        self, number: int, ordinals: Sequence[int], header: int
    ) -> list[tuple[str, str]]:
        """The texts of a document's units; the first ``header`` ones are before its passages.

        Each with its language, "" for the document's.
        """
        found: list[tuple[str, str]] = []
        if ordinals[0] < header:
            before = list(header_of(self._document(number)))
            found += [(before[ordinal], "") for ordinal in ordinals if ordinal < header]
        passages = [ordinal - header for ordinal in ordinals if ordinal >= header]
        return found + self._texts.texts(self._id(number), passages)

    def _header(self, number: int) -> Sequence[str]:
        """The texts of one of the smaller fields."""
        document = self._document(number)
        return (stated_title(document),) if self._field == TITLE else bylines_of(document)

    def _document(self, number: int) -> Document:
        document = self._texts.document(self._id(number))
        if document is None:
            raise IndexDamagedError(UNKNOWN.format(self._id(number)))
        return document

    def _id(self, number: int) -> str:
        return self._segment.columns.ids.text(number)
