"""The title that is chosen among those that a page says and shows."""

from __future__ import annotations

import pytest

from indexer.parsers.html.head import Head
from indexer.parsers.html.titles import Headline, choose_title

SITE = "https://papermill.example/2021/02/"


def head(title: str = "", og: str = "", address: str = SITE) -> Head:
    """A head that states these."""
    return Head(title, {"og:title": [og]} if og else {}, [address])


def chosen(stated: Head, *headlines: Headline | str, site: str = "", jsonld: str = "") -> str:
    """The title's text; headlines given as texts stand right above the text."""
    shown = [
        each if isinstance(each, Headline) else Headline(each, near=True) for each in headlines
    ]
    found = choose_title(stated, jsonld, shown, site)
    return found.value if found else ""


@pytest.mark.parametrize(
    ("title", "og"),
    [
        ("How paper is made | Papermill", "How paper is made | Papermill"),
        ("Papermill - How paper is made", "How paper is made"),
        ("How paper is made | Papermill | Papermill", ""),
        ("How paper is made — papermill.example", "How paper is made — papermill.example"),
    ],
)
def test_the_site_is_cut_off_by_its_name_or_address(title: str, og: str) -> None:
    """What stands beside the title is dropped where it is the site's own name or its host's."""
    assert chosen(head(title, og)) == "How paper is made"


def test_a_part_that_is_not_the_site_stays() -> None:
    """A dash within a title is no end of it, however long the site's name is by chance."""
    title = "They came late: – Quite absurd"
    assert chosen(head(title, title), title, site="Papermills1") == title
    assert chosen(head(title, title)) == title


def test_a_logo_is_no_headline() -> None:
    """A first heading with the site's name gives way, known or told by the ends of titles."""
    said = head("On the felting of fibres - Clara's Notes", "On the felting of fibres")
    assert chosen(said, "Papermill", "On the felting of fibres") == "On the felting of fibres"
    assert chosen(said, "Clara's Notes") == "On the felting of fibres"


def test_a_heading_of_a_menu_is_no_headline() -> None:
    """A heading that stands in a menu or a notice counts less than what the page states."""
    assert (
        chosen(head("What pulp is"), Headline("The Whole Handbook", apart=True)) == "What pulp is"
    )


def test_readers_headline_goes_before_that_for_search_engines() -> None:
    """Where two fields say one thing and the headline shown another, that one is the title."""
    stated = head("Paper: 9 Things to Know in 2025 | Papermill", "Paper: 9 Things to Know in 2025")
    assert chosen(stated, "What you should know of paper") == "What you should know of paper"


def test_a_mark_at_a_headline_is_not_part_of_it() -> None:
    """The sign that links to the headline itself is cut off."""
    assert chosen(head(), "Quick start¶") == "Quick start"


def test_a_heading_of_another_level_may_be_the_headline() -> None:
    """What a heading right above the text shows is the title, where a logo is the first one."""
    said = head("How paper is made | Old Trades", "How paper is made | Old Trades")
    shown = Headline("How paper is made", level=2, near=True)
    assert chosen(said, Headline("The Mill"), shown) == "How paper is made"
    far = Headline("How paper is made", level=2)
    assert chosen(said, Headline("The Mill"), far) == "How paper is made | Old Trades"


def test_a_line_above_the_headline_is_not_part_of_it() -> None:
    """Of a heading in two parts, the last one is the title where the page states it alone."""
    said = head("Old trades: How paper is made", "How paper is made")
    parts = ("Old trades", "How paper is made")
    heading = Headline("Old tradesHow paper is made", level=2, near=True, parts=parts)
    hidden = Headline("Old trades: How paper is made", apart=True)
    found = chosen(said, hidden, heading, jsonld="Old trades: How paper is made")
    assert found == "How paper is made"


def test_a_headline_right_above_the_text_goes_before_one_below() -> None:
    """Of two first headings, the one above the text is the headline."""
    assert chosen(head(), Headline("Read also"), "How paper is made") == "How paper is made"
