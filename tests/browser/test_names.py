"""Names, roles and states of the controls, as Chromium tells them to those who hear the page.

Of every kind of page, in English and in Persian, from the browser's own accessibility tree
(DevTools protocol, ``Accessibility``): what the words of a screen reader are made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_screens import pages

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CONTROLS = frozenset(
    {"button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "option",
     "spinbutton", "DisclosureTriangle", "menuitem", "tab", "switch", "listbox"}
)  # fmt: skip
LANDMARKS = frozenset(
    {"banner", "main", "contentinfo", "navigation", "complementary", "search", "region", "form"}
)
NAMED = frozenset({"navigation", "complementary", "region", "dialog"})
# What a link's purpose may be told by besides its words (WCAG 2.2, 2.4.4).
CONTEXTS = frozenset({"article", "listitem", "row", "paragraph", "group", "region", "definition"})
FRAME = ["banner", "main", "contentinfo"]
ARABIC = re.compile(r"[\u0600-\u06ff]")
SPOKEN = ("button", "DisclosureTriangle", "combobox", "textbox")  # in the language of the pages


@dataclass(frozen=True)
class Node:
    """A node of the accessibility tree, with what stands around it."""

    role: str
    name: str
    description: str
    leads_to: str
    properties: dict[str, Any]
    landmark: tuple[str, str]
    context: str

    @property
    def level(self) -> int:
        """Of a heading."""
        return int(self.properties.get("level", 0))


def tree(page: Page) -> list[Node]:
    """What is in the page's accessibility tree, in its order."""
    tools = page.context.new_cdp_session(page)
    raw = {each["nodeId"]: each for each in tools.send("Accessibility.getFullAXTree")["nodes"]}
    tools.detach()

    def walk(name: str, landmark: tuple[str, str], context: str) -> Iterator[Node]:
        node = raw[name]
        if not node["ignored"]:
            role = node["role"]["value"]
            told = {key: str(node.get(key, {}).get("value", "")) for key in ("name", "description")}
            known = {each["name"]: each["value"].get("value") for each in node["properties"]}
            yield Node(
                role=role,
                leads_to=str(known.get("url", "")),
                properties=known,
                landmark=landmark,
                context=context,
                **told,
            )
            if role in LANDMARKS and (role != "form" or told["name"]):
                landmark = (role, told["name"])
            if role in CONTEXTS:
                context = name
        for child in node["childIds"]:
            if child in raw:
                yield from walk(child, landmark, context)

    root = next(each["nodeId"] for each in raw.values() if "parentId" not in each)
    return list(walk(root, ("", ""), ""))


def one(page: Page, role: str, name: str) -> Node:
    """The node of this role and name."""
    found = [each for each in tree(page) if (each.role, each.name) == (role, name)]
    assert len(found) == 1, f"{len(found)} times {role} “{name}”"
    return found[0]


def addresses(tab: Page, site: str) -> dict[str, str]:
    """Every kind of page."""
    known = pages(tab.context, site)
    cited = {"cite": f"{known['passage'].partition('?')[0]}/cite", "quote": "/quote"}
    return known | cited | {"batch": "/batch"}


def wrong_names(nodes: list[Node]) -> Iterator[str]:
    """Controls without a name, and such as nobody could tell from each other."""
    seen: dict[tuple[str, ...], str] = {}
    articles = [each for each in nodes if each.role == "article"]
    if len(articles) > 1 and not all(each.name for each in articles):
        yield "several articles, not each with a name"
    for node in nodes:
        if node.role in CONTROLS and not node.name.strip():
            yield f"{node.role} without a name in {node.landmark}, leading to {node.leads_to}"
        if node.role in NAMED and not node.name.strip():
            yield f"{node.role} without a name"
        if node.role not in ("link", "button") or not node.name:
            continue
        key = (*node.landmark, node.context, node.role, node.name, node.description)
        if node.role == "button" and key in seen:
            yield f"two buttons “{node.name}” in {node.landmark}"
        if seen.setdefault(key, node.leads_to) != node.leads_to:
            yield f"“{node.name}” leads to {seen[key]} and to {node.leads_to} in {node.landmark}"


def wrong_order(nodes: list[Node]) -> Iterator[str]:
    """Landmarks that are not there once, or out of order; headings that leave out a level."""
    frame = [each.role for each in nodes if each.role in FRAME]
    if frame != FRAME:
        yield f"the frame is {frame}"
    landmarks = [(each.role, each.name) for each in nodes if each.role in LANDMARKS - {"form"}]
    yield from (f"twice {each}" for each in set(landmarks) if landmarks.count(each) > 1)
    for node in nodes:
        if node.role in CONTROLS - {"option"} and not node.landmark[0]:
            yield f"{node.role} “{node.name}” is in no landmark"
    levels = [each.level for each in nodes if each.role == "heading"]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} headings of the first level"
    in_main = [
        each.level for each in nodes if each.role == "heading" and each.landmark[0] == "main"
    ]
    for before, after in pairwise(in_main):
        if after > before + 1:
            yield f"a heading of level {after} after one of level {before}"


