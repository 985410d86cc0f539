"""Text fragments in Chromium: the words, and only they, are highlighted by the browser itself."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from archive.text_fragments import text_fragment
from tests.browser.conftest import DESKTOP
from tests.browser.test_selection import address_of, edge, site

pytestmark = pytest.mark.browser
__all__ = ["site"]

HIGHLIGHT = (233, 210, 253)  # of Chromium, on light pages, where a page sets none (::target-text)


def share_highlighted(tab: Page, plain: dict[str, Any], start: int, end: int) -> float:
    """Of the first line that a span of the text takes, how much is in the highlight's colour."""
    box = tab.evaluate(
        """([from, to]) => {
          const range = document.createRange();
          const put = (name, [id, offset]) => {
            const node = document.getElementById(`p-${id}`).firstChild;
            range[name](node, Math.min(offset, node.length));
          };
          put("setStart", from);
          put("setEnd", to);
          const { x, y, width, height } = range.getClientRects()[0];
          return { x, y, width, height };
        }""",
        [edge(plain, start), edge(plain, end)],
    )
    picture = Image.open(io.BytesIO(tab.screenshot(clip=box))).convert("RGB")
    colours = picture.getcolors(picture.width * picture.height) or []
    return float(sum(n for n, c in colours if c == HIGHLIGHT) / (picture.width * picture.height))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "register was opened on a Monday"),
        ("en", "naïve — 3,000 & “so” <b> stand in it, 100 % of them"),
        ("en", "Line 7 says that"),
        ("en", "else was found on that day."),  # in every line: the last one is told by its context
        ("en", "key"),
        ("fa", "هیچ\u200cکس نمی\u200cداند که"),
        ("fa", "پیدا شد، و نام آن Key بود."),
    ],
)
def test_chromium_highlights_the_words(
    chromium: Browser, site: tuple[str, dict[str, Any]], language: str, words: str
) -> None:
    """They are in its colour and in sight; what stands beside them is not in it."""
    url, documents = site
    plain = documents[language]
    text = plain["text"]
    start = text.rindex(words)
    end = start + len(words)
    context = chromium.new_context(base_url=url, viewport=DESKTOP, color_scheme="light")
    tab = context.new_page()
    fragment = text_fragment(text, start, end)
    assert fragment
    tab.goto(address_of(plain) + fragment)
    tab.wait_for_timeout(300)  # the browser searches when it has laid the page out
    assert share_highlighted(tab, plain, start, end) > 0.5
    line = text.rfind("\n", 0, start) + 1
    if start - line > 3:
        assert share_highlighted(tab, plain, line, start - 1) < 0.05
    context.close()


def test_a_range_over_passages_is_highlighted(
    chromium: Browser, site: tuple[str, dict[str, Any]]
) -> None:
    """From the middle of one passage to the middle of another; the API's own address does it."""
    url, documents = site
    plain = documents["en"]
    text = plain["text"]
    start, end = text.index("nobody wrote"), text.index("naïve") - 1
    context = chromium.new_context(base_url=url, viewport=DESKTOP, color_scheme="light")
    tab = context.new_page()
    tab.goto(address_of(plain) + text_fragment(text, start, end))
    tab.wait_for_timeout(300)
    second = text.index("\n") + 1
    assert share_highlighted(tab, plain, start, second - 1) > 0.5
    assert share_highlighted(tab, plain, second, end) > 0.5
    assert share_highlighted(tab, plain, end + 1, end + 8) < 0.05
    passage = plain["passages"][0]
    told = tab.request.get(f"{address_of(plain)}/p/{passage['id']}.json").json()
    tab.goto(told["highlight_url"])
    tab.wait_for_timeout(300)
    assert tab.locator("mark.cited").count() == 1
    context.close()
