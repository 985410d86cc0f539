"""WACZ files: the records of their web archives, read in place, with what the file states."""

from __future__ import annotations

import hashlib
import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import UnreadableError
from indexer.containers import web_archives
from indexer.containers.entries import Entry, Remark
from indexer.containers.wacz import entries, payload
from indexer.media import WACZ, media_type
from tests.web_archive_files import (
    LIMIT,
    PAGE,
    URL,
    all_of,
    as_one,
    by_record,
    documents,
    http,
    plain,
    reasons,
    remarks,
    warc,
    warcinfo,
)

ONE = by_record((warcinfo(), warc(), warc("request", b"GET / HTTP/1.1\r\n\r\n")))
TWO = plain((warc(block=http(b"second")), warc(block=http(status="404 No"))))
MEMBERS = {
    "pages/pages.jsonl": b'{"format": "json-pages-1.0"}\n',
    "archive/one.warc.gz": ONE,
    "archive/two.warc": TWO,
    "indexes/index.cdx": b"com,example)/ 20210204 {}\n",
}
OWN = "It is an index, a list or a log of the WACZ file itself."


def stated(members: dict[str, bytes], is_early: bool = False) -> bytes:
    """The datapackage.json of these members; in the form of version 1.0 or of 1.1.1."""
    resources: list[dict[str, Any]] = []
    for name, data in members.items():
        digest = hashlib.sha256(data).hexdigest()
        early = {"path": name, "stats": {"hash": digest, "bytes": len(data)}, "hashing": "sha256"}
        late = {"path": name, "hash": f"sha256:{digest}", "bytes": len(data)}
        resources.append(early if is_early else late)
    return json.dumps({"software": "Packer 3", "resources": resources}).encode()


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """A zip archive of these members."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return buffer.getvalue()


def wacz(method: int = zipfile.ZIP_STORED, **changes: bytes) -> bytes:
    """A sound file, with the datapackage or its digest as given."""
    package = changes.get("package", stated(MEMBERS))
    digest = f"sha256:{hashlib.sha256(package).hexdigest()}"
    held = json.dumps({"path": "datapackage.json", "hash": digest}).encode()
    own = {
        "datapackage.json": package,
        "datapackage-digest.json": changes.get("package_digest", held),
    }
    return zipped({**MEMBERS, **own}, method)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
@pytest.mark.parametrize("is_early", [False, True])
def test_records_of_all_archives(method: int, is_early: bool) -> None:
    """Each record of each archive is told, and every other member; nothing is amiss."""
    data = wacz(method, package=stated(MEMBERS, is_early))
    assert media_type(data, "x") == WACZ
    assert media_type(data[:2000], "x.wacz") == WACZ
    told = all_of(entries, data)
    assert documents(told) == [PAGE, b"second"]
    assert reasons(told) == [
        OWN,
        "It describes the archive.",
        "It is a request.",
        "It is an error (HTTP status 404).",
        OWN,
        OWN,
        OWN,
    ]
    assert not remarks(told)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_reading_goes_on_anywhere(method: int) -> None:
    """From every entry's ``resume`` the rest is told as before; every locator gives its bytes."""
    data = zipped({**MEMBERS, "archive/three.warc.gz": as_one((warc(), warc()))}, method)
    told = all_of(entries, data)
    for number, entry in enumerate(told):
        if isinstance(entry, Entry):
            assert all_of(entries, data, entry.resume) == told[number + 1 :]
            if entry.locator:
                assert payload(BytesIO(data), entry.locator, LIMIT) == entry.payload


def test_where_a_record_stands() -> None:
    """A record's entry names its archive, and its offset is that in the WACZ file itself."""
    data = wacz()
    told = [e for e in all_of(entries, data) if isinstance(e, Entry) and e.payload]
    assert [e.label for e in told] == [URL, URL]
    assert [e.captured_by for e in told] == ["Crawler/1.2", "Packer 3"]
    place = len(by_record((warcinfo(),)))
    assert [e.locator for e in told] == [f"archive/one.warc.gz!{place}", "archive/two.warc!0"]
    for entry in told:
        assert entry.offset is not None
        inner = BytesIO(data[entry.offset :])
        assert web_archives.payload(inner, "0", LIMIT) == entry.payload


@pytest.mark.parametrize(
    ("data", "sentence", "partial"),
    [
        (wacz(package=stated({**MEMBERS, "archive/two.warc": b"x"})), "not have the digest", False),
        (wacz(package=stated({"archive/one.warc.gz": ONE})), "two.warc is not listed", False),
        (wacz(package=stated({**MEMBERS, "archive/3.warc": b""})), "that is not in it", False),
        (wacz(package=b"[1, 2]"), "no datapackage.json that can be read", False),
        (wacz(package=b"[" * 100_000), "no datapackage.json that can be read", False),
        (wacz(package_digest=b'{"hash": "sha256:00"}'), "not have the digest", False),
        (wacz().replace(b"second", b"Second"), "two.warc is damaged", True),
        (zipped({"datapackage.json": b"{}", "archive/a.txt": b""}), "no web archive in it", True),
    ],
)  # fmt: skip
def test_what_is_stated_is_checked(data: bytes, sentence: str, partial: bool) -> None:
    """Digests that are not the members', and lists that are not true, are told."""
    told = [remark for remark in all_of(entries, data) if isinstance(remark, Remark)]
    assert any(sentence in r.sentence and r.partial == partial for r in told)


