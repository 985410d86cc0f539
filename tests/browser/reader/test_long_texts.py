"""A long text in a real browser: where it opens, what is loaded, its hits, links to its words."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from archive.selections import select
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.reader.conftest import PASSAGES, SHIFTS, is_in_sight, passage_of
from tests.browser.test_selection import address_of, mark_out
from web.windows import BLOCK

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_long_text_opens_at_the_place(
    chromium: Browser, site: tuple[str, dict[str, Any]], screens: Any, language: str, size: Any
) -> None:
    """At a passage, a hit, a heading, a number: in sight at once, and nothing moves."""
    url, documents = site
    plain = documents[language]
    address = address_of(plain)
    passage = passage_of(plain, 1_800)
    heading = passage_of(plain, 2_001)
    query = "key" if language == "en" else "کلید"
    for path, opens_at in (
        (address, "h1"),
        (f"{address}/p/{passage['id']}", f"#p-{passage['id']}"),
        (f"{address}/p/{passage['id']}?q={query}", f"#p-{passage['id']}"),
        (f"{address}?q={query}&hit=60#hit-60", "#hit-60"),
        (f"{address}?from=2001#p-{heading['id']}", f"#p-{heading['id']}"),
        (f"{address}?from=2049", f"#p-{passage_of(plain, 2049)['id']}"),
    ):
        context = chromium.new_context(base_url=url, viewport=size)
        context.add_init_script(SHIFTS)
        tab = context.new_page()
        tab.goto(path)
        tab.wait_for_timeout(400)  # what comes near is loaded, above and below
        assert is_in_sight(tab.locator(opens_at)), path
        name = opens_at.strip("#")[:3] + ("-hits" if "q=" in path else "")
        device = "phone" if size == PHONE else "desktop"
        tab.screenshot(path=screens / f"long-{name}-{language}-{device}.png")
        assert tab.evaluate("shifts.reduce((all, one) => all + one, 0)") < 0.001, path
        assert (
            tab.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            <= 0
        )
        context.close()


def test_scrolling_loads_what_comes(reading: Page, site: tuple[str, dict[str, Any]]) -> None:
    """To any place, at once or step by step: the passages that belong there, in order, no two."""
    plain = site[1]["en"]
    reading.goto(f"{address_of(plain)}/p/{passage_of(plain, 1_500)['id']}")
    for share in (0.9, 0.2, 0.55):
        reading.evaluate(
            "share => scrollTo({top: document.documentElement.scrollHeight * share})", share
        )
        reading.wait_for_timeout(600)
        number = reading.evaluate(
            """() => {
              const seen = [...document.querySelectorAll(".passage")].find(passage =>
                passage.getBoundingClientRect().bottom > innerHeight / 2);
              return Number(seen.querySelector(".number").text);
            }"""
        )
        assert abs(number / PASSAGES - share) < 0.05
    for _ in range(60):
        reading.mouse.wheel(0, -600)
        reading.wait_for_timeout(10)
    reading.wait_for_timeout(300)
    numbers = [int(text) for text in reading.locator(".passage > .number").all_text_contents()]
    assert numbers == sorted(set(numbers))
    assert len(numbers) > 6 * BLOCK
    shown = reading.evaluate(
        "[...document.querySelectorAll('.block [id^=p-]')].map(e => [e.id.slice(2), e.textContent])"
    )
    known = {passage["id"]: passage["text"] for passage in plain["passages"]}
    assert all(known[name] == text for name, text in shown)


def test_hits_of_the_whole_text_are_walked(reading: Page, site: tuple[str, dict[str, Any]]) -> None:
    """By key, by link, by the map, round the end; the count is told, the address follows."""
    plain = site[1]["en"]
    every = plain["text"].count("key")
    reading.goto(f"{address_of(plain)}?q=key")
    told = reading.locator(".hits-where")
    expect(told).to_have_attribute("role", "status")
    expect(told).to_have_text(f"Hit 1 of {every}")
    reading.keyboard.press("n")  # the first is in sight already
    for number in (2, 3):
        expect(told).to_have_text(f"Hit {number} of {every}")
        assert is_in_sight(reading.locator(f"#hit-{number}.now"))
        reading.keyboard.press("n")
    for _ in range(4):
        reading.keyboard.press("p")
    expect(told).to_have_text(f"Hit {every} of {every}")
    assert is_in_sight(reading.locator(f"#hit-{every}.now"))
    reading.get_by_role("link", name="Previous hit").click()
    expect(told).to_have_text(f"Hit {every - 1} of {every}")
    expect(reading.get_by_role("link", name="Previous hit")).to_be_focused()
    tick = reading.locator(".hit-map a").nth(40)
    number = int(str(tick.get_attribute("href")).partition("#hit-")[2])
    tick.locator("rect").click()
    expect(told).to_have_text(f"Hit {number} of {every}")
    assert is_in_sight(reading.locator(f"#hit-{number}.now"))
    assert tick.evaluate("tick => tick.matches('.now')")
    reading.reload()
    reading.wait_for_timeout(400)
    assert is_in_sight(reading.locator(f"#hit-{number}"))
    expect(told).to_have_text(f"Hit {number} of {every}")


def test_the_place_is_kept(reading: Page, site: tuple[str, dict[str, Any]]) -> None:
    """Far from where the page opened: after a look at another page, and when it is loaded again."""
    plain = site[1]["en"]
    reading.goto(f"{address_of(plain)}/p/{passage_of(plain, 1_000)['id']}")
    reading.evaluate("scrollTo({top: document.documentElement.scrollHeight * 0.8})")
    reading.wait_for_timeout(600)
    first = """() => {
      const seen = [...document.querySelectorAll(".block:not(.unread) [id^=p-]")].find(passage =>
        passage.getBoundingClientRect().bottom > 0);
      return [seen.id, Math.round(seen.getBoundingClientRect().top / 8)];
    }"""
    there = reading.evaluate(first)
    reading.goto("/help")
    reading.go_back()
    reading.wait_for_timeout(600)
    assert reading.evaluate(first) == there
    reading.reload()
    reading.wait_for_timeout(600)
    assert reading.evaluate(first) == there


def test_the_map_stands_beside_what_it_shows(
    reading: Page, site: tuple[str, dict[str, Any]]
) -> None:
    """A line's height on the map is that of its hit in the page, whatever is loaded."""
    plain = site[1]["en"]
    reading.goto(f"{address_of(plain)}?q=key")
    for place in (5, 60):
        tick = reading.locator(".hit-map a").nth(place)
        number = int(str(tick.get_attribute("href")).partition("#hit-")[2])
        reading.evaluate(f"goTo({number})")
        expect(reading.locator(f"#hit-{number}.now")).to_be_visible()
        reading.wait_for_timeout(100)
        share = reading.locator(f"#hit-{number}").evaluate(
            "mark => (mark.getBoundingClientRect().top + scrollY)"
            " / document.documentElement.scrollHeight"
        )
        box = tick.locator("rect").bounding_box()
        assert box
        assert abs(box["y"] / DESKTOP["height"] - share) < 0.02


