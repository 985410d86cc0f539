"""Mails as programs, accidents and enemies make them: all are read, within limits."""

from __future__ import annotations

import base64
import binascii
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.mime import DEPTH, PARTS, read_message
from archive.mime_header import header_text, parameters
from archive.text import canonical
from archive.transfer import transfer_decoded
from indexer.media import MAIL, media_type
from indexer.parsers import read as read_edition
from tests.mail_files import (
    HEAD,
    attached,
    body,
    edition,
    multipart,
    part,
    rows,
)

pytestmark = pytest.mark.slow

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
