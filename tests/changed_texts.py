"""Texts that change and remember where each of their letters came from: truth by construction.

A text is a list of blocks, a block a list of letters, a letter a code point with a number that no
other has. A change works on these, so that afterwards every letter of the new text says which of
the old one it is, or that it is new. Nothing here searches a text for anything.
"""

from __future__ import annotations

import itertools
import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archive.identifiers import passage_id
from archive.model import Edition, Metadata, Passage
from archive.text import canonicalise, cut

Letter = tuple[str, int]
Block = list[Letter]
Change = Callable[[random.Random, list[Block]], list[Block]]

SHA256 = "ab" * 32
LIMIT = 2_000  # code points of a passage
_numbers = itertools.count(1)

ENGLISH = (
    "the commission met on Monday and heard that a letter of 1988 had been found in the archive "
    "house of the town where nobody had looked for it since the flood co-operate 3,000 “so” list "
    "prisoners names were read aloud in the yard by guard who wrote them down witness said no"
).split()
PERSIAN = (
    "گزارش کمیسیون در بایگانی بود و نامه‌ای از سال ۱۳۶۷ پیدا شد که هیچ‌کس آن را ندیده بود "
    "می‌گویند نام‌ها در حیاط خوانده شد زندانیان را به سالن بردند خانواده‌ها خبر نداشتند"
).split()
ARABIC = (
    "وثيقة محفوظة في دار الأرشيف قُرِئَت الأسماء في الساحة يوم الاثنين ولم يُخبَر أحد بالسبب كتب الحارس "
    "القائمة ثم أُرسلت إلى المدينة سنة ١٩٨٨"
).split()
ODD = (
    "𝔄𝔅 naïve café x\u0301y Straße 👩‍👩‍👧 über 100% a&b co-op “quote” re\u00adport fiancée Ελλάδα "
    "Москва 北京 ตัวอย่าง l’été 𐤀𐤁 e\u0323\u0301 the of and"
).split()
TONGUES = {"english": ENGLISH, "persian": PERSIAN, "arabic": ARABIC, "odd": ODD}


@dataclass(frozen=True, slots=True)
class Text:
    """A canonical text in passages, and for each of its code points the letter's number."""

    edition: Edition
    letters: list[int]


def written(text: str) -> Block:
    """New letters."""
    return [(char, next(_numbers)) for char in text]


def words_of(block: Block) -> list[Block]:
    """Its words, without the spaces between them."""
    groups = itertools.groupby(block, key=lambda letter: letter[0] == " ")
    return [list(letters) for is_space, letters in groups if not is_space]


def plain(letters: Block) -> str:
    """What they read."""
    return "".join(char for char, _ in letters)


def joined(words: list[Block]) -> Block:
    """Words with new spaces between them."""
    return [letter for word in words for letter in (*written(" "), *word)][1:]


def read(blocks: list[Block], version: str) -> Text:
    """The edition that a parser would make of these blocks."""
    texts: list[str] = []
    letters: list[int] = []
    for block in blocks:
        folded = canonicalise("".join(char for char, _ in block))
        for start, end in cut(folded.text, LIMIT):
            letters += [0] if texts else []
            letters += [block[at][1] for at in folded.origin[start:end]]
            texts.append(folded.text[start:end])
    passages = []
    at = 0
    seen: dict[str, int] = {}
    for ordinal, text in enumerate(texts):
        name = passage_id(SHA256, text, seen.get(text, 0))
        seen[text] = seen.get(text, 0) + 1
        passages.append(
            Passage(
                id=name, ordinal=ordinal, kind="paragraph", text=text, start=at, end=at + len(text)
            )
        )
        at += len(text) + 1
    edition = Edition(
        sha256=SHA256, media_type="text/html", parser="html", parser_version=version,
        canon="canon-1", charset="utf-8", metadata=Metadata(), text="\n".join(texts),
        passages=tuple(passages),
    )  # fmt: skip
    return Text(edition, letters)


# What is written


def sentence(rng: random.Random, words: list[str]) -> str:
    """A sentence of 3 to 16 words out of a small stock, so that many are alike."""
    return " ".join(rng.choices(words, k=rng.randint(3, 16))) + "."


def prose(rng: random.Random, words: list[str]) -> list[Block]:
    """Paragraphs, with some short headings, of which some are the same."""
    blocks = []
    for _ in range(rng.randint(8, 24)):
        if rng.random() < 0.15:
            blocks.append(written(rng.choice(("1988", words[0], f"{words[1]} {words[2]}"))))
        sentences = [sentence(rng, words) for _ in range(rng.randint(1, 4))]
        blocks.append(written(" ".join(sentences)))
    return blocks


def refrain(rng: random.Random, words: list[str]) -> list[Block]:
    """Sentences, headings and whole runs of paragraphs that occur again and again."""
    stock = [" ".join(sentence(rng, words) for _ in range(rng.randint(1, 2))) for _ in range(5)]
    stock += ["1988", words[3]]
    run = rng.choices(stock, k=3)
    texts = []
    for _ in range(rng.randint(6, 14)):
        texts += run if rng.random() < 0.4 else [rng.choice(stock)]
    return [written(text) for text in texts]


