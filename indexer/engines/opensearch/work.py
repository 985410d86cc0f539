"""The work on a generation that is being built, as its builders see it: an index in the cluster.

It holds one document for the builder that leads (``lead``), one for each portion of the originals
(its number), and files cut to pieces, as ``files`` has them.

Promises: a change is made on what was seen last or not at all, so that of two builders that want
the same portion one gets it; no clock of any machine is compared with another's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from opensearchpy import exceptions

from indexer.engines.opensearch import files
from indexer.engines.opensearch.connection import Body, Connection
from indexer.engines.opensearch.mapping import work_index
from indexer.engines.opensearch.sending import send

LEAD: Final = "lead"
FREE, HELD, DONE = "free", "held", "done"
_TOGETHER: Final = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """A document of the index as it was seen."""

    id: str
    seen: tuple[int, int]  # its sequence number and primary term
    told: Body

    @property
    def number(self) -> int:
        """Of a portion."""
        return int(self.told["portion"])

    @property
    def epoch(self) -> int:
        """How often a portion was taken; those who had it before have lost it."""
        return int(self.told["epoch"])


class Work:
    """One such index."""

    def __init__(self, connection: Connection, index: str) -> None:
        self._connection = connection
        self._client = connection.client
        self._index = index
        self._alias = f"{index}-open"

    def begin(self, replicas: int) -> None:
        """Make it. Raises MunimentError."""
        # Through an alias, what comes after the end makes no new index.
        body = {**work_index(replicas), "aliases": {self._alias: {}}}
        self._connection.call(self._client.indices.create, index=self._index, body=body)

    def offer(self, sizes: Iterable[int], originals: int, terms: Mapping[str, str]) -> None:
        """Enter portions of so many originals, and then the lead: now anybody may help."""
        rows = [
            {"portion": number, "state": FREE, "epoch": 0, "apart": False, "beat": 0, "size": size}
            for number, size in enumerate(sizes)
        ]
        actions = ({"index": {"_id": str(row["portion"])}, "body": row} for row in rows)
        send(self._connection, self._index, actions)
        lead = {"state": HELD, "beat": 0, "originals": originals, "terms": dict(terms)}
        send(self._connection, self._index, [{"index": {"_id": LEAD}, "body": lead}])
        self._connection.call(self._client.indices.refresh, index=self._index)

    def lead(self) -> Row | None:
        """The lead; None where there is none yet, or none any more."""
        return self._row(LEAD)

    def some(self, *states: str, most: int = _TOGETHER) -> list[Row]:
        """The portions in some states, by number, at most so many."""
        body = {
            "size": most,
            "query": {
                "bool": {"filter": [{"terms": {"state": states}}, {"exists": {"field": "portion"}}]}
            },
            "sort": [{"portion": "asc"}],
            "seq_no_primary_term": True,
        }
        found = self._asked(body)
        return [_row(hit) for hit in found["hits"]["hits"]] if found else []

    def portion(self, number: int) -> Row | None:
        """One portion."""
        return self._row(str(number))

    def ready(self) -> tuple[int, int]:
        """How many originals are done, and how many portions are not; none where it is over."""
        size = {"size": {"sum": {"field": "size"}}}
        body = {
            "size": 0,
            "aggs": {"states": {"terms": {"field": "state"}, "aggs": size}},
            "query": {"exists": {"field": "portion"}},
        }
        found = self._asked(body)
        if found is None:
            return 0, 0
        states = {b["key"]: b for b in found["aggregations"]["states"]["buckets"]}
        done = int(states.pop(DONE)["size"]["value"]) if DONE in states else 0
        return done, sum(int(each["doc_count"]) for each in states.values())

    def changed(self, row: Row, **changes: object) -> Row | None:
        """A document with some values in place of others; None if it is not as it was seen.

        A change that arrived, while its answer did not, is no change by another.
        """
        with self._connection.telling():
            try:
                answer: Body = self._client.update(
                    index=self._alias,
                    id=row.id,
                    body={"doc": changes},
                    params={
                        "if_seq_no": row.seen[0],
                        "if_primary_term": row.seen[1],
                        "refresh": "true",
                        "require_alias": "true",
                    },
                )
            except exceptions.ConflictError:
                now = self._row(row.id)
                wanted = {**row.told, **changes}
                return now if now is not None and now.told == wanted else None
            except exceptions.NotFoundError:
                return None
        return replace(
            row, seen=(answer["_seq_no"], answer["_primary_term"]), told={**row.told, **changes}
        )

    def put(self, path: Path, name: str) -> None:
        """Keep a file under a name. Raises OvertakenError, MunimentError, OSError."""
        pieces = files.pieces(path, name)
        actions = (
            {"index": {**p["index"], "require_alias": True}, "body": p["body"]} for p in pieces
        )
        send(self._connection, self._alias, actions)

    def fetch(self, name: str, path: Path) -> None:
        """Write a kept file to a path. Raises MunimentError, OSError."""
        files.fetch(self._connection, self._index, name, path)

    def _asked(self, body: Body) -> Body | None:
        """The answer to a search; None where the work is over."""
        with self._connection.telling():
            try:
                found: Body = self._client.search(index=self._index, body=body)
            except exceptions.NotFoundError:
                return None
        self._connection.whole(found)
        return found

    def _row(self, identifier: str) -> Row | None:
        with self._connection.telling():
            try:
                return _row(self._client.get(index=self._index, id=identifier))
            except exceptions.NotFoundError:
                return None


def _row(found: dict[str, Any]) -> Row:
    return Row(found["_id"], (found["_seq_no"], found["_primary_term"]), found["_source"])
