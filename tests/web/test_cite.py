"""Citing on the site: the page, the files, what programs ask for, what Zotero reads; the verb."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.http import parse_options_header

from archive.cite import FORMATS, LISTS
from archive.cite.annotation import MEDIA_TYPE
from archive.identifiers import show
from archive.settings import Settings
from tests import zotero_reader
from tests.citation_readers import read_bibtex, read_ris, ris_values, untex
from tests.site_fixtures import make_site
from tests.web.reading import soup, words
from web.app import create_app
from web.cli import main
from web.csl_styles import STYLES

pytestmark = pytest.mark.slow

PUBLIC = "https://archive.example"
TITLE = 'On <keys> & "doors" {100%} $x_1$'
FIRST = "The register was opened on a Monday, and nobody wrote down who had the key to the room."
SITE = '<meta property="og:site_name" content="Example Review">'
PAGE = f"<!doctype html><html lang=en><title>Keys</title>{SITE}<h1>Keys</h1><p>{FIRST}</p></html>"
SIDECAR = json.dumps(
    {
        "title": TITLE,
        "authors": ["Jane Q. Doe"],
        "published": "2021-02-03",
        "source_url": "https://example.org/keys?a=1&b=2",
        "captured_at": "2021-02-04T10:00:00Z",
    }
)
MAIL = (
    "From: Richard Roe <roe@example.org>\nTo: jane@example.org\nSubject: The list\n"
    "Date: Mon, 02 Mar 2009 13:30:00 +0330\n\nThe list of names is attached, and the key is here.\n"
)
PERSIAN = "<!doctype html><html lang=fa><title>کلید</title><h1>کلید</h1><p>کلید اتاق گم شد.</p>"


@pytest.fixture(scope="module")
def keys_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An archive of a page, a mail and a Persian page, with an address of its own."""
    files: dict[str, bytes | str] = {
        "keys.html": PAGE, "keys.html.json": SIDECAR, "list.eml": MAIL, "kelid.html": PERSIAN,
    }  # fmt: skip
    settings = make_site(tmp_path_factory.mktemp("cite"), files)
    return replace(settings, public_url=f"{PUBLIC}/")


@pytest.fixture
def client(keys_settings: Settings) -> FlaskClient:
    """A client of its site."""
    return create_app(keys_settings).test_client()


def found(client: FlaskClient, query: str) -> tuple[str, str]:
    """The addresses of a document and of its passage, without the host."""
    hit = client.get("/api/v1/search", query_string={"q": query}).get_json()["hits"][0]
    address = f"/d/{show(hit['document']['id'])}"
    return address, f"{address}/p/{hit['passages'][0]['id']}"


def test_the_page_has_every_style_and_every_file(client: FlaskClient) -> None:
    """Without a script, for a document and a passage; each file is there."""
    for address in found(client, "register"):
        page = soup(client, f"{address}/cite")
        assert [str(each["id"]) for each in page.select("section.style")] == [
            style.name for style in STYLES
        ]
        apa = words(page.select_one("#apa dd:last-of-type"))
        assert apa.startswith(f"Doe, J. Q. (2021, February 3). {TITLE}. Example Review.")
        assert f"{PUBLIC}{address})" in apa
        links = [str(link["href"]) for link in page.select(".downloads a")]
        assert links == [f"{address}.{suffix}" for suffix in FORMATS]
        for link in links:
            assert client.get(link).status_code == 200
        assert page.select_one(".notice.bad") is None


def test_pages_lead_to_it(client: FlaskClient) -> None:
    """From the document, from the passage, and from each hit of a search."""
    document, passage = found(client, "register")
    for address in (document, passage):
        page = soup(client, address)
        assert page.select_one(f'.cite a[href="{address}/cite"]')
        assert page.select_one(f'.tabs a[href="{address}/cite"]')
        assert "Jane Q. Doe" in words(page.select_one(".cite .reference"))
    assert soup(client, "/search?q=register").select_one(f'.hit a[href="{document}/cite"]')


