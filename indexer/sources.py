"""What is to be read: files of the corpus, and records in them, alike.

Promises: plain values. A container that is itself no document (a zip archive) is no source; the
files beside a page and the sidecars in one are, with their roles.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.model import Dating, Record
from indexer.roles import Role
from indexer.seen import Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Bytes by where they lie (see ``archive.model.Capture``), and what is known of them before.

    ``media_type`` may have a charset; "" is for what is no original and for what is too large to
    be looked at.
    """

    path: str
    role: Role = "original"
    of: str = ""  # the path of the file that a sidecar describes or of the page an asset is of
    sha256: str
    size: int  # bytes
    media_type: str = ""
    file: str = ""  # the corpus's file that a record lies in
    file_sha256: str = ""
    within: tuple[Record, ...] = ()
    source_url: str = ""
    captured_at: Dating | None = None
    captured_by: str = ""


def source_of(seen: Seen) -> Source:
    """A file of the corpus."""
    file = seen.file
    return Source(
        path=file.path,
        role=file.role,
        of=file.of,
        sha256=seen.sha256,
        size=file.size,
        media_type=seen.media_type,
    )
