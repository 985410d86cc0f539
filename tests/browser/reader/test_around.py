"""What stands around a text in a real browser: keys, sheets, paper; also without a script."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.reader.conftest import SHIFTS, passage_of
from tests.browser.test_selection import address_of
from web.windows import BLOCK

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_moves_on_a_short_page(chromium: Browser, sample_url: str, size: Any) -> None:
    """What scripts add to a text has its room before: buttons, marks, the map."""
    context = chromium.new_context(base_url=sample_url, viewport=size)
    context.add_init_script(SHIFTS)
    tab = context.new_page()
    for query in ("register", "بایگانی", "notes"):
        answer = context.request.get("/api/v1/search", params={"q": query}).json()
        hit = answer["hits"][0]
        for address in (hit["document"]["url"], hit["passages"][0]["url"]):
            tab.goto(f"{address}?q={query}")
            tab.wait_for_timeout(200)
            assert tab.evaluate("shifts.reduce((all, one) => all + one, 0)") == 0, address
    context.close()


def test_keys_are_listed(reading: Page, site: tuple[str, dict[str, Any]]) -> None:
    """``?`` lists those that work here, no others; Escape closes, and the focus is where it was."""
    plain = site[1]["en"]
    listed = reading.get_by_role("dialog", name="Keys that work here")
    for address, keys in (
        (f"{address_of(plain)}?q=key", ["/", "n", "p", "y", "c", "?"]),
        (address_of(plain), ["/", "y", "c", "?"]),
        ("/help", ["/", "?"]),
    ):
        reading.goto(address)
        link = reading.get_by_role("link", name="Browse")
        link.focus()
        reading.keyboard.press("?")
        expect(listed).to_be_visible()
        shown = [key.inner_text() for key in listed.locator("kbd").all() if key.is_visible()]
        assert shown == keys
        reading.keyboard.press("n")  # nothing behind it takes a key
        reading.keyboard.press("Escape")
        expect(listed).to_be_hidden()
        expect(link).to_be_focused()
        reading.locator("#q").press("?")
        expect(listed).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no-script"])
def test_sheets_on_a_phone(
    chromium: Browser, site: tuple[str, dict[str, Any]], screens: Any, scripts: bool
) -> None:
    """Contents, find and what is known of it: opened and closed by a touch, without script too."""
    url, documents = site
    for language in ("en", "fa"):
        plain = documents[language]
        context = chromium.new_context(
            base_url=url, viewport=PHONE, java_script_enabled=scripts, color_scheme="light"
        )
        tab = context.new_page()
        tab.goto(f"{address_of(plain)}/p/{passage_of(plain, 1_000)['id']}?q=key")
        for button, sheet, name in (
            ("Contents", "#contents", "contents"),
            ("Find", "#find-here", "find"),
            ("About it", "#about-document", "about"),
        ):
            expect(tab.locator(sheet)).to_be_hidden()
            tab.get_by_role("button", name=button, exact=True).click()
            expect(tab.locator(sheet)).to_be_in_viewport()
            if scripts:
                tab.screenshot(path=screens / f"sheet-{name}-{language}-phone-light.png")
            tab.mouse.click(180, 20)  # beside it
            expect(tab.locator(sheet)).to_be_hidden()
        tab.get_by_role("button", name="Contents", exact=True).click()
        tab.locator("#contents a").last.click()
        heading = tab.locator(f"#p-{passage_of(plain, 2_501)['id']}")
        expect(heading).to_be_in_viewport()
        expect(tab.locator("#contents")).to_be_hidden()
        context.close()


def test_everything_is_reached_without_a_script(
    chromium: Browser, site: tuple[str, dict[str, Any]]
) -> None:
    """Next and previous passages, hits far away, the map, find: by links and a form."""
    url, documents = site
    plain = documents["en"]
    context = chromium.new_context(base_url=url, viewport=DESKTOP, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{address_of(plain)}?q=key")
    tab.get_by_role("link", name="Further: passages").click()
    expect(tab.locator(f"#p-{passage_of(plain, 2 * BLOCK + 1)['id']}")).to_be_in_viewport()
    tab.get_by_role("link", name="Earlier: passages").click()
    expect(tab.locator(f"#p-{passage_of(plain, 1)['id']}")).to_be_in_viewport()
    tab.get_by_role("link", name="Previous hit").click()
    expect(tab.locator("mark:target")).to_be_in_viewport()
    tab.locator(".hit-map a").nth(20).locator("rect").click()
    expect(tab.locator("mark:target")).to_be_in_viewport()
    tab.get_by_role("searchbox", name="Find in this document").fill("chapter")
    tab.get_by_role("button", name="Find", exact=True).click()
    expect(tab.locator("#hit-1")).to_be_in_viewport()
    context.close()


def test_what_is_printed(chromium: Browser, site: tuple[str, dict[str, Any]]) -> None:
    """The text, its citation and its link; none of what is for the screen, and no empty room."""
    url, documents = site
    plain = documents["en"]
    context = chromium.new_context(base_url=url, viewport=DESKTOP)
    tab = context.new_page()
    tab.goto(f"{address_of(plain)}/p/{passage_of(plain, 1_000)['id']}?q=key")
    tab.emulate_media(media="print")
    for gone in (".reading-bar", ".hit-map", ".contents", ".side", ".block.unread", ".copy"):
        expect(tab.locator(gone).first).to_be_hidden()
    printed = tab.locator(".printed")
    expect(printed).to_be_visible()
    expect(printed).to_contain_text(passage_of(plain, 1_000)["id"])
    height = tab.evaluate("document.documentElement.scrollHeight")
    assert height < 400 * tab.locator(".passage").count()
    context.close()
