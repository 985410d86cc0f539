"""Views of a result as they are seen, with JavaScript switched off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

SLACK = 1.0  # pixels; halves of them are rounded


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def plain_tab(request: pytest.FixtureRequest, chromium: Browser, sample_url: str) -> Iterator[Page]:
    """A tab of a browser that runs no script."""
    size: ViewportSize = request.param
    context = chromium.new_context(base_url=sample_url, viewport=size, java_script_enabled=False)
    yield context.new_page()
    context.close()


def edges(of: Locator) -> tuple[float, float]:
    """Where something begins and ends from left to right."""
    box = of.bounding_box()
    assert box is not None
    return box["x"], box["x"] + box["width"]


@pytest.mark.parametrize(("query", "is_rtl"), [("archive", False), ("بایگانی", True)])
def test_what_was_found_stands_in_the_middle(plain_tab: Page, query: str, is_rtl: bool) -> None:
    """Of each line; what stands before is where reading begins, what stands after where it goes."""
    plain_tab.goto(f"/search?q={query}&view=kwic&f.language={'fa' if is_rtl else 'en'}")
    lines = plain_tab.locator(".line .kwic").all()
    assert len(lines) > 3
    for line in lines:
        left, right = edges(line)
        found_left, found_right = edges(line.locator("mark"))
        assert abs((left + right) / 2 - (found_left + found_right) / 2) <= SLACK
        before, after = edges(line.locator(".before")), edges(line.locator(".after"))
        if is_rtl:
            assert before[0] >= found_right - SLACK
            assert after[1] <= found_left + SLACK
        else:
            assert before[1] <= found_left + SLACK
            assert after[0] >= found_right - SLACK


def test_a_group_opens_at_a_click(plain_tab: Page) -> None:
    """The copies of a document are hidden, and shown by a click alone."""
    plain_tab.goto("/search?q=rules+of+the+reading+room")
    copies = plain_tab.locator("details.copies").first
    link = copies.locator("li a").first
    assert not link.is_visible()
    copies.locator("summary").click()
    assert link.is_visible()
    link.click()
    assert "/d/" in plain_tab.url


def test_a_column_of_the_chart_narrows(chromium: Browser, sample_url: str) -> None:
    """By a click, without a script; the range can be typed too."""
    context = chromium.new_context(base_url=sample_url, viewport=DESKTOP, java_script_enabled=False)
    tab = context.new_page()
    tab.goto("/search?q=archive")
    column = tab.locator(".timeline .chart a").last
    count = str(column.locator("title").text_content()).split(": ")[1]
    column.click()
    assert tab.locator("h1").inner_text() == count
    tab.goto("/search?q=archive")
    tab.locator(".dates input[name=from]").fill("2021")
    tab.locator(".dates input[name=to]").fill("2022-12")
    tab.locator(".dates button").click()
    assert "Published from 2021 to December 2022" in tab.locator(".chips").inner_text()
    context.close()