def test_the_files_say_the_same(client: FlaskClient) -> None:
    """CSL-JSON, BibTeX, RIS, annotation and text of one passage, by readers of their own."""
    _, address = found(client, "register")
    link = PUBLIC + address
    (item,) = json.loads(client.get(f"{address}.csl.json").text)
    assert item["title"] == TITLE
    assert item["URL"] == "https://example.org/keys?a=1&b=2"
    assert item["author"] == [{"given": "Jane Q.", "family": "Doe"}]
    assert link in item["note"]
    (entry,) = read_bibtex(client.get(f"{address}.bib").text)
    assert (entry["ENTRYTYPE"], untex(entry["title"])) == ("online", TITLE)
    assert entry["url"] == item["URL"]
    (record,) = read_ris(client.get(f"{address}.ris").data.decode())
    assert ris_values(record, "TI") == [TITLE]
    assert ris_values(record, "AU") == ["Doe, Jane Q."]
    told = json.loads(client.get(f"{address}.jsonld").text)
    stored = client.get(f"{address}.json").get_json()
    ours = told["target"][0]
    assert ours["selector"][0]["exact"] == stored["text"] == FIRST
    text = client.get(f"{address.partition('/p/')[0]}.json").get_json()["text"]
    position = ours["selector"][1]
    assert text[position["start"] : position["end"]] == FIRST
    plain = client.get(f"{address}.txt").text.splitlines()
    assert (plain[0], plain[-1]) == (f"“{FIRST}”", link)


@pytest.mark.parametrize("suffix", FORMATS)
def test_accept_asks_for_the_same(client: FlaskClient, suffix: str) -> None:
    """At the page's own address, with the same bytes; who asks for anything gets the page."""
    for address in found(client, "register"):
        asked = client.get(address, headers={"Accept": FORMATS[suffix].essence})
        given = client.get(f"{address}.{suffix}")
        assert asked.data == given.data
        assert asked.content_type == given.content_type == FORMATS[suffix].media_type
        assert "Accept" in asked.headers["Vary"]
        for accept in ("*/*", "text/html,application/xhtml+xml,*/*;q=0.8", ""):
            usual = client.get(address, headers={"Accept": accept})
            assert usual.mimetype == "text/html"
    assert client.get(address, headers={"Accept": "application/json"}).is_json


def test_files_are_named_and_typed(client: FlaskClient) -> None:
    """Downloads have a name; the annotation says which profile it has."""
    document, passage = found(client, "register")
    disposition = client.get(f"{passage}.bib").headers["Content-Disposition"]
    name = parse_options_header(disposition)[1]["filename"]
    assert name == f"{passage[3:].replace('/p/', '-')}.bib"
    assert client.get(f"{document}.jsonld").content_type == MEDIA_TYPE
    assert "Content-Disposition" not in client.get(f"{document}.txt").headers


def test_headers_say_how_to_cite(client: FlaskClient) -> None:
    """RFC 8574: each page names the address to cite it by, and what describes it."""
    for address in found(client, "register"):
        links = client.get(f"{address}?q=register").headers.getlist("Link")
        assert links[0] == f'<{PUBLIC}{address}>; rel="cite-as"'
        described = [re.findall(r'<(.+)>; rel="describedby"; type="(.+)"', one) for one in links]
        assert [each[0] for each in described if each] == [
            (f"{PUBLIC}{address}.{suffix}", form.essence) for suffix, form in FORMATS.items()
        ]
    assert not client.get("/help").headers.getlist("Link")
    assert not client.get(f"{address[:-1]}0").headers.getlist("Link")


def test_another_spelling_leads_to_the_file(client: FlaskClient) -> None:
    """Lower case, without hyphens: a file is given at once, a page after a redirect."""
    document, passage = found(client, "register")
    assert client.get(f"{passage.lower()}.bib").data == client.get(f"{passage}.bib").data
    bare = document.replace("-", "")
    assert client.get(f"{bare}.csl.json").data == client.get(f"{document}.csl.json").data
    assert client.get(f"{document.replace('-', '').lower()}/cite").status_code == 308


@pytest.mark.parametrize("address", ["/d/0000-0000-0000-0000", "{}/p/00000000", "/d/x", "{}/p/x"])
def test_what_is_not_there_is_not_cited(client: FlaskClient, address: str) -> None:
    """Neither page nor file, but a sentence."""
    at = address.format(found(client, "register")[0])
    for end in ("/cite", *(f".{suffix}" for suffix in FORMATS)):
        answer = client.get(at + end)
        assert answer.status_code == 404, at + end
        assert "<script" not in answer.text.replace("<script src=", "")
    unknown = client.get(f"{found(client, 'register')[0]}/p/00000000")
    assert unknown.status_code == 404
    assert "Cite this document" in unknown.text


def test_the_api_cites(client: FlaskClient) -> None:
    """The item of CSL-JSON, each style, the addresses of the files; any spelling will do."""
    document, passage = found(client, "register")
    told = client.get(f"/api/v1/documents/{document[3:].lower()}/citation").get_json()
    assert [told["csl"]] == json.loads(client.get(f"{document}.csl.json").text)
    assert [style["name"] for style in told["styles"]] == [style.name for style in STYLES]
    assert told["styles"][2]["entry"].startswith("Doe, Jane Q.")
    assert told["url"] == PUBLIC + document
    for suffix, address in told["files"].items():
        assert address == f"{PUBLIC}{document}.{suffix}"
    name = passage.rpartition("/")[2]
    of = client.get(f"/api/v1/documents/{document[3:]}/passages/{name}/citation").get_json()
    assert of["text"] == client.get(f"{passage}.txt").text


