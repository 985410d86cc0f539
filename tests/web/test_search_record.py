"""The record of a search: repeated it is the same, and on another index it tells what changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.settings import Settings
from indexer.build import update
from tests.site_fixtures import make_site
from tests.small_archives import write_files
from web.app import create_app
from web.cli import main

pytestmark = pytest.mark.slow

FILES: dict[str, bytes | str] = {
    "a.txt": "The visits ended in July, and the letters came back.\n",
    "b.txt": "Letters were sent to the ministry in the autumn.\n",
    "c.txt": "Nothing was heard of them again.\n",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An archive of three texts."""
    return make_site(tmp_path, FILES)


def run(settings: Settings, *words: str, status: int = 0) -> str:
    """A verb of the command line on the archive."""
    places = [f"--corpus={settings.corpus}", f"--index={settings.index}", f"--keep={settings.keep}"]
    done = CliRunner().invoke(main, [words[0], *places, *words[1:]])
    assert done.exit_code == status, done.output
    return done.output


def test_a_record_is_repeated(settings: Settings, tmp_path: Path) -> None:
    """The same on the same index; a new document and a vanished one are told on the next."""
    path = tmp_path / "record.json"
    run(settings, "search", "letters", "--record", str(path))
    record = json.loads(path.read_bytes())
    assert (record["query"], record["total"], len(record["documents"])) == ("letters", 2, 2)
    site = create_app(settings).test_client()
    shown = site.get("/search.record.json?q=letters").get_json()
    made = "made"
    assert {k: v for k, v in shown.items() if k != made} == {
        k: v for k, v in record.items() if k != made
    }
    assert "The same: 2 documents" in run(settings, "replay", str(path))
    write_files(settings.corpus, {"d.txt": "More letters were found in a drawer.\n"})
    (settings.corpus / "b.txt").unlink()
    update(settings)
    told = run(settings, "replay", str(path), status=1)
    assert "Changed: 2 documents, 2 then." in told
    assert told.count("  new: ") == told.count("  gone: ") == 1


def test_a_search_that_found_nothing_has_a_record(settings: Settings, tmp_path: Path) -> None:
    """Its reading, its zero and the index it was run on; no file is written over."""
    path = tmp_path / "none.json"
    run(settings, "search", "zebra", "--record", str(path), status=1)
    record = json.loads(path.read_bytes())
    assert (record["total"], record["documents"], record["understood"]) == (0, [], "zebra")
    assert record["generation"]["documents"] == 3
    assert "The same: 0 documents" in run(settings, "replay", str(path))
    assert "already" in run(settings, "search", "zebra", "--record", str(path), status=2)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": "other"}', "no json"])
def test_what_is_no_record_is_refused(settings: Settings, tmp_path: Path, content: str) -> None:
    """A sentence, not an error."""
    path = tmp_path / "record.json"
    path.write_text(content)
    assert "record" in run(settings, "replay", str(path), status=2)
