"""What the pages of one running site share, handed to them instead of looked up.

Promises: no globals; a request takes one ``Snapshot`` and works on it from start to end, so a
rebuild never shows through.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from archive.errors import MunimentError
from archive.model import NAMED, Capture, Place, Resource
from archive.originals import Originals, RecordBytes
from archive.page_images import PageImage
from archive.search import KeptEditions, Snapshot
from archive.settings import Settings
from archive.timestamps import Timestamps
from archive.verifications import Verifications
from archive.withdrawals import Withdrawals
from web.slots import SearchSlots

DRAWINGS = 4  # pages to draw in each process: one is drawn, the others wait and hold a thread each


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What all pages need: settings, the current generation, kept editions, search slots.

    ``record`` gives the bytes of a record: the file it lies in, the way to it, their SHA-256 if
    it is known. ``draw`` gives a page as a picture: the file, its name for sentences, media type,
    the page from 1, a place to locate; those who want one take turns in ``drawing``.
    """

    settings: Settings
    snapshot: Callable[[], AbstractContextManager[Snapshot]]
    kept: KeptEditions
    slots: SearchSlots = field(repr=False)
    withdrawals: Withdrawals
    timestamps: Timestamps
    verifications: Verifications
    record: RecordBytes = field(repr=False)
    draw: Callable[[BinaryIO, str, str, int, Place | None], PageImage] = field(repr=False)
    drawing: SearchSlots = field(default_factory=lambda: SearchSlots(DRAWINGS), repr=False)

    @property
    def originals(self) -> Originals:
        """The bytes that the documents were read from."""
        return Originals(self.settings.corpus, self.record)

    def asset(self, capture: Capture, path: str, limit: int) -> bytes | None:
        """The bytes of a file that was saved with a page; None when it is gone or larger."""
        try:
            if capture.within:
                return self._zipped(capture, path, limit)
            file = self.originals.file(path)
            return file.read_bytes() if file.stat().st_size <= limit else None
        except (MunimentError, OSError):
            return None

    def resource(self, resource: Resource, limit: int) -> bytes | None:
        """The bytes of what a web archive holds for a page; None when gone, changed or larger."""
        if resource.size > limit:
            return None
        try:
            self.originals.file(resource.file)
            return self.record(resource.file, resource.within, resource.sha256)
        except (MunimentError, OSError):
            return None

    def _zipped(self, capture: Capture, path: str, limit: int) -> bytes | None:
        """A file beside a page in a zip archive, by its path there."""
        page = capture.within[-1]
        name = path.rpartition("!/")[2]
        beside = replace(page, locator=f"{NAMED}{name}")
        data = self.record(capture.file, (*capture.within[:-1], beside), None)
        return data if len(data) <= limit else None
