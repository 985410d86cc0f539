"""The brute-force engine: every document read for every query, nothing indexed, nothing clever.

It is what the other engines are held against. It shares the analyser with them and the values
of facets, since those define what is asked; all else (matching, scoring, choosing passages,
counting, dates, marking) is written again here in the plainest way.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from archive.facts import host, language_of
from archive.model import Dating, Document, Passage
from archive.query import And, Dates, Exactly, InField, Node, Not, Or, Phrase, Word
from archive.query.dates import interval
from archive.search import (
    FACET_FIELDS,
    FacetCount,
    Filters,
    Hit,
    SearchRequest,
    SearchResult,
    Span,
    Suggestion,
)
from indexer.analysis import fold, folded, joined, spelling, terms_for_word, tokens
from indexer.engines.base import facet_values

Leaf = Word | Phrase | InField


@dataclass(frozen=True)
class Held:
    """A document as terms."""

    document: Document
    title: list[str]
    authors: list[list[str]]
    header: list[list[str]]  # title, subtitle, authors
    passages: list[list[str]]
    spellings: set[str]  # its words as readers know them

    @property
    def length(self) -> int:
        return sum(map(len, self.header + self.passages))


def hold(document: Document, passages: Sequence[Passage]) -> Held:
    """Analyse a document once."""

    def terms(text: str) -> list[str]:
        return [token.term for token in tokens(text, language_of(document))]

    known = document.metadata
    title = terms(known.title.value) if known.title else []
    subtitle = terms(known.subtitle.value) if known.subtitle else []
    names = [agent.name for agent in known.authors]
    if known.byline and known.byline not in names:
        names.append(known.byline)
    authors = [terms(name) for name in names]
    texts = [fact.value for fact in (known.title, known.subtitle) if fact]
    texts += names + [passage.text for passage in passages]
    words = (text[t.start : t.end] for text in texts for t in tokens(text, language_of(document)))
    return Held(
        document=document,
        title=title,
        authors=authors,
        header=[title, subtitle, *authors],
        passages=[terms(passage.text) for passage in passages],
        spellings=set(filter(None, map(spelling, words))),
    )


def occurrences(unit: list[str], sequences: Iterable[tuple[str, ...]]) -> int:
    """At how many places of the unit one of the sequences begins."""
    return sum(
        any(tuple(unit[i : i + len(sequence)]) == sequence for sequence in sequences)
        for i in range(len(unit))
    )


def text_of(leaf: Leaf) -> str:
    """What a leaf seeks."""
    return leaf.part.text if isinstance(leaf, InField) else leaf.text


def holds_words(node: Node) -> bool:
    """Whether anything of the node can be sought."""
    if isinstance(node, And | Or):
        return any(map(holds_words, node.parts))
    if isinstance(node, Not):
        return holds_words(node.part)
    return isinstance(node, Dates | Exactly) or bool(tokens(text_of(node), ""))


def joins(node: And) -> dict[int, list[Word]]:
    """For each part the words that it may be written in together with a neighbour."""
    found: dict[int, list[Word]] = {}
    for index, (first, second) in enumerate(pairwise(node.parts)):
        if isinstance(first, Word) and isinstance(second, Word):
            word = joined(first.text, second.text)
            if word:
                found.setdefault(index, []).append(Word(word))
                found.setdefault(index + 1, []).append(Word(word))
    return found


def wanted(node: Node, positive: bool = True) -> Iterator[Leaf]:
    """The words and phrases that documents are wanted to have."""
    if isinstance(node, And):
        written_together = joins(node)
        for index, part in enumerate(node.parts):
            yield from wanted(part, positive)
            if positive:
                yield from written_together.get(index, [])
    elif isinstance(node, Or):
        for part in node.parts:
            yield from wanted(part, positive)
    elif isinstance(node, Not):
        yield from wanted(node.part, not positive)
    elif positive and not isinstance(node, Dates | Exactly) and holds_words(node):
        yield node


def overlaps(datings: Iterable[Dating], start: str, end: str) -> bool:
    """Whether one of the dates shares a day with [start, end]."""
    first = interval(start)[0] if start else date.min
    last = interval(end)[1] if end else date.max
    return any(interval(d.value)[0] <= last and interval(d.value)[1] >= first for d in datings)


def datings_of(document: Document, field: str) -> list[Dating]:
    """The document's dates of one kind."""
    if field == "published":
        return [document.metadata.published] if document.metadata.published else []
    captured = [c.captured_at for c in document.captures if c.captured_at]
    return captured or ([document.metadata.captured] if document.metadata.captured else [])


