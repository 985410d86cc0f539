"""Old links in changed texts: right or refused, never wrong. The whole table is a command's:
``python -m tests.resolution_table``."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.changed_texts import CHANGES, FORMS, TONGUES
from tests.resolution_table import VERDICTS, cases

TEXTS = 1  # of every kind, with every change, in every tongue
FLOOR = 0.35  # of all links, shown right: whoever refuses everything is never wrong


@pytest.mark.slow
def test_no_link_is_ever_wrong() -> None:
    """Over some thousand links every change is met, many are shown, none shows other words."""
    seen = list(cases(7, TEXTS))
    wrong = [each for each in seen if each.verdict == "wrong"]
    assert not wrong, wrong[0]
    assert {each.change for each in seen} == set(CHANGES)
    assert {each.form for each in seen} == set(FORMS)
    assert {each.tongue for each in seen} == set(TONGUES)
    counted = Counter(each.verdict for each in seen)
    shown = sum(counted[verdict] for verdict in VERDICTS[:3])
    assert shown > FLOOR * len(seen), counted


def test_what_changes_no_word_loses_no_link() -> None:
    """Other white space and another normalisation form: each link is exact."""
    same = ("read again, the same", "other white space", "another normalisation form")
    seen = list(cases(8, TEXTS, same))
    assert {each.verdict for each in seen} == {"exact"}


def test_prose_that_is_cut_otherwise_keeps_its_links() -> None:
    """Where passages are split and joined nearly every link into prose is found: it moved."""
    seen = list(cases(9, 3 * TEXTS, ["passages split and joined"], ["prose"]))
    found = sum(each.verdict in ("exact", "moved") for each in seen)
    assert found > 0.75 * len(seen)
