"""The brute-force engine: every document read for every query, nothing indexed, nothing clever.

It is what the other engines are held against. It shares the analyser with them and the values
of facets, since those define what is asked; all else (matching, scoring, choosing passages,
counting, dates, marking) is written again here in the plainest way.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, product
from typing import Any

from archive.deadline import NEVER, Deadline
from archive.facts import language_of
from archive.model import DateField, Document, Passage
from archive.query import (
    And,
    Dates,
    Exactly,
    Fuzzy,
    InEverything,
    InField,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Together,
    Verbatim,
    Word,
    phrase_parts,
)
from archive.query.dates import interval
from archive.search import (
    FacetCount,
    Filters,
    Hit,
    InContext,
    Occurrence,
    Run,
    SearchRequest,
    SearchResult,
    Span,
    Suggestion,
)
from archive.without import NOTHING, Without
from indexer.analysis import folded, spelling, terms_for_word, tokens
from indexer.analysis.parts import has_signs
from indexer.engines.base import facet_values
from indexer.engines.reordering import CANDIDATES, FEEDBACK, SMALL
from tests import oracle_places
from tests.oracle_documents import (
    Held,
    Unit,
    breaks,
    commonest,
    datings_of,
    hold,
    is_exactly,
    overlaps,
    timeline_of,
)
from tests.oracle_groups import groups
from tests.oracle_order import (
    feedback,
    is_of_words,
    joins_of,
    neighbours,
    pairs_of,
    small_of,
    through,
    words_of,
    worth_of_pair,
)
from tests.oracle_places import Place, Sequences
from tests.oracle_trees import Leaf, cut_down, holds_words, joins, scored, wanted


class Lines:
    """See ``archive.search.Concordance``."""

    def __init__(self, lines: Sequence[Occurrence]) -> None:
        self._lines = tuple(lines)
        self.total = len(lines)
        self.documents = len({line.document_id for line in lines})

    def some(self, offset: int, limit: int) -> tuple[Occurrence, ...]:
        return self._lines[offset : offset + limit]


def _compared(word: str) -> str:
    """A word as it is put in order: folded, without a possessive."""
    shape = spelling(word)
    return (folded(shape) if shape else "") or folded(word)


@dataclass(frozen=True)
class Asked:
    """A query as it is run, and the part that its leaves have in the order."""

    query: Node | None
    large: list[Leaf]
    small: list[Leaf]
    pairs: set[tuple[Leaf, Leaf]]
    shows_small: bool  # whether a passage is shown for a small word alone


class MemoryEngine:
    """See ``archive.search.SearchEngine``."""

    def __init__(
        self,
        indexed: Sequence[tuple[Document, Sequence[Passage]]],
        left_out: Mapping[str, Sequence[str]] | None = None,
        *,
        everything: bool = False,
    ) -> None:
        """``left_out``: texts by document; with ``everything`` they are searched too."""
        left = left_out or {}
        self._indexed, self._left_out = indexed, left_out
        self._held = [
            hold(document, passages, left.get(document.id, ()) if everything else ())
            for document, passages in indexed
        ]
        lengths = [held.length for held in self._held]
        self._average = max(1.0, sum(lengths) / max(1, len(lengths)))
        self._groups = groups(self._held)
        self._weights: dict[Leaf, float] = {}
        self._languages = sorted({each for held in self._held for each in held.languages})
        self._words = {pair for held in self._held for pair in held.words}

    @cached_property
    def _whole(self) -> MemoryEngine:
        return MemoryEngine(self._indexed, self._left_out, everything=True)

    def search(self, request: SearchRequest) -> SearchResult:
        query, filters = request.query, request.filters
        if isinstance(query, InEverything):
            whole = self._whole.search(replace(request, query=query.part))
            return replace(whole, any_of=InEverything(whole.any_of) if whole.any_of else None)
        found = self._matching(query, filters, undated=False)
        asked = self._asked(query)
        complete = {held.document.id for held in found}
        partial = False
        if query is not None and len(found) < request.some_below:
            for some in self._loosened(query):
                more = self._matching(some.query, filters, undated=False)
                if len(more) > len(complete):
                    found, asked, partial = more, some, True
                if more:
                    break
        sort = "newest" if request.sort == "relevance" and not asked.large + asked.small else ""
        sort = sort or request.sort
        scores = {held.document.id: self._score(held, asked.large) for held in found}

        def in_order(documents: Iterable[Held]) -> list[Held]:
            ordered = sorted(documents, key=lambda held: held.document.id)
            ordered.sort(key=self._order(sort, scores, filters.date_field))
            return sorted(ordered, key=lambda h: partial and h.document.id not in complete)

        behind = self._behind(found, complete) if request.group else {}
        copies = {copy.document.id for group in behind.values() for copy in group}
        ordered = in_order(held for held in found if held.document.id not in copies)
        if request.reorder and sort == "relevance":
            best, rest = ordered[:CANDIDATES], ordered[CANDIDATES:]
            scores |= self._better(asked, best, scores)
            ordered = in_order(best) + rest
        page = ordered[request.offset : request.offset + request.limit]
        return SearchResult(
            total=len(found),
            partial=len(found) - len(complete) if partial else 0,
            any_of=asked.query if partial else None,
            folded=len(copies),
            hits=tuple(
                replace(
                    self._hit(held, asked, scores, request.passages),
                    partial=partial and held.document.id not in complete,
                    copies=tuple(c.document.id for c in behind.get(held.document.id, ())),
                )
                for held in page
            ),
            facets={name: self._facet(name, found) for name in request.facets},
            notices=self._notices(asked.query, filters),
            others=self._beside(asked.query, filters, "include"),
            left_out=self._beside(asked.query, filters, "exclude"),
            timeline=timeline_of(filters.date_field, [held.document for held in found]),
        )

    def _beside(
        self, query: Node | None, filters: Filters, side: str
    ) -> dict[str, tuple[FacetCount, ...]]:
        found = {}
        narrowed = filters.include if side == "include" else filters.exclude
        for name, values in narrowed.items():
            if values:
                change: dict[str, Any] = {side: {**narrowed, name: ()}}
                loose = replace(filters, **change)
                counts = self._facet(name, self._matching(query, loose, undated=False))
                found[name] = tuple(c for c in counts if (c.value in values) == (side == "exclude"))
        return found

    def _behind(self, found: Iterable[Held], whole: set[str]) -> dict[str, list[Held]]:
        """Of the documents found the first of each group, and the others that it stands for."""
        matched = {held.document.id for held in found}
        present = [[h for h in group if h.document.id in matched] for group in self._groups]
        for group in present:
            first = next((held for held in group if held.document.id in whole), None)
            if first is not None:
                group.remove(first)
                group.insert(0, first)
        return {group[0].document.id: group[1:] for group in present if group}

    def telling(self, texts: Sequence[str], language: str, limit: int) -> tuple[str, ...]:
        times: Counter[str] = Counter()
        spelt: dict[str, Counter[str]] = {}
        for text in texts:
            for token in tokens(text, language):
                shape = spelling(text[token.start : token.end])
                if shape and any(map(str.isalpha, shape)):
                    times[token.term] += 1
                    spelt.setdefault(token.term, Counter())[shape] += 1
        alike = sum(language_of(held.document) == language for held in self._held)
        weighed = []
        for term, count in times.items():
            having = sum(term in set().union(*held.header, *held.passages) for held in self._held)
            if having > 1:
                weight = (1 + math.log(count)) * math.log(1 + alike / having)
                weighed.append((-weight, spelt[term]))
        weighed.sort(key=lambda pair: pair[0])
        return tuple(
            min(shapes, key=lambda each: (-shapes[each], each)) for _, shapes in weighed[:limit]
        )

    def copies(self, document_id: str) -> tuple[str, ...]:
        for group in self._groups:
            ids = tuple(held.document.id for held in group)
            if document_id in ids:
                return ids
        return ()

    def count(
        self,
        query: Node | None,
        filters: Filters,
        deadline: Deadline = NEVER,
        *,
        without: Without = NOTHING,
    ) -> int:
        if isinstance(query, InEverything):
            return self._whole.count(query.part, filters)
        return len(self._matching(query, filters, undated=False))

    def mark(
        self, query: Node, texts: Sequence[str], language: str, without: Without = NOTHING
    ) -> list[tuple[Span, ...]]:
        if isinstance(query, InEverything):
            return self._whole.mark(query.part, texts, language)
        languages = {language, *self._languages}
        leaves = [leaf.part if isinstance(leaf, InField) else leaf for leaf in wanted(query)]
        return [self._mark(text, language, languages, leaves) for text in texts]

    def concordance(
        self,
        query: Node,
        filters: Filters,
        *,
        newest: bool = False,
        deadline: Deadline = NEVER,
        without: Without = NOTHING,
    ) -> Lines:
        if isinstance(query, InEverything):
            return self._whole.concordance(query.part, filters, newest=newest)
        found = []
        days = self._order("newest" if newest else "oldest", {}, filters.date_field)
        for held in self._matching(query, filters, undated=False):
            rows = set()
            for leaf in wanted(query):
                if not isinstance(leaf, InField):
                    rows |= self._stands(leaf, held)[1]
            header = len(held.header)
            for unit, first, last in rows:
                if header <= unit < header + held.document.passage_count:
                    tokens = last - first + 1
                    place = unit - header, first, tokens, language_of(held.document)
                    found.append((days(held), held.document.id, *place))
        return Lines(
            [
                Occurrence(document_id=of, passage=passage, token=t, tokens=n, language=language)
                for _, of, passage, t, n, language in sorted(found)
            ]
        )

    def in_context(
        self, texts: Sequence[str], language: str, runs: Sequence[Run], words: int = 0
    ) -> list[InContext]:
        found = []
        for text, token, size in runs:
            of_text = tokens(texts[text], language)
            around = [_compared(texts[text][t.start : t.end]) for t in of_text]
            found.append(
                InContext(
                    start=of_text[token].start,
                    end=of_text[token + size - 1].end,
                    before=tuple(around[max(0, token - words) : token][::-1]),
                    after=tuple(around[token + size :][:words]),
                )
            )
        return found

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

    def corrections(self, word: str, limit: int = 1) -> tuple[Suggestion, ...]:
        return ()

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
        left = cut_down(node)
        if isinstance(left, Or):
            return self._matches(left, held, undated)
        assert not isinstance(left, And | Not | Dates | Exactly | InEverything)
        return self._times(left, held) > 0

    def _meaning(self, node: Node, languages: Iterable[str] = ()) -> Sequences:
        """The sequences of terms of a word, a phrase, a pattern or a likeness."""
        if isinstance(node, Pattern) and re.fullmatch("[\u3000-\u9fff]+[*]", node.text):
            return self._meaning(Word(node.text.strip("*")), languages)
        if isinstance(node, Pattern | Fuzzy):
            return {(term,) for word, term in self._words if oracle_places.fits(word, node)}
        assert isinstance(node, Word | Phrase)
        parts = phrase_parts(node.text) if isinstance(node, Phrase) else (node,)
        if any(isinstance(part, Pattern) for part in parts):  # every way to fill them in
            ways = [
                self._meaning(part, languages) or ([] if isinstance(part, Pattern) else [()])
                for part in parts
            ]
            return {tuple(chain.from_iterable(way)) for way in product(*ways)}
        return terms_for_word(node.text, languages or self._languages)

    def _stands(self, leaf: Leaf, held: Held) -> tuple[int, set[Place]]:
        """How often a leaf counts in a document, and all places that count."""
        units, part = held.header + held.passages, leaf
        if isinstance(leaf, InField):
            units, part = [held.title] if leaf.field == "title" else held.authors, leaf.part
        if isinstance(part, Near):
            lefts, places = oracle_places.near(part, units, self._meaning)
            return len(lefts), places
        if isinstance(part, Together):
            groups, places = oracle_places.together(part, units, held.breaks, self._meaning)
            return len(groups), places
        places = oracle_places.places(part, units, self._meaning)
        return len({place[:2] for place in places}), places

    def _times(self, leaf: Leaf, held: Held) -> int:
        return self._stands(leaf, held)[0]

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

    def _weight(self, wanted: Leaf) -> float:
        leaf = scored(wanted)
        if leaf not in self._weights:
            df = sum(self._times(leaf, held) > 0 for held in self._held)
            self._weights[leaf] = math.log(1 + (len(self._held) - df + 0.5) / (df + 0.5))
        return self._weights[leaf]

    def _asked(self, query: Node | None) -> Asked:
        """How a query is worded that is run as it is."""
        if query is None:
            return Asked(query, [], [], set(), shows_small=True)
        small = small_of(list(wanted(query, joining=False)), self._languages)
        large = [leaf for leaf in wanted(query) if leaf not in small]
        return Asked(query, large, small, pairs_of(neighbours(query), small), shows_small=True)

    def _loosened(self, query: Node) -> Iterator[Asked]:
        """The queries that some of its words are enough for."""
        if not is_of_words(query) or not (
            isinstance(query, And) or (isinstance(query, Word) and has_signs(query.text))
        ):
            return
        words = words_of(query)
        small = small_of(words, self._languages)
        pairs = pairs_of([words], small)
        for left in (small, []):
            leaves = [word for word in words if word not in left] + joins_of(words)
            if leaves and leaves != [query]:
                any_of = Or(tuple(leaves)) if len(leaves) > 1 else leaves[0]
                yield Asked(any_of, leaves, left, pairs, shows_small=False)

    def _better(
        self, asked: Asked, found: Sequence[Held], base: Mapping[str, float]
    ) -> dict[str, float]:
        """The scores of the best with all that is known of them."""
        scores = {held.document.id: base[held.document.id] for held in found}
        words = sum(any(self._times(leaf, h) for h in self._held) for leaf in asked.large)
        pairs = {(self._same(one), self._same(two)): (one, two) for one, two in asked.pairs}
        for held in found:
            score = SMALL * self._score(held, asked.small)
            for one, two in pairs.values():
                if self._same(one) != self._same(two):
                    units = held.header + held.passages
                    stands = [through(self._stands(x, held)[1], units) for x in (one, two)]
                    weight = (self._weight(one) + self._weight(two)) / 2
                    score += worth_of_pair(stands[0], stands[1], weight, self._norm(held))
            scores[held.document.id] += score
        if words < 2 or max(scores.values(), default=0) <= 0:
            return scores
        learnt = feedback(
            [held.keywords for held in found],
            [self._norm(held) for held in found],
            [scores[held.document.id] for held in found],
            Counter(term for held in self._held for term in held.terms),
            len(self._held),
        )
        for held, worth in zip(found, learnt, strict=True):
            scores[held.document.id] += FEEDBACK * words * worth
        return scores

    def _norm(self, held: Held) -> float:
        return 1.2 * (1 - 0.75 + 0.75 * held.length / self._average)

    def _score(self, held: Held, leaves: Sequence[Leaf]) -> float:
        norm = self._norm(held)
        score = 0.0
        for leaf in map(scored, leaves):
            times = float(self._times(leaf, held))
            if isinstance(leaf, Word | Phrase | Pattern | Fuzzy):  # once more for the title
                times += self._times(InField("title", leaf), held)
            elif isinstance(leaf, InField) and leaf.field == "title":
                times *= 2
            score += self._weight(leaf) * times * 2.2 / (times + norm)
        return score

    def _order(
        self, sort: str, scores: dict[str, float], field: DateField
    ) -> Callable[[Held], float]:
        def day(held: Held) -> float:
            dates = datings_of(held.document, field)
            days = [interval(dating.value)[0].toordinal() for dating in dates]
            return min((-day if sort == "newest" else day for day in days), default=math.inf)

        return (lambda held: -scores[held.document.id]) if sort == "relevance" else day

    def _hit(self, held: Held, asked: Asked, scores: dict[str, float], limit: int) -> Hit:
        ranks = []
        shown = asked.large + (asked.small if asked.shows_small else [])
        sought = {self._same(leaf): leaf for leaf in shown if not isinstance(leaf, InField)}
        stands = {leaf: self._stands(leaf, held)[1] for leaf in sought.values()}
        header = len(held.header)
        for ordinal in range(len(held.passages)):
            times = {
                leaf: len({place[:2] for place in places if place[0] == ordinal + header})
                for leaf, places in stands.items()
            }
            distinct = sum(n > 0 for leaf, n in times.items() if leaf not in asked.small)
            weight = sum(
                (SMALL if leaf in asked.small else 1) * self._weight(leaf) * n / (n + 1.2)
                for leaf, n in times.items()
            )
            if any(times.values()):
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

    def _same(self, leaf: Leaf) -> object:
        """What is equal for leaves that mean the same."""
        if isinstance(leaf, Phrase):
            parts = phrase_parts(leaf.text)
            same = [self._same(Word(p.text)) if isinstance(p, Phrase) else p for p in parts]
            return tuple(each for each in same if each != ()) if len(same) > 1 else same[0]
        return self._meaning(leaf) if isinstance(leaf, Word) else leaf

    def _mark(
        self, text: str, language: str, languages: set[str], leaves: Sequence[Node]
    ) -> tuple[Span, ...]:
        found = tokens(text, language)
        unit = [Unit(text, language)]

        def meaning(node: Node) -> Sequences:
            return self._meaning(node, languages)

        places: set[Place] = set()
        marked = [False] * (len(text) + 1)
        for leaf in leaves:
            if isinstance(leaf, Verbatim):
                for _, (start, end) in unit[0].verbatim(leaf.text):
                    marked[start:end] = [True] * (end - start)
                continue
            if isinstance(leaf, Near):
                inside = oracle_places.near(leaf, unit, meaning)[1]
            elif isinstance(leaf, Together):
                of_text = [breaks(text, language)]
                inside = oracle_places.together(leaf, unit, of_text, meaning)[1]
            else:
                inside = oracle_places.places(leaf, unit, meaning)
            if not inside and isinstance(leaf, Near | Together):
                inside = {p for part in leaf.parts for p in
                          oracle_places.places(part, unit, meaning)}  # fmt: skip
            places |= inside
        for _, first, last in places:
            for index in range(found[first].start, found[last].end):
                marked[index] = True
        starts = [i for i, m in enumerate(marked) if m and not (i and marked[i - 1])]
        return tuple((start, marked.index(False, start)) for start in starts)
