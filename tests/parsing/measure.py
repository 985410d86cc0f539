"""How well saved pages are read: figures on the sets of pages beside the checkout.

``python -m tests.parsing.measure fundus docs:docx`` prints a line a set, with ``--worst`` also
the ten worst pages of each. What is compared and how: ``tests.parsing.comparing``. "placed" is
the share of passages whose place leads back to their text. The same functions feed the floors
test and the benchmark of reading.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from archive.errors import UnreadableError
from archive.model import LeftOut, Metadata, Passage
from archive.text import canonical
from indexer.blocks import Reading
from indexer.parsers import docx, epub, html, mail, mhtml, odt, pdf, rtf
from indexer.parsers.office.paragraphs import Resolver
from indexer.passages import edition
from tests.parsing.comparing import Answer, Figures, Gold, compare

PAGES = Path(__file__).resolve().parents[3] / "shared" / "data" / "pages"
READERS = {
    ".html": html.read,
    ".htm": html.read,
    ".mhtml": mhtml.read,
    ".pdf": pdf.read,
    ".docx": docx.read,
    ".odt": odt.read,
    ".rtf": rtf.read,
    ".epub": epub.read,
    ".eml": mail.read,
}
RESOLVERS = {
    ".docx": docx.resolver,
    ".odt": odt.resolver,
    ".rtf": rtf.resolver,
    ".epub": epub.resolver,
    ".mhtml": mhtml.resolver,
    ".eml": mail.resolver,
    ".pdf": pdf.resolver,
}
Readers = Mapping[str, Callable[[bytes], Reading]]


def pages(name: str, folder: Path = PAGES) -> Iterator[tuple[Gold, bytes]]:
    """The readable files of a set with their gold; ``wcxb:article`` takes one type only."""
    name, _, only = name.partition(":")
    for line in (folder / name / "gold.jsonl").read_text("utf-8").split("\n")[:-1]:
        gold = json.loads(line)
        if (only and only not in map(gold.get, ("type", "kind", "format"))) or "dup_of" in gold:
            continue
        if suffix(gold) in READERS:
            data = (folder / name / gold["file"]).read_bytes()
            yield gold, gzip.decompress(data) if gold["file"].endswith(".gz") else data


def suffix(gold: Gold) -> str:
    """The suffix of a file's name, that of its compression apart."""
    return Path(gold["file"].removesuffix(".gz")).suffix


def main_text(reading: Reading) -> str:
    """The text of a reading, a block a line."""
    return "\n".join(
        "".join(piece.text for piece in block.pieces)
        for block in reading.blocks
        if block.reason is None
    )


def answer_of(reading: Reading) -> Answer:
    """What a reading says, in the form that is compared."""
    known = reading.metadata
    return Answer(
        text=main_text(reading),
        title=known.title.value if known.title else "",
        authors=[agent.name for agent in known.authors],
        date=known.published.value if known.published else "",
        captured=known.captured.value if known.captured else "",
        address=known.captured_from.value if known.captured_from else "",
    )


def measure(name: str, readers: Readers = READERS, every: int = 1, folder: Path = PAGES) -> Figures:
    """Read each page of a set (or every n-th) and compare it with its gold."""
    figures = Figures()
    for number, (gold, data) in enumerate(pages(name, folder)):
        if number % every:
            continue
        began = time.process_time()
        reading = _read(readers[suffix(gold)], data)
        figures.add(gold["id"], "ms", 1000 * (time.process_time() - began))
        figures.pages[gold["id"]] |= compare(gold, answer_of(reading))
        if reading.blocks and suffix(gold) in RESOLVERS:
            resolve = RESOLVERS[suffix(gold)](data)
            there = list(resolved(resolve, _passages(reading)))
            figures.pages[gold["id"]] |= {"passages": len(there), "led back": sum(there)}
    return figures


def _read(reader: Callable[[bytes], Reading], data: bytes) -> Reading:
    """What a reader makes of a file: nothing, of one that it refuses."""
    try:
        return reader(data)
    except UnreadableError:
        return Reading(scheme="bytes", blocks=(), metadata=Metadata(), charset="")


def _passages(reading: Reading) -> Sequence[Passage]:
    made = edition(reading, sha256="0" * 64, media_type="", parser="", parser_version="")
    return made.passages


def resolved(resolve: Resolver, passages: Iterable[Passage | LeftOut]) -> Iterator[bool]:
    """For each passage, whether its place leads back to its text, white space apart."""
    for passage in passages:
        ranges = passage.place.ranges if passage.place else ()
        there = canonical("".join(resolve(*each) for each in ranges))[0]
        yield "".join(there.split()) == "".join(passage.text.split())


def main(names: Iterable[str], worst: bool = False) -> None:
    """Print the figures of each named set."""
    for name in names:
        figures = measure(name)
        print(f"{name}: {figures.line()}", flush=True)  # noqa: T201 - its work is to print
        for page, found in figures.worst() if worst else ():
            told = "  ".join(f"{key} {value:.2f}" for key, value in found.items())
            print(f"    {page}: {told}")  # noqa: T201


if __name__ == "__main__":
    main([name for name in sys.argv[1:] if name != "--worst"], "--worst" in sys.argv)
