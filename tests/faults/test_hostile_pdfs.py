"""PDFs made to hang, to fill the memory or to lead round in circles cost themselves at most."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from io import BytesIO
from pathlib import Path

import pytest

from archive.errors import UnreadableError
from archive.settings import Settings
from indexer.page_images.reader import PageReader
from indexer.sandbox import ParseLimits, ParserPool
from tests.small_pdfs import lines, pdf

pytestmark = pytest.mark.slow

WORDS = "words to be read"
PAGE = pdf([lines(WORDS)])
CONTENT = b"8 0 obj\n"  # the first page's content, and the resources that its forms are named in


def packed(content: bytes) -> bytes:
    """A compressed stream, as an object that an update of the file puts in another's place."""
    data = zlib.compress(content, 9)
    return CONTENT + b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        len(data), data,
    )  # fmt: skip


def updated(*objects: bytes) -> bytes:
    """The page with these objects in place of its own, found without a table."""
    return PAGE[: PAGE.index(b"xref")] + b"".join(objects) + b"trailer << /Root 1 0 R >>\n"


SHOWN = b"BT /F 10 Tf 72 700 Td (words to be read) Tj ET "
_FORM = (
    b"%d 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 9 9]"
    b" /Resources << /XObject << /I %d 0 R >> >> /Length 60 >>\n"
    b"stream\n%s\nendstream\nendobj\n"
)
TEN = b"/I Do " * 10
FORMS = [
    _FORM % (number, after, TEN)
    for number, after in zip((7, *range(20, 40)), range(20, 41), strict=True)
]
READ = {
    "deep states": updated(packed(b"q " * 1_000_000 + SHOWN)),
    "a tree in itself": PAGE.replace(b"/Kids [9 0 R] /Count 1", b"/Kids [2 0 R 9 0 R] /Count 2"),
    "a wrong count": PAGE.replace(b"/Count 1 ", b"/Count 2000000000 "),
}
STOPPED = {
    "a form in itself": updated(_FORM % (7, 7, TEN), packed(TEN)),
    "a forest of forms": updated(*FORMS, packed(TEN)),
    "deep arrays": PAGE.replace(b"/MediaBox", b"/Z " + b"[" * 200_000 + b" /MediaBox"),
    "a bomb": updated(packed(b" " * 120_000_000)),
}


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    """One confined process with narrow limits."""
    with ParserPool(1, ParseLimits(seconds=4, memory_bytes=512 * 1024 * 1024)) as pool:
        yield pool


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_is(pool: ParserPool, name: str) -> None:
    """Circles and false numbers in a file do not hide its text."""
    edition = pool.parse(READ[name], "application/pdf", "a.pdf").edition
    assert edition.text == WORDS


@pytest.mark.parametrize("name", STOPPED)
def test_the_rest_costs_itself(pool: ParserPool, name: str) -> None:
    """A file that cannot be read within the limits has no text or is refused; others are read."""
    with suppress(UnreadableError):
        assert pool.parse(STOPPED[name], "application/pdf", "a.pdf").edition.text == ""
    assert pool.parse(PAGE, "application/pdf", "b.pdf").edition.text == WORDS


@pytest.fixture(scope="module")
def reader() -> Iterator[PageReader]:
    """What draws pages, with narrow limits."""
    limits = Settings(corpus=Path("/nowhere"), parse_seconds=4, parse_memory_mb=512)
    with closing(PageReader(limits)) as found:
        yield found


@pytest.mark.parametrize("name", [*READ, *STOPPED])
def test_drawing_costs_a_page_at_most(reader: PageReader, name: str) -> None:
    """Such a page is drawn or refused with a sentence; the next file's page is drawn."""
    with suppress(UnreadableError):
        data = {**READ, **STOPPED}[name]
        assert reader.draw(BytesIO(data), "a.pdf", "application/pdf", 1, None).pages
    assert reader.draw(BytesIO(PAGE), "b.pdf", "application/pdf", 1, None).png
