"""Documents fetched from the cluster as a small index in memory: scored, ordered and cut to
passages by the code of every segment.

Promises: a segment of just these documents, with the counts of the whole archive wherever a
weight is made of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any, Final

import numpy as np

from archive.model import Document, LeftOut, Passage
from archive.query import Fuzzy, Pattern
from indexer.analysis import Form
from indexer.arrays.bundle import Array
from indexer.engines.columns import ColumnsWriter
from indexer.engines.inverting import gathered, inverted
from indexer.engines.joining import Join
from indexer.engines.lists import Numbers
from indexer.engines.opensearch.entries import document_in, left_out_in, passages_in
from indexer.engines.postings import Field
from indexer.engines.segment import Segment
from indexer.engines.segment_build import SegmentBuild, numbers_in_text
from indexer.engines.units import Measures, Units
from indexer.engines.whoosh_schema import FIELDS, LEFT_OUT, TEXT

Read = tuple[Document, Sequence[Passage], Sequence[LeftOut]]
Having = Callable[[Sequence[str]], Numbers]

_MEMORY: Final = 1 << 33  # bytes: what was fetched is in memory already
_MOST: Final = 1 << 17  # distinct words that are remembered, some 40 MB
_NOWHERE: Final = Path("/nowhere")  # nothing is written


class Fetched:
    """Some documents of an archive."""

    def __init__(
        self, entries: Sequence[Mapping[str, Any]], reading: Reading, documents: int, having: Having
    ) -> None:
        """``documents``: of the archive; ``having``: how many of those have terms."""
        whole = [(document_in(entry), passages_in(entry), left_out_in(entry)) for entry in entries]
        self._documents = {document.id: document for document, _, _ in whole}
        self._texts = {
            document.id: [
                *((passage.text, passage.language) for passage in passages),
                *((each.text, "") for each in left_out),
            ]
            for document, passages, left_out in whole
        }
        self.segment = FetchedSegment(reading.arrays(whole), documents, having)

    def document(self, document_id: str) -> Document | None:
        """See ``indexer.engines.base.Texts``."""
        return self._documents.get(document_id)

    def texts(self, document_id: str, ordinals: Sequence[int]) -> list[tuple[str, str]]:
        """See ``indexer.engines.base.Texts``."""
        every = self._texts[document_id]
        return [every[ordinal] for ordinal in ordinals]


class TextsOf:
    """The texts of several of these: see ``indexer.engines.base.Texts``."""

    def __init__(self, every: Sequence[Fetched]) -> None:
        self._of = {
            each.segment.columns.ids.text(number): each
            for each in every
            for number in range(each.segment.size)
        }

    def document(self, document_id: str) -> Document | None:
        """The document as it was entered, or None."""
        found = self._of.get(document_id)
        return found.document(document_id) if found else None

    def texts(self, document_id: str, ordinals: Sequence[int]) -> list[tuple[str, str]]:
        """The texts of these passages of it, in the order asked."""
        return self._of[document_id].texts(document_id, ordinals)


class Reading:
    """Makes small segments of documents, and remembers their words for the next; for threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._build: _InMemory | None = None  # made when it is first wanted: its tables take long

    def arrays(self, documents: Iterable[Read]) -> dict[str, Array]:
        """The arrays of a segment of some documents, but for its words."""
        with self._lock:
            build = self._build
            if build is None or build.is_full_of_words:
                build = self._build = _InMemory()
            return build.made(documents)


class _InMemory(SegmentBuild):
    """A segment that is never written, and has no words: those of the archive are at hand."""

    def __init__(self) -> None:
        super().__init__(_NOWHERE, _MEMORY)
        self._texts: list[bytes] = []  # of each term, by its number

    @property
    def is_full_of_words(self) -> bool:
        """Whether it remembers as many as it should."""
        return len(self._analyser.forms) > _MOST

    def made(self, documents: Iterable[Read]) -> dict[str, Array]:
        """All that lists and columns of some documents need."""
        self._columns, self._measures = ColumnsWriter(), Measures(FIELDS)
        self._keywords = self._keywords.emptied()
        self._first = 0
        self._begin_batch()
        self._begin_run()
        for document, passages, left_out in documents:
            self.add(document, passages, left_out)
        self._analyse()
        run: dict[str, Array] = {}
        for name in FIELDS:
            run |= inverted(name, gathered(self._occurrences[name]))
        return self._arrays(run)

    def _meet(self, forms: Sequence[Form], language: str) -> None:
        super()._meet(forms, language)
        new = islice(self._numbers, len(self._texts), None)
        self._texts += [term.encode() for term in new]

    def _count(self, units: Units, fields: dict[str, tuple[Array, Array]], times: int = 1) -> None:
        """Words are not counted."""

    def _arrays(self, run: dict[str, Array]) -> dict[str, Array]:
        numbers = [run[f"{name}.numbers"] for name in FIELDS]
        used = np.unique(np.concatenate(numbers))  # of all that were ever met
        terms = [self._texts[number] for number in used.tolist()]
        for name, of_field in zip(FIELDS, numbers, strict=True):
            run[f"{name}.numbers"] = used.searchsorted(of_field)
        joins = {name: Join.of_runs(name, [run], terms, len(self)) for name in FIELDS}
        text = joins[TEXT]
        places = np.full(len(self._texts), -1, np.int64)
        places[used] = text.number_of(terms)
        arrays = self._columns.arrays() | self._measures.arrays()
        arrays |= self._keywords.arrays(places, len(text.terms))
        arrays |= numbers_in_text(joins)
        for join in joins.values():
            made = {name: np.zeros(size, kind) for name, (kind, size) in join.plan().items()}
            join.copy(made)
            arrays |= made
        return arrays


class FetchedSegment(Segment):
    """A segment that counts as the whole archive does, and has no words of its own."""

    def __init__(self, arrays: dict[str, Array], documents: int, having: Having) -> None:
        self._open(arrays, ())
        self._all = documents
        self.fields[TEXT] = _CountedField(arrays, self.size, having)

    @property
    def count(self) -> int:
        """How many documents the archive has."""
        return self._all


class _CountedField(Field):
    def __init__(self, arrays: dict[str, Array], size: int, having: Having) -> None:
        super().__init__(arrays, TEXT, size)
        self._having = having

    def having(self, numbers: Numbers) -> Numbers:
        """How many documents of the archive have each term."""
        return self._having([self.terms.text(number) for number in numbers.tolist()])


class FetchedWidening:
    """The terms of fitting words, as places in fetched segments: see ``widening.Widening``."""

    def __init__(
        self,
        segments: Sequence[Segment],
        terms_of: Callable[[Pattern | Fuzzy], Sequence[str]],
        *,
        everything: bool,
    ) -> None:
        self._fields = [segment.fields[TEXT] for segment in segments]
        if everything:
            self._fields += [segment.fields[LEFT_OUT] for segment in segments]
        self._terms_of = terms_of
        self._terms: dict[Pattern | Fuzzy, list[Numbers]] = {}

    def terms(self, wanted: Pattern | Fuzzy) -> list[Numbers]:
        """The terms of the text that they have, by place in each segment."""
        if wanted not in self._terms:
            encoded = [term.encode() for term in self._terms_of(wanted)]
            self._terms[wanted] = [
                np.array(
                    sorted(n for term in encoded if (n := field.terms.index(term)) is not None),
                    np.int64,
                )
                for field in self._fields
            ]
        return self._terms[wanted]
