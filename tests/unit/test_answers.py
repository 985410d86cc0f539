"""Answers to searches and links over a real small generation, and their public JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from archive.answers import (
    PassageAnswer,
    SearchAnswer,
    completions,
    document_plain,
    generation_plain,
    passage_plain,
    resolve_passage,
    search_answer,
    search_plain,
    suggest_plain,
)
from archive.deadline import Deadline
from archive.editions import EditionStore, encode
from archive.errors import NotFoundError
from archive.identifiers import show
from archive.model import Edition, Metadata
from archive.openapi import description
from archive.parameters_reading import read_parameters
from archive.search import Snapshot
from archive.settings import Settings
from indexer.generations import Generations
from indexer.snapshots import close_snapshot, open_generation
from tests.small_archives import add_generation
from tests.small_documents import Indexed, document

BASE = "https://archive.example"
LONG = "The keeper of the archive wrote down every letter that came in."
SnapshotOf = Callable[[Sequence[Indexed]], Snapshot]


@pytest.fixture(scope="module")
def snapshot_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SnapshotOf]:
    """A function that makes and opens a generation of documents; closed after the module."""
    folder = tmp_path_factory.mktemp("answers")
    numbers = count()
    with ExitStack() as stack:

        def make(indexed: Sequence[Indexed]) -> Snapshot:
            index = folder / str(next(numbers))
            add_generation(index, indexed)
            current = Generations(index).current()
            assert current is not None
            snapshot = open_generation(current)
            stack.callback(close_snapshot, snapshot)
            return snapshot

        yield make


@pytest.fixture(scope="module")
def snapshot(snapshot_of: SnapshotOf) -> Snapshot:
    """Four documents that differ in words, languages, dates and sources."""
    return snapshot_of(
        [
            document(
                "keeper", ["Keeping", LONG, "The letter of July was lost."], title="A letter kept",
                authors=["A. Keeper"], source="Example News", published="1988-07",
                captured=["2021-02-03"], urls=["https://example.com/a"], collections=["letters"],
            ),
            document("foxes", ["Foxes & <b>letters</b> in the wood."], published="1989"),
            document("persian", ["نامه در بایگانی بود."], language="fa", title="نامه"),
            document("empty", [], title="Nothing but a title"),
        ]
    )  # fmt: skip


def ask(snapshot: Snapshot, q: str, *pairs: tuple[str, str], **settings: Any) -> SearchAnswer:
    """Search as a face does."""
    chosen = Settings(**settings)
    return search_answer(snapshot, read_parameters([("q", q), *pairs], chosen), chosen)


def checked(name: str, plain: dict[str, Any]) -> dict[str, Any]:
    """The plain answer as it is sent, held against its description: no name more or less."""
    components = description(BASE, "0")["components"]
    schema = {"$ref": f"#/components/schemas/{name}", "components": _closed(components)}
    sent: dict[str, Any] = json.loads(json.dumps(plain).encode())
    Draft202012Validator(schema).validate(sent)
    return sent


def _closed(schema: Any) -> Any:
    """The schemas with no room for properties that are not described."""
    if isinstance(schema, list):
        return [_closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
        closed["additionalProperties"] = False
    return closed


def test_the_description_is_valid() -> None:
    """The API's description is OpenAPI as its specification has it."""
    validate(description(BASE, "1.0"))


