"""Whole tasks by keys alone: search, narrow, open a passage, go on, cite it, come back.

In English and in Persian, at a desk and on a phone; with the keys of the site, and with these
switched off, by Tab, Enter and Escape. After each key the focus is seen (tests/browser/hands.py).
The table build/keyboard.md has the number of keys that each took.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.hands import Hands

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIZES = {"desktop": DESKTOP, "phone": PHONE}
QUERIES = {"en": "archive", "fa": "واژه"}
ROW = re.compile(r"^\| (.+?) \|")
WAYS = [(language, size) for language in QUERIES for size in SIZES]
# The value to narrow by that leaves most documents, but not all: its address.
VALUE = """() => {
  const number = text => Number(text.replace(/[۰-۹]/g, each => "۰۱۲۳۴۵۶۷۸۹".indexOf(each)));
  const values = [...document.querySelectorAll("#facets section > ul .facet > a:first-child")]
    .map(link => [number(link.querySelector(".count").textContent), link.getAttribute("href")]);
  const all = Math.max(...values.map(([count]) => count));
  return values.filter(([count]) => count < all).sort(([one], [other]) => other - one)[0][1];
}"""
# Keys as a Persian keyboard writes them; by its place each is still the J, K … of a Latin one.
PERSIAN_KEYS = {"j": "ت", "k": "ن", "n": "د", "p": "ح", "y": "غ", "c": "ز"}


@pytest.fixture
def hands(chromium: Browser, sample_url: str, request: pytest.FixtureRequest) -> Iterator[Hands]:
    """Hands at the first page, in a language and a size."""
    language, size = request.param
    context = chromium.new_context(base_url=sample_url, viewport=viewport(size))
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"/?lang={language}")
    yield Hands(page)
    context.close()


def viewport(size: str) -> ViewportSize:
    """A window of this name."""
    return SIZES[size]


def counted(checkout: Path, task: str, hands: Hands) -> None:
    """Enter in the table how many keys a task took."""
    table = checkout / "build" / "keyboard.md"
    table.parent.mkdir(exist_ok=True)
    rows = table.read_text("utf-8").splitlines()[2:] if table.exists() else []
    kept = {match[1]: row for row in rows if (match := ROW.match(row))}
    kept[task] = f"| {task} | {hands.pressed} |"
    head = ["| task, by keys alone | keys |", "|---|---:|"]
    table.write_text("\n".join([*head, *(kept[name] for name in sorted(kept))]) + "\n", "utf-8")


def clipboard(page: Page) -> str:
    """What was copied; the page says that something was."""
    expect(page.locator(".copied")).not_to_be_empty()
    return str(page.evaluate("navigator.clipboard.readText()"))


def search(hands: Hands, language: str) -> None:
    """From the first page, whose box has the focus."""
    assert hands.is_on("#q")
    hands.write(QUERIES[language])
    hands.go("Enter", "**/search?**")


def narrow(hands: Hands, size: str) -> str:
    """Take a value of a facet; on a phone from the sheet, opened and closed before."""
    page = hands.page
    value = page.evaluate(VALUE)
    hands.tab_to(".skip[href='#facets'], .skip[href='#narrow']", 3)
    hands.key("Enter")
    if size == "phone":
        if not hands.is_on("#narrow"):  # the skip link led before it
            hands.tab_to("#narrow", 1)
        for closing in ("Escape", "Enter"):
            hands.key("Enter")
            expect(page.locator("#facets")).to_be_visible()
            hands.tab_to("#facets .sheet-closer", 2)
            hands.key(closing)
            expect(page.locator("#facets")).to_be_hidden()
            assert hands.is_on("#narrow"), "what opened the sheet has the focus again"
        hands.key("Enter")
    hands.tab_to(f"#facets a[href='{value}']", 60)
    name = str(page.evaluate("document.activeElement.querySelector('bdi').textContent"))
    hands.go("Enter", "**/search?**f.**")
    expect(page.locator(".chips")).to_contain_text(name)
    hands.look()
    if size == "phone":
        assert hands.is_on("#narrow")
    else:
        assert hands.is_on("#facets .facet a[aria-current]"), "the value that was taken"
        assert page.evaluate("document.activeElement.querySelector('bdi').textContent") == name
    return name


def with_hits(page: Page) -> int:
    """The first of the documents listed in which there is a hit to go on to."""
    links = [str(link.get_attribute("href")) for link in page.locator(".hit h2 a").all()]
    texts = [page.request.get(link).text() for link in links]
    return next(place for place, text in enumerate(texts) if 'id="hit-2"' in text)


def is_at_document(page: Page, place: int) -> bool:
    """Whether the focus is on the title of this one of the documents listed."""
    title = page.locator(".hit h2 a").nth(place)
    return bool(title.evaluate("element => element === document.activeElement"))


def passage_at_focus(page: Page) -> str:
    """The path of the passage in which the focus is."""
    number = "document.activeElement.closest('.passage').querySelector('.number')"
    return str(page.evaluate(f"new URL({number}.href).pathname"))


@pytest.mark.parametrize(("hands", "way"), [(way, way) for way in WAYS], indirect=["hands"])
def test_a_task_by_the_keys_of_the_site(hands: Hands, way: Any, checkout: Path) -> None:
    """j and k among the documents, Enter opens, n and p go on, c cites, y copies; and back."""
    language, size = way
    page = hands.page
    search(hands, language)
    narrow(hands, size)
    for key, rank in (("j", 0), ("j", 1), ("k", 0)):
        hands.key(key)
        assert is_at_document(page, rank)
    document = with_hits(page)
    for _ in range(document):
        hands.key("j")
    assert is_at_document(page, document)
    left = hands.tab_to(".found", 2)
    hands.go("Enter", "**/p/**")
    assert "passage" in str(page.evaluate("document.activeElement.parentElement.className"))
    hands.look()
    total = page.locator("mark[id^='hit-']").count()
    assert total > 1
    first = page.locator(".hits-now").get_attribute("data-number")
    for key in ("n", "n", "p"):
        hands.key(key)
        now = page.locator(".hits-now").get_attribute("data-number")
        assert hands.is_on(f"#hit-{now}"), "the focus goes along"
    assert page.locator(".hits-now").get_attribute("data-number") != first or total == 2
    cited = passage_at_focus(page)
    hands.key("c")
    page.wait_for_function(
        "path => navigator.clipboard.readText().then(text => text.endsWith(path))", arg=cited
    )
    hands.key("y")
    page.wait_for_function(
        "link => navigator.clipboard.readText().then(text => text === link)",
        arg=page.evaluate("path => location.origin + path", cited),
    )
    assert clipboard(page).endswith(cited)
    hands.look()
    assert hands.back() == left, "the focus is on the passage from which the reader went"
    hands.key("k")
    assert is_at_document(page, max(0, document - 1))
    counted(checkout, f"search to citation and back, keys of the site, {language} {size}", hands)


@pytest.mark.parametrize(("hands", "way"), [(way, way) for way in WAYS], indirect=["hands"])
def test_a_task_by_tab_enter_and_escape(hands: Hands, way: Any, checkout: Path) -> None:
    """With the site's own keys switched off, by keys too; nothing of what they do is missing."""
    language, size = way
    page = hands.page
    hands.key("Tab")  # in the box, ? is a sign
    hands.key("?")
    assert hands.is_on("a[href^='/help']")
    hands.go("Enter", "**/help**")
    page.evaluate("document.activeElement.blur()")
    hands.tab_to("#keys-switch button", 1)
    hands.key("Enter")
    counted(checkout, f"switching the site’s keys off, {language} {size}", hands)
    hands.pressed = 0
    hands.back()
    hands.tab_to("#q", 1, "Shift+Tab")
    search(hands, language)
    page.keyboard.press("j")  # does nothing: the focus is where a page begins
    assert page.evaluate("document.activeElement === document.body")
    narrow(hands, size)
    document = with_hits(page)
    for _ in range(document + 1):
        hands.tab_to(".hit h2 a", 90)
    left = hands.tab_to(".found", 2)
    hands.go("Enter", "**/p/**")
    hands.look()
    opened = passage_at_focus(page)
    hands.tab_to(".copy", 2)
    hands.key("Enter")
    page.wait_for_function(
        "() => navigator.clipboard.readText().then(text => text.includes('/p/'))"
    )
    assert str(page.evaluate("navigator.clipboard.readText()")).endswith(opened)
    hands.tab_to(".leap[href='#reading-bar']", 3)
    hands.key("Enter")
    hands.tab_to(".hits-next", 3)
    hands.key("Enter")
    hands.key("Enter")
    assert hands.is_on(".hits-next"), "a link that was chosen keeps the focus"
    now = page.locator(".hits-now").get_attribute("data-number")
    hands.tab_to(".hits-here", 1)
    hands.key("Enter")
    assert hands.is_on(f"#hit-{now}")
    cited = passage_at_focus(page)
    hands.tab_to(".number", 2, "Shift+Tab")
    assert passage_at_focus(page) == cited
    hands.go("Enter", f"**{cited}**")
    hands.look()
    hands.tab_to(".leap[href*='/cite']", 3)
    hands.go("Enter", "**/cite**")
    expect(page.locator(".citation-text").first).to_contain_text(cited)
    hands.tab_to(".downloads a", 60)
    assert "/cite" in hands.back()
    assert "number" in hands.back()
    hands.back()  # within the document: to where the leap was
    assert hands.back() == left
    counted(checkout, f"search to citation and back, Tab and Enter, {language} {size}", hands)


