"""Near-duplicates on the site: under the earliest, open at a click, counted, and each by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.site_fixtures import make_site
from tests.web.reading import soup, words
from web.app import create_app

STORY = [
    f"Sentence number {n} of the story tells of item {n * n} in the year {1900 + n}."
    for n in range(30)
]
# name: published, title, text; "wire" is the earliest though not the first in any other order
FILES = {
    "zeta": ("2021-03-03", "Reprint", " ".join(STORY)),
    "wire": ("2021-03-01", "The wire story", " ".join(STORY)),
    "cut": ("2021-03-02", "Cut short", " ".join(STORY[:20])),
    "undated": ("", "A copy without a date", " ".join(STORY[:28])),
    "year": ("2021", "Some time that year", " ".join(["A new beginning.", *STORY])),
    "other": ("2021-03-02", "Another story", " ".join(
        f"Quite another sentence {n} speaks of story and of thing {n * 7}." for n in range(30)
    )),
    "short": ("2021-03-02", "Short", "Sentence number 1 of the story."),
    "short too": ("2021-03-02", "Short as well", "Sentence number 1 of the story."),
}  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A site with one story in five documents, and others."""
    files: dict[str, bytes | str] = {}
    for name, (published, title, text) in FILES.items():
        files[f"{name}.txt"] = f"{title}\n\n{text}\n"
        files[f"{name}.txt.json"] = json.dumps(
            {"title": title, "collection": name[0]}
            | ({"published": published} if published else {})
        )
    with create_app(make_site(tmp_path_factory.mktemp("groups"), files)).test_client() as client:
        yield client


def test_the_earliest_stands_for_all(client: FlaskClient) -> None:
    """Its copies are under it by date; a year alone and no date are not said to be earlier."""
    page = soup(client, "/search?q=story")
    titles = [words(title) for title in page.select(".hit h2")]
    assert sorted(titles) == ["Another story", "Short", "Short as well", "The wire story"]
    (group,) = page.select(".hit details.copies")
    assert words(group.summary) == "4 more documents with nearly the same text"
    assert [words(link) for link in group.select("li a")] == [
        "Cut short", "Reprint", "Some time that year", "A copy without a date"
    ]  # fmt: skip
    first = str(group.select("li a")[0]["href"])
    assert words(soup(client, first).h1) == "Cut short"


def test_documents_are_what_is_counted(client: FlaskClient) -> None:
    """Totals and facets count every document, pages count entries, and both are said."""
    page = soup(client, "/search?q=story&per_page=3")
    assert words(page.h1) == "8 documents"
    assert words(page.select_one(".range")) == "1–3 of 4"
    assert "4 documents stand under an earlier one" in words(page.select_one(".results-head"))
    plain = client.get("/api/v1/search?q=story&group=1").get_json()
    assert (plain["total"]["value"], plain["entries"], len(plain["hits"])) == (8, 4, 4)
    assert sum(one["count"] for one in plain["facets"]["type"]) == 8
    wire = next(h for h in plain["hits"] if h["document"]["title"] == "The wire story")
    assert next(copy["title"] for copy in wire["copies"]) == "Cut short"
    assert client.get("/search.json?q=story").get_json()["hits"] == plain["hits"]
    every = client.get("/api/v1/search?q=story").get_json()
    assert (every["entries"], len(every["hits"])) == (8, 8)
    past = client.get("/search.json?q=story&per_page=3&page=3").get_json()
    assert past["query"]["notices"] == ["There is no page 3: there are 4 results, up to page 2."]


def test_each_by_itself_and_back(client: FlaskClient) -> None:
    """One link shows every document as a hit, another groups them again; the address says which."""
    page = soup(client, "/search?q=story")
    apart = next(str(a["href"]) for a in page.select(".views a") if "each" in words(a))
    assert apart == "/search?q=story&group=0"
    each = soup(client, apart)
    assert len(each.select(".hit")) == 8
    assert not each.select("details.copies")
    back = next(str(a["href"]) for a in each.select(".views a") if "Group" in words(a))
    assert back == "/search?q=story"
    assert "stand under" not in words(soup(client, "/search?q=another").select_one(".results-head"))


def test_the_earliest_of_those_that_match(client: FlaskClient) -> None:
    """Narrowed to others, the earliest of these stands for them."""
    page = soup(client, "/search?q=story&f.collection=c&f.collection=z&f.collection=u")
    assert [words(title) for title in page.select(".hit h2")] == ["Cut short"]
    assert words(page.select_one("details.copies summary")).startswith("2 more documents")


@pytest.mark.parametrize(("sort", "place"), [("oldest", 0), ("newest", -1)])
def test_a_group_has_the_place_of_its_earliest(client: FlaskClient, sort: str, place: int) -> None:
    """In the order of dates too."""
    page = soup(client, f"/search?q=story&sort={sort}")
    assert words(page.select(".hit h2")[place]) == "The wire story"


def test_the_page_of_a_document_names_its_copies(client: FlaskClient) -> None:
    """All of the group, the earliest first, itself in its place; the API the others."""
    wire = soup(client, "/search?q=story").select_one("details.copies a")
    assert wire is not None
    page = soup(client, str(wire["href"]))
    side = page.select_one(".side")
    assert side is not None
    listed = [words(item.find(["a", "b"])) for item in side.select("section ol li")]
    assert listed[:2] == ["The wire story", "This document"]
    assert len(listed) == 5
    plain = client.get(f"{page.select_one('link[rel=alternate]')['href']}").get_json()  # type: ignore[index]
    assert next(copy["title"] for copy in plain["copies"]) == "The wire story"
    assert len(plain["copies"]) == 4


def test_lines_are_of_every_document(client: FlaskClient) -> None:
    """A concordance leaves nothing out: an occurrence in a copy is an occurrence."""
    plain = client.get("/api/v1/concordance?q=beginning+OR+item").get_json()
    assert plain["documents"] == 5
