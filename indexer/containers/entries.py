"""What an opener says of a container: its entries, and remarks on it as a whole.

Promises: plain values; a locator finds its entry again in the same bytes and is short.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.model import Dating

LOCATOR_LIMIT = 4_000  # code points
LABEL_LIMIT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing in a container.

    Either ``payload`` holds the bytes of a document to be, or ``reason`` says in a sentence why
    it is none ("It is a redirect.", "It is encrypted."). ``name`` is the file name that tells
    the kind where the bytes do not, ``label`` what a person calls it (the path in a zip archive,
    an address, an attachment's name); both as the container states them, "" where it does not.
    ``declared`` is the media type that the container states, with a charset when it states one.
    """

    locator: str  # "" for what has no payload
    resume: int  # where to go on behind it
    label: str
    name: str = ""
    payload: bytes | None = None
    reason: str = ""
    failed: bool = False  # with a reason: it should have been readable (damaged, too large)
    declared: str = ""
    offset: int | None = None  # bytes from the container's beginning, where the entry begins
    id: str = ""  # WARC-Record-ID, Message-ID
    headers: tuple[tuple[str, str], ...] = ()  # as they stand, the ones that prove something
    source_url: str = ""
    captured: Dating | None = None
    captured_by: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence on the container: what of it could not be read, or is no document.

    ``partial``: something of it is missing.
    """

    sentence: str
    partial: bool = True
