"""The files that were saved with a page, beside it or in it, as the sanitised copy may use them.

Promises: only files that the archive lists as this page's own are read, never another file of
the corpus and nothing from the network; a picture is one by its bytes, not by its name; what is
too large, too much together, or takes too long together, is left out. Does not know HTML.
"""

from __future__ import annotations

import posixpath
import re
import time
from abc import ABC, abstractmethod
from base64 import b64encode
from collections.abc import Callable, Collection
from urllib.parse import unquote, urljoin, urlsplit

from archive.mhtml import SavedPage
from web.stylesheets import DATA_PICTURE

PICTURE_BYTES = 4 * 1024 * 1024  # one picture; photographs of the web are under one MB
TOTAL_BYTES = 24 * 1024 * 1024  # of one page; base 64 makes a third more of it
STYLE_BYTES = 2 * 1024 * 1024  # one style sheet; the largest in the wild are half of that
READING_SECONDS = 6.0  # of one page; far into one compressed stream a picture takes a tenth of one
_ENCODED = 3  # times a file's size that it may take in quoted-printable or base 64

# Raster formats by their first bytes. SVG is not among them: it is a document, not a picture.
_SIGNATURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"....ftypavif", re.DOTALL), "image/avif"),
)


class Assets(ABC):
    """The files of one saved page, read on demand."""

    def __init__(self) -> None:
        self._left = TOTAL_BYTES
        self._until = time.monotonic() + READING_SECONDS
        self._known: dict[str, tuple[str | None, int]] = {}  # by reference: the picture, its bytes

    def picture(self, reference: str) -> str | None:
        """A ``data:`` address of the picture that a page's ``src`` means; None: there is none."""
        reference = reference.strip()
        if DATA_PICTURE.fullmatch(reference):
            return reference
        if reference not in self._known:
            self._known[reference] = self._picture(reference)
        picture, size = self._known[reference]
        if size > self._left:
            return None
        self._left -= size
        return picture

    def _picture(self, reference: str) -> tuple[str | None, int]:
        """The ``data:`` address, and how many bytes it is of."""
        data = self._in_time(reference, min(PICTURE_BYTES, self._left))
        kind = next((k for magic, k in _SIGNATURES if data and magic.match(data)), None)
        if data is None or kind is None:
            return None, 0
        return f"data:{kind};base64,{b64encode(data).decode('ascii')}", len(data)

    def stylesheet(self, reference: str) -> str:
        """The text of a style sheet; empty when it is not one of the page's files."""
        data = self._in_time(reference, STYLE_BYTES)
        return (data or b"").decode("utf-8-sig", "replace")

    def relate(self, base: str) -> None:  # noqa: B027 - files that lie with a page have their names
        """Take the page's addresses for relative to this one (HTML's ``base``)."""

    def _in_time(self, reference: str, limit: int) -> bytes | None:
        """The file; None too when reading the page's files has taken too long already."""
        return self._read(reference, limit) if time.monotonic() < self._until else None

    @abstractmethod
    def _read(self, reference: str, limit: int) -> bytes | None:
        """The file that the page means by an address; None: there is none, or it is larger."""


class Parts(Assets):
    """The parts of a page that was saved as one message."""

    def __init__(self, page: SavedPage) -> None:
        super().__init__()
        self._page = page

    def _read(self, reference: str, limit: int) -> bytes | None:
        part = self._page.resource(reference)
        if part is None or len(part.raw) > _ENCODED * limit:
            return None
        data = part.content()
        return data if len(data) <= limit else None


class Archived(Assets):
    """What the web archive that a page was found in holds of the addresses that it names.

    ``page`` is the page's own address; ``read`` gives the bytes of an address, None when they are
    not in the archive or more than a limit.
    """

    def __init__(self, page: str, read: Callable[[str, int], bytes | None]) -> None:
        super().__init__()
        self._base = page
        self._read_address = read

    def relate(self, base: str) -> None:
        """Take the page's addresses for relative to this one."""
        self._base = _joined(self._base, base)

    def _read(self, reference: str, limit: int) -> bytes | None:
        address = _joined(self._base, reference)
        return self._read_address(address, limit) if address else None


def _joined(base: str, reference: str) -> str:
    """An address that another one is relative to; "" for what is none."""
    try:
        return urljoin(base, reference.strip())
    except ValueError:
        return ""


class Beside(Assets):
    """The files in the folder beside a page.

    ``page`` is the page's path in the corpus, ``paths`` those of its files; ``read`` gives the
    bytes of a path, None when it is gone or larger than a limit.
    """

    def __init__(
        self, page: str, paths: Collection[str], read: Callable[[str, int], bytes | None]
    ) -> None:
        super().__init__()
        self._folder = posixpath.dirname(page)
        self._paths = frozenset(paths)
        self._read_path = read

    def _read(self, reference: str, limit: int) -> bytes | None:
        path = self._path(reference)
        return None if path is None else self._read_path(path, limit)

    def _path(self, reference: str) -> str | None:
        """The path in the corpus that a relative address means, if it is one of ours."""
        try:
            parts = urlsplit(reference.strip())
        except ValueError:
            return None
        if parts.scheme or parts.netloc or not parts.path:
            return None
        for path in (unquote(parts.path), parts.path):
            full = posixpath.normpath(posixpath.join(self._folder, path))
            if full in self._paths:
                return full
        return None
