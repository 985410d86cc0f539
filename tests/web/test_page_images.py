"""A page of a PDF or a picture in the site: drawn, boxed, beside its text; or why not."""

from __future__ import annotations

import hashlib
import io
import urllib.request
import zipfile
from dataclasses import replace
from pathlib import Path
from urllib.error import HTTPError

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from archive.identifiers import document_id, show
from archive.page_images import SHARE
from archive.settings import Settings
from indexer.build import rebuild
from tests.scans import drawn, saved, wrapped
from tests.site_fixtures import make_site, serving, settings_in
from tests.small_pdfs import Picture, Shown, lines, pdf
from web import guard, page_images
from web.app import create_app

pytestmark = pytest.mark.slow

FIRST = "The commission heard the witness for three days in the reading room."
OVER = (
    "On the last day it heard what the keeper of the register had to say and",
    "wrote all of it down, so that nobody could say later that it was not known.",
)
PERSIAN = "کمیسیون سه روز به سخنان شاهد گوش داد و همه چیز را نوشت"
HEARING = pdf(
    [
        [*lines(FIRST), *lines(OVER[0], top=600)],
        [*lines(OVER[1]), Shown(PERSIAN[::-1], 72, 500)],
        [Picture()],
    ],
    {"Title": "A hearing"},
)
INSIDE = pdf([lines("A page that lies in a zip archive is looked at like any other one.")])


def zipped(name: str, data: bytes) -> bytes:
    """A zip archive of one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, data)
    return out.getvalue()


FILES: dict[str, bytes | str] = {
    "hearing.pdf": HEARING,
    "folder.zip": zipped("inside.pdf", INSIDE),
    "note.txt": "A note.\n\nIt has no pages that could be shown.\n",
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A corpus with a PDF of three pages, another in a zip archive, and a text."""
    return make_site(tmp_path_factory.mktemp("pages"), FILES)


@pytest.fixture(scope="module")
def client(settings: Settings) -> FlaskClient:
    """A client of the site over it."""
    return create_app(settings).test_client()


def address(data: bytes) -> str:
    """The address of the document with these bytes."""
    return f"/d/{show(document_id(hashlib.sha256(data).hexdigest()))}"


def passages(client: FlaskClient, data: bytes) -> dict[str, str]:
    """The passages of a document: text to identifier."""
    plain = client.get(f"{address(data)}.json").get_json()
    return {passage["text"]: passage["id"] for passage in plain["passages"]}


def page(answer: TestResponse) -> BeautifulSoup:
    """The page, if it is one."""
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "lxml")


def said(soup: BeautifulSoup, select: str) -> list[str]:
    """The texts of elements, on one line each."""
    return [" ".join(each.get_text().split()) for each in soup.select(select)]


