"""A page of results over HTTP: why each document is there, what is known of its file, ways on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit
from urllib.request import urlopen

import pytest
from bs4 import BeautifulSoup, Tag
from click.testing import CliRunner

from archive.settings import Settings
from tests.site_fixtures import make_site, serving
from tests.web.reading import words
from web.app import create_app
from web.cli import main

pytestmark = pytest.mark.slow

FILES: dict[str, bytes | str] = {
    "near.md": "# The open archive\n\n## Keeping\n\n### Letters\n\n"
    "The open archive keeps letters.\n",
    "far.md": "# A note\n\nAn archive.\n\nIt has other things to say.\n\nDoors open at nine.\n",
    "fa.md": "# یادداشت\n\nبایگانی نامه‌ها را نگه می‌دارد.\n",
    "page.html": "<html><body><nav>unicorns and menus</nav><article><h1>A page of some length"
    "</h1><p>" + "The text of a page is what stands in its article. " * 8 + "</p></article>"
    "</body></html>",
    "broken.html": b"\x00\x01\x02\x03" * 64,
    **{f"other-{n}.txt": f"Weather {n}\n\nThe weather of day {n} was dry." for n in range(6)},
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An archive of a few files, one of which cannot be read."""
    return make_site(tmp_path_factory.mktemp("results"), FILES)


@pytest.fixture(scope="module")
def url(settings: Settings) -> Iterator[str]:
    """Its site, served."""
    with serving(create_app(settings)) as address:
        yield address


def page(url: str, address: str) -> BeautifulSoup:
    """The page at an address of the site."""
    with urlopen(url + quote(address, safe="/?&=+:%-.")) as answer:  # noqa: S310
        return BeautifulSoup(answer.read(), "lxml")


def plain(url: str, query: str) -> dict[str, object]:
    """The answer of the interface for programs."""
    with urlopen(f"{url}/api/v1/search?q={quote(query)}") as answer:  # noqa: S310
        found: dict[str, object] = json.loads(answer.read())
        return found


def card(of: BeautifulSoup, title: str) -> Tag:
    """The document with this title."""
    return next(hit for hit in of.select(".hit") if words(hit.h2) == title)


def test_a_card_says_why_it_is_there(url: str) -> None:
    """What the engine weighed, in shares that make up the whole, as the interface has it."""
    found = page(url, "/search?q=open archive")
    first = card(found, "The open archive")
    rows = [[words(cell) for cell in row.select("th, td")] for row in first.select(".why tbody tr")]
    shares = [int(row[1].removesuffix(" %")) for row in rows]
    assert sum(shares) == pytest.approx(100, abs=len(shares))
    assert (rows[0][0], rows[0][2:]) == ("open", ["3", "2"])
    assert ["", ""] in [row[2:] for row in rows if row[0] == "how near each other the words stand"]
    told = plain(url, "open archive")["hits"][0]["why"]  # type: ignore[index]
    whole = sum(worth["score"] for worth in told)
    assert shares == [round(100 * worth["score"] / whole) for worth in told]
    assert not page(url, "/search?q=").select(".why"), "nothing was weighed"


def test_passages_have_the_path_of_their_headings(url: str) -> None:
    """From the outermost to the nearest, without what the title says already."""
    first = card(page(url, "/search?q=letters"), "The open archive")
    assert "¶ 4 Keeping › Letters" in [words(where) for where in first.select(".found .where")]


def test_what_was_understood_can_be_taken_out_part_by_part(url: str) -> None:
    """Each part has its link, and the link is the query without it and nothing else changed."""
    found = page(url, "/search?q=open (archive OR weather) -moon&f.language=en")
    parts = {words(part.bdi): str(part.a["href"]) for part in found.select(".understood li")}  # type: ignore[index]
    assert list(parts) == ["open", "(archive OR weather)", "NOT moon"]
    left = {part: parse_qs(urlsplit(address).query) for part, address in parts.items()}
    assert left["open"] == {"q": ["(archive OR weather) AND NOT moon"], "f.language": ["en"]}
    assert left["NOT moon"] == {"q": ["open AND (archive OR weather)"], "f.language": ["en"]}
    (only,) = page(url, "/search?q=archive AND").select(".understood li a")
    assert only["href"] == "/search"
    assert not page(url, "/search?q=archive").select(".understood"), "it stands in the box"


