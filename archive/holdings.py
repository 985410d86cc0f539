"""All that an archive holds, as whoever copies out of it needs it at hand.

Promises: one generation and the register that it was made with; what must not be copied is named,
with the reason. Is filled by the room that opens indexes and containers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from archive.editions import EditionStore
from archive.model import Document
from archive.originals import Originals
from archive.register import Register
from archive.search import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """An archive, opened.

    ``withheld`` are files of the corpus that stay out of every copy since a document is withdrawn,
    each with a sentence; ``holders`` are the SHA-256 of containers that such a document lies in.
    """

    snapshot: Snapshot
    kept: EditionStore
    register: Register
    keep: Path
    originals: Originals
    withheld: Mapping[str, str] = field(default_factory=dict)
    holders: frozenset[str] = frozenset()

    def documents(self) -> tuple[str, ...]:
        """The identifiers of all documents, sorted."""
        held = self.snapshot.generation.documents
        return tuple(sorted(self.snapshot.documents.newest(held)))

    def document(self, document_id: str) -> Document:
        """One of them. Raises KeyError."""
        found = self.snapshot.documents.document(document_id)
        if found is None:
            raise KeyError(document_id)
        return found
