"""Pages as pictures: drawn by a confined process, and the boxes of a passage's words on them.

What a box holds is checked twice: by the dark pixels in it, and by the text that PDFium gives for
that part of the page.
"""

from __future__ import annotations

import ctypes
import io
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium
import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from archive.errors import UnreadableError
from archive.model import Passage, Place
from archive.page_images import SHARE, Box, PageImage, page_of, pages_of, recognised_boxes
from indexer.page_images.paper import PIXELS
from indexer.page_images.reader import PageReader, read_answer
from indexer.parsers import read as read_edition
from tests.scans import drawn, saved
from tests.site_fixtures import settings_in
from tests.small_pdfs import Picture, Shown, lines, pdf

pytestmark = pytest.mark.slow

PDF = "application/pdf"
BODY = (
    "The commission heard the witness for three days and wrote down every word",
    "that was said. The record of the hearing was kept in the reading room.",
)
NEXT = "Another paragraph stands below it, and it is none of that."
# As they stand on the page, from left to right.
PERSIAN = "کمیسیون سه روز به سخنان شاهد گوش داد و همه چیز را نوشت"
PAPERS = {
    "plain": "/MediaBox [0 0 612 792]",
    "turned right": "/MediaBox [0 0 612 792] /Rotate 90",
    "upside down": "/MediaBox [0 0 612 792] /Rotate 180",
    "turned left": "/MediaBox [0 0 612 792] /Rotate 270",
    "begins elsewhere": "/MediaBox [-150 -250 612 792]",
    "cropped": "/MediaBox [0 0 612 792] /CropBox [60 400 560 760]",
    "cropped and turned": "/MediaBox [-30 40 612 792] /CropBox [60 400 560 760] /Rotate 90",
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageReader]:
    """One reader, whose process draws all pages of these tests."""
    with closing(PageReader(settings_in(tmp_path_factory.mktemp("pages")))) as found:
        yield found


def page(
    reader: PageReader, data: bytes, number: int = 1, place: Place | None = None, kind: str = PDF
) -> PageImage:
    """A page of these bytes."""
    return reader.draw(io.BytesIO(data), "a file", kind, number, place)


def decoded(image: PageImage) -> npt.NDArray[np.uint8]:
    """The picture's rows of grey pixels, as Pillow reads our PNG."""
    with Image.open(io.BytesIO(image.png), formats=["PNG"]) as picture:
        assert picture.size == (image.width, image.height)
        return np.asarray(picture.convert("L"))


def in_pixels(image: PageImage, box: Box) -> tuple[int, int, int, int]:
    """A box in pixels of the picture: top, bottom, left, right."""
    left, top, right, bottom = box
    across, down = image.width / SHARE, image.height / SHARE
    return int(top * down), round(bottom * down), int(left * across), round(right * across)


def dark_inside(image: PageImage) -> tuple[list[int], int]:
    """The dark pixels in each box, and those of the page that are in none."""
    dark = decoded(image) < 128
    counts = []
    for top, bottom, left, right in (in_pixels(image, box) for box in image.boxes):
        counts.append(int(dark[top:bottom, left:right].sum()))
        dark[top:bottom, left:right] = False
    return counts, int(dark.sum())


def text_in(data: bytes, number: int, box: Box) -> str:
    """What PDFium says is written in a box of a page."""
    with closing(PdfDocument(data)) as document, closing(document[number - 1]) as leaf:
        corners = []
        for across, down in (box[:2], box[2:]):
            x, y = ctypes.c_double(), ctypes.c_double()
            pdfium.FPDF_DeviceToPage(leaf, 0, 0, SHARE, SHARE, 0, across, down, x, y)
            corners.append((x.value, y.value))
        (left, right), (bottom, top) = (sorted(edges) for edges in zip(*corners, strict=True))
        with closing(leaf.get_textpage()) as text:
            return str(text.get_text_bounded(left, bottom, right, top))