def test_a_notice_can_be_taken_away(url: str) -> None:
    """By the search as it was read: with its link the same is found, and nothing is told of it."""
    for asked in ("q=archive AND", 'q="open archive&f.language=en', "q=archive&page=many"):
        shown = page(url, f"/search?{asked}")
        (notice,) = shown.select(".results-head .notice")
        link = notice.select_one("a.out")
        assert link, asked
        again = page(url, str(link["href"]))
        assert not again.select(".results-head .notice"), link["href"]
        titles = [words(title) for title in shown.select(".hit h2")]
        assert titles == [words(title) for title in again.select(".hit h2")]
        assert titles


def test_notices_are_in_the_language_of_the_page(url: str) -> None:
    """What the query and the engine tell is translated, and what is named in it is kept."""
    notices = [
        words(notice)
        for asked in ("q=archive AND", "q=archive&from=1990&to=1991")
        for notice in page(url, f"/search?{asked}&lang=fa").select(".results-head .notice bdi")
    ]
    assert any("AND" in notice for notice in notices)
    assert any("بی‌تاریخ" in notice for notice in notices)
    assert not re.search(r"[a-z]{3}", " ".join(notices)), notices


def test_many_widened_words_are_folded_away(url: str) -> None:
    """Two stand open; more are a line to unfold, so that the results are not pushed down."""
    assert page(url, "/search?q=archives opened").select(".results-head > .widened")
    shown = page(url, "/search?q=archives keep opened notes")
    assert shown.select(".results-head > .widening .widened")


def test_what_the_last_verification_found_stands_beside_each_document(
    settings: Settings, url: str
) -> None:
    """Not verified; unchanged; changed; and what was taken in later is not verified."""

    def badge() -> str:
        return words(card(page(url, "/search?q=open archive"), "A note").select_one(".badge"))

    def verify() -> int:
        folders = ["--corpus", str(settings.corpus), "--keep", str(settings.keep_folder)]
        return CliRunner().invoke(main, ["verify", *folders]).exit_code

    assert badge() == "not verified yet"
    assert "not yet been verified as a whole" in words(page(url, "/").select_one(".holdings"))
    assert verify() == 0
    assert re.fullmatch(r"unchanged, verified \d+ \w+ \d{4}", badge())
    assert "each was unchanged" in words(page(url, "/about").main)
    file = settings.corpus / "far.md"
    before = file.read_bytes()
    file.write_bytes(before + b"!")
    assert badge().startswith("unchanged"), "no file is read for a page"
    assert verify() == 1
    assert re.fullmatch(r"changed or gone, seen \d+ \w+ \d{4}", badge())
    assert "1 had changed or was gone" in words(page(url, "/report").main)
    link = card(page(url, "/search?q=open archive"), "A note").select_one("a.badge")
    assert link
    checked = page(url, str(link["href"]).replace("#check", "?check=1"))
    assert "has changed since it was taken in" in words(checked.select_one(".check"))
    file.write_bytes(before)
    assert verify() == 0


