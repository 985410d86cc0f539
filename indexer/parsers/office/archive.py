"""The parts of a document that is a zip archive, from bytes, within limits.

Promises: only parts that are asked for are unpacked, each and all together up to a limit, counted
while unpacking, so that an archive that claims less than it holds is stopped too; nothing is
written, so that a member's name can lead nowhere. What cannot be read is an UnreadableError with a
plain sentence.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from io import BytesIO
from urllib.parse import unquote

from archive.errors import UnreadableError

PART_LIMIT = 32 * 1024 * 1024  # bytes of one part; a book of a thousand pages has a tenth
TOTAL_LIMIT = 128 * 1024 * 1024  # bytes of all parts that are read
MEMBER_LIMIT = 20_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = 0x1  # a member's flag


class Archive:
    """The members of a zip archive. Raises UnreadableError when the bytes are none."""

    def __init__(self, data: bytes) -> None:
        if data.startswith(_OLE):
            raise UnreadableError("The document is encrypted with a password, so it was not read.")
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise UnreadableError(
                "The document is damaged: it should be a zip archive, but the archive's table of "
                "contents is missing or broken. Files that were not copied to their end look so."
            ) from error
        if len(self._zip.filelist) > MEMBER_LIMIT:
            raise UnreadableError(
                f"The document has more than {MEMBER_LIMIT:,} parts, which no real one has."
            )
        self._left = TOTAL_LIMIT
        self.names = frozenset(self._zip.namelist())
        self._by_folded = {name.lower(): name for name in sorted(self.names, reverse=True)}

    def __contains__(self, name: str) -> bool:
        """Whether there is a part of this name."""
        return name in self.names

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises UnreadableError; KeyError when there is no such part."""
        member = self._zip.getinfo(name)
        if member.flag_bits & _ENCRYPTED:
            raise UnreadableError("The document is encrypted with a password, so it was not read.")
        limit = min(PART_LIMIT, self._left)
        try:
            with self._zip.open(member) as part:
                data = part.read(limit + 1)
        except (
            zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError
        ) as error:  # fmt: skip
            raise UnreadableError(
                f"The document is damaged: its part “{shown(name)}” cannot be unpacked."
            ) from error
        if len(data) > limit:
            raise UnreadableError(
                f"The document's part “{shown(name)}” unpacks to more than is read of one "
                f"document ({limit // 1_048_576} MB); an archive that grows so far is not opened."
            )
        self._left -= len(data)
        return data

    def found(self, folder: str, reference: str) -> str | None:
        """The part that a reference from this folder means; None when there is no such part.

        Whatever the case of its letters, since programs on Windows do not heed it.
        """
        target = unquote(reference.partition("#")[0].replace("\\", "/"))
        name = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        return name if name in self.names else self._by_folded.get(name.lower())


def shown(name: str) -> str:
    """A part's name as it may stand in a sentence."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)[-80:]
