"""Why documents stand where they stand: what their scores are the sums of.

Promises: the parts of a score add up to it; what was typed is told apart from how close together
it stands and from what a document shares with the best. Looks at the documents given only, and
finds nothing that was not found for the ranking.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from archive.query import unparse
from archive.worth import Worth, WorthKind
from indexer.engines.chosen import Chosen
from indexer.engines.meaning import Leaf, Sought, meaning, scored
from indexer.engines.question import Question
from indexer.engines.ranking import Placed, Ranking, by_segment
from indexer.engines.reordering import SMALL

Place = tuple[int, int]  # a segment and the number of a document in it
_Part = tuple[int, Chosen]  # a segment and some of its documents
_LEAST = 0.005  # of a score; less is a rounding


def worths(ranking: Ranking, page: Sequence[Placed]) -> dict[Place, tuple[Worth, ...]]:
    """What the score of each document of a page is made of, by its segment and number."""
    question, wording = ranking.question, ranking.wording
    typed = [leaf for leaf in question.leaves if not question.is_way(leaf)]
    better = [placed for placed in page if ranking.is_reordered(placed)]
    found: defaultdict[Place, list[Worth]] = defaultdict(list)
    on_page, of_better = list(_chosen(ranking, page)), list(_chosen(ranking, better))
    for place, worth in _of_words(question, [w for w in typed if w not in wording.small], on_page):
        found[place].append(worth)
    for place, worth in _of_words(question, wording.small, of_better, SMALL):
        found[place].append(worth)
    for placed in better:
        place = placed.segment, placed.number
        found[place].append(Worth(kind="closeness", score=ranking.closeness(placed)))
        rest = placed.score - sum(worth.score for worth in found[place])
        found[place].append(Worth(kind="likeness", score=rest))
    return {
        place: tuple([worth for worth in parts if worth.score >= _LEAST])
        for place, parts in found.items()
    }


def _of_words(
    question: Question, leaves: Iterable[Leaf], page: Sequence[_Part], share: float = 1.0
) -> Iterator[tuple[Place, Worth]]:
    """What each word is worth, all of what means the same together; a ``share`` of its weight."""
    kind: WorthKind = "words" if share == 1.0 else "small words"
    alike: defaultdict[Sought, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        alike[meaning(leaf, question.languages)].append(leaf)
    for sought, same in alike.items():
        every = scored(question.in_every_way(sought))
        weighted = question.weighted(same)
        if share != 1.0:
            weighted = [replace(each, weight=each.weight * share) for each in weighted]
        text, having = unparse(same[0]), question.having(every)
        scorings = question.scorings(weighted)
        for segment, chosen in page:
            scoring = scorings[segment]
            counts = scoring.frequency(question.evaluations[segment].find(every), chosen)
            rows = (chosen.numbers.tolist(), counts.tolist(), scoring.of(chosen).tolist())
            for number, count, score in zip(*rows, strict=True):
                worth = Worth(kind=kind, text=text, count=int(count), documents=having, score=score)
                yield (segment, number), worth


def _chosen(ranking: Ranking, page: Sequence[Placed]) -> Iterator[_Part]:
    """The documents of a page in each segment."""
    for segment, numbers in by_segment(page):
        size = ranking.question.evaluations[segment].segment.size
        yield segment, Chosen(size, numbers=numbers)
