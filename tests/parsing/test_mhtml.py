"""Pages saved as one message: the page found, its facts read, each passage where its place says."""

from __future__ import annotations

import base64
import gzip
import quopri
from collections import Counter
from pathlib import Path
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import UnreadableError
from archive.mhtml import read_saved_page, within_part
from archive.model import LeftOut, Passage, Place
from indexer.blocks import Reading
from indexer.media import media_type
from indexer.parsers import html
from indexer.parsers import read as read_edition
from indexer.parsers.mhtml import read, resolver
from tests.parsing.measure import READERS, main_text, pages, resolved, suffix

HEAD = """From: <Saved by Blink>
Snapshot-Content-Location: https://news.example/a?b=1
Subject: =?utf-8?Q?Ein=20sch=C3=B6ner=20Titel?=
Date: Sun, 22 Nov 2026 16:30:25 GMT
MIME-Version: 1.0
Content-Type: multipart/related;
	type="text/html";
	boundary="--edge--"

"""
WORDS = "The commission heard the witness for three days and wrote down every word that was said."
PERSIAN = "این یادداشت برای آزمون نوشته شده است و نشان می‌دهد که نویسه‌ها درست خوانده می‌شوند."


def page(body: str) -> bytes:
    """A whole page with this in its body."""
    return f"<!DOCTYPE html><html lang=en><body>{body}</body></html>".encode()


def part(
    content: bytes, kind: str = "text/html", encoding: str = "quoted-printable", **named: str
) -> bytes:
    """A part with the headers of these names ("content_id")."""
    coded = {
        "quoted-printable": quopri.encodestring(content),
        "base64": base64.encodebytes(content),
    }.get(encoding, content)
    named = {"content_type": kind, "content_transfer_encoding": encoding, **named}
    lines = [f"{name.replace('_', '-').title()}: {value}" for name, value in named.items()]
    return "\r\n".join([*lines, "", ""]).encode() + coded


def message(*parts: bytes, head: str = HEAD) -> bytes:
    """A message of these parts, with the line ends that mail has."""
    edge = b"\r\n----edge--"
    whole = b"".join(edge + b"\r\n" + one for one in parts)
    return head.replace("\n", "\r\n").encode() + whole + edge + b"--\r\n"


def paragraphs(reading: Reading) -> list[str]:
    """The main text, a block each."""
    return main_text(reading).split("\n")


def test_facts_of_the_capture() -> None:
    """Address, time and tool come from the headers; the subject serves as a title where none is."""
    known = read(message(part(page(f"<p>{WORDS}</p>")))).metadata
    assert known.captured is not None
    assert (known.captured.value, known.captured.basis) == (
        "2026-11-22T16:30:25+00:00",
        "MHTML header",
    )
    facts = (known.title, known.original_url, known.captured_from, known.captured_by)
    assert [(fact.value, fact.basis) for fact in facts if fact] == [
        ("Ein schöner Titel", "MHTML header"),
        ("https://news.example/a?b=1", "MHTML header"),
        ("https://news.example/a?b=1", "MHTML header"),
        ("Blink", "MHTML header"),
    ]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("Fri Mar 10 2006 13:40:00 GMT+0100", "2006-03-10T13:40:00+01:00"),
        ("Tue, 28 Aug 2012 09:53:28 +0300", "2012-08-28T09:53:28+03:00"),
        ("Tue, 98 Foo 2012 09:53", None),
    ],
)
def test_dates_of_other_tools(written: str, value: str | None) -> None:
    """Dates as mail and as scripts write them; what is no date is none."""
    head = HEAD.replace("Sun, 22 Nov 2026 16:30:25 GMT", written)
    captured = read(message(part(page(WORDS)), head=head)).metadata.captured
    assert (captured.value if captured else None) == value


@pytest.mark.parametrize(
    "head",
    [
        HEAD.replace("related;", 'related; start="<second@x>";'),
        HEAD.replace("https://news.example/a?b=1", "\n\thttps://news.example/the/\n\tsecond"),
    ],
)
def test_the_page_is_the_part_that_is_named(head: str) -> None:
    """``start`` or the message's own address, folded or not, tell which part is the page."""
    first, second = page("<p>An advertisement in a frame.</p>"), page(f"<p>{WORDS}</p>")
    named = {"content_id": "<second@x>", "content_location": "https://news.example/the/second"}
    reading = read(message(part(first), part(second, **named), head=head))
    assert paragraphs(reading) == [WORDS]
    left_out = [block for block in reading.blocks if block.reason]
    assert [block.reason for block in left_out] == ["frame"]
    assert left_out[0].pieces[0].path == "1/html/body/p#text"


def test_a_page_of_frames_only() -> None:
    """Where the page itself has no text, that of its frames is the text."""
    frames = b"<html><frameset><frame src=cid:a@x></frameset></html>"
    reading = read(message(part(frames), part(page(f"<p>{WORDS}</p>"), content_id="<a@x>")))
    assert paragraphs(reading) == [WORDS]


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit", "binary"])
def test_encodings(encoding: str) -> None:
    """The page is decoded from its transfer encoding, then by the charset that its part names."""
    text = PERSIAN.replace("\u200c", " ").replace("ی", "ي")
    content = f"<p>{text}</p>".encode("windows-1256")
    one = part(content, "text/html;\r\n charset=windows-1256", encoding)
    reading = read(message(one))
    assert (paragraphs(reading), reading.charset) == ([text], "windows-1256")


def test_joiners_stay() -> None:
    """Zero-width non-joiners come through byte for byte."""
    assert paragraphs(read(message(part(page(f"<p>{PERSIAN}</p>"), encoding="base64")))) == [
        PERSIAN
    ]


