"""The time as the archive writes it down."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """ISO 8601 in UTC, to the second: "2026-11-28T01:02:03Z"."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