def same_value(one: str, other: str) -> bool:
    """Whether two values are equal with letters folded."""

    def plain(value: str) -> str:
        return " ".join(filter(None, map(fold, value.split()))) or value.casefold().strip()

    return plain(one) == plain(other)


class MemoryEngine:
    """See ``archive.search.SearchEngine``."""

    def __init__(self, indexed: Iterable[tuple[Document, Sequence[Passage]]]) -> None:
        self._held = [hold(document, passages) for document, passages in indexed]
        lengths = [held.length for held in self._held]
        self._average = max(1.0, sum(lengths) / max(1, len(lengths)))
        self._weights: dict[Leaf, float] = {}
        self._languages = sorted({language_of(held.document) for held in self._held})

    def search(self, request: SearchRequest) -> SearchResult:
        query, filters = request.query, request.filters
        found = self._matching(query, filters, undated=False)
        leaves = list(wanted(query)) if query is not None else []
        scores = {held.document.id: self._score(held, leaves) for held in found}
        ordered = sorted(found, key=lambda held: held.document.id)
        sort = "newest" if request.sort == "relevance" and not leaves else request.sort
        ordered.sort(key=self._order(sort, scores))
        page = ordered[request.offset : request.offset + request.limit]
        return SearchResult(
            total=len(found),
            hits=tuple(self._hit(held, leaves, scores, request.passages) for held in page),
            facets={name: self._facet(name, found) for name in FACET_FIELDS},
            notices=self._notices(query, filters),
        )

    def count(self, query: Node | None, filters: Filters) -> int:
        return len(self._matching(query, filters, undated=False))

    def mark(self, query: Node, texts: Sequence[str], language: str) -> list[tuple[Span, ...]]:
        sequences = {
            sequence
            for leaf in wanted(query)
            for sequence in terms_for_word(text_of(leaf), {language, *self._languages})
        }
        return [self._mark(text, language, sequences) for text in texts]

    def suggest(self, prefix: str, limit: int = 10) -> tuple[Suggestion, ...]:
        typed = tokens(prefix, "")
        if not typed or typed[-1].end != len(prefix):
            return ()
        start = typed[-1].start
        shapes: dict[str, Counter[str]] = {}
        documents: Counter[str] = Counter()
        for held in self._held:
            documents.update({folded(shape) for shape in held.spellings} - {""})
            for shape in held.spellings:
                shapes.setdefault(folded(shape), Counter())[shape] += 1
        fits = [word for word in documents if word.startswith(folded(prefix[start:]))]
        fits.sort(key=lambda word: (-documents[word], word))
        return tuple(
            Suggestion(text=prefix[:start] + commonest(shapes[word]), count=documents[word])
            for word in fits[:limit]
        )

    def close(self) -> None:
        self._held.clear()

    def _matching(self, query: Node | None, filters: Filters, undated: bool) -> list[Held]:
        return [
            held
            for held in self._held
            if self._passes(held, filters, undated)
            and (query is None or (holds_words(query) and self._matches(query, held, undated)))
        ]

    def _matches(self, node: Node, held: Held, undated: bool) -> bool:
        if isinstance(node, And):
            together = joins(node)
            return all(
                any(self._matches(way, held, undated) for way in (part, *together.get(index, [])))
                for index, part in enumerate(node.parts)
                if holds_words(part)
            )
        if isinstance(node, Or):
            parts = filter(holds_words, node.parts)
            return any(self._matches(part, held, undated) for part in parts)
        if isinstance(node, Not):
            return not self._matches(node.part, held, undated)
        if isinstance(node, Dates):
            datings = datings_of(held.document, node.field)
            return overlaps(datings, node.start, node.end) if datings else undated
        if isinstance(node, Exactly):
            return is_exactly(held.document, node)
        return self._times(node, held) > 0

    def _units(self, leaf: Leaf, held: Held) -> list[list[str]]:
        if isinstance(leaf, InField):
            return [held.title] if leaf.field == "title" else held.authors
        return held.header + held.passages

    def _times(self, leaf: Leaf, held: Held) -> int:
        sequences = terms_for_word(text_of(leaf), self._languages)
        return sum(occurrences(unit, sequences) for unit in self._units(leaf, held))

    def _passes(self, held: Held, filters: Filters, undated: bool) -> bool:
        values = facet_values(held.document)
        if any(v and not set(v) & set(values[name]) for name, v in filters.include.items()):
            return False
        if any(set(v) & set(values[name]) for name, v in filters.exclude.items()):
            return False
        if not filters.date_from and not filters.date_to:
            return True
        datings = datings_of(held.document, filters.date_field)
        return overlaps(datings, filters.date_from, filters.date_to) if datings else undated

    def _notices(self, query: Node | None, filters: Filters) -> tuple[str, ...]:
        more = {held.document.id for held in self._matching(query, filters, undated=True)} - {
            held.document.id for held in self._matching(query, filters, undated=False)
        }
        if not more:
            return ()
        many = "documents" if len(more) > 1 else "document"
        return (f"{len(more)} {many} without a date not counted.",)

    def _weight(self, leaf: Leaf) -> float:
        if leaf not in self._weights:
            df = sum(self._times(leaf, held) > 0 for held in self._held)
            self._weights[leaf] = math.log(1 + (len(self._held) - df + 0.5) / (df + 0.5))
        return self._weights[leaf]

    def _score(self, held: Held, leaves: list[Leaf]) -> float:
        norm = 1.2 * (1 - 0.75 + 0.75 * held.length / self._average)
        score = 0.0
        for leaf in leaves:
            times = float(self._times(leaf, held))
            if not isinstance(leaf, InField):  # once more for the title
                sequences = terms_for_word(leaf.text, self._languages)
                times += occurrences(held.title, sequences)
            elif leaf.field == "title":
                times *= 2
            score += self._weight(leaf) * times * 2.2 / (times + norm)
        return score

    def _order(self, sort: str, scores: dict[str, float]) -> Callable[[Held], float]:
        def day(held: Held) -> float:
            published = held.document.metadata.published
            first = interval(published.value)[0].toordinal() if published else math.inf
            return -first if sort == "newest" and published else first

        return (lambda held: -scores[held.document.id]) if sort == "relevance" else day

    def _hit(self, held: Held, leaves: list[Leaf], scores: dict[str, float], limit: int) -> Hit:
        ranks = []
        sought = {
            terms_for_word(leaf.text, self._languages): leaf
            for leaf in leaves
            if not isinstance(leaf, InField)
        }
        for ordinal, unit in enumerate(held.passages):
            times = {leaf: occurrences(unit, sequences) for sequences, leaf in sought.items()}
            distinct = sum(n > 0 for n in times.values())
            weight = sum(self._weight(leaf) * n / (n + 1.2) for leaf, n in times.items())
            if distinct:
                ranks.append((-distinct, -round(weight, 9), ordinal))
        best = tuple(ordinal for _, _, ordinal in sorted(ranks))
        return Hit(
            document_id=held.document.id,
            score=scores[held.document.id],
            passages=best[:limit],
            more=len(best[limit:]),
        )

    def _facet(self, name: str, found: list[Held]) -> tuple[FacetCount, ...]:
        counts = Counter(value for held in found for value in facet_values(held.document)[name])
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return tuple(FacetCount(value=value, count=count) for value, count in ordered)

    def _mark(self, text: str, language: str, sequences: set[tuple[str, ...]]) -> tuple[Span, ...]:
        found = tokens(text, language)
        marked = [False] * (len(text) + 1)
        for sequence in sequences:
            for first in range(len(found) - len(sequence) + 1):
                run = found[first : first + len(sequence)]
                if tuple(token.term for token in run) == sequence:
                    for index in range(run[0].start, run[-1].end):
                        marked[index] = True
        starts = [i for i, m in enumerate(marked) if m and not (i and marked[i - 1])]
        return tuple((start, marked.index(False, start)) for start in starts)


def commonest(shapes: Counter[str]) -> str:
    """The spelling of most documents, letter case apart; then its commonest case."""
    lower: Counter[str] = Counter()
    for shape, count in shapes.items():
        lower[shape.casefold()] += count
    best = min(lower, key=lambda word: (-lower[word], word))
    return min(
        (shape for shape in shapes if shape.casefold() == best),
        key=lambda shape: (-shapes[shape], shape),
    )


def is_exactly(document: Document, node: Exactly) -> bool:
    """Whether the document has the value in the field."""
    if node.field == "site":
        wanted_host = node.value.casefold().strip(". ")
        urls = [capture.source_url for capture in document.captures]
        if document.metadata.original_url:
            urls.append(document.metadata.original_url.value)
        hosts = [host(url) for url in urls]
        return any(h == wanted_host or h.endswith("." + wanted_host) for h in hosts if h)
    values = list(facet_values(document)[node.field])
    if node.field == "type":
        values += values[0].split("/")
    return any(same_value(value, node.value) for value in values)
