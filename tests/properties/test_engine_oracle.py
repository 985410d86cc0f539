"""The Whoosh engine against the brute-force oracle, on random archives and random queries."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.query import (
    And,
    Dates,
    Exactly,
    Fuzzy,
    InField,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Single,
    Together,
    Word,
)
from archive.search import FACET_FIELDS, Filters, SearchEngine, SearchRequest, SearchResult
from tests.engines import whoosh_engine
from tests.oracle import MemoryEngine
from tests.small_documents import Indexed, document

# Few words, so that random texts and random queries meet; then one for each rule of the analyser.
COMMON = st.sampled_from("war prison کتاب ها".split())
ODD = st.sampled_from(
    "wars prisons Prison’s naïve naive C++ C 1988 1,988 death-commission death Häuser haus ☃ "
    "\u0301 کتاب\u200cها كتابها می\u200cرود رود می 中国 国 中".split()
)
WORDS = COMMON | ODD
STOPS = st.sampled_from([" ", " ", ". ", "! ", ".” ", "。"])
TEXTS = st.lists(st.tuples(WORDS, STOPS), max_size=8).map(
    lambda x: "".join(map("".join, x)).strip()
)
DATES = st.sampled_from(["1988", "1988-07", "1988-07-19", "1989-01-01", "2021"])
MAYBE_DATES = st.just("") | DATES
NAMES = st.sampled_from(["Ann Example", "B. Sample", "ann example"])
HOSTS = st.sampled_from(["example.org", "www.example.org", "example.com", "anexample.org"])
URLS = HOSTS.map(lambda host: f"https://{host}/page")
SOURCES = st.sampled_from(["", "Example News", "Prison Notes"])
TYPES = st.sampled_from(["text/html", "text/plain"])
LANGUAGES = st.sampled_from(["en", "fa", "de", "zh", ""])
COLLECTIONS = st.sampled_from(["papers", "Notes"])


def some(values: st.SearchStrategy[str], most: int = 2) -> st.SearchStrategy[list[str]]:
    """A short list."""
    return st.lists(values, max_size=most)


@st.composite
def archives(draw: st.DrawFn) -> list[Indexed]:
    """Up to eight documents."""
    return [
        document(
            str(number),
            draw(some(TEXTS, most=5)),
            title=draw(TEXTS),
            subtitle=draw(st.just("") | TEXTS),
            authors=draw(some(NAMES)),
            language=draw(LANGUAGES),
            source=draw(SOURCES),
            published=draw(MAYBE_DATES),
            captured=draw(some(MAYBE_DATES)),
            urls=draw(some(URLS)),
            original_url=draw(st.just("") | URLS),
            collections=draw(some(COLLECTIONS)),
            media_type=draw(TYPES),
        )
        for number in range(draw(st.integers(0, 8)))
    ]


LEAVES: st.SearchStrategy[Word | Phrase] = WORDS.map(Word) | st.lists(
    WORDS, min_size=2, max_size=3
).map(" ".join).map(Phrase)
EXACTLY = st.one_of(
    st.builds(Exactly, st.just("source"), SOURCES | HOSTS),
    st.builds(Exactly, st.just("site"), HOSTS),
    st.builds(Exactly, st.just("language"), LANGUAGES),
    st.builds(Exactly, st.just("type"), TYPES | st.just("HTML")),
    st.builds(Exactly, st.just("collection"), COLLECTIONS | st.just("notes")),
)
PATTERNS = st.sampled_from(["pri*", "wa?", "pris?n*", "w?r*", "کتا*", "1988*", "zzz*"]).map(Pattern)
ALIKE = st.builds(
    Fuzzy, st.sampled_from(["wor", "prision", "کتب", "1989", "C++"]), st.sampled_from([1, 2])
)
SINGLE: st.SearchStrategy[Single] = LEAVES | PATTERNS | ALIKE
PARTS = st.lists(
    SINGLE | st.lists(SINGLE, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
    min_size=2,
    max_size=4,
).map(tuple)
PLACED = st.builds(Near, PARTS, st.integers(1, 6), st.booleans()) | st.builds(
    Together, PARTS, st.sampled_from(["sentence", "passage"])
)
CONDITIONS: st.SearchStrategy[Node] = (
    st.builds(InField, st.sampled_from(["title", "author"]), SINGLE | NAMES.map(Phrase))
    | EXACTLY
    | PLACED
    | PATTERNS
    | ALIKE
    | st.builds(Dates, st.sampled_from(["published", "captured"]), MAYBE_DATES, MAYBE_DATES)
)


def _grown(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    parts = st.lists(nodes, min_size=2, max_size=4).map(tuple)
    return parts.map(And) | parts.map(Or) | nodes.map(Not)


QUERIES: st.SearchStrategy[Node] = st.recursive(LEAVES | CONDITIONS, _grown, max_leaves=8)


def _chosen() -> st.SearchStrategy[dict[str, tuple[str, ...]]]:
    values = st.sampled_from(["", "1988", "en", "text/html", "papers", "Ann Example"])
    return st.dictionaries(
        st.sampled_from(FACET_FIELDS), st.lists(values, max_size=2).map(tuple), max_size=2
    )


REQUESTS = st.builds(
    SearchRequest,
    query=st.none() | QUERIES,
    filters=st.just(Filters())
    | st.builds(
        Filters,
        include=_chosen(),
        exclude=_chosen(),
        date_from=MAYBE_DATES,
        date_to=MAYBE_DATES,
        date_field=st.sampled_from(["published", "captured"]),
    ),
    sort=st.sampled_from(["relevance", "newest", "oldest"]),
    limit=st.just(10),
    passages=st.integers(1, 4),
)


def left_out(result: SearchResult) -> list[str]:
    """The numbers in the notices about documents without a date."""
    return [n.partition(" ")[0] for n in result.notices if " without a " in n]


def agree(engine: SearchEngine, oracle: MemoryEngine, request: SearchRequest) -> None:
    """Same total, facets, documents, passages, scores and notices; an order that is right."""
    got, expected = engine.search(request), oracle.search(request)
    assert got.total == expected.total == engine.count(request.query, request.filters)
    assert got.facets == expected.facets
    assert left_out(got) == left_out(expected)
    ours = {hit.document_id: hit for hit in got.hits}
    theirs = {hit.document_id: hit for hit in expected.hits}
    assert ours.keys() == theirs.keys()
    for each, hit in ours.items():
        assert (hit.passages, hit.more) == (theirs[each].passages, theirs[each].more)
        assert hit.score == pytest.approx(theirs[each].score)
    if request.sort == "relevance" and any(hit.score for hit in got.hits):
        assert list(got.hits) == sorted(got.hits, key=lambda hit: (-hit.score, hit.document_id))
    else:
        assert list(ours) == list(theirs)
    if request.query is not None:
        for first in (0, 2):
            cut = request.query, request.filters, first, 5
            assert engine.concordance(*cut) == oracle.concordance(*cut)


def pages(engine: SearchEngine, request: SearchRequest) -> None:
    """Pages of two, one after another, are the long list."""
    whole = engine.search(request).hits
    cut = [
        hit
        for offset in range(0, 10, 2)
        for hit in engine.search(
            SearchRequest(query=request.query, sort=request.sort, offset=offset, limit=2)
        ).hits
    ]
    if request.filters == Filters():
        assert [hit.document_id for hit in cut] == [hit.document_id for hit in whole]


@given(archives(), st.lists(REQUESTS, min_size=6, max_size=12), st.lists(TEXTS, max_size=3))
def test_whoosh_is_the_oracle(
    indexed: Sequence[Indexed], requests: list[SearchRequest], texts: list[str]
) -> None:
    """On any archive and any query tree the engine answers what reading everything answers."""
    oracle = MemoryEngine(indexed)
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(whoosh_engine(Path(folder), indexed)) as engine,
    ):
        for request in requests:
            agree(engine, oracle, request)
            pages(engine, request)
            if request.query is not None:
                for language in ("en", "fa"):
                    marked = engine.mark(request.query, texts, language)
                    assert marked == oracle.mark(request.query, texts, language)
        for prefix in ("p", "C", "ک", "na", "prison d", "1"):
            assert engine.suggest(prefix, 3) == oracle.suggest(prefix, 3)
