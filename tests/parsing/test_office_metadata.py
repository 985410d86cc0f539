"""What a document's properties are worth: what programs filled in is nobody's statement."""

from __future__ import annotations

import pytest

from indexer.blocks import Block, Piece
from indexer.parsers.office.properties import Properties, agents, metadata


def block(text: str, kind: str = "paragraph") -> Block:
    """A block of one piece."""
    pieces = (Piece(text, "a#1", 0),)
    if kind == "heading":
        return Block(kind="heading", level=1, pieces=pieces)
    return Block(kind="paragraph", pieces=pieces)


@pytest.mark.parametrize(
    ("title", "believed"),
    [
        ("Annual report 2019", True),
        ("Documents of the harbour", True),
        ("گزارش سالانه", True),
        ("Microsoft Word - Annual report.doc", False),
        ("Document1", False),
        ("Untitled document", False),
        ("Dokument (2)", False),
        ("letter_final.docx", False),
        ("...", False),
        (" ", False),
    ],
)
def test_titles(title: str, believed: bool) -> None:
    """A title that someone gave is believed; else the first heading is the title."""
    found = metadata(Properties(title=title), [block("The heading", "heading")], {}).title
    assert found is not None
    expected = (title, "document properties") if believed else ("The heading", "heading")
    assert (found.value, found.basis) == expected


def test_a_heading_after_running_text_is_no_title() -> None:
    """It is the heading of a section; a date or a name before it does not matter."""
    heading = block("A section", "heading")
    after_date = metadata(Properties(), [block("5 May 2020"), heading], {})
    after_text = metadata(Properties(), [block("Running text. " * 30), heading], {})
    assert after_date.title is not None
    assert after_date.title.value == "A section"
    assert after_text.title is None


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Ann Lee;Bo Ek; Ann Lee", ["Ann Lee", "Bo Ek"]),
        ("Lee, Ann", ["Lee, Ann"]),
        ("python-docx", []),
        ("Windows User", []),
        ("admin", []),
        ("x", []),
        ("someone@example.org", []),
        ("محمد رضایی", ["محمد رضایی"]),
    ],
)
def test_authors(field: str, names: list[str]) -> None:
    """Names parted by semicolons, each once; names of programs and accounts are none."""
    assert [agent.name for agent in agents([field])] == names


def test_organisations_are_told_from_people() -> None:
    """By the words that only names of organisations have."""
    assert [agent.kind for agent in agents(["Ministry of Fish; Ann Lee"])] == [
        "organization",
        "person",
    ]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2014-06-12T19:27:00Z", "2014-06-12T19:27:00Z"),
        ("2013-12-23T23:15:00Z", None),
        ("1601-01-01T00:00:00Z", None),
        ("1970-01-01T00:00:00Z", None),
        ("yesterday", None),
    ],
)
def test_dates(written: str, value: str | None) -> None:
    """Dates of clocks that were not set, and of templates, are none."""
    found = metadata(Properties(created=written), [], {}).published
    assert (found.value if found else None) == value


def test_the_language_is_what_the_text_is_in() -> None:
    """What a style sheet says by default holds only where the text does not tell otherwise."""
    german = [block("Die Boote lagen im Hafen, und niemand wusste, wem sie gehörten. " * 8)]
    told = metadata(Properties(language="en-US"), german, {}).language
    short = metadata(Properties(language="de-DE"), [block("Ja")], {}).language
    assert told is not None
    assert (told.value, told.basis) == ("de", "identified from the text")
    assert short is not None
    assert (short.value, short.basis) == ("de", "document properties")
