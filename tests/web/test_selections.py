"""A reader's own selection on the site: its page, its citations, its answers, typed by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from archive.cite import FORMATS
from archive.editions import EditionStore, encode
from archive.identifiers import selection_check, show
from archive.selections import select
from archive.settings import Settings
from tests.citation_readers import read_ris, ris_values
from tests.site_fixtures import make_site
from tests.web.reading import soup, words
from tests.web.test_pages_document import older_reading
from web.app import create_app
from web.cli import main

PUBLIC = "https://archive.example"
FIRST = "The register was opened on a Monday, and nobody wrote down who had the key to the room."
SECOND = "The key was found again; the key was bent — 𝔄𝔅 naïve cafe\u0301, 3,000 & “so” <b>."
THIRD = "An end."
PERSIAN = ("کلید اتاق گم شد و هیچ\u200cکس نمی\u200cداند که کجاست.", "کلید پیدا شد.")
FILES: dict[str, bytes | str] = {
    "keys.html": "<!doctype html><html lang=en><title>Keys</title><h1>Keys</h1>"
    + "".join(f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>"
              for text in (FIRST, SECOND, THIRD)),
    "keys.html.yaml": "source_url: https://example.org/keys\ncaptured_at: 2021-02-04T10:00:00Z\n",
    "kelid.html": "<!doctype html><html lang=fa><title>کلید</title><h1>کلید</h1>"
    + "".join(f"<p>{text}</p>" for text in PERSIAN),
}  # fmt: skip


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An archive of two pages with an address of its own."""
    made = make_site(tmp_path_factory.mktemp("selections"), FILES)
    return replace(made, public_url=PUBLIC)


@pytest.fixture(scope="module")
def client(settings: Settings) -> FlaskClient:
    """A client of its site."""
    return create_app(settings).test_client()


def read(client: FlaskClient, query: str = "register") -> dict[str, Any]:
    """The document that a search finds, as the API gives it."""
    hit = client.get("/api/v1/search", query_string={"q": query}).get_json()["hits"][0]
    plain: dict[str, Any] = client.get(f"/d/{show(hit['document']['id'])}.json").get_json()
    return plain


def link(plain: dict[str, Any], start: int, end: int) -> str:
    """The path of the link to a span of the text."""
    passage = next(p for p in plain["passages"] if p["start"] <= start < p["end"])
    made = select(plain["text"], (passage["start"], passage["end"]), (start, end))
    return f"/d/{show(plain['id'])}/p/{passage['id']}/{made}"


def spans_of(text: str) -> list[tuple[int, int]]:
    """One letter, words, over the ends of passages, all of it, a joiner, astral letters, a mark."""
    found = [(0, 1), (len(text) - 1, len(text)), (0, len(text))]
    for piece in ("the key", "down who", "\u200c", "𝔄𝔅", "é, 3,000 & “so” <", "شد.\nکلید"):
        at = text.rfind(piece)
        found += [(at, at + len(piece))] if at >= 0 else []
    line = text.index("\n")
    return [*found, (line - 3, line + 9)]


@pytest.mark.parametrize("query", ["register", "کلید"])
def test_the_page_marks_the_selection_and_only_it(client: FlaskClient, query: str) -> None:
    """Said to be unchanged, opened at its first mark, cited and counted as what it is."""
    plain = read(client, query)
    text = plain["text"]
    for start, end in spans_of(text):
        address = link(plain, start, end)
        page = soup(client, address)
        marks = [mark.get_text() for mark in page.select("mark.cited")]
        assert "\n".join(marks) == text[start:end].strip("\n"), address
        assert "unchanged" in words(page.select_one(".notice.exact"))
        assert len(page.select("[autofocus]")) == 1
        assert page.select(".own-link")[0]["href"] == address
        canonical = page.select_one("link[rel=canonical]")
        assert canonical
        assert canonical["href"] == PUBLIC + address
        counted = "1 character" if end - start == 1 else f"{end - start} characters"
        assert f"A reader’s selection of {counted} " in words(page.select_one("header.title-page"))
        told = client.get(f"{address}.json").get_json()
        assert (told["status"], told["start"], told["end"]) == ("exact", start, end)
        assert told["text"] == text[start:end]
        assert told["url"] == PUBLIC + address


