"""How long queries take: the hostile and odd ones of the tests, and every kind of an archive's own.

    python -m benchmarks.queries [INDEX]

Parses each query of ``tests/hostile`` (as long as is accepted) and ``tests/golden``; with an index,
which ``muniment rebuild`` made, also answers them as a page is answered, and queries of every kind
made of words that stand together in the archive. Prints the slowest, and p50 and p95 by kind, in
milliseconds of processor time. Fails where parsing takes longer than 20 ms, or an answer longer
than its deadline and a tenth.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median, quantiles

from archive.answers import search_answer
from archive.parameters import SearchParameters
from archive.query import LIMITS, parse
from archive.search import Snapshot
from archive.settings import Settings
from indexer.generations import Generations
from indexer.snapshots import close_snapshot

TESTS = Path(__file__).resolve().parents[1] / "tests"
PARSED_MS = 20.0  # what the query language promises of any accepted text
OVER = 1.1  # an answer is stopped at a step's end
EACH = 40  # queries of a kind
WARM = 5  # before them
DOCUMENTS = 400  # that words are taken from
SLOWEST = 12
SEED = 20_261_127
_WORD = re.compile(r"[^\W\d_]{4,}")

Timed = tuple[float, str]  # milliseconds, and the query
Words = list[str]  # some that stand one after another in a passage


def hostile() -> Iterator[str]:
    """Each shape of the hostile data, as long as is accepted."""
    for line in (TESTS / "hostile" / "queries.jsonl").read_text("utf-8").splitlines():
        shape = json.loads(line)
        before, unit, after = shape.get("before", ""), shape["unit"], shape.get("after", "")
        times = max(1, (LIMITS.length - len(before) - len(after)) // len(unit))
        yield before + unit * times + after


def odd() -> Iterator[str]:
    """The odd queries, as they are."""
    for line in (TESTS / "golden" / "odd_queries.jsonl").read_text("utf-8").splitlines():
        yield json.loads(line)["query"]


KINDS: dict[str, Callable[[Words], str]] = {
    "word": lambda w: w[0],
    "all words": lambda w: " ".join(w[:3]),
    "question": lambda w: " ".join(w[:9]) + "?",
    "any word": lambda w: " OR ".join(w[:4]),
    "phrase": lambda w: f'"{w[0]} {w[1]} {w[2]}"',
    "field": lambda w: f"title:{w[0]} {w[1]}",
    "exclusion": lambda w: f"{w[0]} -{w[1]}",
    "wildcard": lambda w: f"{w[0][:4]}*",
    "widest wildcard": lambda w: f"{w[0][:3]}*",
    "one letter": lambda w: f"{w[0][:2]}?{w[0][3:]}",
    "likeness": lambda w: f"{w[0]}~",
    "likeness, 2": lambda w: f"{w[0]}~2",
    "W/5": lambda w: f"{w[0]} W/5 {w[2]}",
    "PRE/5": lambda w: f"{w[0]} PRE/5 {w[2]}",
    "W/10 of patterns": lambda w: f"({w[0][:4]}* OR {w[1]}) W/10 {w[2][:4]}*",
    "sentence": lambda w: f"{w[0]} {w[2]} /s",
    "paragraph": lambda w: f"{w[0]} {w[2]} /p",
    "phrase with *": lambda w: f'"{w[0]} {w[1][:4]}*"',
    "literal phrase": lambda w: f'="{w[0]} {w[1]}"',
    "literal word": lambda w: f"={w[0]}",
    "everything": lambda w: f"in:everything {w[0]} {w[1]}",
}


def drawn(snapshot: Snapshot) -> list[Words]:
    """Words that stand one after another in passages of the archive, chosen by a fixed seed."""
    chosen = random.Random(SEED)
    found = []
    for document_id in snapshot.documents.newest(DOCUMENTS):
        for passage in snapshot.documents.passages(document_id):
            words = _WORD.findall(passage.text)
            if len(words) >= 12:
                first = chosen.randrange(len(words) - 10)
                found.append(words[first : first + 10])
    chosen.shuffle(found)
    return found


def timed(action: Callable[[], object]) -> float:
    """Milliseconds of processor time."""
    began = time.process_time()
    action()
    return (time.process_time() - began) * 1000


def parsed() -> list[Timed]:
    """Each query of the tests, parsed: the better of two times."""
    return [(min(timed(partial(parse, q)) for _ in "ab"), q) for q in (*hostile(), *odd())]


class Answers:
    """Searches of one generation, answered as for a page."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._settings = Settings()
        self.stopped: list[str] = []

    def ask(self, q: str) -> Timed:
        """How long an answer took."""
        parameters = SearchParameters(q=q)
        began = time.process_time()
        answer = search_answer(self._snapshot, parameters, self._settings)
        spent = (time.process_time() - began) * 1000
        if answer.stopped:
            self.stopped.append(q)
        return spent, q


def show(title: str, times: list[Timed]) -> None:
    """The slowest of some."""
    print(f"\n{title}: {len(times)} queries, the slowest (ms)")
    for spent, q in sorted(times, reverse=True)[:SLOWEST]:
        print(f"  {spent:9.2f}  {ascii(q)[:90]}")


def main() -> None:
    """Measure, print, and fail where a bound is broken."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("index", type=Path, nargs="?", help="where generations lie")
    given = arguments.parse_args()
    times = parsed()
    show("Parsed", times)
    broken = [q for spent, q in times if spent > PARSED_MS]
    if given.index:
        broken += _answered(given.index)
    if broken:
        sys.exit("Too slow:\n" + "\n".join(ascii(q)[:90] for q in broken))


def _answered(index: Path) -> list[str]:
    """Answer everything; returns what took longer than it may."""
    snapshot = Generations(index).open_current()
    answers = Answers(snapshot)
    most = Settings().search_seconds * 1000 * OVER
    every = [answers.ask(q) for q in (*hostile(), *odd())]
    show("Hostile and odd, answered", every)
    words = drawn(snapshot)
    print(
        f"\n{snapshot.generation.documents:,} documents (ms)\n  {'':18}     p50      p95      max"
    )
    own: list[Timed] = []
    for number, (kind, make) in enumerate(KINDS.items()):
        gc.collect()
        first = number * (EACH + WARM) % max(1, len(words) - EACH - WARM)
        asked = [answers.ask(make(w)) for w in words[first : first + EACH + WARM]][WARM:]
        own += asked
        spent = [each for each, _ in asked]
        p95 = quantiles(spent, n=20, method="inclusive")[18]
        print(f"  {kind:18}{median(spent):9.2f}{p95:9.2f}{max(spent):9.2f}")
    show("Of every kind", own)
    print(f"\nStopped at the deadline: {len(answers.stopped)}")
    for q in answers.stopped:
        print(f"  {ascii(q)[:100]}")
    close_snapshot(snapshot)
    return [q for spent, q in every + own if spent > most]


if __name__ == "__main__":
    main()
