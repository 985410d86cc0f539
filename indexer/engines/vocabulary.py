"""What words mean in terms: patterns, likeness, completions and the spellings behind a stem.

Promises: read in place, nothing is decoded before it is asked for; counts are of documents and
add up over segments. A word is looked for as it stands, folded, and sought by its stems as if it
had been typed. Knows no postings.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

import numpy as np

from archive.query import Fuzzy, Pattern
from archive.search import Suggestion
from indexer.analysis import fold, folded, tokens
from indexer.arrays.bundle import Array
from indexer.arrays.stretches import each_once
from indexer.arrays.strings import Strings
from indexer.engines.likeness import Likeness
from indexer.engines.lists import Numbers
from indexer.engines.shapes import Shapes, Spelt
from indexer.names.spellings import Spellings

_MAX_SPELLINGS: Final = 8  # of a word
_MAX_FORMS: Final = 16  # of a term
_WILD: Final = re.compile(r"([*?])")
_STARTED: Final = 3  # letters before a star


class Vocabulary:
    """The words of one segment."""

    def __init__(self, arrays: dict[str, Array]) -> None:
        self.words = Strings(arrays, "words")
        self.documents: Array = arrays["words.documents"]
        self.likeness = Likeness(arrays, self.words)
        self.sounding = Spellings(arrays)
        self._terms, self._term_edges = arrays["words.terms"], arrays["words.terms.edges"]
        self._of_term, self._of_term_edges = arrays["terms.words"], arrays["terms.words.edges"]
        self._shapes = Shapes(arrays, self.words)

    @cached_property
    def uncounts(self) -> bool:
        """Whether it takes documents from words of other segments, or has words without any."""
        return bool((self.documents <= 0).any())

    def fitting(self, wanted: Pattern | Fuzzy) -> range | Numbers:
        """The places of the words that fit, ascending."""
        if isinstance(wanted, Pattern):
            return self._matching(_pieces(wanted.text))
        word = folded(wanted.text)
        if not word:
            return range(0)
        return self.likeness.alike(word, wanted.edits)

    def _matching(self, pieces: Sequence[str]) -> range | Numbers:
        """The places of the words that a pattern fits: see ``archive.query.Pattern``."""
        if "*" in pieces and len("".join(pieces).partition("*")[0].replace("?", "")) < _STARTED:
            return range(0)
        beginning = pieces[0] if pieces and pieces[0] not in "*?" else ""
        among = self.words.beginning_with(beginning.encode())
        if pieces[1:] == ["*"]:
            return among
        fits = re.compile(_expression(pieces)).fullmatch
        if beginning:
            texts = zip(among, self.words.some(among), strict=True)
            return np.array([place for place, text in texts if fits(text)], np.int64)
        # By their lengths and letters first, so that few of all words are decoded.
        literal = "".join(piece for piece in pieces if piece not in "*?")
        size = len(literal) + pieces.count("?")
        places = self.likeness.having(literal, size, None if "*" in pieces else size)
        matched = [place for place in places.tolist() if fits(self.words.text(place))]
        return np.array(matched, np.int64)

    def terms_of(self, words: range | Numbers) -> Numbers:
        """The places of the text's terms that words have, ascending."""
        if isinstance(words, range):
            return each_once(self._terms[self._of(words.start, words.stop)]).astype(np.int64)
        rows = [np.empty(0, np.int64)]
        rows += [self._terms[self._of(word, word + 1)] for word in words.tolist()]
        return each_once(np.concatenate(rows))

    def terms_of_word(self, word: int) -> list[int]:
        """The places of the text's terms that a word has."""
        terms: list[int] = self._terms[self._of(word, word + 1)].tolist()
        return terms

    def _of(self, first: int, last: int) -> slice:
        """Which of the terms are of the words from ``first`` to before ``last``."""
        edges = self._term_edges
        return slice(edges.item(first), edges.item(last)) if edges.size else slice(first, last)

    def words_of(self, term: int) -> list[int]:
        """The words that have a term of the text."""
        first, last = self._of_term_edges.item(term), self._of_term_edges.item(term + 1)
        words: list[int] = self._of_term[first:last].tolist()
        return words

    def counted(self, words: range | Numbers, least: int | None = None) -> list[tuple[str, int]]:
        """Some words with their documents: all, or at least so many that most documents have."""
        places = np.asarray(words, np.int64)
        counts = self.documents[places]
        if least and places.size > least:
            bound = np.partition(counts, counts.size - least)[counts.size - least]
            places, counts = places[counts >= bound], counts[counts >= bound]
        pairs = zip(places.tolist(), counts.tolist(), strict=True)
        return [(self.words.text(place), count) for place, count in pairs]

    def spellings(self, word: int) -> Spelt:
        """How documents spell a word."""
        return self._shapes.of(word)


