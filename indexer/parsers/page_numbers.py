"""Page numbers in sentences.

Promises: the stretches of a list of pages as people write them, and no endless list.
"""

from __future__ import annotations

from collections.abc import Sequence

_NAMED = 20  # stretches of pages that are named; a list of hundreds is not read


def named(numbers: Sequence[int]) -> str:
    """Page numbers as people write them: "Pages 1, 3–5"."""
    stretches: list[list[int]] = []
    for number in numbers:
        if stretches and stretches[-1][-1] == number - 1:
            stretches[-1][1:] = [number]
        else:
            stretches.append([number])
    texts = ["–".join(f"{number:,}" for number in stretch) for stretch in stretches]
    more = " and more" if len(texts) > _NAMED else ""
    return f"Page{'s' if len(numbers) > 1 else ''} {', '.join(texts[:_NAMED])}{more}"


def are(numbers: Sequence[int]) -> str:
    """The verb for pages that are pictures."""
    return "is a picture" if len(numbers) == 1 else "are pictures"


def were(numbers: Sequence[int]) -> str:
    """The verb for what was done with pages."""
    return "was" if len(numbers) == 1 else "were"
