"""Documents in several languages: each passage is found, marked and set in its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.facts import document_address
from tests.site_fixtures import make_site, settings_in
from tests.unit.test_passage_languages import ENGLISH, GERMAN, PERSIAN
from tests.web.reading import soup
from web.app import create_app

MIXED = "\n\n".join(["On boxes", *[ENGLISH] * 5, GERMAN, PERSIAN, ENGLISH])


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of an archive of one English document that cites German and Persian."""
    folder: Path = tmp_path_factory.mktemp("tongues")
    make_site(folder, {"boxes.txt": MIXED})
    return create_app(settings_in(folder)).test_client()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "language", "marked"),
    [("Kiste", "de", "Kisten"), ("جعبه", "fa", "جعبه‌ها"), ("paper", "en", "papers")],
)
def test_a_word_finds_its_forms_in_the_language_of_the_passage(
    client: FlaskClient, query: str, language: str, marked: str
) -> None:
    """A German stem finds a German paragraph of an English document; page and API say so."""
    (hit,) = client.get("/api/v1/search", query_string={"q": query}).get_json()["hits"]
    assert hit["document"]["language"] == "en"
    passage = hit["passages"][0]
    assert passage["language"] == language
    assert [passage["text"][slice(*span)] for span in passage["highlights"]] == [marked]
    found = soup(client, f"/search?q={query}").select_one("a.found .words")
    assert found is not None
    assert found["lang"] == language
    page = soup(client, f"{document_address(hit['document']['id'])}?q={query}")
    assert [mark.get_text() for mark in page.select(f"p[lang={language}] mark")][:1] == [marked]


@pytest.mark.slow
def test_a_text_of_one_joined_word_is_indexed(tmp_path: Path) -> None:
    """The audit of a new index looks for a word of each text as it is sought, joiners and all."""
    text = "می‌توانستند"
    site = create_app(make_site(tmp_path, {"a.txt": f"{text}\n"})).test_client()
    assert site.get("/api/v1/search", query_string={"q": text}).get_json()["total"]["value"] == 1
