"""Queries that mean harm: each unit of the data file, repeated up to and beyond the limit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.query import LIMITS, cost, parse, unparse
from archive.query.cost import refusal

SHAPES = [
    json.loads(line)
    for line in Path(__file__).with_name("queries.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("length", [1, 60, LIMITS.length, LIMITS.length + 1, 100_000])
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: ascii("".join(shape.values()))[:40])
def test_is_run_within_limits_or_refused(shape: dict[str, str], length: int) -> None:
    """No error, no deep recursion, no flood of notices; what is accepted is within the limits."""
    before, unit, after = shape.get("before", ""), shape["unit"], shape.get("after", "")
    times = max(1, (length - len(before) - len(after)) // len(unit))
    text = before + unit * times + after
    parsed = parse(text)
    assert len(parsed.notices) <= 10
    assert all(len(notice) < 1_000 for notice in parsed.notices)
    if len(text) > LIMITS.length:
        assert parsed.refused
        assert str(LIMITS.length) in parsed.notices[0]
    if parsed.refused:
        assert parsed.tree is None
        assert parsed.notices
    elif parsed.tree is not None:
        assert refusal(cost(parsed.tree), LIMITS) == ""
        assert parse(unparse(parsed.tree)).tree == parsed.tree


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: ascii("".join(shape.values()))[:40])
def test_notices_can_be_sent(shape: dict[str, str]) -> None:
    """Notices and echo are text that can be encoded, whatever was typed."""
    parsed = parse("fox " + shape.get("before", "") + shape["unit"] * 3 + shape.get("after", ""))
    echo = unparse(parsed.tree) if parsed.tree is not None else ""
    assert json.loads(json.dumps([*parsed.notices, echo]).encode("utf-8")) is not None
    "".join([*parsed.notices, echo]).encode("utf-8")
