"""What other programs ask a site for: feeds, its search box, sitemaps, its name and icons."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree

from tests.site_fixtures import make_site
from web.app import create_app

NAMESPACE = {"os": "http://a9.com/-/spec/opensearch/1.1/"}
ATOM = {"a": "http://www.w3.org/2005/Atom"}
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def test_robots_may_read_documents_but_not_search(sample_app: Flask) -> None:
    """RFC 9309, read by the standard library: texts yes, searches and originals no."""
    answer = sample_app.test_client().get("/robots.txt")
    assert answer.mimetype == "text/plain"
    robots = RobotFileParser()
    robots.parse(answer.text.splitlines())
    assert robots.can_fetch("anyone", "/d/0000-0000-0000-0000/p/00000000")
    assert not robots.can_fetch("anyone", "/search?q=x")
    assert not robots.can_fetch("anyone", "/api/v1/search")


def test_a_browser_can_learn_the_search_box(sample_app: Flask) -> None:
    """OpenSearch 1.1: well-formed, its names in their lengths, its template a search of ours."""
    client = sample_app.test_client()
    answer = client.get("/opensearch.xml")
    assert answer.mimetype == "application/opensearchdescription+xml"
    root = etree.fromstring(answer.data)
    assert len(root.findtext("os:ShortName", "", NAMESPACE)) <= 16
    assert len(root.findtext("os:Description", "", NAMESPACE)) <= 1024
    url = root.find("os:Url[@type='text/html']", NAMESPACE)
    assert url is not None
    template = str(url.get("template"))
    assert template == "http://localhost/search?q={searchTerms}"
    for each in root.findall("os:Url", NAMESPACE):
        place = str(each.get("template")).replace("{searchTerms}", "archive")
        assert client.get(place).mimetype == each.get("type")


def test_an_address_bar_is_offered_words(sample_app: Flask) -> None:
    """OpenSearch Suggestions 1.1: what was typed, and queries that find something."""
    client = sample_app.test_client()
    typed, offered = client.get("/suggest.json?q=arch").get_json()
    assert typed == "arch"
    assert offered
    assert len(offered) == len(set(offered))
    for query in offered:
        found = client.get("/api/v1/search", query_string={"q": query}).get_json()
        assert found["total"]["value"] > 0


def entries(client: FlaskClient, address: str) -> tuple[Any, list[Any]]:
    """A feed, checked for what RFC 4287 asks for, and its entries."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "application/atom+xml"
    root = etree.fromstring(answer.data)
    found = root.findall("a:entry", ATOM)
    for each in (root, *found):
        for name in ("id", "title", "updated"):
            assert len(each.findall(f"a:{name}", ATOM)) == 1
        assert datetime.fromisoformat(each.findtext("a:updated", "", ATOM)).tzinfo
        assert urlsplit(each.findtext("a:id", "", ATOM)).scheme == "http"
        assert each.find("a:link[@rel='alternate']", ATOM) is not None
    names = [each.findtext("a:id", "", ATOM) for each in found]
    assert len(names) == len(set(names))
    assert root.find("a:link[@rel='self']", ATOM) is not None
    return root, found


def test_a_feed_has_an_entry_a_passage(sample_app: Flask) -> None:
    """The passages of the same search, with marks, under links that lead to them."""
    client = sample_app.test_client()
    _, found = entries(client, "/search.atom?q=archive&per_page=100&sort=relevance")
    hits = client.get("/api/v1/search?q=archive&per_page=100").get_json()["hits"]
    passages = [shown["url"] for hit in hits for shown in hit["passages"]]
    assert [each.findtext("a:id", "", ATOM) for each in found] == passages
    for each in found:
        content = each.find("a:content", ATOM)
        assert content.get("type") == "html"
        assert BeautifulSoup(content.text, "lxml").find("mark")
        assert client.get(urlsplit(each.findtext("a:id", "", ATOM)).path).status_code == 200


