"""Bylines: who wrote a text and when, and what is no byline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.bylines import read_byline
from tests.floors import floors
from tests.parsing.measure_others import bylines

CASES: list[dict[str, Any]] = [
    json.loads(row)
    for row in (Path(__file__).parent / "data" / "bylines.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['language']}: {case['line']}")
def test_bylines_as_printed(case: dict[str, Any]) -> None:
    """Names, kinds and dates of bylines in many languages; ``authors`` null: it is none."""
    found = read_byline(case["line"], case["language"])
    assert found.is_byline == (case["authors"] is not None)
    assert [agent.name for agent in found.authors] == (case["authors"] or [])
    organizations = [agent.name for agent in found.authors if agent.kind == "organization"]
    assert organizations == case.get("organizations", [])
    assert (found.published.value if found.published else None) == case.get("published")
    assert (found.modified.value if found.modified else None) == case.get("modified")


def test_an_update_alone_says_that_it_is_one() -> None:
    """Where only the time of a change is printed, the word for it stays with the date."""
    found = read_byline("Jane Doe | Last updated: May 3, 2020", "en")
    assert found.published
    assert found.published.text == "Last updated: May 3, 2020"


@given(st.text(max_size=120))
def test_any_line_is_read(line: str) -> None:
    """No line raises, and what is no byline says nothing."""
    found = read_byline(line)
    assert found.is_byline or not (found.authors or found.published or found.modified)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Jane", "John", "Mary", "José", "Zoë"]),
            st.sampled_from(["Roe", "Doe-Smith", "van der Berg", "O'Neill"]),
        ).map(" ".join),
        min_size=1, max_size=4, unique=True,
    ),
    st.sampled_from(
        ["By {}, May 3, 2020", "By {} | 3 May 2020", "2020-05-03 by {}", "Von {} 03.05.2020"]
    ),
)  # fmt: skip
def test_every_list_of_names(names: list[str], form: str) -> None:
    """Names joined by commas and a last "and" come apart again (joining's inverse)."""
    joined = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    found = read_byline(form.format(joined), "en")
    assert [agent.name for agent in found.authors] == names
    assert found.published
    assert found.published.value == "2020-05-03"


def test_real_bylines(shared: Path) -> None:
    """The shared bylines: dates and authors keep their floors, none that is not one."""
    reached = bylines(shared / "data" / "pages")
    wanted = floors("texts")["bylines"]
    assert {key: reached[key] for key in wanted if reached[key] < wanted[key]} == {}
    assert reached["false positives"] == 0


def test_real_paragraphs_are_no_bylines(shared: Path) -> None:
    """Of the paragraphs and titles of the shared articles, none is taken for a byline."""
    path = shared / "data" / "pages" / "plaintext" / "gold.jsonl"
    for row in path.read_text("utf-8").splitlines():
        case = json.loads(row)
        texts = [case["title"], case.get("subtitle") or "", *case["paragraphs"]]
        assert not [text for text in texts if read_byline(text, case["lang"]).is_byline]
