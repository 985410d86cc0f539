"""The pages of one document: its text, one passage of it, where it comes from."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from archive.editions import EditionStore, encode
from archive.identifiers import passage_id, show
from archive.model import Edition, Passage
from archive.settings import Settings
from tests.site_fixtures import make_site, settings_in
from tests.small_archives import add_generation
from tests.small_documents import document
from tests.web.reading import soup, whole, words
from web.app import create_app

pytestmark = pytest.mark.slow

FIRST = "The register was opened on a Monday, and nobody wrote down who had the key to the room."
SECOND = "A second paragraph says that the key was found again, in the drawer of the large desk."
NOTE = f"On keys\n\nBy A Writer, 3 February 2021\n\n{FIRST}\n\n{SECOND}\n"
SIDECAR = (
    "title: On keys\npublished: 2021-02-03\n"
    "source_url: https://example.org/keys\ncaptured_at: 2021-02-04T10:00:00Z\n"
    'captured_by: "A Reader"\nnote: "<script>alert(1)</script>"\n'
)
Keys = tuple[FlaskClient, Settings, str]


@pytest.fixture
def client(sample_app: Flask) -> FlaskClient:
    """A client of the site over the sample corpus."""
    return sample_app.test_client()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive of one note, built once."""
    folder = tmp_path_factory.mktemp("keys")
    make_site(folder, {"keys.txt": NOTE, "keys.txt.yaml": SIDECAR})
    return folder


@pytest.fixture
def keys(built: Path, tmp_path: Path) -> Keys:
    """A site of its own with the note of two paragraphs; its settings; the note's id."""
    folder = tmp_path / "keys"
    shutil.copytree(built, folder)
    settings = settings_in(folder)
    client = create_app(settings).test_client()
    hit = client.get("/api/v1/search?q=register").get_json()["hits"][0]
    return client, settings, hit["document"]["id"]


def some_documents(client: FlaskClient) -> list[str]:
    """Addresses of all documents of the sample corpus."""
    hits = client.get("/api/v1/search?per_page=100").get_json()["hits"]
    return [f"/d/{show(hit['document']['id'])}" for hit in hits]


def test_the_reader_shows_every_passage_once_and_whole(client: FlaskClient) -> None:
    """Each under its own name, with its number as its link, in order, letter for letter."""
    for address in some_documents(client):
        plain = client.get(f"{address}.json").get_json()
        pages = whole(client, address)
        shown = [element for page in pages for element in page.select("[id^='p-']")]
        assert [(str(e["id"])[2:], e.get_text()) for e in shown] == [
            (passage["id"], passage["text"]) for passage in plain["passages"]
        ]
        numbers = [number for page in pages for number in page.select(".passage > .number")]
        assert [(words(number), str(number["href"])) for number in numbers] == [
            (str(n), f"{address}/p/{passage['id']}")
            for n, passage in enumerate(plain["passages"], 1)
        ]


def test_hits_are_numbered_through_the_document(client: FlaskClient) -> None:
    """The query's words are marked in all of it; next and previous are links that go round."""
    hit = client.get("/api/v1/search?q=register+keeper&per_page=1").get_json()["hits"][0]
    address = f"/d/{show(hit['document']['id'])}"
    pages = whole(client, f"{address}?q=register+keeper")
    page = pages[0]
    marks = [mark for each in pages for mark in each.select("mark[id^='hit-']")]
    numbers = [int(str(mark["id"])[4:]) for mark in marks]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 5
    assert words(page.select_one(".hits-where")) == f"Hit 1 of {len(numbers)}"
    following = page.select_one(".hits-next")
    previous = page.select_one(".hits-previous")
    assert following
    assert previous
    assert following["href"] == f"{address}?q=register+keeper&hit=2#hit-2"
    assert str(previous["href"]).endswith(f"#hit-{len(numbers)}")
    second = soup(client, str(following["href"]).partition("#")[0])
    assert words(second.select_one(".hits-where")) == f"Hit 2 of {len(numbers)}"
    for odd in ("0", "-1", "999999", "x", "²", ""):
        assert soup(client, f"{address}?q=register&hit={quote(odd)}").select_one(".hits-now")


def test_a_query_that_is_not_in_the_document_says_so(client: FlaskClient) -> None:
    """No marks, a sentence, and the way back to the results."""
    page = soup(client, f"{some_documents(client)[0]}?q=zebra")
    assert "No words of “zebra”" in words(page.select_one(".hits"))
    assert not page.select("mark")


