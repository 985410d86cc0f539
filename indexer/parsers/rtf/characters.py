"""From the bytes and numbers of RTF to characters with their places.

Promises: bytes that follow one another in one encoding are decoded together, since some
characters take several, in escapes or not; each character is handed on with the bytes at which it
begins and ends in the file; halves of a character given as two numbers are put together.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

from indexer.parsers.rtf.charsets import decoded

Put = Callable[[str, int, int], None]  # a character, where it begins, where it ends


class Characters:
    """Characters on their way to where they go; what is waiting goes there with ``flush``."""

    def __init__(self, put: Put) -> None:
        self._put = put
        self._waiting: list[tuple[bytes, int, int]] = []
        self._codec = ""
        self._high = ""  # the first half of a character given as two numbers

    def add(self, data: bytes, start: int, end: int, codec: str) -> None:
        """Bytes that stand at [start, end): one for one, or a single one in an escape."""
        if codec != self._codec:
            self.flush()
            self._codec = codec
        self._high = ""
        self._waiting.append((data, start, end))

    def sign(self, sign: str, start: int, end: int) -> None:
        """A character that a control word names."""
        self.flush()
        self._high = ""
        self._put(sign, start, end)

    def number(self, number: int, start: int, end: int) -> None:
        """A character, or half of one, by its number in UTF-16, which may be negative."""
        code = number & 0xFFFF
        if 0xD800 <= code < 0xDC00:
            self.flush()
            self._high = chr(code)
        elif 0xDC00 <= code < 0xE000:
            pair = (self._high + chr(code)).encode("utf-16-le", "surrogatepass")
            self.sign(pair.decode("utf-16-le", "replace"), start, end)
        elif code:
            self.sign(chr(code), start, end)

    def flush(self) -> None:
        """Decode the bytes that are waiting."""
        if not self._waiting:
            return
        places = [
            (at, at + 1 if len(data) > 1 else end)
            for data, start, end in self._waiting
            for at in range(start, start + len(data))
        ]
        whole = b"".join(data for data, _, _ in self._waiting)
        self._waiting = []
        characters = decoded(whole, self._codec)
        firsts = accumulate((size for _, size in characters), initial=0)
        for (sign, size), first in zip(characters, firsts, strict=False):
            self._put(sign, places[first][0], places[first + size - 1][1])
