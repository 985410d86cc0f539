"""A reader who cites, in a real browser: one key, the page "Cite", a Persian document."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser


def opened(tab: Page, query: str) -> str:
    """Open the first passage of a search; gives its path."""
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.goto(f"/search?q={query}")
    tab.locator("main a[href*='/p/']").first.click()
    tab.wait_for_url("**/p/**")
    tab.locator(
        ".link-line > .copy:not(.waiting)"
    ).first.wait_for()  # its script has run: keys work
    return str(tab.evaluate("location.pathname"))


def copied(tab: Page) -> str:
    """What is in the clipboard after the page said that something was copied."""
    expect(tab.locator(".copied")).to_contain_text("copied")
    return str(tab.evaluate("navigator.clipboard.readText()"))


def test_one_key_copies_the_passage_with_its_reference(tab: Page) -> None:
    """Quotation first, link last; the same text as the file's."""
    path = opened(tab, "custody")
    cited = tab.locator("mark.cited").first.inner_text()
    tab.keyboard.press("c")
    lines = copied(tab).splitlines()
    assert lines[0].startswith("“")
    assert cited[:20] in lines[0]
    assert lines[-1].endswith(path)
    assert "\n".join(lines) == tab.request.get(f"{path}.txt").text().strip()


def test_each_citation_has_what_copies_it(tab: Page) -> None:
    """Text, reference and link as the file has them, and a style's entry as it is shown."""
    path = opened(tab, "custody")
    tab.goto(f"{path}/cite")
    has = "text => navigator.clipboard.readText().then(at => at.trim() === text.trim())"
    tab.get_by_role("button", name="Copy Quotation, reference and link").click()
    tab.wait_for_function(has, arg=tab.request.get(f"{path}.txt").text())
    tab.get_by_role("button", name="Copy APA Reference list").click()
    tab.wait_for_function(has, arg=tab.locator("#apa dd").last.inner_text())


def test_one_key_copies_the_link(tab: Page) -> None:
    """The address of the passage alone, and it leads back."""
    path = opened(tab, "custody")
    tab.keyboard.press("y")
    link = copied(tab)
    assert link.endswith(path)
    tab.goto(link)
    expect(tab.locator(".notice.exact")).to_be_visible()


def test_a_selection_says_which_passage_is_meant(tab: Page) -> None:
    """Words selected in another passage than the opened one are cited from there."""
    path = opened(tab, "custody")
    other = tab.locator(".passage:not(.opened):has(p) > p").first
    other.select_text()
    tab.keyboard.press("c")
    link = copied(tab).splitlines()[-1]
    assert not link.endswith(path)
    assert link.endswith(str(other.get_attribute("id"))[2:])


def test_the_key_is_not_taken_while_typing(tab: Page) -> None:
    """In the search box “c” is a letter; on a page without a document it does nothing."""
    opened(tab, "custody")
    tab.locator("#q").press("c")
    assert tab.locator("#q").input_value() == "ccustody"
    expect(tab.locator(".copied")).to_be_empty()
    tab.goto("/help")
    tab.keyboard.press("c")
    expect(tab.locator(".copied")).to_be_empty()


def test_what_cannot_be_fetched_is_said(tab: Page) -> None:
    """Nothing is copied in silence."""
    opened(tab, "custody")
    tab.route("**/*.txt", lambda route: route.abort())
    tab.keyboard.press("c")
    expect(tab.locator(".copied")).to_contain_text("Nothing was copied")


@pytest.mark.parametrize(
    ("name", "query", "size", "dark"),
    [
        ("cite", "custody", DESKTOP, False),
        ("cite-phone-dark", "custody", PHONE, True),
        ("cite-persian", "language:fa", DESKTOP, False),
    ],
)
def test_the_page_fits(
    chromium: Browser, sample_url: str, screens: Path, name: str, query: str, size: object,
    dark: bool,
) -> None:  # fmt: skip
    """No sideways scrolling, no refused script or style; a picture is kept."""
    context = chromium.new_context(
        base_url=sample_url,
        viewport=size,  # type: ignore[arg-type] # one of two sizes
        color_scheme="dark" if dark else "light",
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"/search?q={query}")
    page.goto(f"{page.locator('.hit .actions a', has_text='Cite').first.get_attribute('href')}")
    assert page.locator("section.style").count() == 6
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.screenshot(path=screens / f"{name}.png", full_page=True)
    assert not complaints
    context.close()
