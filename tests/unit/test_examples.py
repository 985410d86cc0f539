"""The examples of the help, in archives of other languages than the sample corpus's first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from archive.answers import search_answer
from archive.parameters_reading import read_parameters
from archive.settings import Settings
from indexer.generations import Generations
from indexer.snapshots import close_snapshot, open_generation
from tests.small_archives import add_generation
from tests.small_documents import Indexed, document
from web.examples import examples

PERSIAN = [
    document(
        "fa",
        ["بایگانی ما نامه‌های زندانیان سیاسی را نگهداری می‌کند. هر نامه شماره‌ای دارد."],
        title="راهنمای بایگانی نامه‌ها",
        language="fa",
        published="1988-07",
    )
]
CHINESE = [
    document("zh", ["档案馆保存着许多重要的历史文件 和信件照片"], title="历史档案馆", language="zh")
]
RUSSIAN = [
    document(
        "ru",
        ["В архиве хранятся письма заключённых и протоколы Комиссии. Их можно читать."],
        title="Письма из архива",
        language="ru",
    )
]


@pytest.mark.parametrize("indexed", [PERSIAN, CHINESE, RUSSIAN, [], [document("empty", [])]])
def test_each_finds_something(tmp_path: Path, indexed: Sequence[Indexed]) -> None:
    """Whatever the language, what is offered can be run as it is; there may be little to offer."""
    add_generation(tmp_path, indexed)
    current = Generations(tmp_path).current()
    assert current is not None
    snapshot = open_generation(current)
    settings = Settings()

    def ask(q: str) -> tuple[int, tuple[str, ...]]:
        answer = search_answer(snapshot, read_parameters([("q", q)], settings), settings)
        return answer.total, answer.notices

    try:
        every = search_answer(snapshot, read_parameters([], settings), settings)
        documents = [one for one, _ in indexed]
        found = examples(documents, every.facets, snapshot.documents)
        for part in found.values():
            for example in part:
                total, notices = ask(example.query)
                assert total > 0, example
                assert not [notice for notice in notices if "date" not in notice], example
        assert bool(found["near"]) == (indexed in (PERSIAN, RUSSIAN))
    finally:
        close_snapshot(snapshot)
