"""Whoosh's own searcher as a second opinion on our primitives, our engine and our codec."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial, reduce
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from whoosh import query as whoosh

from archive.query import And, Node, Or, Word
from archive.search import SearchRequest
from archive.without import AS_TYPED
from indexer.analysis import terms_for_word
from indexer.engines import chosen
from indexer.engines.chosen import Chosen
from indexer.engines.combining import any_of, common, in_sequence
from indexer.engines.expanding import all_of
from indexer.engines.likeness import Likeness, likeness_arrays
from indexer.engines.postings import NOWHERE, Found, positions
from indexer.engines.segment import Segment
from indexer.engines.whoosh_engine import open_engine
from indexer.engines.whoosh_index import open_index, parts_of
from tests.engines import NO_TEXTS
from tests.properties.test_whoosh_segments import build, join
from tests.second_opinion import OurFormula, frequencies, stock_index
from tests.small_documents import Indexed, document

pytestmark = pytest.mark.slow

# So short that many are alike; none is a function word, which would not count in a text's length.
WORDS = st.text("bcdk", min_size=1, max_size=4)
PATTERNS = st.text("bcdk*?", min_size=1, max_size=4)


def term_of(word: str) -> str:
    """The one term of a word in English."""
    ((term,),) = terms_for_word(word, ("en",))
    return term


@dataclass
class Corpus:
    """Documents of a few words, cut into segments, some of them deleted; and their words."""

    words: Sequence[str]
    parts: Sequence[Sequence[Indexed]]
    deleted: Sequence[int] = ()  # numbers over all parts
    joined: bool = False

    @contextmanager
    def searched(self) -> Iterator[tuple[Path, Any, Any]]:
        """The folder of our index, and Whoosh's searchers on it and on one of its own."""
        with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as stock:
            index = build(Path(ours), self.parts, self.deleted)
            if self.joined:
                join(Path(ours))
            with (
                index.refresh().searcher(weighting=OurFormula()) as searcher,
                stock_index(Path(stock), self.parts, self.deleted).searcher(
                    weighting=OurFormula()
                ) as other,
            ):
                yield Path(ours), searcher, other


@st.composite
def corpora(draw: st.DrawFn) -> Corpus:
    """Up to twelve documents in up to three segments."""
    words = draw(st.lists(WORDS, min_size=3, max_size=9, unique_by=term_of))
    texts = st.lists(st.sampled_from(words), max_size=12).map(" ".join)
    made = [
        document(str(number), draw(st.lists(texts, max_size=3)), title=draw(texts))
        for number in range(draw(st.integers(1, 12)))
    ]
    every = sorted(made, key=lambda indexed: indexed[0].id)
    cuts = sorted(draw(st.sets(st.integers(1, len(every)), max_size=2)))
    edges = [0, *cuts, len(every)]
    parts = [every[first:last] for first, last in pairwise(edges) if first < last]
    deleted = sorted(draw(st.sets(st.sampled_from(range(len(every))), max_size=4)))
    return Corpus(words, parts, deleted, draw(st.booleans()))


def leaves(words: Sequence[str]) -> st.SearchStrategy[Any]:
    """Queries of one term, of a phrase, or of many terms."""
    terms = st.sampled_from(words).map(term_of) | WORDS.map(term_of)
    return st.one_of(
        terms.map(lambda term: whoosh.Term("text", term)),
        st.lists(terms, min_size=2, max_size=3).map(lambda each: whoosh.Phrase("text", each)),
        terms.map(lambda term: whoosh.Prefix("text", term[:-1])),
        PATTERNS.map(lambda pattern: whoosh.Wildcard("text", f"en:{pattern}")),
        st.builds(
            lambda term, edits: whoosh.FuzzyTerm("text", term, maxdist=edits, prefixlength=0),
            terms,
            st.integers(1, 2),
        ),
    )


def _is_flat(query: Any) -> bool:
    """Whether no other AndNot is within an AndNot."""
    return not any(isinstance(part, whoosh.AndNot) for part in _within(query))


