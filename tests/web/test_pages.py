"""The pages of the archive as a whole: front page, search, browse, report, help."""

from __future__ import annotations

import logging
import re
import urllib.request
from collections import deque
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient

from tests.web.reading import soup, words

RESULT_PAGE_BYTES = 60_000  # what a result page may weigh on a slow line
CRAWLED = 120  # pages; enough to see every kind several times


@pytest.fixture
def client(sample_app: Flask) -> FlaskClient:
    """A client of the site over the sample corpus."""
    return sample_app.test_client()


def addresses(page: BeautifulSoup, selector: str) -> list[str]:
    """The links that a selector finds."""
    return [str(link["href"]) for link in page.select(selector)]


def total(page: BeautifulSoup) -> int:
    """The number in the head line of a result page."""
    found = re.match(r"([\d,]+) document", words(page.h1))
    return int(found[1].replace(",", "")) if found else 0


@pytest.mark.slow
def test_every_page_is_sound_and_every_link_leads_somewhere(client: FlaskClient) -> None:
    """From the front page on: no dead link, nothing inline, nothing from elsewhere, unique names.

    Without a script: links are all there is to follow.
    """
    seen, waiting = {"/"}, deque(["/"])
    while waiting and len(seen) < CRAWLED + len(waiting):
        address = waiting.popleft()
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code == 200, address
        if answer.mimetype != "text/html" or address.split("?")[0].endswith("/view"):
            continue
        page = BeautifulSoup(answer.text, "lxml")
        names = [str(element["id"]) for element in page.select("[id]")]
        assert len(names) == len(set(names)), address
        assert page.html
        chosen = parse_qs(urlsplit(address).query).get("lang", ["en"])
        assert [page.html.get("lang")] == chosen, address
        assert page.select_one("title"), address
        assert len(page.select("h1")) == 1, address
        inline = 'style, [style], script:not([src], [type="application/ld+json"])'
        assert not page.select(f"{inline}, base, object, embed"), address
        for element in page.select("[src], link[href]"):
            target = str(element.get("src") or element.get("href"))
            canonical = "canonical" in (element.get("rel") or [])
            assert canonical or target.startswith("/"), (address, target)
        assert not [a for e in page.find_all(True) for a in e.attrs if a.startswith("on")]
        for link in page.select("a[href]"):
            target = str(link["href"])
            if urlsplit(target).scheme:
                assert "noreferrer" in (link.get("rel") or []), (address, target)
                continue
            target = target.partition("#")[0]
            if target and target not in seen:
                seen.add(target)
                waiting.append(target)
    assert len(seen) > CRAWLED / 2


@pytest.mark.slow
def test_links_within_a_page_have_their_target(client: FlaskClient) -> None:
    """Contents, hits and the link to the text all lead to something that is there."""
    first = addresses(soup(client, "/search?q=archive"), ".found")[0]
    for address in ("/", "/search?q=archive", first, first.partition("/p/")[0]):
        page = soup(client, address)
        for target in addresses(page, "a[href*='#']"):
            path, _, name = target.partition("#")
            if not path or path == address.partition("?")[0]:
                assert page.find(id=name), (address, target)


def test_the_front_page_says_what_there_is(client: FlaskClient) -> None:
    """Counts, years, shelves that lead to as many documents as they say, newest accessions."""
    page = soup(client, "/")
    assert re.search(r"\d+ documents in \d+ passages", words(page.select_one(".holdings")))
    assert page.select(".chart a[href*='f.year=']")
    assert page.select(".newest h3 a")
    for item in page.select(".shelf li")[:6]:
        count = item.select_one(".count")
        if count:
            assert total(soup(client, addresses(item_page(item), "a")[0])) == int(words(count))


def item_page(item: Tag) -> BeautifulSoup:
    """An element as a page of its own."""
    return BeautifulSoup(str(item), "lxml")


@pytest.mark.parametrize("query", ["archive", "reading room", "بایگانی", "", "date:2021 archive"])
def test_results_are_those_of_the_api(client: FlaskClient, query: str) -> None:
    """The same documents and passages in the same order, the same counts, the same words marked."""
    plain = client.get(f"/api/v1/search?group=1&q={quote(query)}").get_json()
    page = soup(client, f"/search?q={quote(query)}")
    cards = page.select(".hit")
    # Those that have only some of the words follow the others, below a line of their own.
    assert total(page) == plain["total"]["with_all"]
    assert len(cards) == len(plain["hits"])
    for card, hit in zip(cards, plain["hits"], strict=True):
        document = hit["document"]
        title = card.select_one("h2 a")
        assert words(title) == " ".join(document["title"].split())
        assert document["sha256"][:12] in words(card.select_one(".facts"))
        shown = card.select(".found")
        assert 1 <= len(shown) <= 3
        for link, passage in zip(shown, hit["passages"], strict=True):
            assert str(link["href"]).partition("?")[0] == urlsplit(passage["url"]).path
            marks = [mark.get_text() for mark in link.select("mark")]
            expected = [passage["text"][a:b] for a, b in passage["highlights"]]
            assert marks == expected[: len(marks)]
            assert bool(marks) == bool(expected)


