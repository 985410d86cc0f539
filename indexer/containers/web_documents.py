"""What a record of a web archive is: a document to be, or why it is none.

Promises: every record has an entry; the reasons are few and short, so that they can be counted.
Documents are what servers answered and was found (``response``), files that were archived as they
are (``resource``), and what an archive made of another record (``conversion``: the text of a page,
which in some archives stands alone). ISO 28500:2017, section 6.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from archive.model import Dating
from indexer.addresses import is_web_address
from indexer.containers.entries import LABEL_LIMIT, Entry
from indexer.containers.web_bodies import Body, BodyError, body_of, too_large
from indexer.containers.web_digests import is_contradicted
from indexer.containers.web_headers import Message, header, read_message
from indexer.containers.web_records import Record
from indexer.sidecars import read_date

_REASONS = {
    "request": "It is a request.",
    "metadata": "It is metadata of the archive.",
    "warcinfo": "It describes the archive.",
    "filedesc": "It describes the archive.",
    "revisit": "It is a revisit: what was found had been archived before.",
    "dns": "It is an answer of the domain name system.",
    "whois": "It is an answer of a whois server.",
}
_CHANGED = (
    "Its content is not that of the digest stated with it ({}): it was changed after it was "
    "archived, or the digest was taken wrongly"
)
_EMPTY = "It is empty."
_NOTHING_LEFT = "It is cut off before its content begins."
_DOCUMENTS = frozenset({"response", "resource", "conversion"})
_WARC_HEADERS = (
    "WARC-Type", "WARC-Date", "WARC-Target-URI", "WARC-Payload-Digest", "WARC-Block-Digest",
    "WARC-IP-Address", "WARC-Warcinfo-ID", "WARC-Refers-To", "WARC-Truncated",
    "WARC-Identified-Payload-Type",
)  # fmt: skip
_HTTP_HEADERS = ("Content-Type", "Last-Modified", "Content-Encoding")
_VALUE_LIMIT = 4_000  # code points of a header that is kept
_NAME_LIMIT = 200
_DECLARED_LIMIT = 200
_ARC_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?")
# In the fields of WARC, or the XML that Heritrix wrote into ARC files.
_SOFTWARE = re.compile(rb"(?:^software:[ \t]*|<(?:\w+:)?software>)([^\r\n<]+)", re.I | re.M)
_DESCRIPTION_LIMIT = 65_536  # bytes
_STATUS_CUT = re.compile(rb"(?:H|HT|HTT|HTTP|HTTP/[\d. \t]{0,9})\Z")  # of an answer's first line
_RANGE = re.compile(r"bytes\s+0-(\d+)/(\d+)")


@dataclass(frozen=True, slots=True)
class Document:
    """A record's payload, and sentences, without a full stop, on what of it is wrong."""

    payload: bytes
    faults: tuple[str, ...]  # something of it is missing
    doubts: tuple[str, ...]  # it may not be what was archived


class NoDocumentError(Exception):
    """The record is no document; ``str`` says what it is."""

    def __init__(self, reason: str, failed: bool = False) -> None:
        super().__init__(reason)
        self.failed = failed


def document_of(record: Record, message: Message | None, limit: int) -> Document:
    """A record's payload, of at most ``limit`` bytes. Raises NoDocumentError."""
    kind = kind_of(record)
    if kind in _REASONS:
        raise NoDocumentError(_REASONS[kind])
    if kind == "continuation":
        raise NoDocumentError(
            "It is the continuation of another record; records in parts are not put together.", True
        )
    if kind not in _DOCUMENTS:
        raise NoDocumentError("It is a record of a kind that is not known here.", True)
    if message:
        _refuse(message)
    if record.block is None:
        raise NoDocumentError(too_large(limit), True)
    if record.is_cut and not message and _STATUS_CUT.match(record.block):
        raise NoDocumentError(_NOTHING_LEFT, True)
    try:
        body = _body(record, message, limit)
    except BodyError as error:
        raise NoDocumentError(str(error), True) from error
    if not body.content:
        raise NoDocumentError(_NOTHING_LEFT if record.is_cut else _EMPTY, record.is_cut)
    doubts = tuple(_doubts(record, message, body))
    return Document(body.content, tuple(_faults(record, body)), doubts)


def kind_of(record: Record) -> str:
    """The record's type, or the scheme of its address where that tells more."""
    scheme = address_of(record).partition(":")[0].lower()
    if scheme in ("dns", "whois", "filedesc", "metadata"):
        return scheme
    return "response" if record.is_arc else record.get("WARC-Type").lower()


def address_of(record: Record) -> str:
    """The address; without the angle brackets that some programs put around it."""
    return record.get("WARC-Target-URI").strip().removeprefix("<").removesuffix(">")


def message_of(record: Record) -> Message | None:
    """The server's answer in a record, when it is one."""
    declared = record.get("Content-Type").lower()
    may_be = record.is_arc or not declared or declared.startswith("application/http")
    is_answer = kind_of(record) in ("response", "revisit")
    return read_message(record.block or b"") if may_be and is_answer else None


def is_description(record: Record) -> bool:
    """Whether it describes the archive, or those of its records that follow it or name it."""
    return kind_of(record) in ("warcinfo", "filedesc")


