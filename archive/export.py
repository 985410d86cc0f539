"""The whole archive as a bag: what must last, where every link leads, and how to check it.

Promises: the bag holds the corpus and the keep as they lie (docs/layout.md), so that an archive can
be served from it; only bytes that are what the register says, and the name of every file that is
left out with the reason; nothing of what was withdrawn but its tombstone. Memory grows with the
number of documents (their identifiers), not with their size.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.answers import departed_plain
from archive.bag import BagWriter, is_plain_name, pieces_of, writing
from archive.bag_words import readme
from archive.cite import LISTS, cited_document, listed
from archive.clock import now
from archive.copying import copy_file
from archive.editions import DAMAGED_SUFFIX, FOLDER_NAME, encode, pack, tombstone
from archive.errors import NotFoundError, UnreadableError
from archive.holdings import Holdings
from archive.identifiers import text_digest
from archive.link_map import link_rows, text_path, tombstones
from archive.model import Document, Edition, FileProblem
from archive.plain import json_bytes, to_plain
from archive.register import Entry
from archive.register_chain import HEAD_NAME, REGISTER_NAME, Head
from archive.storage import TEMPORARY_SUFFIX
from archive.verify import not_among

Progress = Callable[[str, int, int], None]  # what is done, how many of it are, of how many
Plain = dict[str, Any]
CORPUS, KEEP = "data/corpus", "data/keep"
RENAMED, RECORDS = "data/renamed", "data/records"
LINKS, RENAMES, LEFT_OUT = "data/links.jsonl", "data/renamed.jsonl", "data/left-out.jsonl"
UNREGISTERED = (
    "It is not in the register. Run `muniment update`, then export again; `muniment report` says "
    "why a file is not taken in."
)
_NOT_KEPT = (".lock", DAMAGED_SUFFIX, TEMPORARY_SUFFIX)  # files of no use elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What an export wrote. ``withheld`` was meant to stay out; ``problems`` was not.

    ``seal`` is the SHA-256 of the manifest of manifests, ``tagmanifest-sha256.txt``.
    """

    files: int
    bytes: int
    documents: int
    links: int
    seal: str
    withheld: tuple[FileProblem, ...]
    problems: tuple[FileProblem, ...]


def export(holdings: Holdings, target: Path, base: str, agent: str, progress: Progress) -> Exported:
    """Write the archive into a new folder or a new ``.zip`` file.

    ``base`` is what links in it begin with; ``agent`` the software that exports, and its version.
    Raises UsageError when something is at ``target``, StorageError.
    """
    with writing(target) as bag:
        run = _Export(holdings, bag, base, progress)
        run.write()
        bag.add_tag("README.txt", [readme(base).encode()])
        seal = bag.finish(
            [
                ("Bagging-Date", now()[:10]),
                ("Bag-Software-Agent", agent),
                ("External-Description", "A Muniment archive, whole. README.txt explains it."),
                ("Muniment-Links-Begin-With", base),
                ("Muniment-Register-Lines", str(holdings.register.count)),
                ("Muniment-Register-Head", holdings.register.head),
            ]
        )
    return Exported(
        files=bag.files,
        bytes=bag.bytes,
        documents=holdings.snapshot.generation.documents,
        links=run.links,
        seal=seal,
        withheld=tuple(run.withheld),
        problems=tuple(run.problems),
    )


