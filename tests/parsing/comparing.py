"""What a reader says of a page, compared with the page's gold.

Promises: one way to compare for all readers, ours and those measured beside it; a figure is left
out where the gold or the answer has nothing for it. Main text: F1 of 4-gram shingles (precision
and recall averaged over pages), F1 of the bag of words, snippets that must and must not be
there. Titles, authors and dates are equal to the gold, case and punctuation apart, or not.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean, median
from typing import Any

Gold = dict[str, Any]
WORD = re.compile(r"\w+")
SHINGLE = 4  # words
# What makes a page one of the worst of its set.
_TELLING = ("token", "snippets", "title", "author exact", "date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a reader makes of a page; None: it does not tell such things."""

    text: str | None = None
    title: str | None = None
    authors: Sequence[str] | None = None
    date: str | None = None  # ISO 8601
    captured: str | None = None
    address: str | None = None


@dataclass
class Figures:
    """The measures of one set, page by page; ``value`` sums one up."""

    pages: dict[str, dict[str, float]] = field(default_factory=dict)

    def add(self, page: str, name: str, value: float) -> None:
        """Note a page's value; of several the mean counts."""
        self.pages.setdefault(page, {})[name] = value

    def values(self, name: str) -> list[float]:
        """A measure of each page that has it."""
        return [found[name] for found in self.pages.values() if name in found]

    def total(self, name: str) -> int:
        """The sum of a count over all pages."""
        return int(sum(self.values(name)))

    def value(self, name: str) -> float:
        """A figure by the name under which ``line`` shows it; NaN where no page has it."""
        if name == "4-gram":
            precision = fmean([p for p in self.values("precision") if p >= 0] or [0.0])
            recall = fmean([r for r in self.values("recall") if r >= 0] or [0.0])
            return 2 * precision * recall / (precision + recall or 1.0)
        if name == "snippets":
            found, missed, leaked = map(self.total, ("found", "missed", "leaked"))
            return 2 * found / (2 * found + missed + leaked)
        if name == "placed":
            return self.total("led back") / self.total("passages")
        if name == "ms":
            return median(self.values(name))
        values = self.values(name)
        return fmean(values) if values else float("nan")

    def names(self) -> list[str]:
        """The figures that there are, main text first."""
        there = dict.fromkeys(name for found in self.pages.values() for name in found)
        summed = {"4-gram": "recall", "snippets": "found", "placed": "passages"}
        parts = {"precision", "recall", "found", "missed", "leaked", "kept out"}
        parts |= {"led back", "passages"}
        first = [name for name, part in summed.items() if part in there]
        return [*first, *(name for name in there if name not in parts)]

    def line(self) -> str:
        """All figures, for a person."""
        return "  ".join(f"{name} {self.value(name):.3f}{self._of(name)}" for name in self.names())

    def _of(self, name: str) -> str:
        if name == "snippets":
            counts = ("found", "missed", "leaked")
            return f" ({', '.join(f'{self.total(count)} {count}' for count in counts)})"
        if name == "placed":
            return f" (n={self.total('passages')})"
        return "" if name == "4-gram" else f" (n={len(self.values(name))})"

    def worst(self, count: int = 10) -> list[tuple[str, dict[str, float]]]:
        """The pages on which most went wrong, with what was found on them."""

        def wrong(page: str) -> float:
            found = self.pages[page]
            missed = found.get("missed", 0) + found.get("leaked", 0)
            shares = sum(1 - found[name] for name in _TELLING if name in found)
            return shares + missed / (missed + found.get("found", 0) or 1)

        ordered = sorted(self.pages, key=wrong, reverse=True)
        return [(page, self.pages[page]) for page in ordered[:count] if wrong(page) > 0.02]


def compare(gold: Gold, answer: Answer) -> dict[str, float]:
    """The measures of one page."""
    found: dict[str, float] = {}
    if answer.text is not None:
        found |= _compared_text(gold, answer.text)
    if gold.get("title") and answer.title is not None:
        found["title"] = float(plain(answer.title) == plain(gold["title"]))
    names = gold_authors(gold)
    if names and answer.authors is not None:
        said = {plain(name) for name in answer.authors}
        found["author any"] = float(bool(said & names))
        found["author exact"] = float(said == names)
    if isinstance(gold.get("date"), str) and answer.date is not None:
        found["date"] = float(answer.date[:10] == gold["date"][:10])
    if gold.get("capture_date") and answer.captured is not None:
        found["captured"] = float(answer.captured[:10] == gold["capture_date"])
        found["url"] = float(answer.address == gold["url"])
    return found


def gold_text(gold: Gold) -> str:
    """The main text that people marked; "" where there is none."""
    text = gold.get("text") or "\n".join(gold.get("paragraphs") or ())
    text = text or plain_markdown(gold.get("markdown", ""))
    return text if gold.get("in_html", 1.0) >= 0 else ""


def _compared_text(gold: Gold, text: str) -> dict[str, float]:
    found: dict[str, float] = {}
    if expected := gold_text(gold):
        found["precision"], found["recall"] = _overlap(_shingles(expected), _shingles(text))
        p, r = _overlap(Counter(_words(expected)), Counter(_words(text)))
        found["token"] = 2 * p * r / (p + r) if p > 0 and r > 0 else 0.0
    if gold.get("body_type") == "text/plain":  # of a mail: how it begins
        found["body"] = float(plain(gold["body_start"]) in plain(text))
    flat = folded(text)
    for key, here, absent in (("with", "found", "missed"), ("without", "leaked", "kept out")):
        if snippets := gold.get(key):
            held = sum(folded(snippet) in flat for snippet in snippets)
            found[here], found[absent] = held, len(snippets) - held
    return found


def plain_markdown(text: str) -> str:
    """Markdown without its comments, rules of tables and escapes."""
    return re.sub(r"<!--.*?-->|^[\s|:-]+$|\\(?=[\W_])|^- \[[ x]\]", " ", text, flags=re.M | re.S)


def token_f1(one: str, other: str) -> float:
    """F1 of the bags of words of two texts."""
    p, r = _overlap(Counter(_words(one)), Counter(_words(other)))
    return 2 * p * r / (p + r) if p > 0 and r > 0 else float(p == r)


def _words(text: str) -> list[str]:
    return WORD.findall(folded(text).lower())


def _shingles(text: str) -> Counter[Any]:
    words = WORD.findall(folded(text))
    if len(words) < SHINGLE:
        return Counter([tuple(words)] if words else [])
    return Counter(zip(*(words[start:] for start in range(SHINGLE)), strict=False))


def _overlap(expected: Counter[Any], found: Counter[Any]) -> tuple[float, float]:
    """Precision and recall; -1 where there is nothing to divide by."""
    common = (expected & found).total()
    return (
        common / found.total() if found else -1.0,
        common / expected.total() if expected else -1.0,
    )


def gold_authors(gold: Gold) -> set[str]:
    """The gold's author names, folded."""
    stated = gold.get("authors") or gold.get("author") or []
    if isinstance(stated, str):
        stated = re.sub(r"(?<=\S)\s+<[^>]*>", "", stated)  # the address of a mail's author
    names: Sequence[str] = re.split(r";|,| and | & ", stated) if isinstance(stated, str) else stated
    return {plain(name) for name in names if plain(name)}


def folded(text: str) -> str:
    """A text in NFC without soft hyphens, its white space folded: for finding snippets."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\u00ad", "").split())


def plain(text: str) -> str:
    """A text folded for comparison: NFKC, case, punctuation and white space."""
    return " ".join(WORD.findall(unicodedata.normalize("NFKC", text).casefold()))
