"""Which parts of a mail are its body, and which are attachments: one rule for all who ask.

Promises: every part that holds no others is in the body or among the attachments, in none twice;
an attachment has a name that can be shown. Reads no text and chooses no alternative.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from archive.mime import PARTS, Part, read_message
from archive.mime_header import HEADER_BYTES, first_value, header_fields, header_text, parameters
from indexer.containers.entries import LABEL_LIMIT
from indexer.parsers.mail.charsets import decode_header

CALENDAR = "text/calendar"
_READ = frozenset(  # besides text: fields for people and machines (RFC 3464, 8098, 5965)
    f"message/{kind}"
    for kind in (
        "delivery-status", "global-delivery-status", "disposition-notification",
        "global-disposition-notification", "feedback-report", "partial", "external-body",
    )
)  # fmt: skip
_DOCUMENTS = frozenset(  # texts that nobody writes a mail in
    ("text/rtf", "text/css", "text/csv", "text/tab-separated-values", "text/vcard", "text/x-vcard",
     "text/directory", "text/xml", "text/javascript")
)  # fmt: skip
_SMIME = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime"))
_SIGNED = frozenset(("signed-data", "certs-only", "compressed-data"))
# Control characters, and those that turn the direction of text: "exe.fdp" shown as "pdf.exe".
_NOT_SHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Versions of one text, the richest last (RFC 2046, 5.1.4)."""

    branches: tuple[tuple[Part | Alternatives, ...], ...]


Node = Part | Alternatives


@dataclass(slots=True)
class Structure:
    """A mail taken apart; ``missing`` are sentences on what of it cannot be read."""

    message: Part
    body: tuple[Node, ...] = ()
    attachments: list[Part] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def taken_apart(data: bytes) -> Structure:
    """The parts of a mail. Never raises."""
    message = read_message(data)
    found = Structure(message)
    found.body = _nodes(message, found, alone=True)
    parts = sum(1 for _ in chain(message.leaves(), message.multiparts()))
    if parts >= PARTS:
        found.missing.append(f"The mail has more than {PARTS:,} parts; the rest was not read.")
    elif not (message.whole or found.missing):
        found.missing.append("The mail is cut off: it ends before its last part does.")
    if message.begin > HEADER_BYTES:
        found.missing.append("The mail's header is longer than a megabyte; the rest was not read.")
    return found


def name_of(part: Part) -> str:
    """The file name that a part states, "" when it states none."""
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        name = parameters(part.value(header) or b"", decode_header).get(parameter, "")
        if name:
            return _shown(name)
    return ""


def label_of(part: Part) -> str:
    """What a person calls an attachment: its name, its subject, what is said of it, its kind."""
    return name_of(part) or _shown(_subject(part)) or f"{part.media_type}, part {part.number}"


def _subject(part: Part) -> str:
    if part.media_type == "message/rfc822":
        content = part.content()
        fields, _ = header_fields(content, 0, len(content))
        for name, value in fields:
            if name.lower() == "subject":
                return header_text(value, decode_header)
    return part.text("content-description", decode_header)


def _shown(name: str) -> str:
    return _NOT_SHOWN.sub("\ufffd", name)[:LABEL_LIMIT]


def _nodes(part: Part, found: Structure, *, alone: bool = False) -> tuple[Node, ...]:
    """What of a part is body; attachments in it are noted."""
    if not part.parts:
        return _leaf(part, found, alone=alone)
    if part.media_type == "multipart/encrypted":
        found.missing.append("The mail's body is encrypted (PGP/MIME); its header was read.")
        found.attachments += part.leaves()
        return ()
    if part.media_type == "multipart/related":
        return _related(part, found)
    if part.media_type == "multipart/alternative":
        return _alternatives(part, found)
    return tuple(
        node
        for index, each in enumerate(part.parts)
        for node in _nodes(each, found, alone=not index)
    )


def _related(part: Part, found: Structure) -> tuple[Node, ...]:
    """The root that other parts belong to (RFC 2387): as it is named, else the first text."""
    start = part.parameters.get("start", "").strip().strip("<>")
    named = [each for each in part.parts if start and each.content_id == start]
    texts = [each for each in part.parts if each.parts or _is_text(each)]
    root = next(iter([*named, *texts]), None)
    nodes: tuple[Node, ...] = ()
    for each in part.parts:
        if each is root:
            nodes = _nodes(each, found, alone=True)
        else:
            found.attachments += each.leaves()
    return nodes


def _alternatives(part: Part, found: Structure) -> tuple[Node, ...]:
    every = [_nodes(each, found, alone=True) for each in part.parts]
    branches = [nodes for nodes in every if nodes and not _is_calendar(nodes)]
    # An invitation says more than the text that it comes with.
    calendars = [node for nodes in every if _is_calendar(nodes) for node in nodes]
    if len(branches) < 2:
        return (*(node for nodes in branches for node in nodes), *calendars)
    return (Alternatives(tuple(branches)), *calendars)


def _is_calendar(nodes: Sequence[Node]) -> bool:
    return any(isinstance(node, Part) and node.media_type == CALENDAR for node in nodes)


def _leaf(part: Part, found: Structure, *, alone: bool) -> tuple[Node, ...]:
    if not part.raw.strip() and not name_of(part):
        return ()
    if part.media_type in _SMIME:
        found.missing.append(_sealed(part))
    elif part.media_type.startswith("multipart/"):
        found.missing.append("A part could not be taken apart; it is shown as it stands.")
        return (part,)
    if _is_text(part) and not _is_attached(part, alone=alone):
        return (part,)
    found.attachments.append(part)
    return ()


def _sealed(part: Part) -> str:
    if part.parameters.get("smime-type", "").lower() in _SIGNED:
        return "The mail's body is wrapped in an S/MIME signature, which is not opened."
    return "The mail's body is encrypted (S/MIME); its header was read."


def _is_text(part: Part) -> bool:
    kind = part.media_type
    return (kind.startswith("text/") and kind not in _DOCUMENTS) or kind in _READ


def _is_attached(part: Part, *, alone: bool) -> bool:
    """Whether a text is a file; a name alone does not make it one where a body is to be."""
    disposition = first_value(part.value("content-disposition") or b"")
    return disposition == "attachment" or (not alone and bool(name_of(part)))
