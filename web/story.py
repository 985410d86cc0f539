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
from web.interface import day, digits, gettext, language_name, number, pgettext, translated
from web.words import (
    STAMP_PROVES,
    authors_of,
    counted,
    is_of_day,
    size,
    stamped,
    type_name,
    with_basis,
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
    told = [made(document.media_type, facts.published)]
    if facts.modified:
        told.append(with_basis(_changed(facts.modified), facts.modified))
    captures = document.captures
    if len(captures) > 1:
        told.append(_several_times(len(captures)))
    told += [_captured(document, capture) for capture in captures[:CAPTURES_TOLD]]
    first = min((c.accessioned_at for c in document.captures if c.accessioned_at), default="")
    if first:
        told.append(gettext("Taken into this archive on %(day)s.", day=day(first)))
    return told


def made(media_type: str, dating: Dating | None) -> str:
    """When a document was sent or published, as a sentence with how that is known."""
    if media_type == "message/rfc822":
        if dating is None:
            return gettext("Sent at a date that is not known.")
        on = gettext("Sent on %(day)s", day=day(dating.value))
        within = gettext("Sent in %(month)s", month=day(dating.value))
    else:
        if dating is None:
            return gettext("Published at a date that is not known.")
        on = gettext("Published on %(day)s", day=day(dating.value))
        within = gettext("Published in %(month)s", month=day(dating.value))
    return with_basis(on if is_of_day(dating) else within, dating)


def _changed(dating: Dating) -> str:
    if is_of_day(dating):
        return gettext("Changed by its publisher on %(day)s", day=day(dating.value))
    return gettext("Changed by its publisher in %(month)s", month=day(dating.value))


def _several_times(count: int) -> str:
    if count == 2:
        return gettext("These same bytes were captured twice.")
    times = counted(count, "time")
    return gettext("These same bytes were captured %(times)s.", times=times)


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
        (gettext("Authors"), authors_of(document), facts.authors_basis),
        (gettext("Byline as printed"), facts.byline, ""),
        *((label, _written(date), date.basis) for label, date in _dates(facts) if date),
        (gettext("File name"), PurePosixPath(document.path).name, ""),
        (gettext("Size"), size(document.size), ""),
        (gettext("Media type"), _media_type(document), ""),
    ]
    undated = [(gettext("Published"), gettext("not known"), "")] if facts.published is None else []
    return [entry for entry in entries if entry[1]] + undated


def _facts(metadata: Metadata) -> tuple[tuple[str, Fact | None], ...]:
    language = metadata.language
    if language:
        language = Fact(value=language_name(language.value), basis=language.basis)
    return (
        (gettext("Title"), metadata.title),
        (gettext("Subtitle"), metadata.subtitle),
        (gettext("Source"), metadata.source),
        (gettext("Original address"), metadata.original_url),
        (gettext("Captured from"), metadata.captured_from),
        (gettext("Captured with"), metadata.captured_by),
        (gettext("Language"), language),
    )


def _dates(metadata: Metadata) -> tuple[tuple[str, Dating | None], ...]:
    return (
        (gettext("Published"), metadata.published),
        (gettext("Changed"), metadata.modified),
        (gettext("Captured"), metadata.captured),
    )


def _written(dating: Dating) -> str:
    """A date, and as it stood there where that differs."""
    if dating.text and dating.text != dating.value:
        return gettext("%(day)s (“%(text)s”)", day=day(dating.value), text=dating.text)
    return day(dating.value)


def _captured(document: Document, capture: Capture) -> str:
    """Who saved it and when, as one sentence."""
    dating, by = capture.captured_at or document.metadata.captured, capture.captured_by
    if dating is None and by:
        return gettext("Captured by %(who)s; when it was captured is not known.", who=by)
    if dating is None:
        return gettext("When it was captured is not known.")
    when = day(dating.value)
    if is_of_day(dating):
        said = (
            gettext("Captured on %(day)s by %(who)s", day=when, who=by)
            if by
            else gettext("Captured on %(day)s", day=when)
        )
    else:
        said = (
            gettext("Captured in %(month)s by %(who)s", month=when, who=by)
            if by
            else gettext("Captured in %(month)s", month=when)
        )
    return with_basis(said, dating)


def _capture_step(document: Document, capture: Capture) -> Step:
    entries = [
        Entry(gettext("Found at"), capture.source_url or _own_address(document), "address"),
        Entry(gettext("Saved as"), capture.file or capture.path, "mono"),
        *_inside(capture),
        Entry(gettext("Sidecar"), capture.sidecar, "mono"),
        Entry(gettext("Files saved with it"), ", ".join(capture.assets), "mono"),
        Entry(gettext("Collection"), capture.collection),
        Entry(gettext("Rights"), capture.rights),
        Entry(pgettext("beside a file", "Note"), capture.note),
    ]
    return Step(
        gettext("Captured"),
        _captured(document, capture),
        _known(entries),
        gettext(
            "This is the statement of whoever saved the file, or of the file itself. The archive "
            "keeps it as it was made and cannot check it."
        ),
    )


