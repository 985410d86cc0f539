"""How well one Latin spelling of an Arabic name finds the others, with simple methods beside.

``python -m tests.relevance.names`` prints the table, for the half of the names of which nothing
was learnt (``learn_names``). What is counted:

- The dictionary is all distinct Latin spellings of ``pairs.tsv.gz``, folded, some 90,000.
- Each group of ``variant_groups.jsonl``, the Latin spellings of one Arabic name, is asked for by
  each of its spellings. What should be found are the others of the group, nothing else: a spelling
  that only another Arabic spelling has is wrong, however alike it is.
- Recall is the share of them that is found; precision is the share of right ones in what is found,
  where anything is. Both are means over the spellings of a group, then over the groups: what one
  spelling taken at random from each group gives.
- The cost is the processor's time of a question, and how many it found.

``across``: the same between the scripts, every Arabic spelling of ``pairs.tsv.gz`` for its Latin
ones and the other way round, as far as they are in the half.
"""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from indexer.analysis import folded
from indexer.arrays.strings import Strings, packed
from indexer.engines.likeness import Likeness, likeness_arrays
from indexer.names.spellings import ACROSS, LIKELY, Spellings, outstanding, spelling_arrays

FOLDER = Path("../shared/data/relevance/names-ar-latin")
LIKELIHOODS = (0.3, 0.2, 0.1, 0.07, 0.05, 0.03, 0.02)
Find = Callable[[str], Iterable[str]]


def is_learnt(arabic: str) -> bool:
    """Whether an Arabic name is of the half that costs are learnt from."""
    return zlib.crc32(arabic.encode()) % 2 == 0


