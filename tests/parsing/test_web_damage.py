"""Damaged and hostile web archives: what can be made out is told, and what is wrong is said."""

from __future__ import annotations

import gzip
import tracemalloc
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import UnreadableError
from indexer.containers.entries import Entry
from indexer.containers.web_archives import entries, payload
from indexer.media import media_type
from tests.web_archive_files import (
    ARC_HEAD,
    FORMS,
    LIMIT,
    NAMES,
    PAGE,
    RECORDS,
    Form,
    all_of,
    arc,
    by_frame,
    by_record,
    chunked,
    documents,
    gzipped,
    http,
    plain,
    remarks,
    warc,
    with_dictionary,
    zeros,
)


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
    [
        b"",
        b"WARC/",
        b"WARC/1.0\r\n",
        gzip.compress(b"", mtime=0),
        b"\x5d\x2a\x4d\x18\4\0\0\0\0\0\0\0",
    ],
)
def test_no_archive(data: bytes) -> None:
    """What only begins as a web archive is refused with a sentence."""
    with pytest.raises(UnreadableError, match="web archive"):
        all_of(entries, data)


@pytest.mark.slow
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


@pytest.mark.slow
def test_bombs_as_compression() -> None:
    """A member that grows without end is given up with a sentence; those behind it are read."""
    head = warc(block=b"", length=1 << 30)[:-4]
    bomb = gzipped([head, *zeros(1 << 28)])
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


@pytest.mark.slow
def test_too_many_faults() -> None:
    """An archive that is broken all over is given up with a sentence."""
    told = all_of(entries, plain([warc(), b"x\n" * 5] * 6_000))
    assert 1_000 < len(documents(told)) < 6_000
    assert "was not read" in remarks(told)[-1]
