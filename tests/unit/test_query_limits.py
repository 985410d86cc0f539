"""The cost of a query and the refusals that name what is too much."""

from __future__ import annotations

import pytest

from archive.query import (
    LIMITS,
    And,
    Limits,
    Node,
    Not,
    Or,
    Phrase,
    Word,
    cost,
    parse,
    unparse,
)
from archive.query.remarks import Remarks, quoted


def test_cost_counts_each_unit() -> None:
    """Words, clauses, depth and the longest phrase are counted as the limits count them."""
    tree = parse('fox "red dog house" OR (title:cat -date:1988)').tree
    assert tree is not None
    found = cost(tree)
    assert (found.words, found.clauses, found.depth, found.phrase) == (5, 5, 4, 3)
    assert found.longest == "red dog house"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("word " * 401, "401 words"),
        ('"' + "a " * 129 + '"', "129 words"),
        (".".join("a" * 129), "129 words"),
        ("-a " * 65, "65 phrases, fields and operators"),
        ("pris* " * 33, "33 words of the query have a wildcard or a ~"),
        ('"' + "pris* a~ " * 33 + '"', "33 words of the query have a wildcard or a ~"),
        (" W/5 ".join("abcdef"), "6 words or phrases are to be near each other"),
        ("(" * 33 + "a" + ")" * 33, "33 deep"),
        ("a" * 3001, "3001 characters; at most 3000"),
    ],
)
def test_too_much_is_refused_by_name(text: str, part: str) -> None:
    """A query over a limit is not run, and the notice says which part and how much is allowed."""
    parsed = parse(text)
    assert parsed.refused
    assert parsed.tree is None
    assert part in parsed.notices[-1]


def test_a_query_at_the_limits_runs() -> None:
    """The limits themselves are allowed."""
    assert parse("word " * LIMITS.words).tree is not None
    assert parse("a" * LIMITS.length).tree is not None
    assert parse("-a " * LIMITS.clauses).tree is not None
    assert parse("pris* " * LIMITS.patterns).tree is not None
    assert parse(" W/5 ".join("abcde")).tree is not None
    assert parse("(" * LIMITS.depth + "a" + ")" * LIMITS.depth).tree == Word("a")


def test_limits_can_be_set() -> None:
    """The length limit is the caller's, for it is a setting."""
    assert parse("abcdef", Limits(length=5)).refused


def test_a_tree_of_any_depth_is_measured_and_written() -> None:
    """Neither needs recursion: a hand-made tree may be as deep as memory holds."""
    tree: Node = Word("a")
    for number in range(20_000):
        tree = Not(tree) if number % 2 else Or((tree, And((Word("b"), Phrase("c d")))))
    assert cost(tree).depth > 20_000
    assert unparse(tree).endswith('c d"))')


def test_remarks_are_short() -> None:
    """Many slips of a kind make one sentence that names a few; long parts are cut."""
    remarks = Remarks()
    for number in range(100):
        remarks.add("Left out: {}.", f"p{number}")
        remarks.add("Once.")
    assert remarks.sentences() == (
        "Left out: “p0”, “p1”, “p2”, “p3”, “p4” and 95 more.",
        "Once.",
    )
    assert len(quoted("x" * 1000)) < 100


def test_parts_in_right_to_left_scripts_are_isolated() -> None:
    """A Persian part cannot turn the sentence around it."""
    notice = parse("*خمینی").notices[0]
    assert "\u2068*خمینی\u2069" in notice
