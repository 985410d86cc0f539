"""Offers under the search box, in a real browser: by keyboard, by pointer, and without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser


def typed(tab: Page, text: str) -> Locator:
    """The box after something was typed into it and offers were shown."""
    tab.goto("/")
    box = tab.get_by_role("combobox")
    box.press_sequentially(text)
    expect(tab.get_by_role("option").first).to_be_visible()
    return box


def test_the_box_says_what_it_offers(tab: Page) -> None:
    """Expanded or not, how many, and which is chosen: what a screen reader is told."""
    tab.goto("/")
    box = tab.get_by_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "false")
    box = typed(tab, "arch")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(tab.get_by_role("listbox")).to_have_id(str(box.get_attribute("aria-controls")))
    count = tab.get_by_role("option").count()
    expect(tab.locator(".seek [role=status]")).to_have_text(f"{count} suggestions")
    box.press("ArrowDown")
    chosen = tab.locator("[role=option][aria-selected=true]")
    expect(box).to_have_attribute("aria-activedescendant", str(chosen.get_attribute("id")))
    expect(box).to_be_focused()


def test_arrows_go_round_and_escape_leaves_what_was_typed(tab: Page) -> None:
    """Down past the last and up past the first is the box; Escape only closes."""
    box = typed(tab, "arch")
    count = tab.get_by_role("option").count()
    chosen = tab.locator("[role=option][aria-selected=true]")
    for _ in range(count):
        box.press("ArrowDown")
    expect(chosen).to_have_id(f"offer-{count - 1}")
    box.press("ArrowDown")
    expect(chosen).to_have_count(0)
    box.press("ArrowUp")
    expect(chosen).to_have_id(f"offer-{count - 1}")
    box.press("Escape")
    expect(tab.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("arch")


def test_a_word_is_searched_when_it_is_chosen(tab: Page) -> None:
    """By the keyboard; without choosing, what was typed is searched."""
    box = typed(tab, "provenan")
    box.press("ArrowDown")
    box.press("Enter")
    expect(tab).to_have_url(re.compile(r"/search\?q=provenance"))
    typed(tab, "provenan").press("Enter")
    expect(tab).to_have_url(re.compile(r"/search\?q=provenan$"))


def test_a_title_opens_its_document(tab: Page) -> None:
    """By the pointer; the title in its own language."""
    typed(tab, "بایگانی")
    title = tab.get_by_role("option").filter(has_text="title").first
    expect(title.locator("bdi")).to_have_attribute("lang", "fa")
    name = title.locator("bdi").inner_text()
    title.click()
    expect(tab).to_have_url(re.compile(r"/d/[0-9A-Z-]{19}$"))
    expect(tab.locator("h1")).to_contain_text(name)


def test_without_a_script_the_box_is_a_search_box(chromium: Browser, sample_url: str) -> None:
    """Nothing is missing but the offers."""
    context = chromium.new_context(base_url=sample_url, java_script_enabled=False)
    tab = context.new_page()
    tab.goto("/")
    box = tab.get_by_role("searchbox")
    box.fill("archive")
    box.press("Enter")
    expect(tab).to_have_url(re.compile(r"/search\?q=archive"))
    context.close()
