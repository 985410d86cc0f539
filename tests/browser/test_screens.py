"""How the site looks: every page at two widths, in light and dark, without sideways scrolling.

The pictures are put into build/screens/. With ``README_PICTURE=1`` the one that the README shows
is made anew: docs/images/search.png.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Literal

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, ViewportSize

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

README_QUERY = "/search?q=%22chain+of+custody%22"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def pages(context: BrowserContext, site: str) -> dict[str, str]:
    """Every kind of page of a site, by the name of its picture."""

    def hit(query: str) -> tuple[str, str]:
        answer = context.request.get("/api/v1/search", params={"q": query}).json()
        first = answer["hits"][0]
        addresses = (first["document"]["url"], first["passages"][0]["url"])
        return addresses[0].removeprefix(site), addresses[1].removeprefix(site)

    document, passage = hit("provenance capture")
    versions = f"{hit('title:rules language:en')[0]}/versions"
    differs = BeautifulSoup(context.request.get(versions).text(), "lxml").select_one(
        "a[href*='/versions/']"
    )
    assert differs, "the sample corpus has two captures of one address"
    return {
        "home": "/",
        "search": README_QUERY,
        "search-persian": "/search?q=بایگانی",
        "search-nothing": "/search?q=archive+zzzqqq",
        "lines": "/search?q=archive&view=kwic&order=after",
        "lines-persian": "/search?q=بایگانی&view=kwic",
        "narrowed": "/search?q=archive&f.language=en&-f.type=text/plain&sort=oldest",
        "captured": "/search?q=archive&date_field=captured",
        "grouped": "/search?q=reading+room",
        "similar": f"{document}/similar",
        "document": document,
        "passage": f"{passage}?q=provenance",
        "persian": f"{hit('بایگانی')[1]}?q=بایگانی",
        "provenance": f"{document}/provenance",
        "look": f"{document}/look",
        "cite": f"{passage}/cite",
        "versions": versions,
        "differs": str(differs["href"]),
        "quote": "/quote",
        "batch": "/batch",
        "report": "/report",
        "browse": "/browse",
        "help": "/help",
        "about": "/about",
        "promise": "/promise",
        "error": "/nothing",
    }


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("device", "size"), [("desktop", DESKTOP), ("phone", PHONE)])
def test_no_page_scrolls_sideways_or_complains(
    chromium: Browser,
    sample_url: str,
    screens: Path,
    device: str,
    size: ViewportSize,
    scheme: Literal["light", "dark"],
) -> None:
    """Each page fits its width, and the browser's console is silent (policies included)."""
    context = chromium.new_context(base_url=sample_url, viewport=size, color_scheme=scheme)
    told: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "status of 404" not in message.text:
            told.append(message.text)

    tab = context.new_page()
    tab.on("console", listen)
    tab.on("pageerror", lambda error: told.append(str(error)))

    for name, address in pages(context, sample_url).items():
        tab.goto(address)
        tab.screenshot(path=screens / f"{name}-{device}-{scheme}.png")
        assert tab.evaluate(SIDEWAYS) <= 0, f"{address} scrolls sideways at {size['width']} px"
        assert not told, f"{address}: {told}"
    context.close()


def test_the_readme_has_a_picture(
    chromium: Browser, sample_url: str, screens: Path, checkout: Path
) -> None:
    """The result page as the README shows it; README_PICTURE=1 puts it into the README."""
    context = chromium.new_context(base_url=sample_url, viewport=DESKTOP, color_scheme="light")
    tab = context.new_page()
    tab.goto(README_QUERY)
    picture = screens / "readme.png"
    tab.screenshot(path=picture)
    context.close()
    assert picture.stat().st_size > 20_000, "a picture of a page with text is larger"
    if os.environ.get("README_PICTURE"):
        shutil.copy(picture, checkout / "docs" / "images" / "search.png")
