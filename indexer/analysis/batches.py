"""The analyser for many texts at once: ``tokens`` on arrays.

Promises: the same terms at the same spans as ``indexer.analysis.tokens``; Python is called once
for each distinct (token, language), everything else is array operations. What has been met is
remembered. Not for use by several threads at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import randbits
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.analysis import Form, forms_of
from indexer.analysis.batch_cutting import KindTable, cut
from indexer.analysis.batch_sentences import SentenceTable
from indexer.analysis.numbering import NumberTable, WordHashes

Indices = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.uint32]

_BETWEEN: Final = "\n"  # what no word goes across
_NO_TERM: Final = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of some texts, one after another."""

    forms: Numbers  # the number of each token's form: its characters in its language
    starts: Indices  # code points in its own text, half-open
    ends: Indices
    edges: Indices  # of text n: edges[n] to edges[n + 1]
    breaks: Indices  # those that begin a sentence within a text, ascending


class BatchAnalyser:
    """Numbers the distinct tokens of texts; the numbers index ``forms``, which only grows."""

    def __init__(self) -> None:
        self._kinds = KindTable()
        self._sentences = SentenceTable()
        self._hashes = WordHashes()
        self.forms: list[Form] = []
        self._table = NumberTable()
        self._salts: dict[str, np.uint64] = {}

    def analyse(self, texts: Sequence[str], language: str) -> Tokens:
        """The tokens of texts in one language (BCP 47 primary subtag in lower case, "")."""
        joined = _BETWEEN.join(texts)
        # As wide as indices are, since tables are looked up by them several times.
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32).astype(
            np.intp
        )
        starts, ends = cut(self._kinds.of(codes), language)
        forms = self._numbered(joined, self._hashes.of(codes, starts, ends), starts, ends, language)
        kept = forms != _NO_TERM
        if not kept.all():
            forms, starts, ends = forms[kept], starts[kept], ends[kept]
        sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        begins = np.cumsum(sizes + len(_BETWEEN)) - sizes - len(_BETWEEN)
        edges = np.append(np.searchsorted(starts, begins), starts.size)
        begin = np.repeat(begins, np.diff(edges))
        begins_sentence = np.zeros(starts.size + 1, np.bool_)
        begins_sentence[np.searchsorted(starts, self._sentences.breaks(codes))] = True
        begins_sentence[edges] = False
        breaks = np.flatnonzero(begins_sentence)
        return Tokens(forms, starts - begin, ends - begin, edges, breaks)

    def _numbered(
        self,
        joined: str,
        hashes: npt.NDArray[np.uint64],
        starts: Indices,
        ends: Indices,
        language: str,
    ) -> Numbers:
        if language not in self._salts:
            self._salts[language] = np.uint64(randbits(63) * 2)  # even: hashes stay odd, not 0
        hashes ^= self._salts[language]
        forms, missing = self._table.find(hashes)
        if missing.size:
            new, first, which = np.unique(hashes[missing], return_index=True, return_inverse=True)
            at = missing[first]
            places = zip(starts[at].tolist(), ends[at].tolist(), strict=True)
            numbers = self._new_forms([joined[start:end] for start, end in places], language)
            self._table.add(new, numbers)
            forms[missing] = numbers[which]
        return forms

    def _new_forms(self, tokens: Sequence[str], language: str) -> Numbers:
        """Number distinct tokens that were not met before."""
        forms = forms_of(tokens, language)
        has_term = np.array([bool(form.term) for form in forms], np.bool_)
        numbers = np.full(len(forms), _NO_TERM, np.uint32)
        numbers[has_term] = np.arange(np.count_nonzero(has_term)) + len(self.forms)
        self.forms += [form for form in forms if form.term]
        return numbers
