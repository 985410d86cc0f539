"""How fast the site feels: its pages in Chromium, over an archive of 100,000 documents.

    make bench-felt

Serves an archive of the benchmark's texts and one very long document (made once, and kept) with the
command that users run, and opens pages of each kind: in a browser that has never been there, again,
and by going back; at the processor's speed and at a quarter of it (Chromium's own throttle). The
times are the browser's own (Navigation Timing, Paint Timing, Long Tasks, Layout Instability), its
bytes those of the DevTools protocol. Each round asks for other words, so that no search was
answered before; medians are printed, as JSON and tables; ``--into`` puts the tables into a page of
the documentation.

*Interactive* is the first moment after the first paint from which no task of 50 ms or more is left
and the scripts of the page have run.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.corpus.queries import Query, queries
from benchmarks.corpus.texts import Text, read
from benchmarks.figures import medians, tell
from benchmarks.ours import Muniment, as_typed
from benchmarks.processes import ROOT
from benchmarks.reading_room import SOUGHT, text_of
from benchmarks.serving import served
from benchmarks.system import in_batches

PASSAGES = 30_000  # of the very long document
LONG = "A very long document"
ROUNDS = 3
SLOWER = 4  # times: what is left of the processor's speed is a quarter, a telephone of some years
SETTLED = {1: 700, SLOWER: 2_000}  # milliseconds after loading in which nothing else must happen
WINDOW = {"width": 1280, "height": 900}
SEARCHES = {  # kinds of queries, by their names in a table
    "rare": "a rare word", "common": "a common word", "and": "several words",
    "or": "any of several", "phrase": "a phrase",
}  # fmt: skip

WATCH = """
  window.seen = { shift: 0, tasks: [] };
  const watch = (type, take) => new PerformanceObserver(list => list.getEntries().forEach(take))
    .observe({ type, buffered: true });
  watch("layout-shift", each => { seen.shift += each.value; });
  watch("longtask", each => { seen.tasks.push([each.startTime, each.duration]); });
  addEventListener("pageshow", event => {
    const left = Number(sessionStorage.getItem("left"));
    requestAnimationFrame(() => requestAnimationFrame(() => {
      seen.back = { kept: event.persisted, ms: Date.now() - left };
    }));
  });
"""
LOADED = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  const ends = seen.tasks.map(([start, duration]) => start + duration);
  return {
    first_byte_ms: page.responseStart,
    first_paint_ms: paint.startTime,
    interactive_ms: Math.max(paint.startTime, page.domContentLoadedEventEnd, ...ends),
    longest_task_ms: Math.max(0, ...seen.tasks.map(([, duration]) => duration)),
    shift: seen.shift,
    html_bytes: page.encodedBodySize,
  };
}"""


def archive(work: Path, texts: int) -> Path:
    """The folder of an archive with so many texts and the very long one; made once."""
    folder = work / f"felt-{texts}"
    if not (folder / "made").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        making = Muniment()
        making.begin(folder)
        for batch in in_batches(read(work / "texts", texts)):
            making.add(making.prepare(batch))
        long = Text(
            id="long", title=LONG, passages=text_of(PASSAGES).split("\n\n"), source="long",
            year=2001, language="en", author="",
        )  # fmt: skip
        making.add(making.prepare([long]))
        making.finish()
        (folder / "made").touch()
    return folder


def asked(base: str, address: str) -> Any:
    """What the site answers to a program."""
    with urlopen(f"{base}{address}", timeout=120) as answer:  # noqa: S310 - loopback
        return json.loads(answer.read())


def first_hit(base: str, words: str) -> tuple[str, str]:
    """The addresses of the first document that has these words, and of its first passage."""
    found = asked(base, f"/api/v1/search?q={quote(words)}")["hits"][0]
    document, passage = found["document"]["url"], found["passages"][0]["url"]
    return document.removeprefix(base), passage.removeprefix(base)


def pages_of(base: str, typed: dict[str, list[str]], turn: int) -> dict[str, str]:
    """The addresses that one round opens, by the name of their page."""
    long, far = first_hit(base, f'source:long {SOUGHT} title:"{LONG}"')
    words = typed["and"][-1 - turn]  # in no search that is timed
    document, passage = first_hit(base, words)
    return {
        "home": "/",
        **{
            f"results, {name}": f"/search?q={quote(typed[kind][turn])}"
            for kind, name in SEARCHES.items()
        },
        "results, narrowed": f"/search?q={quote(typed['common'][-1 - turn])}&from=1990&to=1999",
        "a document": document,
        "a passage, with hits": f"{passage}?q={quote(words)}",
        "the very long document": long,
        "a passage of it, with hits": f"{far}?q={SOUGHT}",
    }


class Wire:
    """What a tab has asked for and been sent, as the browser's own tools count it."""

    def __init__(self, page: Page) -> None:
        self.requests, self.bytes = 0, 0.0
        self.tools = page.context.new_cdp_session(page)
        self.tools.send("Network.enable")
        self.tools.on("Network.requestWillBeSent", self._sent)
        self.tools.on("Network.loadingFinished", self._came)

    def _sent(self, event: dict[str, Any]) -> None:
        self.requests += event["request"]["url"].startswith("http")

    def _came(self, event: dict[str, Any]) -> None:
        self.bytes += event["encodedDataLength"]

    def taken(self) -> dict[str, float]:
        """The counts since this was asked the last time."""
        counts = {"requests": self.requests, "bytes": self.bytes}
        self.requests, self.bytes = 0, 0.0
        return counts


