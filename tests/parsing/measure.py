"""How well saved pages are read: figures on the sets of pages beside the checkout.

``python -m tests.parsing.measure fundus docs:docx`` prints a line a set. Main text: F1 of 4-gram
shingles (precision and recall averaged over pages), mean F1 of the bag of words, and snippets
that must and must not be there. Metadata: titles, authors and dates equal to the gold. Each
figure leaves out pages without gold for it. "placed" is the share of passages whose place leads
back to their text. The same functions feed the floors test.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, median
from typing import Any

from archive.errors import UnreadableError
from archive.model import LeftOut, Metadata, Passage
from archive.text import canonical
from indexer.blocks import Reading
from indexer.parsers import docx, epub, html, mail, mhtml, odt, pdf, rtf
from indexer.parsers.office.paragraphs import Resolver
from indexer.passages import edition

Gold = dict[str, Any]
WORD = re.compile(r"\w+")
SHINGLE = 4  # words
PAGES = Path(__file__).resolve().parents[3] / "shared" / "data" / "pages"
READERS = {
    ".html": html.read,
    ".htm": html.read,
    ".mhtml": mhtml.read,
    ".pdf": pdf.read,
    ".docx": docx.read,
    ".odt": odt.read,
    ".rtf": rtf.read,
    ".epub": epub.read,
    ".eml": mail.read,
}
RESOLVERS = {
    ".docx": docx.resolver,
    ".odt": odt.resolver,
    ".rtf": rtf.resolver,
    ".epub": epub.resolver,
    ".mhtml": mhtml.resolver,
    ".eml": mail.resolver,
    ".pdf": pdf.resolver,
}
Readers = Mapping[str, Callable[[bytes], Reading]]


@dataclass
class Figures:
    """The measures of one set, a value a page; ``mean`` and ``shingle_f1`` sum them up."""

    shingles: list[tuple[float, float]] = field(default_factory=list)  # precision, recall
    values: dict[str, list[float]] = field(default_factory=dict)
    snippets: Counter[str] = field(default_factory=Counter)

    def add(self, name: str, value: float) -> None:
        """Note one page's value."""
        self.values.setdefault(name, []).append(value)

    def mean(self, name: str) -> float:
        """The mean of a measure over the pages that have it."""
        return fmean(self.values[name])

    @property
    def shingle_f1(self) -> float:
        """F1 of the mean precision and the mean recall of shingles."""
        precision = fmean([p for p, _ in self.shingles if p >= 0] or [0.0])
        recall = fmean([r for _, r in self.shingles if r >= 0] or [0.0])
        return 2 * precision * recall / (precision + recall or 1.0)

    @property
    def snippet_f1(self) -> float:
        """F1 of snippets: found ones, missed ones, and those that must not be there but are."""
        found, missed, leaked = (self.snippets[key] for key in ("found", "missed", "leaked"))
        return 2 * found / (2 * found + missed + leaked)

    def value(self, name: str) -> float:
        """A figure by the name under which ``line`` shows it."""
        if name == "4-gram":
            return self.shingle_f1
        return self.snippet_f1 if name == "snippets" else self.mean(name)

    def line(self) -> str:
        """All figures, for a person."""
        parts = []
        if self.shingles:
            parts.append(f"4-gram {self.shingle_f1:.3f}")
        if self.snippets:
            counts = " ".join(f"{key} {self.snippets[key]}" for key in sorted(self.snippets))
            parts.append(f"snippets {self.snippet_f1:.3f} ({counts})")
        for name in self.values:
            middle = f" median {median(self.values[name]):.0f}" if name == "ms" else ""
            parts.append(f"{name} {self.mean(name):.3f}{middle} (n={len(self.values[name])})")
        return "  ".join(parts)


def pages(name: str, folder: Path = PAGES) -> Iterator[tuple[Gold, bytes]]:
    """The readable files of a set with their gold; ``wcxb:article`` takes one type only."""
    name, _, only = name.partition(":")
    for line in (folder / name / "gold.jsonl").read_text("utf-8").split("\n")[:-1]:
        gold = json.loads(line)
        if (only and only not in map(gold.get, ("type", "kind", "format"))) or "dup_of" in gold:
            continue
        if suffix(gold) in READERS:
            data = (folder / name / gold["file"]).read_bytes()
            yield gold, gzip.decompress(data) if gold["file"].endswith(".gz") else data