def test_zotero_reads_a_page(client: FlaskClient) -> None:
    """Type, title, author, source, dates, address, language, archive: through all three ways."""
    document, passage = found(client, "register")

    def fetch(address: str) -> str:
        return client.get(address).text

    for address in (document, passage):
        page = soup(client, address)
        (rdf,) = zotero_reader.unapi(page, fetch)
        (coins,) = zotero_reader.coins(page)
        tags = zotero_reader.embedded_metadata(page)
        for read in (rdf, coins, tags):
            assert read["itemType"] == "webpage"
            assert read["title"] == TITLE
            (creator,) = read["creators"]
            assert creator["lastName"] == "Doe"
            assert creator["firstName"].rstrip(".") == "Jane Q"  # tags lose the full stop
            assert read["publicationTitle"] == "Example Review"
            assert read["date"] == "2021-02-03"
            assert read["language"] == "en"
            assert read["url"] == "https://example.org/keys?a=1&b=2"
            assert PUBLIC + address in str(read)
        assert rdf["accessDate"] == "2021-02-04"
        assert rdf["archive"] == "Muniment, archive.example"
    assert rdf["abstractNote"] == f"“{FIRST}”"


def test_zotero_reads_a_mail_and_a_persian_page(client: FlaskClient) -> None:
    """A mail is an e-mail of its sender; a Persian page without a date has none."""
    mail = soup(client, found(client, "list")[0])
    assert zotero_reader.embedded_metadata(mail)["itemType"] == "email"
    (coins,) = zotero_reader.coins(mail)
    assert (coins["itemType"], coins["date"]) == ("email", "2009-03-02")
    persian = soup(client, found(client, "کلید")[0])
    (rdf,) = zotero_reader.unapi(persian, lambda address: client.get(address).text)
    assert (rdf["title"], rdf["language"]) == ("کلید", "fa")
    assert "date" not in rdf


def test_zotero_reads_a_result_list(client: FlaskClient) -> None:
    """An item for each document on the page, in their order."""
    page = soup(client, "/search")
    titles = [words(title) for title in page.select(".hit h2")]
    assert len(titles) == 3
    assert [item["title"] for item in zotero_reader.coins(page)] == titles
    every = zotero_reader.unapi(page, lambda address: client.get(address).text)
    assert [item["title"] for item in every] == titles


def test_unapi_keeps_its_specification(client: FlaskClient) -> None:
    """Formats of the server, formats of an item (300), 404 and 406, and each format itself."""
    document, passage = found(client, "register")
    name = passage[3:].replace("/p/", "/")
    assert client.get("/unapi").status_code == 200
    formats = client.get(f"/unapi?id={name}")
    assert (formats.status_code, formats.mimetype) == (300, "application/xml")
    assert f'id="{name}"' in formats.text
    assert client.get(f"/unapi?id={name}&format=ris").data == client.get(f"{passage}.ris").data
    assert client.get(f"/unapi?id={name}&format=bibtex").data == client.get(f"{passage}.bib").data
    assert client.get(f"/unapi?id={document[3:]}&format=no").status_code == 406
    for unknown in ("0000-0000-0000-0000", "x", "a/b/c", '"><script>', f"{document[3:]}/00000000"):
        for form in ("", "ris"):
            answer = client.get("/unapi", query_string={"id": unknown, "format": form})
            assert answer.status_code == 404, unknown


def test_the_description_is_data(client: FlaskClient) -> None:
    """schema.org as JSON in the page, with the passage as a part of the document."""
    document, passage = found(client, "register")
    data = soup(client, document).select_one('script[type="application/ld+json"]')
    assert data is not None
    told = json.loads(data.get_text())
    assert (told["@type"], told["name"]) == ("WebPage", TITLE)
    assert told["url"] == told["archivedAt"] == PUBLIC + document
    assert told["isBasedOn"] == "https://example.org/keys?a=1&b=2"
    assert "</" not in data.get_text()
    part = soup(client, passage).select_one('script[type="application/ld+json"]')
    assert part is not None
    quoted = json.loads(part.get_text())
    assert (quoted["@type"], quoted["text"]) == ("Quotation", FIRST)
    assert quoted["isPartOf"]["@id"] == PUBLIC + document


