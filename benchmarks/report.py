"""The figures as Markdown tables, and where they are put.

Promises: everything in the tables comes from ``engine.json``; a kind that a system does not do is
a dash. In docs/performance.md only what stands between the markers of a size is replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.corpus.queries import KINDS
from benchmarks.plot import growth_plot
from benchmarks.processes import CAPS, ROOT, SYSTEMS

IN_DOCS = {100_000: "make bench", 1_000_000: "make bench-long"}
NAMES = {
    "muniment": "Muniment",
    "whoosh": "stock Whoosh",
    "fts5": "FTS5",
    "xapian": "Xapian",
    "tantivy": "tantivy",
}
RATIOS = ("fts5", "xapian", "tantivy")
DOCUMENT = ROOT / "docs" / "performance.md"

Result = dict[str, Any]


def write(result: Result, work: Path) -> str:
    """Write tables and plot below ``work``, and in the docs where this size has its place."""
    tables = markdown(result)
    plot = growth_plot(result["growth"], KINDS)
    (work / "performance.md").write_text(tables, encoding="utf-8")
    (work / "growth.svg").write_text(plot, encoding="utf-8")
    if result["texts"] in IN_DOCS:
        name = f"growth-{result['texts']}.svg"
        (DOCUMENT.parent / "images" / name).write_text(plot, encoding="utf-8")
        picture = f"\n![p95 of each kind by number of texts](images/{name})\n"
        begin, end = (f"<!-- bench {result['texts']} {side} -->" for side in ("begin", "end"))
        text = DOCUMENT.read_text(encoding="utf-8")
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        DOCUMENT.write_text(f"{before}{begin}\n{tables}{picture}{end}{after}", encoding="utf-8")
    return tables


def markdown(result: Result) -> str:
    """All tables."""
    systems = [name for name in SYSTEMS if name in result["build"]]
    texts = result["texts"]
    command = IN_DOCS.get(texts, f"make bench TEXTS={texts}")
    parts = [
        f"{texts:,} texts, {result['date']}, {result['machine']}, `{command}`.",
        "",
        *_searches(result, systems),
        *_by_system("Building", result["build"], systems, {
            "texts a CPU second": ("texts_per_cpu_s", "{:,.0f}"),
            "seconds": ("wall_s", "{:,.0f}"),
            "peak MB": ("peak_mb", "{:,.0f}"),
            "index MB": ("index_mb", "{:,.1f}"),
        }),
        *_by_system("Adding 100 texts to a finished index", result["add"], systems, {
            "CPU s": ("cpu_s", "{:.2f}"),
            "seconds": ("wall_s", "{:.2f}"),
        }),
        *_by_system("Opening in a new process, files not cached", result["open"], systems, {
            "open ms": ("open_ms", "{:.1f}"),
            "first page ms": ("first_page_ms", "{:.1f}"),
            "resident MB": ("resident_mb", "{:.0f}"),
            "of it private": ("private_mb", "{:.0f}"),
        }),
        *_nested("Threads in one process, bare", "threads", result["threads"], systems, {
            "queries/s": ("per_second", "{:,.0f}"),
            "p50 ms": ("p50_ms", "{:.2f}"),
            "p95 ms": ("p95_ms", "{:.2f}"),
            "p99 ms": ("p99_ms", "{:.2f}"),
            "least of a thread": ("slowest_thread", "{:,.0f}"),
            "most of a thread": ("fastest_thread", "{:,.0f}"),
        }),
        *_nested("Processes on the same files, four threads each", "processes", result["processes"],
                 systems, {"queries/s": ("per_second", "{:,.0f}"), "p99 ms": ("p99_ms", "{:.2f}")}),
        *_http(result["http"]),
        *_pages(result.get("pages", {})),
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _searches(result: Result, systems: Sequence[str]) -> Iterable[str]:
    peers = [name for name in RATIOS if name in systems]
    yield "Searches: CPU milliseconds, p50 / p95, medians over rounds; then our p95 by a peer's."
    yield ""
    heads = [_head(name, result["texts"]) for name in systems]
    yield _row(["kind", *heads, *(f"/ {NAMES[name]}" for name in peers)])
    yield _row(["---"] + ["---:"] * (len(systems) + len(peers)))
    for kind, by_system in result["kinds"].items():
        ours = by_system.get("muniment")
        yield _row([
            kind,
            *(_cell(by_system.get(name), lambda f: f"{f['p50_ms']:.2f} / {f['p95_ms']:.2f}")
              for name in systems),
            *(f"{ours['p95_ms'] / by_system[name]['p95_ms']:.2f}"
              if ours and name in by_system and by_system[name]["p95_ms"] else "–"
              for name in peers),
        ])  # fmt: skip
    yield ""


def _by_system(
    title: str, found: Result, systems: Sequence[str], columns: dict[str, tuple[str, str]]
) -> Iterable[str]:
    yield from _heading(title, ["system", *columns], 1)
    for name in systems:
        yield _row([NAMES[name], *_figures(found.get(name, {}), columns)])
    yield ""


def _nested(
    title: str,
    what: str,
    found: Result,
    systems: Sequence[str],
    columns: dict[str, tuple[str, str]],
) -> Iterable[str]:
    yield from _heading(title, ["system", what, *columns], 1)
    for name in systems:
        for number, by_system in found.items():
            if name in by_system:
                yield _row([NAMES[name], number, *_figures(by_system[name], columns)])
    yield ""


def _http(found: Result) -> Iterable[str]:
    columns = {
        "pages/s": ("per_second", "{:.0f}"),
        "p50 ms": ("p50_ms", "{:.1f}"),
        "p95 ms": ("p95_ms", "{:.1f}"),
        "p99 ms": ("p99_ms", "{:.1f}"),
        "turned away": ("refused", "{:.0f}"),
    }
    yield from _heading("`/search` over HTTP, whole pages", ["clients", *columns], 0)
    for clients, figures in found.items():
        if isinstance(figures, dict):
            yield _row([clients, *_figures(figures, columns)])
    yield ""


def _pages(found: Result) -> Iterable[str]:
    if not found:
        return
    columns = {
        "pages a CPU second": ("pages_per_cpu_s", "{:.1f}"),
        "seconds": ("wall_s", "{:.1f}"),
        "a search from the command line, ms": ("search_p50_ms", "{:.0f}"),
    }
    title = f"The whole job: {found['files']:,} saved pages to an index"
    yield from _heading(title, ["command", *columns], 1)
    for name in ("muniment", "recollindex", "omindex"):
        if name in found:
            command = "muniment rebuild" if name == "muniment" else name
            yield _row([f"`{command}`", *_figures(found[name], columns)])
    yield ""


def _heading(title: str, columns: Sequence[str], words: int) -> Iterable[str]:
    yield f"{title}:"
    yield ""
    yield _row(columns)
    yield _row(["---" if number < words else "---:" for number in range(len(columns))])


def _figures(figures: Result, columns: dict[str, tuple[str, str]]) -> list[str]:
    return [
        form.format(figures[name]) if name in figures else "–" for name, form in columns.values()
    ]


def _cell(figures: Result | None, form: Callable[[Result], str]) -> str:
    return form(figures) if figures else "–"


def _head(name: str, texts: int) -> str:
    cap = CAPS.get(name, texts)
    return NAMES[name] if cap >= texts else f"{NAMES[name]} ({cap:,} texts)"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
