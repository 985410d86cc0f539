"""How likely each run is main text, from its figures: two small networks of one hidden layer each.

Promises: the first judges each run by itself, the second all runs again with what the first found
of those around them; both count alike. The weights are in ``likelihood.json`` beside this module,
learnt from pages whose main text people have marked (``python -m tests.parsing.learn`` writes
them anew, see docs/decisions/0011-main-text.md); the same figures always give the same answer. No
page is remembered: twenty thousand weights for a hundred thousand runs of a thousand sites.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.parsers.html.context import context, logits
from indexer.parsers.html.features import features
from indexer.parsers.html.run import Run
from indexer.parsers.html.surroundings import Elements

LIKELY = 0.5  # more likely main text than not
FILE = Path(__file__).with_name("likelihood.json")
_AT_ONCE = 10_000  # rows, so that a page of many runs takes no hundreds of megabytes

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """Of the figures for each hidden unit, and of the hidden units for the answer."""

    hidden: Floats  # figures × units
    hidden_bias: Floats
    out: Floats
    out_bias: float


def likelihood(runs: Sequence[Run]) -> Floats:
    """For each run of a page the likelihood, between 0 and 1."""
    first, second = weights()
    elements = Elements(runs)
    figures = features(runs, elements)
    alone = answers(first, figures)
    together = answers(second, with_context(runs, elements, figures, alone))
    return _from_logits((logits(alone) + logits(together)) / 2)


def with_context(runs: Sequence[Run], elements: Elements, figures: Floats, alone: Floats) -> Floats:
    """The figures for the second judgement; ``alone`` is the first one."""
    return np.hstack((figures, context(runs, elements, alone, doubt(alone, runs))))


def shifted(found: Floats, by: Floats) -> Floats:
    """Likelihoods after more evidence; ``by`` in logarithms of odds."""
    return _from_logits(logits(found) + by)


def doubt(found: Floats, runs: Sequence[Run]) -> float:
    """How much may be wrong beside how much was found; a long run counts for more."""
    weight = np.sqrt([float(len(run.folded)) for run in runs])
    wrong = (weight * np.minimum(found, 1 - found)).sum()
    return float(wrong / ((weight * (found >= LIKELY)).sum() + 1))


def answers(known: Weights, figures: Floats) -> Floats:
    """What a network with these weights makes of figures."""
    parts = range(0, max(len(figures), 1), _AT_ONCE)
    return np.concatenate([_answers(known, figures[at : at + _AT_ONCE]) for at in parts])


def _answers(known: Weights, figures: Floats) -> Floats:
    hidden = np.maximum(figures @ known.hidden + known.hidden_bias, 0.0)
    return _from_logits(hidden @ known.out + known.out_bias)


def _from_logits(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-values)))


@cache
def weights() -> tuple[Weights, Weights]:
    """The learnt weights of both networks, read once."""
    stored = json.loads(FILE.read_text("ascii"))
    return _weights(stored["alone"]), _weights(stored["together"])


def _weights(stored: dict[str, Any]) -> Weights:
    units = stored["units"]
    return Weights(
        hidden=np.array([unit["figures"] for unit in units]).T,
        hidden_bias=np.array([unit["bias"] for unit in units]),
        out=np.array([unit["out"] for unit in units]),
        out_bias=stored["bias"],
    )
