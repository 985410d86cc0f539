"""The original's bytes, the copy to look at, and the page that frames it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.identifiers import document_id, show
from archive.settings import Settings
from tests.site_fixtures import make_site
from web.app import create_app
from web.replay import VIEW_POLICY

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
PERSIAN = "این یادداشت برای آزمون نوشته شده است و نشان می‌دهد که نویسه‌ها درست خوانده می‌شوند."
CHANGED = "A note that is changed\n\nThe archive took in these words and shows no others.\n"
PAGE = """<!DOCTYPE html><html class="no-js" lang="en"><head><title>A saved page</title>
<link rel="stylesheet" href="page_files/a%20style.css"><style>h1 { color: maroon }</style></head>
<body class="front" onload="x()"><h1>A saved page</h1>
<p>This paragraph stands twice in the page, and only one of the two is linked to here.</p>
<p>Between them is <b>another</b> one with <a href="https://elsewhere.example/">a link</a>.</p>
<p>This paragraph stands twice in the page, and only one of the two is linked to here.</p>
<p><img src="page_files/dot.png" alt="one"><img src="./page_files/dot.png?v=2" alt="two">
<img src="page_files/false.png" alt="three"><img src="page_files/../../secret.png" alt="four">
<img src="../other_files/dot.png" alt="five"><img src="https://elsewhere.example/b.png" alt="six">
<img src="/etc/hostname" alt="seven"><img src="page_files/link.png" alt="eight">
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="nine"></p>
<form action="https://elsewhere.example/"><input name="password"><button>Send</button></form>
</body></html>
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A small corpus: a page with its files, texts in two encodings, odd names, a large page."""
    folder = tmp_path_factory.mktemp("replay")
    outside = folder / "outside.png"
    outside.write_bytes(PNG)
    (folder / "corpus" / "pages" / "page_files").mkdir(parents=True)
    (folder / "corpus" / "pages" / "page_files" / "link.png").symlink_to(outside)
    return make_site(
        folder,
        {
            "pages/page.html": PAGE,
            "pages/page.html.yaml": (
                'source_url: "https://archive.example/ab?q=é"\n'
                'captured_at: "2021-03-02T09:12:44+03:30"\n'
            ),
            "pages/page_files/a style.css": "p { margin: 2em } @import 'x.css';",
            "pages/page_files/dot.png": PNG,
            "pages/page_files/false.png": "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "secret.png": PNG,
            "other_files/dot.png": PNG,
            "یادداشت.txt": f"یادداشتی کوتاه\n\n{PERSIAN}\n".encode("utf-8-sig"),
            "old.html": (
                "<html><head><meta charset=windows-1256><title>سند</title></head><body>"
                f"<p>{PERSIAN.replace(chr(0x200C), ' ').replace('ی', 'ي')}</p></body></html>"
            ).encode("windows-1256", "replace"),
            "a.txt": CHANGED,
            "b.txt": CHANGED,
            "day.txt": "A note of a day\n\nIt was captured on a day, at an hour not known to us.\n",
            "day.txt.yaml": 'captured_at: "2021-03-02"\n',
            "deep.html": "<html><body>" + "<div>" * 6000 + "A deep page has few words.",
        },
    )


@pytest.fixture(scope="module")
def app(settings: Settings) -> Flask:
    """The site over it."""
    return create_app(settings)


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A client of the site."""
    with app.test_client() as client:
        yield client


def address(settings: Settings, path: str) -> str:
    """The address of the document that a file of the corpus is."""
    digest = hashlib.sha256((settings.corpus / path).read_bytes()).hexdigest()
    return f"/d/{show(document_id(digest))}"


def passage_ids(client: FlaskClient, document: str) -> dict[str, list[str]]:
    """The passages of a document: text to identifiers, in reading order."""
    found: dict[str, list[str]] = {}
    for passage in client.get(f"{document}.json", buffered=True).get_json()["passages"]:
        found.setdefault(passage["text"], []).append(passage["id"])
    return found


