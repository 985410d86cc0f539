"""A reader who selects words, in a real browser: the bar, the link, the keys, the page it leads to.

The link is made in the browser from what is selected and must be the one that ``archive`` makes of
the same code points: letters beyond the Basic Multilingual Plane, joiners, marks, both directions.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from archive.identifiers import show
from archive.selections import select
from tests.browser.conftest import DESKTOP, PHONE, serving_both

pytestmark = pytest.mark.browser

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ENGLISH = (
    "The register was opened on a Monday, and nobody wrote down who had the key to the room.",
    "𝔄𝔅 was its mark; x\u0301 and naïve — 3,000 & “so” <b> stand in it, 100 % of them 👩‍👩‍👧.",
    *(f"Line {number} says that nothing else was found on that day." for number in range(30)),
    "The last one is short.",
)
PERSIAN = (
    "کلید اتاق گم شد و هیچ\u200cکس نمی\u200cداند که کجاست.",
    "در ۱۹۸۸ کلید پیدا شد، و نام آن Key بود.",
    "بند آخر.",
)


def page_of(language: str, lines: tuple[str, ...]) -> str:
    """A page of these paragraphs."""
    escaped = [line.replace("&", "&amp;").replace("<", "&lt;") for line in lines]
    body = "".join(f"<p>{line}</p>" for line in escaped)
    return f"<!doctype html><html lang={language}><title>Keys {language}</title>{body}</html>"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, Any]]]:
    """The address of the site, and its two documents by language, as the API gives them."""
    files: dict[str, bytes | str] = {
        "en.html": page_of("en", ENGLISH), "fa.html": page_of("fa", PERSIAN),
    }  # fmt: skip
    with serving_both(tmp_path_factory.mktemp("selection"), files) as both:
        yield both


@pytest.fixture
def reading(chromium: Browser, site: tuple[str, dict[str, Any]]) -> Iterator[Page]:
    """A tab that may use the clipboard."""
    context = chromium.new_context(base_url=site[0], viewport=DESKTOP)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


def address_of(plain: dict[str, Any]) -> str:
    """The path of a document."""
    return f"/d/{show(plain['id'])}"


def link(plain: dict[str, Any], start: int, end: int) -> str:
    """The path of the link to a span of the text, as ``archive`` makes it."""
    passage = next(p for p in plain["passages"] if p["start"] <= start < p["end"])
    made = select(plain["text"], (passage["start"], passage["end"]), (start, end))
    return f"{address_of(plain)}/p/{passage['id']}/{made}"


def edge(plain: dict[str, Any], offset: int) -> list[Any]:
    """A code point of the text as a browser counts it: passage and UTF-16 units in it."""
    passage = next(p for p in plain["passages"] if p["start"] <= offset <= p["end"])
    inside = plain["text"][passage["start"] : offset]
    return [passage["id"], len(inside.encode("utf-16-le")) // 2]


def mark_out(tab: Page, plain: dict[str, Any], start: int, end: int) -> None:
    """Select a span of the text as a reader would have it selected."""
    tab.evaluate(
        """([from, to]) => {
          const point = ([id, offset]) => {
            const walk = document.createTreeWalker(document.getElementById(`p-${id}`), 4);
            let node = walk.nextNode();
            while (offset > node.length) { offset -= node.length; node = walk.nextNode(); }
            return [node, offset];
          };
          document.getSelection().setBaseAndExtent(...point(from), ...point(to));
        }""",
        [edge(plain, start), edge(plain, end)],
    )


def spans_of(text: str) -> list[tuple[int, int]]:
    """One letter, a word, all, over passages, astral, a joiner, a mark, signs, a sequence."""
    pieces = (
        "T", "register was", "𝔄𝔅 was", "x\u0301", "é — 3,000 & “so” <b>".replace("é", "ve"),
        "👩‍👩‍👧", "room.\n𝔄𝔅", "هیچ\u200cکس", "می\u200cداند", "کجاست.\nدر ۱۹۸۸ کلید", "Key بود",
    )  # fmt: skip
    found = [(text.find(piece), text.find(piece) + len(piece)) for piece in pieces]
    return [(0, len(text)), *(span for span in found if span[0] >= 0)]


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_browser_makes_the_archive_s_own_links(
    reading: Page, site: tuple[str, dict[str, Any]], language: str
) -> None:
    """Whatever is selected: the same start, length and check; the page marks these words only."""
    url, documents = site
    plain = documents[language]
    for start, end in spans_of(plain["text"]):
        reading.goto(address_of(plain))
        mark_out(reading, plain, start, end)
        reading.get_by_role("button", name="Copy link to these words").click()
        expect(reading.locator(".copied")).to_contain_text("was copied")
        copied = reading.evaluate("navigator.clipboard.readText()")
        assert copied == url + link(plain, start, end), plain["text"][start:end]
        assert reading.evaluate("String(document.getSelection())")  # it stays selected
        reading.goto(copied)
        marks = reading.locator("mark.cited").all_text_contents()
        assert "\n".join(marks) == plain["text"][start:end]
        expect(reading.locator(".notice.exact")).to_be_visible()


def test_white_space_at_the_ends_is_no_part_of_it(
    reading: Page, site: tuple[str, dict[str, Any]]
) -> None:
    """A double click selects the space too, a drag the end of the line above."""
    plain = site[1]["en"]
    text = plain["text"]
    start = text.index("opened on")
    line = text.index("\n")
    for given, wanted in (
        ((start - 1, start + 10), (start, start + 9)),
        ((line, line + 7), (line + 1, line + 7)),
    ):
        reading.goto(address_of(plain))
        mark_out(reading, plain, *given)
        href = reading.get_by_role("link", name="Cite these words").get_attribute("href")
        assert href == f"{link(plain, *wanted)}/cite"


def test_keys_work_on_the_selection(reading: Page, site: tuple[str, dict[str, Any]]) -> None:
    """``y`` copies the link, ``c`` the words with reference and link: of what is selected.

    What those hear who do not see the bar names both.
    """
    url, documents = site
    plain = documents["fa"]
    start = plain["text"].index("هیچ")
    address = link(plain, start, start + 6)
    reading.goto(address_of(plain))
    mark_out(reading, plain, start, start + 6)
    expect(reading.locator("p.unseen[role=status]")).to_contain_text("Key Y")
    reading.keyboard.press("y")
    expect(reading.locator(".copied")).to_contain_text("link was copied")
    assert reading.evaluate("navigator.clipboard.readText()") == url + address
    reading.keyboard.press("c")
    expect(reading.locator(".copied")).to_contain_text("with their reference")
    lines = str(reading.evaluate("navigator.clipboard.readText()")).splitlines()
    assert lines[0] == "“هیچ\u200cکس”"
    assert lines[-1] == url + address
    reading.keyboard.press("Escape")
    expect(reading.get_by_role("toolbar", name="The selected words")).to_be_hidden()


def test_words_stay_selected_where_the_clipboard_is_old(
    reading: Page, site: tuple[str, dict[str, Any]]
) -> None:
    """Pages without https copy by way of a text box, which takes neither words nor focus away."""
    url, documents = site
    plain = documents["en"]
    reading.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    reading.goto(address_of(plain))
    mark_out(reading, plain, 4, 12)
    button = reading.get_by_role("button", name="Copy link to these words")
    expect(button).to_be_visible()
    button.focus()
    reading.keyboard.press("Enter")
    expect(reading.locator(".copied")).to_contain_text("was copied")
    assert reading.evaluate("navigator.clipboard.readText()") == url + link(plain, 4, 12)
    assert reading.evaluate("String(document.getSelection())") == plain["text"][4:12]
    expect(button).to_be_focused()


def test_the_bar_is_reached_with_the_keyboard(
    reading: Page, site: tuple[str, dict[str, Any]]
) -> None:
    """Tab goes from the words to the bar, which stays, also for those who switched the keys off."""
    url, documents = site
    plain = documents["en"]
    reading.goto(address_of(plain))
    mark_out(reading, plain, 4, 12)
    bar = reading.get_by_role("toolbar", name="The selected words")
    expect(bar).to_be_visible()
    reading.keyboard.press("Tab")
    expect(bar.get_by_role("button")).to_be_focused()
    reading.keyboard.press("Enter")
    expect(reading.locator(".copied")).to_contain_text("was copied")
    assert reading.evaluate("navigator.clipboard.readText()") == url + link(plain, 4, 12)
    reading.keyboard.press("Tab")
    expect(bar.get_by_role("link", name="Cite these words")).to_be_focused()
    expect(bar).to_be_visible()
    reading.keyboard.press("Enter")
    expect(reading).to_have_url(url + f"{link(plain, 4, 12)}/cite")


def test_nothing_is_offered_beside_the_text(
    reading: Page, site: tuple[str, dict[str, Any]]
) -> None:
    """Of what is no part of the text there is no link; the bar goes when the selection goes."""
    plain = site[1]["en"]
    bar = reading.get_by_role("toolbar", name="The selected words")
    reading.goto(address_of(plain))
    mark_out(reading, plain, 4, 12)
    expect(bar).to_be_visible()
    reading.evaluate("document.getSelection().removeAllRanges()")
    expect(bar).to_be_hidden()
    reading.locator(".side").first.select_text()
    reading.wait_for_timeout(400)
    expect(bar).to_be_hidden()


def test_the_page_opens_at_the_words(reading: Page, site: tuple[str, dict[str, Any]]) -> None:
    """Focus is on the first mark, and it is in sight, far down in a long text."""
    plain = site[1]["en"]
    start = plain["text"].index("else was found", plain["text"].index("Line 25"))
    reading.goto(link(plain, start, start + 14))
    assert reading.evaluate("document.activeElement.matches('mark.cited')")
    box = reading.locator("mark.cited").bounding_box()
    assert box
    assert 0 < box["y"] < DESKTOP["height"] - 40


def test_a_link_is_made_without_https(chromium: Browser, site: tuple[str, dict[str, Any]]) -> None:
    """Where browsers have no digests of their own, in an office without certificates."""
    url, documents = site
    plain = documents["en"]
    context = chromium.new_context(base_url=url, viewport=DESKTOP)
    tab = context.new_page()
    tab.add_init_script("delete Crypto.prototype.subtle")
    tab.goto(address_of(plain))
    assert tab.evaluate("crypto.subtle === undefined")
    mark_out(tab, plain, 4, 12)
    href = tab.get_by_role("link", name="Cite these words").get_attribute("href")
    assert href == f"{link(plain, 4, 12)}/cite"
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_bar_and_page_fit(
    chromium: Browser,
    site: tuple[str, dict[str, Any]],
    screens: Path,
    language: str,
    size: ViewportSize,
    scheme: Literal["light", "dark"],
) -> None:
    """No sideways scrolling, no refused script or style; pictures are kept."""
    url, documents = site
    plain = documents[language]
    text = plain["text"]
    start, end = (16, text.index("\n") + 20) if language == "en" else (5, text.index("\n") + 12)
    context = chromium.new_context(base_url=url, viewport=size, color_scheme=scheme)
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    name = f"selection-{language}-{'phone' if size == PHONE else 'desktop'}-{scheme}"
    tab.goto(f"{address_of(plain)}?q=key")
    mark_out(tab, plain, start, end)
    bar = tab.get_by_role("toolbar", name="The selected words")
    expect(bar).to_be_visible()
    inside = bar.bounding_box()
    assert inside
    assert inside["x"] >= 0
    assert inside["x"] + inside["width"] <= size["width"]
    assert tab.evaluate(SIDEWAYS) == 0
    tab.screenshot(path=screens / f"{name}-bar.png")
    tab.goto(link(plain, start, end))
    assert tab.evaluate(SIDEWAYS) == 0
    tab.screenshot(path=screens / f"{name}.png")
    assert not complaints
    context.close()
