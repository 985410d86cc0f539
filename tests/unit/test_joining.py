"""Lists of postings joined and read again, at the ends of what their numbers hold."""

from __future__ import annotations

from random import Random
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.arrays.bundle import Array
from indexer.arrays.strings import Strings, packed
from indexer.engines import joining
from indexer.engines.expanding import all_of
from indexer.engines.inverting import Occurrences, inverted
from indexer.engines.joining import Join, Source, renumbered
from indexer.engines.lists import SAMPLED, Lists, blocks_of
from indexer.engines.postings import Field, positions

Held = dict[bytes, dict[int, list[int]]]  # of each term and document the positions
NAME = "f"
LONG = b"x" * 32_000


def run(held: Held, terms: list[bytes]) -> dict[str, Array]:
    """A run as it is written while documents are read."""
    rows = [
        (terms.index(term), document, position)
        for term, each in held.items()
        for document, where in each.items()
        for position in where
    ]
    columns = zip(*rows, strict=True) if rows else ((), (), ())
    return inverted(NAME, Occurrences(*(np.array(column, np.uint32) for column in columns)))


def made(join: Join) -> dict[str, Array]:
    """The lists of a segment, in memory."""
    result = {key: np.zeros(count, kind) for key, (kind, count) in join.plan().items()}
    join.copy(result)
    return result


def segment(held: Held, size: int, cut: int = 0) -> dict[str, Array]:
    """A segment of two runs, the second beginning with document ``cut``."""
    terms = [b"unused", *held]
    runs = [
        {term: {d: where for d, where in each.items() if (d >= cut) == later}
         for term, each in held.items()}
        for later in (False, True)
    ]  # fmt: skip
    return made(Join.of_runs(NAME, [run(each, terms) for each in runs], terms, size))


def joined(sources: list[Source], size: int) -> dict[str, Array]:
    """The lists of one segment of several."""
    return made(Join.of_segments(NAME, sources, size))


def read(arrays: dict[str, Array], size: int) -> Held:
    """Everything, term by term, as searches read it."""
    field = Field(arrays, NAME, size)
    held: Held = {}
    for number, term in enumerate(field.terms):
        found = field.at(number)
        where = found.keys(found.documents)
        held[term] = {
            document: [int(key & 0xFFFFFFFF) for key in where[where >> 32 == document]]
            for document in found.documents.tolist()
        }
        assert found.counts.tolist() == [len(each) for each in held[term].values()]
        assert found.size == np.count_nonzero(found.row) == len(held[term])
        assert found.row[found.documents].tolist() == found.counts.tolist()
    return held


def counted(times: int) -> list[int]:
    """So many positions."""
    return list(range(times))


EDGES = [0, 1, 65_534, 65_535, 65_536, 131_071, 131_072, 199_999]
SIZE = 200_000


def test_documents_beyond_sixteen_bits() -> None:
    """Lists that begin, end, stay and are empty in each block of 65,536 documents."""
    held: Held = {
        f"{first:02}-{last:02}".encode(): {number: [number % 7] for number in EDGES[first:last]}
        for first in range(len(EDGES))
        for last in range(first + 1, len(EDGES) + 1)
    }
    arrays = segment(held, SIZE, 65_536)
    assert arrays["f.documents"].dtype == np.uint16
    assert blocks_of(SIZE) == 3
    assert read(arrays, SIZE) == held
    field = Field(arrays, NAME, SIZE)
    for first, last in ((0, len(held)), (3, 9), (7, 8)):
        some = all_of(field, np.arange(first, last))
        expected = {number for term in sorted(held)[first:last] for number in held[term]}
        assert some.documents.tolist() == sorted(expected)


@pytest.mark.parametrize(
    ("size", "blocks"), [(0, 0), (1, 0), (65_536, 0), (65_537, 1), (131_072, 1), (131_073, 2)]
)
def test_blocks_of(size: int, blocks: int) -> None:
    """A block more only when a document needs it."""
    assert blocks_of(size) == blocks


