"""Answers as the command line gives them: JSON for machines, lines for people.

Promises: takes what ``archive.answers`` and the other rooms return and only writes it; the JSON
of a search, a document and a passage is the API's own.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Protocol

from archive.answers import (
    AnswerHit,
    PassageAnswer,
    Replayed,
    SearchAnswer,
    SimilarAnswer,
    departed,
    document_plain,
    passage_plain,
    resolve_passage,
)
from archive.cite import Cited, cited_document, cited_passage
from archive.errors import NotFoundError, UsageError
from archive.facts import title_of
from archive.identifiers import DOCUMENT_SYMBOLS, PASSAGE_SYMBOLS, PREFIX_SYMBOLS, read_id, show
from archive.model import Document, Generation
from archive.plain import to_plain
from archive.search import FACET_FIELDS, KeptEditions, Snapshot
from archive.selections import read_selection
from archive.verify import VerifyReport
from archive.withdrawals import Withdrawals
from archive.without import Removal
from web.marks import excerpt
from web.terminal import LEFT_OUT_SHOWN, card_lines, dating_words, passage_lines
from web.words import counted

Plain = dict[str, Any]


class Kept(Protocol):
    """A kept generation, as the room that keeps them lists it."""

    @property
    def id(self) -> str: ...

    @property
    def is_current(self) -> bool: ...

    @property
    def bytes(self) -> int: ...

    @property
    def damage(self) -> str: ...

    @property
    def generation(self) -> Generation | None: ...


class Evaluated(Protocol):
    """How a test collection was answered, as the room that measures tells it."""

    @property
    def name(self) -> str: ...

    @property
    def documents(self) -> int: ...

    @property
    def questions(self) -> int: ...

    @property
    def ndcg_10(self) -> float: ...

    @property
    def mrr(self) -> float: ...

    @property
    def recall_100(self) -> float: ...

    @property
    def refused(self) -> int: ...

    @property
    def cpu_ms_p50(self) -> float: ...

    @property
    def cpu_ms_p95(self) -> float: ...


NOT_FOUND = "not found in the text as it is read now; what follows is what the link was made for"


def filter_pairs(filters: Sequence[str]) -> Iterator[tuple[str, str]]:
    """``language=en`` and ``-source=X`` as parameters of a search. Raises UsageError."""
    for text in filters:
        name, equals, value = text.partition("=")
        field = name.removeprefix("-")
        if not equals or field not in FACET_FIELDS:
            known = ", ".join(FACET_FIELDS)
            raise UsageError(f"“{text}” is no filter. Write FIELD=VALUE; the fields are {known}.")
        yield ("-f." if name.startswith("-") else "f.") + field, value


def search_pairs(
    query: str, filters: Sequence[str], options: Mapping[str, object]
) -> Iterator[tuple[str, str]]:
    """A query and the options beside it as parameters of a search. Raises UsageError."""
    yield "q", query
    yield from filter_pairs(filters)
    names = {"limit": "per_page", "date_from": "from", "date_to": "to"}
    for name, value in options.items():
        for one in value if isinstance(value, tuple) else (value,):
            if one is not None:
                yield names.get(name, name), str(one)


def _widened(answer: SearchAnswer) -> Iterator[str]:
    """What the words were also searched as, and by which flag each is taken out."""
    for one in answer.expansions:
        forms = ", ".join(
            form if count is None else f"{form} ({count:,})"
            for form, count in zip_longest(one.forms, one.counts)
        )
        flag = shlex.join(["--without", str(Removal(one.kind, one.word))])
        yield f"  {one.word} also finds {forms}   [{one.kind}; {flag}]"
    for correction in answer.corrections:
        found = counted(correction.count, "document")
        yield f"  Did you mean {correction.text} ({found}) for {correction.word}?"


def answer_lines(answer: SearchAnswer) -> Iterator[str]:
    """A search for people: what was understood, hits with passages, ways on from nothing."""
    if answer.with_some:
        yield f"{_with_all_words(answer)}; {_with_some_words(answer)}."
    elif answer.refused:
        yield f"{_headline(answer)}."
    else:
        yield f"{counted(answer.total, 'document')}: {answer.understood or 'everything'}"
    yield from (f"Note: {notice}" for notice in answer.notices)
    yield from _widened(answer)
    yield from _hit_lines(answer.hits)
    for other in answer.alternatives:
        yield f"  {other.word} alone: {counted(other.count, 'document')}"
    if answer.next_page:
        yield f"\nMore: --page {answer.next_page}"


def similar_lines(answer: SimilarAnswer) -> Iterator[str]:
    """What is like a document, for people: by which words, and what was found."""
    if not answer.hits:
        yield "No other document shares telling words with this one."
        return
    yield f"By the words: {', '.join(answer.words)}"
    yield from _hit_lines(answer.hits)


def _hit_lines(hits: Iterable[AnswerHit]) -> Iterator[str]:
    for hit in hits:
        yield ""
        yield from card_lines(hit.document, rank=hit.rank)
        for shown in hit.passages:
            yield from passage_lines(shown.passage, shown.highlights)
        for left_out in hit.left_out:
            near = excerpt(left_out.piece.text, left_out.highlights, LEFT_OUT_SHOWN)
            yield f"    left out ({left_out.piece.reason}): {near.text}"
        if hit.more:
            yield f"    + {counted(hit.more, 'more passage')} in this document"
        for copy in hit.copies:
            dated = dating_words(copy.metadata.published)
            yield f"    = {title_of(copy)} · {dated} · {show(copy.id)}"
        if hit.more_copies:
            yield f"    = {counted(hit.more_copies, 'more document')} with nearly the same text"


class Found:
    """A document or a passage that was asked for on the command line."""

    def __init__(self, snapshot: Snapshot, document: Document, at: PassageAnswer | None) -> None:
        self._snapshot = snapshot
        self._document = document
        self._at = at

    def plain(self, base_url: str) -> Plain:
        """As the API gives it."""
        if self._at is not None:
            return passage_plain(self._at, base_url)
        return document_plain(self._snapshot, self._document, base_url)

    def cited(self, base_url: str) -> Cited:
        """As it is cited."""
        if self._at is not None:
            return cited_passage(self._at, base_url)
        return cited_document(self._document, base_url)

    def lines(self) -> Iterator[str]:
        """For people."""
        yield from card_lines(self._document)
        if self._at is None:
            for passage in self._snapshot.documents.passages(self._document.id):
                yield from passage_lines(passage, ())
        else:
            found = self._at.status != "not_found"
            yield f"  passage {self._at.key}: {self._at.status if found else NOT_FOUND}"
            yield f"    {self._at.text}"


def find(
    snapshot: Snapshot, kept: KeptEditions, withdrawals: Withdrawals, identifier: str
) -> Found:
    """What ``D``, ``D/P``, ``D/P/S``, a link's path or a whole link names.

    Raises NotFoundError, which says of a document that was here what became of it.
    """
    parts = [part for part in identifier.split("?")[0].split("#")[0].split("/") if part]
    if "d" in parts:
        parts = parts[parts.index("d") + 1 :]
    parts = [part for part in parts if part != "p"]
    if not 1 <= len(parts) <= 3:
        raise NotFoundError(
            f"“{identifier}” is no identifier: write D, D/P for a passage, or the path of a link."
        )
    try:
        document = document_of(snapshot, parts[0])
    except NotFoundError:
        symbols = read_id(parts[0]) or ""
        whole = len(symbols) == DOCUMENT_SYMBOLS
        if whole and (gone := departed(kept, withdrawals, symbols)):
            raise NotFoundError(gone.sentence) from None
        raise
    if len(parts) == 1:
        return Found(snapshot, document, None)
    passage = read_id(parts[1])
    if passage is None or len(passage) != PASSAGE_SYMBOLS:
        raise NotFoundError(f"“{parts[1]}” is no identifier of a passage: it has 8 symbols.")
    selection = read_selection(parts[2]) if len(parts) == 3 else None
    if len(parts) == 3 and selection is None:
        raise NotFoundError(
            f"“{parts[2]}” names no words of a passage: it is start-length-check, as 12-57-9C1F."
        )
    answer = resolve_passage(snapshot, kept, document.id, passage, selection)
    if answer.status == "not_found" and answer.stored is None:
        what = "the words that its link names:" if selection else "a passage"
        raise NotFoundError(f"The document {show(document.id)} never had {what} {answer.key}.")
    return Found(snapshot, document, answer)


def document_of(snapshot: Snapshot, text: str) -> Document:
    """The document that an identifier or a prefix of it names. Raises NotFoundError."""
    symbols = read_id(text)
    if symbols is None or not PREFIX_SYMBOLS <= len(symbols) <= DOCUMENT_SYMBOLS:
        raise NotFoundError(
            f"“{text}” is no identifier of a document: it has 16 symbols, of which the first "
            f"{PREFIX_SYMBOLS} are enough where no other document has the same."
        )
    found = snapshot.documents.find(symbols)
    if len(found) > 1:
        names = ", ".join(map(show, found))
        raise NotFoundError(f"Several documents begin with {text}: {names}.")
    document = snapshot.documents.document(found[0]) if found else None
    if document is None:
        raise NotFoundError(f"There is no document {show(symbols)} in this archive.")
    return document


def verify_lines(report: VerifyReport) -> Iterator[str]:
    """What verification found, for people."""
    yield (
        f"{counted(report.checked, 'file')} compared ({report.bytes / 1e6:,.1f} MB, "
        f"{report.megabytes_per_second:,.0f} MB a second)."
    )
    chain = "whole" if report.chain_ok else "BROKEN"
    yield f"The register's chain is {chain}: {report.count:,} entries, head {report.head}."
    yield from (f"Note: {notice}" for notice in report.notices)
    yield from (f"CHANGED {problem.path}: {problem.reason}" for problem in report.changed)
    yield from (f"MISSING {path}" for path in report.missing)
    yield from (f"UNREADABLE {problem.path}: {problem.reason}" for problem in report.unreadable)
    yield from (f"Not registered yet: {path}" for path in report.unregistered)
    if report.ok:
        yield "Every file that is there has the bytes that the register last entered for it."


def generations_plain(kept: Sequence[Kept]) -> list[Plain]:
    """The kept generations, newest first."""
    return [
        {
            "id": one.id,
            "current": one.is_current,
            "bytes": one.bytes,
            "damage": one.damage,
            "generation": to_plain(one.generation) if one.generation else None,
        }
        for one in kept
    ]


def generation_lines(kept: Sequence[Kept]) -> Iterator[str]:
    """The same for people."""
    if not kept:
        yield "There is no generation yet; run `muniment rebuild`."
    for one in kept:
        mark = "*" if one.is_current else " "
        if one.generation is None:
            yield f"{mark} {one.id}  damaged: {one.damage}"
        else:
            documents = counted(one.generation.documents, "document")
            yield f"{mark} {one.id}  {documents}, {one.bytes / 1e6:,.1f} MB"


def evaluation_lines(rows: Sequence[Evaluated]) -> Iterator[str]:
    """A table in Markdown; milliseconds of the processor a question."""
    width = max(len(row.name) for row in rows)
    yield (
        f"| {'collection':{width}} | documents | questions | nDCG@10 | MRR | recall@100 | "
        "ms p50 | ms p95 |"
    )
    yield f"|{'-' * (width + 2)}|{'--:|' * 7}"
    for row in rows:
        yield (
            f"| {row.name:{width}} | {row.documents:,} | {row.questions:,} | {row.ndcg_10:.3f} | "
            f"{row.mrr:.3f} | {row.recall_100:.3f} | {row.cpu_ms_p50:.1f} | {row.cpu_ms_p95:.1f} |"
        )
    for row in rows:
        if row.refused:
            yield f"{counted(row.refused, 'question')} of {row.name} could not be run as typed."


def replay_lines(replayed: Replayed) -> Iterator[str]:
    """What became of a recorded search."""
    before, now = replayed.before, replayed.now
    if replayed.same:
        yield f"The same: {counted(now['total'], 'document')}, in the same order."
    else:
        yield f"Changed: {counted(now['total'], 'document')}, {before.get('total')} then."
    if before.get("understood") != now["understood"]:
        yield f"Read as {now['understood']}; then as {before.get('understood')}."
    generations = [record.get("generation", {}).get("id") for record in (before, now)]
    if generations[0] != generations[1]:
        yield f"The index is {generations[1]}; then it was {generations[0]}."
    yield from (f"  new: {show(each)}" for each in replayed.appeared)
    yield from (f"  gone: {show(each)}" for each in replayed.vanished)


def _headline(answer: SearchAnswer) -> str:
    """How a search went, in a few words."""
    if answer.stopped:
        return "This search was stopped"
    if answer.refused:
        return "This query was not run"
    if answer.with_some:
        return _with_all_words(answer)
    return counted(answer.total, "document") if answer.total else "Nothing was found"


def _with_all_words(answer: SearchAnswer) -> str:
    """How many documents have all the words of a query."""
    many = counted(answer.with_all, "document") if answer.with_all else "No document"
    words = {1: "all of this", 2: "both words"}.get(answer.words, f"all {answer.words} words")
    return f"{many} {'has' if answer.with_all < 2 else 'have'} {words}"


def _with_some_words(answer: SearchAnswer) -> str:
    """How many documents have only some of them."""
    more = " more" if answer.with_all else ""
    have = "has" if answer.with_some == 1 else "have"
    in_order = ", the best first" if answer.parameters.sort == "relevance" else ""
    return f"{counted(answer.with_some, f'{more} document'.strip())} {have} some of them{in_order}"
