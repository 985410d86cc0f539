"""Which of our runs an extractor chose, found by its words.

Promises: compares letters and digits alone (NFKC, case folded), so that whatever an extractor
does to white space, marks and joiners does not matter; every run is covered to the share that was
found. Texts that stand once in the page are placed first, the others between their neighbours, so
that a headline repeated in a list of links is not mistaken for the one in the article.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

_NO_LETTERS = re.compile(r"[\W_]+")
_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())  # of ASCII: most there are
_SMALL = bytes(range(256)).lower()  # ASCII letters alone
SURE = 24  # letters and digits from which a text may be sought in the whole page
WINDOW = 40  # letters and digits of the parts in which a text is sought that is not there whole


def letters(text: str) -> str:
    """The letters and digits of a text, folded."""
    if text.isascii():
        return text.encode().translate(_SMALL, _SIGNS).decode("ascii")
    text = unicodedata.normalize("NFKC", text).casefold()
    kept = text.encode("utf-8", "surrogatepass").translate(_SMALL, _SIGNS)
    folded = kept.decode("utf-8", "surrogatepass")
    return folded if folded.isascii() or folded.isalnum() else _NO_LETTERS.sub("", folded)


def coverage(page: Sequence[str], chosen: Sequence[str]) -> list[float]:
    """For each text of the page, in order, the share of its letters that stands in the chosen ones.

    Both are lists of folded texts (``letters``); the chosen ones mostly in the page's order.
    """
    whole = "".join(page)
    starts = [0, *accumulate(len(text) for text in page)]
    covered = [0] * len(page)
    for left, right in _spans(whole, [text for text in chosen if text]):
        index = max(bisect_right(starts, left) - 1, 0)
        while index < len(page) and starts[index] < right:
            covered[index] += min(right, starts[index + 1]) - max(left, starts[index])
            index += 1
    return [count / len(text) if text else 0.0 for count, text in zip(covered, page, strict=True)]


def _spans(whole: str, chosen: Sequence[str]) -> list[tuple[int, int]]:
    """Where the chosen texts stand in the whole, without overlaps."""
    spans: list[tuple[int, int] | None] = []
    for text in chosen:
        place = whole.find(text) if len(text) >= SURE else -1
        once = place >= 0 and whole.find(text, place + 1) < 0
        spans.append((place, place + len(text)) if once else None)
    found: list[tuple[int, int]] = []
    before = 0
    after = _nexts(spans, len(whole))
    for index, text in enumerate(chosen):
        span = spans[index]
        if span is not None:
            found.append(span)
            before = span[1]
            continue
        limit = after[index] if after[index] >= before else len(whole)
        placed = _between(whole, text, before, limit)
        found += placed
        before = placed[-1][1] if placed else before
    return _merged(found)


def _nexts(spans: Sequence[tuple[int, int] | None], end: int) -> list[int]:
    """For each index the start of the next placed span after it, or the end."""
    nexts = []
    for span in reversed(spans):
        nexts.append(end)
        end = span[0] if span is not None else end
    return nexts[::-1]


def _between(whole: str, text: str, before: int, limit: int) -> list[tuple[int, int]]:
    """A text between two places; else, if it is long, anywhere; else its parts."""
    place = whole.find(text, before, limit)
    if place < 0 and len(text) >= SURE:
        place = whole.find(text)
    if place >= 0:
        return [(place, place + len(text))]
    parts = []
    for start in range(0, len(text) - SURE + 1, WINDOW):
        part = text[start : start + WINDOW]
        place = whole.find(part, before, limit)
        if place >= 0 and len(part) >= SURE:
            before = place + len(part)
            parts.append((place, before))
    return parts


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for left, right in sorted(spans):
        if merged and left < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    return merged
