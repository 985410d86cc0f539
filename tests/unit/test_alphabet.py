"""Words in the order that their readers expect."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.alphabet import sort_key
from indexer.analysis import fold

PERSIAN = "آب باران پدر تبر ثبت جان چاه حق خانه دار ذره رود زن ژاله سال شب صبح ضرر طرح ظهر".split()
PERSIAN += "عمر غم فردا قلم کار گل لب مرد نان وقت هوا یار".split()
WORDS = st.text("abzéأبپتچکكگنوهيیى0۰", min_size=1, max_size=4)


def test_the_persian_alphabet() -> None:
    """Each letter stands where Persian readers look for it, as searches compare it (folded)."""
    keys = [sort_key(fold(word), "fa") for word in PERSIAN]
    assert keys == sorted(keys)


def test_arabic_has_its_own_end() -> None:
    """In Arabic ه comes before و, in Persian after it; ي is the last of both."""
    arabic = sorted("يوهن", key=lambda word: sort_key(fold(word), "ar"))
    persian = sorted("یوهن", key=lambda word: sort_key(fold(word), "fa"))
    assert ("".join(arabic), "".join(persian)) == ("نهوي", "نوهی")


@given(WORDS, WORDS)
def test_different_words_have_different_keys(one: str, other: str) -> None:
    """No two words as they are compared are taken for the same."""
    same = fold(one) == fold(other)
    assert (sort_key(fold(one), "fa") == sort_key(fold(other), "fa")) == same