def _pieces(pattern: str) -> list[str]:
    """A pattern's stars, question marks and what stands between them, folded."""
    return [piece if piece in "*?" else fold(piece) for piece in _WILD.split(pattern) if piece]


def _expression(pieces: Sequence[str]) -> str:
    """The regular expression of a pattern; linear in the word for each star.

    What stands between two stars may as well be taken where it first fits, so there is no going
    back to a star once that was found.
    """
    between = [""]
    for piece in pieces:
        if piece == "*":
            between.append("")
        else:
            between[-1] += "." if piece == "?" else re.escape(piece)
    first, *middle = between
    if not middle:
        return first
    return first + "".join(f"(?>.*?{part})" for part in middle[:-1]) + ".*" + middle[-1]


class Vocabularies:
    """The words of all segments of a generation."""

    def __init__(self, parts: Sequence[Vocabulary]) -> None:
        self._parts = parts

    def forms(self, places: Sequence[int | None]) -> list[str]:
        """Spellings of the words that have a term, commonest word first.

        ``places``: the term's number in each segment, None where it is not.
        """
        documents: dict[str, int] = {}
        known: dict[str, dict[int, int]] = {}  # of a word its place in each part where it was met
        for number, (part, place) in enumerate(zip(self._parts, places, strict=True)):
            for word in part.words_of(place) if place is not None else ():
                text = part.words.text(word)
                documents[text] = documents.get(text, 0) + part.documents.item(word)
                known.setdefault(text, {})[number] = word
        order = sorted(documents, key=lambda text: (-documents[text], text))
        spelt = (self._spellings(text, known[text]) for text in order)
        return [shape for of_word in spelt for shape in distinct(of_word)][:_MAX_FORMS]

    def commonest(self, places: Sequence[range | Numbers], limit: int) -> list[str]:
        """Of words given by their places in each segment those that most documents have."""
        return [shape for shape, _ in self._best(places, limit)]

    def completions(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """What was typed with its last word completed; the count is that word's."""
        found = tokens(typed, "")
        if not found or found[-1].end != len(typed):
            return ()
        last = found[-1]
        prefix = folded(typed[last.start : last.end]).encode()
        places = [part.words.beginning_with(prefix) for part in self._parts]
        head = typed[: last.start]
        return tuple(
            Suggestion(text=head + shape, count=count) for shape, count in self._best(places, limit)
        )

    def _best(self, places: Sequence[range | Numbers], limit: int) -> Iterator[tuple[str, int]]:
        """The commonest of words given by their places in each segment, as they are spelt."""
        total: dict[str, int] = {}
        for part, words in zip(self._parts, places, strict=True):
            for word, count in part.counted(words, limit if len(self._parts) == 1 else None):
                total[word] = total.get(word, 0) + count
        found = ((-count, word) for word, count in total.items() if count > 0)
        for count, word in heapq.nsmallest(limit, found):
            yield distinct(self._spellings(word, {}))[0], -count

    def _spellings(self, word: str, known: Mapping[int, int]) -> Spelt:
        """How all documents spell a word; ``known``: its places in some of the parts."""
        if len(self._parts) == 1 and known:
            spelt = self._parts[0].spellings(known[0])
            return spelt if min(spelt.values(), default=1) > 0 else _present(spelt)
        spelt = {}
        for number, part in enumerate(self._parts):
            place = known[number] if number in known else part.words.index(word.encode())
            for shape, count in part.spellings(place).items() if place is not None else ():
                spelt[shape] = spelt.get(shape, 0) + count
        return _present(spelt)


def _present(spelt: Spelt) -> Spelt:
    """The spellings that any document has."""
    return {shape: count for shape, count in spelt.items() if count > 0}


def distinct(spelt: Spelt) -> list[str]:
    """Spellings that differ in more than case, the commonest first, each in its commonest case."""
    if len(spelt) < 2:
        return list(spelt)
    ranked = sorted(spelt.items(), key=lambda item: (-item[1], item[0]))
    cased = [shape.casefold() for shape, _ in ranked]
    if cased.count(cased[0]) == len(cased):  # as of most words
        return [ranked[0][0]]
    totals: dict[str, int] = {}
    best: dict[str, str] = {}
    for lower, (shape, count) in zip(cased, ranked, strict=True):
        totals[lower] = totals.get(lower, 0) + count
        best.setdefault(lower, shape)
    order = sorted(totals, key=lambda lower: (-totals[lower], lower))
    return [best[lower] for lower in order[:_MAX_SPELLINGS]]