def test_a_feed_begins_with_what_came_last(tmp_path: Path) -> None:
    """Newest accession first; a page leads to the next; text that XML cannot have is left out."""
    files = {
        f"{n}.txt": f"Number {n} tells of keys \ufffe<b>&amp; ]]> \U0001f5dd" for n in range(3)
    }
    settings = make_site(tmp_path, files)
    client = create_app(settings).test_client()
    root, found = entries(client, "/search.atom?q=keys&per_page=10")
    assert len(found) == 3
    dates = [each.findtext("a:updated", "", ATOM) for each in found]
    assert dates == sorted(dates, reverse=True)
    words = BeautifulSoup(found[0].findtext("a:content", "", ATOM), "lxml").get_text()
    assert "<b>&amp; ]]> \U0001f5dd" in words
    assert "sort=newest" in root.findtext("a:id", "", ATOM)
    seen = list(pages(client, "/search.atom?q=keys&per_page=1"))
    assert len(seen) == 3
    assert set(seen) == {each.findtext("a:id", "", ATOM) for each in found}


def pages(client: FlaskClient, address: str) -> Iterator[str]:
    """The entries of all pages of a feed (RFC 5005)."""
    while address:
        root, found = entries(client, address)
        yield from (each.findtext("a:id", "", ATOM) for each in found)
        following = root.find("a:link[@rel='next']", ATOM)
        address = "" if following is None else following.get("href").partition("localhost")[2]


@pytest.mark.parametrize("query", ["", "q=", "q=zxnowhere", "q=%22archive%22"])
def test_feeds_of_everything_and_of_nothing(sample_app: Flask, query: str) -> None:
    """A feed of all documents has an entry each; one without hits is a feed."""
    _, found = entries(sample_app.test_client(), f"/search.atom?{query}&per_page=50")
    assert bool(found) == ("nowhere" not in query)


def test_a_page_of_results_names_its_feed(sample_app: Flask) -> None:
    """For programs in its head, for people in its text; the feed is of the same search."""
    client = sample_app.test_client()
    page = BeautifulSoup(client.get("/search?q=archive&f.language=en&page=1").data, "lxml")
    named = page.select_one('head link[type="application/atom+xml"]')
    assert named is not None
    address = str(named["href"])
    assert page.select_one(f'main a[href="{address}"]')
    root, found = entries(client, address)
    assert found
    assert "f.language=en" in root.findtext("a:id", "", ATOM)


def test_a_feed_that_cannot_be_meant_says_why(sample_app: Flask) -> None:
    """A query that is refused is no empty feed."""
    answer = sample_app.test_client().get("/search.atom?q=date:x")
    assert answer.status_code == 400


def test_a_sitemap_names_every_document(sample_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """In files of limited size, each once; a file that is not there is not."""
    monkeypatch.setattr("web.feeds.IN_SITEMAP", 10)
    client = sample_app.test_client()
    index = etree.fromstring(client.get("/sitemap.xml").data)
    files = [each.text for each in index.iterfind("s:sitemap/s:loc", SITEMAP)]
    named: list[str] = []
    for file in files:
        part = etree.fromstring(client.get(urlsplit(file).path).data)
        named += [str(each.text) for each in part.iterfind("s:url/s:loc", SITEMAP)]
    hits = client.get("/api/v1/search?q=&per_page=100").get_json()["hits"]
    assert sorted(named) == sorted(hit["document"]["url"] for hit in hits)
    assert len(files) == -(-len(named) // 10)
    assert client.get(f"/sitemap-{len(files) + 1}.xml").status_code == 404
    assert f"Sitemap: {'http://localhost'}/sitemap.xml" in client.get("/robots.txt").text


def test_the_manifest_names_icons_that_are_there(sample_app: Flask) -> None:
    """Each of the size that it says (PNG, 11.2.2: width and height behind the signature)."""
    client = sample_app.test_client()
    manifest = client.get("/manifest.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    told = manifest.get_json()
    assert client.get(told["start_url"]).status_code == 200
    for icon in told["icons"]:
        with client.get(icon["src"]) as answer:
            data = answer.data
        if icon["src"].endswith(".png"):
            width, height = struct.unpack(">II", io.BytesIO(data).getvalue()[16:24])
            assert icon["sizes"] == f"{width}x{height}"
        else:
            assert re.search(rb"<svg[^>]*viewBox", data)