def test_what_cannot_be_opened() -> None:
    """Encrypted, doubled, damaged, growing and nameless archives are failures; others are read."""
    encrypted = bytearray(zipped({"archive/a.warc": TWO, "archive/b.warc": TWO}))
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        encrypted[encrypted.index(magic) + flags] |= 1
    lost = bytearray(zipped({"archive/a.warc": TWO, "archive/b.warc": TWO}))
    lost[:4] = b"XXXX"
    bomb = zipped({"archive/a.warc": bytes(1 << 27), "b.warc": TWO}, zipfile.ZIP_DEFLATED)
    with pytest.warns(UserWarning, match="Duplicate"):
        doubled = _doubled()
    long = zipped({"archive/" + "a" * 5_000 + ".warc": TWO, "b.warc": TWO})
    none = zipped({"archive/a.warc": b"no records", "b.warc": TWO})
    for data, reason in (
        (bytes(encrypted), "encrypted"),
        (bytes(lost), "damaged"),
        (bomb, "times its size"),
        (doubled, "second file of the same name"),
        (long, "too long"),
        (none, "no record in it"),
    ):
        told = all_of(entries, data)
        failed = [e for e in told if isinstance(e, Entry) and e.failed]
        assert [reason in entry.reason for entry in failed] == [True]
        assert documents(told) == [b"second"]


def _doubled() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("archive/a.warc", by_record((warc(),)))
        archive.writestr("archive/a.warc", TWO)
    return buffer.getvalue()


def test_names_are_only_labels() -> None:
    """A member's name that would lead out of a folder leads nowhere, and is shown as it is."""
    data = zipped({"../../archive/a.warc": TWO, "/etc/passwd": b"x", "archive/\n!5.warc": TWO})
    told = all_of(entries, data)
    assert documents(told) == [b"second", b"second"]
    for entry in told:
        assert not isinstance(entry, Entry) or entry.label.isprintable()
        if isinstance(entry, Entry) and entry.locator:
            assert payload(BytesIO(data), entry.locator, LIMIT) == b"second"


@pytest.mark.parametrize("locator", ["", "!", "archive/two.warc", "archive/two.warc!", "x!0", "!0"])
def test_no_place(locator: str) -> None:
    """A locator that leads to no document is refused with a sentence."""
    with pytest.raises(UnreadableError):
        payload(BytesIO(wacz()), locator, LIMIT)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04" + bytes(90), wacz()[:-30]])
def test_no_zip_archive(data: bytes) -> None:
    """What is no zip archive, or cut off, is refused with a sentence."""
    with pytest.raises(UnreadableError, match="damaged"):
        all_of(entries, data)


def test_other_data_packages_are_no_web_archives() -> None:
    """A zip archive with a datapackage.json but without web archives is a plain one."""
    assert media_type(zipped({"datapackage.json": b"{}", "data/a.csv": b""}), "x") != WACZ


@settings(max_examples=200)
@given(
    st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=6),
    st.integers(0, 1 << 70),
)
def test_damage_is_never_more_than_that(
    method: int, changes: list[tuple[int, int]], start: int
) -> None:
    """No change of bytes raises anything but UnreadableError; locators still give their bytes."""
    data = bytearray(wacz(method))
    for at, value in changes:
        data[-1 - at % len(data)] = value
    for position in (0, start):
        try:
            told = all_of(entries, bytes(data), position)
        except UnreadableError:
            continue
        for entry in told:
            if isinstance(entry, Entry) and entry.locator:
                assert payload(BytesIO(data), entry.locator, LIMIT) == entry.payload


def test_given_files(shared: Path) -> None:
    """The records of the given files are those that warcio read in them, and none is damaged."""
    lines = (shared / "data/pages/warc/gold.jsonl").read_text("utf-8").splitlines()
    files = found = 0
    for gold in map(json.loads, lines):
        if not gold["id"].endswith(".wacz"):
            continue
        data = (shared / "data/pages/warc" / gold["file"]).read_bytes()
        told = all_of(entries, data)
        records = [
            (dict(e.headers)["WARC-Type"], dict(e.headers).get("WARC-Target-URI", ""))
            for e in told
            if isinstance(e, Entry) and e.headers
        ]
        expected = [(kind, address or "") for kind, address, _, _ in gold.get("records", [])]
        assert records == expected
        assert remarks(told) == ([] if expected else ["There is no web archive in it."])
        files, found = files + 1, found + len(records)
    assert (files, found) == (7, 50)
