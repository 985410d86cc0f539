"""What the pages of one running site share, handed to them instead of looked up.

Promises: no globals; a request takes one ``Snapshot`` and works on it from start to end, so a
rebuild never shows through; paths of originals never lead out of the corpus.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from io import BufferedReader, BytesIO
from pathlib import Path

from archive.errors import NotFoundError
from archive.model import Capture, Record
from archive.search import KeptEditions, Snapshot
from archive.settings import Settings
from web.slots import SearchSlots


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What all pages need: settings, the current generation, kept editions, search slots.

    ``record`` gives the bytes of a record: the file it lies in, the way to it, their SHA-256.
    """

    settings: Settings
    snapshot: Callable[[], AbstractContextManager[Snapshot]]
    kept: KeptEditions
    slots: SearchSlots = field(repr=False)
    record: Callable[[str, Sequence[Record], str], bytes] = field(repr=False)

    def original(self, capture: Capture, sha256: str) -> BufferedReader | BytesIO:
        """The bytes that a capture lies in, at their beginning; a record's have this digest.

        Raises NotFoundError, UnreadableError, OSError.
        """
        if not capture.within:
            return self.corpus_file(capture.path).open("rb")
        self.corpus_file(capture.file)
        return BytesIO(self.record(capture.file, capture.within, sha256))

    def corpus_file(self, path: str) -> Path:
        """The file of the corpus at this relative path.

        Raises NotFoundError when it is gone, is no plain file, or leads out of the corpus.
        """
        root = self.settings.corpus.resolve()
        file = (root / path).resolve()
        if not file.is_relative_to(root) or not file.is_file():
            raise NotFoundError(
                f"The file {path} is no longer in the corpus. The text that was read from it is "
                "still here; `muniment verify` lists what is missing."
            )
        return file
