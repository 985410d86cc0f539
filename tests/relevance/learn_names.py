"""Learns what sounds cost in place of each other, from pairs of spellings beside the checkout.

``python -m tests.relevance.learn_names`` writes ``indexer/names/costs.json``; the same pairs give
the same file. Only the half of the Arabic names is read that ``names.is_learnt`` tells, so that
the other half can say how well it works. Two steps, for spellings in Latin script and for pairs of
an Arabic and a Latin one:

1. How often each sound stands for each other in spellings of one name: expectation maximisation
   over all alignments (Ristad, Yianilos: Learning string-edit distance, 1998).
2. From there, which costs tell spellings of one name from the spellings nearest to them that are
   of other names: logistic regression over the sounds exchanged in the cheapest alignment.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.names.alignment import FAR, FILE, Costs, columns, distances, plain
from indexer.names.outline import alike, outlines
from indexer.names.sounds import SYMBOLS, sounds
from tests.relevance.names import groups, is_learnt, pairs

SIZE = len(SYMBOLS) + 1
ROUNDS, CHUNK = 6, 4000  # of expectation maximisation; pairs at once
ASKED, NEAREST = 8000, 80  # spellings, and the words nearest to each
STEPS, RATE, HELD = 300, 0.05, 1.0  # HELD: how much each cost is held to what step 1 found
LEAST = -1.5  # what a sound found in both can earn
SEED = 7
# How Persian names are romanised, of which the Arabic ones tell little: sounds that cost at most so
# much in place of each other, a space being none. In step 1 each is counted so often.
WITHIN = {"Ğq": 1.0, "Ðz": 1.2, "Þs": 2.0}
ACROSS = {
    "پp": 0.0, "چČ": 0.0, "ژŽ": 0.0, "ژj": 0.5, "گg": 0.0, "ضz": 0.5, "ذz": 0.5, "ظz": 0.3,
    "ثs": 0.5, "وv": 1.0, "ؤv": 1.0, "قĞ": 0.4, "غq": 1.5, "جj": 0.0, "ةè": 0.5, "ةħ": 0.0,
    # Of foreign names, most of the pairs, more vowels are written than of Persian and Arabic ones.
    " a": 1.0, " e": 1.0, " i": 1.0, " o": 1.0, " u": 1.0,
}  # fmt: skip
READ = 100
Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


class Words:
    """A dictionary with its sounds."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted(set(words))
        self.codes, self.edges = sounds(self.words)
        self.outlines = outlines(self.codes, self.edges)
        self.place = {word: place for place, word in enumerate(self.words)}
        self.sizes = np.diff(self.edges)

    def of(self, place: int) -> NDArray[np.uint8]:
        """The sounds of a word."""
        return self.codes[self.edges[place] : self.edges[place + 1]]

    def columns(self, places: Numbers) -> NDArray[np.uint8]:
        """The sounds of several."""
        return columns(self.codes, self.edges, places)[0]


@dataclass(frozen=True)
class Task:
    """Spellings of one dictionary for which those of another are sought."""

    name: str
    asked: Words
    among: Words
    wanted: dict[int, Numbers]  # by place; places ascend
    is_across: bool


def tasks() -> Iterator[Task]:
    """What is learnt from."""
    known = list(pairs())
    latin = Words(word for _, word in known)
    others: defaultdict[int, set[int]] = defaultdict(set)
    for arabic, spellings in groups():
        if is_learnt(arabic):
            places = {latin.place[word] for word in spellings}
            for place in places:
                others[place] |= places - {place}
    yield Task("within", latin, latin, _sorted(others), is_across=False)
    arabics = Words(word for word, _ in known)
    spelt: defaultdict[int, set[int]] = defaultdict(set)
    for arabic, word in known:
        if is_learnt(arabic):
            spelt[arabics.place[arabic]].add(latin.place[word])
    yield Task("across", arabics, latin, _sorted(spelt), is_across=True)


def _sorted(wanted: dict[int, set[int]]) -> dict[int, Numbers]:
    return {key: np.array(sorted(wanted[key])) for key in sorted(wanted) if wanted[key]}


# 1. How often sounds stand for each other


def exchanged(task: Task) -> Floats:
    """The probability of each pair of sounds in alignments; symmetric; nothing is 0."""
    first = np.concatenate([np.full(found.size, key) for key, found in task.wanted.items()])
    second = np.concatenate(list(task.wanted.values()))
    heard = (task.asked.sizes[first] > 0) & (task.among.sizes[second] > 0)
    first, second = first[heard], second[heard]
    likely = _beginning()
    read = _read_in_persian() if task.is_across else np.zeros((SIZE, SIZE))
    for _ in range(ROUNDS):
        counted = read + 0.05
        for at in range(0, first.size, CHUNK):
            some = slice(at, at + CHUNK)
            counted += _expected(task, first[some], second[some], likely)
        counted += counted.T
        counted[0, 0] = 0
        likely = counted / counted.sum()
    return likely


