"""Concordances over real small generations: every occurrence, in its line, in the order asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.alphabet import sort_key
from archive.answers import ConcordanceAnswer, Lines, concordance_answer, concordance_plain
from archive.answers.concordance import COMPARED, CONTEXT
from archive.openapi import description
from archive.parameters import SearchParameters
from archive.parameters_reading import read_parameters
from archive.search import Snapshot
from archive.settings import Settings
from indexer.analysis import fold
from indexer.generations import Generations
from indexer.snapshots import close_snapshot, open_generation
from tests.small_archives import add_generation
from tests.small_documents import Indexed, document
from tests.unit.test_answers import checked

BASE = "https://archive.example"
SETTINGS = Settings()
LONG = " ".join(f"word{number}" for number in range(60))
INDEXED: list[Indexed] = [
    document("b", ["The letter was kept.", "A Letter, and letters."], published="1990"),
    document("a", ["No word of it.", f"{LONG} letter {LONG}"], published="1988-07"),
    document("undated", ["letter"], title="A letter"),
    document("title", ["Nothing."], title="A letter about titles", published="1970"),
    document("fa", ["آن نامه گم شد.", "هر نامه پیدا شد. نامه چه شد؟"], language="fa"),
    document("zh", ["今天天气很好" * 60 + "书" + "明天" * 60], language="zh"),
]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """A generation of these documents."""
    index = tmp_path_factory.mktemp("concordance")
    add_generation(index, INDEXED)
    current = Generations(index).current()
    assert current is not None
    with ExitStack() as stack:
        opened = open_generation(current)
        stack.callback(close_snapshot, opened)
        yield opened


def ask(snapshot: Snapshot, q: str, *pairs: tuple[str, str], most: int = 99) -> ConcordanceAnswer:
    """A page of lines as a face asks for it."""
    settings = replace(SETTINGS, max_sorted_lines=most)
    parameters = read_parameters([("q", q), ("view", "kwic"), *pairs], settings)
    return concordance_answer(snapshot, parameters, settings)


def shown(answer: ConcordanceAnswer) -> list[tuple[str, str, str]]:
    """What each line says."""
    return [(line.before, line.keyword, line.after) for line in answer.lines]


def test_every_occurrence_has_its_line(snapshot: Snapshot) -> None:
    """In every passage of every document, the oldest first, undated last; titles have none."""
    answer = ask(snapshot, "letter")
    assert (answer.total, answer.documents, answer.search.total) == (5, 3, 4)
    assert [line.document.path for line in answer.lines] == [
        "a-0.txt", "b-0.txt", "b-0.txt", "b-0.txt", "undated-0.txt"
    ]  # fmt: skip
    assert shown(answer)[1:] == [
        ("The ", "letter", " was kept."),
        ("A ", "Letter", ", and letters."),
        ("A Letter, and ", "letters", "."),
        ("", "letter", ""),
    ]
    newest = ask(snapshot, "letter", ("order", "newest"))
    assert [line.document.path[0] for line in newest.lines] == ["b", "b", "b", "a", "u"]


def test_a_line_has_room_for_some_words(snapshot: Snapshot) -> None:
    """Context is cut at a word's edge; where no spaces are, between any two signs."""
    line = ask(snapshot, "letter").lines[0]
    text = line.passage.text
    assert text[: line.start].endswith(line.before)
    assert text[line.end :].startswith(line.after)
    assert CONTEXT - 10 < len(line.before) <= CONTEXT
    assert line.before.startswith("word")
    assert re.search(r"word\d+$", line.after)
    assert LONG.split().count(line.after.split()[-1]) == 1
    chinese = ask(snapshot, "书").lines[0]
    assert (len(chinese.before), chinese.keyword, len(chinese.after)) == (CONTEXT, "书", CONTEXT)


def test_offsets_are_those_of_the_document(snapshot: Snapshot) -> None:
    """Start and end count in the canonical text, and the answer is as it is described."""
    for q in ("letter", "نامه", '"A letter"'):
        plain = checked("Concordance", concordance_plain(ask(snapshot, q), BASE))
        assert plain["lines"]
        for line in plain["lines"]:
            text = snapshot.documents.text(line["document"]["id"].replace("-", ""))
            assert text[line["start"] : line["end"]] == line["keyword"]
            assert line["passage"]["url"].startswith(f"{BASE}/d/")
    assert "/api/v1/concordance" in description(BASE, "0")["paths"]


