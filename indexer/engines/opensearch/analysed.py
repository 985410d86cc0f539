"""Documents as the cluster holds them: their terms, unit by unit, by our own analyser.

Promises: a document's terms are those that a segment of it would have, in the same order, with a
step between units. The words of all documents are collected on the way, as a segment keeps them:
they are the dictionary that queries are widened by.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path

import numpy as np

from indexer.analysis import Form
from indexer.analysis.function_words import are_function_words
from indexer.engines.opensearch.mapping import stored
from indexer.engines.segment_build import SegmentBuild
from indexer.engines.units import Batch, Units
from indexer.engines.whoosh_schema import FIELDS, LEFT_OUT, TITLE


@dataclass(slots=True)
class Terms:
    """The terms of one document: of each unit that has any, with spaces between."""

    fields: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in FIELDS})
    content: str = ""  # of its texts without function words, those of the title twice
    length: int = 0  # of its texts, without function words


class Analysed(SegmentBuild):
    """A segment that also tells the terms of each document that was added."""

    def __init__(self, runs: Path, memory_bytes: int) -> None:
        super().__init__(runs, memory_bytes)
        self._told: list[Terms] = []
        self._told_removed: list[Terms] = []
        self._texts_of_terms: list[str] = []
        self._is_small: list[bool] = []  # of each form, whether it is a function word

    def told(self) -> list[Terms]:
        """The terms of the documents that were analysed since this was asked last, in order."""
        told, self._told = self._told, []
        return told

    def told_removed(self) -> list[Terms]:
        """The terms of the documents that were removed since this was asked last, in order."""
        told, self._told_removed = self._told_removed, []
        return told

    def _read(self, batch: Batch) -> Units:
        units = super()._read(batch)
        told = self._told if batch is self._added else self._told_removed
        told += self._terms_of(batch, units)
        return units

    def _meet(self, forms: Sequence[Form], language: str) -> None:
        super()._meet(forms, language)
        words = [form.word or form.term.rpartition(":")[2] for form in forms]
        self._is_small += are_function_words(words, language)

    def _terms_of(self, batch: Batch, units: Units) -> Iterator[Terms]:
        new = islice(self._numbers, len(self._texts_of_terms), None)
        self._texts_of_terms += map(stored, new)
        names, is_small = self._texts_of_terms, self._is_small
        forms = units.forms.tolist()
        numbers = self._term_of_form.values[units.forms].tolist()
        ends = units.sizes.cumsum().tolist()
        begins = np.flatnonzero(np.diff(np.array(batch.documents), prepend=-1)).tolist()
        for first, last in pairwise([*begins, len(ends)]):
            terms = Terms()
            content: list[str] = []
            for unit in range(first, last):
                span = slice(ends[unit - 1] if unit else 0, ends[unit])
                words = [names[number] for number in numbers[span]]
                fields = batch.fields_of(unit)
                for name in fields if words else ():
                    terms.fields[name].append(" ".join(words))
                if LEFT_OUT in fields:
                    continue
                large = [
                    w for w, form in zip(words, forms[span], strict=True) if not is_small[form]
                ]
                terms.length += len(large)
                content += large * (2 if TITLE in fields else 1)
            terms.content = " ".join(content)
            yield terms
