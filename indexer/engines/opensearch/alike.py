"""Groups of near-duplicates in the cluster: of those that match the earliest stands for all.

Promises: what ``indexer.engines.grouping`` does with a file of groups, with two fields of each
entry: its group, and its rank, which rises with the dates within a group and is given once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from archive.deadline import Deadline
from indexer.engines.opensearch.clauses import MOST_TERMS, NOTHING, Query, all_of, any_of, terms_in
from indexer.engines.opensearch.index import ClusterIndex

_MOST: Final = 10_000  # members of groups that are listed together
_GROUPED: Final[Query] = {"exists": {"field": "group"}}


class Alike:
    """The groups of an index."""

    def __init__(self, index: ClusterIndex, deadline: Deadline) -> None:
        self._index = index
        self._deadline = deadline

    def group_of(self, document_id: str) -> tuple[str, ...]:
        """The group of a document, the earliest first; empty if it has none."""
        entries = self._index.entries([document_id], ["id", "group"])
        if not entries or entries[0].get("group") is None:  # it may have been of one before
            return ()
        return self._members({"term": {"group": entries[0]["group"]}})[entries[0]["group"]]

    def folded(self, query: Query, first: Query | None = None) -> tuple[Query, int]:
        """What finds those that an earlier one stands for, and how many these are.

        Those that ``first`` finds count as earlier than others.
        """
        rows: defaultdict[int, list[tuple[bool, int, str]]] = defaultdict(list)
        earlier = set()
        if first is not None:
            earlier = {i for i, _, _ in self._rows(all_of([query, first, _GROUPED]))}
        for document_id, group, rank in self._rows(all_of([query, _GROUPED])):
            rows[group].append((document_id not in earlier, rank, document_id))
        behind = [each for group in rows.values() for _, _, each in sorted(group)[1:]]
        return (terms_in("id", behind), len(behind)) if behind else (NOTHING, 0)

    def _rows(self, query: Query) -> Iterable[tuple[str, int, int]]:
        for page in self._index.every(query, self._deadline, ["group", "rank"]):
            for document_id, entry in page:
                yield document_id, entry["group"], entry["rank"]

    def copies(self, ids: Sequence[str], matched: Query) -> dict[str, tuple[str, ...]]:
        """Of each of some documents those that match and have nearly its text."""
        entries = self._index.entries(ids, ["id", "group"])
        group_of = {
            entry["id"]: entry["group"] for entry in entries if entry.get("group") is not None
        }
        if not group_of:
            return {}
        groups = sorted(set(group_of.values()))
        wanted = any_of(
            {"terms": {"group": groups[n : n + MOST_TERMS]}}
            for n in range(0, len(groups), MOST_TERMS)
        )
        members = self._members(all_of([wanted, matched]))
        return {
            document_id: tuple(each for each in members.get(group, ()) if each != document_id)
            for document_id, group in group_of.items()
        }

    def _members(self, query: Query) -> dict[int, tuple[str, ...]]:
        """Documents by their groups, the earliest first."""
        found: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
        for document_id, group, rank in self._rows(query):
            found[group].append((rank, document_id))
        return {group: tuple(each for _, each in sorted(rows)) for group, rows in found.items()}
