"""Building one segment: documents in batches, batches into sorted runs, runs into a bundle.

Promises: documents are numbered in the order of adding; every text is analysed once; memory is
bounded by the constants below, the words met, the columns, and one document. Runs are
bundles beside the result and are removed in the end. Knows nothing of Whoosh.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.facts import language_of
from archive.model import Document, Passage
from indexer.analysis.batches import BatchAnalyser, Form, Tokens
from indexer.engines.base import GAP, bylines_of, header_of
from indexer.engines.bundle import Array, create, narrow, read, write
from indexer.engines.columns import ColumnsWriter
from indexer.engines.growing import Growing
from indexer.engines.inverting import Occurrences, gathered, inverted
from indexer.engines.joining import Join, Source, renumbered
from indexer.engines.whoosh_schema import AUTHOR, FIELDS, TEXT, TITLE
from indexer.engines.words import WordsWriter

_BATCH: Final = 1 << 20  # code points analysed at once; some 60 bytes each of temporary arrays
_RUN: Final = 1 << 22  # occurrences kept before a run is written; 12 bytes each, 50 to sort them
_FORMS: Final = 1 << 21  # distinct tokens remembered, some 250 bytes each

_OTHER_UNIT, _TITLE_UNIT, _AUTHOR_UNIT, _PASSAGE_UNIT = range(4)
_DTYPE: Final = np.uint32


class _Batch:
    """The texts of documents of one language: a unit is a title, an author's name, a passage …"""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.kinds: list[int] = []
        self.documents: list[int] = []

    def add(self, number: int, document: Document, passages: Sequence[Passage]) -> int:
        """Add one document; returns its code points."""
        header = list(header_of(document))
        authors = len(bylines_of(document))
        texts = header + [passage.text for passage in passages]
        kinds = [_TITLE_UNIT] + [_OTHER_UNIT] * (len(header) - authors - 1)
        kinds += [_AUTHOR_UNIT] * authors + [_PASSAGE_UNIT] * len(passages)
        self.texts += texts
        self.kinds += kinds
        self.documents += [number] * len(texts)
        return sum(map(len, texts)) + len(texts)


class SegmentBuild:
    """Collects documents and writes them as one bundle."""

    def __init__(self, runs: Path, words: WordsWriter) -> None:
        """``runs``: a folder for temporary files, made when needed and removed in the end."""
        self._runs_folder = runs
        self._words = words
        self._runs: list[Path] = []
        self._analyser = BatchAnalyser()
        self._columns = ColumnsWriter()
        self._batches: dict[str, _Batch] = {}
        self._waiting = 0  # code points in the batches
        self._first = 0  # number of the first document of the batches
        self._lengths: dict[str, list[Array]] = {name: [] for name in FIELDS}
        self._passages: list[tuple[Array, Array]] = []  # starts; passages of each document
        self._forget_terms()
        self._begin_run()

    def _begin_run(self) -> None:
        self._occurrences: dict[str, list[Occurrences]] = {name: [] for name in FIELDS}
        self._held = 0

    def _forget_terms(self) -> None:
        self._numbers: dict[str, int] = {}
        self._terms: list[bytes] = []
        self._term_of_form = Growing()

    def __len__(self) -> int:
        return len(self._columns)

    def add(self, document: Document, passages: Sequence[Passage]) -> None:
        """Enter one document. Raises OSError."""
        batch = self._batches.setdefault(language_of(document), _Batch())
        self._waiting += batch.add(len(self), document, passages)
        self._columns.add(document)
        if self._waiting > _BATCH:
            self._analyse()

    def _analyse(self) -> None:
        """Turn the waiting texts into occurrences; write a run if there are many."""
        begun = len(self) - self._first
        lengths = {name: np.zeros(begun, _DTYPE) for name in FIELDS}
        starts, of = [np.empty(0, _DTYPE)], [np.empty(0, np.int64)]
        for language, batch in self._batches.items():
            known = len(self._analyser.forms)
            tokens = self._analyser.analyse(batch.texts, language)
            self._meet(self._analyser.forms[known:])
            terms = self._term_of_form.values[tokens.forms]
            units = _Units(batch, tokens)
            self._words.count(units.documents, tokens.forms)
            for name, (chosen, positions) in units.fields().items():
                found = Occurrences(terms[chosen], units.documents[chosen], positions)
                self._occurrences[name].append(found)
                lengths[name] += _counted(found.documents - _DTYPE(self._first), begun)
                self._held += positions.size
            passages = units.kinds == _PASSAGE_UNIT
            starts.append(units.firsts[passages])
            of.append(units.owners[passages])
        owners = np.concatenate(of)
        order = np.argsort(owners, kind="stable")
        self._passages.append(
            (np.concatenate(starts)[order], _counted(owners - self._first, begun))
        )
        for name, counted in lengths.items():
            self._lengths[name].append(counted)
        self._first = len(self)
        self._batches.clear()
        self._waiting = 0
        if self._held > _RUN:
            self._write_run()

    def _meet(self, forms: Sequence[Form]) -> None:
        """Number the terms of new forms."""
        self._words.meet(forms)
        numbers = []
        for form in forms:
            number = self._numbers.setdefault(form.term, len(self._terms))
            if number == len(self._terms):
                self._terms.append(form.term.encode())
            numbers.append(number)
        self._term_of_form.extend(numbers)

    def _write_run(self) -> None:
        """Sort what was found and write it."""
        arrays: dict[str, Array] = {}
        for name in FIELDS:
            found = gathered(self._occurrences[name])
            self._occurrences[name].clear()
            arrays |= inverted(name, self._terms, found)
        self._runs_folder.mkdir(exist_ok=True)
        path = self._runs_folder / str(len(self._runs))
        write(path, arrays)
        self._runs.append(path)
        self._begin_run()
        if len(self._analyser.forms) > _FORMS:
            self._analyser.forget()
            self._words.forget()
            self._forget_terms()

    def write(self, path: Path) -> int:
        """Write the bundle of everything added; returns the documents. Raises OSError."""
        self._analyse()
        if self._held or not self._runs:
            self._write_run()
        columns = self._columns.arrays() | self._measures()
        numbers = renumbered(len(self), 0)
        join(path, [Source(read(run), numbers) for run in self._runs], columns)
        for run in self._runs:
            run.unlink()
        self._runs_folder.rmdir()
        return len(self)

    def _measures(self) -> dict[str, Array]:
        """Lengths of documents, and where their passages begin."""
        starts = np.concatenate([starts for starts, _ in self._passages])
        edges = np.append(0, np.cumsum(np.concatenate([n for _, n in self._passages])))
        return {
            **{f"{name}.lengths": np.concatenate(parts) for name, parts in self._lengths.items()},
            "passages.starts": starts,
            "passages.edges": edges.astype(narrow(starts.size)),
        }


