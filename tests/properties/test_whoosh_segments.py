"""Whoosh's own searcher on our segments: several of them, deletions, joining, scores."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query as whoosh
from whoosh.index import FileIndex, open_dir
from whoosh.scoring import BM25F

from archive.facts import language_of
from archive.query import Word
from archive.search import Filters, SearchRequest
from indexer.analysis import tokens
from indexer.engines.grouping import write_groups
from indexer.engines.segment import segments_of
from indexer.engines.whoosh_build import WhooshBuilder
from indexer.engines.whoosh_engine import open_engine
from indexer.engines.whoosh_index import ColumnarWriter, open_index, parts_of
from tests.agreement import SUGGESTED, agree
from tests.engines import NO_TEXTS, MemoryTexts, derived, leftovers
from tests.oracle import MemoryEngine
from tests.random_archives import REQUESTS, archives, widens
from tests.small_documents import Indexed, document

pytestmark = pytest.mark.slow

NAMES = "war wars prison prisons prisoner letter letters ledger".split()
TERMS = [token.term for token in tokens(" ".join(NAMES), "en")]
WORDS_OF_TEXT = st.lists(st.sampled_from(NAMES), max_size=12).map(" ".join)


def build(
    folder: Path, parts: Sequence[Sequence[Indexed]], deleted: Sequence[int] = ()
) -> FileIndex:
    """An index with a segment for each part, then without the deleted (numbers over all)."""
    builder = WhooshBuilder(folder)
    for number, part in enumerate(parts):
        if number:
            builder = WhooshBuilder.extending(folder)
        for each, passages in part:
            builder.add(each, passages, leftovers(each, derived([(each, passages)])))
        builder.finish()
    every = [indexed for part in parts for indexed in part]
    builder = WhooshBuilder.extending(folder)
    for number in deleted:
        builder.remove(*every[number], leftovers(every[number][0], derived([every[number]])))
    builder.finish()
    return open_dir(str(folder))


def join(folder: Path) -> None:
    """Make one segment of all."""
    index = open_index(folder, readonly=False)
    writer = ColumnarWriter(index)
    writer.join(range(len(parts_of(index))))
    writer.commit()
    write_groups(folder, segments_of(parts_of(open_index(folder))))


@st.composite
def corpora(draw: st.DrawFn) -> list[Indexed]:
    """A few English documents of few words, so that scores of Whoosh's are defined."""
    return [
        document(str(number), draw(st.lists(WORDS_OF_TEXT, min_size=1, max_size=3)),
                 title=draw(WORDS_OF_TEXT))
        for number in range(draw(st.integers(1, 8)))
    ]  # fmt: skip


LEAVES = st.sampled_from(TERMS).map(lambda term: whoosh.Term("text", term)) | st.lists(
    st.sampled_from(TERMS), min_size=2, max_size=3
).map(lambda terms: whoosh.Phrase("text", terms))
# No Not or AndNot: Whoosh 2.7.4 answers both wrong, on its own segments too (test_second_opinion).
QUERIES = st.recursive(
    LEAVES,
    lambda q: (
        st.lists(q, min_size=2, max_size=3).map(whoosh.And)
        | st.lists(q, min_size=2, max_size=3).map(whoosh.Or)
    ),
    max_leaves=5,
)


def units(indexed: Indexed) -> list[list[str]]:
    """The terms of each unit of a document's text."""
    each, passages = indexed
    title = each.metadata.title
    texts = [title.value if title else "", *(passage.text for passage in passages)]
    return [[token.term for token in tokens(text, language_of(each))] for text in texts]


def has(query: Any, indexed: Indexed) -> bool:
    """Whether a document matches, the plain way."""
    if isinstance(query, whoosh.And):
        return all(has(part, indexed) for part in query)
    if isinstance(query, whoosh.Or):
        return any(has(part, indexed) for part in query)
    words = [query.text] if isinstance(query, whoosh.Term) else list(query.words)
    return any(
        unit[at : at + len(words)] == words for unit in units(indexed) for at in range(len(unit))
    )


@given(corpora(), st.lists(QUERIES, min_size=5, max_size=10), st.data())
def test_whoosh_searches_our_segments(
    indexed: list[Indexed], queries: list[Any], data: st.DataObject
) -> None:
    """In one segment or several, with and without deletions, Whoosh finds what is there."""
    cut = data.draw(st.integers(0, len(indexed)))
    deleted = data.draw(st.sets(st.integers(0, len(indexed) - 1), max_size=2))
    left = [each for number, each in enumerate(indexed) if number not in deleted]
    with tempfile.TemporaryDirectory() as folder:
        parts = [part for part in (indexed[:cut], indexed[cut:]) if part]
        index = build(Path(folder), parts, sorted(deleted))
        with index.searcher() as searcher:
            for query in queries:
                found = {hit["id"] for hit in searcher.search(query, limit=None)}
                assert found == {pair[0].id for pair in left if has(query, pair)}
            found = {hit["id"] for hit in searcher.search(whoosh.Prefix("text", "en:pris"))}
            assert found == {
                pair[0].id for pair in left if any("en:prison" in unit for unit in units(pair))
            }


