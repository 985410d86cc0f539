"""Pages in web archives: without the encodings of their transport, as far as they go, checked."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import brotli
import pytest
import zstandard

from indexer.containers.entries import Entry, Remark
from indexer.containers.web_archives import entries
from tests.web_archive_files import (
    PAGE,
    URL,
    all_of,
    chunked,
    documents,
    gzipped,
    http,
    plain,
    reasons,
    remarks,
    sha1,
    warc,
    zeros,
)


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("stored", "headers"),
    [
        (chunked(PAGE), ["Transfer-Encoding: chunked"]),
        (PAGE, ["Transfer-Encoding: chunked"]),
        (gzip.compress(PAGE, mtime=0), ["Content-Encoding: gzip"]),
        (
            gzip.compress(PAGE[:9], mtime=0) + gzip.compress(PAGE[9:], mtime=0),
            ["Content-Encoding: x-gzip"],
        ),
        (
            chunked(gzip.compress(PAGE, mtime=0)),
            ["content-encoding: GZIP", "transfer-encoding: Chunked"],
        ),
        (chunked(gzip.compress(PAGE, mtime=0)), ["Transfer-Encoding: gzip, chunked"]),
        (zlib.compress(PAGE), ["Content-Encoding: deflate"]),
        (_raw_deflate(PAGE), ["Content-Encoding: deflate"]),
        (brotli.compress(PAGE), ["Content-Encoding: br"]),
        (zstandard.compress(PAGE), ["Content-Encoding: zstd"]),
        (brotli.compress(gzip.compress(PAGE, mtime=0)), ["Content-Encoding: gzip, br"]),
        (b"1f\r\n" + PAGE, ["Transfer-Encoding: chunked"]),
        (b"0\r\n" + PAGE, ["Transfer-Encoding: chunked"]),
        (b"a\n" + PAGE, ["Transfer-Encoding: chunked"]),
        (PAGE, ["Content-Encoding: gzip"]),
        (PAGE, ["Content-Encoding: br"]),
        (PAGE, ["Content-Encoding: deflate"]),
        (PAGE, ["Content-Encoding: identity"]),
    ],
)
def test_transport_is_undone(stored: bytes, headers: list[str]) -> None:
    """Chunks and compression are undone; what was stored without them is taken as it is."""
    told = all_of(entries, warc(block=http(stored, *headers)))
    assert documents(told) == [stored if stored.endswith(b"\n" + PAGE) else PAGE]
    assert not remarks(told)


@pytest.mark.parametrize(
    ("stored", "header", "most_of"),
    [
        (chunked(PAGE, end=b""), "Transfer-Encoding: chunked", PAGE),
        (chunked(PAGE, end=b"")[:-30], "Transfer-Encoding: chunked", PAGE[:40]),
        (chunked(PAGE, end=b"zz\r\n"), "Transfer-Encoding: chunked", PAGE),
        (gzip.compress(PAGE, mtime=0)[:-9], "Content-Encoding: gzip", PAGE[:40]),
        (gzip.compress(PAGE, mtime=0)[:-8] + b"12345678", "Content-Encoding: gzip", PAGE),
        (zlib.compress(PAGE)[:-2], "Content-Encoding: deflate", PAGE),
    ],
)
def test_what_is_cut_off_is_given_as_far_as_it_goes(
    stored: bytes, header: str, most_of: bytes
) -> None:
    """Of a body that breaks off what stands before is given, and a remark names the record."""
    told = all_of(entries, warc(block=http(stored, header)))
    (found,) = documents(told)
    assert found.startswith(most_of)
    assert PAGE.startswith(found)
    (sentence,) = remarks(told)
    assert URL in sentence


@pytest.mark.parametrize(
    ("stored", "coding", "reason"),
    [
        (b"\x1f\x8b\x08garbage" * 9, "gzip", "damaged"),
        (b"\xff\0\1\2" * 99, "br", "damaged"),
        (b"\xff\0\1\2" * 99, "deflate", "damaged"),
        (PAGE, "compress", "not known here (compress)"),
        (PAGE, "gzip," * 9, "many times"),
    ],
)
def test_what_cannot_be_decoded(stored: bytes, coding: str, reason: str) -> None:
    """A body that cannot be decoded is a failure with a sentence, and reading goes on."""
    told = all_of(entries, warc(block=http(stored, f"Content-Encoding: {coding}")) + warc())
    assert documents(told) == [PAGE]
    entry = told[0]
    assert isinstance(entry, Entry)
    assert entry.failed
    assert reason in entry.reason


@pytest.mark.parametrize(
    ("header", "is_right"),
    [
        (f"WARC-Payload-Digest: {sha1(PAGE)}", True),
        (f"WARC-Payload-Digest: {sha1(PAGE).lower()}", True),
        (f"WARC-Payload-Digest: {sha1(chunked(PAGE))}", True),
        (f"WARC-Payload-Digest: {sha1(b'other')}", False),
        (f"WARC-Block-Digest: {sha1(b'other')}", False),
        ("WARC-Payload-Digest: sha256:" + "0" * 64, False),
        ("WARC-Payload-Digest: sha1:cut", True),
        ("WARC-Payload-Digest: blake9:1234", True),
    ],
)
def test_digests(header: str, is_right: bool) -> None:
    """A digest that is wrong is told, with the record; the document is kept."""
    told = all_of(
        entries, warc("response", http(chunked(PAGE), "Transfer-Encoding: chunked"), header)
    )
    assert documents(told) == [PAGE]
    found = [remark for remark in told if isinstance(remark, Remark)]
    assert bool(found) != is_right
    assert all(URL in remark.sentence and not remark.partial for remark in found)


@pytest.mark.slow
def test_bombs_as_bodies() -> None:
    """A body that unpacks to much more, in any coding, is refused by what it grows to."""
    packed = gzipped(zeros(1 << 28))
    bodies = {
        "gzip": packed,
        "gzip, gzip": gzip.compress(packed, mtime=0),
        "br": brotli.compress(bytes(1 << 24), lgwin=24),
        "zstd": zstandard.compress(bytes(1 << 26)),
        "deflate": zlib.compress(bytes(1 << 26)),
    }
    data = plain(
        warc(block=http(body, f"Content-Encoding: {name}")) for name, body in bodies.items()
    )
    tracemalloc.start()
    told = all_of(entries, data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert ["larger than" in reason for reason in reasons(told)] == [True] * len(bodies)
    assert most < 24 << 20  # bytes, where the limit is one MB; the archive itself is none of it
