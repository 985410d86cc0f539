"""The date that a page shows as its own, in a line beside its headline.

Promises: a line that is mostly something else is no date line; what was changed on a day goes
behind what was published on one. Says of a date in numbers whether it can be read in two ways.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from archive.model import Dating
from indexer.dates import FoundDate, choose, find_dates

_WORDS = 10  # of a date line besides its date; more is a sentence
_FEW = 5  # the same where it is to be sure: more may be a line of another page's box
_WORD = re.compile(r"[^\W\d_]+")
_PRECISE = frozenset(("day", "minute", "second"))
_NUMBERS = re.compile(r"(?<!\d)(\d\d?)\s*[/-]\s*(\d\d?)\s*[/-]\s*(?:\d\d)?\d\d(?!\d)")
_MONTHS = 12


def shown_date(beside: Sequence[str], elsewhere: Sequence[str], language: str) -> FoundDate | None:
    """The date in the lines ``beside`` the headline, or that is said to be it ``elsewhere``."""
    near = _dated(beside, language, _WORDS)
    said = [found for found in _dated(elsewhere, language, _WORDS) if found.label == "published"]
    shown = [found for found in near if found.label != "updated"]
    best = next(iter([*shown, *near]), None)
    if not said or (best is not None and best.label == "published"):
        return best
    later = not shown or said[0].dating.value < shown[0].dating.value
    return said[0] if later else best


def surely_shown(beside: Sequence[str], language: str) -> FoundDate | None:
    """The date, not that of a change, in the first line that is little else."""
    near = _dated(beside, language, _FEW)
    return next((found for found in near if found.label != "updated"), None)


def _dated(lines: Sequence[str], language: str, words: int) -> list[FoundDate]:
    """The days that date lines give; ``words``: at most so many besides the date."""
    dated = []
    for line in lines:
        line = unicodedata.normalize("NFC", line).strip()
        found = choose(find_dates(line, language))
        if found is None or found.dating.precision not in _PRECISE:
            continue
        rest = f"{line[: found.start]} {line[found.end :]}"
        most = words if found.label != "published" else 2 * words  # "was first published on …"
        if len(_WORD.findall(rest)) <= most:
            dated.append(found)
    return dated


def other_reading(dating: Dating) -> str | None:
    """The day that a date means where its month is written before its day, or after it."""
    numbers = _NUMBERS.search(dating.text or "")
    if numbers is None or dating.precision not in _PRECISE:
        return None
    year, month, day = dating.value[:10].split("-")
    if (
        month == day
        or int(day) > _MONTHS
        or sorted(map(int, numbers.groups())) != sorted((int(month), int(day)))
    ):
        return None
    return f"{year}-{day}-{month}"
