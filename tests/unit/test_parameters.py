"""The address of a search: read without errors, written in one order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.parameters import SearchParameters
from archive.parameters_reading import read_parameters
from archive.search import FACET_FIELDS, Filters
from archive.settings import Settings

SETTINGS = Settings()


def read(*pairs: tuple[str, str]) -> SearchParameters:
    """Read with the default settings."""
    return read_parameters(pairs, SETTINGS)


def test_nothing_given() -> None:
    """Without parameters everything has its default and there is nothing to say."""
    parameters = read()
    assert parameters == SearchParameters()
    assert parameters.to_query_string() == ""
    assert (parameters.notices, parameters.ignored) == ((), ())


def test_everything_given() -> None:
    """Every parameter of the contract is read."""
    parameters = read(
        ("q", "fox"), ("page", "2"), ("per_page", "20"), ("sort", "newest"),
        ("f.source", "A"), ("f.source", "B"), ("f.year", "1988"), ("-f.type", "text/html"),
        ("from", "1988"), ("to", "1989-07"), ("date_field", "captured"), ("view", "list"),
        ("strict", "1"), ("lang", "fa"),
    )  # fmt: skip
    assert parameters == SearchParameters(
        q="fox", page=2, per_page=20, sort="newest",
        filters=Filters(
            include={"source": ("A", "B"), "year": ("1988",)},
            exclude={"type": ("text/html",)},
            date_from="1988", date_to="1989-07", date_field="captured",
        ),
        strict=True, lang="fa",
    )  # fmt: skip
    assert parameters.notices == ()
    assert parameters.offset == 20
    assert parameters.narrowed


@pytest.mark.parametrize(
    ("name", "value", "notice"),
    [
        ("page", "0", "“page=0” is not a whole number"),
        ("page", "-1", "whole number"),
        ("page", "1.5", "whole number"),
        ("page", "1_0", "whole number"),
        ("page", "9" * 5000, "whole number"),
        ("page", "²", "whole number"),
        ("per_page", "x", "so 10 was taken"),
        ("per_page", "1000", "At most 100"),
        ("page", "100000", "first 10,000 results"),
        ("sort", "best", "relevance, newest, oldest"),
        ("date_field", "x", "published, captured"),
        ("order", "x", "oldest, newest, before, after"),
        ("view", "x", "list, kwic"),
        ("strict", "yes", "0, 1"),
        ("lang", "<b>", "language tag"),
        ("from", "1988-13", "is not a date"),
        ("to", "soon", "is not a date"),
    ],
)
def test_bad_values_have_defaults_and_notices(name: str, value: str, notice: str) -> None:
    """A value that cannot be meant costs a notice, never the search."""
    parameters = read(("q", "fox"), (name, value))
    assert len(parameters.notices) == 1
    assert notice in parameters.notices[0]
    assert parameters.q == "fox"


def test_empty_values_are_not_given() -> None:
    """Forms send empty fields; they say nothing."""
    names = ("q", "page", "per_page", "sort", "from", "to", "date_field", "view", "strict", "lang")
    assert read(*((name, "") for name in names)) == SearchParameters()
    assert read(*((name, "") for name in names)).notices == ()


def test_unknown_names_are_ignored_and_said_to_be() -> None:
    """What means nothing here is listed once."""
    parameters = read(("utm_source", "x"), ("f.nosuch", "y"), ("f.", "z"), ("utm_source", "x"))
    assert parameters.ignored == ("utm_source", "f.nosuch", "f.")
    assert parameters.to_query_string() == ""


def test_a_parameter_given_twice() -> None:
    """The first value counts, an empty one aside, and a notice says so."""
    parameters = read(("q", ""), ("q", "fox"), ("q", "fox"), ("q", "dog"))
    assert parameters.q == "fox"
    assert parameters.notices == ("Several values were given for “q”; the first was taken.",)


def test_dates_the_wrong_way_round() -> None:
    """They are exchanged, with a notice."""
    parameters = read(("from", "1990"), ("to", "۱۹۸۸"))
    assert (parameters.filters.date_from, parameters.filters.date_to) == ("1988", "1990")
    assert len(parameters.notices) == 1


def test_a_value_that_is_not_known_is_a_value() -> None:
    """The empty facet value stands for "not known" and is kept in addresses."""
    parameters = read(("f.year", ""))
    assert parameters.filters.include == {"year": ("",)}
    assert parameters.to_query_string() == "f.year="


def test_canonical_order() -> None:
    """However the parameters came, they are written in one order and without defaults."""
    parameters = read(
        ("page", "2"), ("to", "1989"), ("-f.type", "x"), ("f.year", "1988"), ("f.source", "B b"),
        ("sort", "relevance"), ("q", "a & b"), ("per_page", "10"), ("f.source", "A"),
    )  # fmt: skip
    assert parameters.to_query_string() == (
        "q=a+%26+b&f.source=B+b&f.source=A&f.year=1988&-f.type=x&to=1989&page=2"
    )


def test_a_concordance_is_paged_to_its_end() -> None:
    """Five times as many lines fit on a page, and there is no last page to page to."""
    lines = read(("view", "kwic"), ("page", "100000"))
    assert (lines.page, lines.per_page, lines.notices) == (100_000, 50, ())
    assert read(("view", "kwic"), ("per_page", "1000")).per_page == 500
    assert lines.to_query_string() == "view=kwic&page=100000"
    assert lines.with_view("list").to_query_string() == ""
    assert read(("per_page", "20")).with_view("kwic").to_query_string() == "view=kwic"


def test_links_change_one_thing() -> None:
    """Each link keeps the rest and, but for paging, begins at the first page."""
    here = read(("q", "fox"), ("f.year", "1988"), ("page", "3"))
    assert here.with_page(4).to_query_string() == "q=fox&f.year=1988&page=4"
    assert here.with_sort("oldest").to_query_string() == "q=fox&f.year=1988&sort=oldest"
    assert here.with_per_page(50).to_query_string() == "q=fox&f.year=1988&per_page=50"
    assert here.with_query("dog").to_query_string() == "q=dog&f.year=1988"
    assert here.with_dates("1988", "").to_query_string() == "q=fox&f.year=1988&from=1988"
    assert here.with_facet("year", "1989").to_query_string() == "q=fox&f.year=1988&f.year=1989"
    assert here.with_facet("year", "1988").to_query_string() == "q=fox&f.year=1988"
    assert here.with_facet("year", "1988", exclude=True).to_query_string() == "q=fox&-f.year=1988"
    assert here.without_facet("year", "1988").to_query_string() == "q=fox"
    assert here.without_filters().to_query_string() == "q=fox"


NAMES = st.sampled_from(
    [
        "q",
        "page",
        "per_page",
        "sort",
        "from",
        "to",
        "date_field",
        "view",
        "order",
        "strict",
        "lang",
        "values",
        "x",
    ]
    + [sign + name for sign in ("f.", "-f.") for name in FACET_FIELDS]
)
VALUES = st.text(max_size=8) | st.sampled_from(
    [
        "1",
        "2",
        "50",
        "newest",
        "oldest",
        "captured",
        "1988",
        "1989-07",
        "list",
        "kwic",
        "after",
        "en",
        "",
    ]
)


@given(st.lists(st.tuples(NAMES, VALUES), max_size=12))
def test_what_is_written_is_read_as_the_same(pairs: list[tuple[str, str]]) -> None:
    """Anything can be read, and its canonical form is read as the same, without a remark."""
    parameters = read(*pairs)
    again = read_parameters(parameters.pairs(), SETTINGS)
    assert again == parameters
    assert (again.notices, again.ignored) == ((), ())
    parameters.to_query_string().encode("ascii")
