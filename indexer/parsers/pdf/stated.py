"""What a PDF says of itself: its information dictionary and its XMP packet.

Promises: facts as stated, with judgement: what a program filled in (a file name for a title, the
maker of the computer for an author) is no fact. Dates are as precise as they are written. The
packet is found by its own marks in the bytes (XMP part 3, 1.1) and read without entities.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from lxml import etree

from archive.model import Agent, Dating, Precision
from indexer.byline_names import read_names
from indexer.parsers.filled_in import is_author, is_title

BASIS = "PDF metadata"
MADE = "PDF creation date"

_PACKET_BYTES = 1_000_000  # packets are padded to some kilobytes
_LONGEST = 500  # code points of a title or a list of authors
_DATE = re.compile(
    r"(?:D:)?(\d{4})(?:-?(\d\d)(?:-?(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)?"
    r"\s*(Z|[+-]\d\d'?:?\d\d)?)?)?)?"
)
_YEARS = 1985, 2100  # no PDF is older than the format, give or take what was typed by hand
_COMPANY = re.compile(r".*\b(?:inc|gmbh|ltd)\.?", re.IGNORECASE)  # that sold the program
_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
_PACKET_DATES = {
    "{http://purl.org/dc/elements/1.1/}date": "published",
    "{http://prismstandard.org/namespaces/basic/2.0/}publicationDate": "published",
    "{http://ns.adobe.com/xap/1.0/}CreateDate": "created",
    "{http://ns.adobe.com/xap/1.0/}ModifyDate": "modified",
}


@dataclass(frozen=True, slots=True)
class Stated:
    """The facts as stated, "" and empty where they are not."""

    title: str = ""
    authors: tuple[Agent, ...] = ()
    language: str = ""
    published: Dating | None = None
    modified: Dating | None = None


@dataclass(slots=True)
class _Packet:
    title: str = ""
    authors: list[str] = field(default_factory=list)
    language: str = ""
    dates: dict[str, str] = field(default_factory=dict)


def read_stated(data: bytes, info: Mapping[str, str], language: str) -> Stated:
    """The facts of a file with this information dictionary and language of its catalogue."""
    packet = _read_packet(data)
    titles = (_mended(title) for title in (packet.title, info.get("Title", "")))
    created = packet.dates.get("created") or info.get("CreationDate", "")
    modified = packet.dates.get("modified") or info.get("ModDate", "")
    made, changed = _dating(created, MADE), _dating(modified, BASIS)
    same_day = made is not None and changed is not None and made.value[:10] == changed.value[:10]
    return Stated(
        title=next((title for title in titles if is_title(title)), ""),
        authors=_authors(packet.authors or [info.get("Author", "")]),
        language=language or packet.language,
        published=_dating(packet.dates.get("published", ""), BASIS) or made,
        modified=None if same_day else changed,
    )


def _read_packet(data: bytes) -> _Packet:
    """The last packet in the bytes: that of the last saving, as a rule."""
    found = _Packet()
    end = data.rfind(b"</x:xmpmeta>")
    begin = data.rfind(b"<x:xmpmeta", max(0, end - _PACKET_BYTES), max(0, end))
    if begin < 0:
        return found
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data[begin:end] + b"</x:xmpmeta>", parser)
    except (etree.XMLSyntaxError, ValueError):
        return found
    found.title = _first(root, ".//dc:title//rdf:li") or _first(root, ".//dc:title")
    found.authors = [_text(item) for item in root.iterfind(".//dc:creator//rdf:li", _NAMESPACES)]
    found.language = _first(root, ".//dc:language//rdf:li")
    for element in root.iter(etree.Element):
        for name, value in [(element.tag, _text(element)), *element.items()]:
            if name in _PACKET_DATES and value.strip():
                found.dates.setdefault(_PACKET_DATES[str(name)], value.strip())
    return found


def _first(root: etree._Element, path: str) -> str:
    element = root.find(path, _NAMESPACES)
    return _text(element) if element is not None else ""


def _text(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _mended(text: str) -> str:
    """A text on one line; UTF-8 that was written as if it were Latin-1 is read as what it is."""
    text = " ".join(text.replace("\0", " ").split())[:_LONGEST]
    try:
        return text if text.isascii() else text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _authors(stated: Sequence[str]) -> tuple[Agent, ...]:
    names = [_mended(name) for name in stated]
    kept = [name for name in names if is_author(name) and not _COMPANY.fullmatch(name)]
    found = [agent for name in kept for agent in read_names(name, after_by_word=True) or ()]
    return tuple(dict.fromkeys(found))


def _dating(text: str, basis: str) -> Dating | None:
    """A date as PDF (ISO 32000-1, 7.9.4) or ISO 8601 writes it."""
    match = _DATE.match(text.strip())
    if match is None or not _YEARS[0] <= int(match[1]) <= _YEARS[1]:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    value = "-".join(filter(None, (year, month, day)))
    precision: Precision = "day" if day else "month" if month else "year"
    if hour is not None and int(hour) < 24 and int(minute) < 60:
        value, precision = f"{value}T{hour}:{minute}", "minute"
        if second is not None and int(second) < 60:
            value, precision = f"{value}:{second}", "second"
        value += _zone(zone)
    return Dating(value=value, precision=precision, basis=basis, text=text.strip())


def _zone(stated: str | None) -> str:
    if not stated:
        return ""
    digits = re.sub(r"\D", "", stated)
    if stated == "Z" or not (int(digits[:2]) < 15 and int(digits[2:]) < 60):
        return "+00:00" if stated == "Z" else ""
    return f"{stated[0]}{digits[:2]}:{digits[2:]}"