def test_a_card_says_what_is_known_of_the_document(client: FlaskClient) -> None:
    """Source, author, date with its basis, language, type and digest; or that it is not dated."""
    page = soup(client, "/search?q=title:rules+reading&sort=oldest")
    facts = words(page.select_one(".hit .facts"))
    assert "archive.example" in facts
    assert "15 January 2021 (" in facts
    assert "web page, English" in facts
    assert "captured" in facts
    undated = soup(client, "/search?f.year=")
    assert {"not dated" in words(card) for card in undated.select(".hit .facts")} == {True}


def test_facets_narrow_widen_and_exclude(client: FlaskClient) -> None:
    """Each link leads to the number it promises; with and without a value make up the whole."""
    whole = soup(client, "/search?q=archive")
    for facet in whole.select(".facet")[:12]:
        take, leave = addresses(item_page(facet), "a")
        count = int(words(facet.select_one(".count")))
        assert total(soup(client, take)) == count, take
        with_and_without = count + total(soup(client, leave))
        assert with_and_without == total(whole), leave


def test_what_narrows_can_be_taken_back(client: FlaskClient) -> None:
    """Chips for each value, in and out, and for dates; a new query keeps them."""
    page = soup(client, "/search?q=archive&f.language=en&-f.type=text/plain&from=2009&to=2030")
    labels = [words(chip) for chip in page.select(".chips a")]
    assert labels == [
        "Language: English",
        "Type: Plain text",
        "Published from 2009 to 2030",
        "Clear all",
    ]
    assert "without" in (page.select(".chips a")[1].get("class") or [])
    assert addresses(page, ".chips a")[0] == (
        "/search?q=archive&-f.type=text%2Fplain&from=2009&to=2030"
    )
    assert addresses(page, ".chips a.clear") == ["/search?q=archive"]
    kept = {(str(i["name"]), str(i["value"])) for i in page.select(".seek input[type=hidden]")}
    expected = {("f.language", "en"), ("-f.type", "text/plain"), ("from", "2009"), ("to", "2030")}
    assert kept == expected
    assert page.select('.facet a[aria-current="true"] bdi')[0].get_text() == "English"


def test_pages_of_results_show_every_document_once(client: FlaskClient) -> None:
    """Following "next" from the first page to the last, and back to the first."""
    address, ids, backwards = "/search?per_page=7", [], 0
    while address:
        page = soup(client, address)
        ids += [urlsplit(link).path for link in addresses(page, ".hit h2 a, .hit .copies a")]
        following = addresses(page, ".pages a[rel=next]")
        last, address = address, following[0] if following else ""
    assert len(ids) == len(set(ids)) == total(soup(client, "/search"))
    while previous := addresses(soup(client, last), ".pages a[rel=prev]"):
        last, backwards = previous[0], backwards + 1
    entries = len(ids) - len(addresses(soup(client, "/search?per_page=100"), ".copies a"))
    assert backwards == -(-entries // 7) - 1


def test_orders_are_links_and_hold(client: FlaskClient) -> None:
    """Oldest first has dates that do not fall; the order in use is said."""
    page = soup(client, "/search?sort=oldest&per_page=100")
    dates = [str(time["datetime"])[:4] for time in page.select(".hit .facts time:first-of-type")]
    published = [
        card.select_one(".facts time")
        for card in page.select(".hit")
        if "not dated" not in words(card.select_one(".facts"))
    ]
    years = [str(time["datetime"])[:4] for time in published if time]
    assert dates
    assert years == sorted(years)
    assert words(page.select_one(".orders [aria-current]")) == "oldest"


def test_nothing_found_shows_ways_on(client: FlaskClient) -> None:
    """Each word alone with its count and link; what could not be read, with the report."""
    page = soup(client, "/search?q=archive+zebra&strict=1")
    assert "Nothing was found" in words(page.h1)
    alone = [words(item) for item in page.select(".nothing .counted-list li")]
    assert len(alone) == 2
    assert re.fullmatch(r"archive – \d+ documents", alone[0])
    assert alone[1] == "zebra – in no document"
    assert addresses(page, ".nothing a[href='/report']")
    assert total(soup(client, addresses(page, ".nothing li a")[0])) > 0


def test_some_of_the_words_are_shown_and_said_to_be_some(client: FlaskClient) -> None:
    """No document has both words: the page says so, and shows those that have one."""
    page = soup(client, "/search?q=archive+zebra")
    assert words(page.h1) == "No document has both words"
    assert "have some of them" in words(page.select_one(".some-words"))
    assert page.select(".hit mark")
    assert words(soup(client, "/search?q=archive+AND+zebra").h1) == "Nothing was found"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=archive&bogus=1", "“bogus” in the address is not known here"),
        ("q=archive&page=99", "There is no page 99"),
        ("q=archive&sort=best", "not one of relevance, newest, oldest"),
        ("q=archive&from=never", "is not a date"),
        (f"q={'a' * 2500}", "at most 2000 can be searched"),
    ],
)
def test_what_cannot_be_meant_is_said(client: FlaskClient, query: str, said: str) -> None:
    """A sentence above the results, never an error page."""
    assert said in words(soup(client, f"/search?{query}").select_one(".results-head"))