def test_it_is_cited_in_every_form(client: FlaskClient, settings: Settings) -> None:
    """The page, the files, what programs accept, unAPI, the API and the verb: the same words."""
    plain = read(client)
    text = plain["text"]
    start = text.index("key to the room")
    end = text.index("bent") + 4
    address = link(plain, start, end)
    said = " ".join(text[start:end].split())
    page = soup(client, f"{address}/cite")
    assert words(page.select_one(".quoted")) == said
    assert words(page.select_one(".citation-text p:last-child")) == PUBLIC + address
    assert [str(each["href"]) for each in page.select(".downloads a")] == [
        f"{address}.{suffix}" for suffix in FORMATS
    ]
    lines = client.get(f"{address}.txt").get_data(as_text=True).splitlines()
    assert (lines[0], lines[-1]) == (f"“{said}”", PUBLIC + address)
    assert "¶¶ 1–2" in lines[1]
    (item,) = json.loads(client.get(f"{address}.csl.json").data)
    key = address.removeprefix("/d/").replace("/p/", "/")
    assert (item["id"], item["annote"]) == (key, f"“{said}”")
    assert PUBLIC + address in item["note"]
    assert PUBLIC + address in client.get(f"{address}.bib").get_data(as_text=True)
    ris = client.get(f"{address}.ris").get_data(as_text=True)
    assert any(PUBLIC + address in value for value in ris_values(read_ris(ris)[0], "N1"))
    accepted = client.get(address, headers={"Accept": "text/plain"})
    assert accepted.get_data(as_text=True).splitlines() == lines
    assert f'<{PUBLIC}{address}>; rel="cite-as"' in client.get(address).headers.getlist("Link")
    unapi = client.get("/unapi", query_string={"id": key, "format": "ris"})
    assert unapi.get_data(as_text=True) == ris
    document, _, rest = key.partition("/")
    passage, _, selection = rest.partition("/")
    api = f"/api/v1/documents/{document}/passages/{passage}/selections/{selection}"
    assert client.get(f"{api}/citation").get_json()["url"] == PUBLIC + address
    assert client.get(api).get_json()["selection"]["start"] == start - text.index("The register")
    places = [f"--corpus={settings.corpus}", f"--index={settings.index}", f"--keep={settings.keep}"]
    verb = ["cite", *places, f"--public-url={PUBLIC}", "--format=txt", key]
    done = CliRunner().invoke(main, verb)
    assert done.output.strip().splitlines() == lines, done.output


def test_the_annotation_has_both_targets_and_both_selectors(client: FlaskClient) -> None:
    """Positions count in our text edition; the original has the quotation and the time."""
    plain = read(client)
    start = plain["text"].index("key to")
    address = link(plain, start, start + 6)
    told = json.loads(client.get(f"{address}.jsonld").data)
    ours, original = told["target"]
    assert told["canonical"] == PUBLIC + address
    quoted, position = ours["selector"]
    assert quoted["exact"] == "key to"
    assert quoted["prefix"].endswith("who had the ")
    assert quoted["suffix"].startswith(" the room.")
    assert position == {"type": "TextPositionSelector", "start": start, "end": start + 6}
    assert ours["source"]["schema:sha256"] == plain["text_sha256"]
    assert original["source"] == "https://example.org/keys"
    assert original["state"]["sourceDate"] == "2021-02-04T10:00:00Z"
    assert original["selector"] == [quoted]


def test_other_spellings_lead_to_the_right_address(client: FlaskClient) -> None:
    """Small letters, O for 0, l for 1, other dashes, no hyphens in the rest; the query stays."""
    plain = read(client)
    start = plain["text"].index("opened on")
    right = link(plain, start, start + 9)
    rest, _, last = right.rpartition("/")
    typed = last.lower().replace("0", "o").replace("1", "l").replace("-", "–")
    for given in (
        f"{rest}/{quote(typed)}",
        f"{rest.replace('-', '').lower()}/{quote(typed)}",
        f"{rest}/{last.replace('-', '%2D')}",
    ):
        answer = client.get(f"{given}?q=key", follow_redirects=True)
        assert answer.status_code == 200
        assert (answer.request.path, answer.request.query_string) == (right, b"q=key")


def test_a_link_that_does_not_fit_says_so(client: FlaskClient) -> None:
    """Another check, beyond the passage or the text, a passage that never was, no selection."""
    plain = read(client)
    text, passage = plain["text"], plain["passages"][1]
    rest = f"/d/{show(plain['id'])}/p/{passage['id']}"
    length = passage["end"] - passage["start"]
    beyond = selection_check(text[passage["end"] :][:8])
    for last in ("0-7-0000", f"0-{len(text) + 1}-0000", "999999999-1-0000", f"{length}-8-{beyond}"):
        page = soup(client, f"{rest}/{last}", 404)
        assert "does not fit" in words(page.select_one(".notice"))
        assert not page.select("mark")
        assert FIRST in words(page.main)
        assert page.select(f"header a[href='{rest}']")
        assert "knows no words" in words(soup(client, f"{rest}/{last}/cite", 404).main)
        told = client.get(f"{rest}/{last}.json").get_json()
        assert (told["status"], told["text"], told["stored"]) == ("not_found", "", None)
    page = soup(client, f"{rest}/first-words", 404)
    assert "does not name words of a passage" in words(page.main)
    unknown = soup(client, f"/d/{show(plain['id'])}/p/00000000/0-1-0000", 404)
    assert "does not fit" in words(unknown.select_one(".notice"))
    assert "is that of a passage" not in words(unknown.select_one(".notice"))


