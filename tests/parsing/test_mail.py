"""Mail: the lines of its header, the best of its body, what it carries, each at its place."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import UnreadableError
from archive.mime import DEPTH, PARTS, read_message
from archive.mime_header import header_text, parameters
from archive.model import Edition
from archive.text import canonical
from archive.transfer import transfer_decoded
from indexer.containers.entries import Entry
from indexer.containers.mails import entries, payload
from indexer.media import MAIL, media_type
from indexer.parsers import read as read_edition
from indexer.parsers.mail import resolver
from tests.parsing.measure import resolved
from tests.parsing.office_files import check_places, left_out

LIMIT = 10_000_000
HEAD = "From: Jane Roe <jane@example.org>\nTo: Ali <ali@example.org>\n"
PERSIAN = "این نامه برای آزمون نوشته شده است و نشان می‌دهد که نویسه‌ها درست خوانده می‌شوند."
PDF = b"%PDF-1.7\n%%EOF\n"


def edition(data: bytes | str) -> Edition:
    """What is read of a mail, after checking that every place leads to its text."""
    data = data.encode() if isinstance(data, str) else data
    found = read_edition(data, MAIL, "a.eml")
    check_places(found, resolver(data))
    assert all(resolved(resolver(data), found.left_out))
    return found


def body(found: Edition) -> list[tuple[str, str]]:
    """Kind and text of the passages that are neither header lines nor attachments."""
    return [(p.kind, p.text) for p in found.passages if p.kind != "table_row"]


def rows(found: Edition) -> list[str]:
    """The header lines and the attachments."""
    return [passage.text for passage in found.passages if passage.kind == "table_row"]


def attached(data: bytes | str) -> list[Entry]:
    """The entries of a mail, after checking that each is found again by its locator."""
    source = io.BytesIO(data.encode() if isinstance(data, str) else data)
    found = [entry for entry in entries(source, 0, LIMIT) if isinstance(entry, Entry)]
    for entry in found:
        if entry.payload is not None:
            assert payload(source, entry.locator, LIMIT) == entry.payload
    return found


def multipart(kind: str, *parts: str, edge: str = "edge") -> str:
    """The rest of a header and a body of these parts, each with a header of its own."""
    whole = "".join(f"--{edge}\n{part}\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{edge}"\n\n{whole}--{edge}--\n'


def part(kind: str, content: str, *more: str) -> str:
    """A part with a header."""
    return "\n".join([f"Content-Type: {kind}", *more, "", content])


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


def test_plain_text_goes_before_a_page_that_says_no_more() -> None:
    """Of alternatives the plain one is read; what the page alone says is left out, not lost."""
    page = "<p>The commission met on Monday.</p><p style='display:none'>Track</p><p>Secret.</p>"
    data = HEAD + multipart(
        "alternative", part("text/plain", "The commission met on Monday."), part("text/html", page)
    )
    found = edition(data)
    assert body(found) == [("paragraph", "The commission met on Monday.")]
    assert ("other version of the text", "Secret.") in left_out(found)
    assert ("hidden", "Track") in left_out(found)
    assert attached(data) == []


@pytest.mark.parametrize("plain", ["", "See the HTML version."])
def test_a_page_is_read_where_the_plain_text_is_poor(plain: str) -> None:
    """A menu in a mail is its text; a place is the part and the node path in it."""
    page = "<nav><a href=x>One</a></nav><h1>News</h1><blockquote>" + "word " * 30 + "</blockquote>"
    data = HEAD + multipart("alternative", part("text/plain", plain), part("text/html", page))
    found = edition(data)
    assert body(found) == [
        ("paragraph", "One"), ("heading", "News"), ("quotation", ("word " * 30).strip()),
    ]  # fmt: skip
    place = found.passages[2].place
    assert place is not None
    assert place.ranges == (("2/html/body/nav/a#text", 0, 3),)


def test_parts_within_parts() -> None:
    """Inline texts in their order; the root of related parts; pictures and files are attached."""
    related = multipart(
        'related; start="<b@x>"',
        part("image/png", "x", "Content-ID: <p@x>"),
        part("text/html", "<p>Page <img src='cid:p@x'></p>", "Content-ID: <b@x>"),
        edge="in",
    )
    data = HEAD + multipart(
        "mixed",
        part("text/plain", "First."),
        related,
        part("application/pdf", "%PDF", 'Content-Disposition: inline; filename="a/b.pdf"'),
        part("text/plain", "file", "Content-Disposition: attachment"),
        part("text/plain; name=notes.txt", "notes"),
        part("text/plain", "Last."),
    )
    found = edition(data)
    assert [text for _, text in body(found)] == ["First.", "Page", "Last."]
    assert [(e.locator, e.label, e.declared, e.id) for e in attached(data)] == [
        ("2.1", "image/png, part 2.1", "image/png", "p@x"),
        ("3", "a/b.pdf", "application/pdf", ""),
        ("4", "text/plain, part 4", "text/plain", ""),
        ("5", "notes.txt", "text/plain", ""),
    ]
    assert rows(found)[2:] == [f"Attachment: {entry.label}" for entry in attached(data)]
    assert [a.sha256 for a in found.metadata.attachments] == [
        hashlib.sha256(entry.payload or b"").hexdigest() for entry in attached(data)
    ]


def test_names_of_attachments() -> None:
    """RFC 2231, encoded words and bytes as they are; signs that turn the text are shown as such."""
    data = HEAD.encode() + multipart(
        "mixed",
        part("text/plain", "x"),
        part("image/png", "x", "Content-Disposition: attachment;\n filename*0*=utf-8''%d9%86;"
             "\n filename*1*=%d8%a7.png"),
        part('image/png; name="=?utf-8?b?2YbYpw==?="', "x"),
        part("image/png", "x", "Content-Disposition: attachment; filename=نا.png"),
        part("image/png", "x", 'Content-Disposition: attachment; filename="a\u202efdp.exe"'),
        part("message/rfc822", "Subject: Inner\nFrom: a\n\nx"),
        part("image/png", "x", "Content-Description: A map"),
    ).encode()  # fmt: skip
    assert [entry.label for entry in attached(data)] == [
        "نا.png", "نا", "نا.png", "a\ufffdfdp.exe", "Inner", "A map",
    ]  # fmt: skip


def test_a_mail_in_a_mail_is_one_of_its_own() -> None:
    """Also in a digest, where that is the default type, and where it is all there is."""
    inner = "Subject: Inner\nFrom: b\n\nInner text.\n"
    digest = HEAD + multipart("digest", "\n" + inner, part("text/plain", "Not a mail."))
    assert [(e.declared, e.payload) for e in attached(digest)] == [
        ("message/rfc822", inner.removesuffix("\n").encode() + b"\n")
    ]
    assert body(edition(digest)) == [("paragraph", "Not a mail.")]
    alone = HEAD + "Content-Type: message/rfc822\n\n" + inner
    assert [(e.locator, e.payload) for e in attached(alone)] == [("1", inner.encode())]


def test_what_is_read_besides_text() -> None:
    """Reports on delivery and invitations are texts; the latter beside their alternatives."""
    report = HEAD + multipart(
        "report",
        part("text/plain", "Not delivered."),
        part("message/delivery-status", "Action: failed\nStatus: 5.1.1"),
        part("text/rfc822-headers", "Subject: lost"),
    )
    assert [text for _, text in body(edition(report))] == [
        "Not delivered.", "Action: failed", "Status: 5.1.1", "Subject: lost",
    ]  # fmt: skip
    invitation = HEAD + multipart(
        "alternative",
        part("text/plain", "Please come."),
        part("text/html", "<p>Please come."),
        part("text/calendar; method=REQUEST", "BEGIN:VEVENT\nSUMMARY:Hear\n ing of Jane\n"),
    )
    assert [text for _, text in body(edition(invitation))] == [
        "Please come.", "BEGIN:VEVENT", "SUMMARY:Hearing of Jane",
    ]  # fmt: skip


def test_flowed_text() -> None:
    """RFC 3676: soft line ends join, stuffing goes, with DelSp the space goes too."""
    text = "One line \nthat goes on \nto here.\n From stuffed\n> quoted \n> on\n-- \nJane\nTel. 1\n"
    found = edition(HEAD + part("text/plain; format=flowed", text))
    assert body(found) == [
        ("paragraph", "One line that goes on to here."),
        ("paragraph", "From stuffed"),
        ("quotation", "quoted on"),
        ("paragraph", "Jane"),
        ("paragraph", "Tel. 1"),
    ]
    found = edition(HEAD + part("text/plain; format=flowed; delsp=yes", "日本 \n語 \n です"))
    assert body(found) == [("paragraph", "日本語です")]


def test_quotations_and_wraps() -> None:
    """Quoted lines are quotations by depth, without their marks; what was wrapped is joined."""
    prose = (
        "> > The commission heard the witness for three days and wrote down all\n"
        "> > that was said, then it adjourned and the hall was closed by two of\n"
        "> > the ushers, who carried the keys to the president of the court and\n"
        "> > asked for a receipt.\n"
    )
    found = edition(f"{HEAD}\nOn Monday Ali wrote:\n{prose}> I agree.\n\n>From here on\nMe too.\n")
    assert [kind for kind, _ in body(found)] == [
        "paragraph", "quotation", "quotation", "paragraph", "paragraph",
    ]  # fmt: skip
    texts = [text for _, text in body(found)]
    assert texts[1].endswith("by two of the ushers, who carried the keys to the president of the "
                             "court and asked for a receipt.")  # fmt: skip
    assert texts[2:] == ["I agree.", "From here on", "Me too."]


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1256", "unknown-8bit"])
def test_charsets(charset: str, encoding: str) -> None:
    """As declared; where that is no encoding, as the archive tells."""
    text = PERSIAN.replace("ی", "ي").replace("\u200c", " ")
    content = text.encode("windows-1256" if charset == "windows-1256" else "utf-8")
    coded = {
        "base64": base64.encodebytes(content),
        "quoted-printable": b"".join(b"=%02X" % byte for byte in content),
    }.get(encoding, content)
    head = f"{HEAD}Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: "
    found = edition(f"{head}{encoding}\n\n".encode() + coded)
    assert body(found) == [("paragraph", text)]
    assert found.metadata.language is not None
    assert found.metadata.language.value == "fa"


def test_what_cannot_be_decoded_is_marked() -> None:
    """And counted in a notice."""
    content = (PERSIAN * 4).encode() + b" \xff."
    found = edition(f"{HEAD}Content-Type: text/plain; charset=utf-8\n\n".encode() + content)
    assert "\ufffd" in found.text
    assert any("1 place" in notice for notice in found.notices)


def test_utf_7_only_where_it_is_declared() -> None:
    """RFC 2152; a text in ASCII may look like it."""
    coded = "Hi Mom +Jjo-!"
    assert body(edition(HEAD + part("text/plain; charset=utf-7", coded)))[0][1] == "Hi Mom ☺!"
    assert body(edition(HEAD + part("text/plain", coded)))[0][1] == coded


@pytest.mark.parametrize(
    ("rest", "sentence"),
    [
        (multipart('encrypted; protocol="application/pgp-encrypted"',
                   part("application/pgp-encrypted", "Version: 1"),
                   part("application/octet-stream", "x")), "encrypted (PGP/MIME)"),
        (part("application/pkcs7-mime; smime-type=enveloped-data", "x"), "encrypted (S/MIME)"),
        (part("application/x-pkcs7-mime", "x"), "encrypted (S/MIME)"),
        (part("application/pkcs7-mime; smime-type=signed-data", "x"), "wrapped in an S/MIME"),
        ("\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n", "encrypted (PGP)"),
    ],
)  # fmt: skip
def test_encrypted(rest: str, sentence: str) -> None:
    """The header is read, and a notice says what is not; what is sealed is no text."""
    found = edition(HEAD + rest)
    assert rows(found)[:2] == HEAD.splitlines()
    assert (body(found), found.partial) == ([], True)
    assert sentence in found.notices[0]


def test_a_file_written_into_the_text() -> None:
    """Uuencode, from before MIME: left out with the reason, and said not to be read."""
    lines = "".join(binascii.b2a_uu(PDF).decode() for _ in range(3))
    found = edition(f"{HEAD}\nSee below.\n\nbegin 644 a.pdf\n{lines}`\nend\n\nRegards\n")
    assert [text for _, text in body(found)] == ["See below.", "Regards"]
    assert "uuencode" in found.notices[0]
    assert {why for why, _ in left_out(found)} == {"file written in the text"}


def test_cut_off() -> None:
    """What is there is read, and said to be a part."""
    data = HEAD + multipart("mixed", part("text/plain", "One."), part("text/plain", "Two three."))
    assert not edition(data).partial
    found = edition(data[: data.index(" three")])
    assert [text for _, text in body(found)] == ["One.", "Two"]
    assert found.partial
    assert "cut off" in found.notices[0]


def test_a_multipart_that_is_none() -> None:
    """Without a boundary in it, it is shown as it stands; with another than declared, by that."""
    found = edition(HEAD + "Content-Type: multipart/mixed; boundary=x\n\nWords.\n")
    assert (body(found), found.partial) == ([("paragraph", "Words.")], True)
    assert "as it stands" in found.notices[0]
    wrong = (HEAD + multipart("mixed", part("text/plain", "Words."))).replace('"edge"', '"other"')
    assert body(edition(wrong)) == [("paragraph", "Words.")]


def test_what_stands_outside_the_parts() -> None:
    """Before the first and behind the last: left out, with its place."""
    data = HEAD + multipart("mixed", part("text/plain", "Words.")).replace(
        "\n\n--edge", "\n\nThis is MIME.\n--edge", 1
    )
    outside = [text for why, text in left_out(edition(data + "List footer\n")) if "outside" in why]
    assert outside == ["This is MIME.", "List footer"]


def test_a_mail_without_text() -> None:
    """It says so, and is whole."""
    found = edition(f"{HEAD}Content-Type: image/png; name=a.png\n\nx")
    assert (found.notices, found.partial) == (("The mail's body holds no text.",), False)
    assert rows(found)[-1] == "Attachment: a.png"


@pytest.mark.parametrize("disposition", ["", "Content-Disposition: attachment; filename=a.txt"])
def test_a_named_text_is_the_body_where_it_stands_first(disposition: str) -> None:
    """Old programs name the body; only what is called an attachment is one there."""
    data = HEAD + multipart("mixed", part("text/plain; name=a.txt", "Words.", disposition))
    data = data.replace("a.txt\n\n\n", "a.txt\n\n")
    assert [entry.label for entry in attached(data)] == (["a.txt"] if disposition else [])
    assert [text for _, text in body(edition(data))] == ([] if disposition else ["Words."])


def test_entries_over_the_limit_and_from_a_position() -> None:
    """An attachment that is too large, or empty, has a reason; any can be gone on from."""
    source = io.BytesIO(
        (HEAD + multipart("mixed", *[part("image/png", x, "X-A: b") for x in ("1234", "12", "")]))
        .replace('boundary="edge"\n', 'boundary="edge"\n')
        .replace("image/png", "image/png; name=a")
        .encode()
    )
    every = [entry for entry in entries(source, 0, 3) if isinstance(entry, Entry)]
    assert [(e.payload, bool(e.reason), e.failed) for e in every] == [
        (None, True, True), (b"12", False, False), (None, True, False),
    ]  # fmt: skip
    assert list(entries(source, every[0].resume, 3)) == every[1:]
    for locator in ("1", "9", "x"):
        with pytest.raises(UnreadableError):
            payload(source, locator, 3)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]))
TYPES = st.sampled_from([("application", "pdf"), ("image", "png"), ("application", "x-y")])


@given(TEXTS, st.lists(st.tuples(TYPES, st.binary(min_size=1), TEXTS), max_size=4))
def test_what_the_standard_library_writes(
    text: str, files: list[tuple[tuple[str, str], bytes, str]]
) -> None:
    """The inverse of writing: text and files come out as they went in."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = "Test"
    message["From"] = "Jane <jane@example.org>"
    message.set_content(text)
    for (kind, subtype), content, name in files:
        message.add_attachment(
            content, maintype=kind, subtype=subtype, filename=name.strip() or "a"
        )
    data = message.as_bytes()
    assert [entry.payload for entry in attached(data)] == [content for _, content, _ in files]
    shown = "".join(passage for _, passage in body(edition(data)))
    if not any(sign in text for sign in ">-"):
        assert "".join(shown.split()) == "".join(canonical(text)[0].split())


