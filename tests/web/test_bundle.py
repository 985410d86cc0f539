"""Evidence bundles: what was chosen, as the site cites and proves it, and nothing in silence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from archive.cite import FORMATS
from archive.settings import Settings
from tests.site_fixtures import make_site
from tests.web.reading import words
from tests.web.test_containers import LETTER, zipped
from tests.web.test_export import BASE, SECRET, is_checked, name_of, run
from web.app import create_app

pytestmark = pytest.mark.slow  # archives are built

PAGE = (
    b"<!doctype html><title>A page &lt;script&gt;alert(1)&lt;/script&gt;</title><article>"
    b"<p>It tells of a gate that was opened at night, and of &lt;b&gt;keys&lt;/b&gt;.</p>"
    b"<script>document.title='run'</script></article>"
)
SIDE = "source_url: https://news.example/gate\ncaptured_at: 2021-02-04T09:30:00Z\n"
FILES: dict[str, bytes | str] = {
    "saved/page.html": PAGE,
    "saved/page.html.yaml": SIDE,
    "saved/page_files/a.css": "p { color: red }",
    "box.zip": zipped({"letter.txt": LETTER, "in/s.txt": SECRET}),
    "note.txt": "A note on keys, and on nothing else at all.\n",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An archive of a saved page, a zip archive and a note."""
    return make_site(tmp_path / "site", FILES)


def bundled(settings: Settings, target: Path, *words: str, status: int = 0) -> Any:
    """Bundle; what the command says in JSON."""
    base = ("--public-url", BASE)
    done = run(settings, "bundle", str(target), *words, "--json", *base, status=status)
    assert is_checked(target)
    return json.loads(done.stdout)


def test_it_holds_what_the_site_says(settings: Settings, tmp_path: Path) -> None:
    """Of a document and a passage: every citation, all provenance and the text, as on the site."""
    settings = Settings(corpus=settings.corpus, index=settings.index, keep=settings.keep,
                        public_url=BASE)  # fmt: skip
    client = create_app(settings).test_client()
    page = f"/d/{name_of(PAGE)}"
    document = client.get(f"{page}.json").get_json()
    passage = document["passages"][-1]["id"]
    bundled(settings, tmp_path / "out", f"{BASE}{page}/p/{passage}")
    folder = tmp_path / "out" / "data" / name_of(PAGE)
    for address, where in ((page, folder), (f"{page}/p/{passage}", folder / passage)):
        for suffix in FORMATS:
            assert (where / f"citation.{suffix}").read_bytes() == client.get(
                f"{address}.{suffix}"
            ).data
        prov = json.loads((where / "provenance.json").read_bytes())
        assert prov == client.get(f"{address}/provenance.json").get_json()
    assert json.loads((folder / "document.json").read_bytes()) == document
    assert (folder / "text.txt").read_text("utf-8") == document["text"]
    annotation = json.loads((folder / passage / "citation.jsonld").read_bytes())
    selectors = {each["type"] for each in annotation["target"][0]["selector"]}
    assert selectors == {"TextQuoteSelector", "TextPositionSelector"}
    styles = json.loads((folder / passage / "citation-styles.json").read_bytes())["styles"]
    assert {each["name"] for each in styles} >= {"apa", "chicago-notes", "mla"}
    original = folder / "original"
    assert (original / "page.html").read_bytes() == PAGE
    assert (original / "page_files" / "a.css").read_text() == FILES["saved/page_files/a.css"]
    assert (original / "page.html.yaml").read_text() == SIDE


def test_a_search_is_bundled_with_its_record(settings: Settings, tmp_path: Path) -> None:
    """All that it finds, with passages; the record runs again; a record alone is enough."""
    told = bundled(settings, tmp_path / "one", "--query", "keys")
    assert (told["documents"], told["quotations"]) == (2, 2)
    record = tmp_path / "one" / "data" / "search.json"
    assert "The same" in run(settings, "replay", str(record)).stdout
    again = bundled(settings, tmp_path / "two", "--record", str(record))
    assert (again["documents"], again["quotations"]) == (2, 2)
    (settings.corpus / "more.txt").write_text("More keys.")
    run(settings, "update")
    told = bundled(settings, tmp_path / "three", "--record", str(record), status=1)
    assert told["documents"] == 3
    assert "found 2 documents" in told["problems"][0]
    assert "today it finds 3" in told["problems"][0]


