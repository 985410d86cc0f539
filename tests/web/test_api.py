"""The JSON API: every answer is what its description says, and what the page says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from werkzeug.test import TestResponse

QUERIES = (
    "", "archive", "provenance capture", '"reading room"', "archive -reading", "title:rules",
    "language:fa", "date:2021", "بایگانی", "zzzz qqqq", "archive AND (", "C++", "a" * 3000,
    "\0\ufffe", "آرشیو OR archive",
)  # fmt: skip


@pytest.fixture
def client(sample_app: Flask) -> Iterator[FlaskClient]:
    """A client of the site over the sample corpus."""
    with sample_app.test_client() as client:
        yield client


@pytest.fixture(scope="module")
def described(sample_app: Flask) -> dict[str, Any]:
    """The API's own description."""
    answer: dict[str, Any] = sample_app.test_client().get("/api/v1/openapi.json").get_json()
    return answer


def checked(answer: TestResponse, described: dict[str, Any], operation: str) -> dict[str, Any]:
    """The answer's JSON, held against what the description says of this operation."""
    paths = described["paths"].values()
    every = (told for path in paths for told in path.values())
    responses = next(told["responses"] for told in every if told["operationId"] == operation)
    told = responses.get(str(answer.status_code), responses["default"])
    schema = told["content"][answer.mimetype]["schema"]
    Draft202012Validator({**schema, "components": described["components"]}).validate(
        answer.get_json()
    )
    plain: dict[str, Any] = answer.get_json()
    return plain


@pytest.mark.slow
def test_the_description_is_openapi(described: dict[str, Any]) -> None:
    """It is OpenAPI 3.1 by that standard's own schema."""
    validate(described)
    assert described["openapi"].startswith("3.1")


def test_every_route_is_described(sample_app: Flask, described: dict[str, Any]) -> None:
    """No route under /api/v1 is missing from the description, and none is there in name only."""
    routes = {
        re.sub(r"<(\w+?)(?:_id)?>", r"{\1}", rule.rule)
        for rule in sample_app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and rule.rule != "/api/v1/openapi.json"
    }
    assert routes == set(described["paths"])


def test_citations_answer_as_described(client: FlaskClient, described: dict[str, Any]) -> None:
    """Of a document and of a passage."""
    hit = client.get("/api/v1/search?q=archive").get_json()["hits"][0]
    document, passage = hit["document"]["id"], hit["passages"][0]["id"]
    address = f"/api/v1/documents/{document}"
    checked(client.get(f"{address}/citation"), described, "citation")
    answer = client.get(f"{address}/passages/{passage}/citation")
    assert checked(answer, described, "passage_citation")["id"].endswith(passage)
    checked(client.get("/api/v1/documents/0000000000000000/citation"), described, "citation")


@pytest.mark.parametrize("query", QUERIES)
def test_a_search_answers_as_described(
    client: FlaskClient, described: dict[str, Any], query: str
) -> None:
    """Whatever is typed, the answer has the described shape, and offsets mark what they say."""
    answer = client.get("/api/v1/search", query_string={"q": query, "unheard": "of"})
    assert answer.status_code == 200
    plain = checked(answer, described, "search")
    assert plain["ignored"] == ["unheard"]
    assert [hit["rank"] for hit in plain["hits"]] == list(range(1, len(plain["hits"]) + 1))
    for hit in plain["hits"]:
        for passage in hit["passages"]:
            assert len(passage["text"]) == passage["end"] - passage["start"]
            for start, end in passage["highlights"]:
                assert 0 <= start < end <= len(passage["text"])


def test_a_list_of_searches_answers_as_described(
    client: FlaskClient, described: dict[str, Any]
) -> None:
    """Rows of every status have the described shape."""
    answer = client.post("/api/v1/batch", data=b"archive\nnowhereatall\n()\n")
    plain = checked(answer, described, "batch")
    assert [row["status"] for row in plain["rows"]] == ["found", "nothing", "not run"]


