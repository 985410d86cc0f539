"""What the elements around a run are, and how much of the page's prose they hold.

Promises: a row of figures a run, each about between 0 and 1; every element of the page is looked
at once. Judges nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from indexer.parsers.html.nodes import Node
from indexer.parsers.html.run import Run

_NEAREST = 6  # elements around a run whose share of the page's prose counts by itself
_SHARES = (0.3, 0.6, 0.9)  # of the page's prose; how far up the element that holds so much is
_FAR = 10  # elements; what is further up counts as so far
_HEIGHT = 8  # elements within which a telling name counts
_DEEP = 30
_HOLDERS = {
    "article": 0, "main": 1, "ul": 2, "ol": 2, "table": 3, "blockquote": 4, "figure": 5,
}  # fmt: skip
_BODY_MARK = 6  # itemprop="articleBody"
_MARKS = 7
# In small letters, after a sign: a search for that sign passes over letters.
_CONTENT = re.compile(r"[^a-z](?:article|post|entry|story|content|body|text|main|blog|news|page)")
_BODY = re.compile(
    r"(?:article|post|entry|story|content|news|main)[-_]*(?:body|text|content|detail)"
    r"|body[-_]*(?:text|copy|content)|articlebody"
)


class Elements:
    """The elements around runs, each with its parent's number, and what it takes over from it.

    ``at`` is the number of each run's element, ``above`` that of its parent, ``alike`` one for
    each look of elements; the number of an element without a parent is its parent's too, and in
    ``above`` it is one that no element has.
    """

    def __init__(self, runs: Sequence[Run]) -> None:
        """Look at the elements around these runs, each once."""
        self.numbers: dict[Node, int] = {}
        self.up: list[int] = []
        self.depths: list[int] = []
        self.marks: list[int] = []  # a bit for each mark, its own or inherited
        self.content: list[int] = []  # elements up to the next that is named as content
        self.body: list[int] = []  # … as the body of an article
        nodes = [run.node for run in runs]
        self.at = np.array([self._number(node) for node in nodes])
        self.parents = np.array(self.up)
        self.above = self.parents[self.at]
        self.above[self.above == self.at] = len(self.up)
        self.alike = numbered(map(_likeness, nodes))

    def _number(self, node: Node) -> int:
        """The number of an element; those above it have lower ones."""
        if node in self.numbers:
            return self.numbers[node]
        missing: list[Node] = []
        above: Node | None = node
        while above is not None and above not in self.numbers:
            missing.append(above)
            above = above.above
        for one in reversed(missing):
            self._add(one)
        return self.numbers[node]

    def _add(self, node: Node) -> None:
        own = len(self.up)
        above = node.above
        if above is None:
            parent, depth, marks, content, body = own, 1, 0, _DEEP, _DEEP
        else:
            parent = self.numbers[above]
            depth, marks = self.depths[parent] + 1, self.marks[parent]
            content = min(self.content[parent] + 1, _DEEP)
            body = min(self.body[parent] + 1, _DEEP)
        self.numbers[node] = own
        self.up.append(parent)
        self.depths.append(depth)
        tag = node.tag
        if tag in _HOLDERS:
            marks |= 1 << _HOLDERS[tag]
        if "articleBody" in node.attributes.get("itemprop", ""):
            marks |= 1 << _BODY_MARK
        if node.names and tag not in {"html", "body"}:
            is_content, is_body = _named(node.names)
            body = 0 if is_body else body
            content = 0 if is_content else content
        self.marks.append(marks)
        self.content.append(content)
        self.body.append(body)


@lru_cache(maxsize=4096)
def _named(names: str) -> tuple[bool, bool]:
    """Whether a class and id name content, and whether the body of an article."""
    words = " " + names.lower()
    return _CONTENT.search(words) is not None, _BODY.search(words) is not None


def _likeness(node: Node) -> tuple[str, str, str]:
    """The tag and class of an element, and the class of the one around it."""
    above = node.above.attributes.get("class", "") if node.above is not None else ""
    return node.tag, node.attributes.get("class", ""), above


def numbered(keys: Iterable[Hashable]) -> NDArray[np.int64]:
    """A number for each key, the same for the same."""
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(key, len(known)) for key in keys])


def around(
    runs: Sequence[Run], elements: Elements, prose: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The figures of what is around each run; ``prose`` is its letters where it is a paragraph."""
    at, parents = elements.at, elements.parents
    total = float(prose.sum()) or 1.0
    held = np.bincount(at, weights=prose, minlength=len(parents)).tolist()
    for number in range(len(parents) - 1, 0, -1):
        held[elements.up[number]] += held[number]
    share = np.array(held) / total
    columns = [*_shares(at, parents, share)]
    marks = np.array(elements.marks)[at]
    columns += [marks >> mark & 1 for mark in range(_MARKS)]
    for heights in (elements.content, elements.body):
        height = np.array(heights)[at]
        columns.append(np.where(height < _HEIGHT, 1 / (1 + height / 4), 0.0))
    columns.append(np.minimum(np.array(elements.depths)[at], _DEEP) / _DEEP)
    columns.append(_of_parts(runs, prose) / total)
    return np.stack(columns, axis=1)


def _shares(
    at: NDArray[np.int64], parents: NDArray[np.int64], share: NDArray[np.float64]
) -> list[NDArray[np.float64]]:
    """The shares of the nearest elements, and how far up those with great shares are."""
    nearest = []
    heights = np.zeros((len(_SHARES), len(at)))
    for height in range(_FAR):
        found = share[at]
        if height < _NEAREST:
            nearest.append(found)
        for index, wanted in enumerate(_SHARES):
            heights[index] += found < wanted
        at = parents[at]
    return [*nearest, *(heights / _FAR)]


def _of_parts(runs: Sequence[Run], prose: NDArray[np.float64]) -> NDArray[np.float64]:
    """The prose of the part of the page that each run stands in; 0 where it is in none."""
    held: defaultdict[Node | None, float] = defaultdict(float)
    for run, size in zip(runs, prose.tolist(), strict=True):
        held[run.part] += size
    return np.array([0.0 if run.part is None else held[run.part] for run in runs])