def joined(text: str) -> str:
    """A text without white space."""
    return "".join(text.split())


def passages(data: bytes) -> tuple[Passage, ...]:
    """The passages of a PDF."""
    return read_edition(data, PDF, "a.pdf").passages


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_boxes_hold_the_passage_and_nothing_else(reader: PageReader, paper: str) -> None:
    """A box a line, on pages that are turned, cropped, or begin elsewhere than at 0, 0."""
    data = pdf([[*lines(*BODY), *lines(NEXT, top=600)]], paper=paper)
    found = passages(data)
    total = int((decoded(page(reader, data)) < 128).sum())
    boxed = 0
    for passage in found:
        image = page(reader, data, place=passage.place)
        assert len(image.boxes) == sum(line in passage.text for line in (*BODY, NEXT))
        assert joined(image.words) == joined(passage.text)
        texts = "".join(text_in(data, 1, box) for box in image.boxes)
        assert joined(texts) == joined(passage.text)
        inside, outside = dark_inside(image)
        assert all(dark > 300 for dark in inside)
        assert sum(inside) + outside == total
        boxed += sum(inside)
    # All that is written is in a box of one of the passages, and in one only.
    assert 0.99 * total <= boxed <= 1.01 * total


def test_text_from_right_to_left(reader: PageReader) -> None:
    """Persian words are boxed where they stand, and come back in the order of reading."""
    data = pdf([[Shown(PERSIAN[::-1], 72, 700), *lines(NEXT, top=500)]])
    passage = passages(data)[0]
    assert passage.text == PERSIAN
    image = page(reader, data, place=passage.place)
    assert joined(image.words) == joined(PERSIAN)
    inside, outside = dark_inside(image)
    assert len(inside) == 1
    assert inside[0] > 300
    assert outside > 300


def test_a_word_inside_a_line(reader: PageReader) -> None:
    """A place of a few characters is boxed by itself."""
    data = pdf([lines("one two three four")])
    image = page(reader, data, place=Place("pdf", (("1", 4, 13),)))
    assert image.words == "two three"
    assert [text_in(data, 1, box).strip() for box in image.boxes] == ["two three"]


def test_a_passage_on_two_pages(reader: PageReader) -> None:
    """On each page the part that stands there."""
    data = pdf([lines(BODY[0]), lines(BODY[1])])
    (passage,) = passages(data)
    assert pages_of(passage.place) == (1, 2)
    words = [page(reader, data, number, passage.place).words for number in (1, 2)]
    assert words == list(BODY)


def test_what_is_not_on_the_paper_has_no_box(reader: PageReader) -> None:
    """Words outside of what the page shows are told, and not boxed somewhere else."""
    data = pdf([[*lines(*BODY), *lines(NEXT, top=200)]], paper="/MediaBox [0 0 612 792] /CropBox [0 400 612 792]")  # fmt: skip # noqa: E501
    place = Place("pdf", (("1", 0, 10_000),))
    image = page(reader, data, place=place)
    assert NEXT in image.words
    assert len(image.boxes) == 2


def test_comments_and_fields_are_boxed_where_they_are(reader: PageReader) -> None:
    """Of an annotation the box is its own, and it is said that it is one."""
    data = pdf([lines(*BODY)], comment="A note.", filled_in="Filled in by hand")
    place = Place("pdf", (("1#2", 0, 17),))
    image = page(reader, data, place=place)
    assert image.annotated
    assert image.words == "Filled in by hand"
    assert image.boxes == ((147, 9747, 327, 9886),)


