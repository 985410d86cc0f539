"""How well near-duplicates are told: known copies, and texts that look like copies.

    python -m benchmarks.near_duplicates ../shared/data/relevance

Takes running texts, makes of each the copies that newsrooms make and the texts that must not be
taken for one, indexes all of them as a rebuild does, and prints of each kind how many were
grouped with the text that they were made of. Without a folder the texts are made up.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from archive.identifiers import document_id, passage_id
from archive.model import Capture, Dating, Document, Fact, Metadata, Passage
from indexer.engines.whoosh_build import WhooshBuilder
from indexer.engines.whoosh_engine import open_engine

Text = list[str]  # its passages
SEED = 20_261_128
TEXTS = 40  # of a set
OTHERS = 7  # that are used up for each
WORDS = 500  # of a text
_SENTENCE = re.compile(r"(?<=[.!?؟])\s+")
_DAY = "2021-02-{:02}"


@dataclass(frozen=True, slots=True)
class Made:
    """A text made of another, and whether it is a copy of it."""

    kind: str
    text: Text
    is_copy: bool


@dataclass(slots=True)
class Figure:
    """Of one kind: how many were made, and how many of them were grouped."""

    is_copy: bool
    made: int = 0
    grouped: int = 0


class _NoTexts:
    """What literal search would read; nothing is searched here."""

    def document(self, document_id: str) -> Document | None:
        return None

    def texts(self, document_id: str, ordinals: Sequence[int]) -> list[tuple[str, str]]:
        return []


def made_of(
    text: Text, others: Iterator[Text], rng: random.Random, words: Sequence[str]
) -> Iterator[Made]:
    """Copies of a text, and texts that share wording with it but tell something else.

    ``others``: what else they tell, a text that is used nowhere else; ``words``: those that are
    put in place of others.
    """
    size = len(" ".join(text).split())

    def of_another(share: float) -> Text:
        other = next(others)
        return _cut(other, share * size / len(" ".join(other).split()))

    yield Made("the same words", text, True)
    yield Made("in one passage", [" ".join(text)], True)
    yield Made("a new beginning", of_another(0.05) + text, True)
    yield Made("2% of words changed", _edited(text, 0.02, rng, words), True)
    yield Made("5% of words changed", _edited(text, 0.05, rng, words), True)
    yield Made("cut to 75%", _cut(text, 0.75), True)
    yield Made("cut to 50%", _cut(text, 0.5), True)
    yield Made("cut to 60%, 2% changed", _edited(_cut(text, 0.6), 0.02, rng, words), True)
    yield Made("15% of sentences left out", _thinned(text, 0.15, rng), True)
    yield Made("20% added", text + of_another(0.2), True)
    yield Made("50% added", text + of_another(0.5), True)
    yield Made("passages in another order", rng.sample(text, len(text)), True)
    yield Made("30% quoted", _cut(text, 0.3) + of_another(0.7), False)
    yield Made("half of it, half another", _cut(text, 0.5) + of_another(0.5), False)
    yield Made("a form filled in, 20% changed", _edited(text, 0.2, rng, words), False)
    yield Made("a form filled in, 30% changed", _edited(text, 0.3, rng, words), False)
    yield Made("quoted whole in a text of thrice its length", text + of_another(1) + of_another(1),
               False)  # fmt: skip


def figures(texts: Sequence[Text], language: str, seed: int = SEED) -> dict[str, Figure]:
    """Of each kind what was made of one in eight of these texts and what was grouped."""
    rng = random.Random(seed)
    words = sorted({word for text in texts for passage in text for word in passage.split()})
    texts, others = texts[: len(texts) // (OTHERS + 1)], iter(texts[len(texts) // (OTHERS + 1) :])
    found: defaultdict[str, Figure] = defaultdict(lambda: Figure(is_copy=True))
    made: list[tuple[str, Made, str]] = []  # identifier, what, and of which it was made
    with tempfile.TemporaryDirectory() as folder:
        builder = WhooshBuilder(Path(folder))
        for number, text in enumerate(texts):
            first = _document(f"{number}", text, language, day=1)
            builder.add(*first)
            for place, each in enumerate(made_of(text, others, rng, words), 2):
                indexed = _document(f"{number}.{place}", each.text, language, day=place)
                builder.add(*indexed)
                made.append((indexed[0].id, each, first[0].id))
        builder.finish()
        with closing(open_engine(Path(folder), _NoTexts())) as engine:
            for identifier, each, of in made:
                figure = found[each.kind]
                figure.is_copy = each.is_copy
                figure.made += 1
                group = engine.copies(identifier)
                figure.grouped += of in group if each.is_copy else bool(group)
    return dict(found)


def made_up(count: int, size: int = WORDS, seed: int = SEED) -> list[Text]:
    """Texts of made-up words, as often as words are (Zipf), in sentences and passages."""
    rng = random.Random(seed)
    words = [f"w{number}" for number in range(5_000)]
    weights = [1 / (rank + 3) for rank in range(len(words))]
    texts = []
    for _ in range(count):
        text = []
        for _ in range(size // 100):
            sentences = [" ".join(rng.choices(words, weights, k=20)) + "." for _ in range(5)]
            text.append(" ".join(sentences))
        texts.append(text)
    return texts


def collection(folder: Path, count: int) -> list[Text]:
    """Texts of a test collection, joined to about so many words each."""
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        passages = [json.loads(line)["text"] for line in lines]
    random.Random(SEED).shuffle(passages)
    texts: list[Text] = [[]]
    for passage in passages:
        if len(" ".join(texts[-1]).split()) >= WORDS:
            texts.append([])
        texts[-1].append(passage)
    return texts[:count]


def _edited(text: Text, share: float, rng: random.Random, words: Sequence[str]) -> Text:
    return [
        " ".join(rng.choice(words) if rng.random() < share else word for word in passage.split())
        for passage in text
    ]


def _cut(text: Text, share: float) -> Text:
    left = int(len(" ".join(text).split()) * share)
    kept = []
    for passage in text:
        words = passage.split()[:left]
        left -= len(words)
        if words:
            kept.append(" ".join(words))
    return kept


def _thinned(text: Text, share: float, rng: random.Random) -> Text:
    kept = [
        " ".join(sentence for sentence in _SENTENCE.split(passage) if rng.random() >= share)
        for passage in text
    ]
    return [passage for passage in kept if passage] or text


def _document(name: str, text: Text, language: str, day: int) -> tuple[Document, list[Passage]]:
    digest = sha256(name.encode()).hexdigest()
    passages, start = [], 0
    for ordinal, words in enumerate(text):
        passages.append(
            Passage(
                id=passage_id(digest, words, ordinal),
                ordinal=ordinal,
                kind="paragraph",
                text=words,
                start=start,
                end=start + len(words),
            )
        )
        start += len(words) + 1
    dated = Dating(value=_DAY.format(day), precision="day", basis="made")
    document = Document(
        id=document_id(digest),
        sha256=digest,
        size=start,
        media_type="text/plain",
        charset="utf-8",
        metadata=Metadata(language=Fact(value=language, basis="made"), published=dated),
        captures=(Capture(path=name),),
        parser="text",
        parser_version="1",
        text_sha256=digest,
        passage_count=len(passages),
    )
    return document, passages


def main(folder: str = "") -> None:
    """Print the table."""
    sets: Mapping[str, tuple[list[Text], str]] = {"made up": (made_up(TEXTS * (OTHERS + 1)), "en")}
    if folder:
        sets = {
            f"{name}, {language}": (collection(Path(folder) / name, TEXTS * (OTHERS + 1)), language)
            for name, language in (("scifact", "en"), ("pquad-fa", "fa"))
        }
    for name, (texts, language) in sets.items():
        print(f"{name}: {TEXTS} texts, seed {SEED}")
        for kind, figure in figures(texts, language).items():
            what = "found" if figure.is_copy else "WRONG"
            print(f"  {kind:44} {figure.grouped:4} of {figure.made} {what}")


if __name__ == "__main__":
    main(*sys.argv[1:])
