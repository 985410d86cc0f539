"""Text fragments in Chromium: the words, and only they, are highlighted by the browser itself."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from archive.selections import select
from archive.text_fragments import text_fragment
from tests.browser.conftest import DESKTOP
from tests.browser.test_selection import address_of, edge, site
from tests.site_fixtures import make_site, serving
from web.app import create_app

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


TWINS = (
    "<h1>Twins of the words</h1><p>An introduction to the page.</p>"
    "<h2>What the witness said about the gate</h2>"
    "<p>The resume of naive people was read first in the yard.</p>"
    "<p>قرئت الأسماء في الساحة يوم الاثنين كله، سنة 1988 في ربيعها</p>"
    "<p>He said “never again in this place” to them, so he said to us.</p>"
    "<p>می\u200cخواهم نامه\u200cای بنویسم برای شما امروز و فردا</p>"
    "<p>This book of the words of four women is a file of finance.</p>"
    "<h2>What the director said about the gate</h2>"
    "<p>Later the résumé of naïve people was read once more in the yard.</p>"
    "<p>كله قُرِئَت الأسماءُ في السّاحة يوم الاثنين كله، ثم سنة ١٩٨٨ في ربيعها</p>"
    '<p>Then he said "never again in this place" to us all.</p>'
    "<p>من میخواهم نامهای بنویسم برای شما امروز هم</p>"
    "<p>Look: words of ｆｏｕｒ women is a ﬁle of ﬁnance.</p>"
    "<p>And twins of the words stand in it below as well.</p>"
)


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, Any]]]:
    """A page whose words stand twice, but for accents, vowel signs, joiners, kinds of quotes."""
    page = f"<!doctype html><html lang=en><title>Twins of the words</title>{TWINS}</html>"
    app = create_app(make_site(tmp_path_factory.mktemp("twins"), {"en.html": page}))
    client = app.test_client()
    found = client.get("/api/v1/search?q=twins").get_json()["hits"][0]["document"]["id"]
    with serving(app) as url:
        yield url, client.get(f"/api/v1/documents/{found}").get_json()


@pytest.mark.parametrize(
    "words",
    [
        "résumé of naïve people was read",
        "What the director said about the gate",  # it stands in the contents, too
        "الأسماءُ في السّاحة يوم الاثنين كله",
        "سنة ١٩٨٨ في ربيعها",
        '"never again in this place"',
        "میخواهم نامهای بنویسم برای شما امروز",
        "words of ｆｏｕｒ women is a ﬁle of ﬁnance.",
        "twins of the words stand",
    ],
)
def test_words_that_a_browser_takes_for_the_same_are_told_apart(
    chromium: Browser, twins: tuple[str, dict[str, Any]], words: str
) -> None:
    """What the API's own address highlights are the words meant, not those that stand before."""
    url, plain = twins
    start = plain["text"].rindex(words)
    context = chromium.new_context(base_url=url, viewport=DESKTOP, color_scheme="light")
    tab = context.new_page()
    passage = next(p for p in plain["passages"] if p["start"] <= start < p["end"])
    chosen = select(plain["text"], (passage["start"], passage["end"]), (start, start + len(words)))
    told = tab.request.get(f"{address_of(plain)}/p/{passage['id']}/{chosen}.json").json()
    fragment = told["highlight_url"].partition("#")[2]
    tab.goto(f"{address_of(plain)}#{fragment}")  # the page without a mark of ours
    tab.wait_for_timeout(300)
    assert share_highlighted(tab, plain, start, start + len(words)) > 0.5
    context.close()