def test_places_that_are_not_there(reader: PageReader) -> None:
    """Whatever a place says, the answer is a page with the boxes that there are."""
    data = pdf([lines(*BODY)])
    for ranges in (
        (("1", 10_000, 20_000),),
        (("1", 5, 2),),
        (("1#9", 0, 4),),
        (("1#x", 0, 4),),
        (("2", 0, 4),),
        (("1@1,1,1,1", 0, 4),),
        (("", 0, 4),),
        (("1@9,9,5,5", 0, 4), ("1@0,0,99999,5", 0, 4)),
    ):
        image = page(reader, data, place=Place("pdf", ranges))
        assert image.png
        assert image.boxes in ((), ((0, 0, SHARE, 5),))
        assert not image.words


@pytest.mark.parametrize("turns", ["", "/Rotate 90"])
def test_pages_out_of_range_and_huge_ones(reader: PageReader, turns: str) -> None:
    """A page of five metres is drawn within the limit; a page that is not there is none."""
    data = pdf([[Shown(BODY[0], 700, 9000, size=200)]], paper=f"/MediaBox [0 0 14400 14400]{turns}")
    (passage,) = passages(data)
    image = page(reader, data, place=passage.place)
    assert 0.9 * PIXELS < image.width * image.height <= PIXELS
    assert dark_inside(image)[0][0] > 300
    for long in range(900, 1500, 17):  # points, of pages whose sides come out odd
        odd = pdf([lines("a")], paper=f"/MediaBox [0 0 {long} {2.3 * long}]{turns}")
        assert page(reader, odd).png
    none = page(reader, data, 2)
    assert (none.pages, none.png, none.width) == (1, b"", 0)
    thin = page(reader, pdf([lines("a")], paper="/MediaBox [0 0 14400 3]"))
    assert thin.width > 9000
    assert thin.height >= 1


def test_encrypted_and_damaged_files_say_so(reader: PageReader) -> None:
    """A sentence, and the next file is drawn as ever."""
    secret = pdf([lines(*BODY)], password="a secret")
    with pytest.raises(UnreadableError, match="encrypted: it opens with a password only"):
        page(reader, secret)
    with pytest.raises(UnreadableError, match="damaged: it cannot be opened"):
        page(reader, b"%PDF-1.7\nnothing of a file")
    assert page(reader, pdf([lines(*BODY)])).png


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "GIF", "BMP"])
def test_pictures_are_drawn(reader: PageReader, kind: str) -> None:
    """Every kind that OCR reads can be looked at: dark letters on white."""
    data = saved([drawn([["A scanned page."]])], kind)
    image = page(reader, data, kind=f"image/{kind.lower()}")
    assert image.pages == 1
    grey = decoded(image)
    assert 0.9 < (grey > 200).mean() < 1
    assert (grey < 50).any()


def test_pages_of_a_tiff(reader: PageReader) -> None:
    """Each page of a TIFF file is one; the third of two is none."""
    sheets = [Image.new("L", (100, 80), shade) for shade in (250, 20)]
    data = saved(sheets, "TIFF")
    shades = [int(decoded(page(reader, data, n, kind="image/tiff"))[0, 0]) for n in (1, 2)]
    assert shades == [250, 20]
    assert page(reader, data, 3, kind="image/tiff") == PageImage(pages=2)


def test_colours_are_kept(reader: PageReader) -> None:
    """Few colours come out exactly, many nearly; what is transparent is white; turned upright."""
    few = Image.new("RGB", (64, 32), (200, 10, 30))
    few.paste((10, 20, 220), (0, 0, 32, 32))
    image = page(reader, saved([few], "PNG"), kind="image/png")
    with Image.open(io.BytesIO(image.png)) as shown:
        assert shown.convert("RGB").tobytes() == few.tobytes()
    across, down = np.meshgrid(np.arange(256), np.arange(256))
    many = np.stack([across, down, 255 - across], axis=-1).astype(np.uint8)
    image = page(reader, saved([Image.fromarray(many)], "PNG"), kind="image/png")
    with Image.open(io.BytesIO(image.png)) as shown:
        off = np.abs(np.asarray(shown.convert("RGB")).astype(int) - many)
    assert off.mean() < 12
    clear = Image.new("RGBA", (32, 32), (0, 0, 0, 0))
    assert decoded(page(reader, saved([clear], "PNG"), kind="image/png")).min() == 255
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter to the right
    out = io.BytesIO()
    few.save(out, "JPEG", exif=exif)
    turned = page(reader, out.getvalue(), kind="image/jpeg")
    assert (turned.width, turned.height) == (32, 64)


