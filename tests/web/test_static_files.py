"""Style sheet, scripts and icons: kept by a name with their digest, asked for by the plain one."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from web import static_files

FOLDER = Path(static_files.__file__).parent / "static"
DATED = re.compile(r"/static/([a-z]+)\.([0-9a-f]{16})\.([a-z]+)")


def _addresses(app: Flask, page: str) -> list[str]:
    """What a page has a browser fetch below /static/."""
    tree = BeautifulSoup(app.test_client().get(page).text, "lxml")
    found = [str(each.get("href") or each.get("src")) for each in tree.select("link, script")]
    return [address for address in found if address.startswith("/static/")]


@pytest.mark.parametrize("page", ["/", "/search?q=archive", "/help", "/nothing"])
def test_pages_name_files_by_their_digest(sample_app: Flask, page: str) -> None:
    """Each address in a page has the digest of the bytes that are had there, and may be kept."""
    addresses = _addresses(sample_app, page)
    assert len(addresses) >= 3, "a style sheet, an icon and a script"
    for address in addresses:
        named = DATED.fullmatch(address)
        assert named, address
        answer = sample_app.test_client().get(address, buffered=True)
        assert answer.status_code == 200
        assert hashlib.sha256(answer.data).hexdigest().startswith(named[2])
        assert answer.data == (FOLDER / f"{named[1]}.{named[3]}").read_bytes()
        assert answer.headers["Cache-Control"] == static_files.FOREVER


@pytest.mark.parametrize("name", [file.name for file in sorted(FOLDER.iterdir())])
def test_the_plain_name_and_an_old_one_lead_to_the_file(sample_app: Flask, name: str) -> None:
    """A plain name, or one with the digest of another edition, gives the file, not to be kept."""
    stem, _, suffix = name.partition(".")
    for address in (f"/static/{name}", f"/static/{stem}.{'0' * 16}.{suffix}"):
        answer = sample_app.test_client().get(address, buffered=True)
        assert (answer.status_code, answer.data) == (200, (FOLDER / name).read_bytes())
        assert answer.headers["Cache-Control"] == static_files.ASK_FIRST
        again = sample_app.test_client().get(
            address, headers={"If-None-Match": answer.headers["ETag"]}, buffered=True
        )
        assert again.status_code == 304


@pytest.mark.parametrize(
    "name", ["nothing.css", "muniment.0123.css", "..%2Fapp.py", "%2e%2e/app.py", "muniment.css/x"]
)
def test_nothing_else_is_served(sample_app: Flask, name: str) -> None:
    """No other file, no folder above, no shortened digest."""
    assert sample_app.test_client().get(f"/static/{name}").status_code == 404
