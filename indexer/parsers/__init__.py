"""One module a family of formats, and the table from media type to parser.

Promises: ``read`` makes the edition of any bytes whose media type has a parser; a parser is
imported only when its format is met. Parsers see bytes alone: no file names, no sidecars, no
network; they run in a confined child process (``indexer.sandbox``).
"""

from __future__ import annotations

import hashlib
from importlib import import_module

from archive.errors import UnreadableError
from archive.model import Edition
from indexer.containers import OPENERS
from indexer.media import DOCX, EPUB, MAIL, ODT, RTF, split_charset
from indexer.passages import edition

# Media type: parser, its version (part of every edition's key), its module.
# Raise a version when its output changes: kept editions of the older one stay for old links.
PARSERS = {
    DOCX: ("docx", "1", "indexer.parsers.docx"),
    ODT: ("odt", "1", "indexer.parsers.odt"),
    RTF: ("rtf", "1", "indexer.parsers.rtf"),
    EPUB: ("epub", "1", "indexer.parsers.epub"),
    "text/html": ("html", "6", "indexer.parsers.html"),
    "application/xhtml+xml": ("html", "6", "indexer.parsers.html"),
    MAIL: ("mail", "1", "indexer.parsers.mail"),
    "multipart/related": ("mhtml", "1", "indexer.parsers.mhtml"),
    "application/pdf": ("pdf", "1", "indexer.parsers.pdf"),
    "text/markdown": ("markdown", "3", "indexer.parsers.markdown"),
    "text/plain": ("text", "3", "indexer.parsers.text"),
}


def parser_for(media_type: str) -> tuple[str, str] | None:
    """Name and version of the parser of this media type; None when there is none.

    With a charset the version has its name: other text comes out of the same bytes.
    """
    kind, charset = split_charset(media_type)
    found = PARSERS.get(kind)
    return (found[0], f"{found[1]}-{charset}" if charset else found[1]) if found else None


def parser_versions() -> dict[str, str]:
    """Name to version of every parser and of what opens containers, for the manifest."""
    openers = {f"{media_type} opener": version for media_type, (_, version) in OPENERS.items()}
    return {name: version for name, version, _ in PARSERS.values()} | openers


def read(data: bytes, media_type: str, name: str) -> Edition:
    """The edition of these bytes; ``name`` is only for the sentence of an error.

    Raises UnreadableError when no parser reads this media type or it cannot make sense of it.
    """
    kind, charset = split_charset(media_type)
    found = parser_for(media_type)
    if found is None:
        raise UnreadableError(f"“{name}” is of a kind not read by this version.")
    parser, version = found
    module = import_module(PARSERS[kind][2])
    reading = module.read(data, charset) if charset else module.read(data)
    return edition(
        reading,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=media_type,
        parser=parser,
        parser_version=version,
    )
