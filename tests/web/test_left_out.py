"""What was left out of the main text, searched only where that is asked for, and shown as such."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from tests.web.reading import soup, words

WORDS = "remembers that you have read this notice"  # of a saved page's cookie notice
SOUGHT = f'"{WORDS}"'


@pytest.fixture
def client(sample_app: Flask) -> FlaskClient:
    """A client of the site over the sample corpus."""
    return sample_app.test_client()


def results(client: FlaskClient, q: str) -> BeautifulSoup:
    """The page of a search."""
    return soup(client, f"/search?q={quote(q)}")


def test_it_is_found_only_in_everything(client: FlaskClient) -> None:
    """A search does not find what was left out; with in:everything it does, and says where."""
    assert words(results(client, SOUGHT).h1) == "Nothing was found"
    page = results(client, f"in:everything {SOUGHT}")
    found = page.select(".hit .found")
    assert found
    assert all(words(line).startswith("Left out of the text") for line in found)
    assert {words(mark) for mark in page.select(".hit mark")} == {WORDS}


def test_its_link_leads_to_the_piece_in_its_document(client: FlaskClient) -> None:
    """The document opens with what was left out, and the piece marked."""
    address = str(results(client, f"in:everything {SOUGHT}").select(".hit .found")[0]["href"])
    path, _, name = address.partition("#")
    page = soup(client, path)
    assert page.select_one("details.left-out[open]")
    piece = page.select_one(f"#{name}")
    assert piece is not None
    assert [words(mark) for mark in piece.select("mark")] == [WORDS]
    plain = soup(client, path.partition("?")[0])
    assert plain.select_one("details.left-out:not([open])")
    assert not plain.select("details.left-out mark")


def test_the_answer_for_programs_has_it_apart(client: FlaskClient) -> None:
    """Text, reason and marks, apart from passages, which have links of their own."""
    answer = client.get(f"/api/v1/search?q={quote(f'in:everything {SOUGHT}')}").get_json()
    hit = answer["hits"][0]
    assert hit["passages"] == []
    (piece,) = hit["left_out"]
    ((start, end),) = piece["highlights"]
    assert piece["text"][start:end] == WORDS
    assert piece["reason"]
    document = client.get(f"/api/v1/documents/{hit['document']['id']}").get_json()
    assert document["left_out"][piece["number"] - 1]["text"] == piece["text"]


def test_a_concordance_has_no_lines_of_it(client: FlaskClient) -> None:
    """Lines are of passages, and a notice says so."""
    answer = client.get(f"/api/v1/concordance?q={quote(f'in:everything {SOUGHT}')}").get_json()
    assert answer["total"]["value"] == 0
    assert any("has no lines" in notice for notice in answer["query"]["notices"])
