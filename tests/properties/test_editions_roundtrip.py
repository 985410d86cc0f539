"""Any edition survives its plain form, its file, and is never read wrong from a damaged one."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from archive.editions import decode, edition_from_plain, edition_to_plain, encode, pack, unpack
from archive.model import (
    Agent,
    Dating,
    Edition,
    Fact,
    LeftOut,
    Metadata,
    Passage,
    PassageKind,
    Place,
)
from archive.plain import json_bytes

WORDS = st.text(max_size=12)
COUNTS = st.integers(0, 10**9)
NAMES = st.from_regex(r"[a-z0-9]{1,4}(\.[0-9])?", fullmatch=True)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The strategy's value or None."""
    return st.none() | strategy


def several(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Up to three of them, as a tuple."""
    return st.lists(strategy, max_size=3).map(tuple)


PLACES = st.builds(
    Place,
    st.sampled_from(["html", "bytes"]),
    several(st.tuples(WORDS, COUNTS, COUNTS)),
)
DATINGS = st.builds(
    Dating,
    value=WORDS,
    precision=st.sampled_from(["year", "month", "day", "minute", "second"]),
    basis=WORDS,
    text=WORDS,
)
FACTS = st.builds(Fact, value=WORDS, basis=WORDS)
METADATA = st.builds(
    Metadata,
    title=maybe(FACTS),
    authors=several(st.builds(Agent, name=WORDS, kind=st.sampled_from(["person", "organization"]))),
    byline=WORDS,
    published=maybe(DATINGS),
    captured=maybe(DATINGS),
    language=maybe(FACTS),
)
KINDS: st.SearchStrategy[PassageKind] = st.sampled_from(
    ["heading", "paragraph", "list_item", "table_row", "quotation", "code"]
)


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """Editions whose passages' texts, joined by newlines, are their text."""
    passages, start = [], 0
    for ordinal, text in enumerate(draw(st.lists(st.text(max_size=40), max_size=4))):
        passages.append(
            Passage(
                id=draw(NAMES),
                ordinal=ordinal,
                kind=draw(KINDS),
                text=text,
                start=start,
                end=start + len(text),
                heading=draw(several(WORDS)),
                level=draw(st.integers(0, 6)),
                page=draw(maybe(COUNTS)),
                place=draw(maybe(PLACES)),
                language=draw(WORDS),
            )
        )
        start += len(text) + 1
    return Edition(
        sha256=draw(st.binary(min_size=32, max_size=32)).hex(),
        media_type=draw(WORDS),
        parser=draw(NAMES),
        parser_version=draw(NAMES),
        canon="canon-1",
        charset=draw(WORDS),
        metadata=draw(METADATA),
        text="\n".join(passage.text for passage in passages),
        passages=tuple(passages),
        left_out=draw(several(st.builds(LeftOut, text=WORDS, reason=WORDS, place=maybe(PLACES)))),
        notices=draw(several(WORDS)),
        partial=draw(st.booleans()),
    )


@given(editions())
def test_plain_form_and_back(edition: Edition) -> None:
    """Through JSON bytes and back the edition is the same, and so are the bytes again."""
    data = json_bytes(edition_to_plain(edition))
    again = edition_from_plain(json.loads(data))
    assert again == edition
    assert json_bytes(edition_to_plain(again)) == data


@given(editions())
def test_file_and_back(edition: Edition) -> None:
    """Through its file's bytes and back the edition is the same, and so are the bytes."""
    data = pack(encode(edition).payload)
    assert unpack(data) == edition
    assert pack(encode(unpack(data)).payload) == data


@given(editions())
def test_bytes_of_another_maker(edition: Edition) -> None:
    """JSON that says the same in other bytes is kept as it is and reads as the same edition."""
    spaced = json.dumps(edition_to_plain(edition), indent=1).encode()
    assert decode(spaced).edition == edition
    assert unpack(pack(spaced)) == edition


@given(editions(), st.randoms(use_true_random=False))
def test_a_flipped_bit_never_changes_an_edition(edition: Edition, random: Random) -> None:
    """A file with one bit flipped is refused, or (in gzip's idle header) reads as it was."""
    data = bytearray(pack(encode(edition).payload))
    data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    try:
        read = unpack(bytes(data))
    except ValueError:
        return
    assert read == edition


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | WORDS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    )
)
def test_anything_else_is_refused(plain: object) -> None:
    """Whatever JSON a parser process answers, it is an edition or a ValueError."""
    try:
        edition_from_plain(plain)
    except ValueError:
        return
    raise AssertionError("this is no edition")
