"""All that a search finds, as files: nothing left out, nothing twice, in the order of the pages."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request, urlopen

import jsonschema
import pytest
from click.testing import CliRunner
from flask import Flask

from archive.identifiers import show
from archive.openapi import description
from tests.site_fixtures import make_site, serving
from tests.web.reading import soup
from web.app import create_app
from web.cli import main
from web.pages_results import _PART as PART
from web.tables import BYTE_ORDER_MARK, HIT_COLUMNS

pytestmark = pytest.mark.slow

QUERIES = ("archive", "بایگانی", "in:everything menu", "", "archive record custody letter", "zzzz")


def table(data: bytes) -> list[dict[str, str]]:
    """The rows of a table, by its columns."""
    text = data.decode("utf-8").removeprefix(BYTE_ORDER_MARK)
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("narrowed", ["", "&f.language=fa", "&sort=newest"])
def test_the_files_have_what_the_pages_have(sample_app: Flask, query: str, narrowed: str) -> None:
    """The hits of the search interface, one by one and whole, whatever the page asked for."""
    client = sample_app.test_client()
    asked = f"?q={quote(query)}{narrowed}"
    told = client.get(f"/api/v1/search{asked}&per_page=100").get_json()
    hits = told["hits"]
    assert told["total"]["value"] == len(hits)
    for address in (f"/search.jsonl{asked}&page=2", f"/api/v1/search/hits{asked}"):
        answer = client.get(address)
        assert answer.mimetype == "application/jsonl"
        lines = [json.loads(line) for line in answer.text.splitlines()]
        assert without_scores(lines) == without_scores(hits)
    answer = client.get(f"/search.csv{asked}&page=2&group=1")
    assert answer.mimetype == "text/csv"
    rows = table(answer.data)
    assert list(dict.fromkeys(row["document"] for row in rows)) == [
        show(hit["document"]["id"]) for hit in hits
    ]
    for hit in hits:
        shown = [row for row in rows if row["rank"] == str(hit["rank"])]
        texts = [passage["text"] for passage in hit["passages"]]
        texts += [piece["text"] for piece in hit["left_out"]]
        assert [row["text"].removeprefix("'") for row in shown] == (texts or [""])
        assert {row["sha256"] for row in shown} == {hit["document"]["sha256"]}


def without_scores(hits: list[dict[str, object]]) -> list[dict[str, object]]:
    """Hits but for their weights, which differ in the last digits by how many are asked for.

    And but for what these are made of, which is told of pages only.
    """
    untold = ("score", "why")
    return [{name: value for name, value in hit.items() if name not in untold} for hit in hits]


def test_each_line_is_a_hit_as_described(sample_app: Flask) -> None:
    """By the schema of the interface; links of the table open."""
    client = sample_app.test_client()
    schema = description("http://localhost", "0")
    hit = {"$ref": "#/components/schemas/Hit", "components": schema["components"]}
    for line in client.get("/search.jsonl?q=archive").text.splitlines():
        jsonschema.validate(json.loads(line), hit)
    rows = table(client.get("/search.csv?q=archive").data)
    assert tuple(rows[0]) == HIT_COLUMNS
    for row in rows[:5]:
        assert client.get(row["link"].removeprefix("http://localhost")).status_code == 200
    page = soup(client, "/search?q=archive")
    assert page.select_one('a[href="/search.csv?q=archive"][download]')
    assert page.select_one('a[href="/search.jsonl?q=archive"][download]')


def test_a_query_that_is_not_run_gives_no_file(sample_app: Flask) -> None:
    """An empty file would look like an answer."""
    client = sample_app.test_client()
    for suffix in ("csv", "jsonl"):
        assert client.get(f"/search.{suffix}?q=%2A").status_code == 400


def test_more_than_is_read_at_once(tmp_path: Path) -> None:
    """Over HTTP, in pieces, to the last; as a table no cell is a formula."""
    size = 2 * PART + 7
    files = {f"{n:04}.txt": f"=1+1 is in the letter number {n}." for n in range(size)}
    with serving(create_app(make_site(tmp_path, files))) as url:
        with urlopen(Request(f"{url}/search.jsonl?q=letter")) as answer:  # noqa: S310 - loopback
            assert answer.headers["Transfer-Encoding"] == "chunked"
            lines = [json.loads(line) for line in answer.read().decode().splitlines()]
        with urlopen(f"{url}/search.csv?q=letter") as answer:  # noqa: S310
            rows = table(answer.read())
    assert [line["rank"] for line in lines] == list(range(1, size + 1))
    assert len({line["document"]["id"] for line in lines}) == size
    assert len({row["document"] for row in rows}) == size
    assert all(row["text"].startswith("'=") for row in rows)


def test_the_verb_writes_both(tmp_path: Path) -> None:
    """As the site does; a list of queries has another way to lines."""
    settings = make_site(tmp_path, {"a.txt": "A letter.", "b.txt": "A letter too.", "c.txt": "No"})
    places = ["--corpus", str(settings.corpus), "--index", str(settings.index),
              "--keep", str(settings.keep)]  # fmt: skip

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["search", *words, *places])
        return done.exit_code, done.output

    status, lines = run("letter", "--jsonl")
    assert status == 0
    assert len([json.loads(line) for line in lines.splitlines()]) == 2
    status, rows = run("letter", "--csv")
    assert (status, len(table(rows.encode()))) == (0, 2)
    assert run("zzzz", "--jsonl") == (1, "")
    (tmp_path / "names.txt").write_text("letter\n")
    status, told = run("--batch", str(tmp_path / "names.txt"), "--jsonl")
    assert status == 2
    assert "--json" in told