@pytest.mark.parametrize("path", ["pages/page.html", "یادداشت.txt", "old.html", "deep.html"])
def test_the_original_is_exactly_its_bytes(
    client: FlaskClient, settings: Settings, path: str
) -> None:
    """Bytes, length, digest and entity tag are the file's; a browser may only keep it."""
    data = (settings.corpus / path).read_bytes()
    answer = client.get(f"{address(settings, path)}/original", buffered=True)
    assert answer.status_code == 200
    assert answer.data == data
    assert answer.content_length == len(data)
    digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
    assert answer.headers["Repr-Digest"] == f"sha-256=:{digest}:"
    assert answer.headers["ETag"] == f'"{hashlib.sha256(data).hexdigest()}"'
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_original_keeps_its_name_in_any_script(client: FlaskClient, settings: Settings) -> None:
    """A name beyond ASCII is given as RFC 6266 asks, and the type names the true encoding."""
    answer = client.get(f"{address(settings, 'یادداشت.txt')}/original", buffered=True)
    assert "filename*=UTF-8''%DB%8C%D8%A7%D8%AF" in answer.headers["Content-Disposition"]
    old = client.get(f"{address(settings, 'old.html')}/original", buffered=True)
    assert old.headers["Content-Type"] == "text/html; charset=windows-1256"


