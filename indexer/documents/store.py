"""Reading the documents of one generation, whichever parts they lie in.

Promises: ``StoredDocuments`` satisfies ``archive.search.DocumentStore``, may be shared between
threads, and writes nothing. While a store is open its generation is not pruned. Whatever is
wrong with the files, its methods raise IndexDamagedError.
"""

from __future__ import annotations

import fcntl
import heapq
import os
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import wraps
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, TypeVar

from archive.errors import IndexDamagedError
from archive.model import Capture, Document, LeftOut, Passage, Resource
from archive.search import Outline
from indexer.documents.part import DAMAGES, Part, halves_of
from indexer.documents.parts import FILE_NAME, read_parts
from indexer.documents.resources import find_resource

P = ParamSpec("P")
R = TypeVar("R")

_FOUND: Final = 10  # identifiers that ``find`` gives at most


def _guarded(
    method: Callable[Concatenate[StoredDocuments, P], R],
) -> Callable[Concatenate[StoredDocuments, P], R]:
    """A method whose every mishap is a damaged index."""

    @wraps(method)
    def guarded(store: StoredDocuments, /, *arguments: P.args, **named: P.kwargs) -> R:
        try:
            return method(store, *arguments, **named)
        except (OSError, *DAMAGES) as error:
            raise store.damaged() from error

    return guarded


class StoredDocuments:
    """The documents of one generation's folder, but for those of some identifiers."""

    def __init__(self, folder: Path, without: Collection[str] = ()) -> None:
        self._folder = folder
        self._without = without
        self._held = -1
        self._parts: tuple[Part, ...] | None = None
        try:
            # Held shared while the store is open: what prunes generations asks for it alone.
            # A file of this generation only, since parts may be shared with others.
            self._held = os.open(folder / FILE_NAME, os.O_RDONLY | os.O_CLOEXEC)
            fcntl.flock(self._held, fcntl.LOCK_SH)
        except OSError as error:
            self.close()
            raise self.damaged() from error

    @property
    def _all(self) -> tuple[Part, ...]:
        """The parts, opened when they are first asked for: their digests were checked by then."""
        if self._parts is None:
            if self._held < 0:
                raise ValueError("the store was closed")
            self._parts = tuple(read_parts(self._folder, self._without))
        return self._parts

    @_guarded
    def document(self, document_id: str) -> Document | None:
        """The document with this full id (16 symbols), or None."""
        found = self._place(document_id)
        return found[0].document(found[1]) if found else None

    @_guarded
    def documents(self, document_ids: Iterable[str]) -> dict[str, Document]:
        """Several at once, by id; unknown ids are left out."""
        places = {document_id: self._place(document_id) for document_id in document_ids}
        return {name: found[0].document(found[1]) for name, found in places.items() if found}

    @_guarded
    def shown(
        self, wanted: Iterable[tuple[str, Sequence[int]]]
    ) -> list[tuple[Document, tuple[Passage, ...]] | None]:
        """Several at once with those of their passages, by id and ordinals; None if unknown."""
        places = [(self._place(document_id), ordinals) for document_id, ordinals in wanted]
        return [
            (found[0].document(found[1]), found[0].passages(found[1], ordinals)) if found else None
            for found, ordinals in places
        ]

    @_guarded
    def find(self, prefix: str) -> tuple[str, ...]:
        """Full ids that begin with ``prefix``, at most 10, sorted."""
        found = heapq.merge(*(part.beginning_with(prefix) for part in self._all))
        return tuple(islice(found, _FOUND))

    @_guarded
    def text(self, document_id: str) -> str:
        """The canonical text; "" when the id is unknown."""
        found = self._place(document_id)
        return found[0].text(found[1]) if found else ""

    @_guarded
    def passages(
        self, document_id: str, ordinals: Sequence[int] | None = None
    ) -> tuple[Passage, ...]:
        """All passages in reading order, or just those ordinals in the order asked."""
        found = self._place(document_id)
        return found[0].passages(found[1], ordinals) if found else ()

    @_guarded
    def texts(self, document_id: str, ordinals: Sequence[int]) -> list[tuple[str, str]]:
        """The texts of some passages, in the order asked; what was left out is numbered on.

        Each with its language, "" for the document's.
        """
        found = self._place(document_id)
        return found[0].texts(found[1], ordinals) if found else []

    @_guarded
    def outline(self, document_id: str) -> Outline:
        """Where the passages begin, and the headings."""
        found = self._place(document_id)
        return found[0].outline(found[1]) if found else Outline(starts=(), end=0, headings=())

    @_guarded
    def passage(self, document_id: str, passage_id: str) -> Passage | None:
        """One passage by its id, or None."""
        found = self._place(document_id)
        return found[0].passage(found[1], passage_id) if found else None

    @_guarded
    def left_out(self, document_id: str) -> tuple[LeftOut, ...]:
        """What is not part of the main text, in order."""
        found = self._place(document_id)
        return found[0].left_out(found[1]) if found else ()

    @_guarded
    def same_address(self, url: str) -> tuple[str, ...]:
        """Ids of documents captured from this address, oldest capture first."""
        found = sorted(pair for part in self._all for pair in part.at_address(url))
        return tuple(document_id for _, document_id in found)

    @_guarded
    def resource(self, page: Capture, address: str) -> Resource | None:
        """What the web archive that a page was found in holds of an address, nearest in time."""
        return find_resource(self._folder, page, address)

    @_guarded
    def newest(self, limit: int) -> tuple[str, ...]:
        """Ids most recently accessioned, newest first."""
        limit = max(limit, 0)
        found = [pair for part in self._all for pair in islice(part.newest(), limit)]
        found.sort(key=itemgetter(1))
        found.sort(key=itemgetter(0), reverse=True)  # those of one time stay in the order of ids
        return tuple(document_id for _, document_id in found[:limit])

    @_guarded
    def counts(self) -> tuple[int, int]:
        """Number of documents and of passages."""
        return sum(map(len, self._all)), sum(part.passage_count() for part in self._all)

    def close(self) -> None:
        """Release files; a second call does nothing."""
        held, self._held = self._held, -1
        self._parts = None
        if held >= 0:
            os.close(held)

    def damaged(self) -> IndexDamagedError:
        """The sentence for files that are not as they should be."""
        return IndexDamagedError(
            f"The documents of the index cannot be read ({self._folder}). Run `muniment rebuild`."
        )

    def _place(self, document_id: str) -> tuple[Part, int] | None:
        """The part that a document lies in, and its number there."""
        halves = halves_of(document_id)
        if halves is None:
            return None
        for part in self._all:
            number = part.number_of(*halves)
            if number is not None:
                return part, number
        return None