SNIPPETS = st.sampled_from(
    [
        b"--edge", b"--edge--", b"\r\n", b"\n\n", b"Content-Type: ", b"multipart/mixed; boundary=",
        b"multipart/alternative; boundary=edge", b"=3D", b"message/rfc822", b"; charset=utf-7",
        b"base64", b"=?x?q?=ff?=", b"\xff\xfe", b"Date: ", b"<p>", b"> ", b"-- \n", b"name*0*=",
        b"Content-Disposition: attachment; filename=", b"format=flowed", b"-----BEGIN PGP MESSAGE",
        b"+2AA-", b"From ", b"x-uuencode\n\n", b"\0",
    ]
)  # fmt: skip
WHOLE = (
    HEAD
    + multipart(
        "mixed",
        multipart("alternative", part("text/plain", "> a\nb"), part("text/html", "<b>c"), edge="i"),
        part("image/png", "iVBOR", "Content-Transfer-Encoding: base64"),
    )
).encode()


@given(st.lists(st.tuples(st.integers(0, 600), SNIPPETS), max_size=8), st.integers(0, 700))
def test_broken_mails(inserted: list[tuple[int, bytes]], end: int) -> None:
    """Whatever is broken in a mail, it is read, places hold and entries are found again."""
    data = WHOLE
    for position, piece in inserted:
        data = data[:position] + piece + data[position:]
    for shown in (data, data[:end]):
        edition(shown)
        attached(shown)


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    """Never an exception; what is text in them is in the edition."""
    edition(data)
    attached(data)


