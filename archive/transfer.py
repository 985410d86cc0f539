"""Transfer encodings of mail (RFC 2045, 6; uuencode of POSIX): from letters back to the bytes.

Promises: never raises; what is broken in an encoding is passed over; linear time.
"""

from __future__ import annotations

import binascii
import quopri

_NOT_BASE_64 = bytes(set(range(256)) - set(b"+/=") - set(range(0x30, 0x3A))
                     - set(range(0x41, 0x5B)) - set(range(0x61, 0x7B)))  # fmt: skip
_UU = frozenset({"uuencode", "x-uuencode", "uue", "x-uue"})


def transfer_decoded(data: bytes, encoding: str) -> bytes:
    """The bytes behind an encoding, by its name in lower case; as they are, if it is unknown."""
    if encoding == "quoted-printable":
        return quopri.decodestring(data)
    if encoding == "base64":
        return base64_decoded(data)
    return _uu_decoded(data) if encoding in _UU else data


def base64_decoded(data: bytes) -> bytes:
    """Base 64 with anything else between its digits, also several texts in a row."""
    digits = data.translate(None, _NOT_BASE_64)
    return b"".join(_digits_decoded(run) for run in digits.split(b"=") if run)


def _digits_decoded(digits: bytes) -> bytes:
    digits = digits[: len(digits) - (len(digits) % 4 == 1)]
    return binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))


def _uu_decoded(data: bytes) -> bytes:
    decoded = []
    for line in data.splitlines():
        if line.startswith((b"begin ", b"end", b"`")) or not line.strip():
            continue
        size = (line[0] - 32) & 63
        try:
            decoded.append(binascii.a2b_uu(line[: 1 + (size * 4 + 5) // 3]))
        except binascii.Error:
            continue
    return b"".join(decoded)
