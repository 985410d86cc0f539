"""The times and addresses of captures as the headers and links of RFC 7089 write them."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

from archive.model import Dating

TIMEMAP = "application/link-format"
_URI_SAFE = "!#$%&'()*+,/:;=?@[]~"  # RFC 3986: reserved characters, and escapes already there


def moment(known: Dating | None) -> datetime | None:
    """A date as a point in time, if it is known to the minute: a day is none."""
    if known is None or known.precision not in ("minute", "second"):
        return None
    try:
        found = datetime.fromisoformat(known.value)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def uri(address: str) -> str:
    """An address as it may stand in a header."""
    return quote(address, safe=_URI_SAFE)