def groups(folder: Path = FOLDER) -> Iterator[tuple[str, list[str]]]:
    """Arabic names with their Latin spellings, folded, of those that have several."""
    for line in (folder / "variant_groups.jsonl").read_text("utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        spellings = sorted(set(map(folded, row["latin"])))
        if len(spellings) > 1:
            yield row["arabic"], spellings


def pairs(folder: Path = FOLDER) -> Iterator[tuple[str, str]]:
    """Arabic and Latin spellings, both folded."""
    with gzip.open(folder / "pairs.tsv.gz", "rt", encoding="utf-8") as rows:
        next(rows)
        for row in rows:
            arabic, latin, _ = row.split("\t")
            yield folded(arabic), folded(latin)


class Names:
    """A dictionary, asked as an index asks its own."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._spellings = Spellings(spelling_arrays(words))

    def find(self, word: str, likely: float = LIKELY, across: float = ACROSS) -> list[str]:
        """The words that are likely spellings of the same name."""
        places, likelihoods = self._spellings.of(word, likely, across)
        every = (
            (self._words[place], each)
            for place, each in zip(places.tolist(), likelihoods.tolist(), strict=True)
        )
        return [found for found, _ in outstanding(pair for pair in every if pair[0] != word)]


class Simple:
    """What is usually done instead."""

    def __init__(self, words: Sequence[str]) -> None:
        encoded = [word.encode() for word in words]
        arrays = likeness_arrays(encoded) | packed("words", encoded)
        self._words = words
        self._likeness = Likeness(arrays, Strings(arrays, "words"))
        self._skeletons: defaultdict[str, list[str]] = defaultdict(list)
        self._codes: defaultdict[str, list[str]] = defaultdict(list)
        for word in words:
            self._skeletons[skeleton(word)].append(word)
            self._codes[soundex(word)].append(word)

    def edits(self, most: int) -> Find:
        """Within so many edits."""
        return lambda word: [self._words[at] for at in self._likeness.alike(word, most).tolist()]

    def skeleton(self, word: str) -> list[str]:
        """With the same consonants."""
        return self._skeletons[skeleton(word)]

    def near_skeleton(self, word: str) -> list[str]:
        """With the same consonants and within two edits."""
        return sorted(set(self.skeleton(word)) & set(self.edits(2)(word)))

    def soundex(self, word: str) -> list[str]:
        """With the same code of Russell's Soundex."""
        return self._codes[soundex(word)]


_EXCHANGED = str.maketrans("bpdtfvgjkqcszxw", "ppttffkkkkksssf")
_SOUNDEX = str.maketrans("bfpvcgjkqsxzdtlmnr", "111122222222334556")


def skeleton(word: str) -> str:
    """The consonants of a word, those that are often exchanged as one."""
    kept = [c for c in word.translate(_EXCHANGED) if c not in "aeiouyh"]
    return "".join(c for c, before in zip(kept, ["", *kept], strict=False) if c != before)


def soundex(word: str) -> str:
    """US patent 1,261,167: the first letter and the classes of three consonants after it."""
    code, last = word[:1], word[:1].translate(_SOUNDEX)
    for letter in word[1:]:
        number = letter.translate(_SOUNDEX)
        if number.isdigit() and number != last:
            code += number
        if letter not in "hw":
            last = number
    return f"{code}000"[:4]


@dataclass(frozen=True)
class Figures:
    """What a method does."""

    recall: float
    precision: float
    found: float  # of a question
    milliseconds: float


def measure(find: Find, asked: Iterable[Sequence[tuple[str, set[str]]]]) -> Figures:
    """Ask for each spelling of each group and count what was found of what should be."""
    recalls, precisions, sizes = [], [], []
    spent = 0.0
    for of_group in asked:
        recall, precision = [], []
        for word, wanted in of_group:
            began = process_time()
            found = set(find(word)) - {word}
            spent += process_time() - began
            recall.append(len(found & wanted) / len(wanted))
            if found:
                precision.append(len(found & wanted) / len(found))
            sizes.append(len(found))
        recalls.append(np.mean(recall))
        if precision:
            precisions.append(np.mean(precision))
    return Figures(
        recall=float(np.mean(recalls)),
        precision=float(np.mean(precisions)),
        found=float(np.mean(sizes)),
        milliseconds=spent / len(sizes) * 1000,
    )


def latin(every: int) -> Iterator[list[tuple[str, set[str]]]]:
    """Questions for the other Latin spellings; each ``every``-th group of the half."""
    unseen = [spellings for arabic, spellings in groups() if not is_learnt(arabic)]
    for spellings in unseen[::every]:
        yield [(word, set(spellings) - {word}) for word in spellings]


def across(every: int, *, from_arabic: bool) -> Iterator[list[tuple[str, set[str]]]]:
    """Questions in one script for the spellings in the other."""
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for arabic, latin_ in pairs():
        if not is_learnt(arabic):
            asked, found = (arabic, latin_) if from_arabic else (latin_, arabic)
            wanted[asked].add(found)
    for word in sorted(wanted)[::every]:
        yield [(word, wanted[word])]


def figures(every: int) -> dict[str, Figures]:
    """What an archive's search does, in one script and between two."""
    names, other = (
        Names(sorted(set(words)))
        for words in zip(*((latin_, arabic) for arabic, latin_ in pairs()), strict=True)
    )
    crossing = every * 8
    return {
        "spellings": measure(names.find, latin(every)),
        "Arabic to Latin": measure(names.find, across(crossing, from_arabic=True)),
        "Latin to Arabic": measure(other.find, across(crossing, from_arabic=False)),
    }


def table(every: int) -> Iterator[str]:
    """The figures, a method a line."""
    words = sorted({word for _, word in pairs()})
    arabic = sorted({word for word, _ in pairs()})
    names, simple = Names(words), Simple(words)
    yield f"{len(words):,} Latin and {len(arabic):,} Arabic spellings"
    yield f"{'':32}{'recall':>8}{'precision':>11}{'found':>8}{'CPU ms':>8}"
    methods: list[tuple[str, Find]] = [
        ("one edit", simple.edits(1)),
        ("two edits", simple.edits(2)),
        ("Soundex", simple.soundex),
        ("consonant skeleton", simple.skeleton),
        ("skeleton and two edits", simple.near_skeleton),
    ]
    methods += [(f"sounds, {likely:.2f} likely", _at(names, likely)) for likely in LIKELIHOODS]
    for name, find in methods:
        yield row(name, measure(find, latin(every)))
    for name, found in figures(every).items():
        yield row(name, found)


def _at(names: Names, likely: float) -> Find:
    return lambda word: names.find(word, likely)


def row(name: str, found: Figures) -> str:
    """One line of the table."""
    return (
        f"{name:32}{found.recall:8.3f}{found.precision:11.3f}{found.found:8.1f}"
        f"{found.milliseconds:8.2f}"
    )


if __name__ == "__main__":
    for line in table(int(sys.argv[1]) if len(sys.argv) > 1 else 4):
        print(line, flush=True)  # noqa: T201 - its work is to print
