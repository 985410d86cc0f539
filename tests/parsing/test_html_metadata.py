"""Single facts of a page's head and JSON-LD, stated well and badly."""

from __future__ import annotations

import pytest

from archive.model import Metadata
from indexer.blocks import NO_TEXT
from indexer.parsers.html import read

BODY = (
    "<body><h1>Paper</h1><p>Paper is made of fibres that were once in water, and pressed dry.</p>"
)


def known(head: str, before: str = "") -> Metadata:
    """What is known of a page with this in its head."""
    return read(f"{before}<html><head><meta charset=utf-8>{head}</head>{BODY}".encode()).metadata


@pytest.mark.parametrize(
    ("stated", "value", "precision"),
    [
        ("2021-02-03", "2021-02-03", "day"),
        ("20210203", "2021-02-03", "day"),
        ("2021-02", "2021-02", "month"),
        ("1988", "1988", "year"),
        ("2021-02-03T08:15", "2021-02-03T08:15", "minute"),
        ("2021-02-03 08:15:30.123", "2021-02-03T08:15:30", "second"),
        ("2021-02-03T08:15:30Z", "2021-02-03T08:15:30+00:00", "second"),
        ("2021-02-03T08:15:30+0330", "2021-02-03T08:15:30+03:30", "second"),
        ("3 February 2021", "2021-02-03", "day"),
    ],
)
def test_dates_as_stated(stated: str, value: str, precision: str) -> None:
    """A stated date keeps the precision and zone in which it is stated."""
    found = known(f'<meta property="article:published_time" content="{stated}">').published
    assert found is not None
    assert (found.value, found.precision, found.basis) == (value, precision, "meta tag")


@pytest.mark.parametrize("stated", ["2021-13-40", "0000-00-00", "soon", "9999-01-01"])
def test_impossible_dates(stated: str) -> None:
    """An impossible date is no day; at most its year is believed."""
    found = known(f'<meta name="date" content="{stated}">').published
    assert found is None or found.precision == "year"


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "Article", "headline": "Pap',
        "[" * 50_000 + "]" * 50_000,
        '{"@type": "Article", "author": {"@id": "#a"}, "datePublished": [null, 5], "name": {}}',
        '{"a": ' * 3_000 + "1" + "}" * 3_000,
        "null",
        "",
    ],
    ids=["cut", "deep", "odd", "nested", "null", "empty"],
)
def test_bad_jsonld(script: str) -> None:
    """Broken, endless and odd JSON-LD is passed over."""
    found = known(f'<script type="application/ld+json">{script}</script>')
    assert found.title is not None
    assert (found.title.value, found.authors) == ("Paper", ())


def test_jsonld_wrapped_and_marked_up() -> None:
    """JSON-LD in a comment is read; marks and references in its strings are resolved."""
    found = known(
        '<script type="application/ld+json"><!-- {"@type": ["NewsArticle"], "headline": '
        '"Paper &amp; <i>ink</i>", "author": {"@type": "Organization", "name": "The Works"}} -->;'
        "</script>"
    )
    assert found.authors[0].name == "The Works"
    assert found.authors[0].kind == "organization"


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ('<meta name="author" content="By Jane Doe and John Roe">', ["Jane Doe", "John Roe"]),
        ('<meta name="citation_author" content="Doe, Jane">', ["Jane Doe"]),
        ('<meta name="author" content="https://example.org/jane">', []),
        ('<meta name="author" content="admin">', []),
        ('<meta name="site_authors" content="Jane Doe">', ["Jane Doe"]),
    ],
)
def test_authors_in_meta_elements(head: str, names: list[str]) -> None:
    """Names are taken apart; addresses and what programs fill in are no authors."""
    assert [agent.name for agent in known(head).authors] == names


def test_a_site_that_calls_itself_the_author() -> None:
    """The site's own name in several words is an organisation, and gives way to all others."""
    head = '<meta property="og:site_name" content="{0}"><meta name="author" content="{0}">'
    assert known(head.format("Works")).authors == ()
    head = head.format("The Paper Works")
    assert [(agent.name, agent.kind) for agent in known(head).authors] == [
        ("The Paper Works", "organization")
    ]
    assert authors(f"<p>{PROSE}</p><p>By Mara Ilves</p><p>{PROSE}</p>", head) == ["Mara Ilves"]


@pytest.mark.parametrize(
    ("head", "before", "address"),
    [
        ('<link rel="canonical" href="https://a.example/x">', "", "https://a.example/x"),
        ('<link rel="canonical" href="http://[broken">', "", None),
        ('<link rel="canonical" href="/x">', "", None),
        (
            '<link rel="canonical" href="/x">',
            "<!-- saved from url=(0021)https://a.example/y/ -->",
            "https://a.example/x",
        ),
        ("", "<!-- saved from url=(0014)about:internet -->", None),
        ('<meta property="og:url" content="https://a.example/og">', "", "https://a.example/og"),
    ],
)
def test_original_url(head: str, before: str, address: str | None) -> None:
    """The address is one of the web, made absolute where the saved page tells its place."""
    found = known(head, before).original_url
    assert (found.value if found else None) == address


def test_site_name_is_cut_from_the_title() -> None:
    """Of titles that agree but for the site's name, the one without it is taken."""
    page = (
        b"<title>On drying paper - Weblog</title><meta property=og:title content='On drying paper'>"
    )
    found = read(page + b"<p>Text without any heading, but long enough to be a paragraph.</p>")
    assert found.metadata.title is not None
    assert found.metadata.title.value == "On drying paper"


