"""The archive's promise: one text, in Markdown, that the site shows and the documentation has too.

Promises: the page says what docs/promise.md says, word for word.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from markdown_it import MarkdownIt
from markupsafe import Markup

SOURCE = "promise.md"


def promise_text() -> str:
    """The text, in Markdown."""
    return (files("web") / "templates" / SOURCE).read_text("utf-8")


@cache
def promise_page() -> Markup:
    """The text as HTML, with the classes of the site."""
    html = str(MarkdownIt("commonmark", {"html": False}).render(promise_text()))
    html = html.replace("<pre>", '<pre class="command">').replace("<ul>", '<ul class="dashes">')
    return Markup(html.replace("<p>", '<p class="lead">', 1))  # noqa: S704 - our own words
