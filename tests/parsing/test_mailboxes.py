"""Mailboxes: each message as its bytes lie, found again, whatever its neighbours hold."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import UnreadableError
from indexer.containers import mailboxes
from indexer.containers.entries import Entry, Remark
from indexer.containers.mailboxes import entries, payload
from indexer.media import BINARY, MAIL, MAILBOX, is_postmark, media_type

LIMIT = 1_000_000
MARK = b"From jane@example.org Mon Mar  2 10:00:00 2009\n"
ONE = b"Subject: One\nMessage-ID: <1@example.org>\n\nFirst.\n>From there\n"
TWO = b"Subject: Two\n\nSecond."
DRAFT = (
    b"From: a\nSubject: b\nContent-Type: multipart/related; boundary=x\n\n--x\n"
    b"Content-Type: text/html\n\n<p>Words\n--x--\n"
)


def messages(data: bytes, start: int = 0) -> list[Entry]:
    """The entries, after checking that each is where its locator says, and goes on as it says."""
    source = io.BytesIO(data)
    found = [entry for entry in entries(source, start, LIMIT) if isinstance(entry, Entry)]
    for number, entry in enumerate(found, 1):
        if entry.payload is not None:
            offset, length = map(int, entry.locator.split(":"))
            assert data[offset : offset + length] == entry.payload
            assert payload(source, entry.locator, LIMIT) == entry.payload
        if entry.resume < len(data):
            assert list(entries(source, entry.resume, LIMIT)) == found[number:]
    return found


def payloads(data: bytes) -> list[bytes]:
    """What the messages hold."""
    return [entry.payload or b"" for entry in messages(data)]


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_messages(newline: bytes) -> None:
    """The bytes between the separator lines, without the empty line before the next."""
    data = (MARK + ONE + b"\n" + MARK + TWO + b"\n\n").replace(b"\n", newline)
    found = messages(data)
    assert payloads(data) == [
        ONE.replace(b"\n", newline), (TWO + b"\n").replace(b"\n", newline),
    ]  # fmt: skip
    assert [(e.label, e.id, e.name, e.declared) for e in found] == [
        ("One", "<1@example.org>", "message.eml", "message/rfc822"),
        ("Two", "", "message.eml", "message/rfc822"),
    ]
    assert found[0].headers == (("From_", "From jane@example.org Mon Mar 2 10:00:00 2009"),)
    assert found[0].offset == len(MARK.replace(b"\n", newline))


def test_a_digest_stays_when_the_mailbox_grows() -> None:
    """Whether another message follows or none, the last one has the same bytes."""
    alone = payloads(MARK + ONE + b"\n")[0]
    followed = payloads(MARK + ONE + b"\n" + MARK + TWO)[0]
    assert hashlib.sha256(alone).digest() == hashlib.sha256(followed).digest()


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        (b"From jane@example.org Mon Mar  2 10:00:00 2009\n", True),
        (b"From - Mon Mar 02 10:00:00 2009\n", True),
        (b"From 1234@xxx Mon Mar 02 10:00:00 +0000 2009\r\n", True),
        (b"From jane at example.org  Mon, 2 Mar 2009 10:00:00 +0330\n", True),
        (b"From MAILER-DAEMON Mon Mar  2 10:00 EST 2009", True),
        (b"From jane\nReceived: by x\n", True),
        (b"From jane\n>From ali\nDate: x\n", True),
        (b"From Monday on, in 2009, the hall was open from 10:00.\n", False),
        (b"From the first to the last.\n", False),
        (b"From: jane\n", False),
        (b">From jane@example.org Mon Mar  2 10:00:00 2009\n", False),
    ],
)
def test_separator_lines(line: bytes, is_one: bool) -> None:
    """They have a date, as programs write it, or a header follows."""
    assert is_postmark(line) is is_one
    data = MARK + ONE + b"\n" + line.rstrip() + b"\n\nx\n"
    assert len(messages(data)) == 1 + is_one


def test_only_after_an_empty_line() -> None:
    """A line that looks like a separator within a paragraph is text."""
    assert payloads(MARK + b"\nwords\n" + MARK + b"more") == [b"\nwords\n" + MARK + b"more"]


def test_content_length() -> None:
    """It is believed where a message or the file ends there, and hides separators in a text."""
    text = b"Words.\n\n" + MARK + b"quoted\n"
    for stated, expected in ((len(text), 2), (len(text) - 3, 3), (10**9, 3)):
        head = b"Content-Length: %d\n\n" % stated
        data = MARK + head + text + b"\n" + MARK + TWO
        assert len(messages(data)) == expected
    head = b"Content-Length: %d\n\n" % len(text)
    assert payloads(MARK + head + text) == [head + text]
    assert payloads(MARK + head + text + MARK + TWO) == [head + text, TWO]


def test_empty_messages_and_large_ones() -> None:
    """Both are entries with a reason; the others are not hurt."""
    data = MARK + b"\n" + MARK + b"x" * 50 + b"\n\n" + MARK + b"\nok\n"
    found = list(entries(io.BytesIO(data), 0, 40))
    assert [(e.payload, e.failed) for e in found if isinstance(e, Entry)] == [
        (None, False), (None, True), (b"\nok\n", False),
    ]  # fmt: skip
    with pytest.raises(UnreadableError, match="more than"):
        payload(io.BytesIO(data), "94:51", 40)
    for locator in ("", "x", "1:99999", "-1:5", "9" * 30 + ":1"):
        with pytest.raises(UnreadableError, match="no message"):
            payload(io.BytesIO(data), locator, LIMIT)


def test_what_stands_before_the_first_message() -> None:
    """It is named; a file without a message is refused."""
    found = list(entries(io.BytesIO(b"Exported in 2009\n\n" + MARK + ONE), 0, LIMIT))
    assert isinstance(found[0], Remark)
    assert "The first 18 bytes" in found[0].sentence
    assert isinstance(found[1], Entry)
    assert found[1].payload == ONE
    assert payloads(b"\xef\xbb\xbf\r\n" + MARK + ONE) == [ONE]
    with pytest.raises(UnreadableError, match="no mailbox"):
        list(entries(io.BytesIO(b"words\n\nwords"), 0, LIMIT))


def test_windows_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """A separator that lies across the end of a window is found as any."""
    data = (MARK + ONE + b"\r\n" + MARK + TWO + b"\n\n") * 3
    expected = messages(data)
    assert len(expected) == 6
    for size in range(1, 70):
        monkeypatch.setattr(mailboxes, "_WINDOWS", (size, size + 3))
        assert messages(data) == expected


LINES = st.lists(
    st.sampled_from([b"words", b"", b">From x", b"From x", b"- ", b"a: b", b"\xff\0", b"x\r"])
)


@given(st.lists(LINES, min_size=1, max_size=5), st.sampled_from([b"\n", b"\r\n"]))
def test_splitting_is_the_inverse_of_joining(texts: list[list[bytes]], newline: bytes) -> None:
    """Messages written one after another come out as they went in."""
    written = [
        b"X-Number: %d" % number + newline * 2 + b"".join(line + newline for line in lines) + b"end"
        for number, lines in enumerate(texts)
    ]
    mark = MARK.replace(b"\n", newline)
    data = b"".join(mark + text + newline * 2 for text in written)
    assert payloads(data) == [text + newline for text in written]


PIECES = st.sampled_from(
    [MARK, b"\n", b"\r\n", b"From ", b"Content-Length: 12\n", b"Content-Length: 0\n\n", b"a", b"\0"]
)


@given(st.lists(PIECES | st.binary(max_size=5), max_size=30))
def test_any_bytes(pieces: list[bytes]) -> None:
    """Any file is split or refused, goes forward, and every payload is found again."""
    data = MARK + b"".join(pieces)
    found = messages(data)
    positions = [0, *(entry.resume for entry in found)]
    assert positions == sorted(set(positions))
    assert positions[-1] == len(data)


@pytest.mark.parametrize(
    "data",
    [MARK * 20_000, MARK + b"\n\nFrom " * 300_000, MARK + b"\n" * 2_000_000, b"\n" * 2_000_000,
     (MARK + b"\n") * 20_000, MARK + b"From x\n\n" * 200_000],
)  # fmt: skip
def test_hostile(data: bytes) -> None:
    """Separators without messages, and files of them, are gone through once."""
    try:
        found = list(entries(io.BytesIO(data), 0, LIMIT))
    except UnreadableError:
        return
    assert len(found) <= len(data) // len(MARK)


class Counting(io.BytesIO):
    """A stream that counts what is read of it."""

    most = total = 0

    def read(self, size: int | None = -1) -> bytes:
        """Read, and note how much."""
        data = super().read(size)
        self.most, self.total = max(self.most, len(data)), self.total + len(data)
        return data


def test_a_large_mailbox_is_never_held() -> None:
    """Reads are of a window at most, and few times the file's size together."""
    message = b"Subject: x\n\n" + b"A line of a text as long as any.\n" * 1_000
    source = Counting((MARK + message + b"\n") * 300)
    found = list(entries(source, 0, LIMIT))
    assert len(found) == 300
    size = source.getbuffer().nbytes
    assert source.most <= 1_100_000 < size
    assert source.total < 8 * size


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (MARK + ONE, "a", MAILBOX),
        (MARK + ONE, "2009-March.txt", MAILBOX),
        (MARK + ONE, "a.eml", MAIL),
        (MARK + ONE + b"\xff\0\1\2" * 5_000, "Inbox", MAILBOX),
        (MARK + b"\nwords", "a.mbox", MAILBOX),
        (MARK + b"\nwords", "a", "text/plain"),
        (b"From jane\n" + ONE, "a", "text/plain"),
        (b"From jane\nFrom: a\nTo: b\nDate: c\n\nx", "a", MAILBOX),
        (b"From the first to the last.\n", "a.txt", "text/plain"),
        (b"From: a\nX-Y: d\nTo: b\nDate: c\n\n\0\1\2" + bytes(9_000), "a", MAIL),
        (b"From: a\nTo: b\nDate: c\n\n\0\1\2" + bytes(9_000), "a.txt", BINARY),
        (b"Subject: a\n\n" + bytes(9_000), "a.eml", MAIL),
        (b"from: a\nto: b\ndate: c\n", "a.yaml", "application/yaml"),
        (DRAFT, "a.eml", MAIL),
        (DRAFT, "a", "multipart/related"),
    ],
)
def test_kinds(data: bytes, name: str, expected: str) -> None:
    """A mailbox and a mail are known by their first lines; one mail with such a line by name."""
    assert media_type(data, name) == expected


def test_real_mailboxes(shared: Path) -> None:
    """Every mailbox of the set is one, and its messages are found again."""
    folder = shared / "data" / "pages" / "mail"
    for line in (folder / "gold.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        if gold["format"] == "mbox":
            data = (folder / gold["file"]).read_bytes()
            assert media_type(data, gold["file"]) == MAILBOX
            assert messages(data)
