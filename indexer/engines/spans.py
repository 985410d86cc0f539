"""Places of more than one word: the keys of their first and of their last words.

Promises: sorted by first, then last. Of single words both are one and the same array, which spares
half of the work and is kept so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from indexer.engines.postings import Keys, Mask, Spans, distinct


def changed(spans: Spans, change: Callable[[Keys], Keys]) -> Spans:
    """Firsts and lasts changed alike."""
    firsts = change(spans[0])
    return firsts, firsts if spans[0] is spans[1] else change(spans[1])


def those(spans: Spans, chosen: Mask) -> Spans:
    """Some of them."""
    return changed(spans, lambda keys: keys[chosen])


def merged(parts: Sequence[Spans]) -> Spans:
    """The spans of several lists, each once."""
    if all(firsts is lasts for firsts, lasts in parts):
        keys = distinct(firsts for firsts, _ in parts)
        return keys, keys
    firsts, lasts = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((lasts, firsts))
    firsts, lasts = firsts[order], lasts[order]
    new = np.ones(firsts.size, np.bool_)
    new[1:] = (np.diff(firsts) != 0) | (np.diff(lasts) != 0)
    return firsts[new], lasts[new]
