"""Where a query's words stand in several texts, each in a language of its own.

Promises: as ``SearchEngine.mark``, in the order of the texts; texts of one language are marked
together, which takes a fraction of the time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from archive.query import Node
from archive.search import SearchEngine, Span
from archive.without import NOTHING, Without


def marks(
    engine: SearchEngine,
    query: Node | None,
    texts: Sequence[tuple[str, str]],
    without: Without = NOTHING,
) -> list[tuple[Span, ...]]:
    """The query's words in each text; a text comes with its language (BCP 47, "" not known)."""
    found: list[tuple[Span, ...]] = [()] * len(texts)
    if query is None:
        return found
    of_language: defaultdict[str, list[int]] = defaultdict(list)
    for place, (_, language) in enumerate(texts):
        of_language[language].append(place)
    for language, places in of_language.items():
        spans = engine.mark(query, [texts[place][0] for place in places], language, without)
        for place, of_text in zip(places, spans, strict=True):
            found[place] = of_text
    return found