@pytest.mark.parametrize("language", ["en", "fa"])
def test_every_control_has_a_name_of_its_own(
    chromium: Browser, sample_url: str, language: str
) -> None:
    """On every page; links that are called the same lead to the same, or something else tells."""
    context = chromium.new_context(base_url=sample_url, viewport=DESKTOP)
    tab = context.new_page()
    wrong = {}
    for name, address in addresses(tab, sample_url).items():
        tab.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
        nodes = tree(tab)
        assert len([each for each in nodes if each.role in CONTROLS]) > 8
        problems = [*wrong_names(nodes), *wrong_order(nodes)]
        if language == "fa":
            problems += [
                f"{each.role} “{each.name}” is not in Persian"
                for each in nodes
                if each.role in SPOKEN and not ARABIC.search(each.name)
            ]
        if problems:
            wrong[name] = problems
    context.close()
    assert wrong == {}


@pytest.mark.parametrize(
    ("language", "box", "narrow", "save", "query"),
    [
        ("en", "Search the archive", "Narrow the results", "Save or cite what was found", "archi"),
        ("fa", "جست‌وجو در آرشیو", "محدود کردن نتایج", None, "بایگا"),
    ],
)
def test_states_follow_what_is_done(
    chromium: Browser,
    sample_url: str,
    language: str,
    box: str,
    narrow: str,
    save: str | None,
    query: str,
) -> None:
    """Expanded, selected and current: before, in use, and after; counts are told."""
    context = chromium.new_context(base_url=sample_url, viewport=PHONE)
    tab = context.new_page()
    tab.goto(f"/search?q=archive&lang={language}")
    expect(tab.locator("#told")).to_have_text(tab.locator("h1").inner_text())
    told = [each for each in tree(tab) if each.role == "status" and each.properties.get("live")]
    assert len(told) >= 3, "the count, what is offered, and what was copied"

    assert one(tab, "combobox", box).properties["expanded"] is False
    tab.locator("#q").fill("")
    tab.locator("#q").press_sequentially(query)
    expect(tab.locator("#offers")).to_be_visible()
    assert one(tab, "combobox", box).properties["expanded"] is True
    expect(tab.locator("#q + #offers + [role=status]")).not_to_be_empty()
    tab.keyboard.press("ArrowDown")
    options = [each for each in tree(tab) if each.role == "option"]
    assert [bool(each.properties.get("selected")) for each in options].count(True) == 1
    tab.keyboard.press("Escape")
    assert one(tab, "combobox", box).properties["expanded"] is False

    opener = tab.locator("#narrow")
    assert one(tab, "button", narrow).properties["expanded"] is False
    opener.press("Enter")
    expect(tab.locator("#facets")).to_be_visible()
    assert one(tab, "button", narrow).properties["expanded"] is True
    tab.keyboard.press("Escape")
    assert one(tab, "button", narrow).properties["expanded"] is False

    files = tab.locator(".files summary")
    name = save or files.inner_text()
    assert one(tab, "DisclosureTriangle", name).properties["expanded"] is False
    files.press("Enter")
    assert one(tab, "DisclosureTriangle", name).properties["expanded"] is True
    context.close()


def test_what_is_current_is_said(tab: Page) -> None:
    """A value that narrows, an order, a view, a part of a document, a page, a language."""
    current = "[aria-current]:not([aria-current=false])"
    tab.goto("/search?q=archive")
    expect(tab.locator(f".facet a{current}")).to_have_count(0)
    value = tab.locator("#facets .facet > a:first-child").first
    name = value.locator("bdi").inner_text()
    value.press("Enter")
    expect(tab.locator(f".facet a{current}")).to_have_text(re.compile(re.escape(name)))
    expect(tab.locator(f".orders {current}")).to_have_text("best first")
    tab.locator(".orders a", has_text="newest").press("Enter")
    expect(tab.locator(f".orders {current}")).to_have_text("newest")
    tab.locator(".hit .actions a", has_text="Cite").first.press("Enter")
    expect(tab.locator(f".tabs {current}")).to_have_text("Cite")
    tab.locator(".tabs a", has_text="Text").press("Enter")
    expect(tab.locator(f".tabs {current}")).to_have_text("Text")
    tab.locator(".ways a", has_text="Help").press("Enter")
    expect(tab.locator(f".ways {current}")).to_have_text("Help")
    expect(tab.locator(f".tongues {current}")).to_have_text("English")


def test_the_switch_of_the_keys_says_what_it_will_do(tab: Page) -> None:
    """One button, whose name is the other state; it keeps the focus."""
    tab.goto("/help#keys")
    switch = tab.locator("#keys-switch button")
    for name in ("Switch the keys off", "Switch the keys on", "Switch the keys off"):
        assert "pressed" not in one(tab, "button", name).properties, "a name and a state disagree"
        switch.press("Enter")
        expect(switch).to_be_focused()
    expect(switch).to_have_text("Switch the keys on")


def test_going_from_hit_to_hit_is_told(tab: Page) -> None:
    """The number of the hit stands in a region that speaks; so does what was copied."""
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.goto("/search?q=archive")
    tab.locator(".hit h2 a").nth(1).press("Enter")
    tab.wait_for_url("**/d/**")
    where = tab.locator(".hits-where[role=status]")
    seen = {where.inner_text()}
    for _ in range(2):
        tab.keyboard.press("n")
        tab.wait_for_function("() => document.activeElement.matches('mark.now')")
        seen.add(where.inner_text())
    assert len(seen) > 1
    line = tab.locator(".copied[role=status]")
    expect(line).to_be_empty()
    tab.keyboard.press("y")
    expect(line).to_have_text("The link was copied.")
