"""The command that says what any rule could reach."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.parsing.ceiling import ceilings

PAGE = """<html><head><title>How ink is made</title><meta name=author content="Mara Ilves">
<meta property="article:published_time" content="2021-02-03"></head><body><article>
<h1>How paper is made</h1><p>By Mara Ilves</p><p>{}</p>
<p>First seen on 4 March 2019.</p></article>"""
PROSE = "Paper is made of fibres that were once in water, and pressed dry between felts. " * 3


def test_where_the_right_answer_stands(tmp_path: Path) -> None:
    """A miss is told apart by whether its answer is stated, shown, or nowhere on the page."""
    golds = [
        {"title": "How paper is made", "author": "Mara Ilves", "date": "2021-02-03"},
        {"title": "How ink is made", "author": "Nobody Atall", "date": "2019-03-04"},
        {"title": "How felt is made", "author": "Nobody Atall", "date": "1999-01-01"},
    ]
    (tmp_path / "set").mkdir()
    lines = []
    for number, gold in enumerate(golds):
        (tmp_path / "set" / f"{number}.html").write_text(PAGE.format(PROSE), "utf-8")
        lines.append(json.dumps(gold | {"id": str(number), "file": f"{number}.html"}) + "\n")
    (tmp_path / "set" / "gold.jsonl").write_text("".join(lines), "utf-8")
    found = ceilings("set", tmp_path)
    assert {name: (each.pages, each.right, dict(each.missed)) for name, each in found.items()} == {
        "title": (3, 1, {"stated": 1, "nowhere": 1}),
        "author any": (3, 1, {"nowhere": 2}),
        "date": (3, 1, {"shown": 1, "nowhere": 1}),
    }
    assert found["title"].most == pytest.approx(2 / 3)