def test_the_words_beside_give_the_order(snapshot: Snapshot) -> None:
    """By the nearest word, then the next; folded, in the alphabet of the language."""
    after = ask(snapshot, "letter", ("order", "after"))
    assert [line[2].strip(" ,.").split(" ")[0] for line in shown(after)] == [
        "", "", "and", "was", "word0"
    ]  # fmt: skip
    before = ask(snapshot, "letter", ("order", "before"))
    nearest = [line[0].split()[-1:] for line in shown(before)]
    assert nearest == [[], ["A"], ["and"], ["The"], ["word59"]]
    persian = ask(snapshot, "نامه", ("order", "after"))
    assert [line[2].split()[0] for line in shown(persian)] == ["پیدا", "چه", "گم"]


def test_too_many_lines_to_sort_are_said_to_be(snapshot: Snapshot) -> None:
    """Beyond the bound they stand by date, and a notice says so; at the bound they are sorted."""
    answer = ask(snapshot, "letter", ("order", "after"), most=4)
    assert shown(answer) == shown(ask(snapshot, "letter"))
    assert any("5 lines, and at most 4" in notice for notice in answer.notices)
    assert not ask(snapshot, "letter", ("order", "after"), most=5).notices


def test_pages_go_to_the_end(snapshot: Snapshot) -> None:
    """However deep; past the end there is a sentence and a way back."""
    pages = [ask(snapshot, "letter", ("per_page", "2"), ("page", str(p))) for p in (1, 2, 3)]
    assert [shown(page) for page in pages] == [shown(ask(snapshot, "letter"))[i : i + 2]
                                               for i in (0, 2, 4)]  # fmt: skip
    assert [page.next_page for page in pages] == [2, 3, None]
    beyond = ask(snapshot, "letter", ("per_page", "2"), ("page", "99999999"))
    assert (beyond.lines, beyond.previous_page) == ((), 3)
    assert beyond.notices == ("There is no page 99,999,999: there are 5 lines, up to page 3.",)


@pytest.mark.parametrize("q", ["title:letter", "date:1988", ""])
def test_what_has_no_line_is_said(snapshot: Snapshot, q: str) -> None:
    """A query for titles or dates finds documents, but nothing to show in a line."""
    answer = ask(snapshot, q)
    assert answer.search.total
    assert (answer.total, answer.lines) == (0, ())
    assert any("shows words and phrases of the text" in notice for notice in answer.notices)


def test_nothing_found_and_refused_say_what_a_search_says(snapshot: Snapshot) -> None:
    """No sentence about lines where the search itself found nothing."""
    for q in ("zzzz", "a" * 3000):
        assert ask(snapshot, q).notices == ask(snapshot, q).search.notices


def test_some_of_the_words_where_no_document_has_all(snapshot: Snapshot) -> None:
    """As in the list of documents; strict keeps to all."""
    answer = ask(snapshot, "letter unheardof")
    assert (answer.search.with_all, answer.total) == (0, 5)
    assert ask(snapshot, "letter unheardof", ("strict", "1")).total == 0


@given(st.lists(st.lists(st.sampled_from("war peace Peace péace چ گ ب".split()), max_size=9),
                max_size=6), st.booleans())  # fmt: skip
def test_the_order_is_that_of_the_plainest_way(texts: list[list[str]], before: bool) -> None:
    """Against words split at spaces, folded, compared one by one, equal ones in their places."""
    indexed = [
        document(str(place), [" ".join(words)], published=f"19{place + 10}", language="fa")
        for place, words in enumerate(texts)
    ]
    expected: list[tuple[list[str], int, int]] = []
    for words in texts:
        for place, word in enumerate(words):
            if word == "war":
                near = words[:place][::-1] if before else words[place + 1 :]
                keys = [sort_key(fold(each), "fa") for each in near[:COMPARED]]
                expected.append((keys, len(expected), place))
    with TemporaryDirectory() as name, ExitStack() as stack:
        add_generation(Path(name), indexed)
        current = Generations(Path(name)).current()
        assert current is not None
        opened = open_generation(current)
        stack.callback(close_snapshot, opened)
        parameters = SearchParameters(
            q="war", view="kwic", order="before" if before else "after", per_page=99
        )
        found = list(Lines(opened, parameters, SETTINGS).some(0, 99))
    assert [line.passage.text[: line.start].count(" ") for line in found] == [
        place for _, _, place in sorted(expected)
    ]
