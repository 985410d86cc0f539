"""A page's tags, passed over as the WHATWG prescan does."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from indexer.prescan import _TAG, _WHOLE_TAG, _skip_tag

PARTS = ("a", "=", '"', "'", " ", "/", "\n", ">", "b=c", "x='y>'", 'z="">', "\x0b", "é")


@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
@example("a=>")
@example(" =b=c>")
@example("a='b")
def test_a_whole_tag_ends_where_its_attributes_say(rest: str) -> None:
    """Read at once or attribute by attribute, a tag ends at the same place."""
    head = f"<p{rest}".encode() + b" trailing"
    whole, begun = _WHOLE_TAG.match(head), _TAG.match(head)
    assert begun is not None
    if whole is not None:
        assert whole.end() == _skip_tag(head, begun.end())
