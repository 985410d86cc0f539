"""One module a family of formats, and the table from media type to parser.

Promises: ``read`` makes the edition of any bytes whose media type has a parser; a parser is
imported only when its format is met. Parsers see bytes alone: no file names, no sidecars, no
network; they run in a confined child process (``indexer.sandbox``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from archive.errors import UnreadableError
from archive.model import Edition
from indexer.containers import OPENERS
from indexer.media import DOCX, EPUB, MAIL, ODT, PICTURES, RTF, split_charset
from indexer.passages import edition

# Media type: parser, its version (part of every edition's key), its module.
# Raise a version when its output changes: kept editions of the older one stay for old links.
PARSERS = {
    DOCX: ("docx", "2", "indexer.parsers.docx"),
    ODT: ("odt", "2", "indexer.parsers.odt"),
    RTF: ("rtf", "2", "indexer.parsers.rtf"),
    EPUB: ("epub", "1", "indexer.parsers.epub"),
    "text/html": ("html", "9", "indexer.parsers.html"),
    "application/xhtml+xml": ("html", "9", "indexer.parsers.html"),
    MAIL: ("mail", "3", "indexer.parsers.mail"),
    "multipart/related": ("mhtml", "4", "indexer.parsers.mhtml"),
    "application/pdf": ("pdf", "5", "indexer.parsers.pdf"),
    "text/markdown": ("markdown", "5", "indexer.parsers.markdown"),
    "text/plain": ("text", "5", "indexer.parsers.text"),
    **dict.fromkeys(PICTURES, ("picture", "1", "indexer.parsers.picture")),
}
_OCR = "ocr"


def parser_for(media_type: str) -> tuple[str, str] | None:
    """Name and version of the parser of this media type; None when there is none.

    With a charset the version has its name: other text comes out of the same bytes.
    """
    kind, charset = split_charset(media_type)
    found = PARSERS.get(kind)
    return (found[0], f"{found[1]}-{charset}" if charset else found[1]) if found else None


def with_ocr(version: str, ocr: str) -> str:
    """The version of a parser that was given pages recognised by a program with this label."""
    return f"{version}-{_OCR}-{ocr}"


def parser_versions(ocr: str = "") -> dict[str, str]:
    """Name to version of every parser and of what opens containers, for the manifest.

    ``ocr``: the label of what recognises pages; "" where nothing does.
    """
    openers = {f"{media_type} opener": version for media_type, (_, version) in OPENERS.items()}
    recognised = {_OCR: ocr} if ocr else {}
    return {name: version for name, version, _ in PARSERS.values()} | openers | recognised


def read(
    data: bytes,
    media_type: str,
    name: str,
    ocr: str = "",
    recognised: Sequence[Mapping[str, Any]] = (),
) -> Edition:
    """The edition of these bytes; ``name`` is only for the sentence of an error.

    ``recognised`` are pages that a program with the label ``ocr`` was given, as fields of
    ``parsers.pdf.recognised.Recognised``; for formats that have pages that are pictures. Raises
    UnreadableError when no parser reads this media type or it cannot make sense of it.
    """
    kind, charset = split_charset(media_type)
    found = parser_for(media_type)
    if found is None:
        raise UnreadableError(f"“{name}” is of a kind not read by this version.")
    parser, version = found
    module = import_module(PARSERS[kind][2])
    more = {"recognised": recognised} if ocr else {}
    reading = module.read(data, charset) if charset else module.read(data, **more)
    return edition(
        reading,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=media_type,
        parser=parser,
        parser_version=with_ocr(version, ocr) if ocr else version,
    )
