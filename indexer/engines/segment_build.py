"""Building one segment: documents in batches, batches into sorted runs, runs into a bundle.

Promises: documents are numbered in the order of adding; every text is analysed once; memory is
bounded by what is asked for, but for one document and the dictionary while runs are joined. Runs
are bundles beside the result and are removed in the end. Knows nothing of Whoosh.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from archive.model import Document, LeftOut, Passage
from indexer.analysis import Form
from indexer.analysis.batches import BatchAnalyser
from indexer.arrays.bundle import Array, create, fill, plan_of, read, write
from indexer.arrays.growing import Growing
from indexer.engines.columns import ColumnsWriter
from indexer.engines.gaps import in_gaps
from indexer.engines.grams import gram_arrays
from indexer.engines.inverting import Occurrences, gathered, inverted
from indexer.engines.joining import Join
from indexer.engines.keywords import KeywordsWriter
from indexer.engines.sketch_rows import in_rows
from indexer.engines.sketches import Sketches
from indexer.engines.units import Batch, Measures, Units, in_order
from indexer.engines.whoosh_schema import FIELDS, PARTS_OF_TEXT, TEXT, WORDED
from indexer.engines.words import Spellings, WordsWriter, of_field

MOST_DOCUMENTS: Final = 1 << 17  # of a segment: what is done for each of them stays in the cache
_BATCH: Final = 1 << 20  # code points analysed at once, when there is memory for them
_RUN: Final = 1 << 22  # occurrences kept before a run is written, likewise
# Bytes of memory, measured: for a code point of a batch, an occurrence of a run, a distinct token
# with its word and spelling, and a document's columns.
_CODE_BYTES, _OCCURRENCE_BYTES, _FORM_BYTES, _DOCUMENT_BYTES = 60, 50, 600, 720


class SegmentBuild:
    """Collects documents and writes them as one bundle."""

    def __init__(self, runs: Path, memory_bytes: int) -> None:
        """``runs``: a folder for temporary files, made when needed and removed in the end."""
        self._runs_folder = runs
        self._memory = memory_bytes
        self._batch = min(_BATCH, memory_bytes // 8 // _CODE_BYTES)
        self._run = min(_RUN, memory_bytes // 4 // _OCCURRENCE_BYTES)
        self._runs: list[Path] = []
        self._analyser = BatchAnalyser()
        self._spellings = Spellings()
        self._words = {name: WordsWriter(self._spellings) for name in WORDED}
        self._sketches = Sketches()
        self._keywords = KeywordsWriter()
        self._columns = ColumnsWriter()
        self._measures = Measures(FIELDS)
        self._begin_batch()
        self._first = 0  # number of the first document of the batch
        self._numbers: dict[str, int] = {}
        self._term_of_form = Growing()
        self._begin_run()

    def _begin_batch(self) -> None:
        self._added, self._removed = Batch(), Batch()
        self._waiting = 0  # code points in them

    def _begin_run(self) -> None:
        self._occurrences: dict[str, list[Occurrences]] = {name: [] for name in FIELDS}
        self._held = 0

    def __len__(self) -> int:
        return len(self._columns)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was added or removed."""
        counted = any(map(len, self._words.values()))
        return not len(self) and not self._removed.texts and not counted

    @property
    def is_full(self) -> bool:
        """Whether another segment should take what comes next."""
        held = len(self._analyser.forms) * _FORM_BYTES + len(self) * _DOCUMENT_BYTES
        return len(self) >= MOST_DOCUMENTS or held > self._memory // 2

    def add(
        self, document: Document, passages: Sequence[Passage], left_out: Sequence[LeftOut]
    ) -> None:
        """Enter one document. Raises OSError."""
        self._waiting += self._added.add(len(self), document, passages, left_out)
        self._columns.add(document, passages)
        if self._waiting > self._batch:
            self._analyse()

    def remove(
        self, document: Document, passages: Sequence[Passage], left_out: Sequence[LeftOut]
    ) -> None:
        """Uncount the words of a document that an earlier segment holds. Raises OSError."""
        earlier = len(self._removed.texts)  # a number higher than all before
        self._waiting += self._removed.add(earlier, document, passages, left_out)
        if self._waiting > self._batch:
            self._analyse()

    def _analyse(self) -> None:
        """Turn the waiting texts into occurrences; write a run if there are many."""
        if self._added.texts:
            units = self._read(self._added)
            terms = self._term_of_form.values[units.forms]
            fields = units.fields()
            self._count(units, fields)
            documents = {}
            for name, (chosen, positions) in fields.items():
                documents[name] = units.documents[chosen]
                found = Occurrences(terms[chosen], documents[name], positions)
                self._occurrences[name].append(found)
                self._held += positions.size
            read = units.passages()
            sketches = in_rows(self._sketches.of(units.forms[read], units.documents[read]))
            size = len(self) - self._first
            sentences = in_gaps(units.sentences())
            self._measures.add(self._first, size, units, documents, sentences, sketches)
            text, _ = fields[TEXT]
            self._keywords.add(self._first, size, documents[TEXT], terms[text], units.forms[text])
        if self._removed.texts:
            units = self._read(self._removed)
            self._count(units, units.fields(), times=-1)
        self._first = len(self)
        self._begin_batch()
        if self._held > self._run:
            self._write_run()

    def _count(self, units: Units, fields: dict[str, tuple[Array, Array]], times: int = 1) -> None:
        """Count the words of a batch, in each field that has a list of its own."""
        for name, words in self._words.items():
            chosen, _ = fields[name]
            words.count(units.documents[chosen], units.forms[chosen], times)

    def _read(self, batch: Batch) -> Units:
        read = []
        for language, places in batch.by_language().items():
            known = len(self._analyser.forms)
            tokens = self._analyser.analyse([batch.texts[place] for place in places], language)
            self._meet(self._analyser.forms[known:], language)
            read.append((places, tokens))
        return Units(batch, in_order(read))

    def _meet(self, forms: Sequence[Form], language: str) -> None:
        """Number the terms of new forms."""
        terms = self._numbers
        numbers = [terms.setdefault(form.term, len(terms)) for form in forms]
        self._term_of_form.extend(numbers)
        self._spellings.meet(forms, numbers)
        self._sketches.meet(forms)
        self._keywords.meet(forms, language)

    def _write_run(self) -> None:
        """Sort what was found and write it."""
        arrays: dict[str, Array] = {}
        for name in FIELDS:
            found = gathered(self._occurrences[name])
            self._occurrences[name].clear()
            arrays |= inverted(name, found)
        self._runs_folder.mkdir(exist_ok=True)
        path = self._runs_folder / str(len(self._runs))
        write(path, arrays)
        self._runs.append(path)
        self._begin_run()

    def write(self, path: Path) -> int:
        """Write the bundle of everything added; returns the documents. Raises OSError."""
        self._analyse()
        if self._held or not self._runs:
            self._write_run()
        runs = [read(run) for run in self._runs]
        terms = [term.encode() for term in self._numbers]
        joins = {name: Join.of_runs(name, runs, terms, len(self)) for name in FIELDS}
        others = self._columns.arrays() | self._measures.arrays()
        places = {name: joins[name].number_of(terms) for name in WORDED}
        for name, words in self._words.items():
            others |= of_field(words.arrays(places[name], len(joins[name].terms)), name)
        others |= self._keywords.arrays(places[TEXT], len(joins[TEXT].terms))
        write_segment(path, joins, others)
        for run in self._runs:
            run.unlink()
        self._runs_folder.rmdir()
        return len(self)


def write_segment(path: Path, joins: dict[str, Join], others: dict[str, Array]) -> None:
    """Write the bundle of a segment: the lists, and all other arrays. Raises OSError."""
    others = others | numbers_in_text(joins) | gram_arrays(others, joins[TEXT].terms)
    plan = {key: place for join in joins.values() for key, place in join.plan().items()}
    result = create(path, {**plan, **plan_of(others)})
    for join in joins.values():
        join.copy(result)
    fill(result, others)


def numbers_in_text(joins: dict[str, Join]) -> dict[str, Array]:
    """Of each term of a smaller field its number among the terms of the text, which has it too."""
    return {
        f"{name}.in_text": joins[TEXT].number_of(join.terms).astype(np.uint32)
        for name, join in joins.items()
        if name in PARTS_OF_TEXT
    }
