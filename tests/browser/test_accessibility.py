"""Every page by the rules of WCAG 2.2 AA that a program can judge (axe-core), in every mode.

Light and dark, on a desk, on a phone and at 200 % zoom, in English and in Persian (from the right).
The tables build/axe-en.md and axe-fa.md have the number of broken rules by page and mode.
"""

from __future__ import annotations

from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_screens import pages

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ZOOMED: ViewportSize = {"width": 640, "height": 450}  # a desk at 200 %: half as many pixels of CSS
SIZES = {"desktop": DESKTOP, "phone": PHONE, "zoomed": ZOOMED}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
RUN = """async (rules) => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ['violations']});
  return found.violations.map(each => [each.id, each.nodes.map(node => node.target.join(' '))]);
}"""


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe-core."""
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def judged(tab: Page, axe: str) -> list[Any]:
    """What is wrong with the page in the tab: rules, and the elements that break them."""
    if not tab.evaluate("() => 'axe' in window"):
        tab.evaluate(axe)
    found: list[Any] = tab.evaluate(RUN, RULES)
    return found


@pytest.mark.timeout(1200)  # some 250 runs of half a second, more on a busy machine
@pytest.mark.parametrize("language", ["en", "fa"])
def test_no_rule_is_broken(
    chromium: Browser,
    sample_url: str,
    checkout: Path,
    axe: str,
    language: str,
) -> None:
    """Zero violations on every kind of page in every mode; the table of them is kept."""
    context = chromium.new_context(base_url=sample_url, reduced_motion="reduce")
    tab = context.new_page()
    broken: dict[str, list[Any]] = {}
    rows = []
    for name, address in pages(context, sample_url).items():
        tab.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
        counts = []
        for scheme, (device, size) in product(SCHEMES, SIZES.items()):
            tab.emulate_media(color_scheme=scheme)
            tab.set_viewport_size(size)
            # All of it in sight: a bar that stays would lie over what a reader scrolls to.
            height = max(size["height"], tab.evaluate("document.documentElement.scrollHeight"))
            tab.set_viewport_size({"width": size["width"], "height": height})
            found = judged(tab, axe)
            counts.append(len(found))
            if found:
                broken[f"{name} {device} {scheme} {language}"] = found
        rows.append(f"| {name} | {' | '.join(map(str, counts))} |")
    context.close()
    modes = [f"{device} {scheme}" for scheme, device in product(SCHEMES, SIZES)]
    head = [f"| {language} | {' | '.join(modes)} |", "|---" * (1 + len(modes)) + "|"]
    (checkout / "build").mkdir(exist_ok=True)
    (checkout / "build" / f"axe-{language}.md").write_text("\n".join([*head, *rows]) + "\n")
    assert broken == {}
