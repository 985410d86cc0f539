"""Dates on a result page: which are used, what a click finds, what no column shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from tests.site_fixtures import make_site
from tests.web.reading import soup, words
from web.app import create_app

# published, captured; taken in is the day of the test
DATES = [
    ("1987-12-31", "2020-01-02"),
    ("1988", "2020-01-03"),
    ("1988-07", "2021-05-01"),
    ("1988-07-19", ""),
    ("1988-09-01", "2021-05-01"),
    ("", "2021-05-02"),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A site of letters with these dates."""
    files: dict[str, bytes | str] = {}
    for number, (published, captured) in enumerate(DATES):
        told = {"published": published, "captured_at": captured, "title": f"Letter {number}"}
        name = f"letter{number}.txt"
        files[name] = f"Letter {number}\n\nThe letter number {number} was kept in a drawer.\n"
        files[f"{name}.json"] = json.dumps({key: value for key, value in told.items() if value})
    with create_app(make_site(tmp_path_factory.mktemp("dates"), files)).test_client() as client:
        yield client


def total(client: FlaskClient, address: str) -> int:
    """How many documents a page is about."""
    heading = words(soup(client, address).h1)
    found = re.match(r"[\d,]+", heading)
    return int(found[0].replace(",", "")) if found else 0


def columns(client: FlaskClient, address: str) -> dict[str, tuple[int, str]]:
    """Of each column of the chart its number of documents and its address."""
    found = {}
    for link in soup(client, address).select(".timeline .chart a"):
        name, _, count = words(link.title).partition(": ")
        found[name] = int(count.split()[0]), str(link["href"])
    return found


@pytest.mark.slow
def test_few_years_are_shown_by_month(client: FlaskClient) -> None:
    """Each column finds what it says and those dated by the year alone, which are told apart."""
    months = columns(client, "/search?q=letter")
    assert {name: count for name, (count, _) in months.items()} == {
        "December 1987": 1, "July 1988": 2, "September 1988": 1
    }  # fmt: skip
    notes = [words(note) for note in soup(client, "/search?q=letter").select(".timeline .quiet")]
    assert notes == ["1 document dated 1988 only", "1 document without this date"]
    assert total(client, months["July 1988"][1]) == 2 + 1
    assert total(client, months["December 1987"][1]) == 1
    narrowed = soup(client, months["July 1988"][1])
    assert words(narrowed.select_one(".chips a")) == "Published from July 1988 to July 1988"
    assert "1 document without a date is not counted." in words(narrowed.select_one(".notice"))


def test_what_has_no_date_is_one_click_away(client: FlaskClient) -> None:
    """The documents without a date of publication are found by what counts them."""
    page = soup(client, "/search?q=letter")
    (link,) = page.select(".timeline .quiet a")
    undated = soup(client, str(link["href"]))
    assert [words(title) for title in undated.select(".hit h2")] == ["Letter 5"]


def test_dates_of_other_kinds_are_kept_apart(client: FlaskClient) -> None:
    """Capture and accession have their own chart, range and order; the page says which."""
    page = soup(client, "/search?q=letter&date_field=captured")
    assert words(page.select_one(".timeline [aria-current]")) == "Captured"
    found = columns(client, "/search?q=letter&date_field=captured")
    assert {name: count for name, (count, _) in found.items()} == {
        "January 2020": 2, "May 2021": 3
    }  # fmt: skip
    assert total(client, found["May 2021"][1]) == 3
    asked = "/search?q=letter&date_field=captured&from=2021"
    assert total(client, asked) == 3
    assert words(soup(client, asked).select_one(".chips a")) == "Captured from 2021"
    taken = soup(client, "/search?q=letter&date_field=accessioned")
    assert words(taken.select_one(".timeline .quiet")).startswith("6 documents in ")
    assert total(client, "/search?q=letter&date_field=accessioned&to=2001") == 0
    assert total(client, "/search?q=letter+accessioned:1990..2001") == 0
    assert total(client, "/search?q=letter+accessioned:2001..") == 6


@pytest.mark.parametrize(
    ("field", "oldest", "last"),
    [("published", [0, 1, 2, 3, 4], {5}), ("captured", [0, 1], {3})],
)
def test_order_by_date_tells_what_has_none(
    client: FlaskClient, field: str, oldest: list[int], last: set[int]
) -> None:
    """Oldest and newest go by the dates in use; documents without one come last, and it is said."""
    for sort in ("oldest", "newest"):
        page = soup(client, f"/search?q=letter&sort={sort}&date_field={field}")
        order = [int(words(title).split()[1]) for title in page.select(".hit h2")]
        assert set(order[-len(last) :]) == last
        assert "1 document comes last" in words(page.select_one(".notice"))
        if sort == "oldest":
            assert order[: len(oldest)] == oldest
    label = words(page.select_one(".orders [aria-current]"))
    assert label == ("newest" if field == "published" else "newest captured")


def test_a_range_can_be_typed(client: FlaskClient) -> None:
    """The form keeps query, kind of date and filters; any spelling of digits is read."""
    page = soup(client, "/search?q=letter&date_field=captured&-f.language=fa&from=2020")
    form = page.select_one("form.dates")
    assert form is not None
    sent = {str(i["name"]): str(i.get("value", "")) for i in form.select("input")}
    assert sent == {"q": "letter", "date_field": "captured", "-f.language": "fa",
                    "from": "2020", "to": ""}  # fmt: skip
    assert total(client, f"/search?q=letter&date_field=captured&from={quote('۲۰۲۱-۰۵-۰۲')}") == 1


def test_the_api_counts_the_same(client: FlaskClient) -> None:
    """Years and months with their exact counts, what is dated by year, what is not at all."""
    plain = client.get("/api/v1/search?q=letter").get_json()["timeline"]
    assert plain == {
        "field": "published",
        "years": [{"value": "1987", "count": 1}, {"value": "1988", "count": 4}],
        "months": [
            {"value": "1987-12", "count": 1}, {"value": "1988", "count": 1},
            {"value": "1988-07", "count": 2}, {"value": "1988-09", "count": 1},
        ],
        "undated": 1,
    }  # fmt: skip


def test_values_that_narrow_stay_and_others_can_be_added(client: FlaskClient) -> None:
    """A taken year has its count, the others theirs; one left out can be taken back in place."""
    page = soup(client, "/search?q=letter&f.year=1987")
    year = next(s for s in page.select(".facets section") if "Year" in words(s.h2))
    assert words(year.select_one(".facet [aria-current] bdi")) == "1987"
    others = {words(o.bdi): words(o.select_one(".count")) for o in year.select("details .facet")}
    assert others == {"1988": "4", "Not dated": "1"}
    both = str(year.select("details .facet a")[0]["href"])
    assert total(client, both) == 1 + 4
    out = soup(client, "/search?q=letter&-f.year=1988")
    assert total(client, "/search?q=letter&-f.year=1988") == 2
    (row,) = out.select(".facet.out")
    assert (words(row.s), words(row.select_one(".count"))) == ("1988", "4")
    back = str(row.select("a.not")[0]["href"])
    assert back == "/search?q=letter"
