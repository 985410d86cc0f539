"""A web archive's file as parts of bytes, unpacked, each with its place.

Promises: parts come in order and are small; a place leads back to the same byte at the cost of
unpacking one member. Where a member is damaged the parts end and ``damage`` says so, each time
that one comes there; ``mend`` goes on behind it. What grows without end counts as damage.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple, Protocol

from indexer.containers.web_codecs import Codec, Member, MemberError

_PIECE = 4_096  # bytes read at once from a compressed file
_PLAIN_PIECE = 65_536
_SEARCHED = 1 << 20  # bytes searched at once for the next member
_WITHIN_SHIFT = 48  # bits of a position as a number that hold the offset
_BOMB_SIZE = 1 << 26  # bytes, from which on a member's growth is looked at
_BOMB_RATIO = 400  # text seldom gets to 50; zlib can get to 1,032

_LOCATOR = re.compile(r"([0-9]{1,14})(?::([0-9]{1,14}))?")

_CUT_OFF = "it is cut off: its compressed data ends too early"
_DAMAGED = "its compressed data is damaged"
_ALIEN = "what stands there is not compressed as the rest is"
_BOMB = f"it unpacks to more than {_BOMB_RATIO} times its size, so it was not unpacked to its end"


class Position(NamedTuple):
    """A place in an archive: a member's offset in the file, and bytes into what it unpacks to.

    In a file that is not compressed every byte is a member's beginning.
    """

    offset: int
    within: int = 0

    @classmethod
    def of_number(cls, number: int) -> Position:
        """The position that ``number`` gave."""
        return cls(number & ((1 << _WITHIN_SHIFT) - 1), number >> _WITHIN_SHIFT)

    @property
    def number(self) -> int:
        """It as one number: the offset itself where the place is a member's beginning."""
        return self.offset | self.within << _WITHIN_SHIFT

    @classmethod
    def of_locator(cls, locator: str) -> Position:
        """The position that ``str`` gave. Raises ValueError."""
        found = _LOCATOR.fullmatch(locator)
        if found is None:
            raise ValueError(locator)
        return cls(int(found[1]), int(found[2] or 0))

    @property
    def shown(self) -> str:
        """As it may stand in a sentence."""
        inner = f" ({self.within:,} bytes into what is packed there)" if self.within else ""
        return f"byte {self.offset:,}{inner}"

    def __str__(self) -> str:
        return f"{self.offset}:{self.within}" if self.within else str(self.offset)


class Parts(Protocol):
    """Where a stream's bytes come from."""

    at: Position  # of the next part
    damage: str  # a clause on what ended the parts before the file's end; "" at its end

    def next(self) -> bytes:
        """The next part; empty at the end."""

    def moved(self, at: Position, size: int) -> Position:
        """A position in the same member, so many bytes on."""

    def mend(self, wanted: Callable[[bytes], bool]) -> bool:
        """Go on behind damage, at the next member whose content begins as wanted; whether any."""


class PlainParts:
    """Those of a file that is not compressed."""

    damage = ""

    def __init__(self, source: BinaryIO, at: Position) -> None:
        self._source = source
        self._size = source.seek(0, 2)
        self.at = at

    def next(self) -> bytes:
        """The next part; empty at the end."""
        self._source.seek(self.at.offset)
        data = self._source.read(_PLAIN_PIECE)
        self.at = Position(self.at.offset + len(data))
        return data

    def moved(self, at: Position, size: int) -> Position:
        """A position so many bytes on."""
        return Position(at.offset + size)

    def skip(self, size: int) -> int:
        """Go forward without reading; by how much."""
        there = max(self.at.offset, min(self.at.offset + size, self._size))
        skipped = there - self.at.offset
        self.at = Position(there)
        return skipped

    def mend(self, wanted: Callable[[bytes], bool]) -> bool:
        """Nothing can be damaged here."""
        return False


class PackedParts:
    """Those of a compressed file; a position's ``within`` must have been passed by the caller."""

    def __init__(self, source: BinaryIO, codec: Codec, offset: int) -> None:
        self.at = Position(offset)
        self.damage = ""
        self._source = source
        self._codec = codec
        self._raw = offset  # of the next byte that is to be unpacked
        self._pending = b""  # read from there, not yet unpacked
        self._member: Member | None = None

    def next(self) -> bytes:
        """The next part; empty at the end."""
        while not self.damage:
            member = self._member or self._begin()
            if member is None:
                break
            data = self._unpacked(member)
            self.at = self.moved(self.at, len(data))
            if data:
                return data
        return b""

    def moved(self, at: Position, size: int) -> Position:
        """A position in the same member, so many bytes on."""
        return Position(at.offset, at.within + size)

    def mend(self, wanted: Callable[[bytes], bool]) -> bool:
        """Go on behind damage, at the next member whose content begins as wanted; whether any."""
        for found in self._magic_from(self._raw if self.damage == _BOMB else self.at.offset + 1):
            if wanted(self._probed(found)):
                self.damage, self._member, self._pending = "", None, b""
                self._raw, self.at = found, Position(found)
                return True
        return False

    def _probed(self, offset: int) -> bytes:
        """What a member that may begin there holds, first of all."""
        self._source.seek(offset)
        given, member, found = self._source.read(_PIECE), self._codec.member(), b""
        try:
            while given and not member.done and len(found) < _PIECE:
                data, given = member.unpack(given)
                found += data
        except MemberError as error:
            found += error.before
        return found

    def _begin(self) -> Member | None:
        """Begin the next member; None at the end, and with damage where there is none."""
        while head := self._input():
            self.at = Position(self._raw)
            skipped = self._codec.skipped(head)
            if head.startswith(self._codec.magic):
                self._member = self._codec.member()
                self._pending = b""  # so that a member is always given in the same pieces
                return self._member
            if skipped:
                self._raw, self._pending = self._raw + skipped, b""
            elif head.strip(b"\0"):
                self.damage = _ALIEN
                return None
            else:  # some programs fill a file up
                self._raw, self._pending = self._raw + len(head), b""
        self.at = Position(self._raw)
        return None

    def _input(self) -> bytes:
        """Bytes to unpack, enough of them to tell what they are."""
        if len(self._pending) < 8:
            self._source.seek(self._raw)
            self._pending = self._source.read(_PIECE)
        return self._pending

    def _unpacked(self, member: Member) -> bytes:
        """More of the member; empty when it is done or damaged."""
        given = self._input()
        try:
            data, self._pending = member.unpack(given)
        except MemberError as error:
            self.damage = _DAMAGED
            return error.before
        self._raw += len(given) - len(self._pending)
        if member.done:
            self._member = None
            return data
        if not given and not data:
            self.damage = _CUT_OFF
        elif self._is_bomb(self.at.within + len(data)):
            self.damage = _BOMB
            return b""
        return data

    def _is_bomb(self, unpacked: int) -> bool:
        return unpacked > max(_BOMB_SIZE, (self._raw - self.at.offset) * _BOMB_RATIO)

    def _magic_from(self, at: int) -> Iterator[int]:
        """The offsets of what may be members' beginnings."""
        magic = self._codec.magic
        while True:
            self._source.seek(at)
            data = self._source.read(_SEARCHED)
            if len(data) < len(magic):
                return
            found = data.find(magic)
            while found >= 0:
                yield at + found
                found = data.find(magic, found + 1)
            at += len(data) - len(magic) + 1
