"""The words of the archive as readers know them: for completions and for naming what a stem found.

Promises: spellings are those of the documents, the commonest of each word first; counts are
numbers of documents. Two files of sorted lines, read in place. Knows no engine.
"""

from __future__ import annotations

import heapq
import mmap
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from archive.search import Suggestion
from indexer.analysis import folded, spelling, tokens

_WORDS: Final = "words.tsv"  # folded word, number of documents, spellings
_TERMS: Final = "terms.tsv"  # term, spellings of the words that have it
_MAX_SPELLINGS: Final = 8  # of a word
_MAX_FORMS: Final = 16  # of a term
_CACHED_WORDS: Final = 1 << 16  # about 15 MB while building


@lru_cache(maxsize=_CACHED_WORDS)
def _word(characters: str) -> tuple[str, str]:
    """A token's characters folded but not stemmed, and as they are shown; "" if no word."""
    shape = spelling(characters) or ""
    return folded(shape), shape


class WordsWriter:
    """Collects every word of a generation with the number of documents that have it."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._words_of_term: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, words: Iterable[tuple[str, str]]) -> None:
        """The distinct (term, characters) of one document."""
        seen: set[str] = set()
        shown: set[str] = set()
        for term, characters in words:
            word, shape = _word(characters)
            if word:
                seen.add(word)
                self._words_of_term[term].add(word)
                if shape not in shown:
                    shown.add(shape)
                    self._spellings[word][shape] += 1
        self._counts.update(seen)

    def write(self, folder: Path) -> None:
        """Write both files; raises OSError."""
        spellings = {word: _distinct(shapes) for word, shapes in self._spellings.items()}
        _write_lines(
            folder / _WORDS,
            ((word, str(self._counts[word]), *shapes) for word, shapes in spellings.items()),
        )
        terms = []
        for term, words in self._words_of_term.items():
            order = sorted(words, key=lambda word: (-self._counts[word], word))
            forms = [shape for word in order for shape in spellings[word]]
            terms.append((term, *forms[:_MAX_FORMS]))
        _write_lines(folder / _TERMS, terms)


def _distinct(shapes: Counter[str]) -> list[str]:
    """Spellings that differ in more than case, the commonest first, each in its commonest case."""
    totals: Counter[str] = Counter()
    best: dict[str, str] = {}
    for shape, count in sorted(shapes.items(), key=lambda item: (-item[1], item[0])):
        totals[shape.casefold()] += count
        best.setdefault(shape.casefold(), shape)
    order = sorted(totals, key=lambda lower: (-totals[lower], lower))
    return [best[lower] for lower in order[:_MAX_SPELLINGS]]


def _write_lines(path: Path, rows: Iterable[Iterable[str]]) -> None:
    lines = sorted("\t".join(row).encode() + b"\n" for row in rows)
    path.write_bytes(b"".join(lines))


class SortedLines:
    """A file of tab-separated lines, sorted by their bytes, sought by its first column."""

    def __init__(self, path: Path) -> None:
        self._bytes: mmap.mmap | bytes = b""
        if path.stat().st_size:
            with path.open("rb") as file:
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        ends = np.flatnonzero(np.frombuffer(self._bytes, np.uint8) == ord("\n"))
        self._starts = np.concatenate([[0], ends + 1])

    def beginning_with(self, prefix: str) -> Iterator[list[str]]:
        """The columns of the lines that begin with ``prefix``, in order."""
        wanted = prefix.encode()
        low, high = 0, len(self._starts) - 1
        while low < high:
            middle = (low + high) // 2
            if self._line(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        while low < len(self._starts) - 1 and (line := self._line(low)).startswith(wanted):
            yield line.decode().split("\t")
            low += 1

    def _line(self, index: int) -> bytes:
        return bytes(self._bytes[self._starts[index] : self._starts[index + 1] - 1])

    def close(self) -> None:
        """Release the file."""
        if isinstance(self._bytes, mmap.mmap):
            self._bytes.close()


class Words:
    """The words of an opened generation."""

    def __init__(self, folder: Path) -> None:
        self._words = SortedLines(folder / _WORDS)
        self._terms = SortedLines(folder / _TERMS)

    def forms(self, term: str) -> list[str]:
        """Spellings of the words that have this term, commonest first."""
        return next(self._terms.beginning_with(f"{term}\t"), [term])[1:]

    def completions(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """What was typed with its last word completed; the count is that word's."""
        found = tokens(typed, "")
        if not found or found[-1].end != len(typed):
            return ()
        last = found[-1]
        prefix = folded(typed[last.start : last.end])
        rows = self._words.beginning_with(prefix)
        best = heapq.nsmallest(limit, ((-int(row[1]), row[0], row[2]) for row in rows))
        head = typed[: last.start]
        return tuple(Suggestion(text=head + shape, count=-count) for count, _, shape in best)

    def close(self) -> None:
        """Release the files."""
        self._words.close()
        self._terms.close()
