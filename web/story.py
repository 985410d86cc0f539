"""Where a document comes from, told in sentences: the short story and the whole chain.

Promises: every date with its basis; what is only somebody's statement is said to be one; each
step says what it proves and what it does not. Checks no file by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from archive.model import Capture, Dating, Document, Fact, Generation, Metadata
from archive.timestamps import Timestamp
from web.words import (
    STAMP_PROVES,
    authors_of,
    basis_clause,
    counted,
    dating_sentence,
    day,
    language_name,
    listed,
    on_day,
    size,
    stamped,
    type_name,
)

CAPTURES_TOLD = 3  # in the short story; the chain has them all


@dataclass(frozen=True, slots=True)
class Entry:
    """A labelled fact; ``form`` is "text", "mono" for digests and names of files, or "address"."""

    label: str
    value: str
    form: str = "text"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the chain: who did what and when, its facts, and what it proves."""

    title: str
    sentence: str
    entries: tuple[Entry, ...]
    proves: str


def short_story(document: Document) -> list[str]:
    """A few sentences, oldest first."""
    facts = document.metadata
    made = "Sent" if document.media_type == "message/rfc822" else "Published"
    told = [dating_sentence(made, facts.published)]
    if facts.modified:
        told.append(dating_sentence("Changed by its publisher", facts.modified))
    captures = document.captures
    if len(captures) > 1:
        told.append(f"These same bytes were captured {_times(len(captures))}.")
    told += [_captured(document, capture) for capture in captures[:CAPTURES_TOLD]]
    first = min((c.accessioned_at for c in document.captures if c.accessioned_at), default="")
    if first:
        told.append(f"Taken into this archive on {day(first)}.")
    return told


def chain(
    document: Document, generation: Generation, left_out: int, stamps: Sequence[Timestamp] = ()
) -> list[Step]:
    """Every step from the capture to the index, oldest first.

    ``stamps`` are the time stamps over the document's entry in the register.
    """
    captured = [_capture_step(document, capture) for capture in document.captures]
    return [
        *captured,
        _accession_step(document),
        *([_stamp_step(stamps[0])] if stamps else []),
        _parsing_step(document, left_out),
        _index_step(generation),
    ]


def known(document: Document) -> list[tuple[str, str, str]]:
    """Label, value and basis of every fact that is known of the document."""
    facts = document.metadata
    entries = [
        *((label, fact.value, fact.basis) for label, fact in _facts(facts) if fact),
        ("Authors", authors_of(document), facts.authors_basis),
        ("Byline as printed", facts.byline, ""),
        *((label, _written(date), date.basis) for label, date in _dates(facts) if date),
        ("File name", PurePosixPath(document.path).name, ""),
        ("Size", size(document.size), ""),
        ("Media type", f"{document.media_type} ({type_name(document.media_type)})", ""),
    ]
    undated = [("Published", "not known", "")] if facts.published is None else []
    return [entry for entry in entries if entry[1]] + undated


def _facts(metadata: Metadata) -> tuple[tuple[str, Fact | None], ...]:
    language = metadata.language
    if language:
        language = Fact(value=language_name(language.value), basis=language.basis)
    return (
        ("Title", metadata.title),
        ("Subtitle", metadata.subtitle),
        ("Source", metadata.source),
        ("Original address", metadata.original_url),
        ("Captured from", metadata.captured_from),
        ("Captured with", metadata.captured_by),
        ("Language", language),
    )


def _dates(metadata: Metadata) -> tuple[tuple[str, Dating | None], ...]:
    return (
        ("Published", metadata.published),
        ("Changed", metadata.modified),
        ("Captured", metadata.captured),
    )


def _written(dating: Dating) -> str:
    """A date, and as it stood there where that differs."""
    said = f" (“{dating.text}”)" if dating.text and dating.text != dating.value else ""
    return day(dating.value) + said


def _times(count: int) -> str:
    return "twice" if count == 2 else counted(count, "time")


def _captured(document: Document, capture: Capture) -> str:
    """Who saved it and when, as one sentence."""
    dating = capture.captured_at or document.metadata.captured
    by = f" by {capture.captured_by}" if capture.captured_by else ""
    if dating is None:
        unknown = "when it was captured is not known."
        return f"Captured{by}; {unknown}" if by else unknown.capitalize()
    clause = basis_clause(dating.basis)
    return f"Captured {on_day(dating)}{by}{', ' + clause if clause else ''}."