def test_find_in_the_text(reading: Page, site: tuple[str, dict[str, Any]]) -> None:
    """Typed into the bar: the first hit in sight, the count, and the words stand in the box."""
    plain = site[1]["en"]
    reading.goto(f"{address_of(plain)}/p/{passage_of(plain, 2_500)['id']}?q=day")
    box = reading.get_by_role("searchbox", name="Find in this document")
    box.fill("key")
    box.press("Enter")
    expect(reading.locator(".hits-where")).to_have_text(f"Hit 1 of {plain['text'].count('key')}")
    assert is_in_sight(reading.locator("#hit-1"))
    expect(reading.get_by_role("searchbox", name="Find in this document")).to_have_value("key")
    reading.get_by_role("link", name="All results").click()
    expect(reading).to_have_url(f"{site[0]}/search?q=day")


def test_contents_lead_to_what_is_not_loaded(
    reading: Page, site: tuple[str, dict[str, Any]]
) -> None:
    """A heading far away is in sight after a click, has an address, and back leads back."""
    plain = site[1]["en"]
    reading.goto(address_of(plain))
    reading.locator(".contents").get_by_role("link", name="Chapter 4").click()
    heading = reading.locator(f"#p-{passage_of(plain, 2_001)['id']}")
    expect(heading).to_be_in_viewport()
    assert is_in_sight(heading)
    reading.reload()
    expect(heading).to_be_in_viewport()
    reading.go_back()
    expect(reading.locator("h1")).to_be_in_viewport()


