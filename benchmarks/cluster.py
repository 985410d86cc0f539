"""The embedded engine and a real OpenSearch beside it: the same texts, the same queries, one run.

    python -m benchmarks.cluster --texts 20000
    python -m benchmarks.cluster --texts 300000 --keep FOLDER --build

Starts a node on loopback (Java 21 and Maven: see ``tests/opensearch_server.py``), fills both kinds
of generation through the product's own writers, and asks both every kind of query as the site
asks: facets, passages, marks and the documents shown. Times are of the clock, one query after
another; memory is the largest of each process. Prints a table. What is built stays in the folder
that is named, and is asked by the next run with it: filling may take an hour in which others work,
asking needs minutes in which nobody does.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import quantiles

from archive.answers import search_answer
from archive.model import BuildReport
from archive.parameters import SearchParameters
from archive.search import Snapshot
from archive.settings import Settings
from benchmarks.corpus.queries import Query, queries
from benchmarks.corpus.texts import read
from benchmarks.ours import as_typed, document_of
from indexer.engines.opensearch.kind import ClusterKind
from indexer.kinds import EMBEDDED, Kind
from indexer.snapshots import close_snapshot, facts_of
from tests.opensearch_server import Cluster, cluster
from web.pages import SHOWN_VALUES

KINDS = ("rare", "common", "and", "or", "phrase", "near", "prefix", "filter", "page")
ASKED = 30  # queries of a kind, after as many others as are needed to be warm
WARM = 5
MIB = 1 << 20
_MEMORY = 1536 * MIB


@dataclass(frozen=True, slots=True)
class Built:
    """What filling took."""

    seconds: float  # of the clock
    cpu: float  # seconds of this process
    node_cpu: float  # seconds of the node
    node_memory: int  # bytes of the node, in the end
    bytes: int  # of the index


def typed(query: Query) -> str:
    """A query as a reader types it."""
    words = query["words"]
    text = as_typed(query)
    if query["op"] == "near":
        text = f" W/{query['within']} ".join(words)
    elif query["op"] == "prefix":
        text = f"{words[0]}*"
    if "source" in query:
        text += f' source:"{query["source"]}" date:{query["first"]}..{query["last"]}'
    return text


def fill(kind: Kind, folder: Path, corpus: Path, count: int) -> None:
    """A generation of so many texts."""
    writers = kind.writers(folder, _MEMORY)
    with closing(writers.documents), closing(writers.engine):
        for text in read(corpus, count):
            document, passages = document_of(text)
            writers.documents.add(document, passages)
            writers.engine.add(document, passages)
        writers.documents.finish()
        writers.engine.finish()


def built(nodes: Cluster, there: ClusterKind, home: Path, corpus: Path, count: int) -> None:
    """Both kinds of generation, and what each took, in a folder."""
    for label, kind in _kinds(there).items():
        folder = home / label
        if (home / f"{label}.json").exists():
            continue
        if folder.exists():  # one that was not whole
            kind.discard(folder)
            shutil.rmtree(folder)
        folder.mkdir()
        begin, cpu, node_cpu = time.monotonic(), time.process_time(), nodes.cpu()
        fill(kind, folder, corpus, count)
        took = Built(
            time.monotonic() - begin,
            time.process_time() - cpu,
            nodes.cpu() - node_cpu,
            sum(nodes.memory()),
            sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
            + (there.bytes(folder) if kind is there else 0),
        )
        (home / f"{label}.json").write_text(json.dumps(asdict(took)), "utf-8")


def _kinds(there: ClusterKind) -> dict[str, Kind]:
    return {"embedded": EMBEDDED, "cluster": there}


def opened(kind: Kind, folder: Path, count: int) -> Snapshot:
    """The generation."""
    store = kind.documents(folder)
    report = BuildReport(generation=folder.name, documents=count, passages=0, files=count)
    return Snapshot(
        generation=facts_of(folder.name, count, 0, kind=kind),
        engine=kind.engine(folder, store, ()),
        documents=store,
        report=report,
    )


def timed(snapshot: Snapshot, asked: Sequence[Query]) -> tuple[float, float]:
    """Milliseconds of the median and of the slowest twentieth."""
    settings = Settings(search_seconds=60)
    times = []
    for query in asked[: WARM + ASKED]:
        parameters = SearchParameters(q=typed(query))
        begin = time.perf_counter()
        search_answer(snapshot, parameters, settings, SHOWN_VALUES)
        times.append((time.perf_counter() - begin) * 1000)
    twentieths = quantiles(times[WARM:], n=20, method="inclusive")
    return twentieths[9], twentieths[18]


def lines(count: int, work: Path, home: Path, *, ask: bool) -> Iterator[str]:
    """The table; without the answers' times where nothing is to be asked."""
    corpus = work / "texts"
    for _ in read(corpus, 1):  # so that making the texts is in nobody's time
        pass
    drawn = queries(corpus, count)
    with cluster(folder=home / "node") as nodes:
        settings = Settings(engine="opensearch", opensearch_addresses=nodes.addresses)
        there, rows = ClusterKind(settings), {}
        built(nodes, there, home, corpus, count)
        for label, kind in _kinds(there).items():
            took = Built(**json.loads((home / f"{label}.json").read_text("utf-8")))
            yield (
                f"{label}: {count / took.seconds:,.0f} documents/s in {took.seconds:,.0f} s, "
                f"{took.cpu:,.0f} s of CPU here and {took.node_cpu:,.0f} s of the node, which "
                f"then has {took.node_memory // MIB:,} MiB; {took.bytes / MIB:,.0f} MiB of index"
            )
            if ask:
                snapshot = opened(kind, home / label, count)
                rows[label] = {k: timed(snapshot, drawn[k]) for k in KINDS}
                close_snapshot(snapshot)
        if not ask:
            return
        memory = ", ".join(f"{each // MIB:,}" for each in nodes.memory())
        yield f"nodes: {memory} MiB; this process: {_peak() // MIB:,} MiB at most"
        yield "| kind | embedded p50 | p95 | cluster p50 | p95 |"
        yield "|---|--:|--:|--:|--:|"
        for each in KINDS:
            (a, b), (c, d) = rows["embedded"][each], rows["cluster"][each]
            yield f"| {each} | {a:.1f} | {b:.1f} | {c:.1f} | {d:.1f} |"


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=20_000)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "muniment-bench")
    parser.add_argument("--keep", type=Path, help="a folder for what is built, to be asked again")
    parser.add_argument("--build", action="store_true", help="ask nothing, with --keep")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="muniment-cluster-") as temporary:
        home = arguments.keep or Path(temporary)
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o755)  # the node runs as another user
        for line in lines(arguments.texts, arguments.work, home, ask=not arguments.build):
            print(line, flush=True)


if __name__ == "__main__":
    main()
