"""An evidence bundle opened from a folder, without a server: in a real Chromium, by file://."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page

from archive.settings import Settings
from tests.browser.conftest import DESKTOP, PHONE
from web.cli import main

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LINKS = "Array.from(document.querySelectorAll('[href]'), each => each.href)"


@pytest.fixture(scope="module")
def folder(sample_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of searches in Persian and English, moved after it was written."""
    made = tmp_path_factory.mktemp("bundle") / "made"
    places = [f"--corpus={sample_settings.corpus}", f"--index={sample_settings.index}",
              f"--keep={sample_settings.keep}", "--public-url=https://archive.example"]  # fmt: skip
    words = ["bundle", str(made), "--query", "بایگانی OR rules", *places]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    return made.rename(made.with_name("a folder, moved"))


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab, with scripts allowed and not; it may ask for files only and must not complain."""
    context = chromium.new_context(viewport=DESKTOP, java_script_enabled=request.param)
    tab = context.new_page()
    told: list[str] = []
    tab.on("console", lambda message: told.append(message.text))
    tab.on("pageerror", lambda error: told.append(str(error)))
    tab.on("requestfailed", lambda asked: told.append(asked.url))
    asked: list[str] = []
    tab.on("request", lambda one: asked.append(urlsplit(one.url).scheme))
    yield tab
    assert told == []
    assert set(asked) == {"file"}
    context.close()


def test_it_opens_from_a_folder(page: Page, folder: Path, screens: Path) -> None:
    """The index has its style; a link leads to the quotation, marked in the whole text."""
    page.goto((folder / "index.html").as_uri())
    assert page.locator("h1").inner_text() == "Evidence from an archive"
    assert "unmodified" in page.locator(".notice").first.inner_text()
    family = "getComputedStyle(document.querySelector('h1')).fontFamily"
    assert "serif" in page.evaluate(family)
    page.screenshot(path=screens / "bundle.png")
    quoted = page.locator("figure.kept b").first.inner_text()
    page.get_by_text("In the whole text").first.click()
    assert page.locator("mark").first.inner_text() == quoted
    page.screenshot(path=screens / "bundle-document.png")
    page.locator("a.wordmark").click()
    assert page.locator("h1").inner_text() == "Evidence from an archive"


def test_it_is_set_from_the_right_where_the_text_is(page: Page, folder: Path) -> None:
    """A Persian quotation runs from the right, an English one from the left."""
    page.goto((folder / "index.html").as_uri())
    directions = "each => getComputedStyle(each).direction"
    found = {
        (quote.get_attribute("lang"), quote.evaluate(directions))
        for quote in page.locator("blockquote").all()
    }
    assert ("fa", "rtl") in found
    assert ("en", "ltr") in found
    assert ("fa", "ltr") not in found


def test_every_link_of_every_page_is_a_file(page: Page, folder: Path) -> None:
    """Nothing leads out of the folder or to nothing, and anchors are there."""
    for file in sorted(folder.rglob("*.html")):
        if "original" in file.parts:
            continue
        page.goto(file.as_uri())
        for link in page.evaluate(LINKS):
            parts = urlsplit(link)
            assert parts.scheme == "file"
            target = Path(unquote(parts.path))
            assert target.is_relative_to(folder)
            assert target.is_file()
            if parts.fragment:
                assert f'id="{parts.fragment}"' in target.read_text("utf-8")


@pytest.mark.parametrize("name", ["desktop", "phone"])
def test_no_page_scrolls_sideways(chromium: Browser, folder: Path, name: str) -> None:
    """The index and a text fit a desk and a telephone."""
    size = PHONE if name == "phone" else DESKTOP
    tab = chromium.new_context(viewport=size).new_page()
    pages = [folder / "index.html", *sorted((folder / "documents").iterdir())[:3]]
    for file in pages:
        tab.goto(file.as_uri())
        assert tab.evaluate(SIDEWAYS) <= 0, file.name
    tab.context.close()
