"""Captures of one address: listed by date, compared, and as a TimeMap."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from archive.identifiers import document_id, show
from archive.model import Document
from indexer.documents.store import StoredDocuments
from tests.site_fixtures import make_site
from tests.web.reading import soup, words
from web.app import create_app
from web.pages_reader import OTHERS_SHOWN

pytestmark = pytest.mark.slow

URL = "https://news.example/list?page=1"


def page(*paragraphs: str) -> bytes:
    """A saved page of these paragraphs."""
    text = "".join(f"<p>{each}</p>" for each in paragraphs)
    return f"<html><head><title>The list</title></head><body>{text}</body></html>".encode()


FIRST = page("The names were read aloud in the yard on Monday.", "Nobody was told why.")
SECOND = page("The names were read aloud in the yard on Tuesday.", "Nobody was told why.",
              "The families were informed by telephone in the autumn.")  # fmt: skip


def sidecar(captured: str) -> str:
    """Where and when a page was captured."""
    return f"source_url: {URL}\ncaptured_at: {captured}\n"


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """Three captures of one address, of two documents, and one of another."""
    files: dict[str, bytes | str] = {
        "a.html": FIRST, "a.html.yaml": sidecar("2001-02-03T10:00:00Z"),
        "b.html": SECOND, "b.html.yaml": sidecar("2003-04-05T10:00:00+03:30"),
        "c.html": FIRST, "c.html.yaml": sidecar("2002"),
        "other.html": page("Something else was written on this page of the same paper."),
    }  # fmt: skip
    return create_app(make_site(tmp_path, files)).test_client()


def address(data: bytes) -> str:
    """The address of the document with these bytes."""
    return f"/d/{show(document_id(hashlib.sha256(data).hexdigest()))}"


def test_captures_are_listed_by_date(client: FlaskClient) -> None:
    """All captures of the address, the oldest first, in the page and the API alike."""
    found = client.get(f"{address(SECOND)}/versions.json").get_json()["versions"]
    assert [each["capture"]["path"] for each in found] == ["a.html", "c.html", "b.html"]
    listed = words(soup(client, f"{address(SECOND)}/versions").find("ol", class_="versions"))
    assert listed.index("a.html") < listed.index("c.html") < listed.index("b.html")
    assert "What differs" in listed


def test_what_differs_between_two(client: FlaskClient) -> None:
    """The changed word, the added passage, and what stayed."""
    found = client.get(f"{address(FIRST)}/versions/{address(SECOND)[3:]}")
    main = BeautifulSoup(found.text, "lxml").find("main")
    assert "2 passages differ." in words(main)
    tree = BeautifulSoup(found.text, "lxml")
    assert [each.text for each in tree.find_all("del")] == ["Monday."]
    assert [each.text for each in tree.find_all("ins")] == [
        "Tuesday.", "The families were informed by telephone in the autumn."
    ]  # fmt: skip


def test_where_words_first_appear(client: FlaskClient) -> None:
    """A passage of both says the capture that had it first; one of the later, the later."""
    passages = client.get(f"{address(SECOND)}.json").get_json()["passages"]
    told = [
        words(soup(client, f"{address(SECOND)}/p/{each['id']}").find("header", class_="title-page"))
        for each in passages
    ]
    first = "first appear in that of"
    assert [text.partition(first)[2].split(",")[0].strip() for text in told] == [
        "5 April 2003", "3 February 2001", "5 April 2003"
    ]  # fmt: skip


def test_the_timemap(client: FlaskClient) -> None:
    """RFC 7089: the original, itself, and the captures whose time is known, with their times."""
    lines = client.get(f"/timemap/link/{URL}").text.strip().split(",\n")
    assert lines[0] == f'<{URL}>; rel="original"'
    assert lines[2] == f'<http://localhost/timegate/{URL}>; rel="timegate"'
    assert [line.split("; ", 1)[1] for line in lines[3:]] == [
        'rel="memento"; datetime="Sat, 03 Feb 2001 10:00:00 GMT"',
        'rel="memento"; datetime="Sat, 05 Apr 2003 06:30:00 GMT"',
    ]
    original = client.get(f"{address(SECOND)}/original", buffered=True)
    assert original.headers["Memento-Datetime"] == "Sat, 05 Apr 2003 06:30:00 GMT"
    assert f'</timemap/link/{URL}>; rel="timemap"' in " ".join(original.headers.getlist("Link"))
    assert "Memento-Datetime" not in client.get(f"{address(SECOND)}/view").headers
    assert client.get("/timemap/link/https://news.example/none").status_code == 404


def test_the_timegate(client: FlaskClient) -> None:
    """RFC 7089, 4.1: the capture nearest to the time wanted, else the newest; no page of ours."""
    for wanted, chosen in (
        (None, SECOND),
        ("Sat, 03 Feb 2001 09:00:00 GMT", FIRST),
        ("Mon, 01 Jan 1990 00:00:00 GMT", FIRST),
        ("Sat, 29 Mar 2003 00:00:00 GMT", SECOND),
    ):
        asked = {"Accept-Datetime": wanted} if wanted else {}
        answer = client.get(f"/timegate/{URL}", headers=asked)
        assert answer.status_code == 302
        assert answer.location == f"{address(chosen)}/original"
        assert "Accept-Datetime" in answer.headers["Vary"]
        links = " ".join(answer.headers.getlist("Link"))
        assert f'<{URL}>; rel="original"' in links
        assert f'</timemap/link/{URL}>; rel="timemap"' in links
        assert "Memento-Datetime" not in answer.headers
    refused = client.get(f"/timegate/{URL}", headers={"Accept-Datetime": "yesterday"})
    assert refused.status_code == 400
    assert "is no time" in refused.text
    assert client.get("/timegate/https://news.example/none").status_code == 404


def test_texts_too_long_to_be_compared_are_said_to_be(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sentence with the limit, not a fault."""
    monkeypatch.setattr("archive.differences.PASSAGES", 1)
    answer = client.get(f"{address(FIRST)}/versions/{address(SECOND)[3:]}")
    assert answer.status_code == 400
    assert "too long to be compared" in answer.text