PROSE = (
    "Paper is made of fibres that were once in water, and pressed dry between felts by hand. " * 3
)
CARD = "<section><div><div><div><p class=author>Tomas Berg</p></div></div></div></section>"


def authors(inside: str, head: str = "") -> list[str]:
    """Whom a page with this in its article names."""
    page = (
        f"<html lang=en><head>{head}</head><body><article><h1>Paper</h1>{inside}</article></body>"
    )
    return [agent.name for agent in read(page.encode()).metadata.authors]


@pytest.mark.parametrize(
    ("inside", "names"),
    [
        (f"<p>{PROSE}</p><a href='/author/mara-ilves/'>Mara Ilves</a>", ["Mara Ilves"]),
        (f"<p>{PROSE}</p><footer><p class=author>Mara Ilves</p></footer>", ["Mara Ilves"]),
        (f"<p>{PROSE}</p><p>By Mara Ilves</p><p>{PROSE}</p>", ["Mara Ilves"]),
        (
            f"<b class=author>MI</b> <i class=author>Mara Ilves</i><p>{PROSE}</p>{CARD}",
            ["Mara Ilves"],
        ),
        (f"<p>{PROSE}</p><article class=comment><p class=author>Tomas Berg</p></article>", []),
        (f"<p>{PROSE}</p><p class=author><a href='/author/x'>Learn More</a></p>", []),
    ],
    ids=["link", "footer", "below a summary", "another card", "comment", "button"],
)
def test_authors_as_shown(inside: str, names: list[str]) -> None:
    """Authors are told by links to what they wrote, by marks and by lines, wherever these stand."""
    assert authors(inside) == names


@pytest.mark.parametrize(
    ("before", "names"),
    [
        ("<p>Written by</p><p>Dan Ilves</p>", ["Dan Ilves"]),
        ("<p>ByMara Ilves</p>", ["Mara Ilves"]),
        ("<p>Published August 7, 2023 by Mara Ilves</p>", ["Mara Ilves"]),
        ("<p class=author>Written By</p>", []),
    ],
    ids=["on two lines", "glued", "behind a date", "label"],
)
def test_bylines_in_the_ways_of_pages(before: str, names: list[str]) -> None:
    """A by-word may be a line of its own, or stand behind a date; alone it names nobody."""
    assert authors(f"{before}<p>{PROSE}</p>") == names


def test_a_byline_at_the_headline_goes_before_who_entered_the_page() -> None:
    """Whom the line below the headline names is the author; a longer form of a name is no other."""
    head = "<meta name=author content='Tomas Berg'>"
    assert authors(f"<p>By Mara Ilves</p><p>{PROSE}</p>", head) == ["Mara Ilves"]
    assert authors(f"<p>By T. Berg, Paperville</p><p>{PROSE}</p>", head) == ["Tomas Berg"]


def test_an_office_behind_a_stated_name() -> None:
    """Of a stated name with a long office behind it, the name is taken."""
    office = "Jonas Ilvaitis, professor at the faculty of paper and ink, papermill.example"
    script = f'{{"@type": "NewsArticle", "author": {{"name": "{office}"}}}}'
    head = f'<script type="application/ld+json">{script}</script>'
    assert [agent.name for agent in known(head).authors] == ["Jonas Ilvaitis"]


def test_who_entered_a_page_is_believed_last() -> None:
    """The label of a card of a link names an author where nothing else does."""
    label = "<meta name='twitter:label1' content='Written by'>"
    label += "<meta name='twitter:data1' content='Tomas Berg'>"
    assert authors(f"<p>{PROSE}</p>", label) == ["Tomas Berg"]
    assert authors(f"<p>By Mara Ilves</p><p>{PROSE}</p>", label) == ["Mara Ilves"]


def test_a_publisher_in_the_place_of_the_author() -> None:
    """Who holds the copyright is an organisation, if another is named as the author."""
    head = "<meta name=author content='Anna Paper'>"
    inside = f"<p class=byline>By Mara Ilves</p><p>{PROSE}</p><small>© 2021 Anna Paper</small>"
    assert authors(inside, head) == ["Mara Ilves"]
    assert authors(f"<p>{PROSE}</p><small>© 2021 Anna Paper</small>", head) == ["Anna Paper"]
    house = "<meta name=author content='Andr&eacute; Paper'>"
    rights = "<small>&#xA9; Andr&#xE9; Paper</small>"
    inside = f"<p class=byline>By Mara Ilves</p><p>{PROSE}</p>{rights}"
    assert authors(inside, house) == ["Mara Ilves"]


def test_a_text_that_no_reader_sees_is_told_of() -> None:
    """What a page states for programs and does not show is named; what it shows too is not."""
    body = " ".join(f"The {n}. mill stood by the water and made paper." for n in range(30))
    data = f'{{"@type": "Article", "articleBody": "{body}"}}'
    stated = f'<script type="application/ld+json">{data}</script>'
    hidden, shown = (read(f"{stated}<p>{text}</p>".encode()) for text in ("Subscribe.", body))
    assert hidden.partial
    assert any("articleBody" in notice for notice in hidden.notices)
    assert (shown.partial, shown.notices) == (False, ())


def test_a_page_that_scripts_would_fill_says_so() -> None:
    """A page without a word tells how to save it better."""
    assert "scripts" in " ".join(read(b"<body><div id=app></div><script>go()</script>").notices)
    assert read(b"<body></body>").notices == (NO_TEXT,)
