"""Which runs of a page are its main text.

Promises: chooses among the page's own runs, from what they and the elements around them are
(``indexer.parsers.html.likelihood``); where that leaves much in doubt, another extractor is heard
too; so many are chosen as make it likeliest that the text is right: more than on an article where
little is sure, or where the page does not say that it is one (a list, a product); comments are
main text of a forum's pages only; where nothing is likely, all that no name of a part speaks
against. Never raises.
What each other run is called is said by ``indexer.parsers.html.regions``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.parsers.html.features import PROSE
from indexer.parsers.html.kinds import is_forum, states_article
from indexer.parsers.html.likelihood import LIKELY, doubt, likelihood, shifted
from indexer.parsers.html.nodes import Node
from indexer.parsers.html.run import READING, Run
from indexer.parsers.html.second_opinion import second_opinion
from indexer.parsers.html.tree import Page

DOUBT = 0.22  # of the text found: from here on a second opinion is worth its time
LARGE = 350  # runs; beyond them a second opinion costs more than all else together
EVIDENCE = 1.5  # how much a second opinion says, in logarithms of odds
POSSIBLE = 0.003  # likely enough for the second opinion to be asked about it
OTHER_KINDS = 0.8  # of the limit, where the page does not say that it is an article
LEAST = 0.05  # likely enough to be chosen at all
SHARE = 0.5  # of a run's letters: the second opinion chose it from here on
BRIDGED = frozenset({"heading", "list_item", "code", "table_row", "quotation"})
LEVELS = 3
ARTICLE = 800  # letters of prose that make an article
POST = 200  # letters of prose that are more than leftovers
NOTICE = "cookie notice"
_NEVER = frozenset({READING, NOTICE})


def chosen(page: Page, runs: Sequence[Run]) -> list[bool]:
    """For each run whether it is main text. Takes back what parts are called in error."""
    if not runs:
        return []
    believe_parts(runs)
    selected = [
        is_likely and run.region not in _NEVER
        for run, is_likely in zip(runs, _likely(page, runs), strict=True)
    ]
    if not any(selected):
        selected = [run.region is None for run in runs]
    return _with_wordless(runs, _bridged(runs, selected))


def _likely(page: Page, runs: Sequence[Run]) -> list[bool]:
    """Whether each run is to be chosen, by one opinion or two."""
    found = likelihood(runs)
    if is_forum(page.source, runs):  # the second opinion takes posts for comments
        limit = expected_limit(found, runs)
        return [one >= limit for one in found.tolist()]
    if len(runs) <= LARGE and doubt(found, runs) >= DOUBT:
        seconded = second_opinion(page, runs, (found >= POSSIBLE).tolist())
        if seconded is not None:
            found = shifted(found, np.where(np.array(seconded) >= SHARE, EVIDENCE, -EVIDENCE))
    limit = expected_limit(found, runs)
    if not states_article(page.source):  # nearly all that was learnt from are articles
        limit *= OTHER_KINDS
    return [
        one >= (LIKELY if run.region == "comment" else limit)
        for one, run in zip(found.tolist(), runs, strict=True)
    ]


def expected_limit(found: NDArray[np.float64], runs: Sequence[Run]) -> float:
    """How likely a run must be, so that the F1 of what is chosen is the highest to be expected.

    Precision and recall in letters. Where all is sure that is a half; where much is not, less: see
    Lipton et al., Optimal Thresholding of Classifiers to Maximize F1 Measure, 2014.
    """
    letters = np.array([float(len(run.folded)) for run in runs])
    order = np.argsort(-found, kind="stable")
    right = np.cumsum((found * letters)[order])
    expected = 2 * right / (np.cumsum(letters[order]) + right[-1] + 1e-9)
    least = float(found[order][int(np.argmax(expected))])
    return min(max(least, LEAST), LIKELY)


def believe_parts(runs: Sequence[Run]) -> None:
    """A part that holds most of the page's prose is not what its name says; forget that.

    Comments are what they are called where the page has an article besides, however long they run;
    cookie notices without a headline where there is prose besides: many are longer than it.
    """
    telling = [run for run in runs if run.linked * 2 < len(run.text)]
    besides = sum(len(r.folded) for r in telling if r.region is None and len(r.folded) > PROSE)
    headed = {run.part for run in runs if run.level == 1}
    others = [run for run in telling if run.region != NOTICE or run.part in headed]
    if sum(len(run.folded) for run in others) > POST:
        telling = others
    prose: Counter[Node | None] = Counter()
    for run in telling:
        prose[run.part] += len(run.folded)
    half = prose.total() / 2
    for run in runs:
        is_believed = run.region == "comment" and besides > ARTICLE
        if run.part is not None and prose[run.part] > half and not is_believed:
            run.region = run.part = None


def _bridged(runs: Sequence[Run], selected: Sequence[bool]) -> list[bool]:
    """Add what stands between chosen paragraphs, in the very element that holds them."""
    holders = Counter(
        run.node.above
        for run, is_in in zip(runs, selected, strict=True)
        if is_in and len(run.folded) > PROSE
    )
    inner = {holder for holder, count in holders.items() if count > 1}
    places = [index for index, is_in in enumerate(selected) if is_in]
    added = list(selected)
    for before, after in pairwise(places):
        for index in range(before + 1, after):
            run = runs[index]
            is_text = run.region is None and run.linked * 2 < len(run.text) and run.kind in BRIDGED
            added[index] = is_text and _is_within(run.node, inner)
    return added


def _is_within(node: Node, holders: set[Node | None]) -> bool:
    """Whether an element is a child of one of these, or of a child's child and so on, a little."""
    above = node.above
    for _ in range(LEVELS):
        if above is None:
            return False
        if above in holders:
            return True
        above = above.above
    return False


def _with_wordless(runs: Sequence[Run], selected: Sequence[bool]) -> list[bool]:
    """A run without letters ("* * *") is main text where those before and after it are."""
    kept = list(selected)
    following = False
    for index in range(len(runs) - 1, -1, -1):
        run = runs[index]
        if run.folded:
            following = selected[index]
        kept[index] = following and run.region is None if not run.folded else following
    last = False
    for index, run in enumerate(runs):
        last = selected[index] if run.folded else last
        kept[index] = kept[index] and last
    return kept