def _beginning() -> Floats:
    """Consonants that are written for each other are aligned at first, and vowels with any."""
    singles = np.arange(SIZE, dtype=np.int64)
    edges = np.concatenate([[0, 0], np.cumsum(np.ones(SIZE - 1, np.int64))])
    outline = outlines(singles[1:].astype(np.uint8), edges) & np.uint32(0x7FFF)
    meet = (outline[:, None] & outline) > 0
    vowels = outline == 0
    likely = 0.01 + meet + 0.2 * (vowels[:, None] & vowels)
    np.fill_diagonal(likely, 5)
    likely[0], likely[:, 0] = 0.3, 0.3
    likely[0, 0] = 0
    found: Floats = likely / likely.sum()
    return found


def _read_in_persian() -> Floats:
    counted = np.zeros((SIZE, SIZE))
    for pair in ACROSS:
        if " " not in pair:
            counted[_codes(pair)] = READ
    return counted


def _codes(pair: str) -> tuple[int, int]:
    first, second = (SYMBOLS.find(symbol) + 1 for symbol in pair)
    return first, second


def _expected(task: Task, first: Numbers, second: Numbers, likely: Floats) -> Floats:
    """How often each pair of sounds is expected in the alignments of some pairs of words."""
    one, two = task.asked.columns(first), task.among.columns(second)
    rows, columns_, count = one.shape[0], two.shape[0], first.size
    alone, added = likely[one, 0], likely[0, two]
    forward = np.zeros((rows + 2, columns_ + 2, count))
    backward = np.zeros_like(forward)
    every = np.arange(count)
    ends = task.asked.sizes[first], task.among.sizes[second]
    forward[0, 0] = 1
    backward[(*ends, every)] = 1
    for i in range(rows + 1):
        for j in range(columns_ + 1):
            if i and j:
                forward[i, j] += forward[i - 1, j - 1] * likely[one[i - 1], two[j - 1]]
            if i:
                forward[i, j] += forward[i - 1, j] * alone[i - 1]
            if j:
                forward[i, j] += forward[i, j - 1] * added[j - 1]
    whole = forward[(*ends, every)]
    counted = np.zeros((SIZE, SIZE))
    for i in range(rows, -1, -1):
        for j in range(columns_, -1, -1):
            here = forward[i, j] / whole
            if i < rows and j < columns_:
                both = likely[one[i], two[j]] * backward[i + 1, j + 1]
                backward[i, j] += both
                np.add.at(counted, (one[i], two[j]), here * both)
            if i < rows:
                left = alone[i] * backward[i + 1, j]
                backward[i, j] += left
                np.add.at(counted, (one[i], 0), here * left)
            if j < columns_:
                more = added[j] * backward[i, j + 1]
                backward[i, j] += more
                np.add.at(counted, (0, two[j]), here * more)
    return counted


def first_costs(likely: Floats) -> Floats:
    """The surprise of each pair of sounds, given either of them; nothing for a sound itself."""
    of_one = likely.sum(1)
    expected = np.sqrt(of_one[:, None] * of_one)
    expected[0], expected[:, 0] = of_one, of_one
    with np.errstate(divide="ignore", invalid="ignore"):
        costs: Floats = np.minimum(np.nan_to_num(-np.log(likely / expected), nan=FAR), FAR)
    np.fill_diagonal(costs, 0)
    return costs


# 2. What tells a spelling of the name from others


@dataclass(frozen=True)
class Compared:
    """Pairs of words: the exchanges of each, in no order, and whether they are of one name."""

    rows: Numbers
    exchanges: Numbers  # number of the lesser code times SIZE and the greater
    lengths: Floats
    is_one_name: NDArray[np.bool_]


def compared(task: Task, costs: Costs) -> Compared:
    """Some spellings with those of their name and the nearest of others."""
    chosen = random.Random(SEED).sample(sorted(task.wanted), min(ASKED, len(task.wanted)))
    parts = []
    done = 0
    for place in chosen:
        word, wanted = task.asked.of(place), task.wanted[place]
        outline = int(task.asked.outlines[place])
        near = np.union1d(np.flatnonzero(alike(outline, task.among.outlines)), wanted)
        near = near[task.among.sizes[near] > 0]
        if task.among is task.asked:
            near = near[near != place]
        if not word.size or not near.size:
            continue
        others, sizes = task.among.columns(near), task.among.sizes[near]
        far = distances(word, others, sizes, costs) - allowed(costs, word.size, sizes)
        right = np.isin(near, wanted)
        kept = np.flatnonzero(right | (far <= np.sort(far)[: NEAREST + 1][-1]))
        rows, exchanges = aligned(word, others[:, kept], sizes[kept], costs.table)
        lengths = (word.size + sizes[kept]) / 2
        parts.append((rows + done, exchanges, lengths, right[kept]))
        done += kept.size
    return Compared(*map(np.concatenate, zip(*parts, strict=True)))


