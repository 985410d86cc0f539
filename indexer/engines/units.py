"""Documents as rows of units: a title, an author's name, a passage, each a text of its own.

Promises: tokens are numbered through all units of a document, with one position left empty after
each that has any, so that no phrase goes from one to the next; fields are parts of the same
numbering, but authors begin at 0 again. What was left out of the main text comes last. Each unit
is analysed in its own language.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.facts import is_envelope, language_in, language_of
from archive.model import Document, LeftOut, Passage
from indexer.analysis.batches import Tokens
from indexer.arrays.bundle import Array, narrow
from indexer.arrays.stretches import indices
from indexer.engines.base import GAP, bylines_of, header_of
from indexer.engines.whoosh_schema import AUTHOR, LEFT_OUT, TEXT, TITLE

Numbers = npt.NDArray[np.uint32]
Indices = npt.NDArray[np.int64]

_OTHER, _TITLE, _AUTHOR, _PASSAGE, _ENVELOPE, _LEFT_OUT = range(6)
_FIELDS_OF: Final = {_TITLE: (TEXT, TITLE), _AUTHOR: (TEXT, AUTHOR), _LEFT_OUT: (LEFT_OUT,)}
_DTYPE: Final = np.uint32
# What a document may have several of: where its units and sentences begin, and its sketch.
ROWS: Final = ("units.starts", "sentences.gaps", "sketches")


class Batch:
    """The texts of some documents."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.languages: list[str] = []  # of each text
        self.kinds: list[int] = []
        self.documents: list[int] = []

    def add(
        self,
        number: int,
        document: Document,
        passages: Sequence[Passage],
        left_out: Sequence[LeftOut],
    ) -> int:
        """Add one document, numbered higher than those before; returns its code points."""
        header = list(header_of(document))
        authors = len(bylines_of(document))
        texts = header + [passage.text for passage in passages]
        # A title or byline that was taken out of the text is searched as such already.
        texts += ["" if piece.text in header else piece.text for piece in left_out]
        self.texts += texts
        self.languages += [language_of(document)] * len(header)
        self.languages += [language_in(document, passage) for passage in passages]
        self.languages += [language_of(document)] * len(left_out)
        self.kinds += [_TITLE] + [_OTHER] * (len(header) - authors - 1)
        self.kinds += [_AUTHOR] * authors
        self.kinds += [_ENVELOPE if is_envelope(passage) else _PASSAGE for passage in passages]
        self.kinds += [_LEFT_OUT] * len(left_out)
        self.documents += [number] * len(texts)
        return sum(map(len, texts)) + len(texts)

    def fields_of(self, unit: int) -> tuple[str, ...]:
        """The fields that a text is part of."""
        return _FIELDS_OF.get(self.kinds[unit], (TEXT,))

    def by_language(self) -> dict[str, list[int]]:
        """The places of the texts of each language."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for text, language in enumerate(self.languages):
            found[language].append(text)
        return found


@dataclass(frozen=True, slots=True)
class Places:
    """Positions where units or sentences begin, each with its document."""

    documents: Numbers
    positions: Numbers


@dataclass(frozen=True, slots=True)
class Read:
    """The tokens of a batch: see ``Tokens``."""

    forms: Numbers
    edges: Indices
    breaks: Indices


def in_order(read: Sequence[tuple[Sequence[int], Tokens]]) -> Read:
    """The tokens of texts that were read language by language, in the order of the texts.

    With the tokens of each language the places of its texts among all.
    """
    if len(read) == 1:
        _, tokens = read[0]
        return Read(tokens.forms, tokens.edges, tokens.breaks)
    places = [np.array(texts, np.int64) for texts, _ in read]
    sizes = np.zeros(sum(each.size for each in places), np.int64)
    for texts, (_, tokens) in zip(places, read, strict=True):
        sizes[texts] = np.diff(tokens.edges)
    edges = np.append(0, np.cumsum(sizes))
    forms = np.empty(edges[-1], _DTYPE)
    breaks = []
    for texts, (_, tokens) in zip(places, read, strict=True):
        at = indices(edges[texts], sizes[texts])
        forms[at] = tokens.forms
        breaks.append(at[tokens.breaks])
    return Read(forms, edges, np.sort(np.concatenate(breaks)))


class Units:
    """The tokens of a batch told apart by field, with their positions."""

    def __init__(self, batch: Batch, tokens: Read) -> None:
        self.forms = tokens.forms
        self._kinds = np.array(batch.kinds, np.uint8)
        self._owners = np.array(batch.documents, np.int64)
        self._breaks = tokens.breaks
        sizes = np.diff(tokens.edges)
        spaces = sizes + GAP * (sizes > 0)  # an empty unit takes none
        behind = np.cumsum(spaces) - spaces  # where each unit begins if all were one text
        first_of_owner = np.flatnonzero(np.diff(self._owners, prepend=-1))
        which = np.searchsorted(first_of_owner, np.arange(self._owners.size), "right") - 1
        self._firsts = behind - behind[first_of_owner][which]
        self._sizes = sizes
        self.documents: Numbers = np.repeat(self._owners.astype(_DTYPE), sizes)
        self._kind_of_token = np.repeat(self._kinds, sizes)
        self._positions: Numbers = (
            np.arange(tokens.forms.size) + np.repeat(self._firsts - tokens.edges[:-1], sizes)
        ).astype(_DTYPE)

    @property
    def sizes(self) -> Indices:
        """How many tokens each unit has."""
        return self._sizes

    def fields(self) -> dict[str, tuple[Array, Numbers]]:
        """Of each field its tokens and their positions."""
        text = np.flatnonzero(self._kind_of_token != _LEFT_OUT)
        left_out = np.flatnonzero(self._kind_of_token == _LEFT_OUT)
        titles = np.flatnonzero(self._kind_of_token == _TITLE)
        authors = np.flatnonzero(self._kind_of_token == _AUTHOR)
        shift = np.repeat(self._author_begins(), self._sizes)[authors]
        return {
            TEXT: (text, self._positions[text]),
            TITLE: (titles, self._positions[titles]),
            AUTHOR: (authors, (self._positions[authors] - shift).astype(_DTYPE)),
            LEFT_OUT: (left_out, self._positions[left_out]),
        }

    def _author_begins(self) -> npt.NDArray[np.int64]:
        """Of each author's unit the position at which its document's first author begins."""
        authors = np.flatnonzero(self._kinds == _AUTHOR)
        begins = authors[np.diff(self._owners[authors], prepend=-1) != 0]
        found = np.zeros(self._owners.size, np.int64)
        found[authors] = self._firsts[begins][np.searchsorted(begins, authors, "right") - 1]
        return found

    def passages(self) -> npt.NDArray[np.int64]:
        """The tokens of passages, but for those that say who wrote to whom and when."""
        return np.flatnonzero(self._kind_of_token == _PASSAGE)

    def units(self) -> Places:
        """Where each unit begins."""
        return Places(self._owners.astype(_DTYPE), self._firsts.astype(_DTYPE))

    def headers(self) -> Numbers:
        """The document of each unit that comes before the passages."""
        owners: Numbers = self._owners[self._kinds < _PASSAGE].astype(_DTYPE)
        return owners

    def left_out(self) -> Numbers:
        """The document of each unit that was left out of the main text."""
        owners: Numbers = self._owners[self._kinds == _LEFT_OUT].astype(_DTYPE)
        return owners

    def sentences(self) -> Places:
        """Where sentences begin within units."""
        return Places(self.documents[self._breaks], self._positions[self._breaks])


class Measures:
    """What is measured of each document of a segment, collected batch by batch."""

    def __init__(self, fields: Sequence[str]) -> None:
        self._lengths: dict[str, list[Numbers]] = {name: [] for name in fields}
        self._headers: list[Numbers] = []
        self._left_out: list[Numbers] = []
        self._values: dict[str, list[Numbers]] = {name: [] for name in ROWS}
        self._counts: dict[str, list[Numbers]] = {name: [] for name in ROWS}

    def add(
        self, first: int, size: int, units: Units, tokens: dict[str, Numbers], *kept: Places
    ) -> None:
        """The next ``size`` documents, the first being number ``first``.

        ``tokens``: of each field the document of each token; ``kept``: rows of sentences and
        sketches.
        """
        for name, documents in tokens.items():
            self._lengths[name].append(_counted(documents, first, size))
        self._headers.append(_counted(units.headers(), first, size))
        self._left_out.append(_counted(units.left_out(), first, size))
        for name, places in zip(ROWS, (units.units(), *kept), strict=True):
            self._values[name].append(places.positions)
            self._counts[name].append(_counted(places.documents, first, size))

    def arrays(self) -> dict[str, Array]:
        """All of them, named for a bundle."""
        arrays = {f"{name}.lengths": _narrowed(_joined(x)) for name, x in self._lengths.items()}
        arrays["units.headers"] = _narrowed(_joined(self._headers))
        arrays["units.left_out"] = _narrowed(_joined(self._left_out))
        for name, values in self._values.items():
            arrays |= rows(name, _joined(values), _joined(self._counts[name]))
        return arrays


def rows(name: str, values: Array, counts: Array) -> dict[str, Array]:
    """Some values of each document: all of them, and where each document's begin."""
    edges = np.append(0, np.cumsum(counts, dtype=np.int64))
    return {name: _narrowed(values), f"{name}.edges": edges.astype(narrow(values.size))}


def _joined(parts: Sequence[Array]) -> Array:
    return np.concatenate([np.empty(0, _DTYPE), *parts])


def _narrowed(values: Array) -> Array:
    return values.astype(narrow(int(values.max(initial=0))))


def _counted(documents: Numbers, first: int, size: int) -> Numbers:
    """How often each document occurs."""
    return np.bincount(documents.astype(np.int64) - first, minlength=size).astype(_DTYPE)
