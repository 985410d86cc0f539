"""How well saved pages are read, ours beside the best libraries, on the same pages in one run.

    python -m benchmarks.reading [--every 10] [--only fundus,trafeval]

Reads the pages of every set with gold answers, each by all readers one after the other in an
order that turns with each page, so that no reader has the machine to itself. Prints a table of
what was aimed at, what was reached and what the best of the others reached, the pages that were
read worst, and writes both, with all figures, to build/bench/reading.json and reading.md.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.anchors import OURS, Anchor, anchors, guarded
from benchmarks.document_anchors import document_anchors
from benchmarks.figures import machine
from tests.parsing import measure_others as others
from tests.parsing.comparing import Figures, compare
from tests.parsing.measure import PAGES, measure, pages

BUILD = Path("build/bench")
WEB = ("fundus", "wcxb", "trafeval", "postlight", "htmldate")
DOCUMENTS = ("docx", "odt", "rtf", "pdf", "epub")
CAPTURES = ("mhtml", "singlefile")
WARM = 3  # pages read by all before the first is timed


@dataclass(frozen=True, slots=True)
class Aim:
    """A figure of a set, and what it should reach."""

    name: str
    of: str
    figure: str
    target: float


AIMS = (
    Aim("main text, 4-gram F1", "fundus", "4-gram", 0.955),
    Aim("main text, token F1", "fundus", "token", 0.958),
    Aim("main text, token F1", "wcxb", "token", 0.885),
    Aim("main text, 4-gram F1", "wcxb:article", "4-gram", 0.962),
    Aim("main text, token F1", "wcxb:forum", "token", 0.82),
    Aim("snippets, F1", "trafeval", "snippets", 0.935),
    Aim("title", "fundus", "title", 0.85),
    Aim("title", "wcxb:article", "title", 0.88),
    Aim("title", "postlight", "title", 0.85),
    Aim("authors, any", "fundus", "author any", 0.92),
    Aim("authors, all", "fundus", "author exact", 0.87),
    Aim("authors, any", "wcxb:article", "author any", 0.80),
    Aim("authors, all", "wcxb:article", "author exact", 0.70),
    Aim("authors, any", "postlight", "author any", 0.80),
    Aim("authors, all", "postlight", "author exact", 0.65),
    Aim("date", "htmldate", "date", 0.90),
    Aim("date", "wcxb:article", "date", 0.90),
    Aim("date", "postlight", "date", 0.80),
    Aim("date", "fundus", "date", 0.98),
    Aim("milliseconds of CPU a page, median", "fundus", "ms", 35.0),
    Aim("milliseconds of CPU a page, median", "wcxb:article", "ms", 35.0),
    Aim("title", "plain texts", "title", 1.0),
    Aim("date", "plain texts", "date", 1.0),
    Aim("leftovers told", "plain texts", "tail", 1.0),
    Aim("subtitle", "plain texts", "subtitle", 0.97),
    Aim("authors, all", "plain texts", "author", 0.97),
    Aim("all paragraphs", "plain texts", "paragraphs", 0.98),
    Aim("date", "bylines", "date", 0.94),
    Aim("authors, all", "bylines", "authors", 0.91),
    Aim("others taken for one", "bylines", "false positives", 0),
    Aim("token F1 less that of the plain page", "captures, mhtml", "difference", -0.01),
    Aim("address read", "captures, mhtml", "url", 1.0),
    Aim("date of capture read", "captures, mhtml", "captured", 1.0),
    Aim("token F1 less that of the plain page", "captures, singlefile", "difference", -0.01),
    Aim("address read", "captures, singlefile", "url", 1.0),
    Aim("date of capture read", "captures, singlefile", "captured", 1.0),
    Aim("token F1", "docs:docx", "token", 0.93),
    Aim("token F1", "docs:odt", "token", 0.99),
    Aim("token F1", "docs:rtf", "token", 0.965),
    Aim("token F1", "docs:pdf", "token", 0.95),
    Aim("token F1", "docs:epub", "token", 0.95),
    Aim("pages decoded as marked", "encodings", "page", 0.96),
    Aim("texts decoded as marked", "encodings", "text", 0.98),
    Aim("crashes", "hostile pages", "crashes", 0),
    Aim("hangs", "hostile pages", "hangs", 0),
    Aim("errors not caught", "hostile pages", "uncaught", 0),
    Aim("snippets missed", "Persian and Arabic", "missed", 0),
    Aim("snippets leaked", "Persian and Arabic", "leaked", 1),
    Aim("Jalali dates misread", "Persian and Arabic", "Jalali dates misread", 0),
    Aim("words with a joiner changed", "Persian and Arabic", "lost", 0),
)
LESS_IS_BETTER = frozenset(
    (
        "ms", "false positives", "crashes", "hangs", "uncaught", "missed", "leaked", "lost",
        "Jalali dates misread",
    )
)  # fmt: skip


def compared(name: str, every: int, readers: dict[str, Anchor]) -> dict[str, dict[str, Figures]]:
    """The figures of each reader on every n-th page of a set, and of each type of its pages."""
    found: dict[str, dict[str, Figures]] = {}
    order = list(readers)
    for number, (gold, data) in enumerate(pages(name)):
        if number % every:
            continue
        if number < WARM:
            for read in readers.values():
                read(data)
        order = [*order[1:], order[0]]
        kinds = [name, f"{name}:{gold['type']}"] if gold.get("type") else [name]
        for reader in order:
            began = time.process_time()
            answer = readers[reader](data)
            milliseconds = 1000 * (time.process_time() - began)
            figures = {**compare(gold, answer), "ms": milliseconds}
            for kind in kinds:
                of_kind = found.setdefault(kind, {one: Figures() for one in readers})
                of_kind[reader].pages[gold["id"]] = figures
    return found


def all_compared() -> Iterator[tuple[str, dict[str, Anchor]]]:
    """The sets that others read too, with all their readers."""
    for name in WEB:
        yield name, {reader: guarded(read) for reader, read in anchors().items()}
    for kind in DOCUMENTS:
        found = document_anchors(kind).items()
        yield f"docs:{kind}", {reader: guarded(read) for reader, read in found}


def summed(figures: Figures) -> dict[str, float]:
    """All figures of a set that was measured page by page."""
    return {name: round(figures.value(name), 4) for name in figures.names()}


def all_others() -> Iterator[tuple[str, dict[str, float], Figures | None]]:
    """The sets that only ours reads: name, figures, and the pages where there are any."""
    yield "plain texts", others.articles(), None
    yield "bylines", others.bylines(), None
    yield "encodings", others.encodings(), None
    found = others.right_to_left()
    found["Jalali dates misread"] = found["Jalali dates"] - found.pop("Jalali dates read")
    yield "Persian and Arabic", found, None
    for kind in CAPTURES:
        figures = measure(f"captures:{kind}")
        yield f"captures, {kind}", {**summed(figures), **others.captures(kind)}, figures
    yield "hostile pages", others.torture(), None


def rows(reached: dict[str, dict[str, dict[str, float]]]) -> Iterator[list[str]]:
    """The table: what, of which set, aim, ours, the best of the others and its name."""
    for aim in AIMS:
        systems = {
            name: figures[aim.figure]
            for name, figures in reached.get(aim.of, {}).items()
            if aim.figure in figures
        }
        if OURS not in systems:
            continue
        mine = systems.pop(OURS)
        is_less = aim.figure in LESS_IS_BETTER
        best = (min if is_less else max)(systems, key=systems.__getitem__, default="")
        is_met = mine <= aim.target + 1e-9 if is_less else round(mine, 3) >= aim.target - 1e-9
        yield [
            aim.of,
            aim.name,
            _shown(aim.target, is_less),
            _shown(mine, is_less) + ("" if is_met else " *"),
            f"{_shown(systems[best], is_less)} ({best})" if best else "–",
        ]


def _shown(value: float, is_count: bool) -> str:
    """A share with three digits; a count, or milliseconds, with none or one."""
    return f"{value:.1f}".removesuffix(".0") if is_count else f"{value:.3f}"


def as_markdown(result: dict[str, Any]) -> str:
    """The table and the worst pages, for people."""
    head = ["set", "figure", "aim", "Muniment", "best of the others"]
    lines = [f"{result['machine']}; {result['date']}; every {result['every']}. page.", ""]
    lines += [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *result["table"])]
    lines += ["", "\\* below the aim", ""]
    for name, worst in result["worst"].items():
        lines.append(f"Worst of {name}:")
        for page, figures in worst:
            told = ", ".join(f"{key} {value:.2f}" for key, value in figures.items() if key != "ms")
            lines.append(f"- {page}: {told}")
        lines.append("")
    return "\n".join(lines)


def run(every: int, only: set[str]) -> dict[str, Any]:
    """Measure everything, or the named sets that others read too only."""
    reached: dict[str, dict[str, dict[str, float]]] = {}
    worst: dict[str, Any] = {}
    for name, readers in all_compared():
        if only and name not in only:
            continue
        print(f"{name} …", flush=True)
        for kind, found in compared(name, every, readers).items():
            reached[kind] = {reader: summed(figures) for reader, figures in found.items()}
            worst[kind] = found[OURS].worst()
    for name, figures, by_page in all_others() if not only else ():
        print(f"{name} …", flush=True)
        reached[name] = {OURS: figures}
        if by_page:
            worst[name] = by_page.worst()
    return {
        "machine": machine(),
        "date": datetime.now(UTC).date().isoformat(),
        "every": every,
        "pages": str(PAGES),
        "reached": reached,
        "table": list(rows(reached)),
        "worst": worst,
    }


def main() -> None:
    """Run, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--every", type=int, default=1, help="read each so-many-th page only")
    parser.add_argument("--only", default="", help="such as fundus,docs:rtf")
    arguments = parser.parse_args()
    result = run(arguments.every, set(filter(None, arguments.only.split(","))))
    BUILD.mkdir(parents=True, exist_ok=True)
    (BUILD / "reading.json").write_text(json.dumps(result, indent=1, ensure_ascii=False), "utf-8")
    text = as_markdown(result)
    (BUILD / "reading.md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
