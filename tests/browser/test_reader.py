"""The reading room in a real browser: a long text, the bar, the sheets, the keys; with and without
a script.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from archive.identifiers import show
from archive.selections import select
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_selection import address_of, mark_out
from tests.site_fixtures import make_site, serving
from web.app import create_app
from web.windows import BLOCK

pytestmark = pytest.mark.browser

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
    app = create_app(make_site(tmp_path_factory.mktemp("reader"), files))
    client = app.test_client()
    documents = {}
    for language in ("en", "fa"):
        query = {"q": f"language:{language}"}
        hit = client.get("/api/v1/search", query_string=query).get_json()["hits"][0]
        documents[language] = client.get(f"/d/{show(hit['document']['id'])}.json").get_json()
    with serving(app) as url:
        yield url, documents


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
    assert told == []


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


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_moves_on_a_short_page(chromium: Browser, sample_url: str, size: Any) -> None:
    """What scripts add to a text has its room before: buttons, marks, the map."""
    context = chromium.new_context(base_url=sample_url, viewport=size)
    context.add_init_script(SHIFTS)
    tab = context.new_page()
    for query in ("register", "بایگانی", "notes"):
        answer = context.request.get("/api/v1/search", params={"q": query}).json()
        hit = answer["hits"][0]
        for address in (hit["document"]["url"], hit["passages"][0]["url"]):
            tab.goto(f"{address}?q={query}")
            tab.wait_for_timeout(200)
            assert tab.evaluate("shifts.reduce((all, one) => all + one, 0)") == 0, address
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


def test_keys_are_listed(reading: Page, site: tuple[str, dict[str, Any]]) -> None:
    """``?`` lists those that work here, no others; Escape closes, and the focus is where it was."""
    plain = site[1]["en"]
    listed = reading.get_by_role("dialog", name="Keys that work here")
    for address, keys in (
        (f"{address_of(plain)}?q=key", ["/", "n", "p", "y", "c", "?"]),
        (address_of(plain), ["/", "y", "c", "?"]),
        ("/help", ["/", "?"]),
    ):
        reading.goto(address)
        link = reading.get_by_role("link", name="Browse")
        link.focus()
        reading.keyboard.press("?")
        expect(listed).to_be_visible()
        shown = [key.inner_text() for key in listed.locator("kbd").all() if key.is_visible()]
        assert shown == keys
        reading.keyboard.press("n")  # nothing behind it takes a key
        reading.keyboard.press("Escape")
        expect(listed).to_be_hidden()
        expect(link).to_be_focused()
        reading.locator("#q").press("?")
        expect(listed).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no-script"])
def test_sheets_on_a_phone(
    chromium: Browser, site: tuple[str, dict[str, Any]], screens: Any, scripts: bool
) -> None:
    """Contents, find and what is known of it: opened and closed by a touch, without script too."""
    url, documents = site
    for language in ("en", "fa"):
        plain = documents[language]
        context = chromium.new_context(
            base_url=url, viewport=PHONE, java_script_enabled=scripts, color_scheme="light"
        )
        tab = context.new_page()
        tab.goto(f"{address_of(plain)}/p/{passage_of(plain, 1_000)['id']}?q=key")
        for button, sheet, name in (
            ("Contents", "#contents", "contents"),
            ("Find", "#find-here", "find"),
            ("About it", "#about-document", "about"),
        ):
            expect(tab.locator(sheet)).to_be_hidden()
            tab.get_by_role("button", name=button, exact=True).click()
            expect(tab.locator(sheet)).to_be_in_viewport()
            if scripts:
                tab.screenshot(path=screens / f"sheet-{name}-{language}-phone-light.png")
            tab.mouse.click(180, 20)  # beside it
            expect(tab.locator(sheet)).to_be_hidden()
        tab.get_by_role("button", name="Contents", exact=True).click()
        tab.locator("#contents a").last.click()
        heading = tab.locator(f"#p-{passage_of(plain, 2_501)['id']}")
        expect(heading).to_be_in_viewport()
        expect(tab.locator("#contents")).to_be_hidden()
        context.close()


def test_everything_is_reached_without_a_script(
    chromium: Browser, site: tuple[str, dict[str, Any]]
) -> None:
    """Next and previous passages, hits far away, the map, find: by links and a form."""
    url, documents = site
    plain = documents["en"]
    context = chromium.new_context(base_url=url, viewport=DESKTOP, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{address_of(plain)}?q=key")
    tab.get_by_role("link", name="Further: passages").click()
    expect(tab.locator(f"#p-{passage_of(plain, 2 * BLOCK + 1)['id']}")).to_be_in_viewport()
    tab.get_by_role("link", name="Earlier: passages").click()
    expect(tab.locator(f"#p-{passage_of(plain, 1)['id']}")).to_be_in_viewport()
    tab.get_by_role("link", name="Previous hit").click()
    expect(tab.locator("mark:target")).to_be_in_viewport()
    tab.locator(".hit-map a").nth(20).locator("rect").click()
    expect(tab.locator("mark:target")).to_be_in_viewport()
    tab.get_by_role("searchbox", name="Find in this document").fill("chapter")
    tab.get_by_role("button", name="Find", exact=True).click()
    expect(tab.locator("#hit-1")).to_be_in_viewport()
    context.close()


def test_what_is_printed(chromium: Browser, site: tuple[str, dict[str, Any]]) -> None:
    """The text, its citation and its link; none of what is for the screen, and no empty room."""
    url, documents = site
    plain = documents["en"]
    context = chromium.new_context(base_url=url, viewport=DESKTOP)
    tab = context.new_page()
    tab.goto(f"{address_of(plain)}/p/{passage_of(plain, 1_000)['id']}?q=key")
    tab.emulate_media(media="print")
    for gone in (".reading-bar", ".hit-map", ".contents", ".side", ".block.unread", ".copy"):
        expect(tab.locator(gone).first).to_be_hidden()
    printed = tab.locator(".printed")
    expect(printed).to_be_visible()
    expect(printed).to_contain_text(passage_of(plain, 1_000)["id"])
    height = tab.evaluate("document.documentElement.scrollHeight")
    assert height < 400 * tab.locator(".passage").count()
    context.close()
