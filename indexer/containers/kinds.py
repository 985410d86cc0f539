"""What kind of document a record of a container is.

Promises: by the bytes first, as for files; then by the record's name; and where both leave it at
plain text, by what the container declares. A charset is added only where the bytes would be read
otherwise without it, so that the same bytes are the same document wherever they come from.
"""

from __future__ import annotations

from email.message import Message
from pathlib import PurePosixPath

from indexer.charsets import canonical
from indexer.media import by_suffix, media_type, with_charset
from indexer.prescan import declared_by_page

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_TEXTS = _PAGES | {"text/plain"}
# Texts that no bytes tell from plain ones.
_DECLARED = {
    "text/html": "text/html",
    "application/xhtml+xml": "application/xhtml+xml",
    "text/css": "text/css",
    "text/javascript": "text/javascript",
    "application/javascript": "text/javascript",
    "application/x-javascript": "text/javascript",
    "application/json": "application/json",
    "text/json": "application/json",
    "application/ld+json": "application/json",
    "text/csv": "text/csv",
    "text/markdown": "text/markdown",
    "text/xml": "application/xml",
    "application/xml": "application/xml",
    "message/rfc822": "message/rfc822",
    "application/rss+xml": "application/xml",
    "application/atom+xml": "application/xml",
    "image/svg+xml": "image/svg+xml",
}


def kind_of(payload: bytes, name: str, declared: str) -> str:
    """The media type of these bytes, with a charset where it must be told."""
    stated = Message()
    stated["Content-Type"] = declared or "application/octet-stream"
    kind = media_type(payload, name)
    if kind == "text/plain" and not by_suffix(PurePosixPath(name).suffix):
        kind = _DECLARED.get(stated.get_content_type(), kind)
    charset = stated.get_content_charset() if kind in _TEXTS else None
    label = canonical(charset) if charset else None
    return with_charset(kind, label) if label and _matters(payload, kind, label) else kind


def _matters(payload: bytes, kind: str, charset: str) -> bool:
    """Whether the bytes would be read in another encoding if this one were not told."""
    if payload.isascii() and not charset.startswith(("iso-2022", "hz")):
        return False
    try:
        payload.decode("utf-8")
    except UnicodeDecodeError:
        return kind not in _PAGES or declared_by_page(payload) != charset
    return False