def test_page_and_api_give_the_same_hits_in_the_same_order(client: FlaskClient) -> None:
    """Documents and passages of the result page are those of the API, page after page."""
    for query in ("archive", "بایگانی", "date:2021 OR capture", ""):
        for page in (1, 2):
            parameters = {"q": query, "page": str(page), "per_page": "7", "group": "1"}
            plain = client.get("/api/v1/search", query_string=parameters).get_json()
            same = client.get("/search.json", query_string=parameters | {"group": ""}).get_json()
            assert same["hits"] == plain["hits"]
            html = client.get("/search", query_string=parameters).text
            shown = re.findall(r'href="(/d/[\w-]+)/p/(\w+)', html)
            told = [
                (hit["document"]["url"].removeprefix("http://localhost"), passage["id"])
                for hit in plain["hits"]
                for passage in hit["passages"]
            ]
            assert list(dict.fromkeys(shown)) == told


def test_paging_is_by_links(client: FlaskClient) -> None:
    """Following “next” gives every document once, and then ends."""
    seen: list[str] = []
    where: str | None = "/api/v1/search?q=archive&per_page=4"
    while where:
        plain = client.get(where).get_json()
        seen += [hit["document"]["id"] for hit in plain["hits"]]
        where = plain["links"]["next"]
    assert len(seen) == len(set(seen)) == plain["total"]["value"] > 4


def test_facets_narrow(client: FlaskClient, described: dict[str, Any]) -> None:
    """A facet's count is the number of documents that are left when it is chosen, or left out."""
    everything = client.get("/api/v1/search?q=archive").get_json()
    for field, counts in everything["facets"].items():
        for count in counts[:2]:
            chosen = {"q": "archive", f"f.{field}": count["value"]}
            narrowed = client.get("/api/v1/search", query_string=chosen)
            assert checked(narrowed, described, "search")["total"]["value"] == count["count"]
            left = {"q": "archive", f"-f.{field}": count["value"]}
            rest = client.get("/api/v1/search", query_string=left).get_json()["total"]["value"]
            assert rest == everything["total"]["value"] - count["count"]


def test_a_document_answers_as_described(client: FlaskClient, described: dict[str, Any]) -> None:
    """Metadata, captures and passages; the passages joined are the text."""
    for hit in client.get("/api/v1/search?per_page=100").get_json()["hits"]:
        answer = client.get(f"/api/v1/documents/{hit['document']['id']}")
        plain = checked(answer, described, "document")
        assert "\n".join(passage["text"] for passage in plain["passages"]) == plain["text"]
        assert plain["sha256"] == hit["document"]["sha256"]
        assert plain["captures"]


def test_a_passage_answers_as_described(client: FlaskClient, described: dict[str, Any]) -> None:
    """A passage of a hit is exact, with its words and context; one that never was is not found."""
    hit = client.get("/api/v1/search?q=archive").get_json()["hits"][0]
    document, passage = hit["document"], hit["passages"][0]
    where = f"/api/v1/documents/{document['id']}/passages"
    plain = checked(client.get(f"{where}/{passage['id']}"), described, "passage")
    assert (plain["status"], plain["text"]) == ("exact", passage["text"])
    assert plain["document"]["id"] == document["id"]
    nowhere = checked(client.get(f"{where}/ZZZZZZZZ"), described, "passage")
    assert nowhere["status"] == "not_found"


def test_identifiers_are_read_in_any_spelling(client: FlaskClient) -> None:
    """Case, hyphens, letters mistaken for digits, and a unique prefix: the same, no redirect."""
    hit = client.get("/api/v1/search?q=archive").get_json()["hits"][0]
    full, passage = hit["document"]["id"], hit["passages"][0]["id"]
    told = client.get(f"/api/v1/documents/{full}").data
    confused = full.replace("0", "o").replace("1", "l")
    for spelled in (full.lower(), "-".join(full[i : i + 4] for i in (0, 4, 8, 12)), confused):
        assert client.get(f"/api/v1/documents/{spelled}").data == told
    assert client.get(f"/api/v1/documents/{full[:8]}").data == told
    assert client.get(f"/d/{full.lower()}.json").data == told
    lower = client.get(f"/api/v1/documents/{full}/passages/{passage.lower()}")
    assert lower.get_json()["status"] == "exact"


