"""Old links in changed texts: found right, or refused; never led to other words."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from archive.selectors import resolve

STOCK = (
    "the commission met on Monday and heard that a letter of 1988 had been found in the archive "
    "house of the town where nobody had looked for it since the flood گزارش کمیسیون در بایگانی "
    "بود می\u200cروند وثيقة محفوظة naïve 𝔄𝔅 co-operate 3,000 “so”"
)
WORDS = STOCK.split()


def sentence(rng: random.Random) -> str:
    """A sentence of 3 to 14 words out of a small stock, so that many are alike."""
    return " ".join(rng.choices(WORDS, k=rng.randint(3, 14))) + "."


def edited(rng: random.Random, text: str, share: float) -> tuple[str, list[int | None]]:
    """The text with a share of its words replaced, dropped or added, and the old-to-new map.

    The map leads each old code point to its new place, None where its word was touched.
    """
    out: list[str] = []
    where: list[int | None] = []
    length = 0
    for word in text.split(" "):
        new, kept = word, True
        if rng.random() < share:
            kept = False
            new = rng.choice(["", rng.choice(WORDS), word[:-1], word + " " + rng.choice(WORDS)])
        where.extend((length + i if kept else None) for i in range(len(word) + 1))
        if new:
            out.append(new)
            length += len(new) + 1
    return " ".join(out), where


@given(seed=st.integers(0, 2**32), share=st.sampled_from([0.0, 0.01, 0.1, 0.6]))
def test_a_passage_of_an_edited_text_is_right_or_refused(seed: int, share: float) -> None:
    """What is said to be moved or approximate covers the same occurrence of the words."""
    rng = random.Random(seed)
    passages = [sentence(rng) for _ in range(40)]
    passages += rng.choices(passages, k=8)  # sentences that occur twice
    rng.shuffle(passages)
    text = "\n".join(passages)
    new, where = edited(rng, text.replace("\n", " "), share)
    start = 0
    for passage in passages:
        end = start + len(passage)
        found = resolve(new, text, (start, end))
        spot = [w for w in where[start:end] if w is not None]
        if found.status in ("moved", "approximate"):
            note(f"{text[start:end]} -> {new[found.start : found.end]}")
            assert spot, "every word of it was touched, and yet it was found"
            inside = sum(found.start <= w < found.end for w in spot)
            assert inside > len(spot) / 2, "another occurrence was shown"
        start = end + 1


@given(seed=st.integers(0, 2**32))
def test_an_unchanged_text_resolves_exactly(seed: int) -> None:
    """In its own edition every span is exact at its own place."""
    rng = random.Random(seed)
    text = "\n".join(sentence(rng) for _ in range(10))
    start = rng.randrange(len(text) - 1)
    end = rng.randint(start + 1, len(text))
    found = resolve(text, text, (start, end))
    assert (found.status, found.start, found.end) == ("exact", start, end)


@given(st.text("abcdefgh ", min_size=1, max_size=31))
def test_short_quotations_never_match_approximately(exact: str) -> None:
    """A five-letter name must not lead to another name."""
    text = "x" + exact[:-1] + "q" + "y"
    assert resolve(text, exact, (0, len(exact))).status in ("not_found", "moved")


def test_a_heading_that_stands_everywhere_needs_its_context() -> None:
    """“1988” is in every line: only before-and-after can tell which one was meant."""
    text = "\n".join(f"Part {n}\n1988\nbegins with the letter {n}" for n in "abcdef")
    start = text.index("1988", text.index("Part d"))
    moved = "A new first line.\n" + text
    found = resolve(moved, text, (start, start + 4))
    assert (found.status, found.start) == ("moved", start + len("A new first line.\n"))
    assert resolve("1988\n1988", text, (start, start + 4)).status == "not_found"


def test_a_surviving_copy_is_not_taken_for_the_passage() -> None:
    """Of two equal sentences the linked one was edited away; the other is not shown for it."""
    twin = "The commission was formed on the nineteenth of July under direct orders."
    text = f"First page begins. {twin} More of the first.\nSecond page. {twin} End of it."
    now = f"First page begins. {twin} More of the first.\nSecond page. Gone."
    found = resolve(now, text, (text.rindex(twin), text.rindex(twin) + len(twin)))
    assert found.status == "not_found"


@pytest.mark.slow
def test_a_seed_article_survives_new_white_space(shared: Path) -> None:
    """Every sentence of a real article is found again after re-extraction moved it."""
    text = next((shared / "seeds").glob("*.txt")).read_text("utf-8")
    folded = " ".join(text.split())
    moved = "Saved by a reader. " + folded
    for start in range(0, len(folded) - 80, 80):
        found = resolve(moved, folded, (start, start + 80))
        assert found.start == start + len("Saved by a reader. ")
