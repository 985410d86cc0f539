"""What a file is: by its content first, then by its name."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from indexer.media import BINARY, DOCX, ODT, describe, media_type

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
RELATED = b"""Content-Type: multipart/related; boundary=x\r
\r
--x\r
Content-Location: file:///C:/a.htm\r
Content-Type: text/html\r
\r
<p>x
"""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
JUNK = bytes(range(256)) * 20


def zipped(*names: str) -> bytes:
    """A zip archive with members of these names; "mimetype=X" is a member with that content."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            member, _, content = name.partition("=")
            archive.writestr(zipfile.ZipInfo(member), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"plain words", "a.txt", "text/plain"),
        (b"plain words", "a", "text/plain"),
        (b"# A heading", "a.md", "text/markdown"),
        (b"# A heading", "A.MARKDOWN", "text/markdown"),
        (b"<!DOCTYPE html><p>x", "a.html", "text/html"),
        (b"<p>no doctype", "a.htm", "text/html"),
        (b"\xef\xbb\xbf <!-- saved --> <html lang=en>", "a", "text/html"),
        (b"<!doctype html><title>x</title>", "a.txt", "text/html"),
        ("<html><p>سلام".encode("utf-16"), "a", "text/html"),
        ("سلام دوست من ".encode("utf-16"), "a.txt", "text/plain"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "a",
         "application/xhtml+xml"),
        (b"body { color: red }", "a.css", "text/css"),
        (b"", "a.html", "text/html"),
        (b"", "a", "text/plain"),
        (JUNK, "a.html", BINARY),
        (JUNK, "a.txt", BINARY),
        (b"\0" * 5000, "a.html", BINARY),
        (PNG, "a.html", "image/png"),
        (b"%PDF-1.7\n", "a.txt", "application/pdf"),
        (b"\xef\xbb\xbf%PDF-1.3\n", "a.pdf", "application/pdf"),
        (b"{\\rtf1 x}", "a", "application/rtf"),
        (b"GIF89a....", "a", "image/gif"),
        (b"RIFF0000WEBPVP8 ", "a", "image/webp"),
        (b"WARC/1.0\r\n", "a", "application/warc"),
        (gzip.compress(b"WARC/1.0\r\n" + JUNK)[:200], "a.gz", "application/warc"),
        (gzip.compress(b"filedesc://a.arc 1\n", mtime=0), "a.gz", "application/x-internet-archive"),
        (gzip.compress(b"plain words", mtime=0), "a.warc.gz", "application/gzip"),
        (b"\x1f\x8bgarbage", "a.warc.gz", "application/gzip"),
        (zstandard.compress(b"WARC/1.1\r\n" + JUNK), "a", "application/warc"),
        (zstandard.compress(b"plain words"), "a.warc.zst", "application/zstd"),
        (b"\x28\xb5\x2f\xfdgarbage", "a.warc.zst", "application/zstd"),
        (zipped("archive/a.warc.gz", "datapackage.json"), "a.zip", "application/wacz"),
        (zipped("archive/a.warc.gz", "datapackage.json")[:60], "a.wacz", "application/wacz"),
        (zipped("data/a.csv", "datapackage.json"), "a.zip", "application/zip"),
        (zipped("[Content_Types].xml", "word/document.xml"), "a.zip", DOCX),
        (zipped("x.docx", "word/document.xml"), "a.docx", "application/zip"),
        (zipped("[Content_Types].xml", "word/document.xml")[:-50], "a.docx", DOCX),
        (zipped("[Content_Types].xml"), "a.docx", "application/zip"),
        (zipped(*map(str, range(2000)), "word/a", "[Content_Types].xml"), "a", DOCX),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", DOCX),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "application/x-ole-storage"),
        (b"only words", "a.docx", "text/plain"),
        (zipped("content.xml", "mimetype=application/vnd.oasis.opendocument.text"), "a.odt", ODT),
        (zipped("META-INF/container.xml"), "a.zip", "application/epub+zip"),
        (zipped("mimetype=application/epub+zip"), "a.zip", "application/epub+zip"),
        (zipped("anything"), "a.docx", "application/zip"),
        (zipped("a.pdf=%PDF-1.7 a PDF that lies in it as it is"), "a.zip", "application/zip"),
        (b"Return-Path: <a@b.c>\r\nFrom: a\r\nTo: b\r\n\r\nhello", "a", "message/rfc822"),
        (b"From: a\nTo: b\nSubject: c\n\nhello", "a.txt", "text/plain"),
        (b"From: <Saved by Blink>\r\n" + RELATED + PNG + JUNK, "a.html", "multipart/related"),
        (b"MIME-Version: 1.0\r\n" + RELATED, "a", "multipart/related"),
        (b"From: a\r\nTo: b\r\nDate: c\r\n" + RELATED, "a", "message/rfc822"),
        (b"From: a\r\nTo: b\r\nDate: c\r\n" + RELATED, "a.mht", "multipart/related"),
    ],
)  # fmt: skip
def test_kinds(data: bytes, name: str, expected: str) -> None:
    """Known beginnings tell the kind; the name decides only between kinds of text."""
    assert media_type(data, name) == expected


@pytest.mark.parametrize(
    ("kind", "plain"),
    [
        ("application/pdf", "PDF"),
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "Word document",
        ),
        ("image/png", "PNG image"),
        ("image/svg+xml", "SVG image"),
        (BINARY, "binary"),
        ("application/x-unheard-of", "application/x-unheard-of"),
    ],
)
def test_plain_names(kind: str, plain: str) -> None:
    """A reader is told what a file is in plain words, where there are some."""
    assert describe(kind) == plain


@given(st.binary(max_size=300), st.sampled_from(["a.html", "a.txt", "a.md", "a", "a.bin", ".x"]))
def test_every_file_has_a_kind(data: bytes, name: str) -> None:
    """No bytes and no name raise, and every kind can be described."""
    assert describe(media_type(data, name))


@given(st.binary(max_size=300), st.binary(max_size=30), st.sampled_from(["a.docx", "a.odt", "a"]))
def test_every_zip_archive_has_a_kind(middle: bytes, end: bytes, name: str) -> None:
    """However its table of contents is broken, no archive raises or is taken for text."""
    whole = zipped("[Content_Types].xml", "word/document.xml")
    table = whole.index(b"PK\x01\x02")
    for data in (
        b"PK\x03\x04" + middle,
        whole[:table] + b"PK\x01\x02" + middle + whole[-22:],
        whole[:-20] + end,
        whole[: table + 46] + middle + b"PK\x05\x06" + end,
    ):
        assert not media_type(data, name).startswith("text/")
