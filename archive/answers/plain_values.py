"""The small values of the model as plain JSON values, as every answer has them."""

from __future__ import annotations

from typing import Any

from archive.model import Capture, Dating, Fact, Record

Plain = dict[str, Any]


def fact_plain(fact: Fact | None) -> Plain | None:
    """A fact with its basis."""
    return {"value": fact.value, "basis": fact.basis} if fact else None


def dating_plain(dating: Dating | None) -> Plain | None:
    """A date with its basis."""
    if dating is None:
        return None
    return {
        "value": dating.value,
        "precision": dating.precision,
        "basis": dating.basis,
        "text": dating.text,
    }


def capture_plain(capture: Capture) -> Plain:
    """A capture, with the way to it in its container."""
    return {
        "path": capture.path,
        "source_url": capture.source_url or None,
        "captured_at": dating_plain(capture.captured_at),
        "captured_by": capture.captured_by or None,
        "collection": capture.collection or None,
        "rights": capture.rights or None,
        "note": capture.note or None,
        "accessioned_at": capture.accessioned_at or None,
        "sidecar": capture.sidecar or None,
        "assets": list(capture.assets),
        "file": capture.file or None,
        "within": [_record(record) for record in capture.within],
    }


def _record(record: Record) -> Plain:
    return {
        "container": record.container,
        "container_sha256": record.container_sha256,
        "locator": record.locator,
        "offset": record.offset,
        "id": record.id or None,
        "headers": [list(header) for header in record.headers],
    }
