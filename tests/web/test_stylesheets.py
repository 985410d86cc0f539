"""Style sheets of saved pages: nothing in them may be fetched, and their looks stay."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.stylesheets import harmless

PICTURE = "data:image/png;base64,iVBORw0KGgo="

# Pieces that a hostile style sheet is made of.
PIECES = st.sampled_from(
    [
        "url(", "URL(", "u\\72l(", "\\75 rl(", "u\\", "r\\6c(", "@import", "@\\69mport ",
        "image-set(", "-webkit-image-set(", "src(", "\\73rc(", "http://x.example/a", "//x.example",
        '"', "'", ")", "(", "{", "}", ";", ":", "/*", "*/", "\\", "\n", "\r", "\f", "\0",
        "</style>", "<!--", "-->", "</", "\\<", "a", " ", "é", "--v", "1px", "#", "@", "\\a",
        "\\22 ", PICTURE,
    ]
)  # fmt: skip


NAME = r"(?:[\w-]|[^\x00-\x7f]|\\[0-9a-fA-F]{1,6}\s?|\\[^\n0-9a-fA-F])+"


def fetches(css: str) -> bool:
    """Whether a style sheet as a browser reads it (CSS Syntax Level 3) names an address.

    Written apart from the program: it takes off comments and strings in one pass and looks at
    every function and rule by its unescaped name.
    """
    css = re.sub(r"\r\n?|\f", "\n", css)
    token = re.compile(
        r"""/\*.*?(?:\*/|\Z)|"(?:\\.|[^"\\\n])*(?:"|\n|\Z|\\\Z)|'(?:\\.|[^'\\\n])*(?:'|\n|\Z|\\\Z)"""
        rf"""|@{NAME}|{NAME}\(?|.""",
        re.DOTALL,
    )
    at = 0
    while match := token.match(css, at):
        at = match.end()
        name = re.sub(
            r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))",
            lambda m: chr(min(int(m[1], 16), 0x10FFFF)) if m[1] else m[2],
            match[0],
        ).lower()
        is_function = name.endswith("(") and not name.startswith("@")
        if name in ("@import", "src(", "image("):
            return True
        if is_function and name.endswith(("image-set(", "cross-fade(")):
            return True
        if name == "url(":
            picture = re.compile(r'"data:image/png;base64,[A-Za-z0-9+/=%]*"\)').match(css, at)
            if not picture:
                return True
            at = picture.end()
    return False


@given(st.lists(PIECES, max_size=30).map("".join))
def test_nothing_is_fetched(css: str) -> None:
    """However the pieces are put together, no address is left, and no end tag."""
    clean = harmless(css)
    assert not fetches(clean)
    assert "</style" not in clean.lower()


@given(st.lists(PIECES, max_size=30).map("".join))
def test_cleaning_twice_is_cleaning_once(css: str) -> None:
    """What came out is harmless as it stands: it goes through unchanged in its meaning."""
    clean = harmless(css)
    assert not fetches(harmless(clean))


@pytest.mark.parametrize(
    "css",
    [
        "p { color: #333; margin: 0 auto !important }",
        "@media (min-width: 40em) { .a > .b:not(.c) { width: calc(100% - 2px) } }",
        "@media (width <= 600px) { a { color: red } }",
        ".md\\:flex { display: flex } a::before { content: \"\\201C\"; }",
        ":root { --paper: #fff } body { background: var(--paper) }",
        f'p {{ background: url("{PICTURE}") }}',
        "li { background: linear-gradient(90deg, rgb(0 0 0 / 50%), transparent) }",
    ],
)  # fmt: skip
def test_looks_stay(css: str) -> None:
    """Colours, spacing, layout, queries, variables and pictures in the sheet are untouched."""
    assert harmless(css) == css


def test_an_address_leaves_the_rest_of_its_declaration() -> None:
    """A picture from elsewhere is taken out; the colour behind it stays."""
    clean = harmless("body { background: #fff url(http://x.example/a.png) no-repeat }")
    assert clean == "body { background: #fff none no-repeat }"
