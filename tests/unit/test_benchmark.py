"""The benchmark itself: its texts, and a whole small run. Its figures are not judged here."""

from __future__ import annotations

import gzip
import json
import random
import string
from itertools import islice
from pathlib import Path

import pytest
from lxml import etree

from benchmarks import http, report, throughput
from benchmarks.corpus import texts
from benchmarks.corpus.queries import KINDS, MIXED, TIMED, WARM, queries
from benchmarks.engine import ADDED, Benchmark
from benchmarks.plot import growth_plot

TEXTS = 300


def words(rng: random.Random, count: int = 3000) -> list[str]:
    """Made-up words, the most frequent first."""
    made = {"".join(rng.choices(string.ascii_lowercase, k=rng.randint(3, 9))) for _ in range(count)}
    return sorted(made, key=lambda word: (len(word), word))


def passages(rng: random.Random, vocabulary: list[str], count: int) -> list[str]:
    """Passages of 80 words with a few frequent and many rare words, as texts have."""
    weights = [1 / rank for rank in range(8, len(vocabulary) + 8)]
    return [" ".join(rng.choices(vocabulary, weights, k=80)) for _ in range(count)]


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of texts as the benchmark keeps them, without Debian's packages."""
    rng = random.Random(7)
    vocabulary = words(rng)
    folder = tmp_path_factory.mktemp("bench") / "texts"
    folder.mkdir()
    texts.write_part(
        folder / "part-0000.jsonl.gz",
        (
            texts.Text(
                id=f"{number:07d}",
                title=" ".join(rng.sample(vocabulary, 3)),
                passages=passages(rng, vocabulary, 6),
                source=rng.choice(("one", "two", "three")),
                year=rng.randint(1985, 2024),
                language="en",
                author=rng.choice(("", "Ada Berg")),
            )
            for number in range(TEXTS + ADDED)
        ),
    )
    return folder


@pytest.mark.slow
def test_texts_are_distinct_and_the_same_every_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Texts have their size, none is there twice, and another run makes the same ones."""
    rng = random.Random(3)
    vocabulary = words(rng)
    documents = [[f"Title {n}", passages(rng, vocabulary, 9)] for n in range(60)]
    monkeypatch.setattr(texts, "fetch", lambda _folder: [Path("made_1_all.deb")])
    found = []
    for name in ("first", "second"):
        (tmp_path / name / "prose").mkdir(parents=True)
        with gzip.open(tmp_path / name / "prose" / "made.jsonl.gz", "wt") as lines:
            lines.writelines(json.dumps(document) + "\n" for document in documents)
        found.append(list(islice(texts.read(tmp_path / name, 2000), 2000)))
    assert found[0] == found[1]
    assert len({tuple(text["passages"]) for text in found[0]}) == 2000
    lengths = [sum(len(p.split()) for p in text["passages"]) for text in found[0]]
    assert min(lengths) >= texts.LEAST
    assert max(lengths) <= texts.MOST


@pytest.mark.slow
def test_queries_are_of_every_kind_and_none_is_asked_twice(small_corpus: Path) -> None:
    """A kind has all its queries, and no query stands in two kinds."""
    made = queries(small_corpus, TEXTS)
    assert set(made) == {*KINDS, "mixed"}
    assert all(len(made[kind]) == TIMED + WARM for kind in ("and", "or", "or+facets", "page"))
    assert 0 < len(made["mixed"]) <= MIXED
    several = [
        json.dumps(query)
        for kind, of_kind in made.items()
        if kind != "prefix_widest"
        for query in of_kind
    ]
    assert len(several) == len(set(several))


@pytest.mark.slow
def test_a_small_run_measures_every_kind(
    small_corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every system that is here answers the kinds it can; the tables show dashes for others."""
    monkeypatch.setattr(http, "ASKED", 8)
    monkeypatch.setattr(throughput, "SECONDS", 0.2)
    work = small_corpus.parent
    result = Benchmark(work, TEXTS, rounds=1).run(pages=None)
    assert set(result["kinds"]) == set(KINDS)
    present = set(result["build"])
    assert {"muniment", "whoosh", "fts5"} <= present
    assert not present & set(result["absent"])
    for kind, by_system in result["kinds"].items():
        assert set(by_system) | set(result["refused"].get(kind, {})) == present
        assert all(0 <= f["p50_ms"] <= f["p95_ms"] for f in by_system.values())
    for figures in result["build"].values():
        assert {"texts_per_cpu_s", "peak_mb", "index_mb"} <= set(figures)
    assert result["http"]["8"]["queries"] == 8
    tables = report.write(result, work)
    fts5_has_no_likeness = next(line for line in tables.splitlines() if line.startswith("| fuzzy"))
    assert " – " in fts5_has_no_likeness
    plot = (work / "growth.svg").read_bytes()
    assert plot == growth_plot(result["growth"], KINDS).encode()
    assert etree.fromstring(plot).tag.endswith("svg")
