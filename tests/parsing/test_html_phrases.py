"""The short lines of saved pages that are no part of an article, in the scripts people read."""

from __future__ import annotations

import pytest

from indexer.parsers.html.phrases import LONGEST_CALL, leads_elsewhere, leftover


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("— Advertisement —", "advertisement"),
        ("آگهی", "advertisement"),
        ("إعلان", "advertisement"),
        ("광고", "advertisement"),
        ("Реклама", "advertisement"),
        ("Back to top ↑", "leftover line"),
        ("ページの先頭へ", "leftover line"),
        ("العودة إلى الأعلى", "leftover line"),
        ("Lesen Sie auch die folgenden Beiträge:", "related links"),
        ("Mehr zum Thema auf Beispiel.de", "related links"),
        ("اقرأ أيضاً:", "related links"),
        ("بیشتر بخوانید", "related links"),
        ("Читайте также:", "related links"),
        ("관련기사", "related links"),
        ("Never miss the latest news by signing up to our newsletter today!", "newsletter box"),
        ("Únete desde tu celular a nuestro canal de Telegram", "newsletter box"),
    ],
)
def test_lines_that_are_no_part_of_an_article(line: str, reason: str) -> None:
    """Whatever the script, with or without vowel signs, hamzas and accents."""
    assert leftover(line) == reason


@pytest.mark.parametrize(
    "line",
    [
        "See also chapter three.",
        "Read also the second letter, which the minister never answered.",
        "He said that our newsletter was late.",
        "Mehr Themen als Zeit hatte der Rat am Montag.",
        "The subscribers of the paper signed up for a strike.",
        "",
    ],
)
def test_sentences_are_text(line: str) -> None:
    """A line that begins alike, or speaks of newsletters, is not left out for that."""
    assert leftover(line) is None


def test_long_calls_are_text() -> None:
    """A paragraph that ends in a call is a paragraph."""
    assert leftover("Join our newsletter. " + "It was a long day. " * (LONGEST_CALL // 19)) is None


@pytest.mark.parametrize(
    "line",
    [
        "Read more: The mill",
        "Le puede interesar: x",
        "اقرأ المزيد",
        "관련 기사",
        "Читайте також: x",
    ],
)
def test_lines_that_lead_elsewhere(line: str) -> None:
    """With a link they lead to another article."""
    assert leads_elsewhere(line)
