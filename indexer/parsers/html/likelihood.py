"""How likely each run is main text, from its figures: a small network of one hidden layer.

Promises: the weights are in ``likelihood.json`` beside this module, learnt from pages whose main
text people have marked (``python -m tests.parsing.learn`` writes them anew, see
docs/decisions/0011-main-text.md); the same figures always give the same answer. No page is
remembered: four thousand weights for a hundred thousand runs of a thousand sites.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_AT_ONCE = 10_000  # rows, so that a page of many runs takes no hundreds of megabytes
FILE = Path(__file__).with_name("likelihood.json")


@dataclass(frozen=True, slots=True)
class Weights:
    """Of the figures for each hidden unit, and of the hidden units for the answer."""

    hidden: NDArray[np.float64]  # figures × units
    hidden_bias: NDArray[np.float64]
    out: NDArray[np.float64]
    out_bias: float


def likelihood(figures: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each row the likelihood, between 0 and 1."""
    parts = range(0, max(len(figures), 1), _AT_ONCE)
    return np.concatenate([answers(weights(), figures[at : at + _AT_ONCE]) for at in parts])


def answers(known: Weights, figures: NDArray[np.float64]) -> NDArray[np.float64]:
    """What a network with these weights makes of figures."""
    hidden = np.maximum(figures @ known.hidden + known.hidden_bias, 0.0)
    found: NDArray[np.float64] = 1 / (1 + np.exp(-(hidden @ known.out + known.out_bias)))
    return found


@cache
def weights() -> Weights:
    """The learnt weights, read once."""
    units = json.loads(FILE.read_text("ascii"))
    return Weights(
        hidden=np.array([unit["figures"] for unit in units["units"]]).T,
        hidden_bias=np.array([unit["bias"] for unit in units["units"]]),
        out=np.array([unit["out"] for unit in units["units"]]),
        out_bias=units["bias"],
    )
