"""Scanned files in the site: read by the real Tesseract, found, and marked for what they are."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from archive.identifiers import document_id, show
from archive.settings import Settings
from archive.text import canonical
from indexer.build import rebuild, update
from indexer.parsers import PARSERS
from tests.scans import drawn, saved, wrapped
from tests.site_fixtures import settings_in
from tests.small_pdfs import lines, pdf
from web.app import create_app

ENGLISH = (
    "The commission heard the witness for three days and wrote down every word that was said.",
    (
        "In July 1988 the prisoners of the northern wing were taken from their cells one by one; "
        "nobody told their families where they were. Letters to the ministry came back."
    ),
)
PERSIAN = (
    (
        "کمیسیون سه روز به سخنان شاهد گوش داد و هر کلمه‌ای را که گفته می‌شد نوشت. گزارش این جلسه در "
        "اتاق بایگانی نگهداری می‌شد و همه می‌توانستند آن را بخوانند."
    ),
    (
        "در تابستان آن سال زندانیان بند شمالی را یکی پس از دیگری از سلول‌هایشان بردند و هیچ‌کس به "
        "خانواده‌ها نگفت که آن‌ها کجا هستند."
    ),
)
ARABIC = (
    (
        "استمعت اللجنة إلى الشاهد ثلاثة أيام ودونت كل كلمة قيلت. وحفظ محضر الجلسة في قاعة "
        "المطالعة في الأرشيف حيث يمكن لكل من يطلب ذلك كتابة أن يقرأه."
    ),
    (
        "في صيف ذلك العام أخذ سجناء الجناح الشمالي من زنزاناتهم واحدا بعد آخر، ولم يخبر "
        "أحد عائلاتهم بمكان وجودهم."
    ),
)
# Share of code points that must come out right, on clean pages as these.
FLOORS = {"en": 0.98, "fa": 0.95, "ar": 0.95}


def image(paragraphs: tuple[str, ...], font: str = "") -> bytes:
    """A picture of a page."""
    return saved([drawn([wrapped(text) for text in paragraphs], font)], "PNG")


def scanned(paragraphs: tuple[str, ...]) -> bytes:
    """A PDF whose pages are pictures."""
    page = drawn([wrapped(text) for text in paragraphs])
    return saved([page, page.rotate(90, expand=True, fillcolor=255)], "PDF")


def archive(folder: Path, files: dict[str, bytes]) -> Settings:
    """An archive of files, not yet built, with OCR on."""
    settings = replace(settings_in(folder), ocr=True)
    for name, data in files.items():
        settings.corpus.mkdir(parents=True, exist_ok=True)
        (settings.corpus / name).write_bytes(data)
    return settings


def address_of(data: bytes) -> str:
    """Where the document of these bytes is."""
    return f"/d/{show(document_id(hashlib.sha256(data).hexdigest()))}"


def right(found: str, expected: str) -> float:
    """One minus the edit distance a code point: the usual character accuracy."""
    row = list(range(len(found) + 1))
    for number, sign in enumerate(expected, 1):
        before, row[0] = row[0], number
        for at, other in enumerate(found, 1):
            cost = min(row[at] + 1, row[at - 1] + 1, before + (sign != other))
            before, row[at] = row[at], cost
    return 1 - row[-1] / len(expected)


@pytest.mark.slow
def test_three_languages_are_recognised(tmp_path: Path, ocr_font: str) -> None:
    """Each page is read in its own language, in its order of words, with its joiners."""
    pages = {
        "en": (ENGLISH, image(ENGLISH)),
        "fa": (PERSIAN, image(PERSIAN, ocr_font)),
        "ar": (ARABIC, image(ARABIC, ocr_font)),
    }
    settings = archive(tmp_path, {f"{name}.png": data for name, (_, data) in pages.items()})
    rebuild(settings)
    client = create_app(settings).test_client()
    for language, (paragraphs, data) in pages.items():
        plain = client.get(f"{address_of(data)}.json").get_json()
        assert plain["language"]["value"] == language
        expected = "\n".join(canonical(text)[0] for text in paragraphs)
        accuracy = right(plain["text"], expected)
        print(f"{language}: {accuracy:.3f} of the code points are right")  # noqa: T201
        assert accuracy >= FLOORS[language]
        assert len(plain["passages"]) == len(paragraphs)
        assert all(70 <= passage["ocr"] <= 100 for passage in plain["passages"])
        if language == "fa":
            assert plain["text"].count("\u200c") >= 0.8 * expected.count("\u200c")


@pytest.mark.slow
@pytest.mark.usefixtures("ocr_font")
def test_on_off_and_on_again(tmp_path: Path) -> None:
    """The setting adds and takes away what is recognised; nothing else is read, and links last."""
    scan, plain_pdf = scanned(ENGLISH), pdf([lines("A page that is set and not scanned.")])
    settings = archive(tmp_path, {"scan.pdf": scan, "set.pdf": plain_pdf, "a.txt": b"Plain words."})
    off = replace(settings, ocr=False)
    first = rebuild(off)
    assert first.documents == 2
    assert first.failed[0].reason.startswith("Scanned, no text: pages 1–2 are pictures")
    editions = {path: path.stat().st_mtime_ns for path in settings.keep_folder.rglob("*.json.gz")}
    second = update(settings)
    assert second is not None
    assert (second.documents, second.failed, second.partial) == (3, (), ())
    after = {path: path.stat().st_mtime_ns for path in settings.keep_folder.rglob("*.json.gz")}
    made = [path.name for path in after if after[path] != editions.get(path)]
    assert len(made) == 1
    assert f".pdf-{PARSERS['application/pdf'][1]}-ocr-" in made[0]
    client = create_app(settings).test_client()
    passages = client.get(f"{address_of(scan)}.json").get_json()["passages"]
    assert [passage["page"] for passage in passages] == [1, 1, 2, 2]
    assert [passage["text"] for passage in passages[:2]] == [
        passage["text"] for passage in passages[2:]
    ]
    third = update(off)
    assert third is not None
    assert third.documents == 2
    assert update(off) is None
    link = f"{address_of(scan)}/p/{passages[0]['id']}"
    assert client.get(link).status_code == 410
    fourth = update(settings)
    assert fourth is not None
    assert fourth.documents == 3
    assert client.get(link).status_code == 200
    again = {path: path.stat().st_mtime_ns for path in settings.keep_folder.rglob("*.json.gz")}
    assert again == after


@pytest.mark.slow
@pytest.mark.usefixtures("ocr_font")
def test_readers_see_what_was_recognised(tmp_path: Path) -> None:
    """Hits, the page, where it stands, and a picture in a zip archive: all say that OCR read it."""
    scan, inside = scanned(ENGLISH), image(ENGLISH[:1])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive_file:
        archive_file.writestr("page.png", inside)
    settings = archive(tmp_path, {"scan.pdf": scan, "pages.zip": packed.getvalue()})
    rebuild(settings)
    client = create_app(settings).test_client()
    found = BeautifulSoup(client.get("/search?q=prisoners").text, "lxml")
    where = [" ".join(place.get_text().split()) for place in found.select(".found .where")]
    assert where[0].startswith("¶ 2 p. 1 · read by OCR, ")
    page = BeautifulSoup(client.get(address_of(scan)).text, "lxml")
    number = page.select(".passage > .number")[0]
    assert "OCR" in number.get_text()
    assert "p. 1, read by OCR" in str(number["title"])
    hits = client.get("/api/v1/search?q=witness").get_json()["hits"]
    assert len(hits) == 2
    passages = client.get(f"{address_of(inside)}.json").get_json()["passages"]
    assert passages[0]["ocr"] > 80
    look = client.get(f"{address_of(scan)}/look?p={hits[0]['passages'][0]['id']}")
    assert look.status_code == 200
    provenance = client.get(f"{address_of(inside)}/provenance").text
    assert "read by OCR, which makes mistakes" in provenance
    assert "1-ocr-" in provenance
