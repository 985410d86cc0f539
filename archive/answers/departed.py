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
from archive.model import Edition
from archive.readings import Reading, reading_of
from archive.register_chain import Entry
from archive.search import KeptEditions
from archive.selections import Selection
from archive.withdrawals import Withdrawals

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed:
    """The newest edition of what is not there, why, and the words that were linked, or ""."""

    id: str
    edition: Edition
    withdrawal: Entry | None
    words: str

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
    kept: KeptEditions,
    withdrawals: Withdrawals,
    identifier: str,
    passage_id: str = "",
    selection: Selection | None = None,
) -> Departed | None:
    """What remains of a document with this whole identifier; None when there never was one."""
    editions = kept.editions_named(identifier)
    if not editions:
        return None
    withdrawal = withdrawals.of(editions[0].sha256)
    words = (
        each
        for edition in editions
        if (reading := reading_of(edition, passage_id)) and (each := _linked(reading, selection))
    )
    return Departed(
        id=document_id(editions[0].sha256),
        edition=editions[0],
        withdrawal=withdrawal,
        words="" if withdrawal else next(words, ""),
    )


def _linked(reading: Reading, selection: Selection | None) -> str:
    """The words of a passage, or of a selection if they are those."""
    passage = (reading.start, reading.end)
    span = selection.within(reading.text, passage) if selection else passage
    return reading.text[slice(*span)] if span else ""


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
        "passage": gone.words or None,
    }
