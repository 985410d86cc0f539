"""Document and passage identifiers: made, written, read back, repaired.

Promises: an identifier is computed from content alone, never assigned, so whoever holds the
file can recompute it with ``sha256sum`` and this page; reading repairs what people mistype.
Does not know whether an identifier exists.

The alphabet is Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O, U.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DOCUMENT_SYMBOLS = 16  # 80 bits: a clash among a million documents has odds of 1 in 10^12
PASSAGE_SYMBOLS = 8  # 40 bits, unique within one document only
CHECK_SYMBOLS = 4  # 20 bits: a mistyped link to a selection passes for right once in a million
PREFIX_SYMBOLS = 8  # the shortest prefix of a document id that is worth looking up
_SHOWN = 1024  # identifiers kept as shown: a page names each of its documents six times

_PAIRS = tuple(first + second for first in ALPHABET for second in ALPHABET)  # ten bits each
# Also the digits of Persian and of Arabic, in which a number in a letter may have been copied.
_REPAIR = str.maketrans("OIL" + "۰۱۲۳۴۵۶۷۸۹" + "٠١٢٣٤٥٦٧٨٩", "011" + 2 * "0123456789")
_SEPARATORS = dict.fromkeys(map(ord, "- \t\u2010\u2011\u2012\u2013\u00ad"))


def _symbols(digest: bytes, count: int) -> str:
    """The first ``count`` symbols (5 bits each, an even number) of a digest."""
    number = int.from_bytes(digest[: count * 5 // 8], "big")
    return "".join([_PAIRS[number >> shift & 1023] for shift in range(count * 5 - 10, -1, -10)])


def document_id(sha256: str) -> str:
    """The 16 symbols that name the bytes with this SHA-256 (64 hexadecimal digits).

    Raises ValueError when the digest is not one.
    """
    digest = bytes.fromhex(sha256)
    if len(digest) != hashlib.sha256().digest_size:
        raise ValueError("a SHA-256 has 64 hexadecimal digits")
    return _symbols(digest, DOCUMENT_SYMBOLS)


def digest_prefix(document: str) -> str:
    """The 20 hexadecimal digits that the SHA-256 of a document's bytes begins with.

    The inverse of ``document_id`` as far as it goes. Raises ValueError when it is no identifier.
    """
    if len(document) != DOCUMENT_SYMBOLS:
        raise ValueError("a document's identifier has 16 symbols")
    number = 0
    for symbol in document:
        number = number << 5 | ALPHABET.index(symbol)
    return f"{number:0{DOCUMENT_SYMBOLS * 5 // 4}x}"


def passage_id(sha256: str, exact: str, ordinal: int, canon: str = "canon-1") -> str:
    """The 8 symbols that name a passage of a document.

    They are the first 40 bits of the SHA-256 over, joined by NUL bytes: the canonical-text
    version, the document's SHA-256 in lower-case hexadecimal, the passage's exact text in
    UTF-8, and its ordinal (0, 1, …) among equal texts of the document in decimal.
    """
    return _symbols(_digest(f"{canon}\0{sha256.lower()}\0{exact}\0{ordinal}"), PASSAGE_SYMBOLS)


def selection_check(exact: str) -> str:
    """The 4 symbols that a link to a reader's own selection ends with.

    They are the first 20 bits of the SHA-256 of the selected canonical text in UTF-8.
    """
    return _symbols(_digest(exact), PASSAGE_SYMBOLS)[:CHECK_SYMBOLS]


def text_digest(text: str) -> str:
    """SHA-256 of a canonical text in UTF-8, 64 hexadecimal digits."""
    return _digest(text).hex()


@lru_cache(maxsize=_SHOWN)
def show(identifier: str) -> str:
    """The form for readers: groups of four joined by hyphens."""
    return "-".join([identifier[i : i + 4] for i in range(0, len(identifier), 4)])


def read_id(text: str) -> str | None:
    """What somebody typed or pasted, as symbols of the alphabet; None if it cannot be one.

    Case, hyphens and spaces do not matter; O is read as 0, I and L as 1, and digits of Persian
    and Arabic as what they are.
    """
    symbols = text.strip().translate(_SEPARATORS).upper().translate(_REPAIR)
    return symbols if symbols and all(s in ALPHABET for s in symbols) else None


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
