"""Pages of web archives are looked at with the pictures and styles that the archive holds."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from indexer.documents.resources import FILE_NAME
from tests.site_fixtures import make_site
from tests.web.test_containers import address, zipped
from tests.web.test_replay_mhtml import PNG
from tests.web_archive_files import FORMS, NAMES, Form, http, warc
from web.app import create_app

pytestmark = pytest.mark.slow

SITE = "https://news.example/1988/report.html"
PAGE = b"""<!doctype html><html><head><title>The corridor</title>
<link rel="stylesheet" href="/style.css"></head><body><article><h1>The corridor</h1>
<p>Those who were called waited in the corridor, and none of them was told why they waited.</p>
<img alt="near" src="a.png"><img alt="scheme" src="http://news.example/pictures/b.png#x">
<img alt="late" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="/c.png">
<img alt="sizes" srcset="/none.png 1x, /d.png 2x"><img alt="gone" src="/gone.png">
<img alt="elsewhere" src="https://other.example/e.png"><img alt="false" src="/false.png">
</article></body></html>"""


def picture(name: str) -> bytes:
    """A picture that no other has the bytes of."""
    return PNG + name.encode()


def shown(name: str) -> str:
    """How the copy has it."""
    return f"data:image/png;base64,{base64.b64encode(picture(name)).decode()}"


def found(url: str, body: bytes, kind: str = "image/png", year: int = 2021) -> bytes:
    """The record of an answer."""
    record = warc(block=http(body, kind=kind), url=url)
    return record.replace(b"WARC-Date: 2021", b"WARC-Date: %d" % year)


def records() -> list[bytes]:
    """An archive of the page, and of what it names in several captures."""
    return [
        found("https://news.example/1988/a.png", picture("of 2010"), year=2010),
        found(SITE, PAGE, "text/html"),
        found("https://news.example/1988/a.png", picture("of 2020"), year=2020),
        found("https://news.example/1988/a.png", picture("of 2025"), year=2025),
        found("https://news.example/pictures/b.png", picture("b")),
        found("https://news.example/c.png", picture("c")),
        found("https://news.example/d.png", picture("d")),
        found("https://news.example/false.png", b"<script>alert(1)</script>", "image/png"),
        found(
            "https://news.example/style.css", b"p { color: #123456 } i { top: url(x) }", "text/css"
        ),
    ]


def site(folder: Path, files: dict[str, bytes | str]) -> FlaskClient:
    """A site over these files."""
    return create_app(make_site(folder, files)).test_client()


@pytest.mark.parametrize("form", FORMS, ids=NAMES)
def test_pictures_and_styles_come_from_the_archive(tmp_path: Path, form: Form) -> None:
    """Nearest in time to the page, by whatever the page calls them; what is not there says so."""
    other = [found("https://other.example/e.png", picture("e"))]
    client = site(tmp_path, {"a.warc": form(records()), "b.warc": form(other)})
    copy = client.get(f"{address(PAGE)}/view").text
    names = ("of 2010", "of 2020", "of 2025", "b", "c", "d", "e")
    assert [name for name in names if shown(name) in copy] == ["of 2020", "b", "c", "d"]
    assert "color: #123456" in copy
    assert "url(" not in copy
    assert copy.count("<img") == 7
    assert copy.count("src=") == 4  # neither what is gone, nor another archive's, nor a script
    assert "//news.example" not in copy.replace('title="', "")


def test_addresses_relative_to_the_base_of_a_page(tmp_path: Path) -> None:
    """As HTML has it, in an archive within another container."""
    page = PAGE.replace(b"<head>", b'<head><base href="/2000/">')
    held = [found(SITE, page, "text/html"), found("https://news.example/2000/a.png", picture("x"))]
    client = site(tmp_path, {"a.zip": zipped({"in/a.warc": b"".join(held)})})
    assert shown("x") in client.get(f"{address(page)}/view").text


def test_an_archive_that_changed_gives_no_picture(tmp_path: Path) -> None:
    """Other bytes at the place of a picture are never shown for it; the text stays."""
    whole = b"".join(records())
    settings = make_site(tmp_path, {"a.warc": whole})
    client = create_app(settings).test_client()
    assert shown("b") in client.get(f"{address(PAGE)}/view").text
    file = settings.corpus / "a.warc"
    file.write_bytes(whole.replace(picture("b"), picture("!")))
    copy = client.get(f"{address(PAGE)}/view").text
    assert "waited in the corridor" in copy
    assert shown("b") not in copy
    assert shown("!") not in copy
    assert shown("c") in copy


def test_an_archive_without_pictures_has_no_such_file(tmp_path: Path) -> None:
    """Nor has one of plain files; their pages are shown as before."""
    settings = make_site(tmp_path, {"a.warc": found(SITE, PAGE, "text/html"), "b.txt": "Words."})
    assert not list(settings.index_folder.rglob(FILE_NAME))
    copy = create_app(settings).test_client().get(f"{address(PAGE)}/view").text
    assert "waited in the corridor" in copy
    assert "image/png" not in copy
