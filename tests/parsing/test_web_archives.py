"""Web archives: every record is told, with where it stands, and every document whole."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zlib
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard
from fastwarc.warc import ArchiveIterator
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import UnreadableError
from indexer.containers.entries import Entry, Remark
from indexer.containers.web_archives import entries, payload
from indexer.media import WARC, WEB_ARCHIVE_1, media_type
from tests.web_archive_files import (
    ARC_HEAD,
    FORMS,
    LIMIT,
    PAGE,
    URL,
    all_of,
    arc,
    by_frame,
    by_record,
    chunked,
    documents,
    http,
    plain,
    reasons,
    remarks,
    sha1,
    warc,
    warcinfo,
    with_dictionary,
)

Form = Callable[[Iterable[bytes]], bytes]
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
REASONS = [
    "It describes the archive.",
    "It is a request.",
    "It is a revisit: what was found had been archived before.",
    "It is a redirect.",
    "It is an error (HTTP status 404).",
    "It is metadata of the archive.",
    "It is an answer of the domain name system.",
    "It is empty.",
]


@pytest.mark.parametrize("form", FORMS, ids=NAMES)
def test_every_record_is_told(form: Form) -> None:
    """However an archive is compressed: documents whole, and of all else what it is."""
    data = form(RECORDS)
    assert media_type(data, "x") == WARC
    assert media_type(data[:4096], "x") == WARC
    told = all_of(entries, data)
    assert documents(told) == [PAGE, PAGE, b"What was said.", PAGE * 40]
    assert reasons(told) == REASONS
    assert not remarks(told)


@pytest.mark.parametrize("form", FORMS, ids=NAMES)
@pytest.mark.parametrize("records", [RECORDS, (ARC_HEAD, arc(http()), arc(http(PAGE * 9)))])
def test_reading_goes_on_anywhere(form: Form, records: tuple[bytes, ...]) -> None:
    """From every entry's ``resume`` the rest is told as before; every locator gives its bytes."""
    data = form(records)
    told = all_of(entries, data)
    for number, entry in enumerate(told):
        assert isinstance(entry, Entry)
        assert all_of(entries, data, entry.resume) == told[number + 1 :]
        if entry.locator:
            assert payload(BytesIO(data), entry.locator, LIMIT) == entry.payload


def test_what_a_record_proves() -> None:
    """The entry holds where the record stands, its identifier, address, date, tool and headers."""
    entry = all_of(entries, by_record(RECORDS))[-1]
    assert isinstance(entry, Entry)
    assert entry.offset == int(entry.locator) == len(by_record(RECORDS[:-1]))
    assert entry.resume == len(by_record(RECORDS))
    assert entry.label == entry.source_url == URL
    assert entry.name == "a report.html"
    assert entry.declared == "text/html; charset=utf-8"
    assert entry.id.startswith("<urn:uuid:")
    assert entry.captured is not None
    assert entry.captured.value == "2021-02-04T09:30:15Z"
    assert (entry.captured.precision, entry.captured.basis) == ("second", "WARC record")
    assert entry.captured_by == "Crawler/1.2"
    assert dict(entry.headers) == {
        "WARC-Type": "response",
        "WARC-Date": "2021-02-04T09:30:15.25Z",
        "WARC-Target-URI": URL,
        "HTTP status line": "HTTP/1.1 200 OK",
        "Content-Type": "text/html; charset=utf-8",
        "Last-Modified": "Thu, 04 Feb 2021 09:00:00 GMT",
    }


def test_which_program_made_a_record() -> None:
    """That of the description it names, else of the last one; none, where that was not seen."""
    one, two = warcinfo("One"), warcinfo("Two")
    name = f"WARC-Warcinfo-ID: {_id(one)}"
    records = (
        one,
        warc(),
        two,
        warc(),
        warc("response", None, name),
        warc("response", None, name + "x"),
    )
    data = plain(records)
    told = [e for e in all_of(entries, data) if isinstance(e, Entry)]
    assert [e.captured_by for e in told] == ["One", "One", "Two", "Two", "One", ""]
    later = [e for e in all_of(entries, data, told[3].resume) if isinstance(e, Entry)]
    assert [e.captured_by for e in later] == ["One", ""]


def _id(record: bytes) -> str:
    return record.partition(b"WARC-Record-ID: ")[2].partition(b"\r")[0].decode()


