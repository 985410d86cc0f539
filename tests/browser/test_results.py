"""A page of results as it is used: by keys alone, on a phone, enlarged, printed, from the right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

QUERY = "/search?q=chain+custody"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUSED = "document.activeElement.closest('.hit')?.querySelector('.rank').textContent"
# WCAG 2.2, 1.4.10: a page of 1280 pixels enlarged to 400 %; and one of 200 %.
ENLARGED: list[ViewportSize] = [{"width": 320, "height": 256}, {"width": 640, "height": 450}]

Tab = Callable[..., Page]


@pytest.fixture
def open_tab(chromium: Browser, sample_url: str) -> Iterator[Tab]:
    """Opens tabs of browsers that have never been here."""
    opened = []

    def open_one(size: ViewportSize = DESKTOP, *, script: bool = True) -> Page:
        context = chromium.new_context(
            base_url=sample_url, viewport=size, java_script_enabled=script
        )
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        opened.append(context)
        return context.new_page()

    yield open_one
    for context in opened:
        context.close()


def test_documents_are_gone_through_by_keys(open_tab: Tab) -> None:
    """j and k go on and back, Enter opens, / goes to the box, and Escape goes on where one was."""
    tab = open_tab()
    tab.goto(QUERY)
    for key, rank in (("j", "1"), ("j", "2"), ("j", "3"), ("k", "2")):
        tab.keyboard.press(key)
        assert tab.evaluate(FOCUSED) == rank
    tab.keyboard.press("/")
    expect(tab.locator("#q")).to_be_focused()
    tab.keyboard.press("Escape")
    assert tab.evaluate(FOCUSED) == "2"
    assert tab.locator("#q").input_value() == "chain custody"
    tab.keyboard.press("Escape")
    expect(tab.locator("#q")).to_be_focused()
    tab.keyboard.type("j")
    assert tab.locator("#q").input_value().endswith("j"), "no key does anything while one types"
    tab.keyboard.press("Escape")
    title = tab.locator(".hit h2 a").nth(1).get_attribute("href")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**{title}")
    tab.go_back()
    assert tab.locator("#q").input_value().startswith("chain custody")


def test_the_document_that_keys_lead_to_is_in_sight(open_tab: Tab) -> None:
    """With an outline around its title; and the last is followed by none."""
    tab = open_tab()
    tab.goto(QUERY)
    for _ in range(30):
        tab.keyboard.press("j")
    focused = tab.locator(".hit h2 a").last
    expect(focused).to_be_focused()
    expect(focused).to_be_in_viewport()
    assert focused.evaluate("(element) => getComputedStyle(element).outlineStyle") == "solid"


def test_keys_copy_link_and_citation(open_tab: Tab, sample_url: str) -> None:
    """Of the passage that has the focus, or of the first of the document."""
    tab = open_tab()
    tab.goto(QUERY)
    tab.keyboard.press("j")
    tab.keyboard.press("y")
    expect(tab.locator(".copied")).to_be_visible()
    first = str(tab.locator(".found").first.get_attribute("href")).partition("?")[0]
    assert tab.evaluate("navigator.clipboard.readText()") == sample_url + first
    tab.locator(".found").nth(1).focus()
    with tab.expect_response(re.compile(r"/p/\w+\.txt$")):
        tab.keyboard.press("c")
    second = str(tab.locator(".found").nth(1).get_attribute("href")).partition("?")[0]
    expect(tab.locator(".copied")).to_be_visible()
    tab.wait_for_function(f"navigator.clipboard.readText().then((t) => t.includes('{second}'))")


def test_the_keys_are_listed_and_can_be_switched_off(open_tab: Tab) -> None:
    """Those that work here and no others; off, they do nothing, and on again they do."""
    tab = open_tab()
    tab.goto(QUERY)
    tab.keyboard.press("?")
    dialog = tab.get_by_role("dialog")
    expect(dialog).to_be_visible()
    listed = [key.inner_text() for key in dialog.locator("kbd").all() if key.is_visible()]
    assert set(listed) == {"/", "j", "k", "Enter", "Esc", "y", "c", "?"}
    tab.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    tab.goto("/help#keys")
    switch = tab.locator("#keys-switch button")
    switch.click()
    tab.goto(QUERY)
    for key in ("j", "?", "/"):
        tab.keyboard.press(key)
    assert tab.evaluate("document.activeElement === document.body")
    expect(dialog).to_be_hidden()
    tab.goto("/help#keys")
    switch.click()
    tab.goto(QUERY)
    tab.keyboard.press("j")
    assert tab.evaluate(FOCUSED) == "1"


def test_the_number_of_results_is_told_to_those_who_hear(open_tab: Tab) -> None:
    """In a region that speaks when it changes."""
    tab = open_tab()
    tab.goto(QUERY)
    told = tab.locator("#told")
    expect(told).to_have_attribute("role", "status")
    expect(told).to_have_text(tab.locator("h1").inner_text())


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_narrowing_is_a_sheet_on_a_phone(open_tab: Tab, script: bool) -> None:
    """Opened and closed by keys alone, with and without a script; what it takes narrows."""
    tab = open_tab(PHONE, script=script)
    tab.goto(QUERY)
    facets = tab.locator("#facets")
    opener = tab.get_by_role("button", name="Narrow the results")
    expect(facets).to_be_hidden()
    for _ in range(60):
        if opener.evaluate("(element) => element === document.activeElement"):
            break
        tab.keyboard.press("Tab")
    expect(opener).to_be_focused()
    tab.keyboard.press("Enter")
    expect(facets).to_be_visible()
    tab.keyboard.press("Escape")
    expect(facets).to_be_hidden()
    expect(opener).to_be_focused()
    tab.keyboard.press("Enter")
    value = facets.locator(".facet a:first-child").first
    name = value.locator("bdi").inner_text()
    value.focus()
    tab.keyboard.press("Enter")
    expect(tab.locator(".chips")).to_contain_text(name)


def test_the_first_step_leads_past_the_frame(open_tab: Tab) -> None:
    """To the results, from which the next step is the first document."""
    tab = open_tab()
    tab.goto(QUERY)
    tab.keyboard.press("Tab")
    skip = tab.get_by_role("link", name="Skip to the results")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    expect(tab.locator(".hit h2 a").first).to_be_focused()


@pytest.mark.parametrize("size", ENLARGED, ids=["400 %", "200 %"])
@pytest.mark.parametrize(
    "address", [QUERY, "/search?q=archive+AND+zzzqqq", "/", "/report", "/help"]
)
def test_nothing_is_lost_when_enlarged(open_tab: Tab, size: ViewportSize, address: str) -> None:
    """Each page fits its width, and so does it with text alone at twice its size."""
    tab = open_tab(size)
    tab.goto(address)
    assert tab.evaluate(SIDEWAYS) <= 0
    tab.evaluate("document.documentElement.style.fontSize = '200%'")
    assert tab.evaluate(SIDEWAYS) <= 0


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("query", ["chain+custody", "بایگانی"])
def test_a_page_from_the_right_is_its_mirror(open_tab: Tab, size: ViewportSize, query: str) -> None:
    """Narrowing stands on the right, results left of it; nothing is wider than the page."""
    tab = open_tab(size)
    tab.goto(f"/search?q={query}")
    tab.evaluate("document.documentElement.dir = 'rtl'")
    assert tab.evaluate(SIDEWAYS) <= 0
    if size == DESKTOP:
        facets, found = tab.locator("#facets").bounding_box(), tab.locator("#found").bounding_box()
        assert facets
        assert found
        assert facets["x"] >= found["x"] + found["width"]
        columns = [column.bounding_box() for column in tab.locator(".timeline .chart a").all()]
        places = [column["x"] for column in columns if column]
        assert places == sorted(places, reverse=True), "the oldest stands where reading begins"


def test_nothing_moves_while_the_page_loads(open_tab: Tab) -> None:
    """No layout shift, script and all (Layout Instability API)."""
    tab = open_tab()
    tab.add_init_script(
        "window.shifts = 0; new PerformanceObserver((list) => { for (const entry of "
        "list.getEntries()) window.shifts += entry.value; })"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    for address in (QUERY, "/search?q=بایگانی", "/", "/help"):
        tab.goto(address)
        tab.wait_for_timeout(700)
        assert tab.evaluate("window.shifts") == 0, address


def test_on_paper_there_are_links_and_no_controls(open_tab: Tab, sample_url: str) -> None:
    """The address of the search, and below each document its own."""
    tab = open_tab()
    tab.goto(QUERY)
    tab.emulate_media(media="print")
    links = [line.inner_text() for line in tab.locator(".print-link").all() if line.is_visible()]
    assert links[0].startswith(f"{sample_url}/search?q=chain+custody")
    assert len(links) == 1 + tab.locator(".hit").count()
    assert all(re.fullmatch(rf"{sample_url}/d/[0-9A-Z-]{{19}}", link) for link in links[1:])
    for control in ("#q", ".facets", ".tools", ".actions", ".chips .clear", ".out", ".colophon"):
        for each in tab.locator(control).all():
            expect(each).to_be_hidden()
