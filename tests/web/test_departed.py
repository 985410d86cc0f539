"""Documents that links still name: withdrawn, or gone with their file; what remains is told."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from archive.identifiers import document_id, show
from archive.register import Register
from archive.settings import Settings
from archive.verify import verify
from indexer.build import update
from indexer.generations import Generations
from tests.site_fixtures import make_site
from tests.web.reading import soup, words
from tests.web.test_containers import LETTER, zipped
from web.app import create_app
from web.cli import main

pytestmark = pytest.mark.slow

NOTE = (
    b"<html><head><title>A title of the note</title></head><body><h1>A title of the note</h1>"
    b"<p>The keys were handed over at the eastern gate on Thursday night.</p></body></html>"
)
FOUND_BY = (
    "/search?q=gate", "/search?q=", "/search?q=gate&view=kwic", "/search.csv?q=gate", "/",
    "/search.jsonl?q=", "/api/v1/suggest?q=keys",
    "/api/v1/search?q=keys",
)  # fmt: skip
FILES: dict[str, bytes | str] = {"note.html": NOTE, "box.zip": zipped({"letter.txt": LETTER})}


def address(data: bytes) -> str:
    """The address of the document with these bytes."""
    return f"/d/{show(document_id(hashlib.sha256(data).hexdigest()))}"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An archive of a note, and of a letter in a zip archive."""
    return make_site(tmp_path, FILES)


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    """The site over it."""
    return create_app(settings).test_client()


def withdraw(settings: Settings, data: bytes, *more: str, status: int = 0) -> str:
    """The verb."""
    places = [f"--corpus={settings.corpus}", f"--index={settings.index}", f"--keep={settings.keep}"]
    done = CliRunner().invoke(main, ["withdraw", *places, address(data)[3:], *more])
    assert done.exit_code == status, done.output
    return done.output


def test_what_is_withdrawn_is_not_cited(settings: Settings, client: FlaskClient) -> None:
    """The page, the files and the API answer 410 with what remains, in their own shapes."""
    of = address(NOTE)
    passage = client.get(f"{of}.json").get_json()["passages"][-1]["id"]
    withdraw(settings, NOTE)
    for end in ("/cite", ".bib", ".jsonld", f"/p/{passage}/cite", f"/p/{passage}.txt"):
        answer = client.get(of + end)
        assert answer.status_code == 410, end
        assert "No longer here" in answer.text
        assert "eastern gate" not in answer.text
    told = client.get(f"/api/v1/documents/{of[3:]}/citation")
    assert (told.status_code, told.mimetype) == (410, "application/problem+json")
    assert client.get(f"/unapi?id={of[3:]}&format=ris").status_code == 410
    assert of[3:] not in client.get("/search.csl.json?q=keys").text


@pytest.mark.parametrize("data", [NOTE, LETTER], ids=["file", "record"])
def test_a_withdrawn_document_is_a_tombstone(
    settings: Settings, client: FlaskClient, data: bytes
) -> None:
    """Not found, not shown, its digest and reason kept; given back it is as it was."""
    passage = client.get(f"{address(data)}.json").get_json()["passages"][-1]
    withdraw(settings, data, "--reason", "at the request of the family", "--by", "the keeper")
    for place in (address(data), f"{address(data)}/p/{passage['id']}"):
        page = client.get(place)
        assert page.status_code == 410
        assert hashlib.sha256(data).hexdigest() in page.text
        assert "at the request of the family" in page.text
        assert passage["text"] not in page.text
    persian = words(soup(client, f"{address(data)}?lang=fa", 410).select_one("article"))
    assert persian.startswith("۴۱۰ ")
    assert "از دید برداشته شد" in persian
    assert "at the request of the family" in persian
    problem = client.get(f"{address(data)}.json")
    assert (problem.status_code, problem.mimetype) == (410, "application/problem+json")
    assert problem.get_json()["passage"] is None
    word = passage["text"].split()[1]
    found = client.get("/api/v1/search", query_string={"q": f'="{word}"'}).get_json()
    assert found["total"]["value"] == 0
    assert "withdrawn" in words(soup(client, "/report").find("main"))
    register = Register.open(settings.keep_folder)
    assert register.entries[-1].agent == "the keeper"
    assert verify(settings.keep_folder, settings.corpus).ok
    assert "already" in withdraw(settings, data, status=2)
    withdraw(settings, data, "--undo")
    assert client.get(address(data)).status_code == 200


def test_nothing_of_an_original_that_is_gone(settings: Settings, client: FlaskClient) -> None:
    """Download, copy and page, cited by mementos, say what happened as the document's page does."""
    withdraw(settings, NOTE, "--reason", "at the request of the family")
    for end in ("/original", "/look", "/page/1.png"):
        answer = client.get(address(NOTE) + end)
        assert answer.status_code == 410, end
        assert "at the request of the family" in answer.text
    framed = client.get(f"{address(NOTE)}/view")
    assert framed.status_code == 410
    assert "no longer here" in framed.text
    assert "sandbox" in framed.headers["Content-Security-Policy"]
    assert client.get("/d/0000-0000-0000-0000/original").status_code == 404
    assert client.get("/d/0000-0000-0000-0000/view").status_code == 404