def test_large_pictures_become_smaller(reader: PageReader) -> None:
    """A picture with more pixels than are sent is reduced; one with too many is refused."""
    for kind in ("PNG", "JPEG"):
        large = saved([Image.new("L", (5000, 4000), 130)], kind)
        image = page(reader, large, kind=f"image/{kind.lower()}")
        assert 0.9 * PIXELS < image.width * image.height <= PIXELS
        assert abs(image.width / image.height - 1.25) < 0.01
    bomb = saved([Image.new("1", (20_000, 20_000))], "PNG")
    with pytest.raises(UnreadableError, match="over 150,000,000 are not read"):
        page(reader, bomb, kind="image/png")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        saved([Image.effect_noise((300, 300), 90)], "PNG")[:20_000],
        b"GIF89a" + b"\xff" * 500,
    ],
    ids=["empty", "a beginning", "cut off", "nonsense"],
)
def test_hostile_pictures_cost_themselves(reader: PageReader, data: bytes) -> None:
    """A picture that cannot be decoded is a sentence; the process goes on."""
    for kind in ("image/png", "image/gif", "image/tiff"):
        with pytest.raises(UnreadableError, match="damaged"):
            page(reader, data, kind=kind)
    assert page(reader, pdf([[Picture()]])).png


def test_boxes_of_recognised_lines() -> None:
    """The place of what OCR read names its boxes, of the page that is asked for."""
    place = Place("ocr", (("2@10,20,300,40", 0, 9), ("2@10,50,200,70", 0, 5), ("3@1,1,9,9", 0, 2)))
    assert list(recognised_boxes(place, 2)) == [(10, 20, 300, 40), (10, 50, 200, 70)]
    assert pages_of(place) == (2, 3)
    assert pages_of(Place("html", (("/html/body/p#text", 0, 4),))) == ()
    assert [page_of(path) for path in ("12", "12#3", "12@1,2,3,4", "", "x", "1x")] == [
        12, 12, 12, 0, 0, 0,
    ]  # fmt: skip


def test_answers_of_a_process_that_was_taken_over() -> None:
    """Only a whole answer within the limits becomes a picture."""
    colours, said = bytes(768), {"pages": 1, "width": 2, "height": 2}
    good = json.dumps(said).encode() + b"\n" + colours + bytes(4)
    assert read_answer(good) is not None
    for bad in (
        b"",
        b"\n",
        good[:-1],
        good + b"\0",
        json.dumps({**said, "width": -2, "height": -2}).encode() + b"\n" + colours + bytes(4),
        json.dumps({**said, "width": 9**9, "height": 9**9}).encode() + b"\n" + colours + bytes(4),
        json.dumps({**said, "boxes": [[5, 5, 1, 1]]}).encode() + b"\n" + colours + bytes(4),
        json.dumps({**said, "boxes": [[0, 0, 1]]}).encode() + b"\n" + colours + bytes(4),
        json.dumps({**said, "png": "x"}).encode() + b"\n" + colours + bytes(4),
        json.dumps({**said, "pages": -1}).encode() + b"\n" + colours + bytes(4),
        json.dumps({"pages": 1}).encode() + b"\n" + colours,
    ):
        assert read_answer(bad) is None


def test_another_process_than_the_parsers(tmp_path: Path) -> None:
    """Nothing runs before the first page is asked for, and nothing after the end."""
    with closing(PageReader(settings_in(tmp_path))) as own:
        assert page(own, pdf([lines(*BODY)])).pages == 1
