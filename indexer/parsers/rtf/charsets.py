"""The encodings of RTF: code pages by number, and the character sets of fonts.

Promises: every number has a codec that Python knows; where a font's character set says nothing,
the document's own code page holds. Source: RTF Specification 1.9.1, "Character Set" and "Font
Table".
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence

DEFAULT = "cp1252"
_BY_NUMBER = {
    708: "iso8859-6",
    709: "iso8859-6",
    710: "iso8859-6",
    711: "iso8859-6",
    720: "cp720",
    819: "latin-1",
    10000: "mac_roman",
    10004: "mac_arabic",
    10005: "cp1255",
    10006: "mac_greek",
    10007: "mac_cyrillic",
    10029: "mac_latin2",
    10081: "mac_turkish",
    1361: "johab",
    20866: "koi8_r",
    21866: "koi8_u",
    54936: "gb18030",
    65001: "utf-8",
}
_BY_FONT = {
    77: "mac_roman",
    78: "cp932",
    79: "johab",
    80: "cp936",
    81: "cp950",
    83: "cp1255",
    84: "mac_arabic",
    85: "mac_greek",
    86: "mac_turkish",
    87: "cp874",
    88: "mac_latin2",
    89: "mac_cyrillic",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "cp936",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    179: "cp1256",
    180: "cp1256",
    181: "cp1255",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}


def of_code_page(number: int) -> str:
    """Python's codec for a code page; that of Western Windows for one that is not known."""
    name = _BY_NUMBER.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return DEFAULT


def of_font(charset: int) -> str | None:
    """The codec of a font's character set; None where the document's holds."""
    return _BY_FONT.get(charset)


def decoded(data: bytes, codec: str) -> Sequence[tuple[str, int]]:
    """The characters, each with the number of bytes it is made of; what is broken is U+FFFD."""
    if data.isascii():
        return [(sign, 1) for sign in data.decode("ascii")]
    decoder = codecs.getincrementaldecoder(codec)("replace")
    found: list[tuple[str, int]] = []
    begun = 0
    for position in range(len(data)):
        text = decoder.decode(data[position : position + 1])
        if text:
            found.append((text[0], position + 1 - begun - (len(text) - 1)))
            found += [(sign, 1) for sign in text[1:]]
            begun = position + 1
    rest = decoder.decode(b"", final=True)
    found += [(sign, len(data) - begun) for sign in rest[:1]]
    return found