def test_of_many_captures_few_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document's page reads those nearest in time; which had words first is told when asked."""
    texts = [page(f"Number {n} was read aloud.", "Nobody was told why.") for n in range(28)]
    files: dict[str, bytes | str] = {}
    for number, text in enumerate(texts):
        files[f"{number}.html"] = text
        files[f"{number}.html.yaml"] = sidecar(f"2001-02-{number + 1:02}T10:00:00Z")
    client = create_app(make_site(tmp_path, files)).test_client()
    read: list[int] = []
    documents = StoredDocuments.documents

    def counted(store: StoredDocuments, ids: Iterable[str]) -> dict[str, Document]:
        found = documents(store, ids)
        read.append(len(found))
        return found

    monkeypatch.setattr(StoredDocuments, "documents", counted)
    middle = address(texts[15])
    tree = soup(client, middle)
    assert max(read) <= OTHERS_SHOWN + 1
    listed = [str(each["href"]) for each in tree.select(".side .plain-list a[href^='/d/']")]
    near = [each for each in listed if "versions" not in each]
    assert near == [address(texts[n]) for n in range(9, 22) if n != 15]
    assert "All captures of 28 documents" in words(tree.select_one(".side"))
    first, second = client.get(f"{middle}.json").get_json()["passages"][-2:]
    for passage, day in ((first, "16 February 2001"), (second, "1 February 2001")):
        tree = soup(client, f"{middle}/p/{passage['id']}")
        link = tree.select_one("a[href*='versions?p=']")
        assert link
        assert f"first appears in the capture of {day}" in words(
            soup(client, str(link["href"])).main
        )
    assert client.get(f"{middle}/versions?p=00000000").status_code == 404
