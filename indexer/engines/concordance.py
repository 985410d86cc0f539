"""Every occurrence of what a query seeks, in the passages of the documents that match.

Promises: documents by date and then by id, undated ones last, within one in reading order, each
occurrence once; titles and bylines are no passages. Places are found for all, once; what is made
of them is made for the part that is asked for, however far down it is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from archive.model import DateField
from archive.search import InContext, Occurrence, Run
from indexer.analysis import folded
from indexer.arrays.stretches import indices
from indexer.engines.evaluation import Evaluation
from indexer.engines.known_words import Read
from indexer.engines.lists import Numbers
from indexer.engines.meaning import Sought, field_of
from indexer.engines.once import once
from indexer.engines.postings import SHIFT
from indexer.engines.question import Question
from indexer.engines.spans import changed, merged, those
from indexer.engines.whoosh_schema import TEXT


class Occurrences:
    """See ``archive.search.Concordance``."""

    def __init__(self, question: Question, *, newest: bool) -> None:
        sought = [x for x in dict.fromkeys(question.sought.values()) if field_of(x) == TEXT]
        self._newest = newest
        self._parts = [
            _Part(each, sought, matched.numbers, question.date_field)
            for each, matched in zip(question.evaluations, question.matched, strict=True)
        ]
        self.documents = sum(part.documents.size for part in self._parts)
        self.total = sum(part.firsts.size for part in self._parts)

    @once
    def _order(self) -> tuple[Numbers, Numbers, Numbers]:
        """The documents in order: of each its part, its place in it, and its occurrences."""
        days = np.concatenate([part.days(newest=self._newest) for part in self._parts])
        order = np.lexsort((self._by_id(), days))
        sizes = [part.documents.size for part in self._parts]
        of = np.repeat(np.arange(len(sizes)), sizes)
        place = np.concatenate([np.arange(size) for size in sizes])
        counts = np.concatenate([part.counts for part in self._parts])
        return of[order], place[order], counts[order]

    def _by_id(self) -> Numbers:
        """Numbers that have the order of the identifiers."""
        if len(self._parts) == 1:
            return self._parts[0].by_id
        ids = [part.ids for part in self._parts]
        return np.unique(np.concatenate(ids), return_inverse=True)[1]

    def some(self, offset: int, limit: int) -> tuple[Occurrence, ...]:
        """So many of them from ``offset`` on."""
        first, last = max(0, offset), min(self.total, offset + limit)
        if first >= last:
            return ()
        of, place, counts = self._order
        ends = np.cumsum(counts)
        chosen = slice(int(ends.searchsorted(first, "right")), int(ends.searchsorted(last)) + 1)
        of, place, counts = of[chosen], place[chosen], counts[chosen]
        begins = np.cumsum(counts) - counts
        size = int(counts.sum())
        owners, rows = np.empty((size, 2), object), np.empty((size, 3), np.int64)
        for number, part in enumerate(self._parts):
            mine = np.flatnonzero(of == number)
            mine = mine[np.argsort(place[mine])]
            at = indices(begins[mine], counts[mine])
            owners[at], rows[at] = part.rows(place[mine])
        skipped = first - int(ends[chosen.start] - counts[0])
        wanted = slice(skipped, skipped + last - first)
        return tuple(
            Occurrence(
                document_id=document_id,
                passage=passage,
                token=token,
                tokens=tokens,
                language=language,
            )
            for (document_id, language), (passage, token, tokens) in zip(
                owners[wanted].tolist(), rows[wanted].tolist(), strict=True
            )
        )


class _Part:
    """The occurrences in one segment, in the order of its documents."""

    def __init__(
        self,
        evaluation: Evaluation,
        sought: Sequence[Sought],
        matched: Numbers,
        date_field: DateField,
    ) -> None:
        self._date_field = date_field
        self._columns = columns = evaluation.segment.columns
        # By first and last word, which is the order within a document.
        spans = merged([evaluation.find(each).spans(matched) for each in sought])
        edges = np.append(spans[0].searchsorted(matched << SHIFT), spans[0].size)
        inside = spans[0] >= np.repeat(columns.bodies(matched), np.diff(edges))
        inside &= spans[0] < np.repeat(columns.leftovers(matched), np.diff(edges))
        self.firsts, self._lasts = those(spans, inside)
        edges = np.append(0, np.cumsum(inside))[edges]
        counts = np.diff(edges)
        having = np.flatnonzero(counts)
        self.documents, self.counts, self._edges = matched[having], counts[having], edges[having]

    @property
    def by_id(self) -> Numbers:
        """For each document a number; these have the order of the identifiers."""
        return self._columns.by_id[self.documents]

    @property
    def ids(self) -> npt.NDArray[np.bytes_]:
        """The identifiers of the documents."""
        return self._columns.ids_of(self.documents)

    def days(self, *, newest: bool) -> Numbers:
        """For each document its day, the one to come first the smallest."""
        return self._columns.days[self._date_field].in_order(newest=newest)[self.documents]

    def rows(self, places: Numbers) -> tuple[npt.NDArray[np.object_], Numbers]:
        """Of some documents, ascending, all occurrences.

        Identifier and language of the document of each; its passage, first token and tokens.
        """
        documents, counts = self.documents[places], self.counts[places]
        at = indices(self._edges[places], counts)
        firsts, lasts = changed((self.firsts, self._lasts), lambda keys: keys[at])
        keys, ordinals = self._columns.passages(documents)
        passages = keys.searchsorted(firsts, "right") - 1
        owners = np.empty((documents.size, 2), object)
        owners[:, 0] = [self._columns.ids.text(each) for each in documents.tolist()]
        owners[:, 1] = self._columns.languages_of(documents)
        rows = [ordinals[passages], firsts - keys[passages], lasts - firsts + 1]
        return np.repeat(owners, counts, axis=0), np.stack(rows, axis=1)


def in_context(
    texts: Sequence[str], read: Read, runs: Sequence[Run], words: int
) -> list[InContext]:
    """Where runs of the tokens that were read of texts stand, with so many words on each side."""
    of, token, tokens = np.array(runs, np.int64).reshape(-1, 3).T
    begin, end = read.edges[of], read.edges[of + 1]
    first, behind = begin + token, begin + token + tokens
    rows = np.stack([
        of, read.starts[first], read.ends[behind - 1],
        first, np.maximum(first - words, begin), behind, np.minimum(behind + words, end),
    ], axis=1)  # fmt: skip

    def compared(text: int, place: int) -> str:
        """A word as all its spellings are; signs and letters that are no words by themselves."""
        word = read.known[read.forms.item(place)].word
        return word or folded(texts[text][read.starts.item(place) : read.ends.item(place)])

    return [
        InContext(
            start=start,
            end=stop,
            before=tuple([compared(text, place) for place in range(near - 1, far - 1, -1)]),
            after=tuple([compared(text, place) for place in range(next_one, last)]),
        )
        for text, start, stop, near, far, next_one, last in rows.tolist()
    ]