def test_a_document_whose_file_is_gone(settings: Settings, client: FlaskClient) -> None:
    """Its link shows the words that it was made for, as they were read."""
    passage = client.get(f"{address(NOTE)}.json").get_json()["passages"][-1]
    (settings.corpus / "note.html").unlink()
    update(settings)
    page = client.get(f"{address(NOTE)}/p/{passage['id']}")
    assert page.status_code == 410
    assert "The keys were handed over" in page.text
    assert "A title of the note" in page.text
    assert client.get(f"{address(NOTE)}.json").get_json()["withdrawn"] is None
    assert "in its place" not in page.text
    assert client.get("/d/0000-0000-0000-0000").status_code == 404
    assert client.get("/d/0000-0000-0000-0000.json").status_code == 404


def test_a_document_whose_file_was_changed(settings: Settings, client: FlaskClient) -> None:
    """Its link leads on to the document that the file is now, however often it was changed."""
    client.get(address(NOTE))
    for data in (NOTE.replace(b"eastern", b"western"), NOTE.replace(b"eastern", b"northern")):
        (settings.corpus / "note.html").write_bytes(data)
        update(settings)
    gone = client.get(address(NOTE))
    assert gone.status_code == 410
    assert f'href="{address(data)}"' in gone.text
    assert client.get(address(data)).status_code == 200
    assert client.get(f"{address(NOTE)}.json").get_json()["replaced_by"] == address(data)[3:]
    withdraw(settings, NOTE)
    assert address(data) not in client.get(address(NOTE)).text


def test_a_withdrawal_that_could_not_be_indexed_is_carried_out_again(
    settings: Settings, client: FlaskClient
) -> None:
    """While another writes the index it fails and says so; the same command then does it."""
    passage = client.get(f"{address(NOTE)}.json").get_json()["passages"][-1]["id"]
    with Generations(settings.index_folder).lock():
        assert "try again" in withdraw(settings, NOTE, status=3)
    # No address leads to it any more, though the index has it still.
    ends = ("", ".json", f"/p/{passage}", f"/p/{passage}.json", "/cite", ".bib", "/provenance",
            "/original", "/view", "/versions", "/similar.json")  # fmt: skip
    for end in ends:
        answer = client.get(address(NOTE) + end)
        assert answer.status_code in (404, 410), end
        assert "eastern gate" not in answer.text
    assert client.get(f"/api/v1/documents/{address(NOTE)[3:]}").status_code == 410
    # No search finds it either, in a site that was open before and in one that is opened now.
    for site in (client, create_app(settings).test_client()):
        for found in FOUND_BY:
            answer = site.get(found)
            assert answer.status_code == 200, found
            assert "eastern gate" not in answer.text, found
            assert "title of the note" not in answer.text, found
        quoted = site.get("/quote?q=handed+over+at+the+eastern+gate+on+Thursday+night")
        assert "It was not found" in quoted.text
        assert site.get("/api/v1/search?q=gate").get_json()["total"]["value"] == 0
        assert site.get("/api/v1/search?q=").get_json()["total"]["value"] == 1
    assert "is withdrawn" in withdraw(settings, NOTE)
    assert client.get(address(NOTE)).status_code == 410
    withdraw(settings, NOTE, "--undo")
    assert client.get("/api/v1/search?q=gate").get_json()["total"]["value"] == 1


def test_a_withdrawal_by_link_where_a_file_cannot_be_read(settings: Settings) -> None:
    """A link or its path names the document; what else is unreadable does not make it fail."""
    (settings.corpus / "broken.pdf").write_bytes(b"%PDF-1.4 cut off")
    link = f"https://archive.example/there{address(NOTE)}"
    places = [f"--corpus={settings.corpus}", f"--index={settings.index}", f"--keep={settings.keep}"]
    for given in (link, address(NOTE)):
        for more in ([], ["--undo"]):
            done = CliRunner().invoke(main, ["withdraw", *places, given, *more])
            assert done.exit_code == 0, done.output
    done = CliRunner().invoke(main, ["withdraw", *places, f"{address(NOTE)}/p/01234567"])
    assert done.exit_code == 2
    assert "name no passage" in done.output


def test_the_command_line_tells_what_became_of_it(settings: Settings) -> None:
    """``show`` and ``cite`` of a withdrawn document say that and why, not that it never was."""
    withdraw(settings, NOTE, "--reason", "as was asked")
    for verb in ("show", "cite"):
        places = ["--corpus", str(settings.corpus), "--index", str(settings.index_folder)]
        places += ["--keep", str(settings.keep_folder)]
        done = CliRunner().invoke(main, [verb, *places, address(NOTE)])
        assert done.exit_code == 1
        assert "was withdrawn on" in done.stderr
        assert "as was asked" in done.stderr


def test_what_was_never_there_cannot_be_withdrawn(settings: Settings) -> None:
    """Another identifier, a prefix, one that is not withdrawn: a sentence each."""
    assert "was ever read" in withdraw(settings, b"other", status=1)
    assert "is not withdrawn" in withdraw(settings, NOTE, "--undo", status=2)