def test_a_passage_opens_marked(client: FlaskClient) -> None:
    """Marked, focused where the page opens, said to be exact, with its own address to copy."""
    hit = client.get("/api/v1/search?q=بایگانی").get_json()["hits"][0]
    for passage in hit["passages"]:
        address = passage["url"].removeprefix("http://localhost")
        page = soup(client, f"{address}?q={quote('بایگانی')}")
        opened = page.select("[autofocus]")
        assert [str(element["id"]) for element in opened] == [f"p-{passage['id']}"]
        assert [mark.get_text() for mark in page.select("mark.cited")] == [passage["text"]]
        assert "unchanged" in words(page.select_one(".notice.exact"))
        link = page.select_one(".own-link")
        assert link
        assert link["href"] == address
        assert words(link) == f"http://localhost{address}"
        canonical = page.select_one("link[rel=canonical]")
        assert canonical
        assert canonical["href"] == f"http://localhost{address}"
        inside = [mark.get_text() for mark in page.select("mark.cited mark")]
        assert inside == [passage["text"][a:b] for a, b in passage["highlights"]]


def test_the_public_address_is_the_one_to_copy(keys: Keys) -> None:
    """Where a public address is set, links for others begin with it."""
    _, settings, identifier = keys
    public = replace(settings, public_url="https://archive.example.org/")
    client = create_app(public).test_client()
    passage = client.get(f"/api/v1/documents/{identifier}").get_json()["passages"][0]["id"]
    page = soup(client, f"/d/{show(identifier)}/p/{passage}")
    expected = f"https://archive.example.org/d/{show(identifier)}/p/{passage}"
    assert words(page.select_one(".own-link")) == expected


def test_other_spellings_lead_to_the_right_address(keys: Keys) -> None:
    """Case, hyphens, O for 0 for ever; a prefix for now; the query stays."""
    client, _, identifier = keys
    right = show(identifier)
    mistyped = identifier.replace("0", "o").replace("1", "l").lower()
    for given, status in ((identifier, 308), (mistyped, 308), (identifier[:8], 302)):
        answer = client.get(f"/d/{given}?q=key%20room")
        assert answer.status_code == status, given
        assert answer.headers["Location"] == f"/d/{right}?q=key%20room"
    passage = client.get(f"/api/v1/documents/{identifier}").get_json()["passages"][0]["id"]
    answer = client.get(f"/d/{identifier.lower()}/p/{passage.lower()}", follow_redirects=True)
    assert answer.status_code == 200
    assert answer.request.path == f"/d/{right}/p/{passage}"
    answer = client.get(f"/d/{right}/p/{passage[:4]}-{passage[4:]}")
    assert answer.headers["Location"] == f"/d/{right}/p/{passage}"


def test_unknown_identifiers_are_told_apart(keys: Keys) -> None:
    """No such document, no identifier at all, too short, no such passage."""
    client, _, identifier = keys
    for given, sentence in (
        ("0000-0000-0000-0000", "No document of this archive has the identifier"),
        ("keys.txt", "is not an identifier of a document"),
        (identifier[:7], "is not an identifier of a document"),
    ):
        assert sentence in words(soup(client, f"/d/{given}", 404).main)
    page = soup(client, f"/d/{show(identifier)}/p/00000000", 404)
    assert "has never had a passage" in words(page.select_one(".notice"))
    assert FIRST in words(page.main)
    assert "is not an identifier of a passage" in words(
        soup(client, f"/d/{show(identifier)}/p/first", 404).main
    )


def test_a_prefix_of_several_lists_them(tmp_path: Path) -> None:
    """Each candidate with its title, and no guess."""
    made = [document(name, [f"Text of {name}."], title=f"Note {name}") for name in ("a", "b")]
    alike = [(replace(one, id=f"ABCDEFGH{n}{n * 7}"), p) for n, (one, p) in zip("12", made)]  # noqa: B905
    settings = Settings(corpus=tmp_path, index=tmp_path / "index", keep=tmp_path / "keep")
    add_generation(tmp_path / "index", alike)
    client = create_app(settings).test_client()
    page = soup(client, "/d/ABCD-EFGH", 300)
    links = [str(link["href"]) for link in page.select("main li a")]
    assert links == ["/d/ABCD-EFGH-1111-1111", "/d/ABCD-EFGH-2222-2222"]
    assert "Note a" in words(page.main)
    assert "Text of a." in words(soup(client, links[0]).main)


