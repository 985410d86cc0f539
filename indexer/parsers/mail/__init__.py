"""Mail (RFC 5322): the header lines that people read, the text of the body, what is attached.

Promises: never fails for what is in the bytes; a part of a mail that cannot be read costs that part
and is named in a notice; every passage has its place: the part and where it stood in its text, or
the header field. Attachments are named, with their digests, and not read here: they are documents
of their own (``indexer.containers.mails``). Fetches nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from lxml.html import HtmlElement

from archive.mime import Part
from archive.model import Attachment, Fact, Metadata
from indexer.blocks import Block, Piece, Reading
from indexer.language import identify
from indexer.parsers.html.tree import parse, string_at
from indexer.parsers.mail.body import PAGES, Body, text_of
from indexer.parsers.mail.charsets import decoded
from indexer.parsers.mail.fields import BASIS, FIELDS, Line, authors, is_shown, lines, mail_date
from indexer.parsers.mail.plain import ENCRYPTED, FILE, plain_blocks
from indexer.parsers.mail.structure import Structure, label_of, taken_apart

HEADER = "mail header"  # the reason for fields that are for machines
OUTSIDE = "outside the parts"
_LANGUAGE_FROM = 20_000  # code points
_NOTICES = 10
_CODED = {
    ENCRYPTED: "A text in the mail is encrypted (PGP); the rest was read.",
    FILE: "A file is written into the text of the mail (uuencode); it was not read.",
}
_NO_BODY = "The mail's body holds no text."


def read(data: bytes) -> Reading:
    """The blocks and the metadata of a mail."""
    mail = taken_apart(data)
    fields = list(lines(mail.message))
    body = Body()
    blocks = body.blocks(mail.body)
    missing = list(mail.missing)
    missing += [sentence for why, sentence in _CODED.items() if why in body.coded]
    if len(mail.message.fields) > FIELDS:
        missing.append(f"The mail's header has more than {FIELDS:,} lines; the rest was not read.")
    notices = list(dict.fromkeys([*missing, *body.notices]))
    if not any(block.reason is None for block in blocks) and not missing:
        notices.append(_NO_BODY)
    return Reading(
        scheme="part",
        blocks=(*_head(fields), *blocks, *_outside(mail.message), *_attached(mail.attachments)),
        metadata=_metadata(mail, fields, blocks),
        charset=next(iter(body.charsets), "utf-8"),
        notices=tuple(notices[:_NOTICES]),
        partial=bool(missing),
    )


def resolver(data: bytes) -> Callable[[str, int, int], str]:
    """From a range of a place in this mail to the text there; "" where there is none."""
    mail = taken_apart(data)
    parts = {part.number: part for part in mail.message.leaves()}
    named = {line.path: line.text for line in lines(mail.message)}
    named |= {_path(part): _entry(part) for part in mail.attachments}
    named |= dict(_around(mail.message))

    @cache
    def text(number: str) -> str:
        return decoded(parts[number].content(), parts[number].charset).text

    @cache
    def root(number: str) -> HtmlElement:
        return parse(parts[number].content(), parts[number].charset).root

    def resolve(path: str, start: int, end: int) -> str:
        if path in named:
            return named[path][start:end]
        number, slash, way = path.partition("/")
        if number not in parts or bool(slash) != (parts[number].media_type in PAGES):
            return ""
        return (string_at(root(number), slash + way) or "" if slash else text(number))[start:end]

    return resolve


def _head(fields: Sequence[Line]) -> Iterator[Block]:
    """A block a field: the title, the lines that people read, then those for machines."""
    sender = next((line.value for line in fields if line.name == "from"), "")
    title = next((line for line in fields if line.name == "subject"), None)
    if title:
        subject = Piece(title.value, title.path, len(title.text) - len(title.value))
        yield Block(kind="heading", level=1, pieces=(subject,), reason="title line")
    others = [line for line in fields if line is not title]
    shown = {line.path for line in others if is_shown(line, sender)}
    for line in others:
        if line.path in shown:
            yield Block(kind="table_row", pieces=(_whole(line),))
    for line in others:
        if line.path not in shown:
            yield Block(kind="table_row", pieces=(_whole(line),), reason=HEADER)


def _whole(line: Line) -> Piece:
    return Piece(line.text, line.path, 0)


def _around(message: Part) -> Iterator[tuple[str, str]]:
    """Path and text of what stands before and behind the parts of a multipart."""
    for part in message.multiparts():
        for where, data in zip(("before", "behind"), part.outside, strict=True):
            if data:
                yield f"{where}:{part.number}", decoded(data, None).text


def _outside(message: Part) -> Iterator[Block]:
    """A sentence for programs that know no MIME; a footer of a mailing list."""
    for path, text in _around(message):
        for block in plain_blocks(text, path):
            yield replace(block, reason=OUTSIDE)


def _attached(parts: Sequence[Part]) -> Iterator[Block]:
    for part in parts:
        yield Block(kind="table_row", pieces=(Piece(_entry(part), _path(part), 0),))


def _entry(part: Part) -> str:
    return f"Attachment: {label_of(part)}"


def _path(part: Part) -> str:
    return f"attachment:{part.number}"


def _metadata(mail: Structure, fields: Sequence[Line], blocks: Sequence[Block]) -> Metadata:
    first = {line.name: line.value for line in reversed(fields)}
    title, names = first.get("subject", ""), authors(mail.message)
    written = [block for block in blocks if block.kind != "quotation"]
    sample = (text_of(written) or text_of(blocks))[:_LANGUAGE_FROM]
    return Metadata(
        title=Fact(value=title, basis=BASIS) if title else None,
        authors=names,
        authors_basis=BASIS if names else "",
        byline=first.get("from", ""),
        published=mail_date(first.get("date", ""), BASIS),
        language=identify(sample),
        attachments=tuple(_attachment(part) for part in mail.attachments),
    )


def _attachment(part: Part) -> Attachment:
    content = part.content()
    return Attachment(
        name=label_of(part), sha256=hashlib.sha256(content).hexdigest(), size=len(content)
    )