def suffix(gold: Gold) -> str:
    """The suffix of a file's name, that of its compression apart."""
    return Path(gold["file"].removesuffix(".gz")).suffix


def main_text(reading: Reading) -> str:
    """The text of a reading, a block a line."""
    return "\n".join(
        "".join(piece.text for piece in block.pieces)
        for block in reading.blocks
        if block.reason is None
    )


def measure(name: str, readers: Readers = READERS, every: int = 1, folder: Path = PAGES) -> Figures:
    """Read each page of a set (or every n-th) and compare it with its gold."""
    figures = Figures()
    for number, (gold, data) in enumerate(pages(name, folder)):
        if number % every:
            continue
        began = time.process_time()
        reading = _read(readers[suffix(gold)], data)
        figures.add("ms", 1000 * (time.process_time() - began))
        _compare_text(figures, gold, main_text(reading))
        _compare_metadata(figures, gold, reading)
        if reading.blocks and suffix(gold) in RESOLVERS:
            resolve = RESOLVERS[suffix(gold)](data)
            for is_there in resolved(resolve, _passages(reading)):
                figures.add("placed", float(is_there))
    return figures


def _read(reader: Callable[[bytes], Reading], data: bytes) -> Reading:
    """What a reader makes of a file: nothing, of one that it refuses."""
    try:
        return reader(data)
    except UnreadableError:
        return Reading(scheme="bytes", blocks=(), metadata=Metadata(), charset="")


def _passages(reading: Reading) -> Sequence[Passage]:
    made = edition(reading, sha256="0" * 64, media_type="", parser="", parser_version="")
    return made.passages


def resolved(resolve: Resolver, passages: Iterable[Passage | LeftOut]) -> Iterator[bool]:
    """For each passage, whether its place leads back to its text, white space apart."""
    for passage in passages:
        ranges = passage.place.ranges if passage.place else ()
        there = canonical("".join(resolve(*each) for each in ranges))[0]
        yield "".join(there.split()) == "".join(passage.text.split())


def _compare_text(figures: Figures, gold: Gold, text: str) -> None:
    expected = gold.get("text") or "\n".join(gold.get("paragraphs") or ())
    expected = expected or plain_markdown(gold.get("markdown", ""))
    if expected and gold.get("in_html", 1.0) >= 0:
        precision, recall = _overlap(_shingles(expected), _shingles(text))
        figures.shingles.append((precision, recall))
        p, r = _overlap(Counter(_words(expected)), Counter(_words(text)))
        figures.add("token", 2 * p * r / (p + r) if p > 0 and r > 0 else 0.0)
    if gold.get("body_type") == "text/plain":  # of a mail: how it begins
        figures.add("body", float(plain(gold["body_start"]) in plain(text)))
    flat = folded(text)
    for key, here, absent in (("with", "found", "missed"), ("without", "leaked", "kept out")):
        for snippet in gold.get(key) or ():
            figures.snippets[here if folded(snippet) in flat else absent] += 1


def plain_markdown(text: str) -> str:
    """Markdown without its comments, rules of tables and escapes."""
    return re.sub(r"<!--.*?-->|^[\s|:-]+$|\\(?=[\W_])|^- \[[ x]\]", " ", text, flags=re.M | re.S)


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


def _compare_metadata(figures: Figures, gold: Gold, reading: Reading) -> None:
    known = reading.metadata
    if gold.get("title"):
        found = known.title.value if known.title else ""
        figures.add("title", float(plain(found) == plain(gold["title"])))
    if names := gold_authors(gold):
        authors = {plain(agent.name) for agent in known.authors}
        figures.add("author any", float(bool(authors & names)))
        figures.add("author exact", float(authors == names))
    if isinstance(gold.get("date"), str):
        day = known.published.value[:10] if known.published else ""
        figures.add("date", float(day == gold["date"][:10]))
    if gold.get("capture_date"):
        day = known.captured.value[:10] if known.captured else ""
        figures.add("captured", float(day == gold["capture_date"]))
        address = known.captured_from.value if known.captured_from else ""
        figures.add("url", float(address == gold["url"]))


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


def main(names: Iterable[str]) -> None:
    """Print the figures of each named set."""
    for name in names:
        print(f"{name}: {measure(name).line()}")  # noqa: T201 - its work is to print


if __name__ == "__main__":
    main(sys.argv[1:])
