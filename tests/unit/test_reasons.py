"""Reasons that pages translate are those that readers of files give, word for word."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from web.interface import speaking, translated
from web.reasons import SENTENCES

# Put together from pieces, which tests/parsing see whole.
MADE_OF_PIECES = (
    "Scanned, no text: page {} is a picture without text.",
    "Scanned, no text: pages {} are pictures without text.",
    "The text of 1 embedded object in it was not read.",
    "The text of {} embedded objects in it was not read.",
    "Only its title can be searched.",
)


def _texts(folder: Path) -> Iterator[str]:
    """Every text in the code of a folder; what is filled in is ``{}``."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = (
                    str(part.value) if isinstance(part, ast.Constant) else "{}"
                    for part in node.values
                )
                yield "".join(parts)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value.replace("{name}", "{}")


def test_each_is_still_said(checkout: Path) -> None:
    """A reason that was worded anew has to be translated anew."""
    said = set(_texts(checkout / "indexer"))
    assert not [each for each in SENTENCES if each not in said and each not in MADE_OF_PIECES]
    assert set(MADE_OF_PIECES) <= set(SENTENCES)


@pytest.mark.parametrize("code", ["fa", "ar"])
def test_reasons_of_several_sentences_are_translated(code: str) -> None:
    """Each sentence by itself, whatever stands in it, and the numbers in the reader's digits."""
    reason = (
        "Scanned, no text: page 1 is a picture without text. OCR can read pictures of text: the "
        "setting ocr, and Tesseract installed. Only its title can be searched."
    )
    with speaking("fa" if code == "fa" else "ar"):
        said = translated(reason)
        assert "text" not in said
        assert ("۱" if code == "fa" else "١") in said
        one_unknown = translated("It is a request. Nobody knows this.")
        assert one_unknown.endswith("Nobody knows this.")
        assert "request" not in one_unknown
    assert translated(reason) == reason
