"""Words that a reader copied from a passage, as selections: the way to a link without a script.

Promises: only what stands there as it was copied, white space apart, is a selection; each place
where it stands is told, and none is chosen for the reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from archive.errors import NotFoundError
from archive.identifiers import show
from archive.search import Snapshot
from archive.selections import Selection, select
from archive.selectors import TextQuote, occurrences, quote_for
from archive.text import canonical

MOST = 20  # places that are told; a longer quotation tells them apart

NOT_THERE = (
    "These words do not begin in this passage as they were given. Copy them from the text: "
    "spelling, signs and capital letters count, spaces and line ends do not."
)
NO_WORDS = "No words were given. Copy those that the link should lead to from the text."


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """A place where the words stand: its selection, and the quotation with its context."""

    selection: Selection
    quote: TextQuote


def selections_of(
    snapshot: Snapshot, document_id: str, passage_id: str, words: str
) -> tuple[Selected, ...]:
    """The selections of these words that begin in the passage, by full identifiers, in order.

    Raises NotFoundError for an unknown passage, and for words that are not there.
    """
    passage = snapshot.documents.passage(document_id, passage_id)
    if passage is None:
        raise NotFoundError(
            f"The document {show(document_id)} has no passage {passage_id} as it is read now."
        )
    exact = canonical(words)[0]
    if not exact:
        raise NotFoundError(NO_WORDS)
    text = snapshot.documents.text(document_id)
    near = text[passage.start : passage.end + len(exact)].replace("\n", " ")
    length = passage.end - passage.start
    starts = [start for start in islice(occurrences(near, exact), MOST) if start < length]
    if not starts:
        raise NotFoundError(NOT_THERE)
    spans = [(passage.start + start, passage.start + start + len(exact)) for start in starts]
    return tuple(
        Selected(
            selection=select(text, (passage.start, passage.end), span),
            quote=quote_for(text, *span),
        )
        for span in spans
    )
