"""All documents that a query finds, however many: page by page, at one point in time.

Promises: each once, by identifier; what is written meanwhile is not among them; the point in time
is given back in the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from indexer.engines.opensearch.connection import Connection

_READ: Final = 200  # documents read together
_NAMED: Final = 5_000  # the same of those of which a few short values are read
_KEPT: Final = "5m"  # a point in time is kept so long after each page
_LONG: Final = frozenset({"record", "passages", "leftovers"})
Entry = dict[str, Any]


def pages(
    connection: Connection, index: str, query: dict[str, Any], fields: Sequence[str]
) -> Iterator[list[tuple[str, Entry]]]:
    """Identifiers and some fields, so many at a time. Raises MunimentError."""
    client = connection.client
    point: Mapping[str, Any] = connection.call(
        client.create_pit, index=index, params={"keep_alive": _KEPT}
    )
    body: dict[str, Any] = {
        "size": _NAMED if _LONG.isdisjoint(fields) else _READ,
        "query": query,
        "sort": [{"id": "asc"}],
        "track_total_hits": False,
        "_source": list(fields),
        "pit": {"id": point["pit_id"], "keep_alive": _KEPT},
    }
    try:
        while True:
            found = connection.call(client.search, body=body)
            connection.whole(found)
            hits = found["hits"]["hits"]
            if hits:
                yield [(hit["_id"], hit.get("_source", {})) for hit in hits]
            if len(hits) < body["size"]:
                return
            body["search_after"] = hits[-1]["sort"]
    finally:
        connection.call(client.delete_pit, body={"pit_id": [point["pit_id"]]})
