"""The bytes that documents were read from: files of the corpus, and records in such files.

Promises: other bytes are never given for a document's; a path never leads out of the corpus; what
is missing or changed is said in a sentence. Opens no container by itself: it is handed what does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BufferedReader, BytesIO
from pathlib import Path

from archive.errors import NotFoundError, UnreadableError
from archive.model import Capture, Document, Record

# The bytes of a record: the file it lies in, the way to it, their SHA-256 if it is known.
RecordBytes = Callable[[str, Sequence[Record], str | None], bytes]


@dataclass(frozen=True, slots=True)
class Originals:
    """The originals of one corpus."""

    corpus: Path
    record: RecordBytes = field(repr=False)

    def file(self, path: str) -> Path:
        """The file of the corpus at this relative path.

        Raises NotFoundError when it is gone, is no plain file, or leads out of the corpus.
        """
        root = self.corpus.resolve()
        file = (root / path).resolve()
        if not file.is_relative_to(root) or not file.is_file():
            raise NotFoundError(
                f"The file {path} is no longer in the corpus. The text that was read from it is "
                "still here; `muniment verify` lists what is missing."
            )
        return file

    def of(self, capture: Capture, sha256: str) -> BufferedReader | BytesIO:
        """The bytes that a capture lies in, at their beginning; a record's have this digest.

        Raises NotFoundError, UnreadableError, OSError.
        """
        if not capture.within:
            return self.file(capture.path).open("rb")
        self.file(capture.file)
        return BytesIO(self.record(capture.file, capture.within, sha256))

    def open(self, document: Document) -> tuple[Capture, BufferedReader | BytesIO]:
        """A capture that still has the document's bytes, and these, at their beginning.

        Raises NotFoundError when there is none: other bytes are never given for these.
        """
        problem: Exception | None = None
        for capture in document.captures:
            try:
                file = self.of(capture, document.sha256)
            except (NotFoundError, UnreadableError, OSError) as error:
                problem = error
                continue
            if hashlib.file_digest(file, "sha256").hexdigest() == document.sha256:
                file.seek(0)
                return capture, file
            file.close()
        if isinstance(problem, NotFoundError):
            raise problem
        raise NotFoundError(
            f"The file {document.path} has other bytes now than when it was taken in, or cannot be "
            "read, so it is not shown in its place. The text that was read from it is still here; "
            "`muniment verify` lists what has changed."
        )