def test_a_part_of_the_original_can_be_asked_for(client: FlaskClient, settings: Settings) -> None:
    """Ranges and conditions as RFC 9110 says: a broken download goes on, a kept one is not sent."""
    where = f"{address(settings, 'pages/page.html')}/original"
    part = client.get(where, headers={"Range": "bytes=10-19"}, buffered=True)
    assert (part.status_code, part.data) == (206, PAGE.encode()[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(PAGE.encode())}"
    assert client.get(where, headers={"Range": "bytes=999999-"}, buffered=True).status_code == 416
    tag = client.get(where, buffered=True).headers["ETag"]
    assert client.get(where, headers={"If-None-Match": tag}, buffered=True).status_code == 304
    assert client.head(where, buffered=True).content_length == len(PAGE.encode())


def test_only_a_moment_is_a_memento(client: FlaskClient, settings: Settings) -> None:
    """Memento-Datetime (RFC 7089) stands where the time is known, in GMT, never for a bare day."""
    page = address(settings, "pages/page.html")
    original = client.get(f"{page}/original", buffered=True)
    assert original.headers["Memento-Datetime"] == "Tue, 02 Mar 2021 05:42:44 GMT"
    assert '<https://archive.example/ab?q=%C3%A9>; rel="original"' in original.headers["Link"]
    day = client.get(f"{address(settings, 'day.txt')}/original", buffered=True)
    assert "Memento-Datetime" not in day.headers
    for ours in (page, f"{page}/view", f"{page}/look"):
        assert "Memento-Datetime" not in client.get(ours).headers


def test_other_bytes_are_never_given_for_these(client: FlaskClient, settings: Settings) -> None:
    """A file that was changed, or is gone, is not shown; a copy with the same bytes is."""
    where = address(settings, "a.txt")
    (settings.corpus / "a.txt").write_text("Something else.")
    assert client.get(f"{where}/original", buffered=True).data == CHANGED.encode()
    (settings.corpus / "b.txt").write_text("Something else, too.")
    changed = client.get(f"{where}/original", buffered=True)
    assert changed.status_code == 404
    assert "other bytes now" in changed.text
    view = client.get(f"{where}/view", buffered=True)
    assert view.status_code == 404
    assert view.headers["Content-Security-Policy"] == VIEW_POLICY
    (settings.corpus / "a.txt").unlink()
    (settings.corpus / "b.txt").unlink()
    assert client.get(f"{where}/original", buffered=True).status_code == 404


def test_the_copy_has_the_pages_own_pictures_and_styles_only(
    client: FlaskClient, settings: Settings
) -> None:
    """Its own pictures are in it as bytes; nothing of other folders, of the disk, of the web."""
    copy = client.get(f"{address(settings, 'pages/page.html')}/view", buffered=True)
    assert copy.headers["Content-Security-Policy"] == VIEW_POLICY
    assert copy.headers["X-Frame-Options"] == "SAMEORIGIN"
    inlined = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
    pictures = dict(re.findall(r'<img alt="(\w+)"(?: src="([^"]*)")?>', copy.text))
    assert pictures == {
        "one": inlined, "two": inlined, "three": "", "four": "", "five": "", "six": "",
        "seven": "", "eight": "", "nine": "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
    }  # fmt: skip
    assert "p { margin: 2em } @left-out 'x.css';" in copy.text
    assert "h1 { color: maroon }" in copy.text
    assert '<html class="no-js" lang="en">' in copy.text
    assert '<body class="front">' in copy.text


def test_the_copy_can_do_nothing(client: FlaskClient, settings: Settings) -> None:
    """Links lead nowhere but tell where they led; forms, scripts and handlers are gone."""
    copy = client.get(f"{address(settings, 'pages/page.html')}/view", buffered=True).text
    assert '<a title="https://elsewhere.example/">a link</a>' in copy
    assert not re.search(r"<(?:form|input|button|link|script|base|iframe)|\bon\w+=|href=", copy)


def test_the_linked_passage_is_marked_in_the_copy(client: FlaskClient, settings: Settings) -> None:
    """Of two paragraphs with the same words, the very one that the link means is marked."""
    page = address(settings, "pages/page.html")
    twice = next(ids for text, ids in passage_ids(client, page).items() if "stands twice" in text)
    assert len(twice) == 2
    for identifier, neighbour in zip(twice, ("</h1>\n<p><mark", "</p>\n<p><mark"), strict=True):
        copy = client.get(f"{page}/view?p={identifier}", buffered=True).text
        assert copy.count("<mark ") == 1
        assert neighbour in copy
        assert 'id="muniment-passage"' in copy


def test_a_passage_of_a_text_is_marked_by_its_bytes(
    client: FlaskClient, settings: Settings
) -> None:
    """A text is shown as it is, escaped, with the passage marked, byte order mark or not."""
    note = address(settings, "یادداشت.txt")
    identifier = passage_ids(client, note)[PERSIAN][0]
    copy = client.get(f"{note}/view?p={identifier}", buffered=True).text
    assert f'<mark id="muniment-passage">{PERSIAN}</mark>' in copy
    assert "\ufeff" not in copy


def test_an_old_encoding_is_read_as_it_was_when_indexed(
    client: FlaskClient, settings: Settings
) -> None:
    """A Windows-1256 page is shown with its own letters."""
    assert (
        "نوشته شده است" in client.get(f"{address(settings, 'old.html')}/view", buffered=True).text
    )


def test_what_cannot_be_shown_is_said(client: FlaskClient, settings: Settings) -> None:
    """Inside the frame stands a sentence, under the same policy, never an error page of ours."""
    for where in (f"{address(settings, 'deep.html')}/view", "/d/0000-0000-0000-0000/view"):
        answer = client.get(where, buffered=True)
        assert answer.status_code in (404, 422)
        assert answer.headers["Content-Security-Policy"] == VIEW_POLICY
        assert re.search(r"<p>[A-Z][^<]+\.$", answer.text)


def test_our_page_frames_the_copy_without_any_right(
    client: FlaskClient, settings: Settings
) -> None:
    """The frame has an empty sandbox, leads to the copy and its mark, and links to the bytes."""
    page = address(settings, "pages/page.html")
    identifier = next(iter(passage_ids(client, page).values()))[0]
    look = client.get(f"{page}/look?p={identifier}", buffered=True).text
    frame = re.search(r"<iframe[^>]*>", look)
    assert frame is not None
    assert re.search(r'\ssandbox(?:=""|\s)', frame[0])
    assert f'src="{page}/view?p={identifier}#muniment-passage"' in frame[0]
    assert f'href="{page}/original"' in look


def test_an_untidy_identifier_leads_to_the_tidy_one(
    client: FlaskClient, settings: Settings
) -> None:
    """All three addresses repair identifiers as the document's own page does."""
    page = address(settings, "pages/page.html")
    untidy = page.replace("-", "").lower()
    for part in ("original", "view", "look"):
        answer = client.get(f"{untidy}/{part}", buffered=True)
        assert answer.status_code == 308
        assert answer.headers["Location"] == f"{page}/{part}"


@pytest.mark.slow
def test_every_passage_of_real_pages_can_be_marked(
    shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """On pages of the wild the stored places are found again in the copy's own tree."""
    sources = sorted((shared / "data" / "pages" / "fundus" / "pages").glob("*.html.gz"))[:12]
    files = {f"{source.stem}": gzip.decompress(source.read_bytes()) for source in sources}
    settings = make_site(tmp_path_factory.mktemp("wild"), files)
    client = create_app(settings).test_client()
    tried = marked = 0
    for name in files:
        page = address(settings, name)
        for identifiers in list(passage_ids(client, page).values())[:5]:
            tried += 1
            marked += "<mark " in client.get(f"{page}/view?p={identifiers[0]}", buffered=True).text
    assert tried > 30
    assert marked / tried > 0.95
