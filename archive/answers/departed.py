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
    """The newest edition of what is not there, why, and the words that were linked, or "".

    There is no edition of what was withdrawn before this archive was copied from another.
    """

    id: str
    sha256: str
    edition: Edition | None
    withdrawal: Entry | None
    words: str
    now: str | None  # the identifier of the document that its file was changed to

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
    newest = editions[0] if editions else None
    withdrawal = withdrawals.of(newest.sha256) if newest else withdrawals.named(identifier)
    known = newest or withdrawal
    if known is None:
        return None
    other = withdrawals.replaced_by(known.sha256)
    words = (
        each
        for edition in editions
        if (reading := reading_of(edition, passage_id)) and (each := _linked(reading, selection))
    )
    return Departed(
        id=document_id(known.sha256),
        sha256=known.sha256,
        edition=newest,
        withdrawal=withdrawal,
        words="" if withdrawal else next(words, ""),
        now=document_id(other) if other and not withdrawal else None,
    )


def _linked(reading: Reading, selection: Selection | None) -> str:
    """The words of a passage, or of a selection if they are those."""
    passage = (reading.start, reading.end)
    span = selection.within(reading.text, passage) if selection else passage
    return reading.text[slice(*span)] if span else ""


def departed_plain(gone: Departed) -> Plain:
    """The members of a problem (RFC 9457) that tell what remains."""
    known = gone.edition.metadata if gone.edition else None
    return {
        "id": show(gone.id),
        "sha256": gone.sha256,
        "document_title": fact_plain(known.title) if known else None,
        "authors": [
            {"name": agent.name, "kind": agent.kind} for agent in (known.authors if known else ())
        ],
        "published": dating_plain(known.published) if known else None,
        "withdrawn": gone.withdrawal.at if gone.withdrawal else None,
        "reason": gone.withdrawal.note if gone.withdrawal else None,
        "passage": gone.words or None,
        "replaced_by": show(gone.now) if gone.now else None,
    }
