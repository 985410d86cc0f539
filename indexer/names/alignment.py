"""How far spellings are from each other: the cost of turning the sounds of one into another's.

Promises: the least cost over all alignments, for one spelling and many at once (Wagner and
Fischer's table, a column for each of the many). What each pair of sounds costs, and how much two
spellings of one name may differ, is learnt from pairs that people wrote (``python -m
tests.relevance.learn_names`` writes ``costs.json``, see docs/decisions/0019-names.md); no name is
remembered.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from indexer.names.sounds import SYMBOLS, Codes, Edges

FILE: Final = Path(__file__).with_name("costs.json")
FAR: Final = 8.0  # of two sounds of which nothing is known

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Costs:
    """What sounds cost in place of each other, by their codes; code 0 is no sound.

    Of two spellings of one script, or of two in different ones.
    """

    table: Floats
    allowed: float  # the cost at which two spellings are as likely as not of one name
    allowed_by_length: float  # and for each sound of theirs, on average, more


@cache
def learnt(*, across: bool) -> Costs:
    """The learnt costs, read once; ``across``: of spellings in different scripts."""
    found = json.loads(FILE.read_text("utf-8"))
    return read(found["across" if across else "within"])


def read(found: Mapping[str, Any]) -> Costs:
    """Costs as ``plain`` made them."""
    size = len(SYMBOLS) + 1
    table = np.full((size, size), FAR, np.float32)
    np.fill_diagonal(table, 0)
    for symbol, row in found["costs"].items():
        first = SYMBOLS.find(symbol) + 1
        for other, cost in row.items():
            second = SYMBOLS.find(other) + 1
            table[first, second] = table[second, first] = cost
    return Costs(table, found["allowed"], found["allowed_by_length"])


def plain(costs: Costs) -> dict[str, Any]:
    """Costs as JSON values; a space is no sound, and what is not there is as far as can be."""
    symbols = f" {SYMBOLS}"
    rows = {}
    for first, symbol in enumerate(symbols):
        row = {
            symbols[second]: round(float(costs.table[first, second]), 2)
            for second in range(first, len(symbols))
            if costs.table[first, second] != (FAR if first != second else 0)
        }
        if row:
            rows[symbol] = row
    return {
        "allowed": round(costs.allowed, 3),
        "allowed_by_length": round(costs.allowed_by_length, 3),
        "costs": rows,
    }


def columns(codes: Codes, edges: Edges, words: Numbers) -> tuple[Codes, Numbers]:
    """The sounds of some words, a column each, filled up with 0; and how many each has."""
    sizes = edges[words + 1] - edges[words]
    return filled(codes, edges[words], sizes), sizes


def filled(codes: Codes, starts: Numbers, sizes: Numbers) -> Codes:
    """The same by where the sounds of each word begin, and how many it has."""
    rows = np.arange(int(sizes.max(initial=0)))[:, None]
    inside = rows < sizes
    found = np.zeros(inside.shape, np.uint8)
    found[inside] = codes[(starts + rows)[inside]]
    return found


def distances(word: Codes, others: Codes, sizes: Numbers, costs: Costs) -> Floats:
    """The cost of each column of ``others`` for a word."""
    sounds = others.astype(np.intp)  # as ``take`` wants them
    added = _costs_of_adding(sounds, costs)
    best = added.copy()
    for code in word.tolist():
        instead = costs.table[code].take(sounds, mode="wrap")
        instead += best[:-1]
        best += costs.table[code, 0]
        np.minimum(best[1:], instead, out=best[1:])
        # Sounds that only the other has, after each place: the least so far and what they cost.
        best -= added
        for row in range(1, len(best)):  # 20 times as fast as ``accumulate`` along this axis
            np.minimum(best[row], best[row - 1], out=best[row])
        best += added
    found: Floats = best[sizes, np.arange(sizes.size)]
    return found


def _costs_of_adding(others: npt.NDArray[np.intp], costs: Costs) -> Floats:
    """What the first sounds of each column cost where a word has none of them."""
    added = np.zeros((others.shape[0] + 1, others.shape[1]), np.float32)
    costs.table[0].take(others, mode="wrap", out=added[1:])
    for row in range(1, len(added)):
        added[row] += added[row - 1]
    return added


def likelihoods(word: Codes, others: Codes, sizes: Numbers, costs: Costs) -> Floats:
    """How likely each column of ``others`` is another spelling of the name, from 0 to 1."""
    allowed = costs.allowed + costs.allowed_by_length * (word.size + sizes) / 2
    far = distances(word, others, sizes, costs) - allowed.astype(np.float32)
    with np.errstate(over="ignore"):
        found: Floats = (1 / (1 + np.exp(far))).astype(np.float32)
    return found
