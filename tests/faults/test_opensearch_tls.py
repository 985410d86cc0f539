"""A real cluster behind TLS and a password: what is right works whole, what is wrong is told."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from archive.errors import UnavailableError
from archive.query import parse
from archive.search import Filters
from archive.settings import Settings
from indexer.build import rebuild, update
from indexer.places import generations_of
from indexer.snapshots import close_snapshot
from tests.opensearch_proxy import guarded
from tests.opensearch_stub import self_signed
from tests.small_archives import archive_in, write_files
from web.app import create_app

pytestmark = [pytest.mark.opensearch, pytest.mark.slow, pytest.mark.timeout(600)]

USER, PASSWORD = "muniment", "correct horse"


@pytest.fixture
def archive(tmp_path: Path, opensearch: Settings) -> Iterator[Settings]:
    """An archive whose cluster has a door, with everything that opens it."""
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    certificate = self_signed(tmp_path)
    (node,) = opensearch.opensearch_addresses
    with guarded(node, certificate, USER, PASSWORD) as address:
        yield dataclasses.replace(
            archive_in(tmp_path, {"a.txt": "A letter.", "b.txt": "A second letter."}),
            engine="opensearch",
            opensearch_addresses=(address,),
            opensearch_name=f"tls-{uuid4().hex[:8]}",
            opensearch_ca_file=str(certificate),
            opensearch_user=USER,
            opensearch_password_file=str(tmp_path / "password"),
        )


def letters(settings: Settings) -> int:
    """How many letters are found."""
    snapshot = generations_of(settings).open_current()
    try:
        return snapshot.engine.count(parse("letter").tree, Filters())
    finally:
        close_snapshot(snapshot)


def test_everything_works_through_it(archive: Settings) -> None:
    """Built, updated, searched, and served as pages."""
    assert rebuild(archive).documents == 2
    write_files(archive.corpus, {"c.txt": "The third letter."})
    update(archive)
    assert letters(archive) == 3
    page = create_app(archive).test_client().get("/search?q=letter")
    assert page.status_code == 200
    assert "The third" in page.get_data(as_text=True)


def test_what_is_wrong_is_told(archive: Settings, tmp_path: Path) -> None:
    """Another password, no user, a certificate of nobody, plain HTTP: a sentence each, no secret;
    the site is up and says that its servers do not answer."""
    (tmp_path / "wrong").write_text("battery staple\n")
    address = archive.opensearch_addresses[0].replace("https:", "http:")
    wrong: dict[str, dict[str, object]] = {
        "does not know this user, password or key": {
            "opensearch_password_file": str(tmp_path / "wrong")
        },
        "does not know this user, password": {"opensearch_user": ""},
        "certificate that is not trusted": {"opensearch_ca_file": ""},
        "cannot be reached": {"opensearch_addresses": (address,), "opensearch_retries": 0},
    }
    for said, changes in wrong.items():
        settings = dataclasses.replace(archive, **changes)  # type: ignore[arg-type]
        with pytest.raises(UnavailableError, match=said) as caught:
            rebuild(settings)
        assert "battery" not in str(caught.value)
        answer = create_app(settings).test_client().get("/search?q=letter")
        assert answer.status_code == 503
        assert "search servers do not answer" in answer.get_data(as_text=True)
