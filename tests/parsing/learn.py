"""Learns what main text looks like, from the sets of pages beside the checkout.

``python -m tests.parsing.learn`` writes ``indexer/parsers/html/likelihood.json``; the same pages
give the same file. A run is main text where half of its letters stand in the gold text; of sets
that have but snippets, only the runs that hold one count. Pages that the floors are measured on
(``tests/floors.toml``) are left out: no weight is learnt from them. The second network learns
from what the first says of pages of sites that it has not learnt from, in quarters.
``--held-out`` prints how well main text is found on the pages of each quarter of the sites, by
networks that have learnt from the other three: what may be expected of pages never seen.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unittest import mock
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from indexer.parsers import html
from indexer.parsers.html import likelihood
from indexer.parsers.html.align import coverage, letters
from indexer.parsers.html.features import features
from indexer.parsers.html.likelihood import FILE, Weights, answers, with_context
from indexer.parsers.html.main_text import believe_parts
from indexer.parsers.html.nodes import Node
from indexer.parsers.html.run import Run
from indexer.parsers.html.surroundings import Elements
from indexer.parsers.html.tree import parse
from indexer.parsers.html.walk import runs
from tests.floors import floors
from tests.parsing.comparing import Answer, Figures, Gold, compare, folded
from tests.parsing.measure import answer_of, pages

SETS = ("fundus", "wcxb", "readability", "newspaper4k", "trafeval")
NETWORKS, UNITS = 3, 32  # networks learnt from different beginnings are one with all their units
ROUNDS, BATCH, RATE, SHRINK = 30, 2048, 4e-3, 1e-4
SNIPPET_WEIGHT = 4.0  # of a run that holds a snippet; the runs of a page with gold text have 100
FOLDS = 4
TYPES = ("article", "forum", "documentation")  # of wcxb
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Lesson:
    """A page, and those of its runs that are known to be main text or not."""

    site: str
    shown: Sequence[Run]
    figures: Floats  # of all runs
    known: NDArray[np.int64]
    is_main: NDArray[np.bool_]  # of the known ones
    weight: Floats

    @property
    def quarter(self) -> int:
        """In which part of the sites it is."""
        return _quarter(self.site)


def lessons() -> Iterator[Lesson]:
    """Of every page of the sets that no floor is measured on."""
    for name in SETS:
        for number, (gold, data) in enumerate(_unmeasured(name)):
            shown = runs(parse(data).root)
            if shown:
                believe_parts(shown)
                lesson = _lesson(gold, shown, f"{name}-{number}")
                _let_go(shown)
                if lesson is not None:
                    yield lesson


def _let_go(shown: Sequence[Run]) -> None:
    """Forget the trees, of which a thousand pages would keep three gigabytes."""
    done: set[Node] = set()
    for run in shown:
        node: Node | None = run.node
        while node is not None and node not in done:
            done.add(node)
            node.children = ()
            node = node.above


def _unmeasured(name: str) -> Iterator[tuple[Gold, bytes]]:
    """The pages of a set without those of its floor, which are every n-th of it or of a part."""
    measured: set[str] = set()
    for floor, wanted in floors("pages")["sets"].items():
        if floor.partition(":")[0] == name:
            every = int(wanted["every"])
            measured |= {g["file"] for n, (g, _) in enumerate(pages(floor)) if n % every == 0}
    for gold, data in pages(name):
        if gold["file"] not in measured:
            yield gold, data


def _quarter(site: str) -> int:
    return zlib.crc32(site.encode()) % FOLDS


def _site(gold: Gold, otherwise: str) -> str:
    return urlsplit(gold.get("url") or "").hostname or otherwise


def _lesson(gold: Gold, shown: Sequence[Run], otherwise: str) -> Lesson | None:
    site = _site(gold, otherwise)
    text = gold.get("text") or "\n".join(gold.get("paragraphs") or ())
    if text and gold.get("in_html", 1.0) >= 0:
        shares = coverage([run.folded for run in shown], [letters(x) for x in text.split("\n")])
        sizes = np.sqrt([float(len(run.folded)) for run in shown])
        weight = sizes / (sizes.sum() + 1) * 100
        known = np.arange(len(shown))
        return Lesson(
            site, shown, features(shown, Elements(shown)), known, np.array(shares) >= 0.5, weight
        )
    flat = [folded(run.text) for run in shown]
    inside = _holding(flat, gold.get("with") or (), once=True)
    held = sorted(inside | _holding(flat, gold.get("without") or (), once=False))
    if not held:
        return None
    is_main = np.array([index in inside for index in held])
    weight = np.full(len(held), SNIPPET_WEIGHT)
    return Lesson(site, shown, features(shown, Elements(shown)), np.array(held), is_main, weight)


def _holding(flat: Sequence[str], snippets: Sequence[str], once: bool) -> set[int]:
    """The runs that hold a snippet; ``once``: only where one run alone holds it."""
    found: set[int] = set()
    for snippet in map(folded, snippets):
        holding = [index for index, text in enumerate(flat) if snippet in text]
        if not once or len(holding) == 1:
            found |= set(holding)
    return found


def learnt(known: Sequence[Lesson]) -> tuple[Weights, Weights]:
    """The weights of both networks."""
    first = _weights([(lesson, lesson.figures) for lesson in known])
    again: list[tuple[Lesson, Floats]] = []
    for quarter in range(FOLDS):
        others = [(lesson, lesson.figures) for lesson in known if lesson.quarter != quarter]
        unseen = _weights(others)
        for lesson in (lesson for lesson in known if lesson.quarter == quarter):
            alone = answers(unseen, lesson.figures)
            again.append(
                (lesson, with_context(lesson.shown, Elements(lesson.shown), lesson.figures, alone))
            )
    return first, _weights(again)


def _weights(known: Sequence[tuple[Lesson, Floats]]) -> Weights:
    """The weights that several networks find, as those of one."""
    figures = np.concatenate([rows[lesson.known] for lesson, rows in known])
    is_main = np.concatenate([lesson.is_main for lesson, _ in known]).astype(float)
    weight = np.concatenate([lesson.weight for lesson, _ in known])
    found = [_network(figures, is_main, weight / weight.mean(), seed) for seed in range(NETWORKS)]
    return Weights(
        hidden=np.hstack([one[0] for one in found]),
        hidden_bias=np.concatenate([one[1] for one in found]),
        out=np.concatenate([one[2] for one in found]) / NETWORKS,
        out_bias=float(np.mean([one[3][0] for one in found])),
    )


def _network(figures: Floats, is_main: Floats, weight: Floats, seed: int) -> list[Floats]:
    """Gradient descent on the cross-entropy (Adam, https://arxiv.org/abs/1412.6980)."""
    rng = np.random.default_rng(seed)
    count = figures.shape[1]
    values = [
        rng.normal(0, count**-0.5, (count, UNITS)),
        np.zeros(UNITS),
        rng.normal(0, UNITS**-0.5, UNITS),
        np.zeros(1),
    ]
    means = [np.zeros_like(value) for value in values]
    squares = [np.zeros_like(value) for value in values]
    batches = len(figures) // BATCH
    for step in range(1, ROUNDS * batches + 1):
        if (step - 1) % batches == 0:
            order = rng.permutation(len(figures))
        rows = order[(step - 1) % batches * BATCH :][:BATCH]
        slopes = _slopes(values, figures[rows], is_main[rows], weight[rows])
        rate = RATE * (1 - step / (ROUNDS * batches)) + 1e-5
        for value, mean, square, slope in zip(values, means, squares, slopes, strict=True):
            mean += 0.1 * (slope - mean)
            square += 0.001 * (slope**2 - square)
            move = mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
            value -= rate * (move + (SHRINK * value if value.size not in (1, count) else 0))
    return values


def _slopes(values: list[Floats], figures: Floats, is_main: Floats, weight: Floats) -> list[Floats]:
    hidden = np.maximum(figures @ values[0] + values[1], 0)
    found = 1 / (1 + np.exp(-(hidden @ values[2] + values[3])))
    error = (found - is_main) * weight / len(figures)
    back = np.outer(error, values[2]) * (hidden > 0)
    return [figures.T @ back, back.sum(0), hidden.T @ error, error.sum(keepdims=True)]


def written(found: tuple[Weights, Weights]) -> str:
    """The weights as JSON, a unit a line, four digits each."""
    alone, together = map(_written, found)
    return f'{{"alone": {alone}, "together": {together}}}\n'


def _written(found: Weights) -> str:
    units = [
        json.dumps({"bias": _short(bias), "out": _short(out), "figures": [*map(_short, column)]})
        for bias, out, column in zip(found.hidden_bias, found.out, found.hidden.T, strict=True)
    ]
    lines = ",\n".join(units)
    return f'{{"bias": {_short(found.out_bias)}, "units": [\n{lines}\n]}}'


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def held_out(known: Sequence[Lesson]) -> Iterator[str]:
    """The figures of main text of each set, on pages of sites that were not learnt from."""
    found = [
        learnt([lesson for lesson in known if lesson.quarter != part]) for part in range(FOLDS)
    ]
    for name in ("fundus", *map("wcxb:{}".format, TYPES), "trafeval"):
        figures = Figures()
        for number, (gold, data) in enumerate(pages(name)):
            unseen = found[_quarter(_site(gold, f"{name}-{number}"))]
            with mock.patch.object(likelihood, "weights", return_value=unseen):
                text = answer_of(html.read(data)).text
            figures.pages[gold["id"]] = compare(gold, Answer(text=text))
        yield f"{name}: {figures.line()}"


if __name__ == "__main__":
    every = list(lessons())
    if "--held-out" in sys.argv:
        for line in held_out(every):
            print(line, flush=True)  # noqa: T201 - its work is to print
    else:
        FILE.write_text(written(learnt(every)), "ascii")
