"""From files, sidecars and editions to documents: bytes with an identity, and their captures.

Promises: the same bytes are one document, whatever their files are called, with one capture a
file, the oldest first; a sidecar overrides what the parser found, the oldest capture's first; a
file's name is used only where nothing else is known, and the basis says so. Pure functions.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote

from archive.identifiers import document_id, text_digest
from archive.model import Capture, Dating, Document, Edition, Fact, Metadata
from indexer.build_sidecars import Stated
from indexer.media import split_charset
from indexer.sidecars import BASIS, Sidecar, read_date
from indexer.sources import Source

FILE_NAME = "file name"
RULES: Final = "2"  # raise it when ``describe`` makes another document of the same two


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The bytes of one or more files, before they are read: a document to be."""

    sha256: str
    size: int  # bytes
    media_type: str
    captures: tuple[Capture, ...]  # oldest first, as far as it is known without reading
    sidecars: tuple[Sidecar, ...]  # of those captures that have one, in their order


def originals(
    sources: Iterable[Source],
    stated: Mapping[str, Stated],
    accessioned: Mapping[tuple[str, str], str],
) -> list[Original]:
    """The distinct originals of a corpus, in the order of their first paths.

    ``accessioned`` is when bytes were first entered at a path, by (path, SHA-256).
    """
    assets: defaultdict[str, list[str]] = defaultdict(list)
    same: defaultdict[str, list[Source]] = defaultdict(list)
    for source in sources:
        if source.role == "asset":
            assets[source.of].append(source.path)
        elif source.role == "original":
            same[source.sha256].append(source)
    found = []
    for sha256, alike in same.items():
        captures = [
            _capture(source, stated, accessioned, tuple(assets[source.path])) for source in alike
        ]
        captures.sort(key=_age)
        found.append(
            Original(
                sha256=sha256,
                size=alike[0].size,
                media_type=alike[0].media_type,
                captures=tuple(captures),
                sidecars=tuple(stated[c.path].facts for c in captures if c.path in stated),
            )
        )
    return found


def describe(original: Original, edition: Edition) -> Document:
    """The document that an original and its edition make."""
    captures = sorted((_completed(c, edition.metadata) for c in original.captures), key=_age)
    metadata = edition.metadata
    for sidecar in reversed(original.sidecars):  # the oldest capture's has the last word
        metadata = _overridden(metadata, sidecar)
    return Document(
        id=document_id(original.sha256),
        sha256=original.sha256,
        size=original.size,
        media_type=split_charset(edition.media_type)[0],
        charset=edition.charset,
        metadata=_named(metadata, [capture.path for capture in captures]),
        captures=tuple(captures),
        parser=edition.parser,
        parser_version=edition.parser_version,
        text_sha256=text_digest(edition.text),
        passage_count=len(edition.passages),
        notices=edition.notices,
        partial=edition.partial,
    )


def _capture(
    source: Source,
    stated: Mapping[str, Stated],
    accessioned: Mapping[tuple[str, str], str],
    assets: tuple[str, ...],
) -> Capture:
    """A file or a record; what a container's sidecar says of its keeping holds for its records."""
    beside = stated.get(source.path)
    facts = beside.facts if beside else Sidecar()
    around = stated[source.file].facts if source.file in stated else Sidecar()
    file = source.file or source.path, source.file_sha256 or source.sha256
    return Capture(
        path=source.path,
        source_url=facts.source_url or source.source_url,
        captured_at=facts.captured_at or source.captured_at or around.captured_at,
        captured_by=facts.captured_by or source.captured_by or around.captured_by,
        collection=facts.collection or around.collection,
        rights=facts.rights or around.rights,
        note=facts.note or around.note,
        accessioned_at=accessioned.get(file, ""),
        sidecar=beside.path if beside else "",
        assets=assets,
        file=source.file,
        within=source.within,
    )


def _age(capture: Capture) -> tuple[str, str]:
    """Oldest first: by when it was captured, else by when it was entered; then by path."""
    when = capture.captured_at.value if capture.captured_at else capture.accessioned_at
    return when, capture.path


def _completed(capture: Capture, metadata: Metadata) -> Capture:
    """A capture with what the file itself says of it, where its sidecar is silent."""
    address, tool = metadata.captured_from, metadata.captured_by
    return replace(
        capture,
        captured_at=capture.captured_at or metadata.captured,
        captured_by=capture.captured_by or (tool.value if tool else ""),
        source_url=capture.source_url or (address.value if address else ""),
    )


def _overridden(metadata: Metadata, facts: Sidecar) -> Metadata:
    """Metadata with what a sidecar states in its place."""
    if facts.title:
        metadata = replace(metadata, title=Fact(value=facts.title, basis=BASIS))
    if facts.authors:
        metadata = replace(metadata, authors=facts.authors, authors_basis=BASIS)
    if facts.published:
        metadata = replace(metadata, published=facts.published)
    if facts.language:
        metadata = replace(metadata, language=Fact(value=facts.language, basis=BASIS))
    if facts.source_url:
        metadata = replace(metadata, original_url=Fact(value=facts.source_url, basis=BASIS))
    return metadata


def _named(metadata: Metadata, paths: list[str]) -> Metadata:
    """Metadata with title and date out of the file names, where nothing else tells them."""
    names = [PurePosixPath(path).stem for path in paths]
    if not (metadata.title and metadata.title.value):
        metadata = replace(metadata, title=Fact(value=_title(names[0]), basis=FILE_NAME))
    if not metadata.published:
        dates = filter(None, map(_date, names))
        metadata = replace(metadata, published=next(dates, None))
    return metadata


def _title(name: str) -> str:
    """A file's name as words: underscores are spaces, hyphens too where there are no spaces."""
    words = unquote(name).replace("_", " ")
    if " " not in words.strip():
        words = words.replace("-", " ")
    return " ".join(words.split()) or name


# A day (1988-07-19, 1988_07_19, 19880719) or a month (1988-07); a lone year may be any number.
_DAY = re.compile(
    r"(?<![0-9])(?P<y>(?:1[5-9]|20)[0-9]{2})"
    r"(?:(?P<s>[-_.])(?P<m>[01][0-9])(?:(?P=s)(?P<d>[0-3][0-9]))?|(?P<n>[01][0-9])(?P<e>[0-3][0-9]))"
    r"(?![0-9])"
)


def _date(name: str) -> Dating | None:
    """The first date in a file's name that the calendar has."""
    for found in _DAY.finditer(name):
        parts = (found["y"], found["m"] or found["n"], found["d"] or found["e"])
        dating = read_date("-".join(filter(None, parts)), FILE_NAME)
        if dating:
            return replace(dating, text=found.group())
    return None