def software_of(record: Record) -> str:
    """The program that made the archive, of a record that describes it; "" when not stated."""
    found = _SOFTWARE.search((record.block or b"")[:_DESCRIPTION_LIMIT])
    return _shown(found[1].decode("utf-8", "replace").strip(), _NAME_LIMIT) if found else ""


def entry_of(
    record: Record, message: Message | None, document: Document | NoDocumentError, tool: str
) -> Entry:
    """What the framework is told of a record."""
    address = address_of(record)
    found = document if isinstance(document, Document) else None
    none = document if isinstance(document, NoDocumentError) else None
    return Entry(
        locator=str(record.start) if found else "",
        resume=record.end.number,
        label=_shown(address or record.get("WARC-Filename"), LABEL_LIMIT),
        name=_name(address),
        payload=found.payload if found else None,
        reason=str(none) if none else "",
        failed=bool(none and none.failed),
        declared=_shown(_declared(record, message), _DECLARED_LIMIT),
        offset=record.start.offset,
        id=_shown(record.get("WARC-Record-ID"), LABEL_LIMIT),
        headers=tuple(_headers(record, message)),
        source_url=address if is_web_address(address) else "",
        captured=_captured(record),
        captured_by=tool,
    )


def _refuse(message: Message) -> None:
    """Raise NoDocumentError for an answer that is none. RFC 9110, section 15."""
    status = message.status
    if status >= 400:
        raise NoDocumentError(f"It is an error (HTTP status {status}).")
    if status == 304:
        raise NoDocumentError("It says that nothing had changed (HTTP status 304).")
    if status >= 300:
        raise NoDocumentError("It is a redirect.")
    if status < 200:
        raise NoDocumentError(f"It is no final answer (HTTP status {status}).")
    if status == 206 and not _is_whole(header(message.headers, "Content-Range")):
        raise NoDocumentError("It is a part of a file only (HTTP status 206).")


def _is_whole(content_range: str) -> bool:
    stated = _RANGE.fullmatch(content_range.strip())
    return stated is not None and int(stated[1]) + 1 == int(stated[2])


def _body(record: Record, message: Message | None, limit: int) -> Body:
    if message:
        return body_of(message.headers, message.body, limit)
    block = record.block or b""
    if len(block) > limit:
        raise BodyError(too_large(limit))
    return Body(block, block)


def _faults(record: Record, body: Body) -> Iterator[str]:
    if reason := record.get("WARC-Truncated"):
        yield f"It was cut off when it was archived (stated reason: {_shown(reason, 40)})"
    if record.get("WARC-Segment-Number"):
        yield "It is the first part of a record in several; the others were not put to it"
    if body.fault:
        yield body.fault


def _doubts(record: Record, message: Message | None, body: Body) -> Iterator[str]:
    if record.get("Content-Type").lower().startswith("application/http") and not message:
        yield "It does not begin as a web server's answer, so all of it was read as the document"
    if record.fault or record.get("WARC-Truncated") or record.get("WARC-Segment-Number"):
        return  # what its digests would be of is not here
    # Programs differ in whether they take the digest before or after they undo the transport.
    payloads = (message.body if message else body.content, body.unchunked, body.content)
    if is_contradicted(record.get("WARC-Payload-Digest"), dict.fromkeys(payloads)):
        yield _CHANGED.format("WARC-Payload-Digest")
    elif is_contradicted(record.get("WARC-Block-Digest"), (record.block or b"",)):
        yield _CHANGED.format("WARC-Block-Digest")


def _declared(record: Record, message: Message | None) -> str:
    if message:
        return header(message.headers, "Content-Type")
    declared = record.get("Content-Type")
    return "" if declared.lower().startswith("application/http") else declared


def _headers(record: Record, message: Message | None) -> Iterator[tuple[str, str]]:
    """Those that prove something, as they stand."""
    for name in _WARC_HEADERS:
        if value := record.get(name):
            yield name, _shown(value, _VALUE_LIMIT)
    if not message:
        return
    yield "HTTP status line", _shown(message.status_line, _VALUE_LIMIT)
    for name in _HTTP_HEADERS:
        if value := header(message.headers, name):
            yield name, _shown(value, _VALUE_LIMIT)


def _name(address: str) -> str:
    """The last segment of an address's path, as a file name."""
    try:
        path = urlsplit(address).path
    except ValueError:  # a broken IPv6 host
        return ""
    name = unquote(path.rpartition("/")[2])
    return _shown(name.replace("/", "_").replace("\\", "_"), _NAME_LIMIT).strip(". ")


def _captured(record: Record) -> Dating | None:
    date = record.get("WARC-Date")
    if not record.is_arc:
        return read_date(date, "WARC record")
    parts = _ARC_DATE.match(date)
    if parts is None:
        return None
    year, month, day, hour, minute, second = parts.groups()
    time = f"{hour}:{minute}" + (f":{second}" if second else "")
    found = read_date(f"{year}-{month}-{day}T{time}Z", "ARC record")
    return replace(found, text=date) if found else None


def _shown(text: str, limit: int) -> str:
    """Without what cannot be printed, and no longer than the limit."""
    return "".join(sign if sign.isprintable() else "?" for sign in text[:limit])