def test_what_is_not_there_is_named(settings: Settings, tmp_path: Path) -> None:
    """Unknown, withdrawn, changed, and in a container with what was withdrawn: all said."""
    run(settings, "withdraw", name_of(SECRET))
    (settings.corpus / "note.txt").write_text("changed since")
    note = name_of(str(FILES["note.txt"]).encode())
    asked = [name_of(LETTER), note, name_of(SECRET), "AAAA-AAAA-AAAA-AAAA", "not an id"]
    told = bundled(settings, tmp_path / "out", *asked, status=1)
    assert told["documents"] == 2
    said = "\n".join(told["problems"])
    assert f"{name_of(SECRET)}: This document was withdrawn on" in said
    assert "AAAA-AAAA-AAAA-AAAA: There is no document" in said
    assert "not an id: “not an id” is no identifier" in said
    assert f"{note}: The original is not here." in said
    index = BeautifulSoup((tmp_path / "out" / "index.html").read_bytes(), "lxml")
    assert "What is not here" in words(index)
    assert "no identifier" in words(index)
    # A record is its own bytes: the container, which holds what was withdrawn, is not given.
    letter = tmp_path / "out" / "data" / name_of(LETTER) / "original" / "letter.txt"
    assert letter.read_bytes() == LETTER
    assert not any(SECRET in each.read_bytes() for each in (tmp_path / "out").rglob("*")
                   if each.is_file())  # fmt: skip


def test_words_of_documents_are_never_markup(settings: Settings, tmp_path: Path) -> None:
    """A hostile title and text stand as text; pages have no script and their policy forbids it."""
    bundled(settings, tmp_path / "out", name_of(PAGE), "--query", "gate")
    for file in (tmp_path / "out" / "index.html", *(tmp_path / "out" / "documents").iterdir()):
        page = BeautifulSoup(file.read_bytes(), "lxml")
        assert page.find("script") is None
        assert "alert(1)</script>" in words(page)
        policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})
        assert policy is not None
        assert "script-src 'none'" in str(policy["content"])


def test_pictures_zipped_with_a_page_are_said_to_be_missing(tmp_path: Path) -> None:
    """Of a page in an archive only its own bytes are given, and that is said."""
    box = zipped({"page.html": PAGE, "page_files/a.css": b"p { color: red }"})
    settings = make_site(tmp_path / "site", {"box.zip": box})
    told = bundled(settings, tmp_path / "out", name_of(PAGE), status=1)
    assert "page_files/a.css" in told["problems"][0]


def test_nothing_asked_for_is_nothing_written(settings: Settings, tmp_path: Path) -> None:
    """Without a choice, with one that is nowhere, or a query that is not run: a sentence."""
    target = tmp_path / "out"
    assert "--query" in run(settings, "bundle", str(target), status=2).stderr
    said = run(settings, "bundle", str(target), "AAAA-AAAA-AAAA-AAAA", status=1).stderr
    assert "nothing to bundle" in said
    assert run(settings, "bundle", str(target), "--query", "date:x", status=2).stderr
    said = run(settings, "bundle", str(target), "--query", " ", status=2).stderr
    assert "muniment export" in said
    assert "public_url" not in said  # of what is not run nothing else is said
    broken = tmp_path / "broken.json"
    broken.write_text("[]")
    said = run(settings, "bundle", str(target), "--record", str(broken), status=2).stderr
    assert "is no search record" in said
    assert not target.exists()


def test_a_search_that_found_nothing_is_evidence_too(settings: Settings, tmp_path: Path) -> None:
    """Its bundle holds the record, says that nothing was found, and is a valid bag."""
    target = tmp_path / "out"
    told = bundled(settings, target, "--query", "zxnowherezx", status=1)
    assert told["problems"] == ["The search finds nothing."]
    assert told["documents"] == 0
    record = json.loads((target / "data" / "search.json").read_bytes())
    assert (record["query"], record["total"]) == ("zxnowherezx", 0)
    assert "zxnowherezx" in words(BeautifulSoup((target / "index.html").read_bytes(), "lxml"))
    run(settings, "replay", str(target / "data" / "search.json"))


def test_local_links_are_warned_of(settings: Settings, tmp_path: Path) -> None:
    """Without ``public_url`` the command and the first page say that the links lead nowhere."""
    target = tmp_path / "out"
    done = run(settings, "bundle", str(target), name_of(LETTER))
    assert "Set public_url" in done.stderr
    index = BeautifulSoup((target / "index.html").read_bytes(), "lxml")
    assert "Set public_url" in words(index)
    assert "index.html" in done.stdout
