"""``muniment evaluate``: a collection in a folder, indexed, asked and measured."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.errors import UsageError
from indexer.relevance.collection import collections
from indexer.relevance.evaluating import evaluate, indexed
from web.cli import main

ENTRIES = [
    ("1", "On wells", "The wells of the village were dug by hand.\n\nNone of them is deep."),
    ("2", "On roads", "The road to the village is bad in winter."),
    ("3", "", "Nothing here is about water."),
    ("4", "درباره چاه", "چاه‌های این روستا را با دست کنده‌اند و هیچ‌کدام از آنها عمیق نیست."),
]
QUESTIONS = [("a", "wells of the village"), ("b", "winter roads?"), ("c", "چاههاي روستا")]


def lines(rows: Iterable[dict[str, str]]) -> str:
    """Rows as JSON lines."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def collection(folder: Path) -> Path:
    """A small collection in a new folder."""
    folder.mkdir(parents=True)
    entries = lines({"_id": i, "title": title, "text": text} for i, title, text in ENTRIES)
    (folder / "corpus.jsonl.gz").write_bytes(gzip.compress(entries.encode()))
    (folder / "queries.jsonl").write_text(lines({"_id": i, "text": q} for i, q in QUESTIONS))
    misspelled = lines([{"_id": "a", "text": "dug in the vilage"}])
    (folder / "queries_misspelled.jsonl").write_text(misspelled)
    (folder / "qrels.tsv").write_text(
        "query-id\tcorpus-id\tscore\na\t1\t2\na\t3\t0\nb\t2\t1\nc\t4\t1\nd\t4\t1\n"
    )
    return folder


def test_a_collection_is_indexed_asked_and_measured(tmp_path: Path) -> None:
    """Each kind of questions has its figures; Persian letters and stems fold as in any archive."""
    (found,) = collections([collection(tmp_path / "small")])
    usual, misspelled = evaluate(found)
    assert (usual.name, usual.documents, usual.questions) == ("small", 4, 3)
    assert (usual.ndcg_10, usual.mrr, usual.recall_100) == (1, 1, 1)
    assert (misspelled.name, misspelled.questions) == ("small (misspelled)", 1)
    assert misspelled.ndcg_10 == 1  # corrected by the collection's own words
    assert usual.cpu_ms_p95 >= usual.cpu_ms_p50 > 0


def test_documents_are_those_of_an_archive(tmp_path: Path) -> None:
    """Title, passages and language are as a rebuild finds them; none is named by its file."""
    (found,) = collections([collection(tmp_path / "small")])
    with indexed(found) as snapshot:
        held = {
            d.path: d for d in snapshot.documents.documents(snapshot.documents.newest(9)).values()
        }
        assert {path: d.passage_count for path, d in held.items()} == {
            "1": 2, "2": 1, "3": 1, "4": 1
        }  # fmt: skip
        assert held["3"].metadata.title is None
        language = held["4"].metadata.language
        assert language is not None
        assert language.value == "fa"


def test_folders_of_collections_and_every_second_question(tmp_path: Path) -> None:
    """A folder that holds collections stands for them, by their names in it."""
    collection(tmp_path / "all" / "one")
    collection(tmp_path / "all" / "languages" / "two")
    (tmp_path / "all" / "other").mkdir()
    found = collections([tmp_path / "all"])
    assert [each.name for each in found] == ["all/languages/two", "all/one"]
    assert evaluate(found[1], every=2)[0].questions == 2


def test_the_command_prints_a_table_or_json(tmp_path: Path) -> None:
    """The face of it: a row a kind of questions; the same in JSON."""
    folder = str(collection(tmp_path / "small"))
    shown = CliRunner().invoke(main, ["evaluate", folder])
    assert shown.exit_code == 0, shown.output
    assert "| small              | 4 | 3 | 1.000 | 1.000 | 1.000 |" in shown.stdout
    told = CliRunner().invoke(main, ["evaluate", "--json", folder])
    assert [row["ndcg_10"] for row in json.loads(told.stdout)] == [1, 1]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("queries.jsonl", '{"_id": "a", "text": "x"}\n\nnot json\n', "Line 3 of"),
        ("queries.jsonl", '{"_id": "a"}\n', "Line 1 of"),
        ("queries.jsonl", "[1]\n", "Line 1 of"),
        ("qrels.tsv", "q\td\tgrade\na\t1\tmuch\n", "Line 2 of"),
        ("corpus.jsonl.gz", "not gzip", "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_told(
    tmp_path: Path, name: str, content: str, sentence: str
) -> None:
    """A malformed file is an error that names it and the line."""
    folder = collection(tmp_path / "small")
    (folder / name).write_text(content)
    with pytest.raises(UsageError, match=sentence):
        evaluate(collections([folder])[0])


def test_a_folder_without_a_collection_is_told(tmp_path: Path) -> None:
    """One sentence that says what a collection is."""
    with pytest.raises(UsageError, match="There is no test collection in"):
        collections([tmp_path])
