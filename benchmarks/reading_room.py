"""A very long document in the reading room, as a reader has it: in Chromium, over HTTP.

    make bench-room

Makes texts of the same kind with more and more passages, serves each with the command that users
run, and opens it at its beginning, at a passage in its middle, and with a search's hits. Printed:
bytes of the page, when its first byte and its first paint came, how much moved while it loaded
(the sum of the shifts, without their session windows), the longest task; then, while it is scrolled
without a break and while it is dragged to far places, the time between frames, long tasks, shifts,
and how much of what was seen was not there yet. All times are the browser's own. Prints JSON and
tables; ``--into`` puts the tables into a page of the documentation.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.figures import tell
from benchmarks.serving import COMMAND, places, served

SEED = 20261128
SIZES = (100, 3_000, 30_000)  # passages
SOUGHT = "custody"  # stands in one passage of fifty
WORD = "house"  # sought before anything is measured
WARM = 12
SERVED = 20  # times that a page is asked for, to tell the server's processor time
WINDOW = {"width": 1280, "height": 900}
SYLLABLES = "ka to mi re sun ver dal pro ing ter ment tion ar chi ve let house road".split()
ROUNDS = 3  # of each page; medians are printed

# What is watched from before the page has anything: paints, shifts, tasks of 50 ms and more.
WATCH = """
  window.seen = { shift: 0, tasks: [], paint: 0 };
  new PerformanceObserver(list => {
    for (const each of list.getEntries()) seen.shift += each.value;
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver(list => {
    for (const each of list.getEntries()) seen.tasks.push(each.duration);
  }).observe({ type: "longtask", buffered: true });
"""
LOADED = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return {
    html_bytes: page.encodedBodySize,
    requests: 1 + performance.getEntriesByType("resource").length,
    first_byte_ms: page.responseStart,
    first_paint_ms: paint ? paint.startTime : null,
    interactive_ms: page.domContentLoadedEventEnd,
    shift: seen.shift,
    longest_task_ms: Math.max(0, ...seen.tasks),
    elements: document.querySelectorAll("*").length,
  };
}"""
# Frames while something is done; `missing` are those in which the middle of the window was empty.
FRAMES = """([by, count]) => new Promise(resolve => {
  const times = [];
  let missing = 0;
  seen.shift = 0;
  seen.tasks.length = 0;
  let left = count;
  const frame = now => {
    times.push(now);
    const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    if (middle?.closest(".unread")) missing += 1;
    if (left-- > 0) {
      scrollBy({ top: by, behavior: "instant" });
      requestAnimationFrame(frame);
    } else {
      const gaps = times.slice(1).map((time, index) => time - times[index]).sort((a, b) => a - b);
      resolve({
        frames: gaps.length,
        frame_p50_ms: gaps[gaps.length >> 1],
        frame_p95_ms: gaps[Math.floor(gaps.length * 0.95)],
        frame_max_ms: gaps.at(-1),
        long_tasks: seen.tasks.length,
        longest_task_ms: Math.max(0, ...seen.tasks),
        shift: seen.shift,
        missing_frames: missing,
      });
    }
  };
  requestAnimationFrame(frame);
})"""
# To a place in the whole, as by the scroll bar: how long until the middle of the window has words.
DRAG = """share => new Promise(resolve => {
  seen.shift = 0;
  scrollTo({ top: document.documentElement.scrollHeight * share, behavior: "instant" });
  const began = performance.now();
  const look = () => {
    const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    const taken = performance.now() - began;
    if (middle?.closest(".unread") && taken < 10000) requestAnimationFrame(look);
    else resolve({ filled_ms: taken, shift: seen.shift });
  };
  requestAnimationFrame(look);
})"""


def text_of(passages: int) -> str:
    """A Markdown text of so many passages, of about 220 characters each."""
    rng = random.Random(SEED)
    words = ["".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) for _ in range(8_000)]
    made = []
    for number in range(passages):
        if number % 300 == 0:
            made.append(f"# Chapter {number // 300 + 1}")
            continue
        line = rng.choices(words, k=rng.randint(8, 45))
        if number % 50 == 25:
            line[len(line) // 2] = SOUGHT
        made.append(f"{' '.join(line).capitalize()}.")
    return "\n\n".join(made)


@contextmanager
def site(passages: int) -> Iterator[tuple[str, int]]:
    """The address of a site that holds one such document, and the process that serves it."""
    scratch = Path(tempfile.mkdtemp(prefix="muniment-room-"))
    (scratch / "corpus").mkdir()
    (scratch / "corpus" / "long.md").write_text(text_of(passages), "utf-8")
    try:
        subprocess.run([*COMMAND, "rebuild", *places(scratch)], check=True, capture_output=True)
        with served(scratch) as site_and_process:
            yield site_and_process
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def pages_of(base: str) -> dict[str, str]:
    """What is opened, by name."""
    with urlopen(f"{base}/api/v1/search?q={SOUGHT}", timeout=60) as answer:  # noqa: S310 - loopback
        hit = json.loads(answer.read())["hits"][0]
    document = hit["document"]["url"].removeprefix(base)
    with urlopen(f"{base}{document}.json", timeout=60) as answer:  # noqa: S310 - loopback
        passages = json.loads(answer.read())["passages"]
    last = len(passages) // 50  # of the hits
    middle = f"{document}/p/{passages[len(passages) // 2]['id']}"
    return {
        "beginning": document,
        "a passage": middle,
        "a passage, with hits": f"{middle}?q={SOUGHT}",
        "the last hit": f"{document}?q={SOUGHT}&hit={last}#hit-{last}",
    }


def processor_ms(process: int) -> float:
    """Processor time of a process and of those that it started, in milliseconds."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text("utf-8").rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        if process in (int(stat.parent.name), int(fields[1])):
            ticks += int(fields[11]) + int(fields[12])
    return 1000 * ticks / os.sysconf("SC_CLK_TCK")


def server_ms(process: int, address: str) -> float:
    """Processor milliseconds of the server for a page: a mean, after what it counts only once."""
    began = processor_ms(process)
    for _ in range(SERVED):
        with urlopen(address, timeout=60) as answer:  # noqa: S310 - loopback
            answer.read()
    return (processor_ms(process) - began) / SERVED


@contextmanager
def tab(browser: Browser) -> Iterator[Page]:
    """A new browser's tab: nothing is in its cache."""
    context = browser.new_context(viewport=WINDOW)  # type: ignore[arg-type]
    context.add_init_script(WATCH)
    page = context.new_page()
    yield page
    context.close()


def opened(browser: Browser, address: str) -> dict[str, Any]:
    """Medians of the figures of a page that is opened in a new browser."""
    rounds = []
    for _ in range(ROUNDS):
        with tab(browser) as page:
            page.goto(address)
            page.wait_for_timeout(1_000)
            rounds.append(page.evaluate(LOADED))
    return {
        name: sorted((each[name] for each in rounds), key=lambda value: value or 0)[ROUNDS // 2]
        for name in rounds[0]
    }


def used(browser: Browser, address: str) -> dict[str, Any]:
    """The figures of a page that is scrolled and dragged."""
    with tab(browser) as page:
        page.goto(address)
        page.wait_for_timeout(1_000)
        down = page.evaluate(FRAMES, [60, 400])
        up = page.evaluate(FRAMES, [-60, 400])
        drags = [page.evaluate(DRAG, share) for share in (0.9, 0.1, 0.6, 0.3, 0.75)]
        return {
            "down": down,
            "up": up,
            "drag": {
                "filled_ms_max": max(each["filled_ms"] for each in drags),
                "shift_max": max(each["shift"] for each in drags),
            },
        }


def measure(browser: Browser, passages: int) -> dict[str, Any]:
    """Everything about a document of one size."""
    with site(passages) as (base, process):
        addresses = pages_of(base)
        for _ in range(WARM):  # so that each process has loaded what it loads once
            with urlopen(f"{base}{addresses['beginning']}?q={WORD}", timeout=60) as answer:  # noqa: S310
                answer.read()
        return {
            "opened": {
                name: opened(browser, base + each) | {"server_ms": server_ms(process, base + each)}
                for name, each in addresses.items()
            },
            "used": used(browser, base + addresses["a passage, with hits"]),
        }


def rows(found: dict[int, dict[str, Any]]) -> Iterator[str]:
    """The figures as tables in Markdown."""
    yield (
        "| passages | page | kB of HTML | server's processor | first byte | first paint | shift "
        "| longest task |"
    )
    yield "|---:|---|---:|---:|---:|---:|---:|---:|"
    for passages, figures in found.items():
        for name, each in figures["opened"].items():
            yield (
                f"| {passages:,} | {name} | {each['html_bytes'] / 1000:.0f} "
                f"| {each['server_ms']:.0f} ms | {each['first_byte_ms']:.0f} ms "
                f"| {each['first_paint_ms'] or 0:.0f} ms | {each['shift']:.3f} "
                f"| {each['longest_task_ms']:.0f} ms |"
            )
    yield ""
    yield (
        "| passages | frame, p50 | p95 | longest | long tasks | shift | empty frames "
        "| far place filled | shift there |"
    )
    yield "|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    for passages, figures in found.items():
        used = figures["used"]
        ways = (used["down"], used["up"])
        yield (
            f"| {passages:,} | {max(way['frame_p50_ms'] for way in ways):.0f} ms "
            f"| {max(way['frame_p95_ms'] for way in ways):.0f} ms "
            f"| {max(way['frame_max_ms'] for way in ways):.0f} ms "
            f"| {sum(way['long_tasks'] for way in ways)} "
            f"| {max(way['shift'] for way in ways):.3f} "
            f"| {sum(way['missing_frames'] for way in ways)} of "
            f"{sum(way['frames'] for way in ways)} | {used['drag']['filled_ms_max']:.0f} ms "
            f"| {used['drag']['shift_max']:.3f} |"
        )


def main() -> None:
    """Measure, and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--passages", type=int, nargs="+", default=list(SIZES))
    arguments.add_argument("--into", type=Path)
    arguments.add_argument("--browser", default=shutil.which("chromium") or "chromium")
    given = arguments.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=given.browser, args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        found = {passages: measure(browser, passages) for passages in given.passages}
        version = browser.version
        browser.close()
    print(json.dumps({"browser": version, "figures": found}, indent=2))
    tell(given.into, "figures", f"Chromium {version}, `make bench-room`.", rows(found))


if __name__ == "__main__":
    main()
