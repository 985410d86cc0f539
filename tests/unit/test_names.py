"""Spellings of names by their sounds: what is read, ruled out, and weighed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import folded
from indexer.names.alignment import Costs, columns, distances, learnt, plain, read
from indexer.names.outline import alike, outlines
from indexer.names.sounds import LATIN, SYMBOLS, sounds, sounds_of, symbols
from indexer.names.spellings import Spellings, outstanding, spelling_arrays

# Persons and groups whose spellings newspapers and archives really vary.
NAMES = {
    "Khomeini": ("Khomeyni", "خمینی", "خميني", "Хомейни"),
    "Mujahedin": ("Mojahedin", "مجاهدین", "Моджахедин"),
    "Noury": ("Nouri", "نوری", "Нури"),
    "Mohammed": ("Muhammad", "Mohamed", "محمد", "Мухаммед"),
    "Hussein": ("Hossein", "Husain", "حسین"),
    "Montazeri": ("Montazery", "منتظری", "Монтазери"),
}
OTHERS = "prison letter archive Berlin Moscow Tehran کتاب زندان ایران город письмо London".split()
WORDS = st.text(alphabet="abcdehiklmnorsuyخمینیاوвгдх123 -", max_size=12)


def found(word: str, among: list[str]) -> set[str]:
    """The words that may spell a name."""
    words = sorted({folded(each) for each in among})
    places, _ = Spellings(spelling_arrays(words)).of(folded(word))
    return {words[place] for place in places.tolist()}


@pytest.mark.parametrize("name", NAMES)
def test_spellings_of_a_name_find_each_other_across_scripts(name: str) -> None:
    """Latin, Persian, Arabic and Cyrillic ones, each from the Latin one and the other way round."""
    every = [name, *NAMES[name]]
    among = [*OTHERS, *(each for other in NAMES for each in (other, *NAMES[other]))]
    own = {folded(each) for each in every}
    got = found(name, among)
    assert own <= got
    assert got - own == set()
    for each in every:
        assert folded(name) in found(each, among)


@given(st.lists(WORDS, max_size=8))
def test_words_read_together_are_read_as_one_by_one(words: list[str]) -> None:
    """Where a word stands in the list changes nothing; a word with other signs has no sounds."""
    words = [word.replace("\n", "") for word in words]
    codes, edges = sounds(words)
    assert edges.size == len(words) + 1
    for place, word in enumerate(words):
        alone = sounds_of(word)
        assert sounds([word])[0].tolist() == alone.tolist()
        assert codes[edges[place] : edges[place + 1]].tolist() == alone.tolist()
        if any(character in "123 -" for character in word):
            assert alone.size == 0


def test_groups_of_letters_are_one_sound() -> None:
    """In Latin script as in Cyrillic; doubled letters count once, but in Arabic script."""
    assert symbols(["khoury", "хоури"]).split("\n")[1:3] == ["ĦŪrÿ", "ĦoÿrI"[:0] or "ĦŪrì"]
    assert sounds(["hassan"])[0].tolist() == sounds(["hasan"])[0].tolist()
    assert sounds(["ممدوح"])[0].size == 5
    assert sounds(["a1", "", "x" * 99, "日本"])[0].size <= 1


@given(WORDS, WORDS)
def test_the_distance_is_that_of_a_plain_table(one: str, other: str) -> None:
    """Arrays give what Wagner and Fischer's table gives, and the same both ways."""
    codes, edges = sounds([one, other])
    first, second = codes[: edges[1]], codes[edges[1] :]
    costs = learnt(across=False)
    got = distances(first, *columns(codes, edges, np.array([1])), costs)[0]
    assert got == pytest.approx(_distance(first.tolist(), second.tolist(), costs), abs=1e-3)
    back = distances(second, *columns(codes, edges, np.array([0])), costs)[0]
    assert back == pytest.approx(got, abs=1e-3)


def _distance(one: list[int], other: list[int], costs: Costs) -> float:
    table = costs.table
    rows = {(-1, -1): 0.0}
    for i in range(-1, len(one)):
        for j in range(-1, len(other)):
            ways = []
            if i >= 0 and j >= 0:
                ways.append(rows[i - 1, j - 1] + table[one[i], other[j]])
            if i >= 0:
                ways.append(rows[i - 1, j] + table[one[i], 0])
            if j >= 0:
                ways.append(rows[i, j - 1] + table[0, other[j]])
            if ways:
                rows[i, j] = float(min(ways))
    return rows[len(one) - 1, len(other) - 1]


def test_an_outline_rules_out_what_lacks_a_consonant() -> None:
    """Each word fits itself; a name without a letter that the other must have does not."""
    words = ["khomeini", "omid", "noury", "خمینی"]
    every = outlines(*sounds(words))
    for place in range(len(words)):
        assert alike(int(every[place]), every)[place]
    assert alike(int(every[0]), every).tolist() == [True, False, False, True]


def test_costs_are_written_and_read_alike() -> None:
    """To two digits, in either kind; every symbol is one character, Latin ones first."""
    for across in (False, True):
        costs = learnt(across=across)
        again = read(plain(costs))
        assert np.allclose(again.table, costs.table, atol=0.006)
        assert (again.allowed, again.allowed_by_length) == (costs.allowed, costs.allowed_by_length)
    assert len(set(SYMBOLS)) == len(SYMBOLS)
    assert SYMBOLS.startswith(LATIN)


PAIRS = [("johann", "zohan"), ("timm", "diem"), ("bihi", "oubihi"), ("bedard", "bayard")]


@pytest.mark.parametrize(("word", "other"), PAIRS)
def test_two_words_alone_tell_whether_they_are_alike(word: str, other: str) -> None:
    """Whatever else is in the list: so an update finds what a rebuild does.

    They differ where they begin, and what they have in common earns it back; all others are far.
    """
    assert found(word, [other]) == {other}
    consonants = "".join(letter for letter in word if letter not in "aeioujh")
    beside = [f"{a}{b}{c}{consonants}" for a in "aeiou" for b in "aeiou" for c in "aeiou"]
    assert other in found(word, [other, *beside])


def test_what_is_far_less_likely_than_the_likeliest_is_another_name() -> None:
    """But never what is likelier than not; and a name of which nothing is likely keeps what is."""
    assert kept(0.9, 0.5, 0.43, 0.42) == [0.9, 0.5, 0.43]
    assert kept(1.0, 0.99, 0.5, 0.49) == [1.0, 0.99, 0.5]
    assert kept(0.1, 0.07) == [0.1, 0.07]
    assert kept() == []


def kept(*likelihoods: float) -> list[float]:
    """How likely those are that are sought of some."""
    return [each for _, each in outstanding((str(each), each) for each in likelihoods)]


def test_no_words_and_words_without_sounds_are_no_error() -> None:
    """An archive of numbers has a dictionary too."""
    for words in ([], ["12", "34"], [""]):
        places, likelihoods = Spellings(spelling_arrays(words)).of("khomeini")
        assert places.size == likelihoods.size == 0
    assert Spellings(spelling_arrays(["khomeini"])).of("12")[0].size == 0
