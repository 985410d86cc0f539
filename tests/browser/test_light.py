"""Light pages: painted before any script is there, of few parts, and nothing in them moves.

How fast they are, is measured elsewhere (``make bench-felt``); no time is asserted here.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Request, Route, ViewportSize

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_screens import pages

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RESULT_PAGE_BYTES = 60_000
PARTS = 7  # requests for a page: itself, a style sheet, its scripts, an icon
SHIFTS = """
  window.shifts = [];
  new PerformanceObserver(list => {
    for (const each of list.getEntries()) {
      shifts.push([each.value, ...each.sources.map(one => one.node?.outerHTML?.slice(0, 80))]);
    }
  }).observe({ type: "layout-shift", buffered: true });
"""
PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length > 0"


def test_a_page_is_painted_before_its_scripts_come(tab: Page, sample_url: str) -> None:
    """Scripts are kept back until the page is there to be read; then they do their work."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    for name, address in pages(tab.context, sample_url).items():
        held.clear()
        tab.route("**/static/*.js", hold)
        tab.goto(address, wait_until="commit")
        tab.wait_for_function(PAINTED)
        assert held, name
        assert tab.locator("h1").first.inner_text()
        assert not tab.evaluate("'copy' in window"), f"a script of {name} has run"
        tab.unroute("**/static/*.js")  # by which those held back go on
        tab.wait_for_function("() => 'copy' in window")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_moves_on_any_page(chromium: Browser, sample_url: str, size: ViewportSize) -> None:
    """No layout shift (Layout Instability API), from the first paint until scripts have run."""
    context = chromium.new_context(base_url=sample_url, viewport=size)
    context.add_init_script(SHIFTS)
    tab = context.new_page()
    moved = {}
    for name, address in pages(context, sample_url).items():
        tab.goto(address)
        tab.wait_for_timeout(250)
        if shifts := tab.evaluate("shifts"):
            moved[name] = shifts
    context.close()
    assert moved == {}


def test_a_page_is_few_requests_to_this_site_alone(tab: Page, sample_url: str) -> None:
    """The page, its style sheet, its scripts, an icon; a page of results weighs under 60 kB."""
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    tab.on("request", note)
    for name, address in pages(tab.context, sample_url).items():
        asked.clear()
        answer = tab.goto(address)
        tab.wait_for_load_state("networkidle")
        urls = [request.url for request in asked if not request.url.startswith("data:")]
        assert all(url.startswith(sample_url) for url in urls)
        assert len(urls) <= PARTS, f"{name}: {urls}"
        if address.startswith("/search"):
            assert answer
            assert len(answer.body()) < RESULT_PAGE_BYTES, name
