"""Text fragments against the grammar of the specification, read by a parser of its own."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from archive.text_fragments import LONGEST, text_fragment

# The grammar of the specification (URL Fragment Text Directives, 3.2), without other directives:
# TextDirective ::= "text=" TextDirectiveParameters, of characters that are explicit or encoded.
CHARACTER = r"(?:[A-Za-z0-9!$'()*+./:;=?@_~]|%[0-9A-Fa-f]{2})"
GRAMMAR = re.compile(
    rf"#:~:text=(?:(?P<prefix>{CHARACTER}+)-,)?(?P<start>{CHARACTER}+)"
    rf"(?:,(?P<end>{CHARACTER}+))?(?:,-(?P<suffix>{CHARACTER}+))?"
)
WORDS = st.sampled_from(
    "the key room a,b co-op -x x- 100% R&D A&B=c #1 ~y کلید می\u200cروند “so” naïve 𝔄𝔅 é "
    'naive میروند "so" e KEY ۱ 1'.split()
)
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=40).map(" ".join), min_size=1, max_size=6)


def terms(fragment: str) -> dict[str, str]:
    """The terms by their names, decoded. Fails where the fragment is against the grammar."""
    match = GRAMMAR.fullmatch(fragment)
    assert match, fragment
    return {name: unquote(value) for name, value in match.groupdict().items() if value}


def first_match(text: str, found: dict[str, str]) -> tuple[int, int] | None:
    """Where a browser that searches the blocks of a text finds it first, in whatever case."""
    letters, origin = as_compared(text)
    prefix, sought = (as_compared(found.get(name, ""))[0] for name in ("prefix", "start"))
    whole = " ".join(filter(None, (prefix, sought)))
    if "end" not in found and "suffix" in found:
        whole += f" {as_compared(found['suffix'])[0]}"
    at = letters.find(whole)
    if at < 0:
        return None
    start = at + (len(prefix) + 1 if prefix else 0)
    end = start + len(sought)
    if "end" in found:
        last = as_compared(found["end"])[0]
        end = letters.find(last, end) + len(last)
    return origin[start], origin[end]


def as_compared(text: str) -> tuple[str, list[int]]:
    """Letters as browsers compare them, and where each stood: without case, accents, joiners."""
    letters: list[str] = []
    origin: list[int] = []
    for at, char in enumerate(text):
        same = {"ï": "i", "é": "e", "“": '"', "”": '"', "\u200c": "", "۱": "1"}.get(char)
        same = unicodedata.normalize("NFKD", char).casefold() if same is None else same
        letters.append(same)
        origin += [at] * len(same)
    return "".join(letters), [*origin, len(text)]


@given(TEXTS, st.data())
def test_what_is_made_follows_the_grammar_and_finds_the_words(
    blocks: list[str], data: st.DataObject
) -> None:
    """Every term is in one block, whole words, with no bare sign; the first match is the words."""
    text = "\n".join(blocks)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    fragment = text_fragment(text, start, end)
    if not fragment:
        return
    found = terms(fragment)
    for term in found.values():
        assert any(term in block for block in blocks)
        assert "\n" not in term
        assert len(term) <= LONGEST
    match = first_match(text, found)
    assert match
    assert match[0] <= start + len(text[start:end]) - len(text[start:end].lstrip())
    assert match[1] >= end - (len(text[start:end]) - len(text[start:end].rstrip()))
    for edge in match:
        assert edge in (0, len(text)) or text[edge - 1].isspace() or text[edge].isspace()


def test_signs_of_the_grammar_are_encoded() -> None:
    """Hyphen, comma, ampersand and percent sign in a quotation are its letters."""
    text = "Before it, the co-op R&D had 100 % of a,b – it said “so”. After it nothing."
    start, end = text.index("co-op"), text.index(" – ")
    assert (
        text_fragment(text, start, end) == "#:~:text=co%2Dop%20R%26D%20had%20100%20%25%20of%20a%2Cb"
    )


def test_few_or_repeated_words_get_their_context() -> None:
    """Three words or fewer, and words that stand before: with what is beside them in the block."""
    text = "The key was lost by us.\nThen the key was lost by us again.\nThe end of it"
    again = text.index("the key was")
    assert terms(text_fragment(text, again, again + 20)) == {
        "prefix": "Then", "start": "the key was lost by", "suffix": "us"
    }  # fmt: skip
    lost = text.index("lost")
    assert terms(text_fragment(text, lost, lost + 4))["start"] == "lost"
    assert "suffix" in terms(text_fragment(text, lost, lost + 4))
    assert text_fragment("one two\none two", 8, 15) == ""


def test_long_words_and_words_of_several_blocks_are_a_range() -> None:
    """By their first words and their last; each in one block."""
    text = " ".join(f"word{number}" for number in range(100)) + "\nThe next block is short."
    found = terms(text_fragment(text, 0, 500))
    assert found["start"] == "word0 word1 word2 word3 word4"
    assert found["end"].endswith(text[:500].split()[-1])
    over = terms(text_fragment(text, text.index("word97"), len(text) - 3))
    assert over == {"start": "word97 word98 word99", "end": "The next block is short."}
