"""The bytes of a web archive as a stream that is read forward, and knows where it is.

Promises: memory does not grow with the archive; ``position`` is right also where a record begins
or ends within a member, or stands in several.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import BinaryIO

from archive.errors import UnreadableError
from indexer.containers.web_codecs import Codec, MemberError, codec_of
from indexer.containers.web_members import PackedParts, Parts, PlainParts, Position

BEGINNING = Position(0)


class Packed:
    """A web archive's file. Raises UnreadableError when nothing in it can be unpacked."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        try:
            self._codec = codec_of(source)
        except MemberError as error:
            raise UnreadableError(
                "The web archive is damaged: the dictionary that it is compressed with is broken."
            ) from error

    def stream(self, at: Position) -> Stream:
        """Its bytes from a position on."""
        return Stream(self._source, self._codec, at)


class Stream:
    """A web archive's bytes from a position on."""

    def __init__(self, source: BinaryIO, codec: Codec | None, at: Position) -> None:
        self._plain: PlainParts | None = None
        self._from: Parts
        if codec:
            self._from = PackedParts(source, codec, at.offset)
        else:
            self._from = self._plain = PlainParts(source, at)
        self._parts: deque[tuple[Position, bytes]] = deque()
        self.skip(at.within)

    @property
    def position(self) -> Position:
        """Of the next byte."""
        self._fill_up(1)
        return self._parts[0][0] if self._parts else self._from.at

    @property
    def damage(self) -> str:
        """A clause on why the stream ends here; "" where the file ends."""
        return self._from.damage

    def peek(self, size: int) -> bytes:
        """The next bytes without going forward; fewer at the end."""
        self._fill_up(size)
        return b"".join(data for _, data in self._parts)[:size]

    def read(self, size: int) -> bytes:
        """The next bytes; fewer at the end."""
        return b"".join(self._taken(size))

    def skip(self, size: int) -> int:
        """Go forward; by how much, which is less at the end."""
        if self._plain is None:
            return sum(len(data) for data in self._taken(size))
        held = len(self.read(min(size, sum(len(data) for _, data in self._parts))))
        return held + self._plain.skip(size - held)

    def line(self, limit: int) -> bytes:
        """The next line with its end; less of it when it is longer than ``limit`` bytes."""
        found = bytearray()
        while len(found) < limit and self._fill_up(1):
            data = self._parts[0][1]
            end = data.find(b"\n") + 1
            found += self._take(min(end or len(data), limit - len(found)))
            if found.endswith(b"\n"):
                break
        return bytes(found)

    def skip_blank(self) -> int:
        """Go over carriage returns and newlines; how many there were."""
        skipped = 0
        while self._fill_up(1):
            data = self._parts[0][1]
            blank = len(data) - len(data.lstrip(b"\r\n"))
            self._take(blank)
            skipped += blank
            if blank < len(data):
                break
        return skipped

    def mend(self, wanted: Callable[[bytes], bool]) -> bool:
        """Go on behind damage, at the next member whose content begins as wanted; whether any."""
        return self._from.mend(wanted)

    def _taken(self, size: int) -> Iterator[bytes]:
        while size > 0 and self._fill_up(1):
            data = self._take(min(size, len(self._parts[0][1])))
            size -= len(data)
            yield data

    def _take(self, size: int) -> bytes:
        """From the first part, which has so many bytes."""
        at, data = self._parts.popleft()
        if size < len(data):
            self._parts.appendleft((self._from.moved(at, size), data[size:]))
        return data[:size]

    def _fill_up(self, size: int) -> bool:
        """Have so many bytes at hand; False when there are none at all."""
        held = sum(len(data) for _, data in self._parts)
        while held < size and (data := self._from.next()):
            self._parts.append((self._from.moved(self._from.at, -len(data)), data))
            held += len(data)
        return held > 0
