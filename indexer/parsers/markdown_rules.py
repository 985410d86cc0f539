"""The Markdown parser: CommonMark with tables, strikethrough and footnotes.

Promises: addresses are neither checked nor rewritten, since none is followed; ``[^1]`` in a text
is a mark, not text; ``[^1]: …`` begins a paragraph of its own that holds the note. Footnotes have
the form of Pandoc and GitHub, for notes of one paragraph.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_NESTING = 60  # levels of quotations and lists that are told apart
_MARK = re.compile(r"\[\^[^\]\s]+\]")
_NOTE = re.compile(r"\[\^[^\]\s]+\]:[ \t]*")


def make_parser() -> MarkdownIt:
    """A parser; escapes and entities stay tokens of their own."""
    parser = _Parser("commonmark", {"maxNesting": _NESTING})
    parser.enable(["table", "strikethrough"]).disable("text_join")
    parser.inline.ruler.before("link", "footnote_ref", _read_mark)
    parser.block.ruler.before("reference", "footnote", _read_note, {"alt": ["paragraph"]})
    return parser


class _Parser(MarkdownIt):
    """Leaves addresses as they are written."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 (the library's name)
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


def _read_mark(state: StateInline, silent: bool) -> bool:
    found = _MARK.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.push("footnote_ref", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _read_note(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    position = state.bMarks[start] + state.tShift[start]
    found = _NOTE.match(state.src, position, state.eMarks[start])
    if state.is_code_block(start) or not found:
        return False
    if silent:
        return True
    last = start + 1
    while last < end and not state.isEmpty(last) and not _begins_note(state, last):
        last += 1
    content = state.getLines(start, last, state.blkIndent, False).strip()
    state.push("footnote_open", "p", 1).map = [start, last]
    inline = state.push("inline", "", 0)
    inline.content = _NOTE.sub("", content, count=1)
    inline.map = [start, last]
    inline.children = []
    state.push("footnote_close", "p", -1)
    state.line = last
    return True


def _begins_note(state: StateBlock, line: int) -> bool:
    position = state.bMarks[line] + state.tShift[line]
    return _NOTE.match(state.src, position, state.eMarks[line]) is not None
