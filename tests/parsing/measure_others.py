"""How well all else is read that the sets of pages hold: plain texts, bylines, encodings, captures.

Promises: each function reads its whole set and gives shares between 0 and 1, or counts; the tests
with floors and the benchmark of reading share them.
"""

from __future__ import annotations

import gzip
import json
import re
import time
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

from archive.errors import MunimentError, UnreadableError
from archive.model import Dating, Fact
from indexer.blocks import Reading
from indexer.bylines import read_byline
from indexer.charsets import codec
from indexer.decode import decode
from indexer.parsers import html, text
from indexer.prescan import declared_by_page
from indexer.sandbox import ParseLimits, ParserPool
from tests.parsing.comparing import folded, gold_text, plain, token_f1
from tests.parsing.measure import PAGES, READERS, main_text, pages, suffix

HANG_SECONDS = 40  # by the clock; more than the confined process may take is a hang
JOINED = re.compile(r"\w+(?:\u200c\w+)+")  # words of parts: with a zero-width non-joiner


def _gold(path: Path) -> list[dict[str, Any]]:
    return [json.loads(row) for row in path.read_text("utf-8").splitlines()]


def _plain(fact: Fact | str | None) -> str:
    return plain((fact.value if isinstance(fact, Fact) else fact or "").replace("_", " "))


def _day(dating: Dating | None) -> str | None:
    return dating.value[:10] if dating else None


def articles(folder: Path = PAGES) -> dict[str, float]:
    """Of the saved articles in plain text, the shares with each fact and all paragraphs right."""
    gold = _gold(folder / "plaintext" / "gold.jsonl")
    right: Counter[str] = Counter()
    for case in gold:
        reading = text.read((folder / "plaintext" / case["file"]).read_bytes())
        known = reading.metadata
        authors = {_plain(agent.name) for agent in known.authors}
        body = [line for line, reason in _lines(reading) if reason is None]
        tail = [line for line, reason in _lines(reading) if reason == "leftover line"]
        right["title"] += _plain(known.title) == _plain(case["title"])
        right["subtitle"] += _plain(known.subtitle) == _plain(case.get("subtitle"))
        right["author"] += authors == {_plain(name) for name in case["author"].split(";")}
        right["date"] += (_day(known.published) or "") == case["date"]
        right["paragraphs"] += body == [" ".join(p.split()) for p in case["paragraphs"]]
        right["tail"] += tail == ([case["tail"].strip()] if case.get("tail") else [])
    return {name: count / len(gold) for name, count in right.items()}


def _lines(reading: Reading) -> list[tuple[str, str | None]]:
    """Each block on one line, with the reason for which it is left out."""
    return [
        (" ".join("".join(piece.text for piece in block.pieces).split()), block.reason)
        for block in reading.blocks
    ]


def bylines(folder: Path = PAGES) -> dict[str, float]:
    """The shares of bylines with date and authors right; the number of others taken for one."""
    cases = _gold(folder / "bylines.jsonl")
    read = [(case, read_byline(case["text"], case.get("lang", ""))) for case in cases]
    dates = sum(_day(byline.published) == case["date"] for case, byline in read)
    authors = sum(
        {plain(agent.name) for agent in byline.authors}
        == {plain(name) for name in (case["author"] or "").split(";") if name}
        for case, byline in read
    )
    wrong = sum(byline.is_byline and not case.get("byline", True) for case, byline in read)
    return {
        "date": dates / len(cases),
        "authors": authors / len(cases),
        "false positives": float(wrong),
    }


