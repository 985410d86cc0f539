"""A zipped folder in the archive: its files are found, shown and checked as if they lay open."""

from __future__ import annotations

import base64
import hashlib
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.identifiers import document_id, show
from tests.site_fixtures import make_site
from tests.web.reading import soup, words
from tests.web.test_replay_mhtml import PNG
from web.app import create_app

pytestmark = pytest.mark.slow

PAGE = (
    b"<html><head><title>The corridor</title></head><body><article><h1>The corridor</h1>"
    b"<p>Those who were called waited in the corridor, and none of them was told why.</p>"
    b"<img alt='one' src='page_files/a.png'></article></body></html>"
)
LETTER = "نامه‌ای از مادری که پسرش را در تابستان شصت و هفت از دست داد.".encode()


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip archive of these members."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def address(data: bytes) -> str:
    """The address of the document with these bytes."""
    return f"/d/{show(document_id(hashlib.sha256(data).hexdigest()))}"


FOLDER = zipped(
    {
        "page.html": PAGE,
        "page_files/a.png": PNG,
        "page.html.yaml": b"captured_by: Ann\nnote: from a phone\n",
        "more.zip": zipped({"letters/letter.txt": LETTER, ".hidden": b"x"}),
        "photo.png": PNG,
    }
)


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """The site over a corpus of one zip archive."""
    files: dict[str, bytes | str] = {
        "folder.zip": FOLDER,
        "folder.zip.yaml": "collection: Letters\nrights: ours\n",
    }
    return create_app(make_site(tmp_path, files)).test_client()


def test_the_original_comes_out_of_its_container(client: FlaskClient) -> None:
    """The very bytes, by name, with their digest; also from a zip archive in a zip archive."""
    for data, name in ((PAGE, "page.html"), (LETTER, "letter.txt")):
        answer = client.get(f"{address(data)}/original")
        assert answer.data == data
        assert name in answer.headers["Content-Disposition"]


def test_a_page_is_shown_with_the_pictures_zipped_with_it(client: FlaskClient) -> None:
    """The copy has the picture of the page's own folder in the archive."""
    copy = client.get(f"{address(PAGE)}/view").text
    assert f"data:image/png;base64,{base64.b64encode(PNG).decode()}" in copy


def test_provenance_names_the_container(client: FlaskClient) -> None:
    """The chain tells the file, the way in it and the digests; the API tells the same."""
    story = words(soup(client, f"{address(LETTER)}/provenance").find("main"))
    assert "folder.zip" in story
    assert "more.zip!/letters/letter.txt" in story
    assert hashlib.sha256(FOLDER).hexdigest() in story
    (capture,) = client.get(f"{address(LETTER)}.json").get_json()["captures"]
    assert capture["path"] == "folder.zip!/more.zip!/letters/letter.txt"
    assert capture["file"] == "folder.zip"
    assert [record["container"] for record in capture["within"]] == 2 * ["application/zip"]
    assert capture["within"][0]["container_sha256"] == hashlib.sha256(FOLDER).hexdigest()
    assert (capture["collection"], capture["rights"]) == ("Letters", "ours")


def test_a_sidecar_in_the_archive_describes_its_file(client: FlaskClient) -> None:
    """What stands beside the page is stated of it; what stands beside the archive, of all."""
    (capture,) = client.get(f"{address(PAGE)}.json").get_json()["captures"]
    assert (capture["captured_by"], capture["note"]) == ("Ann", "from a phone")
    assert (capture["collection"], capture["sidecar"]) == ("Letters", "folder.zip!/page.html.yaml")
    assert capture["assets"] == ["folder.zip!/page_files/a.png"]


def test_the_report_names_what_is_not_read(client: FlaskClient) -> None:
    """The picture and the hidden file have their reasons; sidecars and assets are no documents."""
    report = words(soup(client, "/report").find("main"))
    assert "folder.zip!/photo.png It is a picture (PNG image). If it shows text" in report
    assert "folder.zip!/more.zip!/.hidden It is hidden" in report
    assert "a.png It is" not in report.replace("photo.png It is", "")


def test_fixity_of_a_record(client: FlaskClient, tmp_path: Path) -> None:
    """The record is compared anew; a changed or missing container is told, never an error."""
    page = f"{address(LETTER)}/provenance?check=1"
    assert "it is, byte for byte, what was taken in" in words(soup(client, page).find("main"))
    (file,) = tmp_path.rglob("folder.zip")
    file.write_bytes(zipped({"page.html": PAGE, "more.zip": b"x"}))
    assert "folder.zip" in words(soup(client, page).find("main"))
    assert client.get(f"{address(LETTER)}/original").status_code == 404
    file.unlink()
    assert client.get(f"{address(LETTER)}/original").status_code == 404
    assert "no longer in the corpus" in words(soup(client, page).find("main"))