def test_keys_are_found_on_a_persian_keyboard(tab: Page) -> None:
    """Where a Latin keyboard has j, a Persian one writes another letter; the key is the same."""
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    devtools = tab.context.new_cdp_session(tab)

    def press(name: str) -> None:
        key = {"key": PERSIAN_KEYS[name], "code": f"Key{name.upper()}", "text": PERSIAN_KEYS[name]}
        devtools.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
        devtools.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})

    tab.goto("/search?q=archive&lang=fa")
    ranks = []
    for name in ("j", "j", "k"):
        press(name)
        ranks.append(tab.evaluate("document.activeElement.closest('.hit').querySelector('a').href"))
    assert ranks[0] == ranks[2] != ranks[1]
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/d/**")
    press("n")
    tab.wait_for_function("() => document.activeElement.matches('mark.now')")
    press("y")
    assert "/p/" in clipboard(tab)


def test_the_focus_comes_back_from_the_browsers_memory(
    chromium: Browser, sample_url: str, playwright: Any, chromium_path: str
) -> None:
    """As people's browsers do it, which keep the page; in other tests it is loaded anew."""
    browser = playwright.chromium.launch(
        executable_path=chromium_path,
        args=["--no-sandbox", "--disable-gpu"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    tab = browser.new_context(base_url=sample_url, viewport=DESKTOP).new_page()
    tab.add_init_script("addEventListener('pageshow', event => { window.kept = event.persisted })")
    tab.goto("/search?q=archive")
    hands = Hands(tab)
    hands.key("j")
    hands.key("j")
    left = hands.tab_to(".found", 2)
    hands.go("Enter", "**/p/**")
    tab.evaluate("history.back()")
    tab.wait_for_function("() => window.kept === true")
    assert hands.look() == left
    browser.close()
