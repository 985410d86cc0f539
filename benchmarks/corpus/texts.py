"""The benchmark's texts: about 550 words each, distinct, in an order that a seed decides.

Promises: the same packages give the same texts, whatever number is asked for: 1,000 texts are
the first of 10,000. First come texts cut from one document each, every passage used once, until
the packages are used up; those after them join passages of different documents, each text
another draw. Lies in parts of 10,000 texts that are made once and kept.

A text is a JSON object in a line: ``id``, ``title``, ``passages`` (of 60 to 120 words), ``source``
(the package), ``year``, ``language``, ``author`` ("" for three in four).
"""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import random
import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import TypedDict

from benchmarks.corpus.packages import fetch
from benchmarks.corpus.prose import sources

PART = 10_000  # texts
SEED = 20_260_501
LEAST, MOST = 450, 650  # words of a text
PASSAGE_LEAST, PASSAGE_MOST = 60, 120  # words of a passage
PROCESSES = min(8, os.cpu_count() or 1)

_GIVEN = "Ada Ben Carla Dina Emre Farid Gita Hana Ivo Jun Kaya Lena Milan Nora Omar Pia".split()
_FAMILY = (
    "Abbas Berg Costa Duval Eriksen Farrow Garcia Hansen Ito Jansen Keller Lindt Moreau Novak "
    "Okafor Petrov Quist Rossi Sato Tanaka Ueda Varga Weber Yilmaz Zhang"
).split()
_SENTENCE = re.compile(r"(?<=[.!?;:]) ")


class Text(TypedDict):
    """One text of the corpus."""

    id: str
    title: str
    passages: list[str]
    source: str
    year: int
    language: str
    author: str


Cut = tuple[str, str, list[str]]  # source, title, passages


def read(folder: Path, count: int) -> Iterator[Text]:
    """The first ``count`` texts, making what is not there yet."""
    parts = ensure(folder, count)
    return islice((text for part in parts for text in read_part(part)), count)


def read_part(path: Path) -> Iterator[Text]:
    """The texts of one part."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            text: Text = json.loads(line)
            yield text


def write_part(path: Path, texts: Iterable[Text]) -> None:
    """Write a part, whole or not at all."""
    made = path.with_suffix(f".{os.getpid()}")
    with gzip.open(made, "wt", compresslevel=1, encoding="utf-8") as lines:
        for text in texts:
            lines.write(json.dumps(text, ensure_ascii=False, separators=(",", ":")) + "\n")
    made.rename(path)


def ensure(folder: Path, count: int) -> list[Path]:
    """The parts that hold the first ``count`` texts."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = [folder / f"part-{n:04d}.jsonl.gz" for n in range(-(-count // PART))]
    missing = [number for number, path in enumerate(parts) if not path.exists()]
    if missing:
        _POOL.extend(_shuffled(folder))
        with multiprocessing.get_context("fork").Pool(PROCESSES) as workers:
            for _ in workers.imap_unordered(_make, [(n, parts[n]) for n in missing]):
                pass
        _POOL.clear()
    return parts


_POOL: list[Cut] = []  # what forked processes share


def _make(order: tuple[int, Path]) -> None:
    number, path = order
    write_part(path, (_text(n) for n in range(number * PART, (number + 1) * PART)))


def _text(number: int) -> Text:
    """The text of this number: a whole cut while there are any, then passages of several."""
    rng = random.Random(SEED * 1_000_003 + number)
    if number < len(_POOL):
        source, title, passages = _POOL[number]
    else:
        source, title, _ = rng.choice(_POOL)
        wanted, words, passages = rng.randint(LEAST + 20, MOST - PASSAGE_MOST), 0, []
        while words < wanted:
            passage = rng.choice(rng.choice(_POOL)[2])
            words += passage.count(" ") + 1
            passages.append(passage)
    author = f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)}" if rng.random() < 0.25 else ""
    return Text(
        id=f"{number:07d}",
        title=title,
        passages=passages,
        source=source,
        year=rng.randint(1985, 2024),
        language="en",
        author=author,
    )


def _shuffled(folder: Path) -> list[Cut]:
    """Every text that can be cut from one document, in the order that the seed decides."""
    packages = fetch(folder / "packages")
    prose = folder / "prose"
    prose.mkdir(exist_ok=True)
    with multiprocessing.Pool(PROCESSES) as workers:
        made = workers.map(_gather, [(path, prose) for path in packages], chunksize=1)
    seen: set[bytes] = set()
    cuts = [cut for path in made for cut in _distinct(path, seen)]
    random.Random(SEED).shuffle(cuts)
    return cuts


def _gather(order: tuple[Path, Path]) -> Path:
    """A package's prose as passages, a line a document; kept for the next time."""
    package, folder = order
    path = folder / f"{package.name.split('_')[0]}.jsonl.gz"
    if not path.exists():
        seen: set[bytes] = set()
        made = path.with_suffix(f".{os.getpid()}")
        with gzip.open(made, "wt", compresslevel=1, encoding="utf-8") as lines:
            for title, paragraphs in sources(package):
                fresh = [x for x in paragraphs if _is_new(x, seen)]
                lines.write(json.dumps([title, _passages(fresh)], ensure_ascii=False) + "\n")
        made.rename(path)
    return path


def _distinct(path: Path, seen: set[bytes]) -> Iterator[Cut]:
    """Texts of one package: passages in their order, none twice, a new text where one is full."""
    source = path.name.removesuffix(".jsonl.gz")
    first, words = "", 0
    gathered: list[str] = []
    rng = random.Random(source)
    wanted = rng.randint(LEAST + 10, MOST - 60)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            title, passages = json.loads(line)
            for passage in passages:
                if not _is_new(passage, seen):
                    continue
                length = passage.count(" ") + 1
                if words + length > MOST:
                    if words >= LEAST:
                        yield source, first, gathered
                    first, gathered, words = "", [], 0
                first = first or title
                gathered.append(passage)
                words += length
                if words >= wanted:
                    yield source, first, gathered
                    first, gathered, words = "", [], 0
                    wanted = rng.randint(LEAST + 10, MOST - 60)


def _passages(paragraphs: Iterable[str]) -> list[str]:
    """Paragraphs as passages of 60 to 120 words: short ones joined, long ones cut at sentences."""
    passages: list[str] = []
    gathered: list[str] = []
    words = 0
    for piece in (piece for paragraph in paragraphs for piece in _pieces(paragraph)):
        length = piece.count(" ") + 1
        if gathered and words + length > PASSAGE_MOST:
            passages.append(" ".join(gathered))
            gathered, words = [], 0
        gathered.append(piece)
        words += length
        if words >= PASSAGE_LEAST + 20:
            passages.append(" ".join(gathered))
            gathered, words = [], 0
    if words >= PASSAGE_LEAST // 2:
        passages.append(" ".join(gathered))
    return passages


def _pieces(paragraph: str) -> Iterator[str]:
    if paragraph.count(" ") < PASSAGE_MOST:
        yield paragraph
        return
    for sentence in _SENTENCE.split(paragraph):
        words = sentence.split(" ")
        for at in range(0, len(words), PASSAGE_MOST):
            yield " ".join(words[at : at + PASSAGE_MOST])


def _is_new(text: str, seen: set[bytes]) -> bool:
    digest = blake2b(text.encode(), digest_size=8).digest()
    if digest in seen:
        return False
    seen.add(digest)
    return True
