"""Which words of many texts have some of the wanted terms, found on arrays.

Promises: exactly the tokens of ``indexer.analysis.tokens``; what was read of a word is kept for the
next texts, up to a bound, since pages of results share most of their words. Shared by threads, one
of which reads at a time. Knows no query.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.analysis import Form
from indexer.analysis.batches import BatchAnalyser
from indexer.arrays.growing import Growing

Indices = npt.NDArray[np.int64]

_MOST: Final = 1 << 17  # distinct words kept, some 40 MB


@dataclass(frozen=True, slots=True)
class Read:
    """The tokens of some texts, and which of them have a wanted term."""

    forms: npt.NDArray[np.uint32]
    known: Sequence[Form]
    starts: Indices  # code points in its own text, half-open
    ends: Indices
    edges: Indices  # of text n: edges[n] to edges[n + 1]
    wanted: list[Indices]  # of each group of terms the tokens that have one of them, ascending

    def texts(self, tokens: Indices) -> list[int]:
        """The text of each token."""
        found: list[int] = (np.searchsorted(self.edges, tokens, "right") - 1).tolist()
        return found

    def term(self, token: int) -> str:
        """The term of a token."""
        return self.known[self.forms.item(token)].term


class KnownWords:
    """Reads texts, and remembers their words."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self._analyser = BatchAnalyser()
        self._numbers: dict[str, int] = {}  # of terms
        self._term_of_form = Growing()

    def read(self, texts: Sequence[str], language: str, groups: Sequence[Iterable[str]]) -> Read:
        """The tokens of texts in one language, and which have a term of each of some groups."""
        with self._lock:
            if len(self._analyser.forms) > _MOST:
                self._forget()
            numbers = self._numbers
            known = len(self._analyser.forms)
            found = self._analyser.analyse(texts, language)
            new = self._analyser.forms[known:]
            self._term_of_form.extend([numbers.setdefault(x.term, len(numbers)) for x in new])
            terms = self._term_of_form.values[found.forms]
            wanted = [self._having(terms, group) for group in groups]
            forms = self._analyser.forms
            return Read(found.forms, forms, found.starts, found.ends, found.edges, wanted)

    def _having(self, terms: npt.NDArray[np.uint32], wanted: Iterable[str]) -> Indices:
        chosen = np.zeros(len(self._numbers), np.bool_)
        places = [place for term in wanted if (place := self._numbers.get(term)) is not None]
        chosen[places] = True
        return np.flatnonzero(chosen[terms])
