"""Which language a text is in, and when that is not known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language import identify, primary

ENGLISH = "The papers that came to the archive in the spring were put into boxes. " * 5
GERMAN = "Die Unterlagen, die im Frühjahr in das Archiv kamen, wurden in Kisten gelegt. " * 5
PERSIAN = "سندهایی که در بهار به بایگانی رسید در جعبه‌ها گذاشته شد و شماره خورد. " * 5


@pytest.mark.parametrize(
    ("text", "hint", "value", "basis"),
    [
        (ENGLISH, "", "en", "identified from the text"),
        (GERMAN, "", "de", "identified from the text"),
        (PERSIAN, "", "fa", "identified from the text"),
        (ENGLISH, "en-US", "en", "lang attribute"),
        (GERMAN, "en", "de", "identified from the text"),
        ("Print", "de", "de", "lang attribute"),
        (PERSIAN, "prs", "prs", "lang attribute"),
    ],
)
def test_languages(text: str, hint: str, value: str, basis: str) -> None:
    """A long text tells its language; a page's own word is overruled only where plainly wrong."""
    found = identify(text, hint)
    assert found
    assert (found.value, found.basis) == (value, basis)


@pytest.mark.parametrize(
    ("text", "hint", "value"),
    [
        (ENGLISH[:200] + GERMAN * 2, "en", "en"),
        (ENGLISH[:200] + GERMAN * 2, "fr", "de"),
        (ENGLISH[:200] + GERMAN * 2, "", "de"),
        (ENGLISH[:140], "de", "de"),
        (ENGLISH, "x-klingon", "en"),
        (ENGLISH, "tlh", "tlh"),
    ],
)
def test_a_hint_is_overruled_from_the_beginning(text: str, hint: str, value: str) -> None:
    """A text that begins as declared is so; one with few letters or in an unknown language too."""
    found = identify(text, hint)
    assert found
    assert found.value == value


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH + PERSIAN[:200], "en"),
        (PERSIAN + ENGLISH[:150], "fa"),
        (ENGLISH * 2 + "档案馆保存着国家的历史文献。" * 4, "en"),
        ("档案馆保存着国家的历史文献，供公众查阅。" * 5 + ENGLISH[:140], "zh"),
        ("Các tài liệu được chuyển đến kho lưu trữ vào mùa xuân và đặt trong hộp. " * 3, "vi"),
    ],
)
def test_most_letters_tell_the_language(text: str, language: str) -> None:
    """A quotation in another script does not make a text one of that language."""
    found = identify(text)
    assert found
    assert found.value == language


@pytest.mark.parametrize("text", ["", "Print", "1988 2020 1234567890", "hm"])
def test_a_short_text_tells_nothing(text: str) -> None:
    """Of a few letters the language is not known."""
    assert identify(text) is None


@given(st.text(max_size=100), st.text(max_size=8))
def test_any_text_and_any_hint(text: str, hint: str) -> None:
    """No text and no hint raise; the value is a plain primary subtag."""
    found = identify(text, hint)
    assert found is None or primary(found.value) == found.value
