"""The archive's promise: one text, in Markdown, that the site shows and the documentation has too.

Promises: the page says what docs/promise.md says, word for word; in another language where there
is a translation of it, beside it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from markdown_it import MarkdownIt
from markupsafe import Markup

from web.interface import Code, spoken

SOURCE = "promise.md"
TRANSLATION = "promise.{}.md"  # by the code of its language


def promise_text(source: str = SOURCE) -> str:
    """The text, in Markdown. Raises FileNotFoundError where there is no such translation."""
    return (files("web") / "templates" / source).read_text("utf-8")


def promise_page() -> Markup:
    """The text as HTML in the language spoken, else in English, which it then says it is."""
    return _page(spoken().code)


@cache
def _page(code: Code) -> Markup:
    if code == "en":
        return _rendered(promise_text())
    try:
        return _rendered(promise_text(TRANSLATION.format(code)))
    except FileNotFoundError:
        return Markup('<div lang="en" dir="ltr">\n{}</div>\n').format(_page("en"))


def _rendered(text: str) -> Markup:
    """With the classes of the site."""
    html = str(MarkdownIt("commonmark", {"html": False}).render(text))
    html = html.replace("<pre>", '<pre class="command" tabindex="0">').replace(
        "<ul>", '<ul class="dashes">'
    )
    return Markup(html.replace("<p>", '<p class="lead">', 1))  # noqa: S704 - our own words