@given(archives(), archives(), st.lists(REQUESTS, min_size=4, max_size=8), st.data())
def test_segments_are_the_oracle(
    first: list[Indexed],
    second: list[Indexed],
    requests: list[SearchRequest],
    data: st.DataObject,
) -> None:
    """Segments with deleted documents answer like all documents left; so does their join.

    But for patterns, which ``test_random_pairs`` asks of archives in one language: see there.
    """
    second = [
        document(f"b{number}", [p.text for p in passages], title="prison", language="fa")
        for number, (_, passages) in enumerate(second)
    ]
    every = first + second
    deleted = data.draw(st.sets(st.sampled_from(range(len(every))), max_size=3) if every
                        else st.just(set()))  # fmt: skip
    left = [each for number, each in enumerate(every) if number not in deleted]
    if deleted:
        requests = [request for request in requests if not widens(request.query)]
    oracle = MemoryEngine(left, derived(left))
    with tempfile.TemporaryDirectory() as name:
        build(Path(name), [first, second], sorted(deleted))
        for joined in (False, True):
            if joined:
                join(Path(name))
            with closing(open_engine(Path(name), MemoryTexts(left, derived(left)))) as engine:
                for request in requests:
                    agree(engine, oracle, request)
                for prefix in SUGGESTED:
                    assert engine.suggest(prefix, 3) == oracle.suggest(prefix, 3)


def test_scores_are_whooshs(tmp_path: Path) -> None:
    """A word's BM25 score by Whoosh is the formula over our counts and exact lengths."""
    indexed = [
        document(str(n), ["war " * (n % 3 + 1) + "letter " * n, "prison"]) for n in range(300)
    ]
    with build(tmp_path, [indexed]).searcher(weighting=BM25F(B=0.75, K1=1.2)) as searcher:
        hits = searcher.search(whoosh.Term("text", "en:war"), limit=None)
        lengths = [n % 3 + 1 + n + 1 for n in range(300)]
        average = sum(lengths) / 300
        idf = searcher.idf("text", "en:war")
        assert len(hits) == 300
        for hit in hits:
            tf, length = hit.docnum % 3 + 1, lengths[hit.docnum]
            score = idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * length / average))
            assert hit.score == pytest.approx(score, rel=1e-9)
        top = searcher.search(whoosh.Term("text", "en:war"), limit=5)
        assert [hit.docnum for hit in top] == [hit.docnum for hit in hits][:5]


def test_whoosh_walks_the_dictionary(tmp_path: Path) -> None:
    """Fuzzy terms, all terms, frequencies and statistics are read from the arrays."""
    indexed = [document("a", ["prison letter", "letter"]), document("b", ["persons letter"])]
    with build(tmp_path, [indexed[:1], indexed[1:]]).searcher() as searcher:
        reader = searcher.reader()
        assert [t for f, t in reader.all_terms() if f == "text"] == [
            b"en:letter", b"en:person", b"en:prison"
        ]  # fmt: skip
        assert reader.frequency("text", "en:letter") == 3
        assert reader.doc_frequency("text", "en:letter") == 2
        assert reader.doc_frequency("text", "nothing") == 0
        assert reader.min_field_length("text") == 2
        assert reader.max_field_length("text") == 3
        assert reader.field_length("text") == 5
        assert list(reader.expand_prefix("text", "en:p")) == [b"en:person", b"en:prison"]
        found = searcher.search(whoosh.FuzzyTerm("text", "en:prisom", maxdist=1))
        assert [hit["id"] for hit in found] == [indexed[0][0].id]


def test_segments_stay_few(tmp_path: Path) -> None:
    """However often something is added, there are few segments, and no file is left behind."""
    added = [document(str(number), ["war"]) for number in range(40)]
    index = build(tmp_path, [[each] for each in added], range(0, 40, 3))
    assert len(parts_of(index)) <= 6
    assert len(list(tmp_path.glob("MAIN_*.arrays"))) == len(parts_of(index))
    assert len(list(tmp_path.glob("*.arrays"))) == len(parts_of(index)) + 1  # the groups
    with closing(open_engine(tmp_path, NO_TEXTS)) as engine:
        assert engine.count(None, Filters()) == engine.count(Word("war"), Filters()) == 26