def test_the_query_is_shown_as_understood(client: FlaskClient) -> None:
    """As run, with what each word was widened to, isolated for direction."""
    page = soup(client, "/search?q=reading+room+-zebra")
    understood = words(page.select_one(".understood"))
    assert understood.startswith("Read as")
    assert "zebra" in understood
    assert page.select_one(".understood bdi")
    box = page.select_one("#q")
    assert box
    assert box["value"] == "reading room -zebra"


@pytest.mark.parametrize("query", ["", "archive", "the", "و", "document OR archive OR یک"])
def test_a_result_page_is_light(client: FlaskClient, query: str) -> None:
    """Also with long passages and many facet values."""
    assert len(client.get(f"/search?q={quote(query)}").data) < RESULT_PAGE_BYTES


def test_the_report_names_what_was_not_read(client: FlaskClient) -> None:
    """Every file with its reason, and the index that says so."""
    page = soup(client, "/report")
    text = words(page.main)
    assert "captures/2026/unreadable-on-purpose.html" in text
    assert re.search(
        r"\d+ files were found\. \d+ documents with \d+ passages can be searched", text
    )


def test_examples_of_the_help_find_something_here(client: FlaskClient) -> None:
    """All of them, none is corrected by a notice, and each part of the language has some."""
    page = soup(client, "/help")
    examples = addresses(page, "table a")
    assert len(examples) > 8
    for part in ("words", "patterns", "near", "literal", "fields", "right-to-left", "everything"):
        assert page.select(f"#{part} + table a"), part
    for address in examples:
        page = soup(client, address)
        assert total(page) > 0, address
        assert not page.select(".notice:not(:-soup-contains('date'))"), address


def test_browsing_leads_to_searches(client: FlaskClient) -> None:
    """The whole of a field, and the short address of a value."""
    languages = {words(link) for link in soup(client, "/browse/language").select(".shelf a")}
    assert {"English", "Persian", "Arabic"} <= languages
    answer = client.get("/browse/language/fa")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/search?f.language=fa"
    assert client.get("/browse/colour").status_code == 404
    assert client.get("/browse/colour/red").status_code == 404


def test_errors_are_pages_with_a_sentence(client: FlaskClient) -> None:
    """Not found, wrong method, wrong host: each says what to do, and none breaks."""
    assert "nothing at this address" in words(soup(client, "/nothing", 404).main)
    wrong = client.post("/search")
    assert wrong.status_code == 405
    assert "only be read" in wrong.text
    assert "GET" in wrong.headers["Allow"]
    foreign = client.get("/search", headers={"Host": "evil.example"})
    assert foreign.status_code == 400
    assert "does not answer to that host name" in foreign.text
    assert client.get("/", headers={"Host": "localhost:9000"}).status_code == 200
    assert client.get("/", headers={"Host": "[::1]:8080"}).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/search?q=%00", "/search?q=%ff%fe", "/search?q=%ED%A0%80", "/search?q[]=1", "/d/%00",
     "/d/%ff", "/search?%", "/d/9C1F%2F..%2Fetc", "/browse/language/%00", "/search?f.year=%00"],
)  # fmt: skip
def test_broken_addresses_are_answered(client: FlaskClient, address: str) -> None:
    """Bytes that are no text, surrogates, traversals: an answer, never an error of ours."""
    assert client.get(address, follow_redirects=True).status_code in (200, 404)


def test_the_log_does_not_tell_what_was_read(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither a query nor an identifier nor an address of a reader."""
    with caplog.at_level(logging.INFO, logger="muniment"):
        first = addresses(soup(client, "/search?q=reading+secretword"), "a[href^='/d/']")
        document = addresses(soup(client, "/search?q=reading"), ".found")[0]
        client.get(document, headers={"User-Agent": "particular/1.0"})
    told = caplog.text
    assert "GET /search 200" in told
    assert "GET /d/<document_id>/p/<passage_id> 200" in told
    for secret in ("secretword", "127.0.0.1", "particular", document.split("/")[2], *first):
        assert secret not in told


def test_readers_get_no_cookies(client: FlaskClient) -> None:
    """Nothing is remembered of anybody."""
    for address in ("/", "/search?q=archive", "/nothing"):
        assert "Set-Cookie" not in client.get(address).headers


def test_the_site_answers_over_http(sample_url: str) -> None:
    """The same application under waitress: health, style, script, a search."""
    for path, kind in (
        ("/livez", "text/plain"),
        ("/readyz", "text/plain"),
        ("/static/muniment.css", "text/css"),
        ("/static/muniment.js", "text/javascript"),
        ("/search?q=archive", "text/html"),
    ):
        with urllib.request.urlopen(sample_url + path) as answer:  # noqa: S310
            assert answer.status == 200
            assert answer.headers["Content-Type"].startswith(kind)
