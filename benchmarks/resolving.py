"""How long a link into a text of 10 MB takes to be resolved, for each outcome.

``python -m benchmarks.resolving``: a real index of one text, a real kept edition beside today's;
milliseconds of processor time, the median and the 95th percentile. The promise is 200 ms. The first
link of all that leads into an older edition has to read it, and is told apart.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import process_time

from archive.answers import resolve_passage
from archive.editions import EditionStore, encode
from archive.identifiers import passage_id
from archive.model import Edition, Passage
from archive.selections import Selection, select
from archive.settings import Settings
from indexer.build import rebuild
from indexer.places import current
from indexer.progress import silent

OUTCOMES = ("exact", "moved", "approximate", "not_found")
STOCK = 20_000  # different words


def paragraphs(rng: random.Random, size: int) -> Iterator[str]:
    """Paragraphs of invented words, of ``size`` code points in all."""
    letters = "abcdefghijklmnopqrstuvwxyzابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
    words = ["".join(rng.choices(letters, k=rng.randint(2, 9))) for _ in range(STOCK)]
    while size > 0:
        text = " ".join(rng.choices(words, k=rng.randint(20, 300))).capitalize() + "."
        size -= len(text) + 2
        yield text


def then(edition: Edition, kind: str, rng: random.Random) -> Edition:
    """What an older version of the parser would have read for links to have this outcome."""
    texts = [passage.text for passage in edition.passages]
    for at in rng.sample(range(len(texts) - 1), k=60):
        words = texts[at].split()
        if kind == "moved":  # it ended in the middle
            texts[at] = " ".join(words[:-3])
        elif kind == "approximate":
            words[len(words) // 2] = "Otherwise"
            texts[at] = " ".join(words)
        else:
            texts[at] = " ".join(rng.sample(words, k=len(words)))
    passages = []
    start = 0
    for ordinal, text in enumerate(texts):
        name = passage_id(edition.sha256, text, 0)
        end = start + len(text)
        passages.append(
            Passage(id=name, ordinal=ordinal, kind="paragraph", text=text, start=start, end=end)
        )
        start = end + 1
    version = str(OUTCOMES.index(kind) - 9)  # older than any
    return replace(
        edition, parser_version=f"0.{version.strip('-')}", text="\n".join(texts),
        passages=tuple(passages),
    )  # fmt: skip


def measured(folder: Path, megabytes: int, rounds: int) -> dict[tuple[str, str], list[float]]:
    """Milliseconds by outcome and kind of link."""
    rng = random.Random(6)
    settings = Settings(corpus=folder / "corpus", index=folder / "index", keep=folder / "keep")
    settings.corpus.mkdir()
    text = "\n\n".join(paragraphs(rng, megabytes * 1_000_000))
    (settings.corpus / "long.txt").write_text(text, "utf-8")
    rebuild(settings, silent)
    found: dict[tuple[str, str], list[float]] = {}
    with current(settings) as snapshot:
        (identifier,) = snapshot.documents.newest(1)
        document = snapshot.documents.documents([identifier])[identifier]
        (now,) = EditionStore(settings.keep_folder).editions_of(document.sha256)
        names = {passage.id for passage in now.passages}
        for kind in OUTCOMES:
            kept = EditionStore(folder / kind)
            kept.put(encode(now))
            edition = now if kind == "exact" else then(now, kind, rng)
            kept.put(encode(edition))
            changed = [p for p in edition.passages if kind == "exact" or p.id not in names]
            for number in range(rounds):
                passage = changed[number * len(changed) // rounds]
                span = (passage.start + 1, passage.end - 1)
                selected = select(edition.text, (passage.start, passage.end), span)
                links: dict[str, Selection | None] = {"passage": None, "selection": selected}
                for what, selection in links.items():
                    begun = process_time()
                    answer = resolve_passage(snapshot, kept, document.id, passage.id, selection)
                    took = (process_time() - begun) * 1000
                    first = "the first of all" if number == 0 and what == "passage" else what
                    found.setdefault((answer.status, first), []).append(took)
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=10, help="millions of code points")
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(folder), asked.megabytes, asked.rounds)
    lines = ["| outcome | link to | links | p50 ms | p95 ms |", "|---|---|---|---|---|"]
    for (status, what), times in found.items():
        middle = statistics.median(times)
        late = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else middle
        lines.append(f"| {status} | {what} | {len(times)} | {middle:.0f} | {late:.0f} |")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