def _inside(capture: Capture) -> Iterator[Entry]:
    """The way from the file to the document, where it lies in a container."""
    if not capture.within:
        return
    yield Entry(
        gettext("In it as"), capture.path.removeprefix(capture.file).removeprefix("!/"), "mono"
    )
    for record in capture.within:
        label = gettext("Record of the %(container)s", container=type_name(record.container))
        where = f"{record.locator} {record.id}".rstrip()
        if record.offset is not None:
            where = gettext(
                "%(record)s, at byte %(offset)s", record=where, offset=number(record.offset)
            )
        yield Entry(label, where)
        yield Entry(gettext("SHA-256 of what it lies in"), record.container_sha256, "mono")
    for label, value in capture.within[-1].headers:
        yield Entry(label, value, "mono")


def _own_address(document: Document) -> str:
    stated = document.metadata.original_url
    return stated.value if stated else ""


def _accession_step(document: Document) -> Step:
    entries = [
        *(
            Entry(
                gettext("Entered"),
                gettext("%(day)s, as %(path)s", day=day(capture.accessioned_at), path=capture.path),
            )
            for capture in document.captures
            if capture.accessioned_at
        ),
        Entry(gettext("Size"), size(document.size)),
        Entry(gettext("Media type"), _media_type(document)),
        Entry(gettext("SHA-256 of the file"), document.sha256, "mono"),
        Entry(gettext("Identifier"), document.id, "id"),
    ]
    return Step(
        gettext("Taken in"),
        gettext(
            "The file was read byte by byte and its digest was entered in the register, to which "
            "lines are only ever added."
        ),
        _known(entries),
        gettext(
            "From this moment on, any change of the file can be noticed: its digest would be "
            "another. The identifier is computed from the digest, so whoever holds the file can "
            "compute both. It does not prove what happened to the file before."
        ),
    )


def _stamp_step(stamp: Timestamp) -> Step:
    """The first time stamp that covers the document's entry in the register."""
    entries = [
        Entry(gettext("Line that was stamped"), number(stamp.n)),
        Entry(gettext("SHA-256 of the line"), stamp.head, "mono"),
        Entry(gettext("Whose clock"), stamp.authority),
        Entry(gettext("Vouched for by"), stamp.vouched_by),
        Entry(gettext("SHA-256 of that certificate"), stamp.fingerprint, "mono"),
        Entry(gettext("Token"), stamp.file, "mono"),
    ]
    return Step(gettext("Time stamped"), stamped(stamp), _known(entries), gettext(STAMP_PROVES))


def _parsing_step(document: Document, left_out: int) -> Step:
    entries = [
        Entry(gettext("Parser"), _versioned(document.parser, document.parser_version)),
        Entry(gettext("Characters read as"), document.charset),
        Entry(gettext("Passages"), number(document.passage_count)),
        Entry(
            gettext("Left out of the text"),
            counted(left_out, "piece") if left_out else gettext("nothing"),
        ),
        Entry(gettext("SHA-256 of the text"), document.text_sha256, "mono"),
        *(Entry(gettext("Remark"), translated(notice)) for notice in document.notices),
    ]
    whole = gettext("The text was taken out of the file and cut into passages.")
    part = gettext("Only a part of it could be read.") if document.partial else ""
    return Step(
        gettext("Read"),
        f"{whole} {part}".rstrip(),
        _known(entries),
        gettext(
            "The same version of the parser makes the same text of the same file, with the same "
            "digest. Whether it is the right text you can see by looking at the original."
        ),
    )


def _media_type(document: Document) -> str:
    name = type_name(document.media_type)
    return gettext("%(type)s (%(name)s)", type=document.media_type, name=name)


def _versioned(parser: str, version: str) -> str:
    return gettext("%(parser)s, version %(version)s", parser=parser, version=digits(version))


def _index_step(generation: Generation) -> Step:
    entries = [
        Entry(gettext("Index"), generation.id, "mono"),
        Entry(gettext("Made"), day(generation.created)),
        Entry(
            gettext("With"),
            gettext(
                "%(engine)s, analyser %(analyser)s, %(canon)s",
                engine=generation.engine,
                analyser=generation.analyser,
                canon=generation.canon,
            ),
        ),
        Entry(gettext("Lines in the register then"), number(generation.register_count)),
        Entry(gettext("Digest of the last line"), generation.register_head, "mono"),
    ]
    return Step(
        gettext("Indexed"),
        gettext("The passages were entered in the index that answers searches now."),
        _known(entries),
        gettext(
            "The index can be thrown away and made again from the files. The digest of the "
            "register’s last line covers every line before it: whoever has noted it elsewhere can "
            "prove that none was changed or removed."
        ),
    )


def _known(entries: list[Entry]) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.value)
