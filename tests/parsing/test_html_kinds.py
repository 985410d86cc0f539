"""Pages that are no articles: products, lists, collections, services; what of them is text."""

from __future__ import annotations

import pytest

from indexer.parsers import html
from indexer.parsers.html.kinds import states_article
from tests.parsing.measure import main_text

_NAVIGATION = "".join(f"<li><a href='/c{n}'>Category {n}</a></li>" for n in range(8))
_HEAD = f"<header><a href='/'>Shop</a><nav><ul>{_NAVIGATION}</ul></nav></header>"
_FOOT = "<footer><ul><li><a href='/i'>Imprint</a></li></ul><p>© 2024 Example Ltd.</p></footer>"
_OTHERS = "".join(f"<li><a href='/p{n}'><h3>Chair {n}</h3></a></li>" for n in range(4))
PAGES = {
    "product": (
        (
            "<main><h1>Oak desk</h1><p class=price>€ 349.00</p><p>A desk of solid oak, oiled by "
            "hand, for two people to work at.</p><form><button>Add to basket</button></form>"
            "<h2>Description</h2><p>Made in a small workshop from boards that have dried for three "
            "years, each chosen so that the grain runs through.</p><ul><li>Two drawers with "
            "dovetail joints</li><li>Delivered in one piece</li></ul><h2>Specifications</h2><table>"
            "<tr><th>Width</th><td>140 cm</td></tr><tr><th>Depth</th><td>70 cm</td></tr></table>"
            f"<section class=related><h2>You may also like</h2><ul>{_OTHERS}</ul></section>"
            "</main>"
        ),
        ("€ 349.00", "dovetail", "140 cm"),
        ("Add to basket", "Chair 1"),
    ),
    "list": (
        "<main><h1>News</h1><p>What the institute has done, week by week.</p>"
        + "".join(
            f"<div class=card><a href='/n{n}'><h2>Report number {n} has been published</h2></a>"
            f"<span>{n + 1} March 2021</span><p>It tells how the archive of town {n} was moved, "
            f"what was lost, and who kept it.</p><a href='/n{n}'>Read more</a></div>"
            for n in range(12)
        )
        + "</main>",
        ("Report number 0", "town 7 was moved", "Report number 11"),
        ("Read more",),
    ),
    "collection": (
        "<main><h1>Desks</h1><p>Desks of oak, beech and ash for home and office.</p><aside>"
        "<h3>Filter</h3><ul><li>Beech (4)</li></ul></aside><ul class='products grid'>"
        + "".join(
            f"<li class=product><a href='/p{n}'><h3>Desk model {n} in oak</h3></a>"
            f"<span class=price>€ {300 + n}.00</span><button>Add to basket</button></li>"
            for n in range(16)
        )
        + "</ul></main>",
        ("Desk model 0", "€ 315.00"),
        ("Beech (4)", "Add to basket"),
    ),
    "service": (
        (
            "<div class=hero><h1>Certified translations in a day</h1><p>We translate documents for "
            "courts and authorities.</p></div><section><h2>Why us</h2><div class=row>"
            "<div class=col><h3>Certified</h3><p>Our translators are sworn in at the courts of six "
            "countries.</p></div><div class=col><h3>Safe</h3><p>Files are encrypted and deleted "
            "after thirty days.</p></div></div></section><section><h2>How it works</h2><ol><li>"
            "Send us your document</li><li>Receive a quote</li></ol></section><section>"
            "<blockquote>Quick and exact, they saved our hearing.</blockquote></section>"
        ),
        ("for courts and authorities", "sworn in", "Receive a quote", "saved our hearing"),
        (),
    ),
}


@pytest.mark.parametrize("kind", PAGES)
def test_what_is_text_of_pages_that_are_no_articles(kind: str) -> None:
    """What the page is for is its text; menus, filters, buttons and other goods are not."""
    body, wanted, others = PAGES[kind]
    page = f"<html><head><title>x</title></head><body>{_HEAD}{body}{_FOOT}</body></html>"
    text = main_text(html.read(page.encode()))
    assert [words for words in wanted if words not in text] == []
    assert [words for words in (*others, "Category 3", "Imprint") if words in text] == []


@pytest.mark.parametrize(
    ("source", "is_article"),
    [
        ('<meta property="og:type" content="article">', True),
        ("<meta content='Article' property='og:type'>", True),
        ('{"@type": "NewsArticle"}', True),
        ('<meta property="article:published_time" content="2020-01-02">', True),
        ('<meta property="og:type" content="product"><p>The article is out of stock.</p>', False),
        ('<meta property="og:type" content="website">', False),
        ("", False),
    ],
)
def test_an_article_is_what_says_so(source: str, is_article: bool) -> None:
    """By schema.org or Open Graph, in either order of attributes."""
    assert states_article(source) == is_article
