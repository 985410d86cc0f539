"""What other programs ask a site for: robots.txt and the description of its search box."""

from __future__ import annotations

from urllib.robotparser import RobotFileParser

from flask import Flask
from lxml import etree

NAMESPACE = {"os": "http://a9.com/-/spec/opensearch/1.1/"}


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
    assert client.get(template.replace("{searchTerms}", "archive")).status_code == 200
