"""One request for the text of a document: what is marked in it, and where it opens.

Promises: what is asked for is one of a hit, a linked passage, a number, or the beginning, in this
order, and there is always a window that has it. Makes no page.
"""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from archive.answers import PassageAnswer
from archive.answers.marks import marks
from archive.facts import language_in
from archive.model import Document
from archive.query import Limits, Parsed, parse
from archive.search import Snapshot, Span
from archive.without import NOTHING, Without, read_without
from web import windows
from web.hits import Hits, KnownHits
from web.reader import Reader, lay_out
from web.windows import Window


@dataclass(frozen=True, slots=True)
class Sought:
    """What is marked: the words of a search, or those that are to be found in this document."""

    q: str
    find: str
    parsed: Parsed
    without: Without

    @property
    def words(self) -> str:
        """As typed."""
        return self.find or self.q

    @property
    def asked(self) -> dict[str, str]:
        """What addresses of the document keep."""
        return {"q": self.q, "find": self.find}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One request for the text of a document."""

    document: Document
    answer: PassageAnswer | None
    sought: Sought
    hits: Hits
    current: int  # the hit at which the reader is, 0 if there is none
    opens_at: int  # ordinal
    window: Window

    @property
    def linked(self) -> Span | None:
        """The part of the text that is linked, and here."""
        answer = self.answer
        is_here = answer is not None and answer.status != "not_found"
        return (answer.start, answer.end) if answer is not None and is_here else None

    @property
    def previous(self) -> int:
        """The number of the hit before the current one; the last one before the first."""
        return self.current - 1 or self.hits.total

    @property
    def following(self) -> int:
        """The number of the hit after the current one; the first one after the last."""
        return self.current % self.hits.total + 1


def read_request(
    given: MultiDict[str, str],
    limits: Limits,
    snapshot: Snapshot,
    document: Document,
    known: KnownHits,
    answer: PassageAnswer | None = None,
) -> Reading:
    """What the parameters of an address, ``given``, ask for, and where the page opens."""
    sought = _sought(given, limits)
    count = document.passage_count
    tree = sought.parsed.tree
    hits = known.of(snapshot, document, tree, sought.without) if tree else Hits(())
    linked = answer.passage if answer and answer.status != "not_found" else None
    hit = _number(given.get("hit", ""))
    begin = windows.from_number(given.get("from", ""), count)
    if hit is not None and hits.total:
        current = min(max(hit, 1), hits.total)
        opens_at = hits.passage_of(current)
    else:
        opens_at = linked.ordinal if linked else begin
        current = min(hits.before(opens_at) + 1, hits.total)
    is_inside = linked is not None or (hit is not None and hits.total > 0)
    return Reading(
        document=document,
        answer=answer,
        sought=sought,
        hits=hits,
        current=current,
        opens_at=opens_at,
        window=(windows.around if is_inside else windows.starting)(count, opens_at),
    )


def _sought(given: MultiDict[str, str], limits: Limits) -> Sought:
    q, find = given.get("q", ""), given.get("find", "")
    return Sought(
        q=q,
        find=find,
        parsed=parse(find or q, limits),
        without=NOTHING if find else read_without(given.getlist("without")),
    )


def laid_out(snapshot: Snapshot, reading: Reading, shown: Window, *, titled: bool = True) -> Reader:
    """The passages of a window, with the words sought and the linked stretch marked."""
    before = shown.first - 1
    ordinals = range(max(before, 0), shown.last)
    passages = snapshot.documents.passages(reading.document.id, ordinals)
    page_before = passages[0].page if before >= 0 and passages else None
    passages = passages[1:] if before >= 0 else passages
    texts = [(each.text, language_in(reading.document, each)) for each in passages]
    sought = reading.sought
    return lay_out(
        reading.document,
        passages,
        marks(snapshot.engine, sought.parsed.tree, texts, sought.without),
        first_hit=reading.hits.before(shown.first) + 1,
        page_before=page_before,
        linked=reading.linked,
        titled=titled,
    )


def _number(text: str) -> int | None:
    """The number of a hit in an address; what is no number counts as not given."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