def allowed(costs: Costs, size: int, sizes: Numbers) -> Floats:
    """What words of these lengths may differ by."""
    return costs.allowed + costs.allowed_by_length * (size + sizes) / 2


def aligned(
    word: NDArray[np.uint8], others: NDArray[np.uint8], sizes: Numbers, table: NDArray[np.float32]
) -> tuple[Numbers, Numbers]:
    """The exchanges of the cheapest alignment of a word with each column, with the column's."""
    count = sizes.size
    best = np.zeros((word.size + 1, others.shape[0] + 1, count))
    way = np.zeros(best.shape, np.int8)  # 0 both, 1 the word's alone, 2 the other's alone
    for i in range(word.size + 1):
        for j in range(others.shape[0] + 1):
            ways = np.full((3, count), np.inf)
            if i and j:
                ways[0] = best[i - 1, j - 1] + table[word[i - 1], others[j - 1]]
            if i:
                ways[1] = best[i - 1, j] + table[word[i - 1], 0]
            if j:
                ways[2] = best[i, j - 1] + table[0, others[j - 1]]
            if i or j:
                way[i, j] = ways.argmin(0)
                best[i, j] = ways.min(0)
    rows, exchanges = [], []
    i_of, j_of = np.full(count, word.size), sizes.copy()
    left = np.arange(count)
    while left.size:
        step = way[i_of[left], j_of[left], left]
        mine = np.where(step != 2, word[np.maximum(i_of[left] - 1, 0)], 0).astype(np.int64)
        theirs = np.where(step != 1, others[np.maximum(j_of[left] - 1, 0), left], 0)
        rows.append(left)
        exchanges.append(np.minimum(mine, theirs) * SIZE + np.maximum(mine, theirs))
        i_of[left] -= step != 2
        j_of[left] -= step != 1
        left = left[(i_of[left] > 0) | (j_of[left] > 0)]
    return np.concatenate(rows), np.concatenate(exchanges)


def fitted(known: Compared, first: Floats) -> Costs:
    """The costs that tell them best, held to the first ones (Adam, arxiv.org/abs/1412.6980)."""
    count = known.is_one_name.size
    right = known.is_one_name.astype(float)
    figures = np.stack([np.ones(count), known.lengths / 4], 1)
    held = np.triu(first).ravel()
    values = [held.copy(), np.array([1.0, 1.0])]
    means, squares = [np.zeros_like(v) for v in values], [np.zeros_like(v) for v in values]
    for step in range(1, STEPS + 1):
        costs = np.bincount(known.rows, values[0][known.exchanges], count)
        error = 1 / (1 + np.exp(costs - figures @ values[1])) - right
        by_cost = -np.bincount(known.exchanges, error[known.rows], held.size)
        slopes = [(by_cost + HELD * (values[0] - held)) / count, figures.T @ error / count]
        rate = RATE * min(1, 2 * (1 - step / STEPS) + 0.02)
        for value, mean, square, slope in zip(values, means, squares, slopes, strict=True):
            mean += 0.1 * (slope - mean)
            square += 0.001 * (slope**2 - square)
            value -= rate * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    half = values[0].reshape(SIZE, SIZE)
    table = np.maximum(half + np.triu(half, 1).T, 0)
    np.fill_diagonal(table, np.maximum(half.diagonal(), LEAST))
    return Costs(
        np.minimum(table, FAR).astype(np.float32), float(values[1][0]), float(values[1][1] / 4)
    )


def learnt(task: Task) -> Costs:
    """Both steps; the second twice, the alignments being made anew with what it found."""
    first = first_costs(exchanged(task))
    costs = Costs(first.astype(np.float32), 1.0, 0.3)
    for _ in range(2):
        costs = fitted(compared(task, costs), first)
    return told(costs, ACROSS if task.is_across else WITHIN)


def told(costs: Costs, most: dict[str, float]) -> Costs:
    """The costs with what is known of Persian names."""
    table = costs.table.copy()
    for pair, cost in most.items():
        first, second = _codes(pair)
        table[first, second] = table[second, first] = min(table[first, second], cost)
    return Costs(table, costs.allowed, costs.allowed_by_length)


def written(found: dict[str, Costs]) -> str:
    """All costs as JSON, a symbol a line."""
    text = json.dumps({name: plain(costs) for name, costs in found.items()}, ensure_ascii=False)
    return text.replace('"}, ', '"},\n').replace("}, ", "},\n") + "\n"


if __name__ == "__main__":
    FILE.write_text(written({task.name: learnt(task) for task in tasks()}), "utf-8")
