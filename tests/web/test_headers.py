"""Security headers: the full set on every route, whatever its status."""

from __future__ import annotations

import pytest
from flask import Flask

from web.guard import HEADERS, PAGE_POLICY
from web.replay import ORIGINAL_POLICY, VIEW_POLICY

FOREIGN = {"view": (VIEW_POLICY, "SAMEORIGIN"), "original": (ORIGINAL_POLICY, "DENY")}


@pytest.fixture(scope="module")
def addresses(sample_app: Flask) -> list[str]:
    """One address for each rule of the site, and addresses that lead to errors."""
    hit = sample_app.test_client().get("/api/v1/search?q=archive").get_json()["hits"][0]
    shown = hit["document"]["url"].rpartition("/")[2]
    values = {
        "document_id": shown,
        "selection": "0-1-0000",
        "name": shown,
        "other": shown,
        "url": "https://example.org/",
        "passage_id": hit["passages"][0]["id"],
        "field": "language",
        "value": "en",
        "filename": "muniment.css",
        "path": "x",
        "number": "1",
    }
    with sample_app.test_request_context():
        adapter = sample_app.url_map.bind("localhost")
        rules = [
            adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments})
            for rule in sample_app.url_map.iter_rules()
        ]
    unknown = "/d/0000-0000-0000-0000"
    errors = [
        "/nothing", "/api/v1/nothing", unknown, f"{unknown}/view", f"{unknown}/original",
        f"/d/{shown.lower()}", f"/d/{shown}/p/ZZZZZZZZ", "/static/nothing.css", "/browse/nothing",
    ]  # fmt: skip
    return [*rules, *errors]


def test_every_answer_has_the_full_set(sample_app: Flask, addresses: list[str]) -> None:
    """Pages, files, JSON, redirects and errors, by GET, HEAD, POST and OPTIONS."""
    client = sample_app.test_client()
    tried = 0
    for address in addresses:
        for method in ("GET", "HEAD", "POST", "OPTIONS"):
            answer = client.open(address, method=method, buffered=True)
            policy, framing = PAGE_POLICY, "DENY"
            part = address.rpartition("/")[2]
            if part in FOREIGN and answer.status_code in (200, 404) and method in ("GET", "HEAD"):
                is_ours = part == "original" and answer.status_code == 404
                policy, framing = (PAGE_POLICY, "DENY") if is_ours else FOREIGN[part]
            expected = {
                **HEADERS, "Content-Security-Policy": policy, "X-Frame-Options": framing
            }  # fmt: skip
            assert {name: answer.headers.get(name) for name in HEADERS} == expected, (
                method,
                address,
            )
            assert "Set-Cookie" not in answer.headers
            tried += 1
    assert tried > 100


def test_foreign_content_has_the_strictest_policy() -> None:
    """The two policies of foreign content, word for word: nothing runs, loads, sends, frames."""
    assert VIEW_POLICY == (
        "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    )
    assert "allow" not in ORIGINAL_POLICY
    assert "unsafe-inline" not in PAGE_POLICY


def test_a_foreign_host_is_refused(sample_app: Flask) -> None:
    """A name that is not this site's may be a rebinding attack: every route answers 400."""
    client = sample_app.test_client()
    for path in ("/", "/search?q=x", "/api/v1/search", "/livez", "/static/muniment.css"):
        answer = client.get(path, headers={"Host": "evil.example"}, buffered=True)
        assert answer.status_code == 400
        assert {**HEADERS}.items() <= dict(answer.headers).items()


def test_an_error_has_the_form_that_was_asked_for(sample_app: Flask) -> None:
    """A program that accepts JSON gets problem+json at a page's address; a browser gets a page."""
    for accepted, kind in (
        ("application/json", "application/problem+json"),
        ("text/html", "text/html"),
    ):
        answer = sample_app.test_client().get(
            "/d/0000-0000-0000-0000", headers={"Accept": accepted}
        )
        assert (answer.status_code, answer.mimetype) == (404, kind)
