"""Pages in their reader's language, and pages that the reader's browser has already."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient

from indexer.build import update
from tests.site_fixtures import make_site
from tests.web.reading import soup, words
from web.app import create_app

PATHS = (
    "/", "/search?q=archive", "/search?q=zxnowhere", "/browse", "/report", "/help", "/about",
    "/promise", "/quote", "/nowhere",
)  # fmt: skip


@pytest.fixture
def client(sample_app: Flask) -> FlaskClient:
    """A reader of the sample archive."""
    return sample_app.test_client()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_speaks_what_the_browser_asks_for(client: FlaskClient, path: str) -> None:
    """Persian from the right, said in the head, for caches and for readers of screens."""
    answer = client.get(path, headers={"Accept-Language": "fa-IR,fa;q=0.9,en;q=0.5"})
    html = BeautifulSoup(answer.data, "lxml").html
    assert html
    assert (html["lang"], html["dir"]) == ("fa", "rtl")
    assert answer.headers["Content-Language"] == "fa"
    assert "Accept-Language" in answer.headers["Vary"]
    assert "lang=" not in answer.text.partition("<footer")[0].replace(' lang="', "")
    assert client.get(path).headers["Content-Language"] == "en"


@pytest.mark.parametrize("path", PATHS)
def test_a_choice_by_hand_goes_on(client: FlaskClient, path: str) -> None:
    """Every link and form of the page keeps it; the other languages are a link away."""
    sign = "&" if "?" in path else "?"
    page = soup(client, f"{path}{sign}lang=ar", status=404 if path == "/nowhere" else 200)
    assert page.html
    assert page.html["lang"] == "ar"
    ours = [link for link in page.find_all("a", href=True) if str(link["href"]).startswith("/")]
    assert len(ours) > 5
    pages = [str(link["href"]) for link in ours if not str(link["href"]).startswith("/api/")]
    assert all("lang=" in each for each in pages)
    for form in page.select('form[action^="/"]'):
        named = "lang=ar" in str(form["action"])
        assert named if form.get("method") == "post" else form.select_one('input[value="ar"]')
    ways = page.select(".tongues a")
    assert [way["hreflang"] for way in ways] == ["en", "fa", "ar"]
    assert [way.get("aria-current") for way in ways] == [None, None, "true"]


def test_a_page_chosen_by_hand_is_the_same_page(client: FlaskClient) -> None:
    """The same hits; its links to passages lead to them."""
    hits = soup(client, "/search?q=archive&lang=fa").select("article h3 a, article h2 a")
    assert hits
    for hit in hits[:3]:
        assert isinstance(hit, Tag)
        assert words(soup(client, str(hit["href"])))


@pytest.mark.parametrize("path", [*PATHS[:-1], "/search.atom?q=archive", "/api/v1/search?q=keys"])
def test_a_browser_that_has_a_page_is_told_so(client: FlaskClient, path: str) -> None:
    """304 without a body; the date is that of the generation; another language is another page."""
    first = client.get(path)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    generation = client.get("/api/v1/generations/current").get_json()
    modified = parsedate_to_datetime(first.headers["Last-Modified"])
    assert modified.strftime("%Y-%m-%dT%H:%M:%S") == generation["created"][:19]
    other = client.get(path, headers={"If-None-Match": tag, "Accept-Language": "ar"})
    assert other.status_code == 200
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.slow
def test_what_changed_is_sent_anew(tmp_path: Path) -> None:
    """A new generation has other tags; so has a page once something was withdrawn."""
    settings = make_site(tmp_path, {"a.txt": "The keys were handed over.", "b.txt": "Other words."})
    client = create_app(settings).test_client()
    tag = client.get("/search?q=keys").headers["ETag"]
    assert client.get("/search?q=keys", headers={"If-None-Match": tag}).status_code == 304
    (settings.corpus / "c.txt").write_text("More keys came.")
    update(settings)
    answer = client.get("/search?q=keys", headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert answer.headers["ETag"] != tag


def test_what_depends_on_more_has_no_tag(client: FlaskClient) -> None:
    """A page that reads files of the corpus now, errors, and what says that the site is ready."""
    document = client.get("/api/v1/search?q=keys").get_json()["hits"][0]["document"]
    address = document["url"].removeprefix("http://localhost")
    for path in (f"{address}/provenance?check=1", f"{address}/view", "/nowhere", "/readyz"):
        assert "ETag" not in client.get(path).headers, path
    assert "ETag" in client.get(f"{address}/provenance").headers
