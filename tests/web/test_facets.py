"""Facets and their links: the same search with one thing changed, and what is not listed told."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import get_args

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from archive.answers import SearchAnswer, search_answer
from archive.model import DateField
from archive.parameters import SearchParameters
from archive.parameters_reading import read_parameters
from archive.search import FACET_FIELDS, FacetCount
from archive.settings import Settings
from indexer.places import current
from tests.web.reading import soup, words
from web.facets import FIRST, MOST, Toggles, shown_facets
from web.histogram import Column
from web.narrowing import address
from web.timeline import narrowed

TEXTS = st.text("ab &=%+\"'<>/?#ü ی", max_size=8)
VALUES = st.dictionaries(st.sampled_from(FACET_FIELDS), st.tuples(TEXTS), max_size=3)


@given(TEXTS, VALUES, VALUES, st.sampled_from(FACET_FIELDS), TEXTS, st.sampled_from(["", "1988"]))
def test_quick_addresses_are_the_slow_ones(
    q: str,
    include: dict[str, tuple[str]],
    exclude: dict[str, tuple[str]],
    field: str,
    value: str,
    start: str,
) -> None:
    """However the search is narrowed, a value's links are what the parameters would write."""
    now = SearchParameters(q=q, page=3, sort="oldest").with_dates(start, "")
    for name, (other,) in include.items():
        now = now.with_facet(name, other)
    for name, (other,) in exclude.items():
        now = now.with_facet(name, other, exclude=True)
    choice = Toggles(now, field).choice(value, 1)
    taken = value in now.filters.include.get(field, ())
    left_out = not taken and value in now.filters.exclude.get(field, ())
    without = address(now.without_facet(field, value))
    only = address(now.with_facet(field, value))
    out = address(now.with_facet(field, value, exclude=True))
    assert html.unescape(choice.take) == (without if taken else only)
    assert html.unescape(choice.leave) == (without if left_out else out)
    assert choice.state == ("taken" if taken else "left out" if left_out else "")


@given(
    TEXTS,
    VALUES,
    st.sampled_from(["", "1988"]),
    st.sampled_from(get_args(DateField)),
    st.sampled_from([("1980", "1989"), ("1988", "1988"), ("1988-07", "1988-07")]),
)
def test_quick_addresses_of_dates_are_the_slow_ones(
    q: str, include: dict[str, tuple[str]], start: str, field: DateField, ends: tuple[str, str]
) -> None:
    """The columns of the chart lead where the parameters would, whatever dates were there."""
    now = SearchParameters(q=q).with_date_field(field).with_dates(start, "")
    for name, (other,) in include.items():
        now = now.with_facet(name, other)
    column = Column(first=ends[0], last=ends[1], count=1, x=0, y=0, height=1)
    changed = now.with_dates(*ends)
    if ends == ("1988", "1988") and field == "published":
        has = "1988" in now.filters.include.get("year", ())
        changed = (now.without_facet if has else now.with_facet)("year", "1988")
    assert html.unescape(narrowed(now)(column)) == address(changed)


@pytest.fixture(scope="module")
def answer(sample_settings: Settings) -> SearchAnswer:
    """A search of the sample corpus, narrowed to a source that does not exist."""
    parameters = read_parameters([("q", "archive"), ("f.source", "Nowhere")], sample_settings)
    with current(sample_settings) as snapshot:
        return search_answer(snapshot, parameters, sample_settings)


def test_a_value_that_is_taken_is_shown_with_what_is_known_of_it(answer: SearchAnswer) -> None:
    """No document has it; or it was not counted, and then no number is said."""
    known = next(facet for facet in shown_facets(answer) if facet.field == "source")
    assert [(choice.name, choice.documents) for choice in known.first] == [("Nowhere", "0")]
    cut = replace(answer, more_values={**answer.more_values, "source": 7})
    facet = next(facet for facet in shown_facets(cut) if facet.field == "source")
    assert [(choice.name, choice.documents) for choice in facet.first] == [("Nowhere", "")]
    assert facet.beyond == 7
    assert facet.all_address == "/browse/source?q=archive&f.source=Nowhere"


def test_values_that_are_not_listed_are_counted(answer: SearchAnswer) -> None:
    """What the page does not show and what the engine did not list, together."""
    counts = tuple(FacetCount(value=f"Author {n}", count=99 - n) for n in range(40))
    many = replace(
        answer,
        facets={**answer.facets, "author": counts},
        more_values={**answer.more_values, "author": 1000},
    )
    facet = next(facet for facet in shown_facets(many) if facet.field == "author")
    assert (len(facet.first), len(facet.rest)) == (FIRST, MOST)
    assert facet.beyond == 1000 + 40 - FIRST - MOST


def test_all_values_of_a_search_can_be_seen(sample_app: Flask) -> None:
    """The page of a field lists those of the documents found, each with the search narrowed."""
    client: FlaskClient = sample_app.test_client()
    page = soup(client, "/browse/language?q=archive&f.type=text/html")
    assert "as narrowed" in words(page.select_one(".understood"))
    plain = client.get("/api/v1/search?q=archive&f.type=text/html").get_json()
    counts = [int(words(count)) for count in page.select(".shelf .count")]
    assert counts == [one["count"] for one in plain["facets"]["language"]]
    links = [str(link["href"]) for link in page.select(".shelf a")]
    assert all(link.startswith("/search?q=archive&f.language=") for link in links)
    assert all("f.type=text%2Fhtml" in link for link in links)


@pytest.mark.parametrize("values", ["1", "2", "1000"])
def test_programs_are_told_what_is_not_listed(sample_app: Flask, values: str) -> None:
    """Values that are listed and those that are not make up all of them, in each field."""
    client = sample_app.test_client()
    whole = client.get("/api/v1/search?values=10000").get_json()
    some = client.get(f"/api/v1/search?values={values}").get_json()
    for field, listed in some["facets"].items():
        assert whole["more_values"][field] == 0
        assert listed == whole["facets"][field][: len(listed)]
        assert len(listed) + some["more_values"][field] == len(whole["facets"][field])
    assert some["links"]["self"].endswith(f"values={values}")


def test_too_many_values_are_refused_with_a_sentence(sample_app: Flask) -> None:
    """Ten thousand are listed, and it is said."""
    plain = sample_app.test_client().get("/api/v1/search?values=99999").get_json()
    assert plain["query"]["notices"] == ["At most 10,000 values of a field are listed."]
