"""Quotations held against texts: what was copied is verbatim, what was changed is told."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.quotation_words import WordsOfText, words_of
from archive.quotations import Comparison, compare, read_quotation

TEXT = (
    "The committee questioned the prisoners for three minutes each, in a room at the end of the "
    "corridor. They were asked about their faith.\nنمی‌دانستند که چه خواهد شد؛ هیچ‌کس چیزی نگفت.\n"
    "None of them knew why, and the guards said nothing. In July the visits ended, and letters "
    "came back unopened."
)


def compared(typed: str, text: str = TEXT) -> Comparison | None:
    """How a quotation compares with a text."""
    return compare(read_quotation(typed), text)


@pytest.mark.parametrize(
    ("typed", "verdict", "told"),
    [
        ("“for three minutes each, in a room”", "verbatim", "for three minutes each, in a room"),
        ("«نمی‌دانستند که چه خواهد شد»", "verbatim", "نمی‌دانستند که چه خواهد شد"),
        ("نمیدانستند كه چه خواهد شد", "form", "~نمی‌دانستند که~ چه خواهد شد"),
        ("they were asked about their FAITH", "form", "~They~ were asked about their ~faith~"),
        ("The committee … about their faith", "verbatim", "The committee … about their faith"),
        ("[T]hey were asked [at night] about", "verbatim", "They were asked [at night] about"),
        ("for three minutes [sic] each", "verbatim", "for three minutes each"),
        ("questioned the men for three", "different", "questioned the -men +prisoners for three"),
        ("They were asked about beliefs", "different", "They were asked about -beliefs +their"),
        ("In July all the visits ended", "different", "In July -all the visits ended"),
        ("July visits ended, and", "different", "July +the visits ended, and"),
        ("guards said nothing. And then it rained", "absent", ""),
        ("said nothing at all to anybody that day", "absent", ""),
        ("corr", "absent", ""),
        ("zebra crossing", "absent", ""),
        ("…", "absent", ""),
    ],
)  # fmt: skip
def test_what_differs_is_told(typed: str, verdict: str, told: str) -> None:
    """~form~, -of the quotation, +of the text; words cut in two are not found."""
    found = compared(typed)
    assert (found.verdict if found else "absent") == verdict
    forms = {
        "same": "{1}", "form": "~{1}~", "changed": "-{0} +{1}", "added": "-{0}",
        "left_out": "+{1}", "omission": "{0}",
    }  # fmt: skip
    steps = found.steps if found else ()
    assert " ".join(forms[each.kind].format(each.quoted, each.text) for each in steps) == told


def test_the_closest_of_several_places() -> None:
    """Pieces that stand together are meant, not the first occurrence of each."""
    text = "He spoke. Nobody came for a long time. He spoke. Then he left."
    found = compared("He spoke … he left", text)
    assert found is not None
    assert text[found.start : found.end] == "He spoke. Then he left"


WORDS = [f"word{n}" for n in range(40)] + ["سال", "زندان", "the", "of", "in"]


@given(seed=st.integers(0, 10**9), length=st.integers(4, 60), edits=st.integers(0, 3))
def test_copied_is_verbatim_and_edited_is_not(seed: int, length: int, edits: int) -> None:
    """A copied stretch is found word for word; strange words in it are told."""
    chance = random.Random(seed)
    words = [chance.choice(WORDS) for _ in range(400)]
    at = chance.randrange(400 - length)
    quoted = words[at : at + length]
    for place in chance.sample(range(1, length - 1), min(edits, length - 2, length // 4)):
        quoted[place] = f"strange{place}"
    found = compared(" ".join(quoted), " ".join(words))
    strange = [word for word in quoted if word.startswith("strange")]
    assert found is not None
    assert (found.verdict == "verbatim") == (not strange)
    told = [
        w for each in found.steps if each.kind in ("changed", "added") for w in each.quoted.split()
    ]
    assert set(strange) <= set(told)
    if not strange:
        assert " ".join(words)[found.start : found.end] == " ".join(quoted)


UNSEEN = ("\u2066", "\u0301", "\xad", "\u200d\u064e")  # which fold to nothing


@given(
    typed=st.text(max_size=300) | st.lists(st.sampled_from(("word", "…", *UNSEEN))).map(" ".join),
    text=st.text(max_size=600),
)
def test_any_text_is_compared(typed: str, text: str) -> None:
    """Nothing raises; what is called verbatim stands there, each piece in its order."""
    quotation = read_quotation(typed)
    found = compare(quotation, text)
    if found:
        assert 0 <= found.start <= found.end <= len(text)
        if found.verdict == "verbatim":
            span, at = text[found.start : found.end], 0
            for piece in quotation.pieces:
                at = span.index(piece, at) + len(piece)


@given(
    st.lists(
        st.sampled_from(
            "The the key a’b 12 ۱۲ \u0640\u200c ــ é كتاب , … \n \n می\u200cروند".split(" ")
        )
    ),
    st.data(),
)
def test_the_words_of_a_text_are_made_where_they_are_looked_at(
    parts: list[str], data: st.DataObject
) -> None:
    """Any slice is that of all words; those sought are where they stand."""
    text = " ".join(parts)
    every = words_of(text)
    lazy = WordsOfText(text, {"the", "12", "کتاب"})
    assert len(lazy) == len(every)
    start, stop = sorted(data.draw(st.tuples(*2 * [st.integers(0, len(every) + 2)])))
    assert lazy[start:stop] == every[start:stop]
    assert [lazy[at] for at in range(len(every))] == every
    for word, places in lazy.places.items():
        assert places == [at for at, each in enumerate(every) if each.folded == word]


@pytest.mark.parametrize(
    ("quotation", "text"),
    [
        ("قرئت الأسماء ولم يخبر أحد بالسبب", "قُرِئَت الأسماء ولم يُخبَر أحدٌ بالسبب، كتب"),
        ("the cafe\u0301 by xy street", "the café by x\u0301y street"),
        ("it was a softhyphen in it", "it was a soft\u00adhyphen in it"),
        ("שלום עולם וברכה", "שָׁלוֹם עוֹלָם וברכה"),
        ("می گویند نام ها در حیاط", "می\u200cگویند نام\u200cها در حیاط خوانده شد"),
        ("the cooperation of both", "It was the co-operation of both sides."),
    ],
)
def test_vowel_signs_and_soft_hyphens_cut_no_word(quotation: str, text: str) -> None:
    """What is only pointed otherwise is the same but for its form, word for word."""
    found = compared(quotation, text)
    assert found
    assert found.verdict in ("form", "verbatim")
    assert found.likeness == 1.0
    assert {step.kind for step in found.steps} <= {"same", "form"}
