"""The sample archive on a cluster: pages and API answer as they do from a folder, word for word."""

from __future__ import annotations

import dataclasses
import re
from itertools import zip_longest
from urllib.parse import quote
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.settings import Settings
from indexer.build import rebuild
from web.app import create_app

pytestmark = [pytest.mark.opensearch, pytest.mark.slow, pytest.mark.timeout(900)]

QUERIES = (
    "archive",
    '"chain of custody"',
    '"death commission" -language:fa',
    "archive W/5 passage*",
    '="Reading room"',
    "date:1988",
    "بایگانی",
    "archvie",
    "title:custody",
    "custdy~1",
    "who kept the letters of the reading room",
    "chain /s custody",
    "site:example.org digest",
    "in:everything menu",
    "NOT archive",
    "zzzz",
    "",
)
VIEWS = ("", "&sort=newest", "&group=1", "&language=en", "&page=2", "&view=kwic")
CHANGING = re.compile(
    r"[0-9]{6}-[0-9]{8}T[0-9]{6}Z|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z|, [0-9]{2}:[0-9]{2} UTC"
)
TOOK = re.compile(r'"(seconds|took_ms|ms)":\s*[0-9.]+|[0-9.]+ (ms|seconds)')


@pytest.fixture(scope="module")
def in_cluster(
    sample_settings: Settings, opensearch: Settings, tmp_path_factory: pytest.TempPathFactory
) -> FlaskClient:
    """A client of the site over the same corpus in a cluster."""
    settings = dataclasses.replace(
        sample_settings,
        index=tmp_path_factory.mktemp("cluster"),
        engine="opensearch",
        opensearch_addresses=opensearch.opensearch_addresses,
        opensearch_name=f"site-{uuid4().hex[:8]}",
    )
    rebuild(settings)
    return create_app(settings).test_client()


@pytest.fixture(scope="module")
def here(sample_app: Flask) -> FlaskClient:
    """A client of the site over the folder."""
    return sample_app.test_client()


def told(client: FlaskClient, address: str) -> tuple[int, list[str]]:
    """What is answered, without what is of the generation or the clock."""
    answer = client.get(address)
    text = answer.get_data(as_text=True).replace('"opensearch"', '"whoosh"')
    return answer.status_code, TOOK.sub("", CHANGING.sub("", text)).splitlines()


def differing(one: FlaskClient, other: FlaskClient, address: str) -> list[object]:
    """The lines that two clients are not told alike."""
    (status, lines), (expected, right) = told(one, address), told(other, address)
    pairs = zip_longest(lines, right)
    return [(status, expected)] * (status != expected) + [p for p in pairs if p[0] != p[1]]


@pytest.mark.parametrize("query", QUERIES)
def test_searches_are_the_same(here: FlaskClient, in_cluster: FlaskClient, query: str) -> None:
    """Hits, scores, passages, marks, facets, dates, expansions, lines: a page and its data."""
    for face in ("/search", "/api/v1/search"):
        for view in VIEWS:
            address = f"{face}?q={quote(query)}{view}"
            assert differing(in_cluster, here, address) == [], address


def test_other_pages_are_the_same(here: FlaskClient, in_cluster: FlaskClient) -> None:
    """Documents and their passages, what is like them, the report, browsing, completions, files."""
    ids = re.findall(r'"id":\s*"([0-9A-Z-]{16,19})"', " ".join(told(here, "/api/v1/search")[1]))
    assert ids
    pages = [f"/d/{ids[0]}", f"/d/{ids[0]}?q=archive", f"/api/v1/documents/{ids[0]}"]
    pages += [
        "/",
        "/browse",
        "/browse/source",
        "/report.jsonl",
        "/api/v1/suggest?q=arch",
        "/search.csv?q=archive",
    ]
    pages += ["/search.jsonl?q=archive", "/feed.xml", "/report.json", f"/d/{ids[0]}/similar"]
    for address in pages:
        assert differing(in_cluster, here, address) == [], address