def test_without_a_public_address_the_page_warns(keys_settings: Settings) -> None:
    """Links begin with the address that the reader came by, and a sentence says what to do."""
    client = create_app(replace(keys_settings, public_url="")).test_client()
    document, _ = found(client, "register")
    warned = words(soup(client, f"{document}/cite").select_one(".notice.bad"))
    assert "begin with http://localhost" in warned
    assert "public_url" in warned
    assert client.get(f"{document}.txt").text.endswith(f"http://localhost{document}\n")


@pytest.mark.parametrize("suffix", LISTS)
def test_all_documents_of_a_search_can_be_had(sample_app: Flask, suffix: str) -> None:
    """More than a page of them, in the order of the pages, near-duplicates too."""
    client = sample_app.test_client()
    for query in ("q=archive", "q=&f.language=fa", "q=archive&sort=newest", "q=zzzz"):
        hits = client.get(f"/api/v1/search?{query}&per_page=100").get_json()
        address = f"/search.{suffix}?{query}&per_page=2&page=2"
        answer = client.get(address)
        ids = [show(hit["document"]["id"]) for hit in hits["hits"]]
        if suffix == "csl.json":
            told = [item["id"] for item in json.loads(answer.text)]
        elif suffix == "bib":
            told = [entry["ID"] for entry in read_bibtex(answer.text)]
        else:
            records = read_ris(answer.data.decode())
            told = [ris_values(record, "ID")[0] for record in records]
        assert told == ids
        assert len(told) == hits["total"]["value"]
    page = soup(client, "/search?q=archive")
    assert page.select_one(f'a[href="/search.{suffix}?q=archive"]')


def test_a_query_that_is_not_run_is_an_error(sample_app: Flask) -> None:
    """With its sentence, and no empty file that looks like an answer."""
    client = sample_app.test_client()
    refused = next(
        query
        for query in ("a" * 3000, "*", "archive AND (")
        if client.get("/api/v1/search", query_string={"q": query}).get_json()["query"]["refused"]
    )
    answer = client.get("/search.bib", query_string={"q": refused})
    assert answer.status_code == 400
    assert "Bad Request" in answer.text


def test_lists_are_sent_while_they_are_made(sample_url: str) -> None:
    """Over HTTP, in pieces, to the last entry."""
    request = Request(f"{sample_url}/search.ris?q=archive")  # noqa: S310 - loopback
    with urlopen(request, timeout=30) as answer:  # noqa: S310
        assert answer.headers["Transfer-Encoding"] == "chunked"
        text = answer.read().decode()
    with urlopen(f"{sample_url}/api/v1/search?q=archive") as answer:  # noqa: S310
        total = json.load(answer)["total"]["value"]
    assert len(read_ris(text)) == total > 10


@pytest.fixture
def muniment(keys_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words after the verb that name the archive."""
    monkeypatch.chdir(Path(keys_settings.corpus).parent)
    return [
        "--corpus", str(keys_settings.corpus), "--index", str(keys_settings.index),
        "--keep", str(keys_settings.keep),
    ]  # fmt: skip


def test_the_verb_cites(client: FlaskClient, muniment: list[str]) -> None:
    """In a style, in a format, as JSON, or all of it; the same as the site."""
    _, passage = found(client, "register")
    public = ["--public-url", PUBLIC]
    run = CliRunner().invoke

    apa = run(main, ["cite", passage, "--style", "apa", *public, *muniment])
    assert apa.exit_code == 0, apa.output
    assert "Reference list: Doe, J. Q. (2021, February 3)." in apa.stdout
    bib = run(main, ["cite", passage, "--format", "bib", *public, *muniment])
    assert bib.stdout == client.get(f"{passage}.bib").text
    plain = run(main, ["cite", passage, "--json", *public, *muniment])
    told = client.get(f"/api/v1/documents{passage[2:].replace('/p/', '/passages/')}/citation")
    assert json.loads(plain.stdout) == told.get_json()
    whole = run(main, ["cite", passage[3:].replace("/p/", "/"), *muniment])
    assert all(style.label in whole.stdout for style in STYLES)
    assert f"“{FIRST}”" in whole.stdout
    assert "Set public_url" in whole.stderr


def test_the_verb_says_what_is_wrong(client: FlaskClient, muniment: list[str]) -> None:
    """A style that there is not, a document that there is not."""
    document, _ = found(client, "register")
    wrong = CliRunner().invoke(main, ["cite", document, "--style", "harvard", *muniment])
    assert wrong.exit_code == 2
    assert "chicago-notes" in wrong.output
    missing = CliRunner().invoke(main, ["cite", "0000-0000-0000-0000", *muniment])
    assert missing.exit_code == 1
    assert "There is no document" in missing.output
