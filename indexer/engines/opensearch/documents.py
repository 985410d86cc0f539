"""Reading the documents of a generation from the cluster.

Promises: ``ClusterDocuments`` satisfies ``archive.search.DocumentStore`` and ``base.Texts``, may
be shared between threads, and writes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from archive.errors import IndexDamagedError
from archive.model import Capture, Document, LeftOut, Passage, Resource
from archive.search import Heading, Outline
from indexer.addresses import address_key
from indexer.documents.part_build import captured_from
from indexer.documents.resources import find_resource
from indexer.engines.opensearch.clauses import EVERYTHING, all_of, terms_in
from indexer.engines.opensearch.connection import Connection, Entry
from indexer.engines.opensearch.entries import READ, document_in, left_out_in, passages_in
from indexer.engines.opensearch.recent import Recent

_FOUND: Final = 10  # identifiers that ``find`` gives at most
_AT_ADDRESS: Final = 10_000


class ClusterDocuments:
    """The documents of one index."""

    def __init__(
        self, connection: Connection, index: str, folder: Path, without: Collection[str] = ()
    ) -> None:
        """``folder``: of the generation's files; ``without``: identifiers that are not known."""
        self._without = frozenset(without)
        self._connection = connection
        self._index = index
        self._folder = folder
        self.recent = Recent()

    def _entries(self, ids: Iterable[str], fields: Sequence[str]) -> dict[str, Entry]:
        wanted = [each for each in dict.fromkeys(ids) if each not in self._without]
        known = self.recent.known(wanted)
        missing = [each for each in wanted if each not in known]
        return {**known, **self._connection.entries(self._index, missing, fields)}

    def document(self, document_id: str) -> Document | None:
        """The document with this full id (16 symbols), or None."""
        return self.documents([document_id]).get(document_id)

    def documents(self, document_ids: Iterable[str]) -> dict[str, Document]:
        """Several at once, by id; unknown ids are left out."""
        entries = self._entries(document_ids, ["record"])
        with _whole(self._index):
            return {name: document_in(entry) for name, entry in entries.items()}

    def shown(
        self, wanted: Iterable[tuple[str, Sequence[int]]]
    ) -> list[tuple[Document, tuple[Passage, ...]] | None]:
        """Several at once with those of their passages, by id and ordinals; None if unknown."""
        pairs = list(wanted)
        entries = self._entries((name for name, _ in pairs), ["record", "passages"])
        with _whole(self._index):
            known = {n: (document_in(e), passages_in(e)) for n, e in entries.items()}
            return [
                (known[name][0], tuple(known[name][1][n] for n in ordinals))
                if name in known
                else None
                for name, ordinals in pairs
            ]

    def find(self, prefix: str) -> tuple[str, ...]:
        """Full ids that begin with ``prefix``, at most 10, sorted."""
        query = {"prefix": {"id": prefix}} if prefix else {"match_all": {}}
        return self._ids({"query": query, "sort": [{"id": "asc"}], "size": _FOUND})

    def _ids(self, body: dict[str, Any]) -> tuple[str, ...]:
        query = all_of([body.get("query", EVERYTHING)], but=[terms_in("id", sorted(self._without))])
        body = {**body, "query": query, "_source": False, "track_total_hits": False}
        found = self._connection.search(self._index, body)
        return tuple(hit["_id"] for hit in found["hits"]["hits"])

    def text(self, document_id: str) -> str:
        """The canonical text; "" when the id is unknown."""
        return "\n".join(passage.text for passage in self.passages(document_id))

    def passages(
        self, document_id: str, ordinals: Sequence[int] | None = None
    ) -> tuple[Passage, ...]:
        """All passages in reading order, or just those ordinals in the order asked."""
        entry = self._entries([document_id], ["passages"]).get(document_id)
        if entry is None:
            return ()
        with _whole(self._index):
            every = passages_in(entry)
            return every if ordinals is None else tuple(every[n] for n in ordinals)

    def texts(self, document_id: str, ordinals: Sequence[int]) -> list[tuple[str, str]]:
        """The texts of some passages, in the order asked; what was left out is numbered on."""
        entry = self._entries([document_id], READ).get(document_id)
        if entry is None:
            return []
        with _whole(self._index):
            every = [(passage.text, passage.language) for passage in passages_in(entry)]
            every += [(each.text, "") for each in left_out_in(entry)]
            return [every[ordinal] for ordinal in ordinals]

    def outline(self, document_id: str) -> Outline:
        """Where the passages begin, and the headings."""
        every = self.passages(document_id)
        return Outline(
            starts=[passage.start for passage in every],
            end=every[-1].end if every else 0,
            headings=tuple(
                Heading(ordinal=each.ordinal, id=each.id, level=each.level, text=each.text)
                for each in every
                if each.kind == "heading"
            ),
        )

    def passage(self, document_id: str, passage_id: str) -> Passage | None:
        """One passage by its id, or None."""
        every = self.passages(document_id)
        return next((passage for passage in every if passage.id == passage_id), None)

    def left_out(self, document_id: str) -> tuple[LeftOut, ...]:
        """What is not part of the main text, in order."""
        entry = self._entries([document_id], ["leftovers"]).get(document_id)
        with _whole(self._index):
            return left_out_in(entry) if entry else ()

    def same_address(self, url: str) -> tuple[str, ...]:
        """Ids of documents captured from this address, oldest capture first."""
        address = address_key(url)
        body = {"query": {"term": {"addresses": address}}, "size": _AT_ADDRESS}
        found = self.documents(self._ids(body))
        times = ((captured_from(one, address), name) for name, one in found.items())
        return tuple(name for time, name in sorted((t, n) for t, n in times if t is not None))

    def resource(self, page: Capture, address: str) -> Resource | None:
        """What the web archive that a page was found in holds of an address, nearest in time."""
        with _whole(self._index):
            return find_resource(self._folder, page, address)

    def newest(self, limit: int) -> tuple[str, ...]:
        """Ids most recently accessioned, newest first."""
        order = [{"accessioned": "desc"}, {"id": "asc"}]
        return self._ids({"sort": order, "size": limit}) if limit > 0 else ()

    def counts(self) -> tuple[int, int]:
        """Number of documents and of passages."""
        body = {
            "size": 0,
            "track_total_hits": True,
            "query": all_of([], but=[terms_in("id", sorted(self._without))]),
            "aggs": {"passages": {"sum": {"field": "passage_count"}}},
        }
        found = self._connection.search(self._index, body)
        passages = int(found["aggregations"]["passages"]["value"])
        return int(found["hits"]["total"]["value"]), passages

    def close(self) -> None:
        """Let go of the connections to the cluster."""
        self._connection.close()


@contextmanager
def _whole(index: str) -> Iterator[None]:
    """What is not as it was written is a damaged index."""
    try:
        yield
    except (OSError, ValueError, TypeError, LookupError) as error:
        raise IndexDamagedError(
            f"The documents of the index {index} cannot be read. Run `muniment rebuild`."
        ) from error