def older_reading(edition: Edition, paragraphs: list[str]) -> Edition:
    """The edition as another version of the parser would have read it."""
    passages, start = [], 0
    for ordinal, text in enumerate(paragraphs):
        name = passage_id(edition.sha256, text, paragraphs[:ordinal].count(text))
        end = start + len(text)
        passages.append(
            Passage(id=name, ordinal=ordinal, kind="paragraph", text=text, start=start, end=end)
        )
        start = end + 1
    whole = "\n".join(paragraphs)
    return replace(edition, parser_version="0", text=whole, passages=tuple(passages))


@pytest.mark.parametrize(
    ("then", "status", "said", "marked"),
    [
        (SECOND.partition(",")[0], "moved", "found unchanged, but at another place",
         SECOND.partition(",")[0]),
        (SECOND.replace("drawer", "drawers"), "approximate", "not here exactly", SECOND),
        ("An altogether different sentence that nobody can find in this note any more.",
         "not_found", "are not in this document’s text", ""),
    ],
)  # fmt: skip
def test_a_link_into_an_older_reading_says_how_sure_it_is(
    keys: Keys, then: str, status: str, said: str, marked: str
) -> None:
    """Moved, approximate or not found: in words, with the words of the link where they differ."""
    client, settings, identifier = keys
    kept = EditionStore(settings.keep_folder)
    (edition,) = kept.editions_of(client.get(f"/d/{show(identifier)}.json").get_json()["sha256"])
    older = older_reading(edition, [FIRST, then])
    kept.put(encode(older))
    page = soup(client, f"/d/{show(identifier)}/p/{older.passages[1].id}")
    assert said in words(page.select_one(f".notice.{status}"))
    assert "".join(mark.get_text() for mark in page.select("mark.cited")) == marked
    assert bool(page.select(".kept")) == (status != "moved")
    if status != "moved":
        assert then in words(page.select_one(".kept"))


def test_left_out_pieces_are_shown_with_their_reason(client: FlaskClient) -> None:
    """At the end, folded, each with why it is not part of the text."""
    for address in some_documents(client):
        plain = client.get(f"{address}.json").get_json()
        page = soup(client, address)
        pieces = [words(piece) for piece in page.select(".left-out dd")]
        assert pieces == [" ".join(piece["text"].split()) for piece in plain["left_out"]]
        reasons = [words(reason) for reason in page.select(".left-out dt")]
        assert reasons == [piece["reason"] for piece in plain["left_out"]]


def test_persian_and_english_stand_in_their_own_direction(client: FlaskClient) -> None:
    """Language and direction are stated on title, text and every passage; the frame is English."""
    hit = client.get("/api/v1/search?q=language:fa").get_json()["hits"][0]
    page = soup(client, f"/d/{show(hit['document']['id'])}")
    article = page.select_one("article.text")
    assert article
    assert (article["lang"], article["dir"]) == ("fa", "rtl")
    for passage in page.select("[id^='p-']"):
        assert passage["dir"] in ("rtl", "ltr")
        assert passage["dir"] == "ltr" or passage["lang"] == "fa"
    assert page.html
    assert page.html["dir"] == "ltr"


def test_provenance_tells_the_whole_chain(keys: Keys) -> None:
    """Who, what, when, each date with its basis, digests in full, and what each step proves."""
    client, _, identifier = keys
    plain = client.get(f"/api/v1/documents/{identifier}").get_json()
    page = soup(client, f"/d/{show(identifier)}/provenance")
    steps = [words(step.h3) for step in page.select(".steps > li")]
    assert steps == ["Captured", "Taken in", "Read", "Indexed"]
    assert len(page.select(".proves")) == 4
    told = words(page.main)
    for part in (
        "Captured on 4 February 2021, 10:00 UTC by A Reader, as the sidecar beside the file says.",
        "https://example.org/keys", "keys.txt", "keys.txt.yaml", plain["sha256"],
        plain["text_sha256"], show(identifier), "text, version", "3 February 2021, as the sidecar",
        f"{len(NOTE.encode())} bytes", "text/plain", "<script>alert(1)</script>",
    ):  # fmt: skip
        assert part in told, part
    assert not page.select("main script")


