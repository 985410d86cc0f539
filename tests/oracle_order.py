"""The order of the best, the slow way: closeness, feedback and small words, each by its definition.

Whatever is counted is counted by looking at every place of every document. It shares with the
engine what a function word is and the parameters that were measured, and nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from archive.query import And, Fuzzy, Node, Or, Pattern, Phrase, Word
from indexer.analysis import joined
from indexer.analysis.function_words import is_function_word, language_of_question
from indexer.analysis.parts import parts_of
from indexer.engines import closeness as by_closeness
from indexer.engines import feedback as by_feedback
from tests.oracle_places import Place
from tests.oracle_trees import Leaf, wanted

K1 = 1.2
Run = tuple[int, int]  # first and last word, counted through the document with a gap after units


def small_of(leaves: Sequence[Leaf], languages: Sequence[str]) -> list[Leaf]:
    """The function words among the leaves of a query, unless it has nothing else."""
    words = [leaf for leaf in leaves if isinstance(leaf, Word)]
    language = language_of_question([word.text for word in words], languages)
    small: list[Leaf] = [word for word in words if is_function_word(word.text, language)]
    return small if len(small) < len(leaves) else []


def neighbours(node: Node) -> Iterator[list[Leaf]]:
    """What stands side by side in each conjunction of a tree."""
    if not isinstance(node, And | Or):
        return
    row: list[Leaf] = []
    for part in node.parts:
        if isinstance(node, And) and isinstance(part, Word | Phrase | Pattern | Fuzzy):
            row.append(part)
        else:
            yield row
            row = []
            yield from neighbours(part)
    yield row


def pairs_of(rows: Iterable[list[Leaf]], small: Sequence[Leaf]) -> set[tuple[Leaf, Leaf]]:
    """Neighbours that are not small, nor the same."""
    large = [[leaf for leaf in row if leaf not in small] for row in rows]
    return {pair for row in large for pair in pairwise(row) if pair[0] != pair[1]}


def is_of_words(node: Node) -> bool:
    """Whether a query is words and phrases, all of which are asked for."""
    parts = node.parts if isinstance(node, And) else ()
    return (
        all(map(is_of_words, parts)) if parts else isinstance(node, Word | Phrase | Pattern | Fuzzy)
    )


def words_of(query: Node) -> list[Leaf]:
    """The words of a query, those of phrases and compounds one by one."""
    found: list[Leaf] = []
    for leaf in wanted(query, joining=False):
        if isinstance(leaf, Word | Phrase):
            found += [Word(part) for part in parts_of(leaf.text)]
        else:
            found.append(leaf)
    return found


def joins_of(words: Sequence[Leaf]) -> list[Leaf]:
    """Neighbouring words as the one word that they may be written as."""
    texts = [word.text if isinstance(word, Word) else "" for word in words]
    return [Phrase(join) for one, two in pairwise(texts) if (join := joined(one, two))]


def through(places: set[Place], units: Sequence[list[str]]) -> list[Run]:
    """Places counted through the document: one more after each unit that has words."""
    before = [sum(len(unit) + 1 for unit in units[:n] if unit) for n in range(len(units))]
    return sorted((before[unit] + first, before[unit] + last) for unit, first, last in places)


def worth_of_pair(first: Sequence[Run], second: Sequence[Run], weight: float, norm: float) -> float:
    """What it is worth that two things stand near each other in a document."""
    beside = near = 0
    for begin, end in first:
        behind = [other - end for other, _ in second if other > begin][:1]
        ahead = [begin - other_end for other, other_end in second if other < begin][-1:]
        beside += behind == [1]
        near += any(0 < gap <= by_closeness.WITHIN for gap in behind + ahead)
    return sum(
        share * weight * (K1 + 1) * times / (times + norm)
        for share, times in ((by_closeness.SIDE_BY_SIDE, beside), (by_closeness.NEAR, near))
    )


def feedback(
    keywords: Sequence[Mapping[str, int]],
    norms: Sequence[float],
    scores: Sequence[float],
    having: Mapping[str, int],
    documents: int,
) -> list[float]:
    """What candidates share with the best of them; all sequences are of candidates, in order."""
    best = sorted(range(len(scores)), key=lambda n: -scores[n])[: by_feedback.BEST]
    top = scores[best[0]]
    trust = {n: math.exp(by_feedback.STEEPNESS * (scores[n] / top - 1)) for n in best}
    weights: dict[str, float] = {}
    for n in best:
        for term, times in keywords[n].items():
            share = trust[n] / sum(trust.values()) * times / (times + norms[n])
            weights[term] = weights.get(term, 0.0) + share
    ordered = sorted(weights, key=lambda t: (-round(weights[t], 9), t.encode()))
    looked_up = ordered[: 2 * by_feedback.TERMS]
    learnt = [t for t in looked_up if 1 < having[t] <= by_feedback.COMMON * documents]
    learnt = learnt[: by_feedback.TERMS]
    total = sum(weights[term] for term in learnt)
    return [
        sum(
            weights[term] / total
            * math.log(1 + (documents - having[term] + 0.5) / (having[term] + 0.5))
            * (K1 + 1) * found[term] / (found[term] + norm)
            for term in learnt
            if term in found
        )
        for found, norm in zip(keywords, norms, strict=True)
    ]  # fmt: skip
