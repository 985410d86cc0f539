"""Markdown: its text without its signs, its places, and what it says of itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.blocks import Block, Piece
from indexer.parsers.markdown import read
from tests.floors import floors

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "markdown.json").read_text("utf-8")
)


def line(block: Block) -> str:
    """A block's text on one line."""
    return " ".join("".join(piece.text for piece in block.pieces).split())


def shown(text: str) -> list[list[str]]:
    """Kinds and texts of the blocks that are part of the text."""
    return [[b.kind, line(b)] for b in read(text.encode()).blocks if b.reason is None]


def check_places(data: bytes, blocks: tuple[Block, ...]) -> None:
    """Every piece with a place stands there literally."""
    for block in blocks:
        for piece in block.pieces:
            if piece.path is not None:
                assert original(data, piece).decode() == piece.text


def original(data: bytes, piece: Piece) -> bytes:
    """The bytes of the file where a piece says that it stands."""
    end = piece.ends[-1] if piece.ends else piece.start + len(piece.text)
    return data[piece.start : end]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_blocks(case: dict[str, Any], end: str) -> None:
    """Each form of Markdown gives its blocks, with every kind of line end, at exact places."""
    text = case["text"].replace("\n", end)
    assert shown(text) == case["blocks"]
    check_places(text.encode(), read(text.encode()).blocks)


def test_text_with_signs_around_it_keeps_its_place() -> None:
    """A word that an address also holds is found in the text, not in the address."""
    data = 'See [the word](/the-word "and word") and word – ‘می‌رود’ &amp; so on.'.encode()
    (block,) = read(data).blocks
    starts = {piece.text: piece.start for piece in block.pieces if piece.path is not None}
    assert starts["the word"] == 5
    assert data[starts[" and word – ‘می‌رود’ "] :].startswith(b" and word \xe2\x80\x93")
    assert [piece.path for piece in block.pieces if piece.text == "&"] == [None]


def test_front_matter_states_facts() -> None:
    """Title, authors, date, language and address of the front matter are metadata."""
    reading = read(
        b"---\ntitle: A title\nauthor: [Jane Doe, {name: John Roe}]\ndate: 2021-02-03\n"
        b"lang: en-GB\nurl: https://example.org/x\nsite: Example News\n---\n\n# Another\n\nText.\n"
    )
    known = reading.metadata
    assert known.title
    assert known.published
    assert known.language
    assert known.original_url
    assert known.source
    assert (known.title.value, known.title.basis) == ("A title", "front matter")
    assert [agent.name for agent in known.authors] == ["Jane Doe", "John Roe"]
    assert (known.published.value, known.published.basis) == ("2021-02-03", "front matter")
    assert known.language.value == "en"
    assert known.original_url.value == "https://example.org/x"
    assert known.source.value == "Example News"
    assert reading.blocks[0].reason == "front matter"


@pytest.mark.parametrize("value", ["2021", "2021-02", "2021-02-03", "2021-02-03T10:00:00Z"])
def test_front_matter_dates_keep_their_precision(value: str) -> None:
    """A year is a year, and a month a month."""
    known = read(f"---\ndate: {value}\n---\ntext\n".encode()).metadata
    assert known.published
    assert known.published.value == value.replace("Z", "+00:00")


def test_broken_front_matter_is_kept_and_noted() -> None:
    """Front matter that is not YAML is left out with a notice, and the text is read."""
    reading = read(b"---\ntitle: [unclosed\n---\n\nText.\n")
    assert any("front matter" in notice for notice in reading.notices)
    assert [block.reason for block in reading.blocks] == ["front matter", None]
    assert reading.metadata.title is None


def test_a_rule_is_no_front_matter() -> None:
    """Three dashes before prose are a rule, and the prose stays."""
    assert shown("---\n\nText.\n") == [["paragraph", "Text."]]


def test_heading_and_byline() -> None:
    """The first heading is the title and stays; the byline under it is left out."""
    reading = read(b"# A title\n\n*By Jane Doe, 3 May 2020*\n\nA text.\n")
    known = reading.metadata
    assert known.title
    assert known.published
    assert (known.title.value, known.title.basis) == ("A title", "heading")
    assert [agent.name for agent in known.authors] == ["Jane Doe"]
    assert (known.published.value, known.published.basis) == ("2020-05-03", "byline")
    assert [block.reason for block in reading.blocks] == [None, "byline", None]


def test_a_first_paragraph_is_no_byline() -> None:
    """A text that begins right under its heading loses nothing."""
    assert len(shown("# A title\n\nBy and large it went well.\n\nA text.\n")) == 3


words = st.text(st.sampled_from("ab *_`[]()!#>-|\\&;<é\u200c"), max_size=12)


@given(st.lists(words, max_size=8), st.sampled_from(["\n", "\n\n", "\r\n"]))
def test_any_text_is_read_at_exact_places(parts: list[str], end: str) -> None:
    """Of any mixture of signs, every placed piece stands literally at its bytes."""
    data = end.join(parts).encode()
    check_places(data, read(data).blocks)


@given(st.binary(max_size=200))
def test_any_bytes_are_read(data: bytes) -> None:
    """No bytes raise."""
    read(data)


def test_deep_nesting_loses_nothing() -> None:
    """What is nested deeper than levels are told apart is still there, with a reason."""
    blocks = read((">" * 5000 + " deep").encode()).blocks
    assert ["deep" in line(block) for block in blocks] == [True]


def test_real_texts(shared: Path) -> None:
    """The shared Markdown bodies: nearly every shown character has its exact place."""
    path = shared / "data" / "pages" / "defuddle" / "gold.jsonl"
    placed = total = 0
    for row in path.read_text("utf-8").splitlines()[::4]:
        data = (json.loads(row).get("markdown") or "").encode()
        blocks = read(data).blocks
        check_places(data, blocks)
        pieces = [p for block in blocks for p in block.pieces if p.text.strip()]
        total += sum(len(p.text) for p in pieces)
        placed += sum(len(p.text) for p in pieces if p.path is not None)
    assert placed > floors("texts")["markdown"]["placed"] * total
