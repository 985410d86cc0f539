"""Evidence 23: hostile saved pages in a real browser, as the archive shows them.

Each page of tests/hostile/pages is looked at in our frame and opened by itself. Counted are
scripts that ran, whatever the browser asked the network for (names looked up and connections
opened included), and ways in which the page around was reached. The same pages, served
untreated, show that the measure sees what it should.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Dialog, Error, Page, Playwright

from archive.identifiers import document_id, show
from archive.settings import Settings
from archive.storage import sha256_file
from tests.browser.conftest import ARGUMENTS
from tests.browser.sink import Sink, asked
from tests.faults.figures import record
from tests.site_fixtures import make_site, serving
from web.app import create_app

PAGES = Path(__file__).resolve().parent.parent / "hostile" / "pages"
TOGETHER = 20  # tabs at once
SETTLE_MS = 1500  # for refreshes, timers, animations and things fetched when idle
PARENT = '<!DOCTYPE html><title>around</title><body><iframe name="inner" src="{}"></iframe></body>'
# Notes in the outer page what is sent to it.
LISTEN = "if (self === top) addEventListener('message', () => { document.title = 'reached'; });"
RAN = "() => document.title === 'a script has run' || document.documentElement.dataset.ran === '1'"


@dataclass
class Seen:
    """What pages did, as sentences that name the page, and the addresses that tabs asked for."""

    scripts: set[str] = field(default_factory=set)
    parents: set[str] = field(default_factory=set)
    requests: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)


def files() -> dict[str, str]:
    """The hostile pages and their files, by their path."""
    return {
        path.relative_to(PAGES).as_posix(): path.read_text("utf-8")
        for path in sorted(PAGES.rglob("*"))
        if path.is_file()
    }


def names() -> list[str]:
    """The names of the pages, without their ending."""
    return [path.stem for path in sorted(PAGES.glob("*.html"))]


@contextmanager
def browser(playwright: Playwright, program: str, folder: Path) -> Iterator[BrowserContext]:
    """A browser with an ordinary profile, since a private one looks up no names in advance."""
    context = playwright.chromium.launch_persistent_context(
        folder / "profile",
        executable_path=program,
        args=[
            *(argument for argument in ARGUMENTS if argument != "--disable-background-networking"),
            f"--log-net-log={folder / 'network.json'}",
        ],
        ignore_default_args=["--disable-background-networking"],
        accept_downloads=True,
    )
    context.add_init_script(LISTEN)
    yield context
    context.close()


def look(context: BrowserContext, addresses: dict[str, str]) -> Seen:
    """Open each address (by the name of its page), let it settle, and touch its bait."""
    seen = Seen()
    waiting = list(addresses.items())
    while waiting:
        batch, waiting = waiting[:TOGETHER], waiting[TOGETHER:]
        tabs = [(name, address, _opened(context, name, address, seen)) for name, address in batch]
        tabs[0][2].wait_for_timeout(SETTLE_MS)
        for name, address, tab in tabs:
            tab.bring_to_front()
            _examine(name, address, tab, seen)
        for tab in context.pages[1:]:
            tab.close()
    return seen


def _opened(context: BrowserContext, name: str, address: str, seen: Seen) -> Page:
    tab = context.new_page()

    def dismiss(dialog: Dialog) -> None:
        seen.scripts.add(f"{name}: a dialog was opened")
        dialog.dismiss()

    tab.on("dialog", dismiss)
    tab.on("request", lambda request: seen.requests.add(request.url))
    tab.on("popup", lambda _: seen.parents.add(f"{name}: a window was opened"))
    tab.on("download", lambda _: seen.parents.add(f"{name}: a download was started"))
    tab.goto(address, wait_until="commit")
    return tab


def _examine(name: str, address: str, tab: Page, seen: Seen) -> None:
    """Look for traces of scripts in every frame, and whether the tab is still where it was."""
    frames = tab.frames
    title = "" if len(frames) == 1 else tab.title()
    for frame in frames:
        if 'id="bait"' in (PAGES / f"{name}.html").read_text("utf-8"):
            with suppress(Error):  # the copy may have no bait any more
                frame.locator("#bait").click(timeout=500, no_wait_after=True, force=True)
                tab.wait_for_timeout(200)
        try:
            if frame.locator(":root").evaluate(RAN, timeout=3000):
                seen.scripts.add(f"{name}: a script ran in {frame.url[:60]}")
        except Error:
            seen.unknown.add(f"{name}: {frame.url[:60]} could not be looked into")
    if tab.url.partition("#")[0] != address.partition("#")[0]:
        seen.parents.add(f"{name}: the tab was led to {tab.url[:80]}")
    if len(frames) > 1 and tab.title() not in (title, ""):
        seen.parents.add(f"{name}: the title became {tab.title()[:40]}")
    if tab.title() in ("reached", "a script has run"):
        seen.parents.add(f"{name}: the page around was reached")


def addresses(settings: Settings, site: str) -> dict[str, str]:
    """The address of each hostile page in the archive, by the page's name."""
    return {
        path.stem: f"{site}/d/{show(document_id(sha256_file(path)[0]))}"
        for path in sorted(settings.corpus.glob("*.html"))
    }