def test_nothing_found_offers_what_finds_something(url: str) -> None:
    """Each part, words nearly alike, what was left out of texts: with counts that hold."""
    found = page(url, "/search?q=archive AND lettres")
    assert words(found.h1) == "Nothing was found"
    offered = {
        words(heading): [words(item) for item in heading.find_next("ul").find_all("li")]  # type: ignore[union-attr]
        for heading in found.select(".nothing h2")
        if heading.find_next_sibling() and heading.find_next_sibling().name == "ul"  # type: ignore[union-attr]
    }
    assert offered["Each part alone"] == ["archive – 2 documents", "lettres – in no document"]
    for link in found.select(".nothing .counted-list a"):
        count = re.search(r"– (\d+) document", words(link.parent))
        assert count
        assert words(page(url, str(link["href"])).h1).startswith(f"{count[1]} document")
    menus = page(url, "/search?q=unicorns")
    (everything,) = menus.select(".nothing a[href*='in%3Aeverything']")
    assert words(everything).startswith("1 document has it in what was left out of its text")
    assert words(page(url, str(everything["href"])).h1) == "1 document"


def test_nothing_found_says_what_that_does_not_mean(url: str) -> None:
    """What no search reaches, with the report; and the record of the search can be kept."""
    found = page(url, "/search?q=unicorns")
    said = words(found.select_one(".nothing"))
    assert "1 file could not be read at all" in said
    assert found.select(".nothing a[href='/report']")
    (record,) = found.select(".nothing a[download]")
    assert words(record) == "Save this negative search"
    with urlopen(url + str(record["href"])) as answer:  # noqa: S310
        kept = json.loads(answer.read())
    assert (kept["query"], kept["total"]) == ("unicorns", 0)
    narrowed = page(url, "/search?q=archive&f.language=fa")
    assert "In the whole archive 2 documents would be found" in words(
        narrowed.select_one(".nothing")
    )
    neither = page(url, "/search?q=unicorns&f.language=fa")
    assert "nothing would be found either" in words(neither.select_one(".nothing"))


def test_a_page_says_in_its_title_how_many_there_are(url: str) -> None:
    """Which is what is read first to those who hear it; and what it is a page of."""
    assert words(page(url, "/search?q=archive").title) == "2 documents – archive – Muniment"
    lines = page(url, "/search?q=archive&view=kwic")
    assert words(lines.title) == f"{words(lines.h1)} – archive – Muniment"
    assert page(url, "/search?q=archive").select_one("[role=status]#told")


@pytest.mark.parametrize(
    ("codes", "said"),
    [("en fa fa", "In Persian and English."), ("ar de el en es fr he", "and other")],
)
def test_the_front_page_names_the_languages(tmp_path: Path, codes: str, said: str) -> None:
    """All of few; of many the most frequent, and that there are others."""
    files: dict[str, bytes | str] = {}
    for number, code in enumerate(codes.split()):
        files[f"{number}.txt"] = f"Note {number}"
        files[f"{number}.txt.json"] = json.dumps({"language": code})
    with create_app(make_site(tmp_path, files)).test_client() as client:
        held = words(BeautifulSoup(client.get("/").text, "lxml").select_one(".holdings"))
    assert said in held


def test_titles_and_passages_say_their_language_and_side(url: str) -> None:
    """On cards, each by itself: a Persian document among English ones."""
    found = page(url, "/search?q=")
    persian = card(found, "یادداشت")
    assert persian.h2
    assert (persian.h2["lang"], persian.h2["dir"]) == ("fa", "rtl")
    for passage in persian.select(".found"):
        assert passage["dir"] == "rtl"
        assert [part["lang"] for part in passage.select(".words")] == ["fa"]
    english = card(found, "A note")
    assert english.h2
    assert (english.h2["lang"], english.h2["dir"]) == ("en", "ltr")


def test_the_folder_of_the_keep_needs_not_be_writable(tmp_path: Path) -> None:
    """Where what was found cannot be kept, verification says so and does all else."""
    settings = make_site(tmp_path, {"a.txt": "A letter\n\nOf some length."})
    (settings.keep_folder / "verified.json").mkdir()
    folders = ["--corpus", str(settings.corpus), "--keep", str(settings.keep_folder)]
    ran = CliRunner().invoke(main, ["verify", *folders])
    assert ran.exit_code == 0
    assert "cannot be written to" in ran.stderr
    with create_app(settings).test_client() as client:
        assert "not verified yet" in client.get("/search?q=letter").text
