"""Windows on a long text and the hits counted through it, against going through all of it."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from archive.search import Heading, Outline
from web.contents import MOST, contents
from web.hits import MAP, Hits
from web.windows import BLOCK, WHOLE, around, block_of, from_number, starting

COUNTS = st.integers(0, 20 * BLOCK)


@given(count=COUNTS)
def test_the_ways_on_lead_through_every_passage(count: int) -> None:
    """Forwards each passage is shown once, backwards every one; windows are whole blocks."""
    window = starting(count, 0)
    shown = list(window.ordinals)
    while window.after:
        assert window.last % BLOCK == 0
        shown += [ordinal for ordinal in window.after.ordinals if ordinal >= window.last]
        window = window.after
    assert shown == list(range(count))
    while window.before:
        assert window.before.first % BLOCK == 0
        assert window.before.last >= window.first
        window = window.before
    assert window.first == 0


@given(count=st.integers(1, 20 * BLOCK), data=st.data())
def test_a_passage_is_seen_with_what_stands_around_it(count: int, data: st.DataObject) -> None:
    """In its window, half a block from its edges or more, but at the ends; so is its block."""
    ordinal = data.draw(st.integers(0, count - 1))
    window = around(count, ordinal)
    assert ordinal in window.ordinals
    assert len(window.ordinals) <= WHOLE
    assert window.first == 0 or ordinal - window.first >= BLOCK // 2
    assert window.last == count or window.last - ordinal > BLOCK // 2
    block = block_of(count, ordinal)
    assert ordinal in block.ordinals
    assert block.first % BLOCK == 0
    assert from_number(str(ordinal + 1), count) == ordinal


@given(text=st.text(max_size=12), count=COUNTS)
def test_an_odd_number_is_the_first_or_the_last(text: str, count: int) -> None:
    """Whatever stands in an address, there is a passage that it means."""
    assert 0 <= from_number(text, count) <= max(count - 1, 0)


@given(counts=st.lists(st.integers(0, 4), max_size=60), lengths=st.data())
def test_hits_are_counted_as_by_hand(counts: list[int], lengths: st.DataObject) -> None:
    """The passage of each hit, the hits before each passage, and every hit on the map once."""
    hits = Hits(counts)
    by_hand = [ordinal for ordinal, count in enumerate(counts) for _ in range(count)]
    assert hits.total == len(by_hand)
    assert [hits.passage_of(number) for number in range(1, hits.total + 1)] == by_hand
    for ordinal in range(len(counts)):
        assert hits.before(ordinal) == sum(counts[:ordinal])
    sizes = [lengths.draw(st.integers(1, 900)) for _ in counts]
    starts = list(accumulate((size + 1 for size in sizes), initial=0))[:-1]
    outline = Outline(starts=starts, end=sum(sizes) + max(len(sizes) - 1, 0), headings=())
    ticks = list(hits.ticks(outline))
    on_map = [number for tick in ticks for number in range(tick.first, tick.last + 1)]
    assert on_map == list(range(1, hits.total + 1))
    for tick in ticks:
        start = outline.starts[hits.passage_of(tick.first)]
        assert 0 <= start * MAP / outline.end - tick.top < MAP / 50


@given(levels=st.lists(st.integers(1, 6), max_size=3 * MOST), data=st.data())
def test_contents_are_the_highest_and_the_nearest(levels: list[int], data: st.DataObject) -> None:
    """All where there are few; else no heading is left out for one that is lower."""
    headings = tuple(
        Heading(ordinal=2 * number, id=str(number), level=level, text="")
        for number, level in enumerate(levels)
    )
    near = data.draw(st.integers(0, 2 * len(levels)))
    found = contents(Outline(starts=(), end=0, headings=headings), near)
    assert found.total == len(headings)
    assert len(found.headings) <= MOST
    if len(headings) <= MOST:
        assert found.headings == headings
    else:
        assert found.headings
    lowest = max((heading.level for heading in found.headings), default=0)
    higher = [heading for heading in headings if heading.level < lowest]
    assert set(higher) <= set(found.headings)
    places = [heading.ordinal for heading in found.headings]
    assert places == sorted(places)