def loaded(page: Page, wire: Wire, address: str, speed: int) -> dict[str, float]:
    """The figures of a page that is opened in a tab."""
    page.goto(address)
    page.wait_for_timeout(SETTLED[speed])
    figures: dict[str, float] = page.evaluate(LOADED)
    return figures | wire.taken()


def gone_back(page: Page, address: str) -> dict[str, float]:
    """Whether the browser kept the page, and the milliseconds until it was painted again."""
    page.goto(address)
    page.evaluate("sessionStorage.setItem('left', Date.now()); history.back()")
    page.wait_for_function("() => window.seen?.back && !location.pathname.startsWith('/help')")
    back = page.evaluate("seen.back")
    return {"kept": float(back["kept"]), "ms": back["ms"]}


def opened(browser: Browser, base: str, address: str, speed: int) -> dict[str, dict[str, float]]:
    """A page in a new browser: the first time, again, and gone back to."""
    context: BrowserContext = browser.new_context(viewport=WINDOW)  # type: ignore[arg-type]
    context.add_init_script(WATCH)
    page = context.new_page()
    wire = Wire(page)
    wire.tools.send("Emulation.setCPUThrottlingRate", {"rate": speed})
    found = {"cold": loaded(page, wire, base + address, speed)}
    if speed == 1:
        page.goto(f"{base}/about")
        wire.taken()
        found["warm"] = loaded(page, wire, base + address, speed)
        found["back"] = gone_back(page, f"{base}/help")
    context.close()
    return found


def measure(browser: Browser, base: str, mixed: dict[str, list[Query]]) -> dict[str, Any]:
    """Medians by page, speed and way."""
    typed = {kind: [as_typed(query) for query in mixed[kind]] for kind in SEARCHES}
    for words in typed["rare"][20:30]:  # so that each process has loaded what it loads once
        asked(base, f"/api/v1/search?q={quote(words)}")
    rounds: dict[str, dict[str, list[dict[str, float]]]] = {}
    for turn in range(ROUNDS):
        for speed in SETTLED:
            # Other words for the slower one: no search is to be had from memory.
            addresses = pages_of(base, typed, turn + ROUNDS * (speed != 1))
            for name, address in addresses.items():
                for way, figures in opened(browser, base, address, speed).items():
                    rounds.setdefault(name, {}).setdefault(f"{way}-{speed}", []).append(figures)
    return {
        name: {way: medians(figures) for way, figures in by_way.items()}
        for name, by_way in rounds.items()
    }


def rows(found: dict[str, dict[str, dict[str, float]]]) -> Iterator[str]:
    """The figures as tables in Markdown."""
    yield (
        "| page | first byte | first paint | interactive | longest task | shift "
        "| at a quarter: first paint | interactive | shift |"
    )
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for name, ways in found.items():
        cold, slow = ways["cold-1"], ways[f"cold-{SLOWER}"]
        yield (
            f"| {name} | {cold['first_byte_ms']:.0f} ms | {cold['first_paint_ms']:.0f} ms "
            f"| {cold['interactive_ms']:.0f} ms | {cold['longest_task_ms']:.0f} ms "
            f"| {cold['shift']:.3f} | {slow['first_paint_ms']:.0f} ms "
            f"| {slow['interactive_ms']:.0f} ms | {slow['shift']:.3f} |"
        )
    yield ""
    yield (
        "| page | kB of HTML | kB in all | requests | again: kB | requests | first paint "
        "| back: from memory | painted |"
    )
    yield "|---|---:|---:|---:|---:|---:|---:|---|---:|"
    for name, ways in found.items():
        cold, warm, back = ways["cold-1"], ways["warm-1"], ways["back-1"]
        yield (
            f"| {name} | {cold['html_bytes'] / 1000:.0f} | {cold['bytes'] / 1000:.0f} "
            f"| {cold['requests']:.0f} | {warm['bytes'] / 1000:.1f} | {warm['requests']:.0f} "
            f"| {warm['first_paint_ms']:.0f} ms | {'yes' if back['kept'] else 'no'} "
            f"| {back['ms']:.0f} ms |"
        )


def main() -> None:
    """Measure, and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--texts", type=int, default=100_000)
    arguments.add_argument("--work", type=Path, default=ROOT / "build" / "bench")
    arguments.add_argument("--into", type=Path)
    arguments.add_argument("--browser", default=shutil.which("chromium") or "chromium")
    arguments.add_argument("--make-only", action="store_true", help="the archive, no figures")
    given = arguments.parse_args()
    folder = archive(given.work, given.texts)
    if given.make_only:
        return
    mixed = queries(given.work / "texts", given.texts)
    with served(folder) as (base, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=given.browser,
            args=["--no-sandbox", "--disable-gpu", "--no-first-run"],
            ignore_default_args=["--disable-back-forward-cache"],  # as people's browsers have it
        )
        found = measure(browser, base, mixed)
        version = browser.version
        browser.close()
    print(json.dumps({"browser": version, "figures": found}, indent=1))
    how = f"Chromium {version}, {given.texts:,} texts, `make bench-felt`."
    tell(given.into, "felt", how, rows(found))


if __name__ == "__main__":
    main()