def _capture_step(document: Document, capture: Capture) -> Step:
    entries = [
        Entry("Found at", capture.source_url or _own_address(document), "address"),
        Entry("Saved as", capture.file or capture.path, "mono"),
        *_inside(capture),
        Entry("Sidecar", capture.sidecar, "mono"),
        Entry("Files saved with it", listed(list(capture.assets)), "mono"),
        Entry("Collection", capture.collection),
        Entry("Rights", capture.rights),
        Entry("Note", capture.note),
    ]
    return Step(
        "Captured",
        _captured(document, capture),
        _known(entries),
        "This is the statement of whoever saved the file, or of the file itself. The archive "
        "keeps it as it was made and cannot check it.",
    )


def _inside(capture: Capture) -> Iterator[Entry]:
    """The way from the file to the document, where it lies in a container."""
    if not capture.within:
        return
    yield Entry("In it as", capture.path.removeprefix(capture.file).removeprefix("!/"), "mono")
    for record in capture.within:
        at = f", at byte {record.offset:,}" if record.offset is not None else ""
        name = f" {record.id}" if record.id else ""
        yield Entry(f"Record of the {type_name(record.container)}", f"{record.locator}{name}{at}")
        yield Entry("SHA-256 of what it lies in", record.container_sha256, "mono")
    for label, value in capture.within[-1].headers:
        yield Entry(label, value, "mono")


def _own_address(document: Document) -> str:
    stated = document.metadata.original_url
    return stated.value if stated else ""


def _accession_step(document: Document) -> Step:
    entries = [
        *(
            Entry("Entered", f"{day(capture.accessioned_at)}, as {capture.path}")
            for capture in document.captures
            if capture.accessioned_at
        ),
        Entry("Size", size(document.size)),
        Entry("Media type", f"{document.media_type} ({type_name(document.media_type)})"),
        Entry("SHA-256 of the file", document.sha256, "mono"),
        Entry("Identifier", document.id, "id"),
    ]
    return Step(
        "Taken in",
        "The file was read byte by byte and its digest was entered in the register, to which "
        "lines are only ever added.",
        _known(entries),
        "From this moment on, any change of the file can be noticed: its digest would be another. "
        "The identifier is computed from the digest, so whoever holds the file can compute both. "
        "It does not prove what happened to the file before.",
    )


def _stamp_step(stamp: Timestamp) -> Step:
    """The first time stamp that covers the document's entry in the register."""
    entries = [
        Entry("Line that was stamped", f"{stamp.n:,}"),
        Entry("SHA-256 of the line", stamp.head, "mono"),
        Entry("Whose clock", stamp.authority),
        Entry("Vouched for by", stamp.vouched_by),
        Entry("SHA-256 of that certificate", stamp.fingerprint, "mono"),
        Entry("Token", stamp.file, "mono"),
    ]
    return Step("Time stamped", stamped(stamp), _known(entries), STAMP_PROVES)


def _parsing_step(document: Document, left_out: int) -> Step:
    entries = [
        Entry("Parser", f"{document.parser}, version {document.parser_version}"),
        Entry("Characters read as", document.charset),
        Entry("Passages", f"{document.passage_count:,}"),
        Entry("Left out of the text", counted(left_out, "piece") if left_out else "nothing"),
        Entry("SHA-256 of the text", document.text_sha256, "mono"),
        *(Entry("Remark", notice) for notice in document.notices),
    ]
    part = " Only a part of it could be read." if document.partial else ""
    return Step(
        "Read",
        f"The text was taken out of the file and cut into passages.{part}",
        _known(entries),
        "The same version of the parser makes the same text of the same file, with the same "
        "digest. Whether it is the right text you can see by looking at the original.",
    )


def _index_step(generation: Generation) -> Step:
    entries = [
        Entry("Index", generation.id, "mono"),
        Entry("Made", day(generation.created)),
        Entry("With", f"{generation.engine}, analyser {generation.analyser}, {generation.canon}"),
        Entry("Lines in the register then", f"{generation.register_count:,}"),
        Entry("Digest of the last line", generation.register_head, "mono"),
    ]
    return Step(
        "Indexed",
        "The passages were entered in the index that answers searches now.",
        _known(entries),
        "The index can be thrown away and made again from the files. The digest of the "
        "register’s last line covers every line before it: whoever has noted it elsewhere can "
        "prove that none was changed or removed.",
    )


def _known(entries: list[Entry]) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.value)
