"""The little of ASN.1's encoding that is needed to read time stamps as authorities send them.

Promises: lengths that lead out of the data, or are without end, raise ValueError; no element is
read deeper than its path. Source: ITU-T X.690; RFC 3161, 2.4.2; RFC 5652, 5.1.
"""

from __future__ import annotations

from collections.abc import Iterator

OBJECT_IDENTIFIER, CERTIFICATES = 0x06, 0xA0  # tags; the latter is [0] of SignedData
_GRANTED = bytes.fromhex("3003020100")  # PKIStatusInfo { status 0 }
_LENGTH_BYTES = 4  # of a long length; tokens have kilobytes


def as_response(data: bytes) -> bytes:
    """A bare token (a TimeStampToken) as a granted response; a response as it is.

    Raises ValueError when it is neither.
    """
    start, end = _content(data, 0)
    if start < end and data[start] == OBJECT_IDENTIFIER:
        return _sequence(_GRANTED + data[:end])
    return data


def in_der_order(response: bytes) -> bytes:
    """The response with its certificates sorted, as DER has sets; many authorities do not.

    The signature does not cover them. Raises ValueError when there is no signed data where it
    should be.
    """
    at = 0
    for which in (1, 1, 0):  # TimeStampResp: token; ContentInfo: [0]; its SignedData
        start, end = _content(response, at)
        places = [place for place, _ in _children(response, start, end)]
        if which >= len(places):
            return response  # a refusal has no token
        at = places[which]
    start, end = _content(response, at)
    for place, _ in _children(response, start, end):
        if response[place] == CERTIFICATES:
            first, last = _content(response, place)
            certificates = sorted(response[a:b] for a, b in _children(response, first, last))
            return response[:first] + b"".join(certificates) + response[last:]
    return response


def _sequence(body: bytes) -> bytes:
    length = len(body)
    if length < 0x80:
        return bytes([0x30, length]) + body
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([0x30, 0x80 | len(octets)]) + octets + body


def _content(data: bytes, at: int) -> tuple[int, int]:
    """Where the content of the element at ``at`` begins and ends."""
    if at + 2 > len(data):
        raise ValueError("an element is cut off")
    length, start = data[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        if not 1 <= count <= _LENGTH_BYTES:
            raise ValueError("a length without end")
        length = int.from_bytes(data[start : start + count], "big")
        start += count
    if start + length > len(data):
        raise ValueError("an element is cut off")
    return start, start + length


def _children(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where each element between ``start`` and ``end`` begins and ends."""
    while start < end:
        _, after = _content(data, start)
        if after > end:
            raise ValueError("an element reaches out of the one that it is in")
        yield start, after
        start = after
