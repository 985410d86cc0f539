"""What is known of each run of a page when it is judged: a row of figures for each.

Promises: figures of the run itself, of the runs beside it and of those like it, and of the
elements around it (``indexer.parsers.html.surroundings``); each about between 0 and 1, none of
one site; the same page always gives the same figures, in time linear in its size. What they tell
of the main text is learnt (``indexer.parsers.html.weights``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.parsers.html.regions import REGIONS
from indexer.parsers.html.run import Run
from indexer.parsers.html.surroundings import Elements, around

PROSE = 60  # letters from which a run counts as a paragraph
WINDOWS = (1, 2, 5, 12)  # runs to each side
NEIGHBOURS = (-2, -1, 1, 2)
KINDS = ("heading", "paragraph", "list_item", "table_row", "quotation", "caption", "code")
_KIND = {kind: index for index, kind in enumerate(KINDS)}
_REGION = {region: index for index, region in enumerate(REGIONS)}
_ENDS = frozenset(".!?…。！？؟۔:")  # of sentences
_CLOSING = " \t\r\n\u00a0'\"”’»)]"
_SIGNS = ",;،؛、，.。"
_ASCII_SIGNS = ",;."
_DIGIT = re.compile(r"\d")

Figures = NDArray[np.float64]


def features(runs: Sequence[Run], elements: Elements) -> Figures:
    """The figures of a page's runs, a row a run; ``elements`` are those around them."""
    letters = np.array([len(run.folded) for run in runs], dtype=np.float64)
    linked = np.array([min(run.linked / (len(run.text) or 1), 1.0) for run in runs])
    prose = np.where((letters > PROSE) & (linked < 0.5), letters, 0.0)
    return np.hstack(
        (
            _own(runs, letters, linked),
            around(runs, elements, prose),
            _beside(letters, linked, prose),
            _alike(runs, elements, prose),
        )
    )


def _own(runs: Sequence[Run], letters: Figures, linked: Figures) -> Figures:
    """Length, links, punctuation, kind and part of the page."""
    count = len(runs)
    row = np.arange(count)
    kinds = np.zeros((count, len(KINDS)))
    kinds[row, [_KIND[run.kind] for run in runs]] = 1.0
    regions = np.zeros((count, len(REGIONS) + 1))
    regions[row, [_REGION.get(run.region or "", len(REGIONS)) for run in runs]] = 1.0
    texts = [run.text for run in runs]
    lengths = np.array([len(text) or 1 for text in texts])
    signs = np.array([sum(map(text.count, _signs_for(text))) for text in texts])
    levels = np.array([run.level for run in runs])
    tags = [run.node.tag for run in runs]
    told = (
        np.minimum(signs / lengths * 20, 2.0),
        [text.rstrip(_CLOSING)[-1:] in _ENDS for text in texts],
        [_DIGIT.search(text) is not None for text in texts],
        levels == 1,
        levels == 2,
        [tag == "p" for tag in tags],
        [tag in {"td", "th"} for tag in tags],
    )
    sizes = np.stack((np.log1p(letters) / 8, letters > PROSE, linked), axis=1)
    return np.hstack((sizes, kinds, regions, np.stack(told, axis=1)))


def _signs_for(text: str) -> str:
    return _ASCII_SIGNS if text.isascii() else _SIGNS


def _beside(letters: Figures, linked: Figures, prose: Figures) -> Figures:
    """What the runs before and after it are, and where in the page it stands."""
    count = len(letters)
    index = np.arange(count)
    before, signs, links = (_sums(values) for values in (prose, letters, letters * linked))
    columns = []
    for window in WINDOWS:
        low, high = np.maximum(index - window, 0), np.minimum(index + window + 1, count)
        columns.append(np.log1p(before[index] - before[low]) / 8)
        columns.append(np.log1p(before[high] - before[index + 1]) / 8)
        columns.append((links[high] - links[low]) / (signs[high] - signs[low] + 1))
    length = np.log1p(letters) / 8
    for step in NEIGHBOURS:
        at = np.clip(index + step, 0, count - 1)
        columns += [length[at], linked[at]]
    total, size = before[-1] or 1.0, signs[-1] or 1.0
    columns += [
        before[:-1] / total,
        (total - before[1:]) / total,
        before[:-1] == 0,
        before[1:] == before[-1],
        signs[:-1] / size,
        np.full(count, np.log1p(total) / 12),
        np.full(count, np.log1p(count) / 8),
        np.full(count, total / size),
        letters / (prose.max() or 1.0),
    ]
    return np.stack(columns, axis=1)


def _sums(values: Figures) -> Figures:
    """The sum of what stands before each place, and last the sum of all."""
    return np.concatenate(([0.0], np.cumsum(values)))


def _alike(runs: Sequence[Run], elements: Elements, prose: Figures) -> Figures:
    """How much prose stands in elements alike, how many stand beside it, whether it is repeated."""
    times = Counter([run.folded for run in runs])
    total = float(prose.sum()) or 1.0
    shares = np.bincount(elements.alike, weights=prose)[elements.alike] / total
    siblings = np.bincount(elements.above)[elements.above]
    repeated = [times[run.folded] > 1 for run in runs]
    return np.stack((shares, np.minimum(np.log1p(siblings) / 4, 1.5), repeated), axis=1)
