"""RIS: tagged lines that every reference manager reads.

Promises: a value never leaves its line, so that no text can begin a tag or end a record; lines end
in CR LF; letters stay as they are, in UTF-8. Dates are ``YYYY/MM/DD/`` cut to what is known.
Source: RIS format specification (Research Information Systems, 2011).
"""

from __future__ import annotations

from collections.abc import Iterator

from archive.cite.csl import Item, iso_date

TYPES = {
    "webpage": "ELEC",
    "personal_communication": "ICOMM",
    "book": "BOOK",
    "report": "RPRT",
    "document": "GEN",
}
END = "\r\n"


def ris(item: Item) -> str:
    """The record of a CSL item, from TY to ER."""
    return "".join(f"{tag}  - {value}{END}" for tag, value in _tags(item)) + END


def _tags(item: Item) -> Iterator[tuple[str, str]]:
    yield "TY", TYPES[item["type"]]
    yield "ID", item["id"]
    yield "TI", item["title"]
    yield from (("AU", _name(name)) for name in item.get("author", ()))
    issued = iso_date(item, "issued")
    optional = (
        ("PY", issued[:4]),
        ("DA", _date(issued)),
        ("Y2", _date(iso_date(item, "accessed"))),
        ("T2", item.get("container-title", "")),
        ("PB", item.get("publisher", "")),
        ("M3", item.get("genre", "")),
        ("SP", item.get("page", "")),
        ("LA", item.get("language", "")),
        ("UR", item["URL"]),
        ("DB", item["archive"]),
        ("AV", item["archive_location"]),
        ("N1", item["note"]),
        ("N1", item.get("annote", "")),
    )
    yield from ((tag, value) for tag, value in optional if value)
    yield "ER", ""


def _date(iso: str) -> str:
    """``2021/02/03/``; the parts that are not known are empty, the slashes stay."""
    parts = [*iso.split("-"), "", ""][:3]
    return "/".join(parts) + "/" if iso else ""


def _name(name: dict[str, str]) -> str:
    if "literal" in name:
        return name["literal"]
    return ", ".join(filter(None, (name["family"], name["given"], name.get("suffix", ""))))