def test_words_of_several_blocks_are_linked(
    reading: Page, site: tuple[str, dict[str, Any]]
) -> None:
    """What was selected over the edge of a block, and over one that was not there, has its link."""
    url, documents = site
    plain = documents["en"]
    reading.goto(f"{address_of(plain)}/p/{passage_of(plain, 1_000)['id']}")
    first, last = passage_of(plain, 1_020), passage_of(plain, 1_030)  # block 17 begins at 1,025
    start, end = first["start"] + 6, last["start"] + 12
    made = select(plain["text"], (first["start"], first["end"]), (start, end))
    mark_out(reading, plain, start, end)
    reading.keyboard.press("y")
    expect(reading.locator(".copied")).to_contain_text("link was copied")
    copied = reading.evaluate("navigator.clipboard.readText()")
    assert copied == f"{url}{address_of(plain)}/p/{first['id']}/{made}"
    reading.goto(copied)
    marks = reading.locator("mark.cited").all_text_contents()
    assert "\n".join(marks) == plain["text"][start:end]


def test_a_selection_waits_for_what_is_missing(
    reading: Page, site: tuple[str, dict[str, Any]]
) -> None:
    """No link is offered of words that are not all here; they are loaded, and then it is."""
    plain = site[1]["en"]
    held: list[Route] = []
    is_open = False
    reading.route(
        "**/passages**", lambda route: route.continue_() if is_open else held.append(route)
    )
    reading.goto(f"{address_of(plain)}/p/{passage_of(plain, 1_000)['id']}")
    last = reading.locator(".block:not(.unread)").last
    last.locator("[id^=p-]").last.evaluate(
        """element => {
          const next = element.closest(".block").nextElementSibling;
          const after = next.nextElementSibling;
          const selection = document.getSelection();
          selection.setBaseAndExtent(element.firstChild, 3, after, 0);
        }"""
    )
    reading.wait_for_timeout(400)
    bar = reading.get_by_role("toolbar", name="The selected words")
    expect(bar).to_be_hidden()
    assert held
    is_open = True
    for route in held:
        route.continue_()
    expect(bar).to_be_visible()


def test_what_cannot_be_loaded_is_asked_for_again(
    chromium: Browser, site: tuple[str, dict[str, Any]]
) -> None:
    """A sentence stands where the passages should be, and a button that tries once more."""
    url, documents = site
    plain = documents["en"]
    context = chromium.new_context(base_url=url, viewport=DESKTOP)
    tab = context.new_page()
    tab.route("**/passages**", lambda route: route.abort())
    tab.goto(address_of(plain))
    tab.evaluate("scrollTo({top: document.documentElement.scrollHeight / 2})")
    again = tab.get_by_role("button", name="could not be loaded").first
    expect(again).to_be_visible()
    tab.unroute("**/passages**")
    again.click()
    expect(tab.locator(".block.added").first).to_be_attached()
    expect(tab.locator(".block.added .number:focus")).to_have_count(1)  # it is not lost
    context.close()
