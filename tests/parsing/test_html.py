"""Small pages written for this project, each read as its entry in ``expected.json`` says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from archive.model import Dating, Fact
from indexer.blocks import Block, Reading
from indexer.parsers.html import read

FOLDER = Path(__file__).parent / "data" / "html"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FOLDER / "expected.json").read_text("utf-8"))


@pytest.fixture(params=sorted(EXPECTED), ids=lambda name: name.removesuffix(".html"))
def case(request: pytest.FixtureRequest) -> tuple[dict[str, Any], Reading]:
    """What is expected of a page, and the page as read."""
    return EXPECTED[request.param], read((FOLDER / request.param).read_bytes())


def text_of(block: Block) -> str:
    """A block's text with its white space folded."""
    return " ".join("".join(piece.text for piece in block.pieces).split())


def test_main_text(case: tuple[dict[str, Any], Reading]) -> None:
    """The blocks of the main text are those expected, in order, each of its kind."""
    expected, reading = case
    found = [[block.kind, text_of(block)] for block in reading.blocks if block.reason is None]
    assert found == expected["text"]


def test_left_out(case: tuple[dict[str, Any], Reading]) -> None:
    """What is left out is kept with the expected reason."""
    expected, reading = case
    found = {text_of(block): block.reason for block in reading.blocks if block.reason is not None}
    wanted = expected.get("left_out", {})
    assert {text: found.get(text) for text in wanted} == wanted


def test_no_text(case: tuple[dict[str, Any], Reading]) -> None:
    """Scripts, styles, templates and attributes are no text at all."""
    expected, reading = case
    everything = "\n".join(text_of(block) for block in reading.blocks)
    assert [text for text in expected.get("nowhere", ()) if text in everything] == []


def test_metadata(case: tuple[dict[str, Any], Reading]) -> None:
    """Each fact expected is known, with its precision and basis; no authors are made up."""
    expected, reading = case
    known = reading.metadata
    found = {
        "title": _fact(known.title),
        "subtitle": known.subtitle and known.subtitle.value,
        "authors_basis": known.authors_basis,
        "byline": known.byline,
        "published": _dating(known.published),
        "modified": _dating(known.modified),
        "captured": _dating(known.captured),
        "source": _fact(known.source),
        "original_url": _fact(known.original_url),
        "language": known.language and known.language.value,
    }
    wanted = {key: value for key, value in expected.items() if key in found}
    assert {key: found[key] for key in wanted} == wanted
    assert [agent.name for agent in known.authors] == expected.get("authors", [])


def _fact(fact: Fact | None) -> list[str] | None:
    return [fact.value, fact.basis] if fact else None


def _dating(dating: Dating | None) -> list[str] | None:
    return [dating.value, dating.precision, dating.basis] if dating else None
