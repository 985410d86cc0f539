"""The times and addresses of captures as the headers and links of RFC 7089 write them."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

from archive.facts import instant
from archive.model import Dating

TIMEMAP = "application/link-format"
_URI_SAFE = "!#$%&'()*+,/:;=?@[]~"  # RFC 3986: reserved characters, and escapes already there


def moment(known: Dating | None) -> datetime | None:
    """A date as a point in time, in UTC where it states no zone; None for a day."""
    found = instant(known)
    return found.replace(tzinfo=UTC) if found and not found.tzinfo else found


def timing_links(original: str) -> tuple[tuple[str, str], ...]:
    """What leads from a capture, or from the choice of one, to the others: address and relation."""
    target = uri(original)
    return (
        (target, 'rel="original"'),
        (f"/timegate/{target}", 'rel="timegate"'),
        (f"/timemap/link/{target}", f'rel="timemap"; type="{TIMEMAP}"'),
    )


def uri(address: str) -> str:
    """An address as it may stand in a header."""
    return quote(address, safe=_URI_SAFE)
