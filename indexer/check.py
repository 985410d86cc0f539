"""The audit of one generation: its files, its counts, and whether it answers.

Promises: reads only; the first thing that is wrong is told in a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from archive.errors import IndexDamagedError
from archive.query import Word
from archive.search import Filters, SearchRequest, Snapshot
from indexer.kinds import EMBEDDED, Counting, Kind
from indexer.snapshots import close_snapshot, open_generation

_SAMPLES = 5  # documents whose own words are sought
# Whole ones: behind a joiner stands a part of a word, which is not sought by itself.
_WORD = re.compile(r"(?<![\w\u200c\u200d])[^\W\d_]{3,}(?![\w\u200c\u200d])")


def check_generation(folder: Path, kind: Kind = EMBEDDED) -> None:
    """Open a generation and ask it. Raises IndexDamagedError with a sentence."""
    try:
        snapshot = open_generation(folder, kind=kind)
    except IndexDamagedError as error:
        raise IndexDamagedError(f"The generation {folder.name} is damaged: {error}.") from error
    try:
        for finding in _findings(snapshot):
            raise IndexDamagedError(
                f"The generation {folder.name} does not answer rightly and is not used: "
                f"{finding}. Run `muniment rebuild`, and tell the developers if it happens again."
            )
    finally:
        close_snapshot(snapshot)


def _findings(snapshot: Snapshot) -> Iterator[str]:
    facts, store = snapshot.generation, snapshot.documents
    counts = store.counts() if isinstance(store, Counting) else None
    if counts not in (None, (facts.documents, facts.passages)):
        yield f"its documents and passages are {counts}, not as the manifest says"
    found = snapshot.engine.count(None, Filters())
    if found != facts.documents:
        yield f"the engine has {found} documents of {facts.documents}"
    for document_id in store.newest(_SAMPLES):
        yield from _sample(snapshot, document_id)


def _sample(snapshot: Snapshot, document_id: str) -> Iterator[str]:
    """Seek the longest word of a document's first passage."""
    for passage in snapshot.documents.passages(document_id, [0]):
        word = max(_WORD.findall(passage.text), key=len, default="")
        if not word:
            return
        result = snapshot.engine.search(SearchRequest(query=Word(word), limit=1))
        if not result.total or not result.hits:
            yield f"“{word}” stands in {document_id} and is not found"