class _Export:
    """One export, at work."""

    def __init__(self, holdings: Holdings, bag: BagWriter, base: str, progress: Progress) -> None:
        self._holdings = holdings
        self._bag = bag
        self._base = base
        self._progress = progress
        self._withdrawn = holdings.register.withdrawn()
        self._written: set[str] = set()  # files of the corpus, by path
        self._renamed: list[tuple[str, str]] = []
        self._records: set[str] = set()  # SHA-256 of documents given by themselves
        self.links = 0
        self.withheld: list[FileProblem] = []
        self.problems: list[FileProblem] = []

    def write(self) -> None:
        """Write the payload."""
        self._corpus()
        documents = self._holdings.documents()
        self._each(documents)
        self._rows(LINKS, self._counted(link_rows(
            self._holdings, self._base, self._placed, self._edition
        )))  # fmt: skip
        self._keep()  # now that every edition was read, and damaged ones are set aside
        self._tombstones()
        for suffix in LISTS:
            cited = (
                cited_document(self._holdings.document(identifier), self._base)
                for identifier in documents
            )
            pieces = (piece.encode() for piece in listed(cited, suffix))
            self._bag.add(f"data/citations.{suffix}", pieces)
        self._rows(RENAMES, ({"file": file, "path": path} for file, path in self._renamed))
        self._missing(FOLDER_NAME, self._holdings.kept.notices)
        left = [("withheld", self.withheld), ("problem", self.problems)]
        self._rows(LEFT_OUT, (
            {"kind": kind, **to_plain(each)} for kind, several in left for each in several
        ))  # fmt: skip

    def _corpus(self) -> None:
        """Every file that the register has as present and as it was entered."""
        state = sorted(self._holdings.register.state().items())
        for number, (path, entry) in enumerate(state, 1):
            reason = self._holdings.withheld.get(path, "")
            if reason:
                self.withheld.append(FileProblem(path=path, reason=reason))
            else:
                self._file(path, entry)
            self._progress("Copying files", number, len(state))
        known = {path for path, _ in state}
        for path in sorted(not_among(known, self._holdings.originals.corpus, self._holdings.keep)):
            self._missing(path, [UNREGISTERED])

    def _file(self, path: str, entry: Entry) -> None:
        place = self._place(path)
        problem = copy_file(self._holdings, self._bag, entry, place)
        if problem:
            self._missing(path, [problem])
            return
        self._written.add(path)
        if place != f"{CORPUS}/{path}":
            self._renamed.append((place, path))

    def _place(self, path: str) -> str:
        """Where a file of the corpus lies in the bag; some names no manifest can have."""
        place = f"{CORPUS}/{path}"
        return place if is_plain_name(place) else f"{RENAMED}/{text_digest(path)}"

    def _keep(self) -> None:
        """The register as it was read, editions and all else that must last."""
        register, keep = self._holdings.register, self._holdings.keep
        self._bag.add(f"{KEEP}/{REGISTER_NAME}", [register.read()])
        head = Head(n=register.count, sha256=register.head)
        if register.count:
            self._bag.add(f"{KEEP}/{HEAD_NAME}", [json_bytes(to_plain(head)) + b"\n"])
        for number, path in enumerate(filter(self._lasts, _files(keep)), 1):
            place = f"{KEEP}/{path.relative_to(keep).as_posix()}"
            if is_plain_name(place):
                with path.open("rb") as source:
                    self._bag.add(place, pieces_of(source))
            else:
                self._missing(path.name, ["It is no file of the keep, and its name is not plain."])
            self._progress("Copying editions", number, 0)

    def _tombstones(self) -> None:
        """What remains of each withdrawn document: as a list, and as the keep has it."""
        gone = list(tombstones(self._holdings))
        self._rows("data/tombstones.jsonl", map(departed_plain, gone))
        for each in gone:
            if each.edition:
                remains = tombstone(each.edition)
                self._bag.add(self._edition(remains), [pack(encode(remains).payload)])

    def _lasts(self, path: Path) -> bool:
        """Whether a file of the keep is to be kept elsewhere too."""
        if path.name.startswith((REGISTER_NAME, HEAD_NAME)) or path.name.endswith(_NOT_KEPT):
            return False
        of_document = path.name.partition(".")[0] if path.parent.parent.name == FOLDER_NAME else ""
        return of_document not in self._withdrawn

    def _each(self, documents: tuple[str, ...]) -> None:
        """The text of every document, and its bytes where no file of the bag has them."""
        for number, identifier in enumerate(documents, 1):
            document = self._holdings.document(identifier)
            text = self._holdings.snapshot.documents.text(identifier)
            self._bag.add(text_path(identifier), [text.encode("utf-8", "surrogatepass")])
            if not self._in_a_file(document):
                self._record(document)
            self._progress("Copying texts", number, len(documents))

    def _in_a_file(self, document: Document) -> bool:
        return any((capture.file or capture.path) in self._written for capture in document.captures)

    def _record(self, document: Document) -> None:
        """A document whose file stays out, by itself, so that only what was withdrawn is missing.

        One that holds what was withdrawn, such as a mail with an attachment, stays out itself.
        """
        if document.sha256 in self._holdings.holders:
            reason = "A document that was withdrawn lies in it; its text is in the export."
            self.withheld.append(FileProblem(path=document.path, reason=reason))
            return
        try:
            _, file = self._holdings.originals.open(document)
        except (NotFoundError, UnreadableError) as error:
            self._missing(document.path, [str(error)])
            return
        with file:
            self._bag.add(f"{RECORDS}/{document.sha256}", pieces_of(file))
        self._records.add(document.sha256)

    def _placed(self, document: Document) -> str:
        """Where the bag has a document's bytes, or the container that they lie in."""
        if document.sha256 in self._records:
            return f"{RECORDS}/{document.sha256}"
        files = (capture.file or capture.path for capture in document.captures)
        return next((self._place(path) for path in files if path in self._written), "")

    def _edition(self, edition: Edition) -> str:
        file = self._holdings.kept.file_of(edition)
        return f"{KEEP}/{file.relative_to(self._holdings.keep).as_posix()}"

    def _missing(self, path: str, reasons: Iterable[str]) -> None:
        """Note that something is not in the bag that should be."""
        self.problems += [FileProblem(path=path, reason=reason) for reason in reasons]

    def _counted(self, rows: Iterable[Plain]) -> Iterator[Plain]:
        for row in rows:
            self.links += 1
            if self.links % 1000 == 0:
                self._progress("Writing links", self.links, 0)
            yield row

    def _rows(self, path: str, rows: Iterable[Plain]) -> None:
        """A file of JSON lines; its lines are made while it is written."""
        self._bag.add(path, (json_bytes(row) + b"\n" for row in rows))


def _files(folder: Path) -> Iterator[Path]:
    """Every file in a folder and below, sorted within each folder: a keep may have millions."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(place) / name for name in sorted(names))