def _within(query: Any) -> Iterator[Any]:
    for part in query.children():
        yield part
        yield from _within(part)


def trees(words: Sequence[str], *, excluding: bool) -> st.SearchStrategy[Any]:
    """Such queries combined; ``excluding``: also with what documents must not have."""

    def grown(queries: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        several = st.lists(queries, min_size=2, max_size=3)
        both = several.map(whoosh.And) | several.map(whoosh.Or)
        if not excluding:
            return both
        # Not one AndNot in another: Whoosh may read past the end of the inner one's list.
        lacking = st.builds(whoosh.AndNot, queries, leaves(words)).filter(_is_flat)
        return both | queries.map(whoosh.Not) | lacking

    return st.recursive(leaves(words), grown, max_leaves=5)


def found(query: Any, segment: Segment) -> Found:
    """Where a single query's terms are, by our primitives."""
    field = segment.fields["text"]
    if isinstance(query, whoosh.Term):
        return field.find(query.text)
    if isinstance(query, whoosh.Phrase):
        numbers = [field.terms.index(word.encode()) for word in query.words]
        known = [field.at(number) for number in numbers if number is not None]
        return in_sequence(known) if len(known) == len(numbers) else NOWHERE
    if isinstance(query, whoosh.Prefix):
        places = np.array(field.terms.beginning_with(query.text.encode()), np.int64)
    elif isinstance(query, whoosh.Wildcard):
        fits = [fnmatchcase(text, query.text) for text in field.terms.texts()]
        places = np.flatnonzero(np.array(fits, np.bool_))
    else:
        likeness = Likeness(likeness_arrays(list(field.terms)), field.terms)
        places = likeness.alike(query.text, query.maxdist)
    return all_of(field, places)


def matching(query: Any, segment: Segment) -> Chosen:
    """The documents that match, by our primitives."""
    if not isinstance(query, whoosh.And | whoosh.Or):
        return Chosen(segment.size, numbers=found(query, segment).documents)
    parts = [matching(part, segment) for part in query]
    if isinstance(query, whoosh.And):
        return chosen.all_of(parts)
    return chosen.any_of(parts, segment.size)


def ids_of(segments: Sequence[Segment], numbers: Sequence[Any]) -> set[str]:
    """The ids of documents given by segment."""
    return {
        segment.columns.ids.text(number)
        for segment, chosen_ones in zip(segments, numbers, strict=True)
        for number in chosen_ones.tolist()
    }


@given(corpora(), st.data())
def test_primitives_find_what_whoosh_finds(corpus: Corpus, data: st.DataObject) -> None:
    """Terms, phrases, prefixes, patterns, likenesses, all and any of them: the same documents."""
    queries = data.draw(st.lists(trees(corpus.words, excluding=False), min_size=5, max_size=10))
    with corpus.searched() as (folder, searcher, other):
        segments = [Segment(part.arrays, part.deleted) for part in parts_of(open_index(folder))]
        for query in queries:
            expected = {hit["id"] for hit in searcher.search(query, limit=None)}
            assert {hit["id"] for hit in other.search(query, limit=None)} == expected
            numbers = [matching(query, segment).numbers for segment in segments]
            assert ids_of(segments, numbers) == expected
            parts = list(query) if isinstance(query, whoosh.And | whoosh.Or) else [query]
            if any(isinstance(part, whoosh.And | whoosh.Or) for part in parts):
                continue
            everywhere = [[found(part, segment) for part in parts] for segment in segments]
            if isinstance(query, whoosh.Or):
                numbers = [any_of(each).documents for each in everywhere]
            else:
                numbers = [
                    reduce(partial(common, size=segment.size), [part.documents for part in each])
                    for segment, each in zip(segments, everywhere, strict=True)
                ]
            assert ids_of(segments, numbers) == expected


@given(corpora())
def test_postings_are_whooshs(corpus: Corpus) -> None:
    """Whoosh reads from its own segments the counts and positions that we read from ours."""
    with corpus.searched() as (folder, _, other):
        segments = [Segment(part.arrays, part.deleted) for part in parts_of(open_index(folder))]
        reader = other.reader()
        for word in corpus.words:
            ours = {}
            for segment in segments:
                term = segment.fields["text"].find(term_of(word))
                for number, count in zip(
                    term.documents.tolist(), term.counts.tolist(), strict=True
                ):
                    where = positions(term, number).tolist()
                    assert len(where) == count
                    ours[segment.columns.ids.text(number)] = where
            theirs = {}
            if ("text", term_of(word)) in reader:
                matcher = reader.postings("text", term_of(word))
                while matcher.is_active():
                    stored = reader.stored_fields(matcher.id())
                    theirs[stored["id"]] = matcher.value_as("positions")
                    matcher.next()
            assert ours == theirs
            assert len(frequencies(reader, "text", term_of(word).encode())) == len(ours)


@given(corpora(), st.data())
def test_our_segments_are_as_good_as_whooshs(corpus: Corpus, data: st.DataObject) -> None:
    """Whoosh finds in our segments what it finds in its own, be it right or wrong.

    Its Not brings deleted documents back, and its AndNot may miss that the first document is to
    be left out. No scores: those of its own segments come from rounded lengths.
    """
    queries = data.draw(st.lists(trees(corpus.words, excluding=True), min_size=5, max_size=10))
    corpus.joined = False
    with corpus.searched() as (_, searcher, other):
        # Where segments were joined, for most of one was deleted, none can come back.
        assume(searcher.doc_count_all() == other.doc_count_all())
        for query in queries:
            got, expected = (
                sorted(hit["id"] for hit in each.search(query, limit=None))
                for each in (searcher, other)
            )
            assert got == expected


def test_whooshs_and_not_is_wrong_by_itself() -> None:
    """AndNot finds a document that has what it must not have, in segments of Whoosh's own too."""
    corpus = Corpus([], [[document("1", ["b"]), document("2", ["a b"])]])
    with corpus.searched() as (_, searcher, other):
        query = whoosh.AndNot(whoosh.Term("text", "en:a"), whoosh.Term("text", "en:b"))
        assert len(searcher.search(query)) == len(other.search(query)) == 1


@given(corpora(), st.data())
def test_scores_and_order_are_whooshs(corpus: Corpus, data: st.DataObject) -> None:
    """Words, all and any of them: Whoosh sums our formula to our scores; ties are by id.

    That is the order before the best are ordered again, for which there is the oracle.
    """
    with (
        corpus.searched() as (folder, searcher, _),
        closing(open_engine(folder, NO_TEXTS)) as engine,
    ):
        for _ in range(6):
            words = data.draw(
                st.lists(st.sampled_from(corpus.words), min_size=1, max_size=4, unique=True)
            )
            terms = [whoosh.Term("text", term_of(word)) for word in words]
            parts: tuple[Node, ...] = tuple(map(Word, words))
            ways: list[tuple[Node, Any]] = [(parts[0], terms[0])]
            if len(words) > 1:
                ways = [(And(parts), whoosh.And(terms)), (Or(parts), whoosh.Or(terms))]
            for ours, theirs in ways:
                expected = {hit["id"]: hit.score for hit in searcher.search(theirs, limit=None)}
                asked = SearchRequest(query=ours, limit=20, reorder=False, without=AS_TYPED)
                hits = engine.search(asked).hits
                assert {h.document_id: h.score for h in hits} == pytest.approx(expected, rel=1e-5)
                for one, two in pairwise(hits):
                    assert (-one.score, one.document_id) < (-two.score, two.document_id)
                    worse = expected[two.document_id]
                    assert expected[one.document_id] >= worse - 1e-5 * worse
                top = {hit["id"]: hit.score for hit in searcher.search(theirs, limit=3)}
                best = sorted(expected.values(), reverse=True)[:3]
                assert sorted(top.values(), reverse=True) == pytest.approx(best, rel=1e-9)
