"""A document that links still name and the archive has no more: what remains of it.

Promises: a tombstone keeps what identifies the document, so that a citation of it can be
understood; of one that was withdrawn it shows no text; of one whose file is gone or changed it
shows the words that a link was made for, since these were read from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from archive.answers.plain_values import dating_plain, fact_plain
from archive.identifiers import document_id, show
from archive.model import Edition, Passage
from archive.register_chain import Entry
from archive.search import KeptEditions
from archive.withdrawals import Withdrawals

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed:
    """The newest edition of what is not there, why, and the passage that was linked."""

    id: str
    edition: Edition
    withdrawal: Entry | None
    passage: Passage | None

    @property
    def sentence(self) -> str:
        """Why there is no document here."""
        if self.withdrawal:
            because = f" Reason: {self.withdrawal.note}" if self.withdrawal.note else ""
            return f"This document was withdrawn on {self.withdrawal.at[:10]}.{because}"
        return (
            "This document is no longer in the archive: since it was taken in its file was "
            "removed or changed, or can no longer be read. What identifies it is kept."
        )


def departed(
    kept: KeptEditions, withdrawals: Withdrawals, identifier: str, passage_id: str = ""
) -> Departed | None:
    """What remains of a document with this whole identifier; None when there never was one."""
    editions = kept.editions_named(identifier)
    if not editions:
        return None
    withdrawal = withdrawals.of(editions[0].sha256)
    passages = (each for edition in editions for each in edition.passages if each.id == passage_id)
    return Departed(
        id=document_id(editions[0].sha256),
        edition=editions[0],
        withdrawal=withdrawal,
        passage=None if withdrawal else next(passages, None),
    )


def departed_plain(gone: Departed) -> Plain:
    """The members of a problem (RFC 9457) that tell what remains."""
    known = gone.edition.metadata
    return {
        "id": show(gone.id),
        "sha256": gone.edition.sha256,
        "document_title": fact_plain(known.title),
        "authors": [{"name": agent.name, "kind": agent.kind} for agent in known.authors],
        "published": dating_plain(known.published),
        "withdrawn": gone.withdrawal.at if gone.withdrawal else None,
        "reason": gone.withdrawal.note if gone.withdrawal else None,
        "passage": gone.passage.text if gone.passage else None,
    }
