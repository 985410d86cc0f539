"""Office documents and books in the site: their place, their properties, their bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from archive.identifiers import show
from archive.model import Place
from archive.settings import Settings
from tests.parsing.office_files import docx, epub, paragraph, style
from tests.site_fixtures import make_site
from web.app import create_app
from web.cli import main
from web.place_marks import where

LETTER = docx(
    paragraph("A letter about kites", "U") + paragraph("The kites flew over the harbour."),
    {"header": paragraph("Confidential")},
    "<dc:title>Letter of May</dc:title><dc:creator>Ann Lee</dc:creator>"
    "<dcterms:created>2014-06-12T19:27:00Z</dcterms:created>",
    style("U", "heading 1"),
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A corpus of a Word document, a book, and one that is encrypted."""
    return make_site(
        tmp_path_factory.mktemp("office"),
        {
            "letter.docx": LETTER,
            "book.epub": epub({"a.xhtml": "<p>A book about the harbour.</p>"}),
            "note.rtf": "{\\rtf1 A note on the harbour.\\par}",
            "locked.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + "EncryptedPackage".encode("utf-16-le"),
        },
    )


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    """A client of the site."""
    return create_app(settings).test_client()


def hits(client: FlaskClient, query: str) -> dict[str, tuple[str, str]]:
    """Title to the document's and its first passage's identifier, of what a query finds."""
    found = client.get("/api/v1/search", query_string={"q": query}).get_json()
    return {
        hit["document"]["title"]: (show(hit["document"]["id"]), hit["passages"][0]["id"])
        for hit in found["hits"]
    }


def test_they_are_found_with_what_they_say_of_themselves(client: FlaskClient) -> None:
    """Title, author and date from the properties; the page tells how they are known."""
    document, _ = hits(client, "kites")["Letter of May"]
    page = client.get(f"/d/{document}", buffered=True).text
    assert "Ann Lee" in page
    assert "Word document" in page
    assert "page header" in page
    assert (
        "as the document’s own properties say"
        in client.get(f"/d/{document}/provenance", buffered=True).text
    )


def test_the_original_is_offered_and_the_place_told(client: FlaskClient) -> None:
    """Browsers do not show such a file: no frame, but the bytes and where the passage stands."""
    document, passage = hits(client, "flew")["Letter of May"]
    look = client.get(f"/d/{document}/look?p={passage}", buffered=True).text
    assert "<iframe" not in look
    assert "paragraph 2 of the part word/document.xml" in look
    answer = client.get(f"/d/{document}/original", buffered=True)
    assert answer.data == LETTER
    assert answer.headers["Content-Disposition"] == "attachment; filename=letter.docx"
    assert client.get(f"/d/{document}/view", buffered=True).status_code == 422


def test_what_was_refused_is_in_the_report(client: FlaskClient) -> None:
    """With the sentence that says why."""
    report = client.get("/report", buffered=True).text
    assert "locked.docx" in report
    assert "encrypted with a password" in report


@pytest.mark.slow
def test_inspect_shows_places(settings: Settings, tmp_path: Path) -> None:
    """``muniment inspect --json`` has the place of each passage."""
    path = tmp_path / "letter.docx"
    path.write_bytes(LETTER)
    result = CliRunner().invoke(main, ["inspect", "--json", str(path)])
    assert result.exit_code == 0
    shown = json.loads(result.output)
    assert shown["passages"][1]["place"] == {
        "scheme": "paragraph",
        "ranges": [["word/document.xml#2", 0, 32]],
    }
    assert shown["left_out"] == [{"text": "Confidential", "reason": "page header"}]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place("bytes", (("", 10, 1200), ("", 1300, 1400))), "bytes 10 to 1,400 of the file"),
        (Place("epub", (("a/b.xhtml!/html/body#text", 0, 1),)), "the page a/b.xhtml of the book"),
        (
            Place("paragraph", (("content.xml#3", 0, 1), ("content.xml#5", 0, 1))),
            "paragraphs 3 to 5 of the part content.xml",
        ),
        (Place("html", (("/html/body#text", 0, 1),)), ""),
        (None, ""),
    ],
)
def test_places_in_words(place: Place | None, words: str) -> None:
    """As a person needs them who has the original open."""
    assert where(place) == words
