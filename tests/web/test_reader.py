"""A long text in the reading room, over HTTP: windows, hits through the whole, find, contents."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPResponse
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from bs4 import BeautifulSoup

from archive.identifiers import show
from tests.site_fixtures import make_site, serving
from tests.web.reading import words
from web.app import create_app
from web.windows import BLOCK

pytestmark = pytest.mark.slow

CHAPTERS = 12
LINES = 50  # of a chapter


def chapter(number: int) -> str:
    """A heading and lines, every tenth of them with the key, one with two."""
    lines = [
        f"Line {line} of chapter {number} says that nothing else was found on that day."
        + (" The key was there." if line % 10 == 3 else "")
        + (" The key, the same key, lay on the desk." if line == 27 else "")
        for line in range(LINES)
    ]
    return "\n\n".join([f"## Chapter {number}", *lines])


LONG = "\n\n".join(["# A long text", *(chapter(number) for number in range(CHAPTERS))])
LONGER = "\n\n".join(["# A longer text", *(chapter(number) for number in range(4 * CHAPTERS))])
SHORT = f"# A short text\n\n{chapter(0)}"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, Any]]]:
    """The address of a site, served, and its documents by title, as the API gives them."""
    files: dict[str, bytes | str] = {"long.md": LONG, "longer.md": LONGER, "short.md": SHORT}
    app = create_app(make_site(tmp_path_factory.mktemp("room"), files))
    client = app.test_client()
    hits = client.get("/api/v1/search?q=").get_json()["hits"]
    known = {
        hit["document"]["title"]: client.get(f"/d/{show(hit['document']['id'])}.json").get_json()
        for hit in hits
    }
    with serving(app) as url:
        yield url, known


def page(room: tuple[str, dict[str, Any]], address: str) -> BeautifulSoup:
    """A page of the site, got over HTTP."""
    return BeautifulSoup(fetched(room, address), "lxml")


def fetched(room: tuple[str, dict[str, Any]], address: str) -> bytes:
    """Its bytes."""
    answer: HTTPResponse
    with urlopen(room[0] + address.partition("#")[0], timeout=30) as answer:  # noqa: S310
        assert answer.status == 200
        return answer.read()


def address_of(plain: dict[str, Any]) -> str:
    """The path of a document."""
    return f"/d/{show(plain['id'])}"


def passages_of(tree: BeautifulSoup) -> list[tuple[str, str]]:
    """Identifier and text of the passages on a page."""
    return [(str(each["id"])[2:], each.get_text()) for each in tree.select("[id^='p-']")]


def hits_of(tree: BeautifulSoup) -> list[int]:
    """The numbers of the hits on a page."""
    return [int(str(mark["id"])[4:]) for mark in tree.select("mark[id^='hit-']")]


def test_every_passage_is_reached_by_links(room: tuple[str, dict[str, Any]]) -> None:
    """Forwards and backwards, in order, each once and whole; each with a link of its own."""
    plain = room[1]["A long text"]
    every = [(passage["id"], passage["text"]) for passage in plain["passages"]]
    tree = page(room, address_of(plain))
    shown = passages_of(tree)
    while link := tree.select_one(".more a[rel=next]"):
        assert "Further" in words(link)
        tree = page(room, str(link["href"]))
        shown += [each for each in passages_of(tree) if each not in shown[-2 * BLOCK :]]
    assert shown == every
    back = passages_of(tree)
    while link := tree.select_one(".more a[rel=prev]"):
        tree = page(room, str(link["href"]))
        before = passages_of(tree)
        back = before + back[len(before) - (every.index(back[0]) - every.index(before[0])) :]
    assert back == every


def test_blocks_are_the_text_too(room: tuple[str, dict[str, Any]]) -> None:
    """What a script adds: every block by its first number, named as on the page."""
    plain = room[1]["A long text"]
    source = page(room, address_of(plain)).select_one(".text")
    assert source
    lengths = str(source["data-lengths"]).split()
    shown = []
    for index, length in enumerate(lengths):
        tree = page(room, f"{source['data-passages']}?from={index * BLOCK + 1}")
        (block,) = tree.select(".block")
        assert block["id"] == f"b-{index * BLOCK + 1}"
        texts = [text for _, text in passages_of(tree)]
        assert sum(map(len, texts)) + len(texts) - (index == len(lengths) - 1) == int(length)
        shown += passages_of(tree)
    assert shown == [(passage["id"], passage["text"]) for passage in plain["passages"]]


def test_a_page_is_no_larger_for_a_longer_text(room: tuple[str, dict[str, Any]]) -> None:
    """Four times the text, the same page but for the contents and the lengths of its blocks."""
    sizes = [
        len(fetched(room, address_of(room[1][title])))
        for title in ("A long text", "A longer text", "A short text")
    ]
    assert sizes[1] - sizes[0] < 15_000
    assert sizes[0] < 4 * sizes[2]


def test_a_short_text_is_whole(room: tuple[str, dict[str, Any]]) -> None:
    """No windows, nothing for a script to add."""
    plain = room[1]["A short text"]
    tree = page(room, address_of(plain))
    assert len(passages_of(tree)) == len(plain["passages"])
    assert not tree.select(".more, [data-passages]")


def test_a_link_opens_within_its_window(room: tuple[str, dict[str, Any]]) -> None:
    """Marked, where the page opens, and not at the edge of what is shown."""
    plain = room[1]["A long text"]
    for number in (0, 1, 31, 32, 63, 64, 65, 300, 611, len(plain["passages"]) - 1):
        passage = plain["passages"][number]
        tree = page(room, f"{address_of(plain)}/p/{passage['id']}?q=key")
        (opened,) = tree.select("[autofocus]")
        assert opened["id"] == f"p-{passage['id']}"
        shown = [name for name, _ in passages_of(tree)]
        place = shown.index(passage["id"])
        assert place >= min(number, BLOCK // 2)
        assert len(shown) - place > min(len(plain["passages"]) - number - 1, BLOCK // 2)


def test_hits_are_counted_through_the_whole(room: tuple[str, dict[str, Any]]) -> None:
    """The same number on every page; each hit has its page, where it has its number; and a map."""
    plain = room[1]["A long text"]
    address = f"{address_of(plain)}?q=key"
    every = plain["text"].count("key")
    assert every == CHAPTERS * 7
    numbers = []
    tree = page(room, address)
    while True:
        assert words(tree.select_one(".hits-all")) == str(every)
        numbers += [number for number in hits_of(tree) if number not in numbers]
        link = tree.select_one(".more a[rel=next]")
        if not link:
            break
        tree = page(room, str(link["href"]))
    assert numbers == list(range(1, every + 1))
    for number in (1, 40, every):
        tree = page(room, f"{address}&hit={number}")
        assert number in hits_of(tree)
        assert words(tree.select_one(".hits-now")) == str(number)
        following = tree.select_one(".hits-next")
        assert following
        assert str(following["href"]).endswith(f"hit={number % every + 1}#hit-{number % every + 1}")
    ticks = tree.select(".hit-map a")
    assert {tick["tabindex"] for tick in ticks} == {"-1"}
    for tick in ticks[:: len(ticks) // 5]:
        way = str(tick["href"])
        assert int(way.partition("#hit-")[2]) in hits_of(page(room, way))
    block = page(room, f"{address_of(plain)}/passages?q=key&hit=40")
    assert 40 in hits_of(block)


def test_find_in_a_document(room: tuple[str, dict[str, Any]]) -> None:
    """By the one query language, with the count, from the first hit; the search stays at hand."""
    plain = room[1]["A long text"]
    tree = page(room, f"{address_of(plain)}?q=key")
    form = tree.select_one("form.find")
    assert form
    assert form["action"] == f"{address_of(plain)}#hit-1"
    sent = {str(field["name"]): str(field.get("value", "")) for field in form.select("input")}
    assert sent == {"q": "key", "find": "", "hit": "1"}
    find = quote('"chapter 7" -nothing')
    tree = page(room, f"{address_of(plain)}?q=key&find={find}&hit=1")
    every = plain["text"].lower().count("chapter 7")
    assert words(tree.select_one(".hits-where")) == f"Hit 1 of {every}"
    assert {mark.get_text().lower() for mark in tree.select(".block mark")} == {"chapter 7"}
    back = tree.select_one(".hits-back")
    assert back
    assert back["href"] == "/search?q=key"
    following = tree.select_one(".hits-next")
    assert following
    assert "find=%22chapter+7%22" in str(following["href"])
    number = tree.select_one(".block .number")
    assert number
    assert "find=" in str(number["href"])
    none = page(room, f"{address_of(plain)}?find=zebra")
    assert words(none.select_one(".hits-where")) == "No words of “zebra” stand in this text"
    odd = page(room, f"{address_of(plain)}?find={quote('(key')}")
    assert words(odd.select_one(".hits-notice"))


def test_contents_lead_into_the_whole(room: tuple[str, dict[str, Any]]) -> None:
    """Every heading; those that are not on the page by a page that has them."""
    plain = room[1]["A long text"]
    links = page(room, address_of(plain)).select(".contents a")
    assert [words(link) for link in links] == [f"Chapter {number}" for number in range(CHAPTERS)]
    for link in links:
        address = str(link["href"])
        if not address.startswith("#"):
            tree = page(room, address)
            heading = tree.select_one(f"#{address.partition('#')[2]}")
            assert words(heading) == words(link)


def test_odd_numbers_lead_somewhere(room: tuple[str, dict[str, Any]]) -> None:
    """A page is a page, whatever stands in its address."""
    address = address_of(room[1]["A long text"])
    for odd in ("0", "-3", "99999999", "x", "²", "1e3", ""):
        assert passages_of(page(room, f"{address}?from={quote(odd)}"))
        assert passages_of(page(room, f"{address}?q=key&hit={quote(odd)}"))
        assert passages_of(page(room, f"{address}/passages?from={quote(odd)}"))


def test_the_text_is_beside_the_copy(room: tuple[str, dict[str, Any]]) -> None:
    """Numbers that mark their passage in the copy; the rest of a long text by links."""
    plain = room[1]["A long text"]
    passage = plain["passages"][400]
    tree = page(room, f"{address_of(plain)}/look?p={passage['id']}")
    assert words(tree.select_one(".beside .opened p")) == passage["text"]
    frame = tree.select_one("iframe")
    assert frame
    assert f"p={passage['id']}" in str(frame["src"])
    further = tree.select_one(".beside a[rel=next]")
    assert further
    after = page(room, str(further["href"])).select(".beside .passage")
    assert after
    number = after[0].select_one(".number")
    assert number
    assert page(room, str(number["href"])).select(".beside .opened")


def test_what_is_printed_is_citation_and_link(room: tuple[str, dict[str, Any]]) -> None:
    """At the end of the text, for paper; of a part of a text it is said to be one."""
    plain = room[1]["A long text"]
    printed = words(page(room, address_of(plain)).select_one(".printed"))
    assert "A long text" in printed
    assert printed.count(address_of(plain)) >= 1
    assert f"{len(plain['passages'])} passages" in printed
    assert "part of a text" not in words(
        page(room, address_of(room[1]["A short text"])).select_one(".printed")
    )
