"""The tree of a page: whatever the bytes, one tree, nothing cut off, every string found again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement

from indexer.parsers.html.nodes import Node
from indexer.parsers.html.tree import parse, string_at


def nodes(element: HtmlElement, above: Node | None = None, place: int = 0) -> Iterator[Node]:
    """The nodes of an element and of all in it, in their order."""
    node = Node(element.tag, dict(element.items()), element[:], above, place)
    yield node
    for number, child in enumerate(element):
        yield from nodes(child, node, number)


def test_paths_are_getpath() -> None:
    """Paths are what lxml's getpath gives, so that any XPath engine can follow them."""
    root = parse(b"<body><div><p>a<p>b<b>c</b>d</div><div>e</div><ul><li>f</ul>").root
    tree = root.getroottree()
    backwards = reversed(list(zip(root.iter(), nodes(root), strict=True)))  # the deepest asks first
    assert all(node.path() == tree.getpath(element) for element, node in backwards)


def test_paths_of_strange_names() -> None:
    """An element whose name XPath could not read is named by its number, and XPath finds it."""
    root = parse(b"<body><p>a</p><fb:like>b</fb:like><p[2]>c</p[2]><p>d</p></body>").root
    for element, node in zip(root.iter(), nodes(root), strict=True):
        assert root.getroottree().xpath(node.path()) == [element]


@pytest.mark.parametrize(
    "path", ["", "/html", "/html#x", "/html/body/p[9]#text", "/html/nav#text", "/h/body#text"]
)
def test_strings_that_are_not_there(path: str) -> None:
    """A path that leads nowhere gives None, not an error."""
    assert string_at(parse(b"<p>one</p>").root, path) is None


def test_comments_do_not_part_strings() -> None:
    """Comments and processing instructions are not in the tree; the text around them is whole."""
    root = parse(b"<p>one <!-- no -->two <?php no ?>three</p>").root
    assert string_at(root, "/html/body/p#text") == "one two three"


def test_nul_is_no_character() -> None:
    """NUL characters end nothing and are not kept."""
    assert "".join(parse(b"<p>on\0e</p>").root.itertext()) == "one"


def test_endless_nesting_loses_nothing() -> None:
    """Where the parser gives up on the depth, the text is read all the same, and this is said."""
    page = parse(b"<div>" * 20_000 + b"<p>the last <b>words</b>.</p>")
    assert "".join(page.root.itertext()).split() == ["the", "last", "words."]
    assert any("nests" in notice for notice in page.notices)


def test_shallow_tree_keeps_order_and_ignores_scripts() -> None:
    """The simple tree for deep pages has the texts in order and still knows what a script is."""
    page = parse(b"<b>x" * 3_000 + b"<script>if (a<b) {}</script>y<img>z</b></b>end&amp;")
    texts = [e.text for e in page.root.iter("script")]
    assert texts == ["if (a<b) {}"]
    assert "".join("".join(page.root.itertext()).split()).endswith("{}yzend&")


def test_attribute_flood() -> None:
    """A tag with very many attributes loses them, not its text."""
    flood = b"".join(b" a%d=1" % number for number in range(5_000))
    page = parse(b"<p" + flood + b">kept</p><p title='a > b'>also</p>")
    assert "".join(page.root.itertext()) == "keptalso"
    assert any("attributes" in notice for notice in page.notices)


def test_long_attribute_is_no_flood() -> None:
    """One very long attribute, such as an image within the page, is no flood."""
    page = parse(b"<img src='data:image/png;base64," + b"A1==" * 20_000 + b"'>text")
    assert next(page.root.iter("img")).get("src", "").endswith("A1==")
    assert page.notices == ()


@given(st.binary(max_size=400))
def test_any_bytes_have_a_tree(data: bytes) -> None:
    """Whatever the bytes are, parsing gives a tree and does not raise."""
    assert parse(data).root is not None


def test_a_page_that_goes_on_after_its_end_is_whole() -> None:
    """What follows an early end tag of the page is part of it, as browsers show it, and found."""
    page = parse(b"<html><body><p>One</p></body></html><div><p>Two</p></div></body></html><p>Three")
    assert [p.text for p in page.root.iter("p")] == ["One", "Two", "Three"]
    assert string_at(page.root, "/html/body/div/p#text") == "Two"
