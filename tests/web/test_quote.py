"""The quote checker on the site, in the API and on the command line's path: one answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from archive.errors import StoppedError
from archive.quotations import Comparison, Quotation, compare
from tests.site_fixtures import make_site
from tests.web.reading import words
from web.app import create_app

FIRST = (
    "A letter from the ward\n\nThose who were called waited in the corridor, and none of them was "
    "told why. In July the visits ended.\n"
)
SECOND = "Another letter\n\nThose who were called stood in the corridor, and nobody was told why.\n"


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """The site over two letters that tell nearly the same."""
    files: dict[str, bytes | str] = {"first.txt": FIRST, "copy.txt": FIRST, "second.txt": SECOND}
    return create_app(make_site(tmp_path, files)).test_client()


def checked(client: FlaskClient, quotation: str) -> str:
    """The words of the page that checks a quotation."""
    page = client.post("/quote", data={"q": quotation})
    assert page.status_code == 200
    return words(BeautifulSoup(page.text, "lxml").find("main"))


def test_verbatim_before_what_differs(client: FlaskClient) -> None:
    """The faithful document first, with all its captures; then the other with its differences."""
    quotation = "waited in the corridor, and none of them was told why"
    answer = client.get("/api/v1/quote", query_string={"q": quotation}).get_json()
    assert answer == client.post("/api/v1/quote", data=quotation.encode()).get_json()
    assert answer["verdict"] == "verbatim"
    assert [each["verdict"] for each in answer["found"]] == ["verbatim", "different"]
    first = answer["found"][0]
    assert [capture["path"] for capture in first["captures"]] == ["copy.txt", "first.txt"]
    assert client.get(first["passage"]["url"].removeprefix("http://localhost")).status_code == 200
    page = checked(client, quotation)
    assert "It stands in this archive word for word." in page
    assert "copy.txt first.txt" in page
    assert "waited stood in the corridor" in page


def test_what_is_not_there(client: FlaskClient) -> None:
    """An absent quotation is said to be; an empty one is asked for; markup is shown as text."""
    assert "It was not found" in checked(client, "They were taken away by night in lorries.")
    assert "at least one word" in checked(client, "…!")
    assert "Paste a quotation" in checked(client, " ")
    assert client.get("/api/v1/quote").status_code == 400
    assert client.get("/api/v1/quote?q=…!").status_code == 400
    page = client.post("/quote", data={"q": "<script>alert(1)</script> waited in the corridor"})
    assert "<script>alert" not in page.text


def test_what_is_sent_is_read_whatever_it_is_called(sample_app: Flask) -> None:
    """curl calls what it sends a form: nothing before the page has read it as one."""
    sent = "A quotation that stands nowhere in this archive at all."
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        answer = sample_app.test_client().post("/api/v1/quote", data=sent, content_type=kind)
        assert answer.status_code == 200, kind


@pytest.mark.slow
def test_what_takes_too_long_says_nothing_of_the_quotation(tmp_path: Path) -> None:
    """Past the limit the answer is a sentence with what to do, not a fault and not “not found”."""
    settings = replace(make_site(tmp_path, {"first.txt": FIRST}), search_seconds=0)
    hasty = create_app(settings).test_client()
    for answer in (
        hasty.get("/api/v1/quote?q=waited in the corridor"),
        hasty.post("/quote", data={"q": "waited in the corridor"}),
    ):
        assert answer.status_code == 503
        assert "nothing is said about it" in answer.text


@pytest.mark.slow
def test_a_chapter_may_be_pasted_and_more_is_refused_in_a_sentence(client: FlaskClient) -> None:
    """Persian takes six bytes a letter on the way; what is too large is told on a page of ours."""
    assert "not found" in checked(client, "کلید " * 8_000)
    refused = client.post("/quote", data={"q": "x" * 300_000})
    assert refused.status_code == 413
    assert "The request is too large." in refused.text


@pytest.mark.slow
def test_what_was_found_in_time_is_told(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time over after the first document: it is shown, and that others were not looked at."""

    first: list[str] = []

    def compare_one(quotation: Quotation, text: str) -> Comparison | None:
        if first:
            raise StoppedError("The time is over.")
        first.append(text)
        return compare(quotation, text)

    monkeypatch.setattr("archive.answers.quote.compare", compare_one)
    page = checked(client, "waited in the corridor, and none of them was told why")
    assert "word for word" in page
    assert "There was no time" in page
