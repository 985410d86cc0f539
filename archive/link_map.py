"""Where every link of an archive leads, for the day on which the archive itself answers no more.

Promises: a row for each document and each passage that a link may name, of every kept edition,
also of documents that are gone; of a withdrawn one only that it was withdrawn. Whoever has the rows
and the files can answer any link, or write a server that does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from archive import facts
from archive.answers import Departed, departed
from archive.holdings import Holdings
from archive.identifiers import document_id, show
from archive.model import Document, Edition, Passage
from archive.withdrawals import Withdrawals

Plain = dict[str, Any]
Placed = Callable[[Document], str]  # the path of a document's original in the export, or ""
Kept = Callable[[Edition], str]  # likewise of an edition
TEXTS = "data/texts"


def text_path(document_id: str) -> str:
    """Where an export has the canonical text of a document."""
    return f"{TEXTS}/{show(document_id)}.txt"


def link_rows(holdings: Holdings, base: str, placed: Placed, kept: Kept) -> Iterator[Plain]:
    """The rows: of documents that are here, of those that are gone, of those withdrawn.

    ``base`` is what links begin with: scheme and host, without a slash at the end.
    """
    here = holdings.documents()
    for identifier in here:
        yield from _here(holdings, holdings.document(identifier), base, placed, kept)
    present, withdrawn = set(here), holdings.register.withdrawn()
    for sha256 in holdings.kept.digests():
        if document_id(sha256) not in present and sha256 not in withdrawn:
            yield from _gone(holdings, sha256, base, kept)
    for sha256, entry in sorted(withdrawn.items()):
        identifier = document_id(sha256)
        link = base + facts.document_address(identifier)
        yield {
            "link": link, "document": show(identifier), "sha256": sha256,
            "state": "withdrawn", "since": entry.at, "reason": entry.note,
        }  # fmt: skip


def tombstones(holdings: Holdings) -> Iterator[Departed]:
    """What remains of each withdrawn document: what identifies it, when and why it was."""
    withdrawals = Withdrawals(holdings.keep)
    for sha256 in sorted(holdings.register.withdrawn()):
        gone = departed(holdings.kept, withdrawals, document_id(sha256))
        if gone:
            yield gone


def _here(
    holdings: Holdings, document: Document, base: str, placed: Placed, kept: Kept
) -> Iterator[Plain]:
    address = base + facts.document_address(document.id)
    current = document.parser, document.parser_version
    editions = holdings.kept.editions_of(document.sha256)
    newest = next((e for e in editions if (e.parser, e.parser_version) == current), None)
    row: Plain = {
        "link": address,
        "document": show(document.id),
        "sha256": document.sha256,
        "state": "here",
        "original": placed(document),
        "captures": [capture.path for capture in document.captures],
        "addresses": list(facts.addresses(document)),
        "text": text_path(document.id),
        "text_sha256": document.text_sha256,
        "edition": kept(newest) if newest else "",
    }
    yield row
    same: Plain = {name: row[name] for name in ("document", "sha256", "original", "edition")}
    known = set()
    for passage in holdings.snapshot.documents.passages(document.id):
        known.add(passage.id)
        yield _passage(passage, address, same)
    for edition in editions:
        if edition is not newest:
            yield from _earlier(edition, address, same | {"edition": kept(edition)}, known)


def _gone(holdings: Holdings, sha256: str, base: str, kept: Kept) -> Iterator[Plain]:
    """The links of a document whose file was changed or is no longer there."""
    identifier = document_id(sha256)
    address = base + facts.document_address(identifier)
    same: Plain = {"document": show(identifier), "sha256": sha256, "original": ""}
    yield {"link": address, **same, "state": "gone"}
    known: set[str] = set()
    for edition in holdings.kept.editions_of(sha256):
        yield from _earlier(edition, address, same | {"edition": kept(edition)}, known)


def _earlier(edition: Edition, address: str, same: Plain, known: set[str]) -> Iterator[Plain]:
    """The passages that no later edition has; they become known."""
    for passage in edition.passages:
        if passage.id not in known:
            known.add(passage.id)
            yield _passage(passage, address, same)


def _passage(passage: Passage, address: str, same: Plain) -> Plain:
    """A row; ``start`` and ``end`` are code points in the edition's canonical text."""
    return {
        "link": f"{address}/p/{passage.id}", **same,
        "passage": passage.id, "start": passage.start, "end": passage.end,
    }  # fmt: skip
