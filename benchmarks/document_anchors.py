"""The readers of office documents, books and PDF that ours are measured beside.

Promises: each takes a file's bytes and gives its text alone, as the library's own examples would;
what it cannot open is an empty answer (``anchors.guarded``). OpenDocument and EPUB have no library
with a fitting licence that does better than a plain walk, so a plain walk stands for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

from bs4 import BeautifulSoup
from lxml import etree

from benchmarks.anchors import OURS, Anchor
from tests.parsing.comparing import Answer
from tests.parsing.measure import READERS, answer_of

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
_LIBRARIES = {"docx": ("mammoth", "docx"), "rtf": ("striprtf.striprtf",), "pdf": ("pypdf",)}


def of_mammoth(data: bytes) -> Answer:
    """mammoth's text: a paragraph a line, with notes and text boxes."""
    mammoth: Any = import_module("mammoth")
    return Answer(text=mammoth.extract_raw_text(BytesIO(data)).value)


def of_python_docx(data: bytes) -> Answer:
    """python-docx, every paragraph wherever it stands, with the text of its runs and links."""
    docx: Any = import_module("docx")
    paragraph: Any = import_module("docx.text.paragraph").Paragraph
    document = docx.Document(BytesIO(data))
    found = document.element.body.iter(f"{{{document.element.nsmap['w']}}}p")
    return Answer(text="\n".join(paragraph(each, document).text for each in found))


def of_striprtf(data: bytes) -> Answer:
    """striprtf, whose input is the file's bytes as characters."""
    striprtf: Any = import_module("striprtf.striprtf")
    return Answer(text=striprtf.rtf_to_text(data.decode("latin-1"), errors="ignore"))


def of_pypdf(data: bytes) -> Answer:
    """pypdf, the text of each page."""
    pypdf: Any = import_module("pypdf")
    pages = pypdf.PdfReader(BytesIO(data)).pages
    return Answer(text="\n".join(page.extract_text() for page in pages))


def of_plain_odt(data: bytes) -> Answer:
    """Every paragraph and heading of an OpenDocument text, its strings joined."""
    with ZipFile(BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("content.xml"), _PARSER)
    body = root.find("{*}body")
    paragraphs = [] if body is None else body.iter("{*}p", "{*}h")
    return Answer(text="\n".join("".join(map(str, each.itertext())) for each in paragraphs))


def of_plain_epub(data: bytes) -> Answer:
    """Every page of a book's spine, all its text."""
    with ZipFile(BytesIO(data)) as archive:
        pages = [BeautifulSoup(archive.read(name), "lxml") for name in _spine(archive)]
    return Answer(text="\n".join((page.body or page).get_text("\n") for page in pages))


def _spine(archive: ZipFile) -> Iterator[str]:
    """The names of a book's pages in order (EPUB 3.3, 5.6)."""
    container = etree.fromstring(archive.read("META-INF/container.xml"), _PARSER)
    package = str(container.xpath("string(//*[local-name()='rootfile']/@full-path)"))
    root = etree.fromstring(archive.read(package), _PARSER)
    items = {each.get("id"): each.get("href") for each in root.iterfind(".//{*}manifest/{*}item")}
    for each in root.iterfind(".//{*}spine/{*}itemref"):
        name = normpath(join(dirname(package), unquote(items.get(each.get("idref")) or "")))
        if name in archive.namelist():
            yield name


def document_anchors(suffix: str) -> dict[str, Anchor]:
    """All readers of files with this suffix by name, ours first; not those not installed."""
    read = READERS[f".{suffix}"]
    ours: dict[str, Anchor] = {OURS: lambda data: answer_of(read(data))}
    known: dict[str, dict[str, Anchor]] = {
        "docx": {"mammoth": of_mammoth, "python-docx": of_python_docx},
        "odt": {"a plain walk": of_plain_odt},
        "rtf": {"striprtf": of_striprtf},
        "pdf": {"pypdf": of_pypdf},
        "epub": {"a plain walk": of_plain_epub},
    }
    with suppress(ImportError):
        for library in _LIBRARIES.get(suffix, ()):
            import_module(library)
        return ours | known[suffix]
    return ours