def test_parts_within_parts() -> None:
    """A page beside its plain text, as some tools nest them, has the number of its place."""
    inner = b'Content-Type: multipart/alternative; boundary="in"\r\n\r\n--in\r\n'
    inner += part(b"Plain words", "text/plain") + b"\r\n--in\r\n"
    inner += part(page(f"<p>{WORDS}</p>")) + b"\r\n--in--\r\n"
    data = message(inner)
    reading = read(data)
    place = [(path, start, start + len(text)) for text, path, start, _ in reading.blocks[0].pieces]
    assert place == [("1.2/html/body/p#text", 0, len(WORDS))]
    resolve = resolver(data)
    assert resolve("1.2/html/body/p#text", 4, 14) == WORDS[4:14]
    assert resolve("3/html/body/p#text", 4, 14) == resolve("1.2/html/q#text", 4, 14) == ""


def test_cut_off() -> None:
    """A file that was cut off is read as far as it goes, and says what is missing."""
    data = message(part(page(f"<p>{WORDS}</p>")), part(b"\x89PNG" * 50, "image/png", "base64"))
    assert not read(data).partial
    within_picture = read(data[:-60])
    assert (paragraphs(within_picture), within_picture.partial) == ([WORDS], True)
    assert "The page itself is whole" in within_picture.notices[0]
    within_page = read(data[: data.index(b" three days")])
    assert paragraphs(within_page) == ["The commission heard the witness for"]
    assert "what came after is missing" in within_page.notices[0]


def test_a_message_without_a_page() -> None:
    """A message of pictures is no page."""
    with pytest.raises(UnreadableError, match="without a page"):
        read(message(part(b"\x89PNG", "image/png", "base64")))


SNIPPETS = st.sampled_from(
    [
        b"----edge--", b"\r\n", b"\n\n", b"Content-Type: ", b"multipart/mixed; boundary=", b"=3D",
        b"text/html", b"; charset=utf-7", b"base64", b"=?x?q?=ff?=", b"\xff\xfe", b"Date: ", b"<p>",
        b"start*0*=",
    ]
)  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 900), SNIPPETS), max_size=8), st.integers(0, 900))
def test_broken_messages(inserted: list[tuple[int, bytes]], end: int) -> None:
    """Whatever is broken in a message, it is read or refused, and places hold."""
    data = message(part(page(f"<p>{WORDS}</p>")), part(page("<b>Frame</b>"), content_id="<a@x>"))
    for position, piece in inserted:
        data = data[:position] + piece + data[position:]
    for shown in (data, data[:end]):
        try:
            assert unresolved(shown) == []
        except UnreadableError:
            continue


def unresolved(data: bytes) -> list[str]:
    """The passages and left-out pieces whose place does not hold their text."""
    edition = read_edition(data, "multipart/related", "a")
    pieces: tuple[Passage | LeftOut, ...] = (*edition.passages, *edition.left_out)
    is_there = resolved(resolver(data), pieces)
    return [piece.text for piece, there in zip(pieces, is_there, strict=True) if not there]


def test_places_in_a_page_of_its_own() -> None:
    """A place in a part is one in the page of that part, and in no other."""
    place = Place("part", (("2/html/body/p#text", 1, 2), ("2/html/body/p/b#text", 0, 4)))
    inner = Place("html", (("/html/body/p#text", 1, 2), ("/html/body/p/b#text", 0, 4)))
    assert within_part(place, "2") == inner
    assert within_part(place, "1") is within_part(place, "2.1") is within_part(None, "2") is None


def test_what_a_page_means_by_an_address() -> None:
    """Parts are found by Content-ID and by address, absolute or relative to the page's."""
    parts = [
        part(page(WORDS), content_location="https://news.example/a"),
        part(b"1", "image/png", content_id="<dot@x>"),
        part(b"2", "image/png", content_location="https://news.example/img/two.png"),
        part(b"3", "text/css", content_location="cid:css-3@mhtml.blink"),
    ]
    saved = read_saved_page(message(*parts, head=HEAD.replace("a?b=1", "a")))
    wanted = {
        "cid:dot@x": "2", "/img/two.png#x": "3", "img/two.png": "3", "cid:css-3@mhtml.blink": "4",
        "cid:none": None, "http://[": None, "": "1",
    }  # fmt: skip
    found = {address: saved.resource(address) for address in wanted}
    assert {address: one and one.number for address, one in found.items()} == wanted


@pytest.mark.slow
def test_real_captures(shared: Path) -> None:
    """Every passage of the captures resolves, and each says that it is a saved page."""
    folder = shared / "data" / "pages"
    for gold, data in pages("captures:mhtml", folder):
        assert media_type(data, "a") == "multipart/related"
        assert (gold["id"], unresolved(data)) == (gold["id"], [])


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["mhtml", "singlefile"])
def test_captures_are_read_as_the_page_is(kind: str, shared: Path) -> None:
    """The main text of a capture is that of the page it was made of."""
    folder = shared / "data" / "pages"
    alike = []
    for gold, data in pages(f"captures:{kind}", folder):
        name, _, page_id = gold["gold_from"].partition("/")
        original = next((folder / name / "pages").glob(f"*{page_id}.html.gz"), None)
        if original is None:
            continue
        plain = Counter(main_text(html.read(gzip.decompress(original.read_bytes()))).split())
        captured = Counter(main_text(READERS[suffix(gold)](data)).split())
        alike.append((plain & captured).total() / (plain | captured).total())
    assert len(alike) >= 8
    assert fmean(alike) >= 0.99
