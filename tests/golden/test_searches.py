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
from archive.facts import language_in, language_of
from archive.query import parse
from archive.search import SearchEngine, SearchRequest
from archive.without import AS_TYPED
from tests.engines import EVERY_ENGINE, LeftOutTexts, make_of
from tests.small_documents import Indexed, document

FILES = sorted((Path(__file__).parent / "searches").glob("*.json"))


class Case:
    """One file's documents in one engine."""

    def __init__(
        self, engine: SearchEngine, indexed: dict[str, Indexed], left_out: LeftOutTexts
    ) -> None:
        self.engine = engine
        self.indexed = indexed
        self.left_out = left_out
        self.names = {one.id: name for name, (one, _) in indexed.items()}

    def check(self, search: dict[str, Any]) -> None:
        """Ask as a reader asks and compare with what the file says.

        Of what was typed: names, variants and corrections have tests of their own.
        """
        tree = parse(search["query"]).tree
        result = self.engine.search(SearchRequest(query=tree, without=AS_TYPED))
        names = [self.names[hit.document_id] for hit in result.hits]
        assert sorted(names) == sorted(search["found"]), search
        assert result.total == len(names)
        if "first" in search:
            assert names[0] == search["first"], search
        if "marked" in search:
            assert tree is not None
            one, passages = self.indexed[names[0]]
            left_out = [(text, language_of(one)) for text in self.left_out.get(one.id, ())]
            every = [*((p.text, language_in(one, p)) for p in passages), *left_out]
            texts = [every[n] for n in sorted(result.hits[0].passages)]
            marked = [
                text[start:end]
                for (text, _), found in zip(
                    texts, marks(self.engine, tree, texts, AS_TYPED), strict=True
                )
                for start, end in found
            ]
            assert marked == search["marked"], search


def read(documents: dict[str, Any]) -> tuple[dict[str, Indexed], LeftOutTexts]:
    """A file's documents, and what was left out of their texts."""
    left_out = {name: fields.pop("left_out", ()) for name, fields in documents.items()}
    indexed = {name: document(name, **fields) for name, fields in documents.items()}
    return indexed, {indexed[name][0].id: texts for name, texts in left_out.items()}


def _file_id(path: object) -> str | None:
    return path.stem if isinstance(path, Path) else None


@pytest.mark.parametrize("engine_name", EVERY_ENGINE)
@pytest.mark.parametrize("path", FILES, ids=_file_id)
def test_searches(
    path: Path, engine_name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Every search of the file finds, ranks and marks what the file says, in every engine."""
    data = json.loads(path.read_text(encoding="utf-8"))
    indexed, left_out = read(data["documents"])
    make_engine = make_of(engine_name, request)
    with closing(make_engine(tmp_path, list(indexed.values()), left_out)) as engine:
        case = Case(engine, indexed, left_out)
        for search in data["searches"]:
            case.check(search)


def test_there_are_searches() -> None:
    """The data is where it is looked for."""
    assert FILES
