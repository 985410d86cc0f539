"""Citations are read back letter for letter from every format, whatever stands in a title."""

from __future__ import annotations

import json

from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import escape

from archive.cite import FORMATS, Cited, cited_document, csl_item, listed, written
from archive.cite.bibtex import bibtex
from archive.cite.csl import clean
from archive.cite.ris import ris
from archive.cite.zotero import coins, zotero_rdf
from archive.settings import Settings
from tests import zotero_reader
from tests.citation_readers import (
    bibtex_names,
    read_bibtex,
    read_ris,
    ris_values,
    untex,
)
from tests.small_documents import document
from web.citing import citing

BASE = "https://archive.example"
HOSTILE = (
    "<script>alert(1)</script>",
    r"\LaTeX{} 100% of $x_1$ & {y} ~ ^ # } {",
    "two\nlines\r\nTY  - BOOK\r\nER  - ",
    "null \0 bell \a escape \x1b[31m \x85 \ufdd0 \ufffe",
    "“Quotes” 'and' \"more\" ]]> --> <!--",
    "کشتار ۶۷: می‌گوید «نه»، \u202eright\u202c",
    "e\u0301 \U0001f5dd \U0002070e ﬁ",
    "A, B and {C} and D",
    "x" * 10_000,
)
texts = st.one_of(st.text(max_size=60), st.sampled_from(HOSTILE))


def cited(title: str = "T", authors: tuple[str, ...] = (), source: str = "") -> Cited:
    """A page of the web."""
    made, _ = document(
        "a", ["Text."], title=title, authors=authors, source=source, published="2021-02-03",
        urls=["https://example.org/a?b=1&c=2"], captured=["2021-02-04"], media_type="text/html",
    )  # fmt: skip
    return cited_document(made, BASE)


def title_of(cited: Cited) -> str:
    """The title that every format must have."""
    return str(csl_item(cited)["title"])


@given(texts, st.lists(texts, max_size=3), texts)
@example(HOSTILE[1], [HOSTILE[7]], HOSTILE[2])
def test_bibtex_is_read_back(title: str, authors: list[str], source: str) -> None:
    """Braces balance, no sign means anything to TeX, and names are parted where they should be."""
    one = cited(title, tuple(authors), source)
    item = csl_item(one)
    (entry,) = read_bibtex(bibtex(item))
    assert untex(entry["title"]) == item["title"]
    names = [untex(name) for name in bibtex_names(entry.get("author", ""))]
    assert names == [
        name.get("literal") or f"{name['family']}, {name['given']}"
        for name in item.get("author", ())
    ]
    assert untex(entry.get("organization", "")) == item.get("container-title", "")


@given(texts, st.lists(texts, max_size=3))
@example(HOSTILE[2], [HOSTILE[2]])
def test_ris_is_read_back(title: str, authors: list[str]) -> None:
    """No text leaves its line: there is one record, with the title and all names."""
    one = cited(title, tuple(authors))
    (record,) = read_ris(ris(csl_item(one)))
    assert ris_values(record, "TI") == [title_of(one)]
    assert len(ris_values(record, "AU")) == len(csl_item(one).get("author", ()))


@given(texts, st.lists(texts, max_size=2), texts)
def test_what_zotero_reads_is_the_same_everywhere(
    title: str, authors: list[str], source: str
) -> None:
    """Through RDF, a COinS span in a page, and the page's tags: type, title, names, address."""
    one = cited(title, tuple(authors), source)
    item = csl_item(one)
    whole = citing(one, Settings())
    page = BeautifulSoup(
        "<head>"
        + "".join(f'<meta name="{escape(n)}" content="{escape(c)}">' for n, c in whole.tags)
        + f'<script type="application/ld+json">{whole.json_ld}</script></head>{whole.spans}',
        "lxml",
    )
    (by_coins,) = zotero_reader.coins(page)
    by_rdf = zotero_reader.rdf(zotero_rdf(item))
    by_tags = zotero_reader.embedded_metadata(page)
    for read in (by_coins, by_rdf, by_tags):
        assert read["itemType"] == "webpage"
        assert read["title"].replace("+", " ") == item["title"].replace("+", " ")
        assert read["url"] == "https://example.org/a?b=1&c=2"
        assert read["date"] == "2021-02-03"
    whole_names = [name.get("literal") or name["family"] for name in item.get("author", ())]
    assert [each["lastName"] for each in by_rdf.get("creators", ())] == whole_names
    data = page.find("script")
    assert data is not None
    assert json.loads(data.get_text())["name"] == item["title"]


@given(st.lists(texts, max_size=4))
def test_lists_are_read_back(titles: list[str]) -> None:
    """However many items, a list is one file: an array, entries, records."""
    every = [cited(title) for title in titles]
    wanted = [title_of(each) for each in every]
    found = json.loads("".join(listed(every, "csl.json")))
    assert [each["title"] for each in found] == wanted
    entries = read_bibtex("".join(listed(every, "bib")))
    assert [untex(entry["title"]) for entry in entries] == wanted
    records = read_ris("".join(listed(every, "ris")))
    assert [ris_values(record, "TI") for record in records] == [[title] for title in wanted]


@given(texts)
def test_nothing_that_cannot_be_exchanged_is_left(title: str) -> None:
    """No file has control characters; all of them are UTF-8; cleaning twice changes nothing."""
    one = cited(title)
    assert clean(clean(title)) == clean(title)
    for suffix in FORMATS:
        text = written(one, suffix)
        assert not set(text.encode().decode()) & set(map(chr, (*range(9), *range(14, 32), 127)))


def test_context_objects_have_no_sign_that_parts_them() -> None:
    """An ampersand or an equals sign in a title does not begin another pair."""
    pairs = coins(csl_item(cited("a=b&rft.title=c"))).split("&")
    assert [pair for pair in pairs if pair.startswith("rft.title=")] == [
        "rft.title=a%3Db%26rft.title%3Dc"
    ]