def test_arc() -> None:
    """An ARC file gives its pages with address, date and address of the server."""
    data = plain((ARC_HEAD, arc(http(), "http://a.example/with space?q=a b"), arc(http())))
    assert media_type(data, "x") == media_type(gzip.compress(data), "x") == WEB_ARCHIVE_1
    told = all_of(entries, data)
    assert documents(told) == [PAGE, PAGE]
    page = told[1]
    assert isinstance(page, Entry)
    assert page.label == "http://a.example/with space?q=a b"
    assert page.source_url == ""  # with a space in it it is no address
    assert page.captured is not None
    assert (page.captured.value, page.captured.text) == ("2014-02-16T05:02:21Z", "20140216050221")
    assert page.captured.basis == "ARC record"
    assert ("WARC-IP-Address", "192.0.2.7") in page.headers


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("stored", "headers"),
    [
        (chunked(PAGE), ["Transfer-Encoding: chunked"]),
        (PAGE, ["Transfer-Encoding: chunked"]),
        (gzip.compress(PAGE), ["Content-Encoding: gzip"]),
        (gzip.compress(PAGE[:9]) + gzip.compress(PAGE[9:]), ["Content-Encoding: x-gzip"]),
        (chunked(gzip.compress(PAGE)), ["content-encoding: GZIP", "transfer-encoding: Chunked"]),
        (chunked(gzip.compress(PAGE)), ["Transfer-Encoding: gzip, chunked"]),
        (zlib.compress(PAGE), ["Content-Encoding: deflate"]),
        (_raw_deflate(PAGE), ["Content-Encoding: deflate"]),
        (brotli.compress(PAGE), ["Content-Encoding: br"]),
        (zstandard.compress(PAGE), ["Content-Encoding: zstd"]),
        (brotli.compress(gzip.compress(PAGE)), ["Content-Encoding: gzip, br"]),
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
        (gzip.compress(PAGE)[:-9], "Content-Encoding: gzip", PAGE[:40]),
        (gzip.compress(PAGE)[:-8] + b"12345678", "Content-Encoding: gzip", PAGE),
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


@pytest.mark.parametrize(
    ("record", "reason", "failed"),
    [
        (warc(block=http(status="204 No Content", body=b"")), "It is empty.", False),
        (warc(block=http(status="304 Not Modified")), "nothing had changed", False),
        (warc(block=http(status="100 Continue")), "no final answer", False),
        (warc(block=http(status="503 No")), "It is an error (HTTP status 503).", False),
        (warc(block=http(PAGE, "Content-Range: bytes 5-9/99", status="206 P")), "a part", False),
        (warc("continuation", PAGE), "continuation", True),
        (warc("invention", PAGE), "not known here", True),
        (warc("resource", b"-r", url="metadata://wget/arguments"), "metadata", False),
        (warc(block=b"Domain: X", url="whois://whois.example/x"), "whois", False),
        (warc(block=http(b"x" * (LIMIT + 1))), "larger than", True),
        (warc(block=http(b"x" * (LIMIT * 2))), "larger than", True),
        (warc("resource", b"x" * (LIMIT + 1)), "larger than", True),
    ],
)
def test_what_is_no_document(record: bytes, reason: str, failed: bool) -> None:
    """Each kind of record that is no document says what it is."""
    entry, last = all_of(entries, record + warc())
    assert isinstance(entry, Entry)
    assert reason in entry.reason
    assert entry.failed == failed
    assert entry.payload is None
    assert entry.locator == ""
    assert documents([last]) == [PAGE]


def test_what_is_whole_or_unusual_is_a_document() -> None:
    """A range that is the whole file, a later HTTP, an answer without headers, other protocols."""
    data = plain(
        (
            warc(block=http(PAGE, f"Content-Range: bytes 0-{len(PAGE) - 1}/{len(PAGE)}",
                            status="206 Partial Content")),
            warc(block=b"HTTP/2 200\r\ncontent-type: text/html\r\n\r\n" + PAGE),
            warc(block=b"HTTP/1.0 200 OK\nContent-Type: text/html\n\n" + PAGE),
            warc(block=PAGE, url="ftp://files.example/a.html", content="text/html"),
            warc(block=PAGE, content="application/http; msgtype=response"),
            warc("response", http(), "WARC-Truncated: length"),
        )
    )  # fmt: skip
    told = all_of(entries, data)
    assert documents(told) == [PAGE] * 6
    assert ["length" in sentence for sentence in remarks(told)] == [False, True]


@pytest.mark.parametrize("form", FORMS, ids=NAMES)
@pytest.mark.parametrize("by", [-30, -2, 5, 90, 100_000])
def test_wrong_lengths(form: Form, by: int) -> None:
    """A record whose length is wrong ends where the next one begins; no other one is lost."""
    length = len(http()) + by
    told = all_of(entries, form((warc(length=length), warc(block=http(b"second")), warc())))
    assert documents(told) == [PAGE, b"second", PAGE]
    (sentence,) = remarks(told)
    assert "length" in sentence


def test_no_length_and_none_that_can_be() -> None:
    """A record that states no length, or none that is a number, is read to the next one."""
    records = [warc().replace(b"Content-Length: ", name) for name in (b"X: ", b"Content-Length: -")]
    told = all_of(entries, plain((*records, warc())))
    assert documents(told) == [PAGE, PAGE, PAGE]
    assert len(remarks(told)) == 2


@pytest.mark.parametrize("form", FORMS, ids=NAMES)
def test_every_cut(form: Form) -> None:
    """Wherever a file ends too early, what stands before is told and the damage is said."""
    records = (warc(), warc(block=http(b"second")), warc(block=http(b"third")))
    data = form(records)
    told = all_of(entries, data)
    whole = documents(told)
    # Without the blank lines between records nothing is missing.
    ends = {e.resume - blank for e in told if isinstance(e, Entry) for blank in range(5)}
    for size in range(8, len(data) - 5, 3):
        try:
            told = all_of(entries, data[:size])
        except UnreadableError:
            continue  # not even the first record's headers are there
        found = documents(told)
        assert found[:-1] == whole[: max(0, len(found) - 1)]
        assert all(a.startswith(b) for a, b in zip(whole, found, strict=False))
        if size not in ends:
            assert remarks(told)


@pytest.mark.parametrize("form", [by_record, by_frame, with_dictionary])
def test_a_damaged_member_costs_itself(form: Form) -> None:
    """A record whose compressed bytes are damaged is said to be; those around it are read."""
    begin, middle, end = (
        (len(form(RECORDS[:n])) for n in (3, 4, 12)) if form != with_dictionary else (0, 0, 0)
    )
    data = bytearray(form(RECORDS))
    if form == with_dictionary:
        told = [e for e in all_of(entries, bytes(data)) if isinstance(e, Entry)]
        begin, middle, end = told[2].resume, told[3].resume, told[-1].resume
    assert end == len(data)
    data[(begin + middle) // 2] ^= 0xFF
    data[(begin + middle) // 2 + 1] ^= 0xFF
    told_then = all_of(entries, bytes(data))
    assert documents(told_then)[0] == PAGE
    assert documents(told_then)[-2:] == [b"What was said.", PAGE * 40]
    assert any("damaged" in sentence for sentence in remarks(told_then))
    for entry in told_then:
        if isinstance(entry, Entry) and entry.locator:
            assert payload(BytesIO(data), entry.locator, LIMIT) == entry.payload


@pytest.mark.parametrize("form", [plain, by_record, by_frame])
def test_an_arc_file_without_its_head(form: Form) -> None:
    """An ARC file whose first record is damaged is still read as one."""
    data = bytearray(form((ARC_HEAD, arc(http()), arc(http(b"second")))))
    data[8:40] = bytes(32)
    assert documents(all_of(entries, bytes(data))) == [PAGE, b"second"]


def test_garbage_between_records() -> None:
    """What is no record is told with its place, and the records around it are read."""
    garbage = b"\0\1garbage\n" * 20_000
    data = plain((warc(), garbage, warc(block=http(b"second"))))
    told = all_of(entries, data)
    assert documents(told) == [PAGE, b"second"]
    (sentence,) = remarks(told)
    assert f"byte {len(warc()):,}" in sentence
    assert f"byte {len(warc()) + len(garbage):,}" in sentence
    packed = by_record([warc()]) + garbage + by_record([warc()])
    assert documents(all_of(entries, packed)) == [PAGE, PAGE]


@pytest.mark.parametrize(
    "data",
    [b"", b"WARC/", b"WARC/1.0\r\n", gzip.compress(b""), b"\x5d\x2a\x4d\x18\4\0\0\0\0\0\0\0"],
)
def test_no_archive(data: bytes) -> None:
    """What only begins as a web archive is refused with a sentence."""
    with pytest.raises(UnreadableError, match="web archive"):
        all_of(entries, data)


@pytest.mark.parametrize("locator", ["", "x", "1:y", "-1", "7", "0:5", "99999999999999999999"])
@pytest.mark.parametrize("form", [plain, by_record])
def test_no_place(form: Form, locator: str) -> None:
    """A locator that leads to no document is refused with a sentence."""
    with pytest.raises(UnreadableError):
        payload(BytesIO(form(RECORDS)), locator, LIMIT)


@pytest.mark.parametrize("form", FORMS, ids=NAMES)
def test_names_are_only_labels(form: Form) -> None:
    """Whatever an address holds, the name is a plain file name without folders."""
    addresses = [
        "http://a/x/..%2f..%2fetc%2fpasswd",
        "http://a/%00%0a%5c..",
        "http://[",
        "http://a/b/",
    ]
    for entry in all_of(entries, form([warc(url=url) for url in addresses])):
        assert isinstance(entry, Entry)
        assert not set(entry.name) & set("/\\\0\n")
        assert entry.name not in (".", "..")


def _oracle(data: bytes) -> list[tuple[str, str | None, int]]:
    """Type, address and length of block as FastWARC reads them."""
    return [
        (str(r.record_type), r.headers.get("WARC-Target-URI"), len(r.reader.read()))
        for r in ArchiveIterator(BytesIO(data), parse_http=False)
    ]


RECORD = st.builds(
    warc,
    st.sampled_from(["response", "resource", "request", "metadata", "revisit", "conversion"]),
    st.one_of(st.binary(max_size=90), st.binary(max_size=90).map(http)),
    url=st.sampled_from([URL, "http://a.example/", "dns:a.example"]),
    content=st.sampled_from(["application/http", "text/html"]),
)


@given(st.lists(RECORD, min_size=1, max_size=6), st.sampled_from(FORMS))
def test_as_another_reader_reads_them(records: list[bytes], form: Form) -> None:
    """Well-formed archives hold the records that FastWARC finds, in every form."""
    told = [e for e in all_of(entries, form(records)) if isinstance(e, Entry)]
    assert [(dict(e.headers)["WARC-Type"], e.label) for e in told] == [
        found[:2] for found in _oracle(plain(records))
    ]


@settings(max_examples=300)
@given(
    st.sampled_from(FORMS),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=6),
    st.integers(0, 10_000),
    st.booleans(),
)
def test_damage_is_never_more_than_that(
    form: Form, changes: list[tuple[int, int]], cut: int, is_arc: bool
) -> None:
    """No change of bytes raises anything but UnreadableError; locators still give their bytes."""
    records = (ARC_HEAD, arc(http()), arc(http(PAGE * 3))) if is_arc else RECORDS
    data = bytearray(form(records))
    for at, value in changes:
        data[at % len(data)] = value
    data = data[: len(data) - cut % len(data)] if cut % 3 == 0 else data
    try:
        told = all_of(entries, bytes(data))
    except UnreadableError:
        return
    for entry in told:
        if isinstance(entry, Entry) and entry.locator:
            assert payload(BytesIO(data), entry.locator, LIMIT) == entry.payload


BEGINNINGS = [b"", b"WARC/1.0\r\n", b"filedesc://", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"]


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=400), st.integers(0, 1 << 70))
def test_noise(head: bytes, noise: bytes, start: int) -> None:
    """Bytes that are no archive, and starts that are no place, raise nothing else either."""
    for position in (0, start):
        try:
            all_of(entries, head + noise, position)
        except UnreadableError:
            assert position == 0
    media_type(head + noise, "a.warc")


def _zeros(size: int) -> Iterator[bytes]:
    return (bytes(1 << 20) for _ in range(size >> 20))


def _gzipped(pieces: Iterable[bytes]) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join([*map(packer.compress, pieces), packer.flush()])


@pytest.mark.slow
def test_bombs_as_bodies() -> None:
    """A body that unpacks to much more, in any coding, is refused by what it grows to."""
    packed = _gzipped(_zeros(1 << 28))
    bodies = {
        "gzip": packed,
        "gzip, gzip": gzip.compress(packed),
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


@pytest.mark.slow
def test_bombs_as_compression() -> None:
    """A member that grows without end is given up with a sentence; those behind it are read."""
    head = warc(block=b"", length=1 << 30)[:-4]
    bomb = _gzipped([head, *_zeros(1 << 28)])
    frames = by_frame([head + bytes(1 << 28)])
    for data in (bomb + by_record([warc()]), frames + by_frame([warc()])):
        tracemalloc.start()
        told = all_of(entries, data)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert documents(told)[-1] == PAGE
        assert any("times its size" in sentence for sentence in remarks(told))
        assert most < 24 << 20


@pytest.mark.slow
@pytest.mark.parametrize("form", [plain, by_record])
def test_endless_headers_and_chunks(form: Form) -> None:
    """Headers of a hundred megabytes, and a million chunks, cost little and nothing else."""
    endless = b"WARC/1.0\r\nX: " + b"a" * (100 << 20) + b"\r\n\r\n"
    lines = b"WARC/1.0\r\n" + b"X: y\r\n" * (1 << 20) + b"\r\n"
    chunks = warc(block=http(chunked(b"a" * 60_000, 1), "Transfer-Encoding: chunked"))
    told = all_of(entries, form((warc(), endless, warc(), lines, chunks)))
    assert documents(told) == [PAGE, PAGE, b"a" * 60_000]
    assert 2 <= len(remarks(told)) <= 3  # the headers' own compression is a bomb besides


def test_too_many_faults() -> None:
    """An archive that is broken all over is given up with a sentence."""
    told = all_of(entries, plain([warc(), b"x\n" * 5] * 6_000))
    assert 1_000 < len(documents(told)) < 6_000
    assert "was not read" in remarks(told)[-1]


def _gold(shared: Path) -> list[dict[str, Any]]:
    lines = (shared / "data/pages/warc/gold.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_given_files(shared: Path) -> None:
    """Type, address, media type and date of each record are those that warcio read, in all files.

    Files on which warcio gave up are read further than it did; what is wrong with them is said.
    """
    files = records = 0
    for gold in _gold(shared):
        if not gold["id"].endswith(".wacz"):
            data = (shared / "data/pages/warc" / gold["file"]).read_bytes()
            found = [told for told in all_of(entries, data) if isinstance(told, Entry)]
            expected = gold["records"]
            is_arc = ".arc" in gold["id"]
            assert [_as_gold(e, is_arc) for e in found[: len(expected)]] == [
                _expected(*record) for record in expected
            ], gold["id"]
            assert len(found) == gold.get("n_records", len(found))
            assert len(found) >= len(expected)
            files += 1
            records += len(found)
    assert (files, records) == (24, 298)


def _as_gold(entry: Entry, is_arc: bool) -> tuple[str, ...]:
    headers = dict(entry.headers)
    if is_arc:  # warcio tells no more of them
        return ("arc_header" if entry.label.startswith("filedesc:") else "response"), "", "", ""
    declared = entry.declared if "HTTP status line" in headers else ""
    address = headers.get("WARC-Target-URI", "").strip("<>").replace(" ", "%20")
    return headers["WARC-Type"], address, declared, headers["WARC-Date"]


def _expected(
    kind: str, address: str | None, declared: str | None, date: str | None
) -> tuple[str, ...]:
    if date is None:
        return kind, "", "", ""
    # What a request holds is not looked into.
    return kind, address or "", "" if kind == "request" else declared or "", date


def test_what_is_wrong_with_the_given_files(shared: Path) -> None:
    """The malformed ones among them are told with a sentence each; the sound ones without any."""
    told = {
        path.name: len(remarks(all_of(entries, path.read_bytes())))
        for path in (shared / "data/pages/warc/pages").iterdir()
        if path.suffix != ".wacz"
    }
    assert {name: count for name, count in told.items() if count} == {
        "warcio-bad.arc": 3,
        "warcio-example-space-in-url.arc": 1,
        "warcio-example-trunc.warc": 1,
        "warcio-example-wrong-chunks.warc.gz": 1,  # its digest; its members serve as they are
    }