@given(st.binary(max_size=200), st.binary(max_size=80))
def test_any_header(value: bytes, word: bytes) -> None:
    """Headers of any bytes decode to one line that can be written as UTF-8."""
    for data in (value, b"=?utf-8?q?" + word + b"?=", b"a; b=" + value + b'; c*0*="' + word):
        assert not set(header_text(data)) & set("\n\r\0")
        header_text(data).encode()
        parameters(data)


@given(st.binary(max_size=200))
def test_transfer_encodings(data: bytes) -> None:
    """What was encoded comes back, and any bytes decode to something."""
    assert transfer_decoded(base64.encodebytes(data), "base64") == data
    lines = [data[at : at + 45] for at in range(0, len(data), 45)]
    coded = b"begin 644 a\n" + b"".join(map(binascii.b2a_uu, lines)) + b"`\nend\n"
    assert transfer_decoded(coded, "x-uuencode") == data
    for encoding in ("base64", "x-uuencode", "quoted-printable", "7bit", "?"):
        transfer_decoded(data, encoding)


def nested(levels: int) -> bytes:
    """A mail of multiparts within multiparts."""
    heads = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(levels)
    )
    return f"{HEAD}{heads}Content-Type: text/plain\n\nThe deepest words.\n".encode()


def test_people_after_a_flood() -> None:
    """The lines that people read are read behind a thousand that are not."""
    found = edition("X-A: b\n" * 2_000 + HEAD + "Subject: c\n\nHello")
    assert rows(found) == HEAD.splitlines()
    assert (found.metadata.title is not None, found.partial) == (True, True)