def register(rng: random.Random, words: list[str]) -> list[Block]:
    """Rows that differ in a number or two, as lists and tables have them."""
    form = " ".join(rng.choices(words, k=7))
    return [
        written(f"{number}. {form} {rng.randint(1, 31)} {words[4]} {1360 + number % 9}")
        for number in range(rng.randint(10, 40))
    ]


# What becomes of it


def _by_word(
    share: float,
) -> Change:
    """A share of all words is replaced, dropped, cut or given a neighbour."""

    def change(rng: random.Random, blocks: list[Block]) -> list[Block]:
        stock = [word for block in blocks for word in words_of(block)]
        return [joined(list(_edited(rng, block, stock, share))) for block in blocks]

    return change


def _edited(rng: random.Random, block: Block, stock: list[Block], share: float) -> Iterator[Block]:
    words = words_of(block)
    for at, word in enumerate(words):
        if rng.random() >= share:
            yield word
            continue
        other = written(plain(rng.choice(stock)))
        near = map(plain, words[max(0, at - 3) : at + 4])
        kind = rng.randrange(4) if plain(other) not in near else 1  # or it reads as it did before
        if kind == 0:
            yield other
        elif kind == 1 and len(word) > 1:
            yield word[:-1]
        elif kind == 2:
            yield word
            yield other
        # else it is dropped


def unchanged(rng: random.Random, blocks: list[Block]) -> list[Block]:
    """The same reading again."""
    return blocks


def white_space(rng: random.Random, blocks: list[Block]) -> list[Block]:
    """Other white space in the file, of all kinds that Unicode has, and lines broken elsewhere."""
    spaces = (" ", "  ", "\n", "\t ", "\u00a0", "\r\n", "\u2009", "\u3000 ")
    return [
        [
            letter
            for char, number in block
            for letter in (written(rng.choice(spaces)) if char == " " else [(char, number)])
        ]
        for block in blocks
    ]


def cut_otherwise(rng: random.Random, blocks: list[Block]) -> list[Block]:
    """Passages joined and split: a parser that sees other blocks."""
    made: list[Block] = [[]]
    for block in blocks:
        if made[-1]:
            made[-1] = [*made[-1], *written(" ")]
        for word in words_of(block):
            made[-1] = [*made[-1], *word, *written(" ")]
            if rng.random() < 0.03:
                made.append([])
        if rng.random() < 0.5:
            made.append([])
    return made


def decomposed(rng: random.Random, blocks: list[Block]) -> list[Block]:
    """Saved in another encoding and normalisation form."""
    return [[letter for cluster in _clusters(block) for letter in cluster] for block in blocks]


def _clusters(block: Block) -> Iterator[Block]:
    """A letter and its marks, decomposed; a mark keeps its number wherever it stands then."""
    at = 0
    while at < len(block):
        end = at + 1
        while end < len(block) and unicodedata.combining(block[end][0]):
            end += 1
        own = dict(block[at:end])
        parts = unicodedata.normalize("NFD", plain(block[at:end]))
        yield [(part, own.get(part, block[at][1])) for part in parts]
        at = end


def misread(rng: random.Random, blocks: list[Block]) -> list[Block]:
    """Decoded with the wrong table: what is not ASCII is something else."""
    return [
        [letter for char, n in block
         for letter in ([(char, n)] if char.isascii() else written(f"Ã{chr(0xA1 + n % 90)}"))]
        for block in blocks
    ]  # fmt: skip


def deleted(rng: random.Random, blocks: list[Block]) -> list[Block]:
    """A third of the passages is gone."""
    return [block for block in blocks if rng.random() > 0.33]


def moved(rng: random.Random, blocks: list[Block]) -> list[Block]:
    """The passages stand in another order; of equal ones, which cannot be told apart, not."""
    equal: dict[str, list[Block]] = {}
    for block in blocks:
        equal.setdefault("".join(char for char, _ in block), []).append(block)
    order = rng.sample(blocks, k=len(blocks))
    return [equal["".join(char for char, _ in block)].pop(0) for block in order]


def another_version(rng: random.Random, blocks: list[Block]) -> list[Block]:
    """A later version of the page: half of it kept, some of that edited, some of it new."""
    stock = [word for block in blocks for word in words_of(block)]
    made = []
    for block in blocks:
        fate = rng.random()
        if fate < 0.5:
            made.append(block)
        elif fate < 0.7:
            made.append(joined(list(_edited(rng, block, stock, 0.2))))
        elif fate < 0.85:
            words = ["".join(c for c, _ in rng.choice(stock)) for _ in range(rng.randint(3, 30))]
            made.append(written(" ".join(words)))
    return made


def both(first: Change, second: Change) -> Change:
    """One change, and then another."""
    return lambda rng, blocks: second(rng, first(rng, blocks))


CHANGES: dict[str, Change] = {
    "read again, the same": unchanged,
    "other white space": white_space,
    "passages split and joined": cut_otherwise,
    "another normalisation form": decomposed,
    "decoded with the wrong table": misread,
    "1 % of the words edited": _by_word(0.01),
    "10 % of the words edited": _by_word(0.1),
    "60 % of the words edited": _by_word(0.6),
    "passages deleted": deleted,
    "passages moved": moved,
    "deleted, split and joined": both(deleted, cut_otherwise),
    "edited, moved and deleted": both(_by_word(0.05), both(moved, deleted)),
    "another version of the page": another_version,
}
FORMS = {"prose": prose, "refrain": refrain, "register": register}