def test_the_picture_of_a_page(client: FlaskClient) -> None:
    """A PNG that can be nothing else, kept by this reader's browser and asked for again cheaply."""
    answer = client.get(f"{address(HEARING)}/page/1.png")
    assert answer.status_code == 200
    assert answer.mimetype == "image/png"
    with Image.open(io.BytesIO(answer.data)) as picture:
        assert picture.size == (1275, 1650)
    headers = answer.headers
    assert headers["Content-Security-Policy"] == page_images.POLICY
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-cache"
    again = client.get(f"{address(HEARING)}/page/1.png", headers={"If-None-Match": headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == headers["ETag"]
    other = client.get(f"{address(HEARING)}/page/2.png", headers={"If-None-Match": headers["ETag"]})
    assert other.status_code == 200


@pytest.mark.parametrize("number", ["0", "4", "999999", "9" * 5000, "-1", "1.5", "x", "%00"])
def test_pages_that_there_are_not(client: FlaskClient, number: str) -> None:
    """A number out of range is "not found", as a picture and as a page."""
    picture = client.get(f"{address(HEARING)}/page/{number}.png")
    assert picture.status_code == 404
    look = client.get(f"{address(HEARING)}/look?page={number}")
    assert look.status_code == 404
    if number == "4":
        assert "The original has 3 pages; there is no page 4." in look.text


def test_documents_without_pages(client: FlaskClient) -> None:
    """A text has no pictures of pages, and is looked at as ever."""
    data = str(FILES["note.txt"]).encode()
    assert client.get(f"{address(data)}/page/1.png").status_code == 404
    assert "<iframe" in client.get(f"{address(data)}/look").text
    assert client.get("/d/0000-0000-0000-0000/page/1.png").status_code == 404


def test_a_passage_is_boxed_beside_its_text(client: FlaskClient) -> None:
    """The page with the passage opens, with a box at its place and its text marked."""
    ids = passages(client, HEARING)
    soup = page(client.get(f"{address(HEARING)}/look?p={ids[FIRST]}"))
    (picture,) = soup.select(".paper img")
    assert picture["src"] == f"{address(HEARING)}/page/1.png"
    assert str(picture["alt"]).startswith("Page 1 of 3 of the original")
    (box,) = soup.select(".paper svg rect")
    left, top, width, height = (int(str(box[name])) for name in ("x", "y", "width", "height"))
    assert abs(left - SHARE * 72 / 612) <= 1
    assert abs(top + height - SHARE * (792 - 697.5) / 792) <= 2
    assert 0 < width < SHARE - left
    assert soup.select(f'a[href="#{box["id"]}"]')
    assert said(soup, ".beside .opened p") == [FIRST]
    assert said(soup, ".beside p") == [FIRST, " ".join(OVER)]
    assert [str(link["href"]) for link in soup.select(".turning a")] == [
        f"{address(HEARING)}/look?p={ids[FIRST]}&page=2"
    ]
    assert "of 3" in said(soup, ".turning")[0]
    assert not soup.select("iframe, [style]")
    assert soup.select(f'a[href="{address(HEARING)}/original"][download]')


def test_a_passage_that_goes_on(client: FlaskClient) -> None:
    """Each page has the boxes of its part, and links to the other."""
    wanted = passages(client, HEARING)[" ".join(OVER)]
    for number, other, where in ((1, 2, "It is also on page 2"), (2, 1, "It is also on page 1")):
        soup = page(client.get(f"{address(HEARING)}/look?p={wanted}&page={number}"))
        assert len(soup.select(".paper rect")) == 1
        assert soup.find("a", string=where)
        assert soup.select(f'a[href="{address(HEARING)}/look?p={wanted}&page={other}"]')
        assert " ".join(OVER) in said(soup, ".beside .opened p")
    away = page(client.get(f"{address(HEARING)}/look?p={wanted}&page=3"))
    assert not away.select(".paper rect")
    assert "is not on this page" in away.get_text()
    assert "No text was read from this page" in away.get_text()


def test_a_persian_passage(client: FlaskClient) -> None:
    """Its box is where it stands on the paper, its text runs from right to left."""
    wanted = passages(client, HEARING)[PERSIAN]
    soup = page(client.get(f"{address(HEARING)}/look?p={wanted}"))
    assert len(soup.select(".paper rect")) == 1
    (text,) = soup.select(".beside .opened p")
    assert text["dir"] == "rtl"
    assert text.get_text() == PERSIAN


def test_without_a_passage_the_first_page(client: FlaskClient) -> None:
    """No passage, no box; the numbers of the passages lead to theirs."""
    soup = page(client.get(f"{address(HEARING)}/look"))
    assert not soup.select(".paper svg")
    links = [str(link["href"]) for link in soup.select(".beside .number")]
    ids = passages(client, HEARING)
    assert links[0] == f"{address(HEARING)}/look?p={ids[FIRST]}&page=1"
    assert client.get(f"{address(HEARING)}/look?p=short").status_code == 404


def test_an_identifier_however_it_is_spelled(client: FlaskClient) -> None:
    """Lower case with a hyphen is the same passage; one that never was is said to be none."""
    wanted = passages(client, HEARING)[FIRST].lower()
    soup = page(client.get(f"{address(HEARING)}/look?p={wanted[:4]}-{wanted[4:]}"))
    assert len(soup.select(".paper rect")) == 1
    soup = page(client.get(f"{address(HEARING)}/look?p=0000-0000"))
    assert not soup.select(".paper rect")
    assert said(soup, ".notice.bad") == [page_images.UNKNOWN]


def test_a_page_in_a_container(client: FlaskClient) -> None:
    """A record's pages are shown like those of a file."""
    (text, wanted) = next(iter(passages(client, INSIDE).items()))
    soup = page(client.get(f"{address(INSIDE)}/look?p={wanted}"))
    assert len(soup.select(".paper rect")) == 1
    assert said(soup, ".beside .opened p") == [text]
    assert client.get(f"{address(INSIDE)}/page/1.png").mimetype == "image/png"


def test_what_cannot_be_drawn_says_so(tmp_path: Path) -> None:
    """An original that is gone or has changed: a sentence and the text, and no other bytes."""
    settings = make_site(tmp_path, {"hearing.pdf": HEARING})
    client = create_app(settings).test_client()
    file = settings.corpus / "hearing.pdf"
    file.write_bytes(INSIDE)
    for gone in (False, True):
        if gone:
            file.unlink()
        soup = page(client.get(f"{address(HEARING)}/look"))
        assert not soup.select(".paper")
        problem = said(soup, ".notice.bad")[0]
        assert problem.startswith("Page 1 cannot be shown as a picture. The file hearing.pdf ")
        assert ("no longer" if gone else "other bytes") in problem
        assert FIRST in said(soup, ".beside p")
        assert client.get(f"{address(HEARING)}/page/1.png").status_code == 404


def test_words_that_are_not_there_are_not_boxed(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A place that leads to other words than the passage's is refused, and so is one unknown."""
    ids = passages(client, HEARING)
    monkeypatch.setattr(page_images, "letters", lambda text: f"{len(text)}{text[:1]}")
    soup = page(client.get(f"{address(HEARING)}/look?p={ids[' '.join(OVER)]}"))
    assert not soup.select(".paper rect")
    assert said(soup, ".notice.bad") == [page_images.NOT_THERE]
    monkeypatch.setattr(page_images, "pages_of", lambda place: ())
    soup = page(client.get(f"{address(HEARING)}/look?p={ids[FIRST]}"))
    assert not soup.select(".paper rect")
    assert said(soup, ".notice.bad") == [page_images.NOT_KNOWN]


def test_words_off_the_paper(tmp_path: Path) -> None:
    """A passage outside of what the page shows is not boxed, and that is said."""
    paper = "/MediaBox [0 0 612 792] /CropBox [0 400 612 792]"
    data = pdf([[*lines(FIRST), *lines(*OVER, top=200)]], paper=paper)
    client = create_app(make_site(tmp_path, {"cropped.pdf": data})).test_client()
    wanted = passages(client, data)[" ".join(OVER)]
    soup = page(client.get(f"{address(data)}/look?p={wanted}"))
    assert not soup.select(".paper rect")
    assert said(soup, ".notice.bad") == [page_images.OFF_THE_PAPER]


def test_a_full_house(settings: Settings) -> None:
    """Over HTTP: who comes when all places are taken is asked to come back; searches go on."""
    app = create_app(settings)
    site = next(
        cell.cell_contents
        for cell in app.view_functions["replay.page_image"].__closure__ or ()
        if hasattr(cell.cell_contents, "drawing")
    )
    site.drawing._room = 0
    with serving(app) as url:
        with guard.turn(site.drawing):
            with pytest.raises(HTTPError) as refused:
                urllib.request.urlopen(f"{url}{address(HEARING)}/page/1.png")  # noqa: S310
            assert refused.value.code == 503
            assert refused.value.headers["Retry-After"]
            assert "Too many pages are being drawn" in refused.value.read().decode()
            refused.value.close()
            with urllib.request.urlopen(f"{url}/search?q=witness") as found:  # noqa: S310
                assert found.status == 200
        with urllib.request.urlopen(f"{url}{address(HEARING)}/page/1.png") as picture:  # noqa: S310
            assert picture.read().startswith(b"\x89PNG")


@pytest.mark.slow
@pytest.mark.usefixtures("ocr_font")
def test_what_ocr_read_is_boxed(tmp_path: Path) -> None:
    """A scanned PDF and a picture: a box a line, which holds dark pixels, and how sure it was."""
    sheet = drawn([wrapped(f"{FIRST} {OVER[0]}"), wrapped(OVER[1])])
    files = {"scan.pdf": saved([sheet], "PDF"), "photo.png": saved([sheet], "PNG")}
    settings = replace(settings_in(tmp_path), ocr=True)
    settings.corpus.mkdir(parents=True)
    for name, data in files.items():
        (settings.corpus / name).write_bytes(data)
    rebuild(settings)
    client = create_app(settings).test_client()
    for data in files.values():
        wanted = next(iter(passages(client, data).values()))
        soup = page(client.get(f"{address(data)}/look?p={wanted}"))
        boxes = soup.select(".paper rect")
        assert len(boxes) == 3
        assert "read by OCR, " in soup.get_text()
        answer = client.get(f"{address(data)}/page/1.png")
        with Image.open(io.BytesIO(answer.data)) as picture:
            grey = picture.convert("L")
        for box in boxes:
            left, top, wide, high = (int(str(box[n])) for n in ("x", "y", "width", "height"))
            across, down = grey.width / SHARE, grey.height / SHARE
            edges = (left * across, top * down, (left + wide) * across, (top + high) * down)
            line = grey.crop(edges).tobytes()
            assert min(line) < 60
            assert max(line) > 200
