"""The measures of rankings, against values worked out by hand after trec_eval's definitions."""

from __future__ import annotations

from math import log2

import pytest

from indexer.relevance.measures import ndcg, recall, reciprocal_rank

GRADES = {"a": 2, "b": 1, "c": 0, "d": 1, "e": -1}


def test_ndcg_discounts_grades_by_rank() -> None:
    """Gains 1, 0, 2 at ranks 1, 2, 3, against 2, 1, 1 at best."""
    found = 1 + 2 / log2(4)
    best = 2 + 1 / log2(3) + 1 / log2(4)
    assert ndcg(["b", "c", "a"], GRADES, 10) == pytest.approx(found / best)


def test_ndcg_looks_no_deeper_than_asked() -> None:
    """Below the depth nothing counts, of the best ranking neither."""
    assert ndcg(["x", "y", "a"], GRADES, 2) == 0
    assert ndcg(["a", "b", "x", "y"], GRADES, 2) == pytest.approx(1)


def test_a_negative_grade_is_no_loss() -> None:
    """As with trec_eval, a negative grade gains nothing and costs nothing."""
    assert ndcg(["e", "a"], GRADES, 10) == pytest.approx(ndcg(["x", "a"], GRADES, 10))


def test_reciprocal_rank_is_that_of_the_first_relevant() -> None:
    """Grade 0 and what is not judged are passed over; none at all is 0."""
    assert reciprocal_rank(["c", "x", "d", "a"], GRADES) == pytest.approx(1 / 3)
    assert reciprocal_rank(["c", "x"], GRADES) == 0
    assert reciprocal_rank([], GRADES) == 0


def test_recall_is_of_all_relevant() -> None:
    """Three are relevant; two of them are among the first three."""
    assert recall(["a", "x", "d", "b"], GRADES, 3) == pytest.approx(2 / 3)
    assert recall(["a"], {"a": 0}, 3) == 0
