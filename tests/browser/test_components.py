"""Every component in every state, as it is seen: build/screens/components-*.png."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, ViewportSize

from archive.settings import Settings
from tests.browser.components import ADDRESS, add_components
from tests.browser.conftest import DESKTOP, PHONE
from tests.site_fixtures import serving
from web.app import create_app
from web.bundle_pages import style_sheet

pytestmark = pytest.mark.browser

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LEADING = """(element) => {
  const style = getComputedStyle(element);
  return parseFloat(style.lineHeight) / parseFloat(style.fontSize);
}"""
TARGET = 24  # pixels
TURN = "document.documentElement.lang = 'fa'; document.documentElement.dir = 'rtl'"
# Made by scripts, or states of the reader's own pages, which tests/browser/test_reading.py shows.
ELSEWHERE = {"check", "batch", "contents", "keys-here", "exact", "not_found", "approximate"}


@pytest.fixture(scope="module")
def components_url(sample_settings: Settings) -> Iterator[str]:
    """A site that has the page of components too."""
    app = create_app(sample_settings)
    add_components(app)
    with serving(app) as url:
        yield url


@pytest.fixture
def page(chromium: Browser, components_url: str) -> Iterator[Page]:
    """The page of components on a desk."""
    context = chromium.new_context(base_url=components_url, viewport=DESKTOP)
    tab = context.new_page()
    tab.goto(ADDRESS)
    yield tab
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("side", ["ltr", "rtl"])
@pytest.mark.parametrize("scheme", ["light", "dark", "forced"])
@pytest.mark.parametrize(("device", "size"), [("desktop", DESKTOP), ("phone", PHONE)])
def test_all_of_them_fit(
    chromium: Browser,
    components_url: str,
    screens: Path,
    device: str,
    size: ViewportSize,
    scheme: str,
    side: Literal["ltr", "rtl"],
) -> None:
    """At two widths, in three schemes, from both sides: nothing is wider than the page."""
    context = chromium.new_context(
        base_url=components_url,
        viewport=size,
        color_scheme="dark" if scheme == "dark" else "light",
        forced_colors="active" if scheme == "forced" else "none",
    )
    tab = context.new_page()
    tab.goto(ADDRESS)
    if side == "rtl":
        tab.evaluate(TURN)
    tab.screenshot(path=screens / f"components-{device}-{scheme}-{side}.png", full_page=True)
    assert tab.evaluate(SIDEWAYS) <= 0
    context.close()


def test_none_is_missing(page: Page) -> None:
    """Whatever the layers of components and results style has an example here."""
    rules = re.sub(r"/\*.*?\*/", "", style_sheet().decode(), flags=re.DOTALL)
    components = re.findall(r"^@layer components \{\n(.*?)^\}", rules, re.MULTILINE | re.DOTALL)
    results = re.findall(r"^  @layer results \{\n(.*?)^  \}", rules, re.MULTILINE | re.DOTALL)
    selectors = re.findall(r"^[^@{}]+(?=\{)", "".join(components + results), re.MULTILINE)
    named = set(re.findall(r"\.([a-z][a-z_-]*)", " ".join(selectors)))
    shown = {
        name
        for element in BeautifulSoup(page.content(), "lxml").find_all(True)
        for name in element.get_attribute_list("class")
        if name
    }
    assert named - shown <= ELSEWHERE | {"wide"}


def test_what_is_used_is_large_enough(page: Page) -> None:
    """What narrows, takes out or opens is 24 pixels high and wide at least (WCAG 2.2, 2.5.8)."""
    kinds = ".facet a, .out, .chips a, .quiet-button, .actions a, summary, .dates button"
    small = [
        (element.text_content(), box["width"], box["height"])
        for element in page.locator(f"main :is({kinds})").all()
        if element.is_visible() and (box := element.bounding_box())
        if min(box["height"], box["width"]) < TARGET
    ]
    assert not small


def test_letters_have_the_face_of_their_script(page: Page) -> None:
    """Arabic script is set in a face for it, a step larger, on a looser line; Latin is not."""
    for kind, least, most in (
        ("[lang=fa]", 1.9, 2.1),
        ("[lang=ar]", 1.9, 2.1),
        (".lead", 1.4, 1.7),
    ):
        text = page.locator(f"main > .column > p{kind}")
        assert least < text.evaluate(LEADING) < most, kind
    client = page.context.new_cdp_session(page)
    client.send("DOM.enable")
    client.send("CSS.enable")
    root = client.send("DOM.getDocument")["root"]["nodeId"]
    node = client.send(
        "DOM.querySelector", {"nodeId": root, "selector": "main > .column > p[lang=fa]"}
    )["nodeId"]
    fonts = client.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    assert len({font["familyName"] for font in fonts}) >= 2, fonts
