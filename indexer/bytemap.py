"""Where in a file each decoded code point stood.

Promises: for every encoding that ``indexer.decode`` knows, the byte offset of each code point of
the decoded text, exactly; a text of 10 MB takes a few seconds at most. Where bytes were broken,
the U+FFFD stands for the broken bytes.
"""

from __future__ import annotations

import codecs
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate, compress, count

from indexer.blocks import Piece
from indexer.charsets import codec
from indexer.decode import Decoded

# 1 for each byte that begins a code point in UTF-8, 0 for each that continues one (RFC 3629).
_UTF_8_STARTS = bytes(0 if 0x80 <= byte < 0xC0 else 1 for byte in range(256))
_WINDOW = 4096  # bytes decoded at once: an error costs no more than one window
_UNITS = {"utf-32-le": 4, "utf-32-be": 4}
_VARIABLE = frozenset(
    ("gb18030", "hz", "big5hkscs", "cp932", "euc_jp", "iso2022_jp_ext", "iso2022_kr",
     "cp949", "johab")
)  # fmt: skip


class ByteMap:
    """Byte offsets of the code points of one decoded file."""

    def __init__(self, data: bytes, decoded: Decoded) -> None:
        self._text = decoded.text
        self._base = decoded.mark
        self._unit = _unit(data, decoded)
        self._starts: Sequence[int] = () if self._unit else _starts(data, decoded)

    def at(self, index: int) -> int:
        """The byte at which the code point ``index`` begins; ``len(text)``: the file's end."""
        return self._base + index * self._unit if self._unit else self._starts[index]

    def piece(self, start: int, end: int) -> Piece:
        """The code points [start, end) of the decoded text with their places."""
        text = self._text[start:end]
        first = self.at(start)
        if self._unit == 1 or (text.isascii() and self.at(end) - first == len(text)):
            return Piece(text, "", first)
        if self._unit:
            step = self._unit
            ends = tuple(range(first + step, first + step * len(text) + 1, step))
        else:
            ends = tuple(self._starts[start + 1 : end + 1])
        return Piece(text, "", first, ends)


def _unit(data: bytes, decoded: Decoded) -> int:
    """Bytes of every code point when all have the same number; else 0."""
    name = codec(decoded.charset) or ""
    size = len(data) - decoded.mark
    if name.startswith("utf-16"):
        return 2 if size == 2 * len(decoded.text) else 0
    if name in _UNITS:
        return 4 if size == 4 * len(decoded.text) else 0
    return 1 if size == len(decoded.text) else 0


def _starts(data: bytes, decoded: Decoded) -> Sequence[int]:
    """Where each code point begins, and last where the text ends."""
    name = codec(decoded.charset) or ""
    if name in _VARIABLE:
        return _by_encoding_back(data, decoded, name) or _by_single_bytes(data, name)
    starts = array("Q")
    for begin, end, sound in _runs(data, name, decoded.mark):
        starts.extend(_run_starts(data[begin:end], name, begin) if sound else (begin,))
    starts.append(len(data))
    return starts


def _runs(data: bytes, name: str, position: int) -> Iterator[tuple[int, int, bool]]:
    """The stretches of bytes that decode, and between them those that do not."""
    while position < len(data):
        window = data[position : position + _WINDOW]
        try:
            window.decode(name)
            sound, broken = len(window), 0
        except UnicodeDecodeError as error:
            sound, broken = error.start, error.end - error.start
            if sound and error.end == len(window) == _WINDOW:
                broken = 0  # perhaps only cut by the window: looked at again in the next one
        if sound:
            yield position, position + sound, True
        if broken:
            yield position + sound, position + sound + broken, False
        position += sound + broken


def _run_starts(run: bytes, name: str, begin: int) -> Iterator[int]:
    if name == "utf-8":
        return compress(count(begin), run.translate(_UTF_8_STARTS))
    sizes = (4 if c > "\uffff" or name in _UNITS else 2 for c in run.decode(name))
    return (begin + end for end in accumulate(sizes, initial=0) if end < len(run))


def _by_encoding_back(data: bytes, decoded: Decoded, name: str) -> Sequence[int]:
    """Fast and exact when encoding the text gives the file back, each code point by itself."""
    try:
        sizes = {c: len(c.encode(name)) for c in set(decoded.text)}
        if decoded.text.encode(name) != data:
            return ()
    except UnicodeEncodeError:
        return ()
    starts = array("Q", accumulate((sizes[c] for c in decoded.text), initial=0))
    return starts if starts[-1] == len(data) else ()


def _by_single_bytes(data: bytes, name: str) -> Sequence[int]:
    """Feeds a decoder byte by byte, which is exact even with shifts, pairs and broken bytes."""
    decoder = codecs.getincrementaldecoder(name)("replace")
    starts, begin = array("Q"), 0
    for position in range(len(data)):
        found = decoder.decode(data[position : position + 1])
        if found:
            _add(starts, begin, position + 1, len(found))
            begin = position + 1
    rest = decoder.decode(b"", final=True)
    if rest:
        _add(starts, begin, len(data), len(rest))
    starts.append(len(data))
    return starts


def _add(starts: array[int], begin: int, end: int, number: int) -> None:
    """Several characters given at once: the last ones take a byte each, the first the rest."""
    starts.append(begin)
    starts.extend(max(begin, end - number + k) for k in range(1, number))
