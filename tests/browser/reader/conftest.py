"""What the tests of the reading room have in common: long texts, and a tab that counts shifts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser.conftest import DESKTOP, serving_both

PASSAGES = 3_000
EVERY = 37  # passages: the key stands in one of so many
SHIFTS = """
  window.shifts = [];
  new PerformanceObserver(list => {
    for (const each of list.getEntries()) shifts.push(each.value);
  }).observe({ type: "layout-shift", buffered: true });
"""


def long_text(language: str) -> str:
    """A page of so many passages, in chapters."""
    words = {
        "en": ("Chapter", "says that nothing else was found on that day", "The key was there."),
        "fa": ("فصل", "می\u200cگوید که آن روز چیز دیگری پیدا نشد", "کلید آنجا بود."),
    }[language]
    rows = [
        f"<h2>{words[0]} {number // 500}</h2>"
        if number % 500 == 0
        else f"<p>{number}: {f'{words[1]} ' * (1 + number % 5)}"
        f"{words[2] if number % EVERY == 5 else ''}</p>"
        for number in range(PASSAGES)
    ]
    title = f"A long text, {language}"
    return f"<!doctype html><html lang={language}><title>{title}</title><article>" + "".join(rows)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, Any]]]:
    """The address of a site with two long texts, and these by language."""
    files: dict[str, bytes | str] = {f"{each}.html": long_text(each) for each in ("en", "fa")}
    with serving_both(tmp_path_factory.mktemp("reader"), files) as both:
        yield both


@pytest.fixture
def reading(chromium: Browser, site: tuple[str, dict[str, Any]]) -> Iterator[Page]:
    """A tab that may use the clipboard, and whose shifts are counted."""
    context = chromium.new_context(base_url=site[0], viewport=DESKTOP)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.add_init_script(SHIFTS)
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    yield page
    context.close()
    # Gone back to, a page has its focus where it was, and not where it opened: Chromium says so.
    assert [each for each in told if not each.startswith("Autofocus processing was blocked")] == []


def is_in_sight(found: Locator) -> bool:
    """Whether it stands where it is seen, above the bar."""
    return bool(
        found.evaluate(
            """element => {
              const box = element.getBoundingClientRect();
              const bar = document.querySelector(".reading-bar").getBoundingClientRect();
              return box.top >= 0 && box.bottom <= bar.top;
            }"""
        )
    )


def passage_of(plain: dict[str, Any], number: int) -> dict[str, Any]:
    """A passage by its number from 1."""
    found: dict[str, Any] = plain["passages"][number - 1]
    return found
