"""What every search engine must do, whatever it is made of."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import pytest

from archive.query import And, Dates, Exactly, InField, Node, Not, Or, Phrase, Word
from archive.search import FACET_FIELDS, Filters, SearchEngine, SearchRequest, SearchResult, Sort
from tests.small_documents import Indexed, document

EngineOf = Callable[[Sequence[Indexed]], SearchEngine]

LETTER = document(
    "letter",
    ["The commission met in the prison.", "Its letter was kept.", "The prison was closed."],
    title="A letter from the commission",
    authors=["Ann Example"],
    source="Example News",
    published="1988-07-19",
    captured=["2021-02-03"],
    urls=["https://www.example.org/letter"],
    collections=["papers"],
    media_type="text/html",
)
NOTES = document(
    "notes",
    ["Notes on prisons, by the commission of the town.", "A closed archive."],
    title="Notes",
    authors=["Ann Example", "B. Sample"],
    published="1990",
    captured=["2022-01-01", "2010-05-05"],
    collections=["papers", "notes"],
)
PERSIAN = document(
    "persian",
    ["کتاب‌ها در زندان بود.", "نامه‌ی يكشنبه می رود."],
    title="کتاب",
    language="fa",
    original_url="https://news.example.com/fa",
)
GERMAN = document("german", ["Die Kommission schrieb 30.000 Briefe."], language="de")
ALL = [LETTER, NOTES, PERSIAN, GERMAN]
NAMES = {indexed[0].id: indexed[0].captures[0].path[:-6] for indexed in ALL}


def ask(
    engine: SearchEngine,
    query: Node | None,
    filters: Filters | None = None,
    sort: Sort = "relevance",
) -> SearchResult:
    """The first page of an answer."""
    return engine.search(SearchRequest(query=query, filters=filters or Filters(), sort=sort))


def found(result: SearchResult) -> list[str]:
    """The names of the documents on the page, in order."""
    return [NAMES[hit.document_id] for hit in result.hits]


MATCHES: list[tuple[str, Node | None, set[str]]] = [
    ("everything", None, {"letter", "notes", "persian", "german"}),
    ("a word and its other forms", Word("prisons"), {"letter", "notes"}),
    ("a stem stays in its language", Word("Kommissionen"), {"german"}),
    ("letter case and accents do not count", Word("LÉTTER"), {"letter"}),
    ("a word of the title alone", Word("کتاب"), {"persian"}),
    ("a phrase", Phrase("commission met"), {"letter"}),
    ("not a phrase in another order", Phrase("met commission"), set()),
    ("not a phrase over two passages", Phrase("prison its"), set()),
    ("not a phrase from title to text", Phrase("commission the"), set()),
    ("a word that is two is a phrase", Word("letter-was"), {"letter"}),
    ("thousands in another dress", Word("30000"), {"german"}),
    ("all of them, anywhere", And((Word("commission"), Word("closed"))), {"letter", "notes"}),
    ("any of them", Or((Word("letter"), Word("Briefe"))), {"letter", "german"}),
    ("not alone", Not(Word("commission")), {"persian", "german"}),
    ("and not", And((Word("prison"), Not(Word("letter")))), {"notes"}),
    ("title", InField("title", Word("letters")), {"letter"}),
    ("not in the title", InField("title", Word("prison")), set()),
    ("a phrase in the author", InField("author", Phrase("ann example")), {"letter", "notes"}),
    ("not a phrase over two authors", InField("author", Phrase("example b")), set()),
    ("source, letters folded", Exactly("source", "EXAMPLE news"), {"letter"}),
    ("a host that is the source", Exactly("source", "news.example.com"), {"persian"}),
    ("site and its subdomains", Exactly("site", "example.org"), {"letter"}),
    ("not a site that merely ends so", Exactly("site", "ample.org"), set()),
    ("site by original address", Exactly("site", "news.example.com"), {"persian"}),
    ("language", Exactly("language", "FA"), {"persian"}),
    ("type", Exactly("type", "text/html"), {"letter"}),
    ("type by its half", Exactly("type", "html"), {"letter"}),
    ("collection", Exactly("collection", "Notes"), {"notes"}),
    ("a year that the day is in", Dates("published", "1988", "1988"), {"letter"}),
    ("a day that the year may be on", Dates("published", "1990-05-05", "1990-05-05"), {"notes"}),
    ("an open end", Dates("published", "1989", ""), {"notes"}),
    ("one capture of several", Dates("captured", "2010", "2010"), {"notes"}),
    ("not between captures", Dates("captured", "2015", "2016"), set()),
    ("a ZWNJ as typed", Word("کتاب‌ها"), {"persian"}),
    ("in one", Word("کتابها"), {"persian"}),
    ("as two words", And((Word("کتاب"), Word("ها"))), {"persian"}),
    ("as a phrase of two", Phrase("کتاب ها"), {"persian"}),
    ("a ZWNJ where the text has a space", Word("می‌رود"), {"persian"}),
    ("Persian letters for Arabic ones", Word("یکشنبه"), {"persian"}),
    ("nothing that can be sought", Word("☃"), set()),
    ("what cannot be sought is left out", And((Word("letter"), Word("☃"))), {"letter"}),
    ("unknown word", Word("zzz"), set()),
]


@pytest.mark.parametrize(
    ("query", "expected"), [case[1:] for case in MATCHES], ids=[case[0] for case in MATCHES]
)
def test_matches(engine_of: EngineOf, query: Node | None, expected: set[str]) -> None:
    """Each kind of node matches exactly the documents that it means, and counts them."""
    engine = engine_of(ALL)
    result = ask(engine, query)
    assert set(found(result)) == expected
    assert result.total == engine.count(query, Filters()) == len(expected)


FILTERS: list[tuple[str, Filters, set[str]]] = [
    ("one value", Filters(include={"language": ("en",)}), {"letter", "notes"}),
    ("or within", Filters(include={"language": ("fa", "de")}), {"persian", "german"}),
    (
        "and across",
        Filters(include={"language": ("en",), "type": ("text/html",)}),
        {"letter"},
    ),
    ("one of several values", Filters(include={"collection": ("notes",)}), {"notes"}),
    ("exclude", Filters(exclude={"author": ("Ann Example",)}), {"persian", "german"}),
    ("not known", Filters(include={"year": ("",)}), {"persian", "german"}),
    ("exactly, not folded", Filters(include={"source": ("example news",)}), set()),
    ("no value, no narrowing", Filters(include={"year": ()}), set(NAMES.values())),
    ("dates", Filters(date_from="1988-07-19", date_to="1989"), {"letter"}),
    ("captured", Filters(date_from="2021", date_field="captured"), {"letter", "notes"}),
]


@pytest.mark.parametrize(
    ("filters", "expected"), [case[1:] for case in FILTERS], ids=[case[0] for case in FILTERS]
)
def test_filters(engine_of: EngineOf, filters: Filters, expected: set[str]) -> None:
    """Filters narrow: or within a field, and across fields, dates by overlap."""
    assert set(found(ask(engine_of(ALL), None, filters))) == expected


def test_facets_count_all_matches(engine_of: EngineOf) -> None:
    """Facets count every match, by count and then value, and "" stands for not known."""
    facets = ask(engine_of(ALL), None).facets
    assert set(facets) == set(FACET_FIELDS)
    plain = {name: [(c.value, c.count) for c in counts] for name, counts in facets.items()}
    assert plain["language"] == [("en", 2), ("de", 1), ("fa", 1)]
    assert plain["author"] == [("", 2), ("Ann Example", 2), ("B. Sample", 1)]
    assert plain["collection"] == [("", 2), ("papers", 2), ("notes", 1)]
    assert plain["year"] == [("", 2), ("1988", 1), ("1990", 1)]
    assert ("news.example.com", 1) in plain["source"]


def test_undated_documents_are_spoken_of(engine_of: EngineOf) -> None:
    """Documents that a date leaves out only because they have none are counted in a notice."""
    engine = engine_of(ALL)
    asked = ask(engine, None, Filters(date_from="1900"))
    assert asked.total == 2
    assert any(n.startswith("2 documents without a date") for n in asked.notices)
    both = ask(engine, And((Word("زندان"), Dates("published", "1900", ""))))
    assert any(n.startswith("1 document without a date") for n in both.notices)
    assert ask(engine, And((Word("letter"), Dates("published", "1900", "")))).notices == ()


def test_sorting(engine_of: EngineOf) -> None:
    """Newest and oldest go by the published date, undated last; then by id."""
    engine = engine_of(ALL)
    undated = sorted((PERSIAN[0].id, GERMAN[0].id))
    last = [NAMES[each] for each in undated]
    assert found(ask(engine, None, sort="newest")) == ["notes", "letter", *last]
    assert found(ask(engine, None, sort="oldest")) == ["letter", "notes", *last]
    assert found(ask(engine, None)) == ["notes", "letter", *last]  # nothing to be relevant to


def test_title_counts_more(engine_of: EngineOf) -> None:
    """Of two documents with the same words, the one with the word in its title is first."""
    inside = document("inside", ["a ledger and a list", "of things"], title="things of")
    above = document("above", ["a list and things", "of things"], title="a ledger")
    for indexed in ([inside, above], [above, inside]):
        engine = engine_of(indexed)
        hits = ask(engine, Word("ledger")).hits
        assert [hit.document_id for hit in hits] == [above[0].id, inside[0].id]
        assert hits[0].score > hits[1].score


def test_equal_scores_go_by_id(engine_of: EngineOf) -> None:
    """Documents that score the same are in the order of their ids, on every page."""
    indexed = [document(str(n), ["the same words"]) for n in range(7)]
    engine = engine_of(indexed)
    pages = [
        engine.search(SearchRequest(query=Word("same"), offset=offset, limit=3)).hits
        for offset in (0, 3, 6, 9)
    ]
    ids = [hit.document_id for page in pages for hit in page]
    assert ids == sorted(each[0].id for each in indexed)
    assert [len(page) for page in pages] == [3, 3, 1, 0]


def test_passages_of_a_hit(engine_of: EngineOf) -> None:
    """The best passages are those with most distinct words; the rest are counted."""
    engine = engine_of([LETTER, NOTES])
    query = And((Word("prison"), Word("commission"), Word("closed")))
    hit = engine.search(SearchRequest(query=query, passages=1)).hits[0]
    assert hit.document_id == NOTES[0].id or hit.passages[0] in (0, 2)
    both = {h.document_id: h for h in engine.search(SearchRequest(query=query, passages=9)).hits}
    assert set(both[LETTER[0].id].passages) == {0, 2}
    assert both[NOTES[0].id].passages == (0, 1)
    one = engine.search(SearchRequest(query=query, passages=1)).hits
    assert {h.more for h in one} == {1}


def test_title_match_shows_no_passage(engine_of: EngineOf) -> None:
    """A document found by its title or its author alone is a hit without passages."""
    engine = engine_of(ALL)
    hit = ask(engine, InField("author", Word("ann"))).hits[0]
    assert hit.passages == ()
    assert hit.more == 0


MARKS: list[tuple[str, Node, str, str, list[str]]] = [
    ("forms", Word("prisons"), "The prison’s warden, PRISON.", "en", ["prison’s", "PRISON"]),
    ("phrase whole", Phrase("the prison"), "The prison. A prison.", "en", ["The prison"]),
    ("phrase over a comma", Phrase("a b"), "a, b", "en", ["a, b"]),
    (
        "not under not",
        And((Word("letter"), Not(Word("prison")))),
        "A letter of prison",
        "en",
        ["letter"],
    ),
    ("overlapping are one", And((Phrase("a b"), Phrase("b c"))), "a b c", "en", ["a b c"]),
    ("in a field", InField("title", Word("letter")), "A letter", "en", ["letter"]),
    ("joined words", And((Word("کتاب"), Word("ها"))), "این کتاب‌ها", "fa", ["کتاب‌ها"]),
    ("astral", Word("letter"), "𝔄𝔅 letter 😀", "en", ["letter"]),
    ("signs without spaces", Word("国人"), "中国人民", "zh", ["国人"]),
    ("nothing", Exactly("type", "letter"), "letter", "en", []),
]


@pytest.mark.parametrize(
    ("query", "text", "language", "expected"),
    [case[1:] for case in MARKS],
    ids=[case[0] for case in MARKS],
)
def test_marks(
    engine_of: EngineOf, query: Node, text: str, language: str, expected: list[str]
) -> None:
    """What is marked is what was sought: words by their forms, phrases whole, in code points."""
    spans, none = engine_of(ALL).mark(query, [text, ""], language)
    assert [text[start:end] for start, end in spans] == expected
    assert none == ()


@pytest.mark.parametrize("typed", ["30,000", "30.000", "30000", "۳۰٬۰۰۰"])
def test_what_matches_is_marked_in_every_language(engine_of: EngineOf, typed: str) -> None:
    """A number finds its groups as any language of the archive writes them, and marks them."""
    texts = {"en": "Some 30,000 letters.", "de": "Etwa 30.000 Briefe."}
    engine = engine_of([document(name, [text], language=name) for name, text in texts.items()])
    assert engine.count(Word(typed), Filters()) == 2
    for language, text in texts.items():
        ((start, end),) = engine.mark(Word(typed), [text], language)[0]
        assert text[start:end] in ("30,000", "30.000")


def test_suggestions(engine_of: EngineOf) -> None:
    """Completions are words as documents spell them, the commonest first, with their counts."""
    engine = engine_of(ALL)
    assert [(s.text, s.count) for s in engine.suggest("PRI")] == [("prison", 1), ("prisons", 1)]
    assert [s.text for s in engine.suggest("the com")] == ["the commission"]
    assert [s.text for s in engine.suggest("example, sa")] == ["example, Sample"]
    assert engine.suggest("e", limit=1)[0].text == "Example"
    assert engine.suggest("یكش")[0].text == "يكشنبه"
    assert engine.suggest("") == engine.suggest("the ") == engine.suggest("qqq") == ()


def test_empty_archive(engine_of: EngineOf) -> None:
    """An archive without documents answers everything with nothing."""
    engine = engine_of([])
    for query in (None, Word("letter"), Not(Word("letter"))):
        result = ask(engine, query)
        assert (result.total, result.hits) == (0, ())
        assert all(counts == () for counts in result.facets.values())
    assert engine.suggest("a") == ()


def test_document_without_text(engine_of: EngineOf) -> None:
    """A document without title or passages is there when everything is asked for."""
    engine = engine_of([document("empty", [], language="")])
    assert ask(engine, None).total == ask(engine, Not(Word("a"))).total == 1


def test_threads_share_an_engine(engine_of: EngineOf) -> None:
    """Eight threads on one engine get the answers that one gets."""
    words = ["letter", "prison", "commission", "notes", "archive", "town"]
    indexed = [
        document(str(n), [" ".join(words[: n % 6 + 1])] * 3, title=words[n % 5]) for n in range(12)
    ]
    engine = engine_of(indexed)
    queries: list[Node] = [*map(Word, words), *map(Phrase, ("letter prison", "prison commission"))]
    expected = [ask(engine, query) for query in queries]
    wrong: list[Node] = []

    def work(shift: int) -> None:
        for turn in range(16):
            index = (turn + shift) % len(queries)
            if ask(engine, queries[index]) != expected[index]:
                wrong.append(queries[index])

    threads = [threading.Thread(target=work, args=(shift,)) for shift in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
