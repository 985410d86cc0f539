"""Long passages that are not in their document's language."""

from __future__ import annotations

from itertools import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language import identify_passage
from indexer.passage_languages import LONG, passage_languages

ENGLISH = (
    "The papers that came to the archive in the spring were put into boxes, and nobody had time to "
    "look at them until the winter, when the reading room was closed and its heating was being "
    "repaired by two men who were in no hurry and who went home in the afternoon. "
)
GERMAN = (
    "Die Unterlagen, die im Frühjahr in das Archiv kamen, wurden in Kisten gelegt, und niemand "
    "hatte Zeit, sie anzusehen, bis im Winter der Lesesaal geschlossen war und seine Heizung von "
    "zwei Männern instand gesetzt wurde, die keine Eile hatten und am Nachmittag gingen. "
)
PERSIAN = (
    "سندهایی که در بهار به بایگانی رسید در جعبه‌ها گذاشته شد و تا زمستان کسی فرصت نکرد آن‌ها را "
    "ببیند، تا وقتی که تالار مطالعه بسته شد و دو نفر که هیچ عجله‌ای نداشتند گرمایش آن را تعمیر "
    "می‌کردند و هر روز چند ساعت بیشتر آنجا نبودند و بعد از ظهر به خانه می‌رفتند تا روز دیگر. "
)
CHINESE = "春天运到档案馆的文件被放进箱子里，直到冬天阅览室关闭，才有人有时间去看它们。" * 8


@pytest.mark.parametrize(
    ("texts", "language", "expected"),
    [
        ([ENGLISH, GERMAN, ENGLISH], "en", ["", "de", ""]),
        ([PERSIAN, ENGLISH, CHINESE], "fa", ["", "en", "zh"]),
        ([GERMAN[:100], "Heading"], "en", ["", ""]),
        ([GERMAN, PERSIAN], "", ["de", "fa"]),
        (["1988 " * 100, "☃" * 300], "en", ["", ""]),
    ],
)
def test_long_passages_tell_their_language(
    texts: list[str], language: str, expected: list[str]
) -> None:
    """A long passage plainly in another language is said to be; a short one goes with the rest."""
    assert list(passage_languages(texts, language)) == expected


def test_a_passage_in_another_language_is_found_far_into_a_long_document() -> None:
    """Nor does it matter in how many passages the document's words were learnt."""
    texts = [*repeat(ENGLISH, 40), PERSIAN, GERMAN, *repeat(ENGLISH, 5)]
    expected = ["fa" if text is PERSIAN else "de" if text is GERMAN else "" for text in texts]
    assert list(passage_languages(texts, "en")) == expected


def test_most_passages_of_a_long_document_are_not_identified(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Identifying is slow: once its words are known a document's language is told by them."""
    asked: list[str] = []

    def counted(text: str, language: str) -> str:
        asked.append(text)
        return identify_passage(text, language)

    monkeypatch.setattr("indexer.passage_languages.identify_passage", counted)
    assert not any(passage_languages(repeat(ENGLISH, 100), "en"))
    assert len(asked) < 10


@given(st.lists(st.text(max_size=40).map(lambda text: text * 12), max_size=10))
def test_any_texts(texts: list[str]) -> None:
    """No text raises; short ones never have a language of their own."""
    for text, language in zip(texts, passage_languages(texts, "en"), strict=True):
        assert not language or sum(map(str.isalpha, text)) >= LONG
