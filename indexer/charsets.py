"""Names of character encodings: what a label means and how it is decoded.

Promises: a label is read as the WHATWG Encoding standard reads it ("iso-8859-1" is
windows-1252, "gb2312" is gbk), and beyond that standard the few encodings that old plain texts
use; an unknown or unsafe label is None, never an exception. Decodes nothing itself.
"""

from __future__ import annotations

import codecs

# Python's name of a codec -> (name in the WHATWG standard, codec that decodes it and its
# supersets). Encodings that the standard does not know go by their IANA names.
_KNOWN = {
    "utf-8": ("utf-8", "utf-8"),
    "utf-8-sig": ("utf-8", "utf-8"),
    "utf-16": ("utf-16le", "utf-16-le"),
    "utf-16-le": ("utf-16le", "utf-16-le"),
    "utf-16-be": ("utf-16be", "utf-16-be"),
    "utf-32": ("utf-32le", "utf-32-le"),
    "utf-32-le": ("utf-32le", "utf-32-le"),
    "utf-32-be": ("utf-32be", "utf-32-be"),
    "ascii": ("windows-1252", "cp1252"),
    "iso8859-1": ("windows-1252", "cp1252"),
    "iso8859-9": ("windows-1254", "cp1254"),
    "tis-620": ("windows-874", "cp874"),
    "iso8859-11": ("windows-874", "cp874"),
    "cp874": ("windows-874", "cp874"),
    **{f"iso8859-{n}": (f"iso-8859-{n}", f"iso8859-{n}") for n in (*range(2, 9), 10, 13, 14, 15)},
    "iso8859-16": ("iso-8859-16", "iso8859-16"),
    **{f"cp{n}": (f"windows-{n}", f"cp{n}") for n in range(1250, 1259)},
    "koi8-r": ("koi8-r", "koi8-r"),
    "koi8-u": ("koi8-u", "koi8-u"),
    "mac-roman": ("macintosh", "mac-roman"),
    "mac-cyrillic": ("x-mac-cyrillic", "mac-cyrillic"),
    "gb2312": ("gbk", "gb18030"),
    "gbk": ("gbk", "gb18030"),
    "gb18030": ("gb18030", "gb18030"),
    "hz": ("hz-gb-2312", "hz"),
    "big5": ("big5", "big5hkscs"),
    "cp950": ("big5", "big5hkscs"),
    "big5hkscs": ("big5", "big5hkscs"),
    "shift_jis": ("shift_jis", "cp932"),
    "cp932": ("shift_jis", "cp932"),
    "euc_jp": ("euc-jp", "euc_jp"),
    "iso2022_jp": ("iso-2022-jp", "iso2022_jp_ext"),
    "iso2022_kr": ("iso-2022-kr", "iso2022_kr"),
    "euc_kr": ("euc-kr", "cp949"),
    "cp949": ("euc-kr", "cp949"),
    "johab": ("johab", "johab"),
    **{f"cp{n}": (f"ibm{n}", f"cp{n}") for n in (437, 720, 737, 775, 850, 852, 855, 857, 858)},
    **{f"cp{n}": (f"ibm{n}", f"cp{n}") for n in (860, 861, 862, 863, 864, 865, 866, 869, 1125)},
}

# The names given above are labels too, also those that Python does not know ("ibm855").
_NAMES = {name: (name, python) for name, python in _KNOWN.values()}

# Labels of the standard, and of old files, that Python does not know.
_LABELS = {
    "x-sjis": "cp932", "windows-31j": "cp932", "x-euc-jp": "euc_jp", "x-gbk": "gbk",
    "iso-ir-58": "gbk", "csiso58gb231280": "gbk", "cn-big5": "big5", "x-x-big5": "big5",
    "ks_c_5601-1987": "cp949", "windows-949": "cp949", "iso-ir-149": "cp949",
    "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "logical": "iso8859-8",
    "visual": "iso8859-8", "x-cp1250": "cp1250", "x-cp1251": "cp1251", "x-cp1252": "cp1252",
    "x-cp1253": "cp1253", "x-cp1254": "cp1254", "x-cp1255": "cp1255", "x-cp1256": "cp1256",
    "x-cp1257": "cp1257", "x-cp1258": "cp1258", "dos-874": "cp874", "windows-874": "cp874",
    "x-mac-roman": "mac-roman", "x-mac-cyrillic": "mac-cyrillic",
    "maccyrillic": "mac-cyrillic", "x-mac-ukrainian": "mac-cyrillic", "koi": "koi8-r",
    "koi8": "koi8-r", "koi8-ru": "koi8-u", "unicode": "utf-16-le", "iso-10646-ucs-2": "utf-16-le",
    "ucs-2": "utf-16-le", "unicode-1-1-utf-8": "utf-8", "unicode11utf8": "utf-8",
    "x-unicode20utf8": "utf-8", "utf-8n": "utf-8",
}  # fmt: skip


def names() -> tuple[str, ...]:
    """Every encoding's name that ``canonical`` can give."""
    return tuple(_NAMES)


def canonical(label: str) -> str | None:
    """The encoding's name in the WHATWG standard, lower case; None for an unknown label."""
    known = _look_up(label)
    return known[0] if known else None


def codec(label: str) -> str | None:
    """The Python codec that decodes what the label means; None for an unknown label."""
    known = _look_up(label)
    return known[1] if known else None


def _look_up(label: str) -> tuple[str, str] | None:
    name = label.strip("\t\n\x0c\r ").lower()
    if name in _NAMES:
        return _NAMES[name]
    name = _LABELS.get(name, name)
    if not name.isascii() or "\0" in name:
        return None
    try:
        return _KNOWN.get(codecs.lookup(name).name)
    except (LookupError, ValueError):
        return None
