"""Many searches at once: the page, its table, the API and the command tell the same."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from archive.settings import Settings
from tests.web.reading import soup, words
from web.app import create_app
from web.batches import COLUMNS
from web.cli import main

LIST = [
    "archive", "بایگانی", "nowhereatall", '"reading room"', "()", "=x", "  ",
    "archive nowhereatall",
    "nothere",
]  # fmt: skip
SENT = "\n".join(LIST)
ASKED = [line for line in LIST if line.strip()]


@pytest.fixture
def client(sample_app: Flask) -> Iterator[FlaskClient]:
    """A client of the site over the sample corpus."""
    with sample_app.test_client() as client:
        yield client


def posted(client: FlaskClient, **form: Any) -> BeautifulSoup:
    """The page after a form was sent."""
    answer = client.post("/batch", data=form)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "lxml")


def test_the_page_counts_as_the_api_does(client: FlaskClient) -> None:
    """A row for every line, in order; each count is that of a strict search by itself."""
    api = client.post("/api/v1/batch", data=SENT.encode(), content_type="text/plain").get_json()
    assert [row["query"] for row in api["rows"]] == ASKED
    page = posted(client, queries=SENT)
    rows = page.select(".batch-rows tbody tr")
    assert [words(row.th) for row in rows] == ASKED
    for row, told in zip(rows, api["rows"], strict=True):
        asked = {"q": told["query"], "strict": "1", "without": "spelling"}
        alone = client.get("/api/v1/search", query_string=asked).get_json()
        assert told["total"]["value"] == alone["total"]["value"]
        counted = words(row.select("td")[1])
        if told["status"] == "not run":
            assert counted == "not run"
            assert row.select(".row-notice")
        else:
            assert counted == f"{told['total']['value']:,}"
    statuses = {row["query"]: row["status"] for row in api["rows"]}
    assert statuses["archive"] == "found"
    assert statuses["nowhereatall"] == statuses["archive nowhereatall"] == "nothing"
    assert statuses["()"] == "not run"
    assert statuses["nothere"] == "nothing"  # a search by itself would seek “northern” or the like


def test_every_search_of_the_table_opens(client: FlaskClient) -> None:
    """The links lead to the same count, and to a document."""
    page = posted(client, queries="archive\nبایگانی")
    for row in page.select(".batch-rows tbody tr"):
        search, document = row.select("a")
        count = words(row.select("td")[1])
        assert words(soup(client, str(search["href"])).h1).startswith(count)
        soup(client, str(document["href"]))


def test_the_table_holds_every_query_and_the_passages(client: FlaskClient) -> None:
    """A line at least for each query; passages with links; nothing a spreadsheet would run."""
    answer = client.post("/batch", data={"queries": SENT, "table": "1"})
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert list(dict.fromkeys(row["query"].removeprefix("'") for row in rows)) == ASKED
    found = [row for row in rows if row["query"] == "archive"]
    assert all(row["link"] and row["passage"] for row in found)
    assert [row["query"] for row in rows if row["query"].startswith("=")] == []


def test_a_file_is_read_before_the_box(client: FlaskClient) -> None:
    """A table by its name: the named column is asked."""
    sent = io.BytesIO("born,name\r\n1902,archive\r\n".encode("utf-8-sig"))
    page = posted(client, queries="ignored", file=(sent, "names.csv"))
    assert [words(each) for each in page.select(".batch-rows tbody th")] == ["archive"]


def test_bytes_that_are_no_text_are_refused_in_a_sentence(client: FlaskClient) -> None:
    """On the page and by the API."""
    answer = client.post("/batch", data={"file": (io.BytesIO(b"caf\xe9"), "names.csv")})
    assert answer.status_code == 400
    assert "is not a text in UTF-8" in answer.text
    refused = client.post("/api/v1/batch", data=b"caf\xe9")
    assert refused.status_code == 400
    assert "UTF-8" in refused.get_json()["detail"]


def test_beyond_the_limit_the_rest_is_said_to_be_left(sample_settings: Settings) -> None:
    """The last row names the line from which nothing was run, and the way to run it."""
    app = create_app(replace(sample_settings, max_batch=2))
    rows = app.test_client().post("/api/v1/batch", data=b"archive\na\n\nb\nc").get_json()["rows"]
    assert [row["status"] for row in rows] == ["found", rows[1]["status"], "not run"]
    assert "line 4 and those after it were not run" in rows[2]["notices"][0]


def test_an_empty_list_says_what_to_do(client: FlaskClient) -> None:
    """Nothing sent is no error."""
    assert "write one on each line" in words(posted(client, queries=" \n ").select_one(".notice"))


def test_the_command_tells_the_same(
    client: FlaskClient, sample_settings: Settings, tmp_path: Path
) -> None:
    """As JSON the rows of the API, as a table that of the page; the count goes to stderr."""
    path = tmp_path / "names.txt"
    path.write_text(SENT, encoding="utf-8")
    places = [f"--{name}={getattr(sample_settings, name)}" for name in ("corpus", "index", "keep")]
    told = CliRunner().invoke(main, ["search", *places, "--batch", str(path), "--json"])
    assert told.exit_code == 1  # not all could be run
    rows = [json.loads(line) for line in told.stdout.splitlines()]
    api = client.post("/api/v1/batch", data=SENT.encode(), content_type="text/plain").get_json()
    compared = ("line", "query", "status", "total", "notices")
    assert [[row[key] for key in compared] for row in rows] == [
        [row[key] for key in compared] for row in api["rows"]
    ]
    assert "8 queries:" in told.stderr
    table = CliRunner().invoke(main, ["search", *places, "--batch", str(path), "--csv"])
    assert table.stdout.startswith("\ufeffline,query,status")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["x", "--batch", "y.csv"],
        ["--batch", "y.csv", "--jsonl"],
        ["x", "--csv", "--jsonl"],
        ["x", "--csv", "--limit", "3"],
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(arguments: list[str]) -> None:
    """Neither, both, or lines of JSON in another way: exit 2 and a sentence."""
    told = CliRunner().invoke(main, ["search", *arguments])
    assert told.exit_code == 2
    assert "--batch" in told.stderr or "--csv" in told.stderr
