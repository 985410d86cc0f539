"""One generation's index in the cluster, opened: what is known of it, and what is asked of it.

Promises: counts are exact and kept, since a generation does not change; whatever needs many
documents reads them from one point in time, page by page. Safe to share between threads.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from threading import Lock
from typing import Any, Final

import numpy as np

from archive.deadline import NEVER, Deadline
from indexer.arrays.bundle import Array
from indexer.engines.columns import SPOKEN
from indexer.engines.lists import Numbers
from indexer.engines.opensearch.clauses import EVERYTHING, NOTHING, Query, all_of, terms_in
from indexer.engines.opensearch.connection import Connection, Entry
from indexer.engines.opensearch.deep import Deep
from indexer.engines.opensearch.dictionary import Gone, Part, having
from indexer.engines.opensearch.entries import READ
from indexer.engines.opensearch.fetched import Reading
from indexer.engines.opensearch.mapping import value_field
from indexer.engines.opensearch.paging import pages
from indexer.engines.opensearch.recent import Recent
from indexer.engines.whoosh_schema import TEXT

_KEPT: Final = 1 << 14  # counts that are remembered
_LANGUAGES: Final = 1_000  # more than there are


class ClusterIndex:
    """An index of documents and the dictionary of its words."""

    def __init__(
        self,
        connection: Connection,
        name: str,
        dictionaries: Sequence[tuple[dict[str, Array], Gone]],
        without: Collection[str] = (),
        recent: Recent | None = None,
    ) -> None:
        """``dictionaries``: the arrays of each part, and what of it is gone.

        ``recent``: where the documents that were fetched are remembered for who shows them.

        ``without``: identifiers of documents that are not found, though the index has them.

        Raises MunimentError, ValueError.
        """
        self.connection = connection
        self.name = name
        self._without = frozenset(without)
        self._recent = recent or Recent()
        facts = connection.search(
            name,
            {
                "query": self._shown(EVERYTHING),
                "size": 0,
                "track_total_hits": True,
                "aggs": {
                    "tokens": {"sum": {"field": "length"}},
                    "spoken": {"terms": {"field": value_field(SPOKEN), "size": _LANGUAGES}},
                    "language": {"terms": {"field": value_field("language"), "size": _LANGUAGES}},
                },
            },
        )
        told = facts["aggregations"]
        self.documents: int = facts["hits"]["total"]["value"]
        self.tokens = int(told["tokens"]["value"])
        self.languages = tuple(sorted(each["key"] for each in told["spoken"]["buckets"]))
        of_language = {b["key"]: b["doc_count"] for b in told["language"]["buckets"]}
        self.parts = [
            Part(arrays, gone, of_language if not number else {})
            for number, (arrays, gone) in enumerate(dictionaries)
        ]
        self.reading = Reading()
        self.deep = Deep()
        self._counts: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    def _shown(self, query: Query) -> Query:
        """What finds the same, but for what is not to be found."""
        return all_of([query], but=[terms_in("id", sorted(self._without))])

    def having(self, terms: Sequence[str]) -> Numbers:
        """How many documents have each of some terms in their text."""
        if self._without:  # the dictionary counts them
            return np.array(self.counts([terms_in(TEXT, [term]) for term in terms]), np.int64)
        return having(self.parts, terms)

    def counts(self, queries: Sequence[Query]) -> list[int]:
        """How many documents each of some queries finds."""
        keys = [json.dumps(query, sort_keys=True) for query in queries]
        known = {json.dumps(NOTHING): 0, json.dumps(EVERYTHING): self.documents}
        with self._lock:
            known |= {key: self._counts[key] for key in keys if key in self._counts}
        missing = {key: query for key, query in zip(keys, queries, strict=True) if key not in known}
        bodies = [
            {"size": 0, "track_total_hits": True, "query": self._shown(query)}
            for query in missing.values()
        ]
        answers = self.connection.search_each(self.name, bodies)
        new = {
            key: int(answer["hits"]["total"]["value"])
            for key, answer in zip(missing, answers, strict=True)
        }
        with self._lock:
            self._counts |= new
            while len(self._counts) > _KEPT:
                self._counts.popitem(last=False)
        known |= new
        return [known[key] for key in keys]

    def search_each(
        self, bodies: Sequence[dict[str, Any]], deadline: Deadline
    ) -> list[dict[str, Any]]:
        """Some searches, asked at once. Raises MunimentError, StoppedError."""
        deadline.check()
        within = {}
        if deadline != NEVER:
            within = {"timeout": f"{max(1, round(deadline.left() * 1000))}ms"}
        shown = [{**body, "query": self._shown(body["query"]), **within} for body in bodies]
        found = self.connection.search_each(self.name, shown)
        if any(answer.get("timed_out") for answer in found):
            deadline.stop()
        return found

    def entries(self, ids: Sequence[str], fields: Sequence[str] = READ) -> list[Entry]:
        """The entries of some documents, in their order. Raises MunimentError."""
        ids = [each for each in ids if each not in self._without]
        known = self._recent.known(ids) if fields is READ else {}
        missing = [each for each in ids if each not in known]
        found = self.connection.entries(self.name, missing, fields)
        if fields is READ:
            self._recent.keep(found)
        every = {**known, **found}
        return [every[each] for each in ids if each in every]

    def every(
        self, query: Query, deadline: Deadline, fields: Sequence[str]
    ) -> Iterator[list[tuple[str, Entry]]]:
        """All documents that a query finds, by their identifiers, so many at a time."""
        for page in pages(self.connection, self.name, self._shown(query), fields):
            deadline.check()
            yield page