def encodings(folder: Path = PAGES) -> dict[str, float]:
    """The shares of pages and texts that are decoded as their gold says, and of declarations."""
    right: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for case in _gold(folder / "encoding" / "gold.jsonl"):
        data = gzip.decompress((folder / "encoding" / case["file"]).read_bytes())
        gold = case["encoding"].lower()
        if case["id"].startswith("h5-"):
            marked = decode(data, html=True).basis == "byte order mark"
            declared = declared_by_page(data) or "windows-1252"
            kind, good = "prescan", ("utf-8" if marked else declared) == gold
        else:
            kind = "text" if case["kind"] in ("txt", "srt") else "page"
            good = _is_decoded(data, gold, is_page=kind == "page")
        right[kind] += good
        count[kind] += 1
    return {kind: right[kind] / count[kind] for kind in count}


def _is_decoded(data: bytes, gold: str, *, is_page: bool) -> bool:
    found = decode(data, html=is_page)
    python = gold if gold in ("utf-16", "utf-32") else codec(gold)
    if python in ("utf-16", "utf-32"):
        python += "-be"
    return python is not None and found.text == data[found.mark :].decode(python, "replace")


def captures(kind: str, folder: Path = PAGES) -> dict[str, float]:
    """How captures (``mhtml`` or ``singlefile``) differ from the plain pages that they are of.

    "nearest" and "farthest" are F1 of words with the plain page's text; "difference" is that of
    the mean F1 with the gold, where there is a gold text.
    """
    likeness, differences = [], []
    for gold, data in pages(f"captures:{kind}", folder):
        name, _, identifier = gold["gold_from"].partition("/")
        (page,) = (page for other, page in pages(name, folder) if other["id"] == identifier)
        captured = main_text(READERS[suffix(gold)](data))
        shown = main_text(html.read(page))
        likeness.append(token_f1(shown, captured))
        if expected := gold_text(gold):
            differences.append(token_f1(expected, captured) - token_f1(expected, shown))
    return {
        "mean": sum(likeness) / len(likeness),
        "farthest": min(likeness),
        "difference": sum(differences) / len(differences),
    }


def right_to_left(folder: Path = PAGES) -> dict[str, float]:
    """Of Persian and Arabic pages: snippets missed and leaked, Jalali dates, joiners lost."""
    found: Counter[str] = Counter(missed=0, leaked=0, joiners=0, lost=0)
    for gold, data in pages("rtl", folder):
        reading = html.read(data)
        said = folded(main_text(reading))
        found["snippets"] += len(gold.get("with", ()))
        found["missed"] += sum(folded(snippet) not in said for snippet in gold.get("with", ()))
        found["leaked"] += sum(folded(snippet) in said for snippet in gold.get("without", ()))
        if "Jalali" in gold.get("upstream_date", ""):
            found["Jalali dates"] += 1
            found["Jalali dates read"] += _day(reading.metadata.published) == gold["date"]
        words = JOINED.findall(gold_text(gold))
        whole = "".join(piece.text for block in reading.blocks for piece in block.pieces)
        kept = unicodedata.normalize("NFC", whole)
        found["joiners"] += len(words)
        found["lost"] += sum(unicodedata.normalize("NFC", word) not in kept for word in words)
    return {name: float(count) for name, count in found.items()}


def torture(folder: Path = PAGES) -> dict[str, float]:
    """What hostile pages do to the confined parser: files, refused, crashes, hangs, uncaught.

    A file that is refused within its limits, with a sentence, is none of the others.
    """
    found: Counter[str] = Counter({"refused": 0, "crashes": 0, "hangs": 0, "uncaught": 0})
    pool = ParserPool(1, ParseLimits())
    try:
        for path in sorted((folder / "torture" / "pages").glob("*.gz")):
            found["files"] += 1
            data = gzip.decompress(path.read_bytes())
            began = time.monotonic()
            try:
                pool.parse(data, "text/html", path.name)
            except UnreadableError as error:
                found["crashes" if "crashed" in str(error) else "refused"] += 1
            except (MunimentError, OSError, ValueError):
                found["uncaught"] += 1
            found["hangs"] += time.monotonic() - began > HANG_SECONDS
    finally:
        pool.close()
    return {name: float(count) for name, count in found.items()}