@pytest.mark.browser
@pytest.mark.evidence
@pytest.mark.slow
def test_hostile_pages_do_nothing(
    playwright: Playwright, chromium_path: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No script runs, nothing is asked of the network, and the page around is not reached."""
    begun = time.monotonic()
    folder = tmp_path_factory.mktemp("hostile")
    sink = Sink(files(), PARENT)
    settings = make_site(folder, {path: sink.spelled(text) for path, text in files().items()})
    with sink.running(), serving(create_app(settings)) as site:
        shown = addresses(settings, site)
        assert list(shown) == names()
        (folder / "ours").mkdir()
        with browser(playwright, chromium_path, folder / "ours") as context:
            framed = look(context, {name: f"{where}/look" for name, where in shown.items()})
            alone = look(context, {name: f"{where}/view" for name, where in shown.items()})
        requests = {
            *sink.requests,
            *asked(folder / "ours" / "network.json"),
            *(url for url in framed.requests | alone.requests if not _is_expected(url, site)),
        }
        control = _control(playwright, chromium_path, folder, sink)
    tries = 2 * len(shown)
    scripts, parents = framed.scripts | alone.scripts, framed.parents | alone.parents
    failures = scripts | parents | requests | framed.unknown | alone.unknown
    record(
        23, "hostile saved pages in a real browser", tries, len(failures), 0,
        time.monotonic() - begun,
        f"{len(shown)} pages, framed and by themselves: scripts run {len(scripts)}, requests and "
        f"names looked up {len(requests)}, page around reached {len(parents)}; "
        f"untreated, {len(control)} of them do such things",
    )  # fmt: skip
    assert not failures
    # Some tricks are of other browsers, or of older ones.
    assert len(control) > len(shown) * 0.9, f"no harm seen in {sorted(set(shown) - control)}"


def _control(playwright: Playwright, program: str, folder: Path, sink: Sink) -> set[str]:
    """The names of the pages that do harm when they are served as they are, in a plain frame."""
    (folder / "control").mkdir()
    with browser(playwright, program, folder / "control") as context:
        host = f"http://control.localhost:{sink.port}"
        seen = look(context, {name: f"{host}/framed/{name}.html" for name in names()})
    trace = (
        seen.scripts
        | seen.parents
        | set(sink.requests)
        | asked(folder / "control" / "network.json")
    )
    return {name for name in names() if any(_is_of(name, one) for one in trace)}


def _is_expected(url: str, site: str) -> bool:
    """Whether a tab may ask for this: our own pages, and what stands in a page itself."""
    ours = r"(d/[\w-]+/(look|view)$|static/|manifest\.webmanifest$)"
    return bool(re.match(rf"{re.escape(site)}/{ours}|data:image/", url))


def _is_of(name: str, trace: str) -> bool:
    return trace.startswith((f"{name}:", f"{name}/")) or f"//{name}.localhost" in trace
