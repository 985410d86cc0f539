"""What a reader does, in a real browser: search, open a passage, go on, copy, look."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

# Whether an element stands where the reader sees it, and not under the fixed bar of hits.
IN_SIGHT = """element => {
  const box = element.getBoundingClientRect();
  return box.top >= 0 && box.top < innerHeight && box.bottom > 0;
}"""


def search(tab: Page, query: str) -> None:
    """From the first page, as a reader does."""
    tab.goto("/")
    box = tab.locator("#q")
    box.fill(query)
    box.press("Enter")
    expect(tab).to_have_url(re.compile(r"/search\?q="))


def first_passage(tab: Page) -> str:
    """The address of the first passage on a result page."""
    link = tab.locator("main a[href*='/p/']").first
    return str(link.get_attribute("href"))


def test_a_search_shows_marked_passages_with_links(tab: Page) -> None:
    """Documents in order, each with passages in which the words are marked, each a link."""
    search(tab, "provenance capture")
    marks = tab.locator("main mark")
    assert marks.count() > 2
    assert {text.lower()[:4] for text in marks.all_inner_texts()} <= {"prov", "capt"}
    assert re.match(r"/d/[0-9A-Z-]{19}/p/[0-9A-Z]{8}", first_passage(tab))


def test_a_passage_link_opens_at_the_passage(tab: Page) -> None:
    """The passage is in sight, marked and focused; the page says that it is exact."""
    search(tab, "custody")
    tab.locator("main a[href*='/p/']").first.click()
    cited = tab.locator("mark.cited").first
    expect(cited).to_be_visible()
    assert cited.evaluate(IN_SIGHT)
    assert tab.evaluate("document.activeElement.id").startswith("p-")
    assert "unchanged" in tab.locator("main [role=status]").first.inner_text()


def test_next_hit_leads_through_the_whole_document(tab: Page) -> None:
    """“Next hit” goes from hit to hit, each in sight, and after the last to the first."""
    search(tab, "passage")
    tab.locator("main a[href*='/p/']").first.click()
    total = tab.locator("mark[id^='hit-']").count()
    assert total > 2
    seen = []
    for _ in range(total):
        tab.get_by_role("link", name="Next hit").click()
        current = int(tab.locator(".hits-now").inner_text())
        assert tab.locator(f"#hit-{current}").evaluate(IN_SIGHT)
        seen.append(current)
    assert sorted(seen) == list(range(1, total + 1))
    before = int(tab.locator(".hits-now").inner_text())
    tab.keyboard.press("p")
    expect(tab.locator(".hits-now")).to_have_text(str(before - 1 or total))


def test_a_link_is_copied_and_leads_back(tab: Page) -> None:
    """The copied address is the passage's own, without the query, and opens at its words."""
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    search(tab, "custody")
    tab.locator("main a[href*='/p/']").first.click()
    words = tab.locator("mark.cited").first.inner_text()
    tab.locator(".passage.opened").hover()
    tab.locator(".passage.opened .copy").click()
    copied = str(tab.evaluate("navigator.clipboard.readText()"))
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/d/[0-9A-Z-]{19}/p/[0-9A-Z]{8}", copied)
    tab.goto(copied)
    assert tab.locator("mark.cited").first.inner_text() == words


def test_the_original_is_looked_at_in_a_sandbox(tab: Page) -> None:
    """The saved page with its style and picture, no script run, the passage marked, in sight."""
    search(tab, "adhesive notes")
    tab.goto(first_passage(tab))
    identifier = tab.url.partition("/p/")[2].partition("?")[0]
    tab.get_by_role("link", name="Original").first.click()
    expect(tab.locator("iframe")).to_have_attribute("sandbox", "")
    tab.goto(f"{tab.url.partition('?')[0]}?p={identifier}")
    frame = tab.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Rules of the reading room")).to_be_visible()
    expect(frame.locator("#muniment-passage")).to_contain_text("adhesive notes")
    picture = frame.locator("img[alt^='A drawing of a desk']")
    assert picture.evaluate("image => image.naturalWidth") > 0
    assert tab.title().startswith("The original of")


def test_everything_works_without_a_script(chromium: Browser, sample_url: str) -> None:
    """Search, facet, passage, next hit and the passage's own link, with scripts switched off."""
    context = chromium.new_context(base_url=sample_url, java_script_enabled=False)
    tab = context.new_page()
    search(tab, "archive")
    found = int(tab.locator("h1").inner_text().split()[0])
    tab.locator("main a[href*='f.type=']").first.click()
    assert 0 < int(tab.locator("h1").inner_text().split()[0]) < found
    tab.goto("/search?q=passage")
    tab.locator("main a[href*='/p/']").first.click()
    assert "/p/" in tab.url
    expect(tab.locator("mark.cited").first).to_be_in_viewport()
    now = int(tab.locator(".hits-now").inner_text())
    tab.get_by_role("link", name="Next hit").click()
    following = int(tab.locator(".hits-now").inner_text())
    assert following == now + 1 or following == 1
    expect(tab.locator(f"#hit-{following}")).to_be_in_viewport()
    link = tab.locator(".passage .number").nth(3)
    link.click()
    assert re.search(r"/d/[0-9A-Z-]{19}/p/[0-9A-Z]{8}", tab.url)
    context.close()


def test_persian_stands_from_right_to_left(tab: Page) -> None:
    """A Persian document is found in Persian, and set from the right."""
    search(tab, "بایگانی")
    tab.locator("main a[href*='/p/']").first.click()
    opened = tab.locator("mark.cited").first
    expect(opened).to_be_in_viewport()
    assert opened.evaluate("element => getComputedStyle(element).direction") == "rtl"
