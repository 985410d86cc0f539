"""Bytes to text: which character encoding a file is in, and how sure we are.

Promises: any bytes decode, without an exception; what the bytes prove (a byte order mark, valid
UTF-8) goes before what the file claims, and a claim before a guess; every byte that could not
be decoded is a U+FFFD in the text and counted in a notice. Line ends and everything else stay
as they are. Where in the file each code point stood: ``indexer.bytemap``.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

import chardet

from indexer.charsets import canonical, codec
from indexer.prescan import declared_by_page

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32le"),  # before UTF-16, whose mark begins it
    (codecs.BOM_UTF32_BE, "utf-32be"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
)
_LOOKED_AT = 4096  # bytes at the beginning that tell UTF-16 and UTF-32
_GUESSED_FROM = 200_000  # bytes; more makes no guess better and takes seconds
_FALLBACK = "windows-1252"  # what browsers take when nothing is known
_TOLERATED = 0.01  # share of broken characters that a claimed encoding may have

# No text has these; escape and the shifts belong to ISO 2022.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x0e\x0f\x1b") | {127})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A file's text, the name of its encoding (WHATWG, lower case), and why that encoding."""

    text: str
    charset: str
    basis: str  # "byte order mark", "declared by the page", "valid UTF-8", "guessed …"
    mark: int = 0  # bytes of the byte order mark, which is not in the text
    notices: tuple[str, ...] = ()


def decode(data: bytes, declared: str | None = None, html: bool = False) -> Decoded:
    """The text of a file; ``declared`` is a label from outside the file (a mail or HTTP header).

    ``html`` also heeds what the page declares of itself.
    """
    for mark, charset in _BOMS:
        if data.startswith(mark):
            return _decoded(data, charset, "byte order mark", mark=len(mark))
    claims = [(canonical(declared), "declared")] if declared else []
    if html:
        claims.append((declared_by_page(data), "declared by the page"))
    return _unmarked(data, [(name, basis) for name, basis in claims if name])


def _unmarked(data: bytes, claims: list[tuple[str, str]]) -> Decoded:
    wide = utf_16_or_32(data[:_LOOKED_AT])
    if wide:
        return _decoded(data, wide, "guessed from the bytes")
    if not data.isascii() and _is_utf_8(data):
        return _as_utf_8(data, claims)
    for charset, basis in claims:
        if _broken(data, charset) <= _TOLERATED:
            return _decoded(data, charset, basis)
    if data.isascii() and not _may_be_iso_2022(data):
        return _decoded(data, "utf-8", "valid UTF-8")
    return _decoded(data, _guess(data), "guessed from the bytes")


def _as_utf_8(data: bytes, claims: list[tuple[str, str]]) -> Decoded:
    """UTF-8 by its bytes, which no other encoding yields by accident; a false claim is noted."""
    if not claims:
        return _decoded(data, "utf-8", "valid UTF-8")
    charset, basis = claims[0]
    if charset == "utf-8":
        return _decoded(data, "utf-8", basis)
    notice = f"The file says that it is in {charset}, but its bytes are UTF-8; it was read as such."
    return _decoded(data, "utf-8", "valid UTF-8", notices=(notice,))


def utf_16_or_32(head: bytes) -> str | None:
    """UTF-16 or UTF-32 by its mark or, without one, by how its code points look."""
    for mark, charset in _BOMS:
        if head.startswith(mark) and charset != "utf-8":
            return charset
    if len(head) < 4:
        return None
    for charset, width in (("utf-32le", 4), ("utf-32be", 4), ("utf-16le", 2), ("utf-16be", 2)):
        cut = head[: len(head) // width * width]
        # A unit of UTF-32 begins with a zero byte. Counting those that do not is a thousand times
        # faster than decoding each to a replacement character.
        wrong = width == 4 and len(cut) // 4 - cut[_ZERO_AT[charset] :: 4].count(0)
        if wrong > _odd_allowed(len(cut) // width):
            continue
        if _reads_as_text(cut.decode(codec(charset) or "", "replace")):
            return charset
    return None


def control_share(data: bytes) -> float:
    """The share of bytes that are control characters no text has."""
    return 1 - len(data.translate(None, _CONTROLS)) / len(data) if data else 0.0


_ODD = 0.02  # the share of code points of a text that may be odd
_ZERO_AT = {"utf-32le": 3, "utf-32be": 0}  # of four bytes: code points end at U+10FFFF
_NO_LETTERS = re.compile("[^A-Za-z]+")


def _reads_as_text(text: str) -> bool:
    """Whether 16- or 32-bit units are text: real characters, and ASCII white space among them."""
    if not text or "\0" in text:
        return False
    spaces = sum(text.count(space) for space in " \n\r\t")
    letters = len(_NO_LETTERS.sub("", text))
    if spaces < len(text) / 40 and letters <= len(text) / 3:
        return False  # before looking at each code point: nearly every file ends here
    odd = sum(unicodedata.category(c) in ("Cn", "Co", "Cs", "Cc") for c in text) - sum(
        text.count(c) for c in "\n\r\t"
    )
    alien = text.count("\ufffd")
    return odd + alien <= (_odd_allowed(len(text)) if alien else len(text) * _ODD)


def _odd_allowed(units: int) -> float:
    """How many of so many units may be no characters: few, and one that was cut off."""
    return units * _ODD + 1


def _is_utf_8(data: bytes) -> bool:
    """Valid UTF-8, or UTF-8 with a few broken places among many sound ones."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        sound = len(text) - len(text.encode("ascii", "ignore")) - broken
        return broken <= sound * _TOLERATED or (broken == 1 and sound > 3)
    return True


def _broken(data: bytes, charset: str) -> float:
    """The share of what is not ASCII that an encoding cannot decode."""
    beyond_ascii = len(data.translate(None, bytes(range(128))))
    text = data.decode(codec(charset) or "", "replace")
    return text.count("\ufffd") / (beyond_ascii or len(data) or 1)


def _may_be_iso_2022(data: bytes) -> bool:
    """Whether seven-bit bytes may hide Japanese, Korean or Chinese behind escape sequences."""
    return b"\x1b$" in data or b"\x1b(" in data or b"~{" in data


def _guess(data: bytes) -> str:
    """What the bytes look like; the guess must decode them."""
    found = chardet.detect(data[:_GUESSED_FROM])["encoding"]
    charset = canonical(found) if found else None
    if charset is None:
        return "utf-8" if data.isascii() else _FALLBACK
    return charset if _broken(data, charset) <= _TOLERATED else _FALLBACK


def _decoded(
    data: bytes, charset: str, basis: str, *, mark: int = 0, notices: tuple[str, ...] = ()
) -> Decoded:
    body, python_codec = data[mark:], codec(charset) or ""
    if basis.startswith("guessed"):
        notices += (f"The character encoding was guessed from the bytes: {charset}.",)
    try:
        text = body.decode(python_codec)
    except UnicodeDecodeError:
        text = body.decode(python_codec, "replace")
        count = text.count("\ufffd")
        places = "1 place" if count == 1 else f"{count} places"
        notices += (f"At {places} the bytes are not {charset}; they are shown as \ufffd.",)
    return Decoded(text=text, charset=charset, basis=basis, mark=mark, notices=notices)