def test_the_citation_names_every_passage_of_it(client: FlaskClient) -> None:
    """Words that run on into the next passage are not said to be of the first only."""
    plain = read(client)
    passages, text = plain["passages"], plain["text"]
    for first, last, named in ((0, 0, "Passage 1 of"), (0, 1, "Passages 1–2 of")):
        span = (passages[first]["start"] + 2, passages[last]["end"] - 2)
        made = select(text, (passages[first]["start"], passages[first]["end"]), span)
        page = soup(client, f"/d/{show(plain['id'])}/p/{passages[first]['id']}/{made}/cite")
        assert named in words(page.main)


def test_a_passage_of_another_document(client: FlaskClient) -> None:
    """Neither it nor a selection of it is shown for this one's; the document is, unmarked."""
    plain, other = read(client), read(client, "کلید")
    strange = other["passages"][0]["id"]
    for end, sentence in (("", "has never had a passage"), ("/0-1-0000", "does not fit")):
        page = soup(client, f"/d/{show(plain['id'])}/p/{strange}{end}", 404)
        assert sentence in words(page.select_one(".notice"))
        assert FIRST in words(page.main)
        assert not page.select("mark")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("then", "status"),
    [
        ([FIRST, SECOND.partition(";")[0], "Other words."], "moved"),
        ([FIRST.replace("wrote", "noted"), SECOND, THIRD], "approximate"),
        (["Nobody ever said a word of what can be read in this document today.", "No."],
         "not_found"),
    ],
)  # fmt: skip
def test_a_link_into_an_older_reading(tmp_path: Path, then: list[str], status: str) -> None:
    """Made when the file was read otherwise: the same four answers, over the ends of passages."""
    settings = make_site(tmp_path, FILES)
    client = create_app(settings).test_client()
    kept = EditionStore(settings.keep_folder)
    plain = read(client)
    (edition,) = kept.editions_of(plain["sha256"])
    older = older_reading(edition, then)
    kept.put(encode(older))
    old = {"id": plain["id"], "text": older.text, "passages": [
        {"id": p.id, "start": p.start, "end": p.end} for p in older.passages
    ]}  # fmt: skip
    start, end = older.text.index(" ") + 1, len(then[0]) + 4
    page = soup(client, link(old, start, end))
    marked = "\n".join(mark.get_text() for mark in page.select("mark.cited"))
    if status == "moved":
        assert page.select(".notice.exact, .notice.moved")
        assert marked == older.text[start:end]
    elif status == "approximate":
        assert page.select(".notice.approximate")
        assert marked == older.text[start:end].replace("noted", "wrote")
        assert "noted down" in words(page.select_one(".kept"))
    else:
        assert page.select(".notice.not_found")
        assert not marked
        assert words(page.select_one(".kept b")) == " ".join(older.text[start:end].split())


def test_words_of_a_passage_without_a_script(client: FlaskClient) -> None:
    """The form leads to the selection; where the words stand twice both are offered."""
    plain = read(client)
    passages = plain["passages"]
    first, second = (f"/d/{show(plain['id'])}/p/{p['id']}" for p in passages[:2])
    form = soup(client, first).select_one(".selecting form")
    assert form
    assert form["action"] == f"{first}/words"
    answer = client.get(f"{first}/words", query_string={"words": "who had\r\n the key"})
    start = plain["text"].index("who had")
    assert answer.headers["Location"] == link(plain, start, start + 15)
    over = client.get(f"{first}/words", query_string={"words": "the room. The key was"})
    marks = soup(client, over.headers["Location"]).select("mark.cited")
    assert [mark.get_text() for mark in marks] == ["the room.", "The key was"]
    page = soup(client, f"{second}/words?words=key was")
    places = [str(each["href"]) for each in page.select(".kept a")]
    assert len(places) == 2
    assert [soup(client, each).select("mark.cited")[0].get_text() for each in places] == [
        "key was", "key was",
    ]  # fmt: skip
    for given, sentence in (("The KEY", "do not begin in this passage"), (" ", "No words")):
        page = soup(client, f"{second}/words?words={quote(given)}", 404)
        assert sentence in words(page.main)


@pytest.mark.slow
def test_of_a_document_that_is_gone_the_words_remain(tmp_path: Path) -> None:
    """The tombstone has the selected words, unless the document was withdrawn."""
    settings = make_site(tmp_path, FILES)
    client = create_app(settings).test_client()
    plain = read(client)
    start = plain["text"].index("opened on")
    address = link(plain, start, start + 9)
    places = [f"--corpus={settings.corpus}", f"--index={settings.index}", f"--keep={settings.keep}"]
    (settings.corpus / "keys.html").unlink()
    assert CliRunner().invoke(main, ["update", *places]).exit_code == 0
    client = create_app(settings).test_client()
    assert words(soup(client, address, 410).select_one(".kept b")) == "opened on"
    assert client.get(f"{address}.json").get_json()["passage"] == "opened on"
