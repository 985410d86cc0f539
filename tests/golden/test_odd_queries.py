"""Odd and malformed queries, as data: each is understood as a reader means it, or explained."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from archive.query import parse, unparse

CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("odd_queries.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case["query"]))
def test_is_understood_or_explained(case: dict[str, Any]) -> None:
    """The query is echoed as expected, and every notice expected is given and no other."""
    parsed = parse(case["query"])
    assert (unparse(parsed.tree) if parsed.tree else "") == case["understood"]
    assert parsed.refused == case.get("refused", False)
    expected = case.get("notices", [])
    for part in expected:
        assert any(part in notice for notice in parsed.notices), parsed.notices
    if not expected:
        assert parsed.notices == ()
    assert parsed.text == case["query"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case["query"]))
def test_echo_is_read_as_the_same(case: dict[str, Any]) -> None:
    """What is shown as understood, typed again, means the same."""
    parsed = parse(case["query"])
    if parsed.tree is not None:
        assert parse(unparse(parsed.tree)).tree == parsed.tree
