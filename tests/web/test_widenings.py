"""What words are also searched as, on the page, in the API and at a terminal; and without it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from click.testing import CliRunner
from flask.testing import FlaskClient

from archive.settings import Settings
from indexer.build import update
from indexer.progress import silent
from tests.site_fixtures import make_site
from tests.web.reading import soup, words
from web.app import create_app
from web.cli import main

FILES = {
    "khomeini.txt": "A letter\n\nKhomeini was questioned in the summer. Mr Khomeini said nothing.",
    "khomeyni.txt": "Another letter\n\nThe court heard Khomeyni on Monday, and Khomeyni wept.",
    "fa.txt": "نامه\n\nدادگاه خمینی در استکهلم برگزار شد. خمینی در دادگاه سخن گفت.",
    "guards.txt": "Orders\n\nThe Islamic Revolutionary Guard Corps was told on Monday.",
    "sepah.txt": "Orders again\n\nSepah was told on Tuesday, in writing.",
    "court.txt": "Notes\n\nThe court keeps the orders. The letters of the court are kept.",
}
VARIANTS = """\
# the same body
Sepah, IRGC, Islamic Revolutionary Guard Corps
alone
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An archive whose keepers wrote a file of variants."""
    folder = tmp_path_factory.mktemp("widenings")
    (folder / "keep").mkdir()
    (folder / "keep" / "variants.txt").write_text(VARIANTS, "utf-8")
    return make_site(folder, FILES)


@pytest.fixture(scope="module")
def client(settings: Settings) -> FlaskClient:
    """A client of its site."""
    return create_app(settings).test_client()


def asked(client: FlaskClient, q: str, *without: str) -> dict[str, Any]:
    """The answer of the API."""
    pairs = [("q", q), *(("without", one) for one in without)]
    answer: dict[str, Any] = client.get("/api/v1/search", query_string=pairs).get_json()
    return answer


def titles(answer: dict[str, Any]) -> set[str]:
    """The titles of the documents found."""
    return {hit["document"]["title"] for hit in answer["hits"]}


def follow(client: FlaskClient, page: BeautifulSoup, label: str) -> BeautifulSoup:
    """The page behind the first link with this name."""
    link = next(
        each
        for each in page.select("ul.widened a, .meant a")
        if label in (str(each.get("aria-label", "")), each.get_text())
    )
    return soup(client, str(link["href"]))


def listed(page: BeautifulSoup) -> list[str]:
    """What a page says of how its words were widened."""
    return [words(line) for line in page.select("ul.widened li")]


def test_a_name_is_found_in_its_spellings_and_each_can_be_taken_out(client: FlaskClient) -> None:
    """The page lists them with their documents; a link takes out one, or all, and puts it back."""
    page = soup(client, "/search?q=Khomeini")
    assert words(page.h1).startswith("3 documents")
    (line, *_) = listed(page)
    assert line.startswith("Khomeini also finds ")
    assert "Khomeyni 1" in line
    assert "خمینی 1" in line
    assert "spellings of the name" in line
    less = follow(client, page, "Do not search Khomeyni for Khomeini")
    assert words(less.h1).startswith("2 documents")
    assert "Not searched for Khomeini: Khomeyni search again" in listed(less)
    again = follow(client, less, "search again")
    assert words(again.h1).startswith("3 documents")
    only = follow(client, page, "Leave out what Khomeini also finds: spellings of the name")
    assert words(only.h1).startswith("1 document")


def test_marks_and_links_follow_what_was_taken_out(client: FlaskClient) -> None:
    """In the list, and in the document behind a link of it."""
    page = soup(client, "/search?q=Khomeini+letter")
    marks = {words(mark) for mark in page.select("mark")}
    assert {"Khomeini", "Khomeyni"} <= marks
    less = soup(client, "/search?q=Khomeini+letter&without=name")
    assert "Khomeyni" not in {words(mark) for mark in less.select("mark")}
    found = less.select_one(".hit .found")
    assert found
    address = str(found["href"])
    assert dict(parse_qsl(urlsplit(address).query))["without"] == "name"
    document = soup(client, address)
    marks = {words(mark) for mark in document.select("main mark")}
    assert "Khomeini" in marks
    assert "Khomeyni" not in marks


def test_the_listed_forms_are_sought_for_each_other(client: FlaskClient) -> None:
    """A word for a form of several words, and words side by side for one; with their counts."""
    answer = asked(client, "IRGC")
    assert titles(answer) == {"guards", "sepah"}
    (expansion,) = answer["query"]["expansions"]
    assert (expansion["kind"], expansion["word"], expansion["count"]) == ("variant", "IRGC", 2)
    found = dict(zip(expansion["forms"], expansion["counts"], strict=True))
    assert found == {"Sepah": 1, "Islamic Revolutionary Guard Corps": 1}
    assert titles(asked(client, "IRGC", "variant:IRGC=Sepah")) == {"guards"}
    assert titles(asked(client, "IRGC", expansion["without"])) == set()
    together = asked(client, "Islamic Revolutionary Guard Corps told")
    assert titles(together) == {"guards", "sepah"}


def test_quotation_marks_and_exclusion_keep_to_what_was_typed(client: FlaskClient) -> None:
    """Nobody is excluded, or quoted, for the spelling of another."""
    assert titles(asked(client, '"Khomeini"')) == {"khomeini"}
    assert len(asked(client, "court -Khomeini")["hits"]) == len(asked(client, "court")["hits"])


def test_what_two_words_may_be_together_is_not_widened(client: FlaskClient) -> None:
    """Nobody typed it: it finds itself, not the name in other letters."""
    assert titles(asked(client, "خم ینی")) == {"fa"}
    assert titles(asked(client, "خمینی")) == {"fa", "khomeini", "khomeyni"}


def test_a_misspelt_word_is_corrected_or_asked_about(client: FlaskClient) -> None:
    """One that no document has; in capitals it may be a name, and is only asked about."""
    answer = asked(client, "+cuort +orders")
    assert titles(answer) == {"court"}
    (expansion,) = [e for e in answer["query"]["expansions"] if e["kind"] == "spelling"]
    assert (expansion["word"], expansion["forms"]) == ("cuort", ["court"])
    assert "without" not in answer["query"]["expansions"][0]["forms"]
    page = soup(client, "/search?q=Cuort+orders")
    meant = page.select_one(".meant")
    assert isinstance(meant, Tag)
    assert words(meant) == "Did you mean court? (2 documents)"
    assert words(follow(client, page, "court").h1).startswith("1 document")
    assert asked(client, "Cuort orders")["query"]["corrections"][0] == {
        "word": "Cuort", "text": "court", "count": 2, "query": "court orders",
    }  # fmt: skip


def test_the_command_line_lists_and_takes_out(settings: Settings) -> None:
    """With the flag to take it out by beside each."""
    places = ["--corpus", str(settings.corpus), "--index", str(settings.index_folder),
              "--keep", str(settings.keep_folder)]  # fmt: skip
    found = CliRunner().invoke(main, ["search", "Khomeini", *places])
    assert found.exit_code == 0
    assert "3 documents" in found.output
    assert "Khomeini also finds " in found.output
    assert "--without name:Khomeini" in found.output
    less = CliRunner().invoke(
        main, ["search", "Khomeini", *places, "--without", "name:Khomeini", "--json"]
    )
    assert json.loads(less.output)["total"]["value"] == 1
    assert json.loads(less.output)["query"]["without"] == ["name:Khomeini"]


def test_what_means_nothing_is_said(client: FlaskClient) -> None:
    """A kind that there is not, in the notices; a word that is not there changes nothing."""
    notices = asked(client, "Khomeini", "spells:Khomeini")["query"]["notices"]
    assert any("“without=spells:Khomeini” takes nothing out" in notice for notice in notices)
    assert len(asked(client, "Khomeini", "name:Other", "name:Khomeini=Other")["hits"]) == 3


def test_bad_lines_of_the_file_are_in_the_report(settings: Settings) -> None:
    """With their number; a changed file is taken up by an update, and nothing else is made anew."""
    page = create_app(settings).test_client().get("/report").text
    assert "variants.txt, line 3: it has one form only" in page
    assert update(settings, silent) is None
    path = Path(settings.keep_folder) / "variants.txt"
    path.write_text(VARIANTS.replace("alone\n", "Monday, Tuesday\n"), "utf-8")
    report = update(settings, silent)
    assert report is not None
    assert not [notice for notice in report.notices if "variants" in notice]
    client = create_app(settings).test_client()
    assert titles(asked(client, "Tuesday")) >= {"guards", "khomeyni", "sepah"}
    path.write_text(VARIANTS, "utf-8")
    update(settings, silent)