@pytest.mark.parametrize(
    "data",
    [
        nested(10_000),
        HEAD.encode() + b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n" * 1_000_000,
        b"Subject: " + b"=?a?q?" * 200_000 + b"\n\nwords",
        b"Content-Type: text/plain; a=\"" + b";" * 1_000_000 + b"\n\nwords",
        b"To: " + b"a@b.example, " * 800_000 + b"\n\nwords",
        b"X: y\n" * 400_000 + b"\nwords",
        b"Subject: a\n" + b" \n" * 500_000 + b"\nwords",
        HEAD.encode() + b"\n" + b">" * 1_000_000 + b" words",
        HEAD.encode() + b"\n-----BEGIN PGP MESSAGE-----\n\n-----END PGP MESSAGE-----\n" * 40_000,
        HEAD.encode() + b"Content-Transfer-Encoding: base64\n\n" + b"=A" * 500_000,
        HEAD.encode() + b"Content-Type: multipart/mixed; boundary=--\n\n" + b"------\n" * 100_000,
    ],
    ids=["deep", "parts", "words", "parameters", "recipients", "fields", "spaces", "quotes",
         "armour", "base64", "boundary"],
)  # fmt: skip
def test_hostile(data: bytes) -> None:
    """Within limits, and what is over them is said; the time is that of the test's own limit."""
    message = read_message(data)
    leaves = list(message.leaves())
    assert len(leaves) <= PARTS
    assert max(leaf.number.count(".") for leaf in leaves) <= DEPTH
    found = read_edition(data, MAIL, "a")
    assert found.text or found.left_out or found.notices
    if len(leaves) < 2:
        return
    assert found.partial


def test_real_mails(shared: Path) -> None:
    """Every mail of the set is read, its places hold, its attachments are found again."""
    folder = shared / "data" / "pages" / "mail" / "pages"
    paths = sorted(folder.glob("*.eml"))
    assert paths
    for path in paths:
        data = path.read_bytes()
        assert media_type(data, path.name) == MAIL, path.name
        edition(data)
        attached(data)
