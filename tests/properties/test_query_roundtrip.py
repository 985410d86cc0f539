"""Parsing and unparsing are inverses; whatever is typed becomes a canonical tree or a refusal."""

from __future__ import annotations

from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from archive.query import (
    LIMITS,
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
    and_,
    cost,
    not_,
    or_,
    parse,
    unparse,
)
from archive.query.cost import refusal

# Pieces that mean something in the language, or nearly, beside ordinary words.
PIECES = (
    'fox AND OR NOT && || - + ( ) " “ » ~ ~2 * ? . , : title: date: source: site: before: = /s '
    "W/5 www. @ :// nosuch: in:everything … _ 1988 .. 1988-07 USA U.S. C++ naïve 𝒳 ß İ ſ ² "
    "in:everything = =“ pri* w?n name~ w/3 PRE/2 /p W/s W/0 "
    "خمینی ، ؟ ۱۳ می\u200cروند \u200f \u202e \u0301 \u0338 \u00ad \u2028 \ud800 \x00 \u037e"
).split(" ")
PIECE = st.sampled_from([*PIECES, " ", " ", " "])
TYPED = st.lists(PIECE, max_size=14).map("".join) | st.text(max_size=40)
LETTERS = st.text(st.characters(categories=["L", "M", "N", "P", "S"]), min_size=1, max_size=8)


def _leaves(typed: st.SearchStrategy[str], kind: type[Node]) -> st.SearchStrategy[Node]:
    """The leaves of one kind that typed texts are read as."""
    return typed.filter(lambda text: isinstance(parse(text).tree, kind)).map(_tree)


def _tree(text: str) -> Node:
    tree = parse(text).tree
    assert tree is not None
    return tree


_NAMES = st.sampled_from(["title", "author"])
_EXACT = st.sampled_from(["source", "site", "language", "type", "collection"])
_DAYS = st.dates().map(date.isoformat)
_ISO = st.tuples(_DAYS, st.sampled_from([4, 7, 10])).map(lambda pair: pair[0][: pair[1]])
_TEXTS = st.lists(LETTERS, min_size=1, max_size=3).map(" ".join)

words = _leaves(LETTERS | st.sampled_from(["USA", "UK", "OR", "1988", "خمینی"]), Word)
phrases = _leaves(_TEXTS.map('"{}"'.format), Phrase)
in_fields = _leaves(st.builds("{}:{}".format, _NAMES, LETTERS | _TEXTS.map('"{}"'.format)), InField)
exactly = _leaves(st.builds("{}:{}".format, _EXACT, LETTERS | _TEXTS.map('"{}"'.format)), Exactly)
ranges = _leaves(
    st.builds(
        "{}:{}{}{}".format,
        st.sampled_from(["date", "captured"]),
        _ISO,
        st.just(".."),
        _ISO | st.just(""),
    ),
    Dates,
)
patterns = _leaves(
    st.tuples(LETTERS, st.sampled_from(["*", "?n", "?*", "*n", "??x*"])).map("".join), Pattern
)
likenesses = _leaves(st.tuples(LETTERS, st.sampled_from(["~", "~1", "~2"])).map("".join), Fuzzy)
wild_phrases = _leaves(
    st.lists(LETTERS | patterns.map(unparse), min_size=2, max_size=3)
    .map(" ".join)
    .map('"{}"'.format),
    Phrase,
)
literals = _leaves(
    (_TEXTS | st.sampled_from(["“a” b", "«a» “b”", "a, “b"])).map('="{}"'.format)
    | _TEXTS.map("=“{}”".format)
    | LETTERS.map("={}".format),
    Verbatim,
)
singles = words | phrases | literals | patterns | likenesses | wild_phrases
alternatives = st.lists(singles, min_size=2, max_size=3).map(or_)
places = st.lists(singles | alternatives, min_size=2, max_size=4).map(tuple)
near = st.builds(Near, places, st.integers(1, 9_999), st.booleans())
together = st.builds(Together, places, st.sampled_from(["sentence", "passage"]))
trees = st.recursive(
    words | singles | near | together | in_fields | exactly | ranges,
    lambda parts: (
        st.lists(parts, min_size=2, max_size=4).map(and_)
        | st.lists(parts, min_size=2, max_size=4).map(or_)
        | parts.map(not_)
    ),
    max_leaves=16,
)


def canonical(node: Node) -> bool:
    """Whether a tree keeps the laws of ``archive.query.build``."""
    if isinstance(node, And | Or):
        nested = any(type(part) is type(node) for part in node.parts)
        return len(node.parts) > 1 and not nested and all(map(canonical, node.parts))
    if isinstance(node, Not):
        return not isinstance(node.part, Not) and canonical(node.part)
    return canonical(node.part) if isinstance(node, InEverything) else True


@given(trees)
def test_a_tree_is_read_back(tree: Node) -> None:
    """Any canonical tree, written as a query, is read as the same tree."""
    assert parse(unparse(tree)).tree == tree
    everywhere = InEverything(tree)
    assert parse(unparse(everywhere)).tree == everywhere


FILLER = [Word(f"filler{number:03}") for number in range(230)]


@given(trees)
def test_a_long_tree_is_read_back(tree: Node) -> None:
    """What AND and OR in words would make too long is written with signs, and means the same."""
    long = and_([tree, *FILLER])
    assert long is not None
    text = unparse(long)
    assume(len(text) <= LIMITS.length)
    assert " AND " not in text
    assert parse(text).tree == long


@given(TYPED)
def test_what_is_understood_is_read_back(text: str) -> None:
    """Whatever was typed, its echo means the same, and is its own echo."""
    parsed = parse(text)
    if parsed.tree is not None:
        echo = unparse(parsed.tree)
        assert parse(echo).tree == parsed.tree
        assert unparse(parsed.tree) == echo


@given(TYPED)
def test_anything_typed_is_answered(text: str) -> None:
    """A text gives a canonical tree within the limits, or a refusal with its reason."""
    parsed = parse(text)
    assert parsed.text == text
    if parsed.tree is None:
        assert parsed.refused == bool(parsed.notices)
    else:
        assert not parsed.refused
        assert canonical(parsed.tree)
        assert refusal(cost(parsed.tree), LIMITS) == ""


@given(TYPED, st.sampled_from("\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2069\u061c"), st.data())
def test_marks_of_direction_change_nothing(text: str, mark: str, data: st.DataObject) -> None:
    """A mark of direction put anywhere into a query leaves its meaning as it is."""
    at = data.draw(st.integers(0, len(text)))
    assert parse(text[:at] + mark + text[at:]).tree == parse(text).tree


@given(st.lists(words, min_size=1, max_size=6))
def test_words_side_by_side_are_all_sought(parts: list[Node]) -> None:
    """Between words stands AND, written or not."""
    texts = [unparse(part) for part in parts]
    assert parse(" ".join(texts)).tree == and_(parts)
