"""The report of a corpus: every file counted once, by its kind and with its reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.site_fixtures import make_site
from tests.web.reading import soup, words
from tests.web.test_containers import LETTER, zipped
from web.app import create_app

pytestmark = pytest.mark.slow

PICTURE = (
    "It is a picture (PNG image). If it shows text, OCR can read that: the setting ocr, and "
    "Tesseract installed."
)

BROKEN = b"PK\x03\x04 and no more of it"
FILES: dict[str, bytes | str] = {
    "a.txt": LETTER,
    "b.txt": LETTER,
    "box.zip": zipped({"c.txt": LETTER, "d.txt": b"Another text, of another day.", "e.txt": b""}),
    "broken.docx": BROKEN,
    "photos.zip": zipped({f"{n}.png": b"\x89PNG\r\n\x1a\n%d" % n for n in range(7)}),
}


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """The site over files of every fate."""
    return create_app(make_site(tmp_path, FILES)).test_client()


def test_kinds_and_reasons_are_counted(client: FlaskClient) -> None:
    """The page and the object say the same: each file and record once, reasons with numbers."""
    report = client.get("/report.json").get_json()
    assert report == client.get("/api/v1/report").get_json()
    counts = {row.pop("media_type"): {k: n for k, n in row.items() if n} for row in report["kinds"]}
    assert counts == {
        "image/png": {"skipped": 7},
        "text/plain": {"indexed": 2, "duplicate": 2},
        "application/zip": {"opened": 2},
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": {"failed": 1},
        None: {"failed": 1},
    }
    reasons = {row["reason"]: (row["state"], row["count"]) for row in report["reasons"]}
    assert reasons["The file is empty."] == ("failed", 1)
    assert reasons[PICTURE] == ("skipped", 7)
    page = words(soup(client, "/report").find("main"))
    assert "plain text 2 read whole and 2 the same bytes as another" in page
    assert f"7 left aside {PICTURE}" in page
    assert "photos.zip (7 records in it)" in page
    assert "b.txt the same as a.txt" in page


def test_every_file_has_a_line(client: FlaskClient) -> None:
    """A line for each file and record, with its document or its reason."""
    answer = client.get("/report.jsonl")
    assert answer.data == client.get("/api/v1/report/files").data
    lines = {each["path"]: each for each in map(json.loads, answer.text.splitlines())}
    states = {path: (line["state"], line["count"]) for path, line in lines.items()}
    assert states == {
        "a.txt": ("indexed", 1),
        "b.txt": ("duplicate", 1),
        "box.zip": ("opened", 1),
        "box.zip!/c.txt": ("duplicate", 1),
        "box.zip!/d.txt": ("indexed", 1),
        "box.zip!/e.txt": ("failed", 1),
        "broken.docx": ("failed", 1),
        "photos.zip": ("skipped", 7),
    }
    assert lines["b.txt"]["document"] == lines["a.txt"]["document"]
    assert lines["b.txt"]["of"] == "a.txt"
    assert client.get(lines["a.txt"]["document"]).status_code == 200
