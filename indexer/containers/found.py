"""What is known of a container once it was opened: its records by their digests.

Promises: plain values that a confined process may hand on; the payloads themselves are not kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.model import Dating


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A record: what its opener said (``entries.Entry``), with its payload's digest and kind.

    ``sha256`` is "" where a ``reason`` says why it is no document. ``media_type`` may have a
    charset ("text/html; charset=windows-1256") where the container states one that the bytes
    themselves do not tell.
    """

    locator: str
    label: str
    name: str = ""
    sha256: str = ""
    size: int = 0
    media_type: str = ""
    reason: str = ""
    failed: bool = False
    offset: int | None = None
    id: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    source_url: str = ""
    captured: Dating | None = None
    captured_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some of the records of a container; ``resume`` is where to go on, None at the end.

    ``missing`` and ``remarks`` are sentences: what could not be read, and what else is to be
    said.
    """

    found: tuple[Found, ...] = ()
    missing: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    resume: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """All records of a container with this digest, as an opener of this version found them."""

    sha256: str
    opener: str  # media type and version: "application/zip 1"
    found: tuple[Found, ...] = ()
    missing: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What tells these contents from others."""
        return f"{self.sha256} {self.opener}"
