"""Web archives: every record is told, with where it stands, and every document whole."""

from __future__ import annotations

import gzip
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import UnreadableError
from indexer.containers.entries import Entry
from indexer.containers.web_archives import entries, payload
from indexer.media import WARC, WEB_ARCHIVE_1, media_type
from tests.web_archive_files import (
    ARC_HEAD,
    FORMS,
    LIMIT,
    NAMES,
    PAGE,
    RECORDS,
    URL,
    Form,
    all_of,
    arc,
    by_record,
    documents,
    http,
    plain,
    reasons,
    remarks,
    warc,
    warcinfo,
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
