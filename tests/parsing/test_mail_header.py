"""The lines of a mail's header: who wrote to whom, when, and what is broken in them."""

from __future__ import annotations

import pytest

from archive.mime_header import header_text
from tests.mail_files import (
    HEAD,
    body,
    edition,
    rows,
)
from tests.parsing.office_files import left_out


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_facts_and_lines_of_the_header(newline: str) -> None:
    """Title, author and date are facts with a basis; people's lines are text, others are kept."""
    data = (
        "Received: by relay.example; Mon, 2 Mar 2009 10:00:00 +0000\n"
        "Subject: =?utf-8?B?2YbYp9mF2Yc=?=\n =?utf-8?B?IOKAnNqv2LLYp9ix2LTigJ0=?=\n" + HEAD
        + "Cc: x@example.org,\n\ty@example.org\nReply-To: <jane@example.org>\n"
        "Date: Mon, 2 Mar 2009 13:30:00 +0330\nMessage-ID: <1@example.org>\n\nHello\n"
    ).replace("\n", newline)  # fmt: skip
    found = edition(data)
    known = found.metadata
    assert known.title is not None
    assert (known.title.value, known.title.basis) == ("نامه “گزارش”", "mail header")
    assert [(a.name, a.kind) for a in known.authors] == [("Jane Roe", "person")]
    assert (known.authors_basis, known.byline) == ("mail header", "Jane Roe <jane@example.org>")
    assert known.published is not None
    assert known.published.value == "2009-03-02T13:30:00+03:30"
    assert known.published.text == "Mon, 2 Mar 2009 13:30:00 +0330"
    assert rows(found) == [
        "From: Jane Roe <jane@example.org>",
        "To: Ali <ali@example.org>",
        "Cc: x@example.org, y@example.org",
        "Date: Mon, 2 Mar 2009 13:30:00 +0330",
    ]
    assert [reason for reason, _ in left_out(found)] == ["title line", *["mail header"] * 3]
    assert body(found) == [("paragraph", "Hello")]
    place = found.passages[0].place
    assert place is not None
    assert (place.scheme, place.ranges) == ("part", (("header:from", 0, 33),))


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ('"Roe, Jane" <j@example.org>', ["Roe, Jane"]),
        ("j@example.org (Jane Roe)", ["Jane Roe"]),
        ("j@example.org", ["j@example.org"]),
        ('"j@example.org" <j@example.org>', ["j@example.org"]),
        ("=?utf-8?q?Jos=C3=A9_Roe?= <j@example.org>", ["José Roe"]),
        ("Jane <j@x.org>, Ali <a@x.org>", ["Jane", "Ali"]),
        ("سارا <s@example.org>", ["سارا"]),
        ("<>", []),
        ("a@example.org b@example.org", ["a@example.org", "b@example.org"]),
        ("(" * 5_000, []),
    ],
)
def test_authors(written: str, names: list[str]) -> None:
    """A name without quotes and encoding; the address where there is none."""
    found = edition(f"From: {written}\nTo: x\n\nHello")
    assert [agent.name for agent in found.metadata.authors] == names


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Example News <mail@example.org>", "organization"),
        ("Jane Roe <jane@example.org>", "person"),
        ("no-reply@example.org", "organization"),
        ("Mail System <MAILER-DAEMON@example.org>", "organization"),
        ("Infortun <infortun@example.org>", "person"),
    ],
)
def test_people_and_organisations(written: str, kind: str) -> None:
    """By the form of the name, and by the mailbox of a function or a program."""
    assert [a.kind for a in edition(f"From: {written}\n\nx").metadata.authors] == [kind]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("Thu, 22 Feb 2007 11:20:31 -0700 (PST)", "2007-02-22T11:20:31-07:00"),
        ("Thu, 22 Feb 2007 11:20:31 -0000", "2007-02-22T11:20:31"),
        ("22 Feb 07 11:20 GMT", "2007-02-22T11:20:00+00:00"),
        ("2007-02-22", "2007-02-22"),
        ("Thu, 99 Feb 2007", None),
        ("Mon, 1 Jan 0001 00:00:00 +9999", None),
        ("Thu, 1 Jan 1904 00:00:00 +0000", None),
        ("soon", None),
        ("", None),
    ],
)
def test_dates(written: str, value: str | None) -> None:
    """With their zone where they have one; a date that no mail can have is none."""
    published = edition(f"{HEAD}Date: {written}\n\nx").metadata.published
    assert (published.value if published else None) == value


def test_broken_headers_cost_themselves_only() -> None:
    """Words that are not encoded, wrong charsets and bytes beyond ASCII are read as can be."""
    data = (
        b"Subject: =?none?b?VEVTVA=?= and =?utf-8?x?a?= =?utf-8?q?=FF?=\n"
        b"From: Jos\xc3\xa9 <j@example.org>\nTo: =?windows-1256?q?=D3=E1=C7=E3?=\n"
        b"From: second@example.org\nContent-Type: ;;;\n\nHello"
    )
    found = edition(data)
    assert found.metadata.title
    assert found.metadata.title.value == "TEST and =?utf-8?x?a?= ÿ"
    assert rows(found) == [
        "From: José <j@example.org>", "To: سلام", "From: second@example.org",
    ]  # fmt: skip
    assert body(found) == [("paragraph", "Hello")]


def test_bytes_in_a_header_are_read_as_the_text_is() -> None:
    """Old programs wrote them as they are, in the charset that only the text declares."""
    name, subject = "سارا احمدي", "نامه"
    head = f"Subject: {subject}\nFrom: {name} <s@example.org>\n".encode("windows-1256")
    found = edition(head + b"Content-Type: text/plain; charset=windows-1256\n\nx")
    assert [agent.name for agent in found.metadata.authors] == [name]
    assert found.metadata.title
    assert found.metadata.title.value == subject


def test_words_that_cut_a_character() -> None:
    """Encoded words side by side are decoded as one; the white space between them is none."""
    assert header_text(b"a =?utf-8?b?2YY=?= =?UTF-8?b?2g==?=\n =?utf-8?b?qQ==?= b") == "a نک b"
    assert header_text(b"=?utf-8?q?a?= b =?utf-8?q?c?=") == "a b c"
    assert header_text(b"=?utf-8*en?q?a_b?=") == "a b"


def test_a_header_without_its_end() -> None:
    """Where a line is no field the body begins; a fold that lost its indentation is none."""
    found = edition("Subject: a\nHello there, everybody\n\nand good-bye\n")
    assert body(found) == [("paragraph", "Hello there, everybody"), ("paragraph", "and good-bye")]
    found = edition("X-A: a\nlost fold\nFrom: Jane\nSubject: b\n\nHello\n")
    assert (rows(found), body(found)) == (["From: Jane"], [("paragraph", "Hello")])
    assert ("mail header", "X-A: a lost fold") in left_out(found)
    assert body(edition(f">From x Mon Jan 1 2001\n{HEAD}\nHello")) == [("paragraph", "Hello")]
