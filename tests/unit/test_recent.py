"""What was made last is kept, and no more of it than was allowed."""

from __future__ import annotations

from web.recent import Recent


def test_the_last_used_are_kept() -> None:
    """So many; what was asked for again stays, what was used longest ago goes first."""
    recent: Recent[tuple[str, int], bytes] = Recent(2)
    for number in (1, 2):
        recent.put(("a", number), b"%d" % number)
    assert recent.get(("a", 1)) == b"1"
    recent.put(("a", 3), b"3")
    assert [recent.get(("a", number)) for number in (1, 2, 3)] == [b"1", None, b"3"]
    assert recent.get(("b", 3)) is None
