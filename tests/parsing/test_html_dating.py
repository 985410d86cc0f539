"""The day on which a page was published, where what it states and what it shows differ."""

from __future__ import annotations

import pytest

from indexer.parsers.html import read
from indexer.parsers.html.shown_dates import shown_date

PROSE = "<p>" + "Paper is made of fibres that were once in water, and pressed dry by hand. " * 3
STATED = '<meta property="article:published_time" content="{}">'


def published(shown: str, stated: str = "", head: str = "") -> str:
    """The day, and where it was found, of a page with this below its headline."""
    head += STATED.format(stated) if stated else ""
    page = f"<html lang=en><head>{head}</head><body><article><h1>Paper</h1>{shown}{PROSE}</article>"
    found = read(page.encode()).metadata.published
    return f"{found.value[:10]} {found.basis}" if found else ""


@pytest.mark.parametrize(
    ("shown", "day"),
    [
        ("<p>August 25, 2024</p>", "2024-08-25 byline"),
        ("<p>Published August 25, 2024</p>", "2024-08-25 byline"),
        ("<p>June 23, 2025</p>", "2025-06-24 meta tag"),
        ("<p>August 25, 2025</p>", "2025-06-24 meta tag"),
        ("<p>Updated August 25, 2024</p>", "2025-06-24 meta tag"),
        ("<p>03/04/2024</p>", "2025-06-24 meta tag"),
        (
            "<p>What nobody at the old mill in the valley knew on August 25, 2024 was how dry</p>",
            "2025-06-24 meta tag",
        ),
    ],
    ids=["earlier", "said", "another zone", "later", "changed", "undecidable", "sentence"],
)
def test_the_day_that_a_page_shows(shown: str, day: str) -> None:
    """A page is not published after the day that it bears; in doubt, what it states is believed."""
    assert published(shown, "2025-06-24T08:00:00Z") == day


def test_a_date_in_numbers_is_read_as_the_page_shows_it() -> None:
    """Which of two numbers is the month is told by another date that can be read in one way."""
    assert published("<p>Published 1 November 2023</p>", "11/01/2023").startswith("2023-11-01")
    assert published("<p>3 December 2023</p>", "03/12/2023").startswith("2023-12-03")
    times = "<p>02-12-2025</p><time datetime=2025-12-02></time>"
    assert published(times) == "2025-12-02 byline"
    assert published("<p>02-12-2025</p>") == "2025-02-12 byline"


def test_what_can_be_read_in_one_way_goes_before() -> None:
    """Of two stated days the one is taken that leaves no doubt."""
    head = '<meta name=date content="01/07/16">' + STATED.format("2024-10-08").replace(
        "article:", "og:"
    )
    assert published("", head=head).startswith("2024-10-08")


def test_nothing_is_published_after_it_was_changed() -> None:
    """Of two stated days the one is taken that is not after the stated change."""
    stated = {"published-time": "2026-03-09", "published-date": "2021-02-16"}
    metas = "".join(f'<meta name="{name}" content="{day}">' for name, day in stated.items())
    changed = '<meta name="modified-date" content="2024-07-30">'
    assert published("", head=metas).startswith("2026-03-09")
    assert published("", head=metas + changed).startswith("2021-02-16")


def test_a_day_that_is_said_to_be_it_elsewhere() -> None:
    """A line further on that says when a page was first published goes before a later day."""
    said = "This page was first published on 26 September 2019 and is kept up with the trade."
    found = shown_date(["30 September 2022"], [said], "en")
    assert found is not None
    assert found.dating.value == "2019-09-26"
    found = shown_date(["30 September 2018"], [said], "en")
    assert found is not None
    assert found.dating.value == "2018-09-30"