def test_a_search_that_takes_too_long_says_so(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is a sentence, not an error, and counts nothing."""
    monkeypatch.setattr(Deadline, "after", lambda seconds: Deadline(-1.0, seconds))
    answer = ask(snapshot, "letter")
    assert (answer.stopped, answer.refused, answer.total, answer.hits) == (True, True, 0, ())
    assert answer.notices[-1].startswith("The search was stopped after 5 s,")
    assert answer.alternatives == ()
    plain = checked("Search", search_plain(answer, BASE))
    assert (plain["query"]["refused"], plain["query"]["stopped"]) == (True, True)


def test_literal_text_that_is_nowhere_is_counted_as_a_phrase(snapshot: Snapshot) -> None:
    """Where only case or accents differ, the phrase is offered with its count."""
    answer = ask(snapshot, '="LETTER of July"')
    assert answer.total == 0
    assert [(a.word, a.count) for a in answer.alternatives] == [('"LETTER of July"', 1)]
    assert ask(snapshot, '="letter of July"').total == 1


def test_a_hit_shows_all_that_a_card_needs(snapshot: Snapshot) -> None:
    """Rank, title with marks, best passages with marks in their own text, how many more."""
    answer = ask(snapshot, "letter lost")
    assert (answer.with_all, answer.with_some) == (1, 1)
    assert (answer.understood, answer.refused) == ("letter AND lost", False)
    hit, other = answer.hits
    assert (hit.has_all, other.has_all) == (True, False)
    assert (hit.rank, hit.title) == (1, "A letter kept")
    assert [hit.title[a:b] for a, b in hit.title_highlights] == ["letter"]
    best = hit.passages[0]
    assert [best.passage.text[a:b] for a, b in best.highlights] == ["letter", "lost"]
    assert 1 <= len(hit.passages) <= 3


def test_the_public_answer(snapshot: Snapshot) -> None:
    """The JSON has exactly the described names, and its offsets mark the query's words."""
    plain = checked("Search", search_plain(ask(snapshot, "letters", ("x", "1")), BASE + "/"))
    assert plain["total"] == {"value": 2, "relation": "eq", "with_all": 2}
    assert plain["ignored"] == ["x"]
    assert plain["query"]["text"] == plain["query"]["understood"] == "letters"
    assert plain["links"]["self"] == f"{BASE}/api/v1/search?q=letters"
    for hit in plain["hits"]:
        for passage in hit["passages"]:
            assert passage["url"].startswith(f"{BASE}/d/{show(hit['document']['id'])}/p/")
            marked = [passage["text"][a:b].lower() for a, b in passage["highlights"]]
            assert all(word.startswith("letter") for word in marked)
    by_title = {hit["document"]["title"]: hit["document"] for hit in plain["hits"]}
    keeper = by_title["A letter kept"]
    assert keeper["published"]["value"] == "1988-07"
    assert keeper["captured"]["value"] == "2021-02-03"
    assert keeper["original_url"] == "https://example.com/a"
    assert by_title["foxes-0.txt"]["source"] is None


def test_with_all_words_nowhere_some_are_enough(snapshot: Snapshot) -> None:
    """Plain words fall back to any of them, and say so; whoever asks for all gets nothing."""
    some = ask(snapshot, "letter unheardof")
    assert (some.with_all, some.with_some) == (0, some.total)
    assert not any(hit.has_all for hit in some.hits)
    assert some.total == ask(snapshot, "letter").total > 0
    assert [hit.rank for hit in some.hits] == [*range(1, len(some.hits) + 1)]
    for demanding in ("letter AND unheardof", "+letter unheardof", '"letter" unheardof'):
        assert ask(snapshot, demanding).total == 0
    assert ask(snapshot, "letter unheardof", ("strict", "1")).total == 0
    assert ask(snapshot, "unheardof unthinkable").with_some == 0, "nothing at all is no “some”"


def test_an_empty_query_asks_for_everything(snapshot: Snapshot) -> None:
    """Browsing shows every document with the beginning of its text, unmarked."""
    answer = ask(snapshot, "  ")
    assert (answer.total, answer.understood) == (4, "")
    assert all(not shown.highlights for hit in answer.hits for shown in hit.passages)
    beginnings = {hit.title: len(hit.passages) for hit in answer.hits}
    assert beginnings["Nothing but a title"] == 0
    assert beginnings["foxes-0.txt"] == 1
    checked("Search", search_plain(answer, BASE))


def test_a_refused_query_finds_nothing_and_says_why(snapshot: Snapshot) -> None:
    """It is not taken for an empty one."""
    for q in ("()", "?", "x" * 3000):
        answer = ask(snapshot, q)
        assert answer.refused
        assert (answer.total, answer.hits, answer.understood) == (0, (), "")
        assert answer.notices
        checked("Search", search_plain(answer, BASE))


def test_the_length_limit_is_the_setting(snapshot: Snapshot) -> None:
    """A keeper may allow less."""
    assert ask(snapshot, "letters", max_query_length=5).refused


def test_ways_on_from_nothing(snapshot: Snapshot) -> None:
    """When all words together find nothing, each is counted alone, what is excluded is not."""
    answer = ask(snapshot, "letters unicorn title:kept -fox date:1950")
    assert answer.total == 0
    assert [(a.word, a.count) for a in answer.alternatives] == [
        ("letters", 2),
        ("unicorn", 0),
        ("title:kept", 1),
    ]
    assert answer.unfiltered is None
    checked("Search", search_plain(answer, BASE))


def test_a_long_question_names_its_rarest_words(snapshot: Snapshot) -> None:
    """Of more words than are shown, those that fewest documents have, in the order typed."""
    common = " OR ".join(f"(letters w{n})" for n in range(20))
    answer = ask(snapshot, common)
    assert [a.word for a in answer.alternatives] == [f"w{n}" for n in range(12)]
    assert {a.count for a in answer.alternatives} == {0}


def test_nothing_because_of_filters(snapshot: Snapshot) -> None:
    """The number without filters is given; one word alone has no alternatives."""
    answer = ask(snapshot, "foxes", ("f.language", "fa"))
    assert (answer.total, answer.unfiltered, answer.alternatives) == (0, 1, ())


def test_paging(snapshot: Snapshot) -> None:
    """Ranks go on through the pages, links lead on and back, past the end a notice."""
    first = ask(snapshot, "", ("per_page", "3"))
    second = ask(snapshot, "", ("per_page", "3"), ("page", "2"))
    beyond = ask(snapshot, "", ("per_page", "3"), ("page", "9"))
    assert [hit.rank for page in (first, second) for hit in page.hits] == [1, 2, 3, 4]
    assert len({hit.document.id for page in (first, second) for hit in page.hits}) == 4
    assert (first.previous_page, first.next_page) == (None, 2)
    assert (second.previous_page, second.next_page) == (1, None)
    assert (beyond.previous_page, beyond.next_page, beyond.hits) == (2, None, ())
    assert any("There is no page 9" in notice for notice in beyond.notices)
    plain = checked("Search", search_plain(beyond, ""))
    assert plain["links"]["prev"] == "/api/v1/search?per_page=3&page=2"
    assert plain["links"]["next"] is None


def test_the_depth_of_paging_is_limited(snapshot: Snapshot) -> None:
    """No link leads past the limit, and whoever types a page beyond it is told."""
    answer = ask(snapshot, "", ("per_page", "2"), ("page", "2"), max_depth=2)
    assert answer.parameters.page == 1
    assert answer.next_page is None
    assert any("first 2 results" in notice for notice in answer.notices)


def test_a_document_in_full(snapshot: Snapshot) -> None:
    """Metadata with basis, captures, and passages that are cut out of the canonical text."""
    (hit,) = ask(snapshot, "lost").hits
    plain = checked("Document", document_plain(snapshot, hit.document, BASE))
    assert plain["title"]["basis"] == "sidecar"
    assert plain["captures"][0]["collection"] == "letters"
    for passage in plain["passages"]:
        assert plain["text"][passage["start"] : passage["end"]] == passage["text"]


def test_the_smaller_answers(snapshot: Snapshot) -> None:
    """Completions and the generation are as described."""
    plain = checked("Suggestions", suggest_plain("let", completions(snapshot, "let"), ""))
    offered = [(one["kind"], one["text"], one["count"]) for one in plain["suggestions"]]
    assert ("word", "letter", 1) in offered
    assert checked("Generation", generation_plain(snapshot.generation))["documents"] == 4


def edition_of(indexed: Indexed, version: str) -> Edition:
    """What another version of a parser read in the same file."""
    known, passages = indexed
    return Edition(
        sha256=known.sha256, media_type="text/plain", parser="text", parser_version=version,
        canon="canon-1", charset="utf-8", metadata=Metadata(),
        text="\n".join(p.text for p in passages), passages=passages,
    )  # fmt: skip


def follow(
    snapshot_of: SnapshotOf, keep: Path, then: Sequence[str], now: Sequence[str], ordinal: int
) -> PassageAnswer:
    """Make a link to a passage of one reading of a file, and follow it in another reading."""
    old, new = document("same", then), document("same", now)
    kept = EditionStore(keep)
    kept.put(encode(edition_of(old, "0")))
    kept.put(encode(edition_of(new, "1")))
    return resolve_passage(snapshot_of([new]), kept, new[0].id, old[1][ordinal].id)


def test_a_link_to_what_has_not_changed(snapshot_of: SnapshotOf, tmp_path: Path) -> None:
    """It is exact, with its passage, its context and its place."""
    answer = follow(snapshot_of, tmp_path, ["One.", LONG, "Two."], ["One.", LONG, "Two."], 1)
    assert (answer.status, answer.score, answer.text) == ("exact", 1.0, LONG)
    assert (answer.prefix, answer.suffix) == ("One.\n", "\nTwo.")
    assert answer.passage is not None
    assert (answer.start, answer.end) == (answer.passage.start, answer.passage.end)
    checked("PassageAnswer", passage_plain(answer, BASE))


def test_a_link_to_words_that_are_cut_otherwise(snapshot_of: SnapshotOf, tmp_path: Path) -> None:
    """The words are found within a passage of today: moved."""
    answer = follow(snapshot_of, tmp_path, ["One.", LONG], ["Before.", f"One. {LONG} Two."], 1)
    assert (answer.status, answer.text) == ("moved", LONG)
    assert answer.passage is not None
    assert answer.passage.text == f"One. {LONG} Two."
    assert answer.stored is not None
    assert answer.stored_with == "text 0"
    checked("PassageAnswer", passage_plain(answer, BASE))


def test_a_link_to_words_that_are_nearly_there(snapshot_of: SnapshotOf, tmp_path: Path) -> None:
    """They are shown as approximate, beside the stored words."""
    nearly = LONG.replace("wrote down", "noted down")
    answer = follow(snapshot_of, tmp_path, ["One.", LONG, "Two."], ["One.", nearly, "Two."], 1)
    assert answer.status == "approximate"
    assert 0.8 <= answer.score < 1
    assert answer.stored is not None
    assert answer.stored.exact == LONG
    assert answer.text != LONG
    checked("PassageAnswer", passage_plain(answer, BASE))


def test_a_link_to_words_that_are_gone(snapshot_of: SnapshotOf, tmp_path: Path) -> None:
    """Not found gives the stored quotation with its context."""
    answer = follow(snapshot_of, tmp_path, ["One.", LONG, "Two."], ["Something else."], 1)
    assert (answer.status, answer.score, answer.text) == ("not_found", 0.0, LONG)
    assert (answer.prefix, answer.suffix, answer.passage) == ("One.\n", "\nTwo.", None)
    checked("PassageAnswer", passage_plain(answer, BASE))


def test_a_link_that_was_never_made(snapshot_of: SnapshotOf, tmp_path: Path) -> None:
    """An identifier that no edition has gives nothing at all."""
    now = document("same", [LONG])
    answer = resolve_passage(snapshot_of([now]), EditionStore(tmp_path), now[0].id, "00000000")
    assert (answer.status, answer.text, answer.stored) == ("not_found", "", None)
    checked("PassageAnswer", passage_plain(answer, BASE))


def test_a_link_whose_identifier_changed_its_meaning(
    snapshot_of: SnapshotOf, tmp_path: Path
) -> None:
    """Of two equal headings the first is no longer read; its identifier is now the second's.

    The link is refused rather than led to the other occurrence.
    """
    then = ["1988", "What happened in the summer.", "1988", "What was said later on."]
    now = ["What happened in the summer.", "1988", "What was said later on."]
    answer = follow(snapshot_of, tmp_path, then, now, 0)
    assert answer.status == "not_found"
    assert answer.candidates
    checked("PassageAnswer", passage_plain(answer, BASE))


def test_repeated_texts_that_stand_as_they_stood(snapshot_of: SnapshotOf, tmp_path: Path) -> None:
    """Equal passages are told apart by their context, and stay exact where it is the same."""
    texts = ["1988", "What happened in the summer.", "1988", "What was said later on."]
    for ordinal in (0, 2):
        answer = follow(snapshot_of, tmp_path, texts, [*texts, "An added last line."], ordinal)
        assert (answer.status, answer.start) == ("exact", "\n".join(texts).find("1988", ordinal))


def test_an_unknown_document(snapshot: Snapshot, tmp_path: Path) -> None:
    """The error is a sentence with the identifier as readers know it."""
    with pytest.raises(NotFoundError, match="0000-0000-0000-0000"):
        resolve_passage(snapshot, EditionStore(tmp_path), "0" * 16, "0" * 8)
