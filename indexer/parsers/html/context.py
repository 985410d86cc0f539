"""What the runs around a run are likely to be: figures for a second judgement of it.

Promises: made of the first judgement of all runs of a page (``indexer.parsers.html.likelihood``):
of those before and after it, of those in the same elements, of those in elements alike; each
about between 0 and 1, in time linear in the page. Judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.parsers.html.run import Run
from indexer.parsers.html.surroundings import Elements, numbered

STEPS = (1, 2, 3, 4)  # runs to each side, one by one
WINDOWS = (5, 12, 30)  # runs to each side, together
HEIGHTS = (1, 2, 3, 4, 6)  # elements up
_SCALE = 5.0  # of logits
_MOST = 1.2
_SURE = 1e-6

Figures = NDArray[np.float64]


def logits(likelihood: Figures) -> Figures:
    """The logarithm of the odds."""
    bounded = np.clip(likelihood, _SURE, 1 - _SURE)
    return np.asarray(np.log(bounded / (1 - bounded)))


def context(runs: Sequence[Run], elements: Elements, found: Figures, doubt: float) -> Figures:
    """A row for each run; ``found`` is how likely each is main text, ``doubt`` that of the page."""
    letters = np.array([float(len(run.folded)) for run in runs]) + 0.1
    weight = np.sqrt(letters - 0.1) + 0.1
    count = len(found)
    total = float((found * weight).sum())
    share = float((found * letters).sum() / letters.sum())
    columns = [np.clip(logits(found) / _SCALE, -_MOST, _MOST), found]
    columns += _beside(found, weight, total)
    for group in _groups(elements):
        mean, held = _of_group(group, found * weight, weight, total)
        columns += [mean, held]
    parts = numbered(run.part for run in runs)
    columns.append(_of_group(parts, found * weight, weight, total)[0])
    sums = np.concatenate(([0.0], np.cumsum(found * weight)))
    columns += [
        sums[:-1] / (total + 1e-9),
        (total - sums[1:]) / (total + 1e-9),
        np.full(count, share),
        np.full(count, min(doubt, 1.5)),
        np.full(count, np.log1p(float((found * letters).sum())) / 10),
    ]
    return np.stack(columns, axis=1)


def _beside(found: Figures, weight: Figures, total: float) -> list[Figures]:
    """The judgement of the runs before and after each, one by one and together."""
    count = len(found)
    index = np.arange(count)
    columns = []
    for step in STEPS:
        for at in (index - step, index + step):
            inside = (at >= 0) & (at < count)
            columns.append(np.where(inside, found[np.clip(at, 0, count - 1)], 0.0))
    sums = np.concatenate(([0.0], np.cumsum(found * weight)))
    weights = np.concatenate(([0.0], np.cumsum(weight)))
    for window in WINDOWS:
        low, high = np.maximum(index - window, 0), np.minimum(index + window + 1, count)
        before, after = weights[index] - weights[low], weights[high] - weights[index + 1]
        columns.append((sums[index] - sums[low]) / (before + 1e-9))
        columns.append((sums[high] - sums[index + 1]) / (after + 1e-9))
    return columns


def _groups(elements: Elements) -> Iterator[NDArray[np.int64]]:
    """The runs that stand in the same element, so far up; and those in elements alike."""
    parents, group, height = elements.parents, elements.at, 0
    for wanted in HEIGHTS:
        while height < wanted:
            group, height = parents[group], height + 1
        yield group
    yield elements.alike


def _of_group(
    group: NDArray[np.int64], likely: Figures, weight: Figures, total: float
) -> tuple[Figures, Figures]:
    """The mean judgement in each run's group, and the share of what is likely that is in it."""
    inside = np.bincount(group, weights=likely)
    mean = inside / (np.bincount(group, weights=weight) + 1e-9)
    return mean[group], inside[group] / (total + 1e-9)
