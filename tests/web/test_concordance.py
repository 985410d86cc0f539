"""Concordances on the site: a page of lines, the same for programs, and all of it as a table."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.site_fixtures import make_site, serving
from tests.web.reading import soup, words
from web.app import create_app
from web.pages_concordance import _PART as PART
from web.tables import BYTE_ORDER_MARK, LINE_COLUMNS

PERSIAN = "بایگانی"


@pytest.fixture
def client(sample_app: Flask) -> Iterator[FlaskClient]:
    """A client of the site over the sample corpus."""
    with sample_app.test_client() as client:
        yield client


@pytest.mark.parametrize("query", ["archive", PERSIAN, '"reading room"', "the W/3 archive"])
@pytest.mark.parametrize("order", ["oldest", "newest", "before", "after"])
def test_the_page_shows_what_the_api_says(client: FlaskClient, query: str, order: str) -> None:
    """The same lines in the same order, each a link to its passage, which opens."""
    asked = f"?q={quote(query)}&order={order}&per_page=7"
    api = client.get(f"/api/v1/concordance{asked}").get_json()
    page = soup(client, f"/search{asked}&view=kwic")
    lines = page.select(".line .kwic")
    assert lines
    assert words(page.h1).startswith(f"{api['total']['value']:,} occurrence")
    for line, told in zip(lines, api["lines"], strict=True):
        said = f"{told['before']} {told['keyword']} {told['after']}"
        assert words(line) == " ".join(said.split())
        assert words(line.mark) == told["keyword"]
        assert str(line["href"]).split("?")[0] in told["passage"]["url"]
    opened = soup(client, str(lines[0]["href"]))
    assert words(lines[0].mark) in words(opened.select_one(".passage.opened"))


def test_every_link_of_a_page_of_lines_keeps_the_view(client: FlaskClient) -> None:
    """Facets, dates, orders and pages stay in lines; the list of documents is one link away."""
    page = soup(client, "/search?q=archive&view=kwic&per_page=5")
    links = page.select(".facets a, .pages a, .tools a, .views a")
    others = {str(link["href"]) for link in links if "view=kwic" not in str(link["href"])}
    assert {address for address in others if address.startswith("/search")} == {"/search?q=archive"}
    assert page.select_one(".seek input[name=view][value=kwic]")
    assert page.select_one(".dates input[name=view][value=kwic]")
    assert client.get("/search.json?q=archive&view=kwic").get_json()["lines"]


def test_the_short_address_leads_to_the_page(client: FlaskClient) -> None:
    """/concordance is the view of a search, whatever else the address says."""
    answer = client.get("/concordance?q=archive&order=after&view=list")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/search?q=archive&view=kwic&order=after"


def test_pages_show_every_line_once(client: FlaskClient) -> None:
    """Following the next page to the end gives the lines of one long page."""
    seen: list[str] = []
    address = f"/search?q={quote(PERSIAN)}&view=kwic&per_page=3"
    while address:
        page = soup(client, address)
        seen += [words(line) for line in page.select(".line")]
        following = page.select_one(".pages [rel=next]")
        address = str(following["href"]) if following else ""
    whole = soup(client, f"/search?q={quote(PERSIAN)}&view=kwic")
    assert seen == [words(line) for line in whole.select(".line")]
    assert len(seen) > 3


def test_a_view_without_lines_says_why(client: FlaskClient) -> None:
    """Titles have no lines; nothing found shows the ways on that the list shows."""
    titles = soup(client, "/search?q=title:archive&view=kwic")
    assert "titles, bylines, dates" in words(titles.select_one(".notice"))
    assert titles.select_one(".nothing a[href='/search?q=title%3Aarchive']")
    nothing = soup(client, "/search?q=zzzz&view=kwic")
    assert "the help" in words(nothing.select_one(".nothing"))


def table(data: bytes) -> list[dict[str, str]]:
    """The rows of a table, by its columns."""
    text = data.decode("utf-8").removeprefix(BYTE_ORDER_MARK)
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_table_has_every_line(client: FlaskClient) -> None:
    """All lines, whatever the page, with links that open; in UTF-8 with its mark."""
    answer = client.get("/concordance.csv?q=archive&per_page=2&page=2&order=before")
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = table(answer.data)
    api = client.get("/api/v1/concordance?q=archive&per_page=500&order=before").get_json()
    assert [(row["before"].lstrip("'"), row["keyword"], row["start"]) for row in rows] == [
        (line["before"].lstrip("'"), line["keyword"], str(line["start"])) for line in api["lines"]
    ]
    assert tuple(rows[0]) == LINE_COLUMNS
    assert client.get(rows[0]["link"].removeprefix("http://localhost")).status_code == 200
    assert table(client.get("/concordance.csv?q=zzzz").data) == []


@pytest.mark.slow
def test_a_long_table_comes_whole_while_others_search(tmp_path: Path) -> None:
    """Thousands of lines over HTTP, made part by part between other readers' searches."""
    size = 4 * PART + 1
    text = "\n\n".join(f"Line {number} names the letter =1+1." for number in range(size))
    site = create_app(make_site(tmp_path, {"long.txt": text}))
    with serving(site) as url:
        statuses: list[int] = []

        def search() -> None:
            for _ in range(5):
                with urlopen(f"{url}/search?q=letter") as page:  # noqa: S310
                    statuses.append(page.status)

        readers = [threading.Thread(target=search) for _ in range(4)]
        for reader in readers:
            reader.start()
        with urlopen(f"{url}/concordance.csv?q=letter") as answer:  # noqa: S310
            rows = table(answer.read())
        for reader in readers:
            reader.join()
    assert [row["number"] for row in rows] == [str(number) for number in range(1, size + 1)]
    assert len({row["start"] for row in rows}) == size
    assert statuses == [200] * 20
