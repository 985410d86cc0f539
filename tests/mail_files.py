"""Mails written by hand, for tests, and what tests ask of what is read of them."""

from __future__ import annotations

import io

from archive.model import Edition
from indexer.containers.entries import Entry
from indexer.containers.mails import entries, payload
from indexer.media import MAIL
from indexer.parsers import read as read_edition
from indexer.parsers.mail import resolver
from tests.parsing.measure import resolved
from tests.parsing.office_files import check_places

LIMIT = 10_000_000
HEAD = "From: Jane Roe <jane@example.org>\nTo: Ali <ali@example.org>\n"
PERSIAN = "این نامه برای آزمون نوشته شده است و نشان می‌دهد که نویسه‌ها درست خوانده می‌شوند."
PDF = b"%PDF-1.7\n%%EOF\n"


def edition(data: bytes | str) -> Edition:
    """What is read of a mail, after checking that every place leads to its text."""
    data = data.encode() if isinstance(data, str) else data
    found = read_edition(data, MAIL, "a.eml")
    check_places(found, resolver(data))
    assert all(resolved(resolver(data), found.left_out))
    return found


def body(found: Edition) -> list[tuple[str, str]]:
    """Kind and text of the passages that are neither header lines nor attachments."""
    return [(p.kind, p.text) for p in found.passages if p.kind != "table_row"]


def rows(found: Edition) -> list[str]:
    """The header lines and the attachments."""
    return [passage.text for passage in found.passages if passage.kind == "table_row"]


def attached(data: bytes | str) -> list[Entry]:
    """The entries of a mail, after checking that each is found again by its locator."""
    source = io.BytesIO(data.encode() if isinstance(data, str) else data)
    found = [entry for entry in entries(source, 0, LIMIT) if isinstance(entry, Entry)]
    for entry in found:
        if entry.payload is not None:
            assert payload(source, entry.locator, LIMIT) == entry.payload
    return found


def multipart(kind: str, *parts: str, edge: str = "edge") -> str:
    """The rest of a header and a body of these parts, each with a header of its own."""
    whole = "".join(f"--{edge}\n{part}\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{edge}"\n\n{whole}--{edge}--\n'


def part(kind: str, content: str, *more: str) -> str:
    """A part with a header."""
    return "\n".join([f"Content-Type: {kind}", *more, "", content])