class _Units:
    """The tokens of a batch told apart by field, with their positions."""

    def __init__(self, batch: _Batch, tokens: Tokens) -> None:
        self.kinds = np.array(batch.kinds, np.uint8)
        self.owners = np.array(batch.documents, np.int64)
        sizes = np.diff(tokens.edges)
        behind = np.cumsum(sizes + GAP) - sizes - GAP  # where each unit begins if all were one text
        first_of_owner = np.flatnonzero(np.diff(self.owners, prepend=-1))
        which = np.searchsorted(first_of_owner, np.arange(self.owners.size), "right") - 1
        firsts = behind - behind[first_of_owner][which]
        self.firsts = firsts.astype(_DTYPE)
        self.documents = np.repeat(self.owners.astype(_DTYPE), sizes)
        self._kinds = np.repeat(self.kinds, sizes)
        self._positions = np.arange(tokens.forms.size) + np.repeat(
            firsts - tokens.edges[:-1], sizes
        )
        authors = np.flatnonzero(self.kinds == _AUTHOR_UNIT)
        begins = authors[np.diff(self.owners[authors], prepend=-1) != 0]
        self._author_begin = np.zeros(self.owners.size, np.int64)
        self._author_begin[authors] = firsts[begins][np.searchsorted(begins, authors, "right") - 1]
        self._sizes = sizes

    def fields(self) -> dict[str, tuple[Array, Array]]:
        """Of each field its tokens and their positions."""
        titles = np.flatnonzero(self._kinds == _TITLE_UNIT)
        authors = np.flatnonzero(self._kinds == _AUTHOR_UNIT)
        shift = np.repeat(self._author_begin, self._sizes)[authors]
        positions = self._positions.astype(_DTYPE)
        return {
            TEXT: (np.arange(positions.size), positions),
            TITLE: (titles, positions[titles]),
            AUTHOR: (authors, (self._positions[authors] - shift).astype(_DTYPE)),
        }


def _counted(numbers: npt.NDArray[np.integer], size: int) -> npt.NDArray[np.uint32]:
    """How often each number below ``size`` occurs."""
    return np.bincount(numbers.astype(np.int64), minlength=size).astype(_DTYPE)


def join(path: Path, sources: Sequence[Source], columns: dict[str, Array]) -> None:
    """Write the bundle of a segment. Raises OSError."""
    joins = [Join(name, sources) for name in FIELDS]
    plan = {key: place for each in joins for key, place in each.plan().items()}
    plan |= {key: (array.dtype, array.size) for key, array in columns.items()}
    result = create(path, plan)
    for each in joins:
        each.copy(result)
    for key, array in columns.items():
        result[key][:] = array
