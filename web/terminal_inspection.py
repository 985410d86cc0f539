"""What ``muniment inspect`` shows of a file: what was read of it, and what it holds as a container.

Promises: one object a file for machines; the same for people, in lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from archive.model import Document, Edition, FileProblem
from archive.plain import to_plain
from web.terminal import card_lines, passage_lines, problem_line
from web.words import counted, size, type_name

Plain = dict[str, Any]
LEFT_OUT_SHOWN = 120  # code points of something that was left out of a text


class Opened(Protocol):
    """A container as the indexer opened it."""

    @property
    def sources(self) -> Sequence[Any]:
        """Itself and its records, with ``path``, ``media_type``, ``size`` and ``within``."""

    @property
    def failed(self) -> Sequence[FileProblem]:
        """Records that should have been readable."""

    @property
    def partial(self) -> Sequence[FileProblem]:
        """Containers of which something is missing."""

    @property
    def skipped(self) -> Sequence[FileProblem]:
        """Records that are left aside."""

    @property
    def notices(self) -> Sequence[str]:
        """Remarks on containers."""


def holds_any(opened: Opened) -> bool:
    """Whether there is a record in it, to be read or not."""
    return bool(_records(opened) or _problems(opened))


def records_plain(path: Path, opened: Opened) -> Plain:
    """The records of a container, as a part of its object or the whole of it."""
    return {
        "path": str(path),
        "records": [
            {"path": each.path, "media_type": each.media_type, "size": each.size}
            for each in _records(opened)
        ],
        "records_left_aside": [
            {"path": each.path, "reason": each.reason, "count": each.count}
            for each in _problems(opened)
        ],
        "records_notices": list(opened.notices),
    }


def records_lines(opened: Opened) -> Iterator[str]:
    """The records of a container, a line each."""
    records, problems = _records(opened), _problems(opened)
    yield f"{counted(len(records), 'record')} to be read:"
    for each in records:
        yield f"  {each.path} ({type_name(each.media_type)}, {size(each.size)})"
    if problems:
        yield "Not read, or not wholly:"
        yield from (f"  {problem_line(problem)}" for problem in problems)
    yield from (f"Note: {notice}" for notice in opened.notices)


def _records(opened: Opened) -> list[Any]:
    return [each for each in opened.sources if each.within]


def _problems(opened: Opened) -> list[FileProblem]:
    return [*opened.failed, *opened.partial, *opened.skipped]


def inspection_plain(path: Path, document: Document, edition: Edition) -> Plain:
    """One line of ``muniment inspect --json``; every fact of the metadata has its basis."""
    known = document.metadata
    return {
        "path": str(path),
        "sha256": document.sha256,
        "id": document.id,
        "media_type": document.media_type,
        "charset": document.charset,
        "title": known.title.value if known.title else None,
        "subtitle": known.subtitle.value if known.subtitle else None,
        "authors": [{"name": agent.name, "kind": agent.kind} for agent in known.authors],
        "published": {
            "value": known.published.value,
            "precision": known.published.precision,
            "basis": known.published.basis,
        }
        if known.published
        else None,
        "source": known.source.value if known.source else None,
        "language": known.language.value if known.language else None,
        "original_url": known.original_url.value if known.original_url else None,
        "metadata": to_plain(known),
        "text": edition.text,
        "passages": [
            {
                "id": passage.id,
                "kind": passage.kind,
                "text": passage.text,
                "start": passage.start,
                "end": passage.end,
                "heading": list(passage.heading),
                "page": passage.page,
                "ocr": passage.ocr,
                "place": to_plain(passage.place) if passage.place else None,
            }
            for passage in edition.passages
        ],
        "left_out": [{"text": piece.text, "reason": piece.reason} for piece in edition.left_out],
        "notices": list(edition.notices),
        "partial": edition.partial,
    }


def inspection_lines(document: Document, edition: Edition) -> Iterator[str]:
    """The same for people."""
    yield from card_lines(document)
    for passage in edition.passages:
        yield from passage_lines(passage, ())
    for piece in edition.left_out:
        yield f"    left out ({piece.reason}): {_short(piece.text)}"
    yield from (f"  Note: {notice}" for notice in edition.notices)


def _short(text: str) -> str:
    return text if len(text) <= LEFT_OUT_SHOWN else f"{text[:LEFT_OUT_SHOWN].rstrip()}…"
