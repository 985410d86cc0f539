"""A test collection as it lies in a folder: documents, questions, judgements.

Promises: reads ``corpus.jsonl`` or ``corpus.jsonl.gz`` ({_id, title, text}), ``queries.jsonl``
({_id, text}) and any ``queries_<kind>.jsonl`` beside it, and ``qrels.tsv`` (question, document,
grade, or trec_eval's four columns, with or without a first line of names). What cannot be read is
an error that names file and line.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from archive.errors import UsageError
from indexer.relevance.measures import Grades

CORPUS = ("corpus.jsonl.gz", "corpus.jsonl")
QUERIES = "queries.jsonl"
QRELS = "qrels.tsv"


class Entry(NamedTuple):
    """A document of a collection."""

    id: str
    title: str
    text: str


class Question(NamedTuple):
    """A question, and the grades of the documents that were judged for it."""

    id: str
    text: str
    grades: Grades


@dataclass(frozen=True, slots=True)
class Collection:
    """One folder."""

    name: str
    folder: Path

    def entries(self) -> Iterator[Entry]:
        """The documents, one after the other. Raises UsageError."""
        path = next(path for name in CORPUS if (path := self.folder / name).is_file())
        for number, row in _rows(path):
            try:
                yield Entry(
                    str(row["_id"]), str(row.get("title") or ""), str(row.get("text") or "")
                )
            except KeyError as error:
                raise _malformed(path, number) from error

    def questions(self) -> dict[str, list[Question]]:
        """The questions that anything is relevant to, by kind; "" are the usual ones.

        Raises UsageError.
        """
        judged = self._judged()
        found: dict[str, list[Question]] = {}
        for path in (self.folder / QUERIES, *sorted(self.folder.glob("queries_*.jsonl"))):
            kind = path.stem.partition("_")[2]
            found[kind] = []
            for number, row in _rows(path):
                try:
                    identifier, text = str(row["_id"]), str(row["text"])
                except KeyError as error:
                    raise _malformed(path, number) from error
                if any(grade > 0 for grade in judged[identifier].values()):
                    found[kind].append(Question(identifier, text, judged[identifier]))
        return found

    def _judged(self) -> defaultdict[str, dict[str, int]]:
        path = self.folder / QRELS
        judged: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for number, line in _lines(path):
            columns = line.split("\t") if "\t" in line else line.split()
            try:
                question, document, grade = columns[0], columns[-2], int(columns[-1])
            except (IndexError, ValueError) as error:
                if number == 1:  # the names of the columns
                    continue
                raise _malformed(path, number) from error
            judged[question][document] = grade
        return judged


def collections(folders: Iterable[Path]) -> list[Collection]:
    """The collections in these folders or, where one is none, in the folders within it.

    Raises UsageError where there is none.
    """
    found = []
    for folder in folders:
        within = list(_within(folder, folder.resolve().name))
        if not within:
            raise UsageError(
                f"There is no test collection in {folder}. A collection is a folder with "
                f"{CORPUS[0]}, {QUERIES} and {QRELS}."
            )
        found += within
    return found


def _within(folder: Path, name: str) -> Iterator[Collection]:
    if any((folder / corpus).is_file() for corpus in CORPUS):
        yield Collection(name, folder)
    elif folder.is_dir():
        for inner in sorted(path for path in folder.iterdir() if path.is_dir()):
            yield from _within(inner, f"{name}/{inner.name}")


def _rows(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    for number, line in _lines(path):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise _malformed(path, number) from error
        if not isinstance(row, dict):
            raise _malformed(path, number)
        yield number, row


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines that are not blank, counted from 1."""
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise UsageError(f"The file {path} cannot be read: {error}.") from error


def _malformed(path: Path, number: int) -> UsageError:
    return UsageError(f"Line {number} of {path} is not as in a test collection's file.")
