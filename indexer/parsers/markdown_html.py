"""The text of a piece of HTML that stands in a Markdown file.

Promises: its text with the places of what stands there literally, apart from comments, scripts
and styles, which are given apart; never an exception. Builds no tree; whole pages have their own
parser.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

# Where a run of text stands, and its length; or text that does not stand there literally.
Run = tuple[int | str, int]

_HIDDEN = {"script", "style", "template"}
_INLINE = {"a", "b", "i", "em", "strong", "span", "code", "sub", "sup", "u", "s", "small", "q"}


def text_of_html(source: str) -> tuple[list[Run], list[Run]]:
    """The shown and the hidden text of a piece of HTML."""
    reader = _Reader(source)
    reader.feed(source)
    reader.close()
    return reader.shown, reader.hidden


class _Reader(HTMLParser):
    """Collects runs of text with their places in code points."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self._lines = [0, *(match.end() for match in re.finditer("\n", source))]
        self._hidden_in = ""
        self.shown: list[Run] = []
        self.hidden: list[Run] = []

    def _add(self, run: Run) -> None:
        (self.hidden if self._hidden_in else self.shown).append(run)

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden_in = tag
        elif tag not in _INLINE:
            self._add((" ", 0))
        if tag == "img":
            self._add((dict(attrs).get("alt") or "", 0))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hidden_in:
            self._hidden_in = ""
        elif tag not in _INLINE:
            self._add((" ", 0))

    def handle_data(self, data: str) -> None:
        self._add((self._at(), len(data)))

    def handle_comment(self, data: str) -> None:
        self.hidden.append((self._at() + len("<!--"), len(data)))

    def handle_entityref(self, name: str) -> None:
        self._add((html.unescape(f"&{name};"), 0))

    def handle_charref(self, name: str) -> None:
        self._add((html.unescape(f"&#{name};"), 0))
