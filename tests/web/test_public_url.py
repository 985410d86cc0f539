"""The address that lasts is in every citation, wherever it is asked for; else a sentence warns."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from archive.cite import FORMATS
from archive.settings import Settings
from indexer.doctor import examine
from tests.site_fixtures import make_site
from tests.web.reading import soup, words
from tests.web.test_containers import LETTER
from tests.web.test_export import BASE, name_of, run
from web.app import create_app

pytestmark = pytest.mark.slow  # archives are built


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An archive of a letter."""
    return make_site(tmp_path / "site", {"letter.txt": LETTER})


def told(settings: Settings, address: str) -> str:
    """What a site answers at an address, whatever its form."""
    return create_app(settings).test_client().get(address).get_data(as_text=True)


def test_it_is_in_every_citation(settings: Settings, tmp_path: Path) -> None:
    """Pages, files, headers, lists, the API, the command line, bundles and exports; no warning."""
    settings = replace(settings, public_url=BASE)
    document = f"/d/{name_of(LETTER)}"
    passage = json.loads(told(settings, f"{document}.json"))["passages"][0]["id"]
    for page in (document, f"{document}/p/{passage}"):
        for address in (page, f"{page}/cite", *(f"{page}.{suffix}" for suffix in FORMATS)):
            assert BASE + page in told(settings, address)
            assert "set public_url" not in told(settings, address)
    api = f"/api/v1/documents{document[2:]}"
    for address in (f"{api}/citation", f"{api}/passages/{passage}/citation"):
        answer = json.loads(told(settings, address))
        assert answer["url"].startswith(BASE)
        assert answer["warning"] is None
        assert all(file.startswith(BASE) for file in answer["files"].values())
    for suffix in ("csl.json", "bib", "ris"):
        assert BASE + document in told(settings, f"/search.{suffix}")
    wanted = f"{document}/p/{passage}"
    given = ("--public-url", BASE)
    for form in ("--json", "--style=apa", "--format=ris"):
        done = run(settings, "cite", wanted, form, *given)
        assert BASE + wanted in done.stdout
        assert "public_url" not in done.output
    for verb, more in (("bundle", (wanted,)), ("export", ())):
        target = tmp_path / verb
        assert "public_url" not in run(settings, verb, str(target), *more, *given).output
        bibliographies = list(target.rglob("*.bib"))
        assert bibliographies
        assert all(BASE + document in file.read_text("utf-8") for file in bibliographies)
    assert f"begin with {BASE}" in sentence(settings)


def test_where_it_is_missing_that_is_said(settings: Settings) -> None:
    """On the page that cites, beside the text, in the API, on the command line, by doctor."""
    client = create_app(settings).test_client()
    document = f"/d/{name_of(LETTER)}"
    for address in (document, f"{document}/cite"):
        assert "set public_url" in words(soup(client, address).find("main"))
    answer = client.get(f"/api/v1/documents{document[2:]}/citation").get_json()
    assert "set public_url" in answer["warning"]
    done = run(settings, "cite", document, "--json")
    assert "Set public_url" in done.stderr
    assert "Set public_url" in json.loads(done.stdout)["warning"]
    assert "not set" in sentence(settings)


def sentence(settings: Settings) -> str:
    """What ``muniment doctor`` says of it."""
    (found,) = (each for each in examine(settings) if each.subject == "public_url")
    assert found.ok
    return found.sentence
