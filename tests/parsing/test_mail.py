"""Mail: the best of its body, and what it carries, each at its place."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io

import pytest

from archive.errors import UnreadableError
from indexer.containers.entries import Entry
from indexer.containers.mails import entries, payload
from tests.mail_files import (
    HEAD,
    PDF,
    PERSIAN,
    attached,
    body,
    edition,
    multipart,
    part,
    rows,
)
from tests.parsing.office_files import left_out


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
