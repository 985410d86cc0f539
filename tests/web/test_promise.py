"""The promise: the page and the document are one text, and its worked example works."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.identifiers import read_id
from archive.link_map import link_rows
from indexer.holdings import holdings
from tests.site_fixtures import make_site
from tests.web.reading import soup, words
from web.app import create_app
from web.promise import promise_text

pytestmark = pytest.mark.slow  # archives are built

NOTE = "The gate was opened at night.\n"
STEPS = re.compile(r"```sh\n(.*?)```\n\n    (\S+)\n", re.DOTALL)


def test_the_document_is_the_page(checkout: Path, tmp_path: Path) -> None:
    """docs/promise.md has the page's text, and the page every sentence of it."""
    assert (checkout / "docs" / "promise.md").read_text("utf-8") == promise_text()
    client: FlaskClient = create_app(make_site(tmp_path, {"note.txt": NOTE})).test_client()
    page = re.sub(r"\s+", " ", words(soup(client, "/promise").find("main")))
    prose = re.sub(r"```sh\n|```", "", promise_text())
    for line in prose.splitlines():
        plain = re.sub(r"^(#+|-|\d+\.) |\*\*|`", "", line.strip())
        assert re.sub(r"\s+", " ", plain) in page


def test_links_computed_by_hand_are_the_links(tmp_path: Path) -> None:
    """The commands of the promise print what it says they print, which an archive gives too."""
    steps = STEPS.findall(promise_text())
    assert len(steps) == 3
    script = "".join(commands for commands, _ in steps)
    done = subprocess.run(
        ["bash", "-eu"], input=script, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    printed = done.stdout.split()
    assert printed == [shown for _, shown in steps]
    assert (tmp_path / "note.txt").read_text() == NOTE
    settings = make_site(tmp_path / "site", {"note.txt": (tmp_path / "note.txt").read_bytes()})
    with holdings(settings) as opened:
        document, passage = link_rows(opened, "", lambda _: "", lambda _: "")
    assert document["sha256"] == printed[0]
    assert read_id(document["document"]) == printed[1]
    assert passage["passage"] == printed[2]
    client = create_app(settings).test_client()
    assert client.get(passage["link"]).status_code == 200
