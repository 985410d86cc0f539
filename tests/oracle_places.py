"""Where things stand in a document, by looking everywhere: the oracle's words, phrases, nearness.

A place is (unit, first word, last word), words counted within the unit. Everything is tried:
every word, every way to choose one occurrence of each part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise, product

from archive.query import Fuzzy, Near, Node, Or, Pattern, Together, Verbatim
from indexer.analysis import fold, folded
from tests.oracle_documents import Unit

Place = tuple[int, int, int]
Sequences = Iterable[tuple[str, ...]]
Meaning = Callable[[Node], Sequences]  # the sequences of terms of a word, phrase or pattern


def runs(units: Sequence[list[str]], sequences: Sequences) -> list[Place]:
    """Every place of the sequences."""
    return [
        (number, first, first + len(sequence) - 1)
        for number, unit in enumerate(units)
        for first in range(len(unit))
        for sequence in set(sequences)
        if tuple(unit[first : first + len(sequence)]) == sequence
    ]


def places(node: Node, units: Sequence[Unit], meaning: Meaning) -> set[Place]:
    """Where a word, a phrase, a pattern, literal text or any of several stands."""
    if isinstance(node, Verbatim):
        return {
            (number, first, last)
            for number, unit in enumerate(units)
            for (first, last), _ in unit.verbatim(node.text)
        }
    if isinstance(node, Or):
        return {place for part in node.parts for place in places(part, units, meaning)}
    return set(runs(units, meaning(node)))


def near(node: Near, units: Sequence[Unit], meaning: Meaning) -> tuple[set[Place], set[Place]]:
    """The windows, by their earliest parts, and every place that lies in one."""
    before = [sum(map(len, units[:number])) for number in range(len(units))]
    parts = [places(part, units, meaning) for part in node.parts]

    def ends(place: Place) -> tuple[int, int]:
        return before[place[0]] + place[1], before[place[0]] + place[2]

    lefts = set()
    for chosen in product(*parts):
        inside = sorted(chosen, key=ends)
        apart = all(ends(one)[1] < ends(other)[0] for one, other in pairwise(inside))
        if node.ordered and list(chosen) != inside:
            continue
        if apart and ends(inside[-1])[0] - ends(inside[0])[1] <= node.words:
            lefts.add(inside[0])
    taking_part = {
        place
        for part in parts
        for place in part
        if any(ends(x)[0] <= ends(place)[0] <= ends(x)[1] + node.words for x in lefts)
    }
    return lefts, taking_part


def together(
    node: Together,
    units: Sequence[Unit],
    breaks: Sequence[list[int]],
    meaning: Meaning,
) -> tuple[set[tuple[int, int]], set[Place]]:
    """The sentences or units that hold every part, and the places in them.

    ``breaks``: of each unit the words that begin a further sentence.
    """

    def group(place: Place) -> tuple[int, int]:
        if node.unit == "passage":
            return place[0], 0
        return place[0], sum(first <= place[1] for first in breaks[place[0]])

    parts = [places(part, units, meaning) for part in node.parts]
    shared = set.intersection(*({group(place) for place in part} for part in parts))
    return shared, {place for part in parts for place in part if group(place) in shared}


def fits(word: str, wanted: Pattern | Fuzzy) -> bool:
    """Whether a folded word is one of those wanted."""
    if isinstance(wanted, Fuzzy):
        return distance(word, folded(wanted.text)) <= wanted.edits
    letters = re.split(r"([*?])", wanted.text)
    if "*" in wanted.text and len(fold(wanted.text.partition("*")[0].replace("?", ""))) < 3:
        return False
    signs = {"*": ".*", "?": "."}
    return bool(re.fullmatch("".join(signs.get(x) or re.escape(fold(x)) for x in letters), word))


def distance(one: str, other: str) -> int:
    """Levenshtein's, by the definition."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        following = [number]
        for place, with_letter in enumerate(other, 1):
            changed = row[place - 1] + (letter != with_letter)
            following.append(min(row[place] + 1, following[-1] + 1, changed))
        row = following
    return row[-1]