@pytest.mark.parametrize(
    ("where", "status"),
    [
        ("/api/v1/documents/0000000000000000", 404),
        ("/api/v1/documents/short", 404),
        ("/api/v1/documents/not!an!id", 404),
        ("/api/v1/documents/0000000000000000/passages/ZZZZZZZZ", 404),
        ("/api/v1/nothing", 404),
        ("/d/0000000000000000.json", 404),
    ],
)
def test_errors_are_problem_documents(
    client: FlaskClient, described: dict[str, Any], where: str, status: int
) -> None:
    """RFC 9457: type, title, status and a sentence."""
    answer = client.get(where)
    assert answer.status_code == status
    plain = checked(answer, described, "document")
    assert answer.mimetype == "application/problem+json"
    assert re.fullmatch(r"\S.*[.]", plain["detail"])


def test_other_methods_are_refused(client: FlaskClient) -> None:
    """Nothing can be changed here; the answer names what is allowed."""
    answer = client.post("/api/v1/search")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.mimetype == "application/problem+json"


def test_suggestions_complete_what_was_typed(
    client: FlaskClient, described: dict[str, Any]
) -> None:
    """Words of the archive, the most frequent first; nothing for nothing; nothing breaks."""
    plain = checked(client.get("/api/v1/suggest?q=arch"), described, "suggest")
    words = [one for one in plain["suggestions"] if one["kind"] == "word"]
    counts = [one["count"] for one in words]
    assert counts
    assert counts == sorted(counts, reverse=True)
    assert all(one["text"].casefold().startswith("arch") for one in words)
    for typed in ("", "\0", "%00", "*", "ب", "x" * 5000):
        checked(client.get("/api/v1/suggest", query_string={"q": typed}), described, "suggest")


def test_the_generation_is_the_one_that_answers(
    client: FlaskClient, described: dict[str, Any]
) -> None:
    """Its identifier is in every answer."""
    plain = checked(client.get("/api/v1/generations/current"), described, "generation")
    assert client.get("/api/v1/search?q=archive").get_json()["generation"] == plain["id"]


def test_the_same_stands_under_the_pages_address(client: FlaskClient) -> None:
    """With ``.json``, or for whoever prefers JSON; a browser gets the page."""
    hit = client.get("/api/v1/search?q=archive").get_json()["hits"][0]
    document = re.sub("^http://localhost", "", hit["document"]["url"])
    passage = re.sub("^http://localhost", "", hit["passages"][0]["url"])
    pairs = (
        (document, f"/api/v1/documents/{hit['document']['id']}"),
        (
            passage,
            f"/api/v1/documents/{hit['document']['id']}/passages/{hit['passages'][0]['id']}",
        ),
    )
    for page, api in pairs:
        told = client.get(api).data
        assert client.get(f"{page}.json").data == told
        asked = client.get(page, headers={"Accept": "application/json"})
        assert (asked.data, asked.headers["Vary"]) == (told, "Accept")
        browser = client.get(page, headers={"Accept": "text/html,*/*;q=0.8"})
        varied = set(browser.vary)
        assert (browser.mimetype, varied) == ("text/html", {"Accept", "Accept-Language"})
        assert client.get(page).mimetype == "text/html"
    asked = client.get("/search?q=archive", headers={"Accept": "application/json"})
    suffixed = client.get("/search.json?q=archive")
    assert asked.get_json()["hits"] == suffixed.get_json()["hits"]
    assert suffixed.get_json()["hits"][0] == hit


def test_json_keeps_every_script(client: FlaskClient) -> None:
    """Letters stand as themselves in UTF-8, not as escapes."""
    answer = client.get("/api/v1/search", query_string={"q": "بایگانی"})
    assert "بایگانی" in answer.text
