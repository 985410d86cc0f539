"""Two texts and what differs: both can be put together from the differences again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.differences import PASSAGES, differences

WORD = st.sampled_from(["the", "list", "was", "read", "aloud", "again", "زندان", "سال", "x"])
PASSAGE = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
TEXT = st.lists(PASSAGE, max_size=12)


def side(found: list, side: str, kind: str) -> list[str]:  # type: ignore[type-arg]
    """The passages of one text, put together from the differences."""
    return [
        " ".join(words.text for words in each.words if words.kind in ("same", kind))
        for each in found
        if getattr(each, side) is not None
    ]


@given(old=TEXT, new=TEXT)
def test_both_texts_come_back(old: list[str], new: list[str]) -> None:
    """Without what was added it is the old text, without what was removed the new one."""
    found = differences(old, new)
    assert side(found, "old", "removed") == old
    assert side(found, "new", "added") == new
    assert [each.old for each in found if each.old is not None] == list(range(len(old)))
    assert [each.new for each in found if each.new is not None] == list(range(len(new)))
    if old == new:
        assert {each.kind for each in found} <= {"same"}


def test_a_changed_passage_is_one() -> None:
    """A word that was changed is told within its passage; a strange passage is another."""
    old = ["The list was read aloud.", "Nobody answered.", "It rained."]
    new = ["The list was read aloud twice.", "The guards laughed at them all.", "It rained."]
    kinds = [each.kind for each in differences(old, new)]
    assert kinds == ["changed", "removed", "added", "same"]


def test_what_is_too_long_is_refused() -> None:
    """More passages than are compared raise, before any work."""
    with pytest.raises(ValueError, match="passages"):
        differences(["x"] * (PASSAGES + 1), [])
