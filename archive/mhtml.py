"""A page saved as one MIME message (MHTML, RFC 2557): its parts, and which of them is the page.

Promises: never raises for what is in the bytes; a message that was cut off gives the parts that are
there and says so; a part is found by its Content-ID or its address, as pages name their pictures
and style sheets. Messages are taken apart by ``archive.mime``. Judges no page and fetches nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

from archive.mime import PARTS, Part, read_message
from archive.mime_header import header_text
from archive.model import Place

MEDIA_TYPE = "multipart/related"
PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The message: headers by lower-case name, its parts in order, the page among them."""

    headers: Mapping[str, str]
    parts: tuple[Part, ...]
    root: Part | None
    whole: bool  # False: the file ends before the message does

    @property
    def address(self) -> str:
        """The address that the page was saved from, as the headers say; "" when they do not."""
        stated = self.headers.get("snapshot-content-location") or self.headers.get(
            "content-location"
        )
        return "".join((stated or "").split()) or (self.root.location if self.root else "")

    @property
    def frames(self) -> tuple[Part, ...]:
        """The other pages in it, which were shown in frames."""
        return tuple(p for p in self.parts if p.media_type in PAGE_TYPES and p is not self.root)

    def resource(self, reference: str) -> Part | None:
        """The part that the page means by an address or ``cid:`` in it; None: there is none."""
        reference = reference.strip()
        if reference.lower().startswith("cid:"):
            name = reference[4:]
            return next((p for p in self.parts if p.content_id == name), None) or self._at(
                reference
            )
        try:
            return self._at(urldefrag(urljoin(self.address, reference))[0])
        except ValueError:  # a broken address
            return None

    def _at(self, address: str) -> Part | None:
        return next((p for p in self.parts if address and p.location == address), None)


def read_saved_page(data: bytes) -> SavedPage:
    """Take a message apart. Without a page in it ``root`` is None."""
    message = read_message(data)
    headers = {name.lower(): header_text(value) for name, value in message.fields}
    parts = tuple(message.leaves())
    stated = headers.get("snapshot-content-location") or headers.get("content-location") or ""
    root = _root(parts, "".join(stated.split()), message.parameters.get("start", ""))
    return SavedPage(headers, parts, root, message.whole and len(parts) < PARTS)


def within_part(place: Place | None, number: str) -> Place | None:
    """A passage's place in the page that a part holds; None when it is in another part."""
    if place is None or place.scheme != "part":
        return None
    start = f"{number}/"
    if not all(path.startswith(start) for path, _, _ in place.ranges):
        return None
    ranges = tuple((path[len(number) :], begin, end) for path, begin, end in place.ranges)
    return Place("html", ranges)


def _root(parts: tuple[Part, ...], address: str, start: str) -> Part | None:
    """The page itself: as ``start`` names it, by the message's address, else the first one."""
    pages = [part for part in parts if part.media_type in PAGE_TYPES]
    start = start.strip().strip("<>")
    named = [part for part in pages if start and part.content_id == start]
    placed = [part for part in pages if address and part.location == address]
    return next(iter([*named, *placed, *pages]), None)
