"""Searches and their answers, as data: each file holds documents and what is found in them.

A search is typed as a reader types it. ``found`` lists documents in any order; ``first`` names
the one on top; ``marked`` lists what is marked in the shown passages of the first hit, in the
order of the document.
"""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from archive.answers.marks import marks
from archive.facts import language_in
from archive.query import parse
from archive.search import SearchEngine, SearchRequest
from tests.engines import ENGINES
from tests.small_documents import Indexed, document

FILES = sorted((Path(__file__).parent / "searches").glob("*.json"))


class Case:
    """One file's documents in one engine."""

    def __init__(self, engine: SearchEngine, indexed: dict[str, Indexed]) -> None:
        self.engine = engine
        self.indexed = indexed
        self.names = {one.id: name for name, (one, _) in indexed.items()}

    def check(self, search: dict[str, Any]) -> None:
        """Ask as a reader asks and compare with what the file says."""
        tree = parse(search["query"]).tree
        result = self.engine.search(SearchRequest(query=tree))
        names = [self.names[hit.document_id] for hit in result.hits]
        assert sorted(names) == sorted(search["found"]), search
        assert result.total == len(names)
        if "first" in search:
            assert names[0] == search["first"], search
        if "marked" in search:
            assert tree is not None
            one, passages = self.indexed[names[0]]
            shown = [passages[n] for n in sorted(result.hits[0].passages)]
            texts = [(passage.text, language_in(one, passage)) for passage in shown]
            marked = [
                text[start:end]
                for (text, _), found in zip(texts, marks(self.engine, tree, texts), strict=True)
                for start, end in found
            ]
            assert marked == search["marked"], search


def _file_id(path: object) -> str | None:
    return path.stem if isinstance(path, Path) else None


@pytest.mark.parametrize("engine_name", sorted(ENGINES))
@pytest.mark.parametrize("path", FILES, ids=_file_id)
def test_searches(path: Path, engine_name: str, tmp_path: Path) -> None:
    """Every search of the file finds, ranks and marks what the file says, in every engine."""
    data = json.loads(path.read_text(encoding="utf-8"))
    indexed = {name: document(name, **fields) for name, fields in data["documents"].items()}
    with closing(ENGINES[engine_name](tmp_path, list(indexed.values()))) as engine:
        case = Case(engine, indexed)
        for search in data["searches"]:
            case.check(search)


def test_there_are_searches() -> None:
    """The data is where it is looked for."""
    assert FILES
