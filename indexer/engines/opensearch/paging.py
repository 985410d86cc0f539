"""All documents that a query finds, however many: page by page, at one point in time.

Promises: each once, by identifier, also while shards move; what is written meanwhile is not among
them. A point in time is opened only where one page is not all, given back in the end, and opened
again where the cluster has let it go: the index of a generation does not change, and the next page
begins behind the last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final

from opensearchpy import exceptions

from archive.errors import MunimentError
from indexer.engines.opensearch.connection import Body, Connection, Entry

_READ: Final = 200  # documents read together
_NAMED: Final = 5_000  # the same of those of which a few short values are read
_KEPT: Final = "5m"  # a point in time is kept so long after each page
_LONG: Final = frozenset({"record", "passages", "leftovers"})


def pages(
    connection: Connection, index: str, query: Body, fields: Sequence[str]
) -> Iterator[list[tuple[str, Entry]]]:
    """Identifiers and some fields, so many at a time. Raises MunimentError."""
    body: Body = {
        "size": _NAMED if _LONG.isdisjoint(fields) else _READ,
        "query": query,
        "sort": [{"id": "asc"}],
        "track_total_hits": False,
        "_source": list(fields),
    }
    point = _Point(connection, index)
    try:
        found = connection.search(index, body)
        while hits := found["hits"]["hits"]:
            yield [(hit["_id"], hit.get("_source", {})) for hit in hits]
            if len(hits) < body["size"]:
                return
            body["search_after"] = hits[-1]["sort"]
            found = point.search(body)
    finally:
        point.close()


class _Point:
    """A point in time of an index, opened when something is asked."""

    def __init__(self, connection: Connection, index: str) -> None:
        self._connection = connection
        self._client = connection.client
        self._index = index
        self._id = ""

    def search(self, body: Body) -> Body:
        """The answer to a search, as of this point or, if it is gone, of another."""
        for is_last in (False, True):
            if not self._id:
                self._open()
            with self._connection.telling():
                try:
                    point = {"id": self._id, "keep_alive": _KEPT}
                    found: Body = self._client.search(body={**body, "pit": point})
                except exceptions.NotFoundError:
                    self._id = ""
                    if is_last:
                        raise
                    continue
            if not _is_gone(found) or is_last:
                break
            self.close()
        self._connection.whole(found)
        return found

    def _open(self) -> None:
        opened: Body = self._connection.call(
            self._client.create_pit, index=self._index, params={"keep_alive": _KEPT}
        )
        self._id = opened["pit_id"]

    def close(self) -> None:
        """Give it back; one that cannot be given back ends by itself."""
        if self._id:
            with suppress(MunimentError):
                self._connection.call(self._client.delete_pit, body={"pit_id": [self._id]})
            self._id = ""


def _is_gone(found: Body) -> bool:
    """Whether parts of the index do not know the point any more: a node that had it has ended."""
    failures = found.get("_shards", {}).get("failures", ())
    kinds = {str(each.get("reason", {}).get("type", "")) for each in failures}
    return bool(kinds & {"search_context_missing_exception", "node_not_connected_exception"})
