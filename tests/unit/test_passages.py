"""From blocks to an edition: joined passages are the text, places lead back."""

from __future__ import annotations

import hashlib
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from archive.model import Fact, Metadata, PassageKind
from archive.text import canonicalise
from indexer.blocks import Block, Piece, Reading
from indexer.passages import PASSAGE_LIMIT, edition

SHA = hashlib.sha256(b"x").hexdigest()
texts = st.text(st.sampled_from(list("ab .\n\u200c\u0301e۱")), max_size=40)


@st.composite
def readings(draw: st.DrawFn) -> tuple[Reading, dict[str, str]]:
    """Blocks over html nodes, and the nodes' strings by path."""
    nodes: dict[str, str] = {}
    blocks = []
    for _ in range(draw(st.integers(0, 6))):
        pieces = []
        for _ in range(draw(st.integers(0, 3))):
            path, before, text = f"/n[{len(nodes)}]#text", draw(texts), draw(texts)
            nodes[path] = before + text
            pieces.append(Piece(text, path, len(before)))
            if draw(st.booleans()):
                pieces.append(Piece(" ", None, 0))
        kind = draw(st.sampled_from(get_args(PassageKind)))
        reason = draw(st.sampled_from([None, None, "menu"]))
        level = draw(st.integers(1, 6)) if kind == "heading" else 0
        blocks.append(Block(kind=kind, pieces=tuple(pieces), level=level, reason=reason))
    reading = Reading(scheme="html", blocks=tuple(blocks), metadata=Metadata(), charset="utf-8")
    return reading, nodes


def make(reading: Reading):  # type: ignore[no-untyped-def]
    """The edition of a reading, with fixed names around it."""
    return edition(reading, sha256=SHA, media_type="text/html", parser="html", parser_version="1")


def letters(text: str) -> str:
    """Without white space, in NFC: a mark may follow a line break that is not in the original."""
    return canonicalise(canonicalise(text).text.replace(" ", "")).text


@given(readings())
def test_passages_join_to_the_text_and_lead_back(case: tuple[Reading, dict[str, str]]) -> None:
    """Offsets cut each passage out of the text; its places, folded again, give its letters."""
    reading, nodes = case
    found = make(reading)
    assert found.text == "\n".join(p.text for p in found.passages)
    assert len({p.id for p in found.passages}) == len(found.passages)
    for number, passage in enumerate(found.passages):
        assert passage.ordinal == number
        assert found.text[passage.start : passage.end] == passage.text
        back = "".join(nodes[path][a:b] for path, a, b in passage.place.ranges)
        assert letters(back) == letters(passage.text)


@given(readings())
def test_nothing_is_lost_between_text_and_left_out(case: tuple[Reading, dict[str, str]]) -> None:
    """Every letter of every block is in a passage or in what was left out."""
    reading, _ = case
    found = make(reading)
    given_letters = "".join(
        canonicalise("".join(p.text for p in b.pieces)).text for b in reading.blocks
    )
    kept = "".join(p.text for p in found.passages) + "".join(x.text for x in found.left_out)
    assert sorted(given_letters.replace(" ", "")) == sorted(kept.replace(" ", ""))


def test_long_blocks_are_cut_at_sentence_ends() -> None:
    """A block of 5,000 code points becomes passages within the limit that end in a full stop."""
    text = " ".join(f"Sentence number {n} of a long block." for n in range(150))
    block = Block(kind="paragraph", pieces=(Piece(text, "/p#text", 0),))
    found = make(Reading(scheme="html", blocks=(block,), metadata=Metadata(), charset="utf-8"))
    assert len(found.passages) > 1
    assert all(len(p.text) <= PASSAGE_LIMIT and p.text.endswith(".") for p in found.passages)


def test_heading_paths_follow_the_levels() -> None:
    """A passage knows the headings above it; a sibling heading replaces its predecessor."""
    levels = [(1, "A"), (2, "B"), (0, "text"), (2, "C"), (3, "D"), (0, "more"), (1, "E")]
    blocks = tuple(
        Block(
            kind="heading" if level else "paragraph",
            pieces=(Piece(text, f"/{text}#text", 0),),
            level=level,
        )
        for level, text in levels
    )
    found = make(Reading(scheme="html", blocks=blocks, metadata=Metadata(), charset="utf-8"))
    assert [p.heading for p in found.passages] == [
        (), ("A",), ("A", "B"), ("A",), ("A", "C"), ("A", "C", "D"), (),
    ]  # fmt: skip


def test_equal_texts_have_ids_of_their_own() -> None:
    """The same sentence three times: three links."""
    block = Block(kind="paragraph", pieces=(Piece("Again.", "/p#text", 0),))
    found = make(Reading(scheme="html", blocks=(block,) * 3, metadata=Metadata(), charset="utf-8"))
    assert len({p.id for p in found.passages}) == 3


def test_passages_in_another_language_say_so() -> None:
    """A long paragraph in another language than the document's has its own; code has none."""
    german = "Die Unterlagen kamen im Frühjahr in das Archiv und wurden in Kisten gelegt. " * 4
    blocks = (
        Block(kind="paragraph", pieces=(Piece("Short.", None, 0),)),
        Block(kind="paragraph", pieces=(Piece(german, None, 0),)),
        Block(kind="code", pieces=(Piece(german, None, 0),)),
    )
    reading = Reading(
        scheme="bytes",
        blocks=blocks,
        metadata=Metadata(language=Fact(value="en", basis="identified from the text")),
        charset="utf-8",
    )
    assert [passage.language for passage in make(reading).passages] == ["", "de", ""]
