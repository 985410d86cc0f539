"""What words are widened by, and taking it out: exactly the documents of the query written out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from archive.facts import language_of
from archive.query import And, InField, Near, Node, Not, Or, Part, Phrase, Word, or_
from archive.search import Expansion, Filters, SearchEngine, SearchRequest
from archive.variants import Group
from archive.without import AS_TYPED, NOTHING, Removal, Without
from tests.engines import whoosh_engine
from tests.oracle import MemoryEngine
from tests.small_documents import Indexed, document

NAMES = "Khomeini Khomeyni خمینی Хомейни Noury Nouri نوری Mujahedin Mojahedin مجاهدین".split()
OTHERS = "prison prisons letter IRGC Sepah sepah".split()
MISSPELT = "Khomenii prisom lettre".split()  # of them no document has any
GROUPS = (Group(("IRGC", "Sepah", "Guard Corps")), Group(("letter", "نامه")))
WORDS = st.sampled_from(NAMES + OTHERS)
TEXTS = st.lists(WORDS | st.just("Guard Corps"), min_size=1, max_size=6).map(" ".join)
TYPED = (WORDS | st.sampled_from(MISSPELT)).map(Word)
LEAVES = (
    TYPED
    | TYPED.map(lambda word: InField("author", word))
    | st.tuples(TYPED, TYPED).map(lambda parts: Near(parts, 3, ordered=False))
    | WORDS.map(Phrase)
)
QUERIES = st.recursive(
    LEAVES,
    lambda nodes: (
        st.lists(nodes, min_size=2, max_size=3).map(tuple).map(And)
        | st.lists(nodes, min_size=2, max_size=3).map(tuple).map(Or)
        | nodes.map(Not)
    ),
    max_leaves=5,
)
KINDS = ("name", "variant", "spelling")


@st.composite
def archives(draw: st.DrawFn) -> list[Indexed]:
    """A few documents that name people and things in several spellings."""
    return [
        document(
            str(number),
            draw(st.lists(TEXTS, min_size=1, max_size=3)),
            title=draw(st.just("") | TEXTS),
            authors=[draw(st.sampled_from(NAMES))] * draw(st.integers(0, 1)),
            language=draw(st.sampled_from(["en", "fa", "de"])),
        )
        for number in range(draw(st.integers(1, 6)))
    ]


def written_out(node: Node, forms: dict[str, tuple[str, ...]]) -> Node:
    """A query with every form of its wanted words written after them."""
    if isinstance(node, And | Or):
        return replace(node, parts=tuple(written_out(part, forms) for part in node.parts))
    if isinstance(node, Near):
        parts = [part for part in node.parts if isinstance(part, Word)]
        return replace(node, parts=tuple(_alternatives(part, forms) for part in parts))
    if isinstance(node, InField) and isinstance(node.part, Word):
        every = _leaves(node.part.text, forms)
        return or_((node, *(InField(node.field, leaf) for leaf in every))) or node
    return _alternatives(node, forms) if isinstance(node, Word) else node


def _alternatives(word: Word, forms: dict[str, tuple[str, ...]]) -> Part:
    found = (word, *_leaves(word.text, forms))
    return Or(found) if len(found) > 1 else word


def _leaves(word: str, forms: dict[str, tuple[str, ...]]) -> Iterator[Word | Phrase]:
    for form in forms.get(word, ()):
        yield Phrase(form) if " " in form else Word(form)


def widened(expansions: Iterable[Expansion], without: Without) -> dict[str, tuple[str, ...]]:
    """The forms that each word is also sought as."""
    found: dict[str, tuple[str, ...]] = {}
    for each in expansions:
        if each.kind in KINDS:
            left = tuple(f for f in each.forms if not without.has(each.kind, each.word, f))
            found[each.word] = (*found.get(each.word, ()), *left)
    return found


def same(
    engine: SearchEngine,
    indexed: Sequence[Indexed],
    query: Node,
    without: Without,
    out: Node,
) -> None:
    """A search and the query written out find the same, and mark the same."""
    oracle = MemoryEngine(indexed)
    got = engine.search(SearchRequest(query=query, without=without))
    right = oracle.search(SearchRequest(query=out))
    assert {hit.document_id for hit in got.hits} == {hit.document_id for hit in right.hits}
    assert got.total == right.total == engine.count(query, Filters(), without=without)
    assert got.facets == right.facets
    for one, passages in indexed:
        ask = [p.text for p in passages], language_of(one)
        assert engine.mark(query, *ask, without) == oracle.mark(out, *ask)
    ours = engine.concordance(query, Filters(), without=without)
    theirs = oracle.concordance(out, Filters())
    assert ours.some(0, 99) == theirs.some(0, 99)


@given(archives(), QUERIES, st.data())
def test_what_is_taken_out_is_not_sought(
    indexed: Sequence[Indexed], query: Node, data: st.DataObject
) -> None:
    """Whatever a reader takes out, the rest is found, counted and marked as if typed with OR."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(whoosh_engine(Path(folder), indexed, variants=GROUPS)) as engine,
    ):
        found = engine.search(SearchRequest(query=query)).expansions
        same(engine, indexed, query, NOTHING, written_out(query, widened(found, NOTHING)))
        same(engine, indexed, query, AS_TYPED, query)
        every = [
            removal
            for each in found
            if each.kind in KINDS
            for removal in (
                Removal(each.kind),
                Removal(each.kind, each.word),
                *(Removal(each.kind, each.word, form) for form in each.forms),
            )
        ]
        if every:
            chosen = data.draw(st.lists(st.sampled_from(every), min_size=1, max_size=4))
            without = Without(chosen)
            kept = widened(found, without)
            same(engine, indexed, query, without, written_out(query, kept))
            left = engine.search(SearchRequest(query=query, without=without)).expansions
            assert widened(left, NOTHING) == {word: forms for word, forms in kept.items() if forms}