def test_every_capture_of_the_same_bytes_is_told(client: FlaskClient) -> None:
    """One document, two captures: both in the chain and both in the short story."""
    hits = client.get("/api/v1/search?q=title:fixity+notice").get_json()["hits"]
    twice = next(
        address
        for address in (f"/d/{show(hit['document']['id'])}" for hit in hits)
        if len(client.get(f"{address}.json").get_json()["captures"]) == 2
    )
    steps = [words(step.h3) for step in soup(client, f"{twice}/provenance").select(".steps > li")]
    assert steps.count("Captured") == 2
    side = words(soup(client, twice).select_one(".side"))
    assert "captured twice" in side
    assert side.count("Captured on") == 2


def test_the_file_can_be_checked_by_readers(keys: Keys) -> None:
    """Unchanged, changed and gone: each told in a sentence, and the page stays a page."""
    client, settings, identifier = keys
    address = f"/d/{show(identifier)}/provenance?check=1"
    assert "byte for byte" in words(soup(client, address).select_one(".check .good"))
    file = settings.corpus / "keys.txt"
    file.write_text(NOTE + "Another line.\n", encoding="utf-8")
    assert "has changed since" in words(soup(client, address).select_one(".check .bad"))
    file.unlink()
    assert "no longer in the corpus" in words(soup(client, address).select_one(".check .bad"))
    assert not soup(client, address.partition("?")[0]).select(".check .notice")


def test_other_captures_of_the_address_are_linked(client: FlaskClient) -> None:
    """The page that was saved in 2021 leads to the one of 2024, and back."""
    hits = client.get('/api/v1/search?q=title:"rules of the reading room"').get_json()["hits"]
    first, second = (f"/d/{show(hit['document']['id'])}" for hit in hits[:2])
    for here, there in ((first, second), (second, first)):
        links = [str(link["href"]) for link in soup(client, here).select(".side li a")]
        assert there in links


def test_nothing_of_a_document_becomes_markup(tmp_path: Path) -> None:
    """Payloads in name, title, text, byline, address, note and query are words everywhere."""
    payload = "\"><script>alert('x')</script><img src=x onerror=alert(1)>"
    site = make_site(
        tmp_path,
        {
            "a <b> & 'c'.txt": f"{payload}\n\nBy {payload}\n\nA text about archives. {payload}\n",
            "a <b> & 'c'.txt.json": (
                '{"source_url": "javascript:alert(1)//archives", "title": "T %s", '
                '"captured_by": "%s", "note": "%s", "collection": "%s", "authors": ["%s"]}'
            ).replace("%s", payload.replace('"', '\\"')),
        },
    )
    client = create_app(site).test_client()
    hits = client.get("/api/v1/search?q=archives").get_json()["hits"]
    assert hits
    address = f"/d/{show(hits[0]['document']['id'])}"
    passages = [p["url"].removeprefix("http://localhost") for p in hits[0]["passages"]]
    for page in (
        "/", f"/search?q=archives+{quote(payload)}", "/search?q=archives", "/browse", "/report",
        address, f"{address}/provenance", f"{address}/cite", *passages, "/help",
        f"{address}?q={quote(payload)}",
        f"/search?f.collection={quote(payload)}", f"/d/{quote(payload)}", f"/{quote(payload)}",
    ):  # fmt: skip
        answer = client.get(page)
        assert answer.status_code in (200, 404)
        tree = BeautifulSoup(answer.text, "lxml")
        data = tree.select('script[type="application/ld+json"]')
        assert all(json.loads(each.extract().get_text()) for each in data), page
        assert not tree.select("img, script:not([src^='/static/'])"), page
        assert not tree.select("[onerror]"), page
        assert not re.search(r"""href=["']?\s*javascript""", answer.text, re.IGNORECASE), page


def test_similar_documents_are_one_click_away(client: FlaskClient) -> None:
    """From a document's page to those like it, as the API has them, by words to search."""
    hit = client.get("/api/v1/search?q=provenance").get_json()["hits"][0]
    shown = soup(client, f"/d/{show(hit['document']['id'])}")
    link = shown.select_one(".tabs a[href$='/similar']")
    assert link is not None
    page = soup(client, str(link["href"]))
    plain = client.get(f"/api/v1/documents/{hit['document']['id']}/similar").get_json()
    titles = [words(title) for title in page.select(".hit h2")]
    assert titles == [" ".join(one["document"]["title"].split()) for one in plain["hits"]]
    assert titles
    search = page.select_one(".understood a")
    assert search is not None
    box = soup(client, str(search["href"])).select_one("#q")
    assert box
    assert box["value"] == plain["query"]
    assert client.get(f"{link['href']}.json").get_json() == plain
    assert client.get("/d/0000-0000-0000-0000/similar").status_code == 404
