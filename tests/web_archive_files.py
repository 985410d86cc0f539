"""Web archives written by tests: records, and the ways to put them into a file."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from base64 import b32encode
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO

import zstandard

from indexer.containers.entries import Entry, Remark

LIMIT = 1 << 20  # bytes of a payload
PAGE = "<!doctype html><title>A page</title><p>سلام, what was said.</p>".encode()
DECLARED = "text/html; charset=utf-8"
URL = "https://news.example/1988/a%20report.html?x=1"

Form = Callable[[Iterable[bytes]], bytes]
Opener = Callable[[BytesIO, int, int], Iterable[Entry | Remark]]


def sha1(data: bytes) -> str:
    """A digest as web archives state it."""
    return "sha1:" + b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def http(
    body: bytes = PAGE,
    *headers: str,
    status: str = "200 OK",
    kind: str = "text/html; charset=utf-8",
) -> bytes:
    """A server's answer."""
    lines = (f"HTTP/1.1 {status}", f"Content-Type: {kind}", *headers)
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def warc(
    kind: str = "response", block: bytes | None = None, *headers: str, url: str = URL,
    length: int | None = None, content: str = "",
) -> bytes:  # fmt: skip
    """A WARC record."""
    block = http() if block is None else block
    content = content or ("application/http; msgtype=response" if block[:5] == b"HTTP/" else "")
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        "WARC-Date: 2021-02-04T09:30:15.25Z",
        f"WARC-Record-ID: <urn:uuid:{hashlib.md5(block, usedforsecurity=False).hexdigest()}>",
        *([f"WARC-Target-URI: {url}"] if url else []),
        *([f"Content-Type: {content}"] if content else []),
        *headers,
        f"Content-Length: {len(block) if length is None else length}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def warcinfo(software: str = "Crawler/1.2") -> bytes:
    """The record that describes an archive."""
    block = f"software: {software}\r\nformat: WARC File Format 1.0\r\n".encode()
    return warc("warcinfo", block, url="", content="application/warc-fields")


def arc(block: bytes, url: str = URL, kind: str = "text/html", length: int | None = None) -> bytes:
    """An ARC record."""
    size = len(block) if length is None else length
    return f"{url} 192.0.2.7 20140216050221 {kind} {size}\n".encode() + block + b"\n"


ARC_HEAD = arc(
    b"1 0 Archive\nURL IP-address Archive-date Content-type Archive-length\n",
    "filedesc://a.arc", "text/plain",
)  # fmt: skip


def plain(records: Iterable[bytes]) -> bytes:
    """Not compressed."""
    return b"".join(records)


def by_record(records: Iterable[bytes]) -> bytes:
    """A gzip member a record, as the standard recommends."""
    return b"".join(gzip.compress(record, mtime=0) for record in records)


def as_one(records: Iterable[bytes]) -> bytes:
    """All in one gzip member."""
    return gzip.compress(b"".join(records), mtime=0)


def in_pieces(records: Iterable[bytes]) -> bytes:
    """gzip members that do not begin where records do."""
    data = b"".join(records)
    return b"".join(gzip.compress(data[i : i + 333], mtime=0) for i in range(0, len(data), 333))


def by_frame(records: Iterable[bytes]) -> bytes:
    """A Zstandard frame a record."""
    compressor = zstandard.ZstdCompressor(write_checksum=True)
    return b"".join(compressor.compress(record) for record in records)


def with_dictionary(records: Iterable[bytes], packed: bool = True) -> bytes:
    """Zstandard frames whose dictionary is the first frame."""
    words = b"".join(records) * 4
    dictionary = zstandard.ZstdCompressionDict(words[-4_000:], dict_type=0)
    compressor = zstandard.ZstdCompressor(dict_data=dictionary, write_checksum=True)
    stored = dictionary.as_bytes()
    held = zstandard.compress(stored) if packed else stored
    head = b"\x5d\x2a\x4d\x18" + len(held).to_bytes(4, "little") + held
    return head + b"".join(compressor.compress(record) for record in records)


FORMS = [plain, by_record, as_one, in_pieces, by_frame, with_dictionary]

NAMES = [form.__name__ for form in FORMS]
RECORDS = (
    warcinfo(),
    warc(),
    warc("request", b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n"),
    warc("resource", PAGE, url="file:///notes/b.html", content="text/html"),
    warc("revisit", http(b"")),
    warc(block=http(b"", "Location: /b", status="301 Moved")),
    warc(block=http(status="404 Not Found")),
    warc("conversion", b"What was said.", content="text/plain"),
    warc("metadata", b"fetchTimeMs: 7", content="application/warc-fields"),
    warc(block=b"20210204 dns", url="dns:news.example", content="text/dns"),
    warc(block=http(b"")),
    warc(block=http(PAGE * 40, "Last-Modified: Thu, 04 Feb 2021 09:00:00 GMT")),
)


def chunked(body: bytes, size: int = 20, end: bytes = b"0\r\n\r\n") -> bytes:
    """A body in chunks, each with an extension."""
    pieces = (body[i : i + size] for i in range(0, len(body), size))
    return b"".join(b"%x;note=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + end


def all_of(opener: Opener, data: bytes, start: int = 0) -> list[Entry | Remark]:
    """Everything that an opener tells."""
    return list(opener(BytesIO(data), start, LIMIT))


def documents(told: Iterable[Entry | Remark]) -> list[bytes]:
    """The payloads."""
    return [e.payload for e in told if isinstance(e, Entry) and e.payload is not None]


def reasons(told: Iterable[Entry | Remark]) -> list[str]:
    """Why what is no document is none."""
    return [e.reason for e in told if isinstance(e, Entry) and e.reason]


def remarks(told: Iterable[Entry | Remark]) -> list[str]:
    """The sentences on the archive."""
    return [r.sentence for r in told if isinstance(r, Remark)]


def zeros(size: int) -> Iterator[bytes]:
    """So many bytes of nothing, in pieces."""
    return (bytes(1 << 20) for _ in range(size >> 20))


def gzipped(pieces: Iterable[bytes]) -> bytes:
    """One gzip member of pieces."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join([*map(packer.compress, pieces), packer.flush()])
