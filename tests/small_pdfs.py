"""Small PDFs, written out by hand: pages of lines at given places, and what else tests need.

``pdf([[Shown("Words", 72, 700)]])`` is a file of one page. A text whose letters are not ASCII is
set in the order in which they stand from left to right, each letter a code of a font that says by
its ToUnicode table what the code means; ``ligatures`` are given as tuples of a code's letters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle

SIZE = 11.0  # points
PAPER = "/MediaBox [0 0 612 792]"
_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of text, its left end and base line in points, and how it is set."""

    text: str | Sequence[str]  # a sequence: what each glyph means, from left to right
    x: float
    y: float
    size: float = SIZE
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that fills the page."""


Page = Sequence[Shown | Picture]


def lines(*texts: str, x: float = 72, top: float = 700, step: float = 14) -> list[Shown]:
    """Lines one below the other."""
    return [Shown(text, x, top - step * number) for number, text in enumerate(texts)]


def pdf(
    pages: Sequence[Page],
    info: Mapping[str, str] | None = None,
    *,
    xmp: str = "",
    language: str = "",
    password: str | None = None,
    attachment: bool = False,
    comment: str = "",
    filled_in: str = "",
    paper: str = PAPER,
    matrix: str = "1 0 0 1 0 0",
) -> bytes:
    """A file of these pages; with a ``password`` it is encrypted (revision 2 of the handler).

    A comment and what was filled into a form are annotations of the first page. ``paper`` are
    entries of every page: its boxes, how it is turned; ``matrix`` turns what is on it.
    """
    meanings = sorted(
        {
            glyph
            for page in pages
            for item in page
            if isinstance(item, Shown) and not _is_plain(item)
            for glyph in item.text
        }
    )
    codes = {glyph: 33 + number for number, glyph in enumerate(meanings)}
    objects: list[bytes] = [b"", b""]
    objects.append(_font("Helvetica"))
    objects.append(_font("Helvetica-Bold"))
    objects.append(_stream(_unicode_table(codes)))
    widths = b" ".join([b"500"] * 224)
    meant = b"/FirstChar 32 /LastChar 255 /Widths [%s] /ToUnicode 5 0 R" % widths
    objects.append(_font("Courier", meant))
    objects.append(
        _stream(b"\x80", b"/Type /XObject /Subtype /Image /Width 1 /Height 1"
                         b" /ColorSpace /DeviceGray /BitsPerComponent 8")
    )  # fmt: skip
    kids = []
    for page in pages:
        drawn = (_drawn(item, codes) for item in page)
        objects.append(_stream(b"\n".join([f"{matrix} cm".encode(), *drawn])))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R %s /Contents %d 0 R /Resources"
            b" << /Font << /F 3 0 R /B 4 0 R /U 6 0 R >> /XObject << /I 7 0 R >> >> >>"
            % (paper.encode(), len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    catalogue = b"/Type /Catalog /Pages 2 0 R"
    if language:
        catalogue += b" /Lang (%s)" % language.encode()
    if xmp:
        objects.append(_stream(xmp.encode(), b"/Type /Metadata /Subtype /XML"))
        catalogue += b" /Metadata %d 0 R" % len(objects)
    if attachment:
        objects.append(_stream(b"Other words.", b"/Type /EmbeddedFile"))
        objects.append(b"<< /Type /Filespec /F (a.txt) /EF << /F %d 0 R >> >>" % len(objects))
        catalogue += b" /Names << /EmbeddedFiles << /Names [(a.txt) %d 0 R] >> >>" % len(objects)
    if comment or filled_in:
        notes = (
            (b"/Subtype /Text /Contents (%s)", comment),
            (b"/Subtype /Widget /FT /Tx /V (%s)", filled_in),
        )
        written = b" ".join(b"<< /Type /Annot /Rect [9 9 20 20] %s >>" % (kind % text.encode())
                            for kind, text in notes)  # fmt: skip
        objects[8] = objects[8].replace(b"/Type /Page ", b"/Type /Page /Annots [%s] " % written)
    objects[0] = b"<< %s >>" % catalogue
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    entries = b"".join(
        b"/%s <%s> " % (name.encode(), b"FEFF" + value.encode("utf-16-be").hex().encode())
        for name, value in (info or {}).items()
    )
    objects.append(b"<< %s>>" % entries)
    trailer = b"/Root 1 0 R /Info %d 0 R" % len(objects)
    if password is not None:
        key, dictionary = _key(password)
        objects = [_encrypted(one, number, key) for number, one in enumerate(objects, 1)]
        objects.append(dictionary)
        trailer += b" /Encrypt %d 0 R /ID [<00> <00>]" % len(objects)
    return _file(objects, trailer)


def _is_plain(item: Shown) -> bool:
    return isinstance(item.text, str) and item.text.isascii()


def _font(name: str, more: bytes = b"/Encoding /WinAnsiEncoding") -> bytes:
    return b"<< /Type /Font /Subtype /Type1 /BaseFont /%s %s >>" % (name.encode(), more)


def _stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (more, len(content), content)


def _drawn(item: Shown | Picture, codes: Mapping[str, int]) -> bytes:
    if isinstance(item, Picture):
        return b"q 612 0 0 792 0 0 cm /I Do Q"
    plain = _is_plain(item)
    name = b"B" if item.bold else b"F" if plain else b"U"
    shown = "".join(item.text).encode() if plain else bytes(codes[glyph] for glyph in item.text)
    return b"BT /%s %g Tf %g %g Td <%s> Tj ET" % (
        name, item.size, item.x, item.y, shown.hex().encode(),
    )  # fmt: skip


def _unicode_table(codes: Mapping[str, int]) -> bytes:
    rows = b"".join(
        b"<%02X> <%s>\n" % (code, glyph.encode("utf-16-be").hex().encode())
        for glyph, code in codes.items()
    )
    return (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def\n"
        b"1 begincodespacerange <00> <FF> endcodespacerange\n%d beginbfchar\n%sendbfchar\n"
        b"endcmap end end" % (len(codes), rows)
    )


def _file(objects: Sequence[bytes], trailer: bytes) -> bytes:
    data, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    end = b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + end


def _key(password: str) -> tuple[bytes, bytes]:
    """Key and dictionary of the standard security handler, revision 2 (ISO 32000-1, 7.6.3)."""
    padded = (password.encode() + _PADDING)[:32]
    owner = _rc4(_md5((b"owner" + _PADDING)[:32])[:5], padded)
    key = _md5(padded + owner + (0xFFFFFFFC).to_bytes(4, "little") + b"\0")[:5]
    user = _rc4(key, _PADDING)
    return key, b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (
        owner.hex().encode(), user.hex().encode(),
    )  # fmt: skip


def _encrypted(content: bytes, number: int, key: bytes) -> bytes:
    """An object with its stream encrypted; files with other strings are not made here."""
    head, mark, rest = content.partition(b"stream\n")
    if not mark:
        return content
    body = rest.removesuffix(b"\nendstream")
    own = _md5(key + number.to_bytes(3, "little") + b"\0\0")[:10]
    return head + mark + _rc4(own, body) + b"\nendstream"


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i, byte in zip(range(256), cycle(key), strict=False):
        j = (j + state[i] + byte) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    out = bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