def test_joined_documents_pass_sixteen_bits_in_the_second_part() -> None:
    """Numbers of later parts grow over the edge; deleted documents and their terms are gone."""
    first: Held = {b"a": {0: [1], 39_999: [2]}, b"gone": {5: [0]}}
    second: Held = {b"a": {0: [3], 29_999: [4], 30_000: [5]}, LONG: {39_999: [6], 7: [1, 2]}}
    deleted = [5, 7]
    numbers = renumbered(40_000, 0, deleted)
    living = 40_000 - len(deleted)
    then = renumbered(40_000, living, [7])
    size = 2 * living + 1
    arrays = joined(
        [Source(segment(first, 40_000), numbers), Source(segment(second, 40_000), then)], size
    )
    assert read(arrays, size) == {
        b"a": {0: [1], living - 1: [2], living: [3], living + 29_998: [4], living + 29_999: [5]},
        LONG: {living + 39_998: [6]},
    }


@pytest.mark.parametrize(("size", "longest"), [(4_104, 512), (33_003, 520), (70_001, 1_100)])
def test_the_lists_of_common_terms_are_bytes(size: int, longest: int) -> None:
    """Those that more than four documents in 255 have, across runs, segments and deletions."""
    rng = Random(size)
    often = sorted(rng.sample(range(size), longest + 1))
    held: Held = {
        b"b all": {number: [number % 3] for number in range(size)},
        b"d rarer": {number: [0, 5] for number in often[:-1]},
        b"e more": {number: [7] for number in often},
        b"f last": {size - 1: [1]},
    }
    for name in (b"a", b"c", b"g"):
        held[name] = {number: [2] for number in sorted(rng.sample(range(size), 40))}
    whole = segment(held, size)
    assert whole["f.dense"].tolist() == [1, 4]
    assert whole["f.documents"].size == longest + 3 * 40 + 1
    cut = segment(held, size, size // 2 + 3)
    for arrays in (whole, cut):
        assert keys(arrays, size) == {term: keys_of(each) for term, each in held.items()}
        lists = Lists(arrays, NAME)
        every = [sorted(held[term]) for term in sorted(held)]
        for first in range(len(every) + 1):
            for last in range(first, len(every) + 1):
                expected = [number for each in every[first:last] for number in each]
                assert lists.documents(first, last).tolist() == expected
    deleted = [0, 5, *often[10:30]]
    numbers = renumbered(size, 0, deleted)
    living = size - len(deleted)
    sources = [Source(whole, numbers), Source(cut, renumbered(size, living, [size - 1]))]
    again = keys(joined(sources, living + size - 1), living + size - 1)
    for term, each in held.items():
        kept = {int(numbers[n]): where for n, where in each.items() if n not in deleted}
        kept |= {living + n: where for n, where in each.items() if n < size - 1}
        assert again.get(term, []) == keys_of(kept)


def keys(arrays: dict[str, Array], size: int) -> dict[bytes, list[int]]:
    """Where each term occurs: documents above positions."""
    field = Field(arrays, NAME, size)
    every = [field.at(number) for number in range(len(field.terms))]
    return {
        term: found.keys(found.documents).tolist()
        for term, found in zip(field.terms, every, strict=True)
    }


def keys_of(held: dict[int, list[int]]) -> list[int]:
    """The same, of one term's documents."""
    return [number << 32 | position for number in sorted(held) for position in held[number]]


@pytest.mark.parametrize("around", [1, SAMPLED - 1, SAMPLED, SAMPLED + 1])
def test_frequencies_at_the_edges_of_a_byte(around: int) -> None:
    """254, 255, 256 and 65,536 occurrences, between many documents with one, looked up singly."""
    large = {around: 254, around + 1: 255, around + 2: 256, around + 3: 65_536, around * 5: 300}
    held: Held = {
        b"first": {number: [number] for number in range(3)},
        b"often": {number: counted(large.get(number, 1)) for number in range(around * 5 + 400)},
        b"\xff": {0: [70_000]},
    }
    size = 2_000
    whole = segment(held, size)
    of_two = segment(held, size, around + 2)
    again = joined([Source(whole, renumbered(size, 0))], size)
    for arrays in (whole, of_two, again):
        assert sorted(arrays["f.large.counts"].tolist()) == [255, 256, 300, 65_536]
        field = Field(arrays, NAME, size)
        found = field.find("often")
        for document in (0, around - 1, *large, around * 5 + 399):
            assert positions(found, document).tolist() == held[b"often"][document]
        assert read(arrays, size) == held


@given(st.integers(0, 2**32 - 1))
def test_joins_are_what_was_held(seed: int) -> None:
    """Any lists in any runs, joined with anything left out, twice: what is left, in order.

    However small the pieces are in which they are copied.
    """
    random = Random(seed)
    terms = [b"a", b"aa", b"b", LONG, LONG + b"y", "ک".encode(), b"z"]
    sources, expected, first = [], dict[bytes, dict[int, list[int]]](), 0
    for _ in range(random.randint(1, 4)):
        size = random.choice([1, 5, 70, 300])
        held: Held = {
            term: {
                document: sorted(random.sample(range(2**32 - 1), random.choice([1, 1, 2, 5])))
                for document in sorted(random.sample(range(size), random.randint(1, size)))
            }
            for term in random.sample(terms, random.randint(0, len(terms)))
        }
        deleted = random.sample(range(size), random.choice([0, 0, size // 2, size]))
        numbers = renumbered(size, first, sorted(deleted))
        sources.append(Source(segment(held, size, random.randrange(size)), numbers))
        for term, each in held.items():
            for document, where in each.items():
                if numbers[document] >= 0:
                    expected.setdefault(term, {})[int(numbers[document])] = where
        first += size - len(deleted)
    with patch.object(joining, "_PIECE", random.choice([SAMPLED, SAMPLED * 3, joining._PIECE])):
        once = joined(sources, first)
        twice = joined([Source(once, renumbered(first, 0))], first)
    assert read(once, first) == dict(sorted(expected.items()))
    assert all((twice[key] == array).all() for key, array in once.items())


def test_empty_lists() -> None:
    """No terms, no documents: nothing to find, to join or to leave out."""
    empty = segment({}, 0)
    assert read(empty, 0) == {}
    gone = joined([Source(segment({b"a": {0: [0], 1: [1]}}, 2), renumbered(2, 0, [0, 1]))], 0)
    assert read(gone, 0) == {}
    assert read(joined([Source(empty, renumbered(0, 0))] * 2, 0), 0) == {}
    lists = Lists(empty, NAME)
    assert lists.documents(0, 0).size == 0
    assert lists.counts(0, 0).size == 0


def test_strings_of_32000_bytes() -> None:
    """Long strings are found among short and long ones, also where a guide leads to them."""
    words = sorted([LONG, LONG + b"a", LONG[:-1], b"", *(b"%05d" % n for n in range(9_000))])
    strings = Strings(packed("s", words), "s")
    for word in (LONG, LONG + b"a", LONG[:-1], b"", b"00000", b"08999"):
        place = strings.index(word)
        assert place is not None
        assert strings[place] == word
    assert strings.index(LONG[:-2]) is None
    assert len(strings.beginning_with(LONG[:-1])) == 3
    assert len(strings.beginning_with(b"0012")) == 10
    assert len(strings.beginning_with(b"")) == len(words)


def test_where_positions_begin() -> None:
    """The samples, what is added from them on and large frequencies give each posting's place."""
    random = Random(5)
    sizes = [random.choice([1, 1, 1, 2, 254, 255, 256, 1_000]) for _ in range(5 * SAMPLED + 7)]
    held: Held = {b"%02d" % (number // 100): {} for number in range(len(sizes))}
    for number, size in enumerate(sizes):
        held[b"%02d" % (number // 100)][number % 100] = counted(size)
    field = Field(segment(held, 100, 50), NAME, 100)
    begins = np.cumsum([0, *sizes[:-1]])
    every = np.arange(len(sizes))
    for some in (every, every[3::7], every[70:72], every[-1:], every[:0]):
        assert field.starts(some).tolist() == begins[some].tolist()
