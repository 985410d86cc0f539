"""Lines of a paragraph written one after another.

Promises: the pieces of all lines in order, each with its place; words that were cut at the end of a
line are whole, by the document's own words where these tell; a line's end is a space where the
script has spaces. What stands between two lines on the page belongs to the place of their text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from indexer.blocks import Piece
from indexer.parsers.pdf.lines import Line

_NO_SPACE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uff00-\uff60\U00020000-\U0003ffff]")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")


def words(lines: Sequence[Line]) -> set[str]:
    """The words of a document as they stand within its lines, in small letters."""
    return {word.casefold() for line in lines for word in _WORD.findall(line.text)}


def joined(group: Sequence[Line], skipped: int, is_word: Callable[[str], bool]) -> Iterator[Piece]:
    """The pieces of lines one after another, with what the ends of lines stand for."""
    for index, line in enumerate(group):
        after = group[index + 1] if index + 1 < len(group) else None
        stop = len(line.text)
        if after is not None and line.hyphenated and _is_cut(line, after, is_word):
            yield from line.pieces(skipped, stop - 1)
        else:
            yield from line.pieces(skipped, stop)
            if after is not None and not line.hyphenated and not _without_space(line, after):
                yield _line_end(line, after)
        skipped = 0


def _line_end(line: Line, after: Line) -> Piece:
    """The space for the end of a line: all that stands between the lines on the page."""
    end, begin = line.places[-1] + 1, after.places[0]
    if line.page == after.page and 0 < end < begin == after.start and line.end == begin:
        return Piece(" ", str(line.page), end, (begin,))
    return Piece(" ", None, 0)


def _is_cut(line: Line, after: Line, is_word: Callable[[str], bool]) -> bool:
    """Whether the hyphen at the end of a line is there for the line's end only."""
    before, behind = _WORD.findall(line.text), _WORD.match(after.text.lstrip())
    if not before or behind is None or not behind[0][0].islower():
        return False
    start, rest = before[-1].casefold(), behind[0].casefold()
    if is_word(start + rest):
        return True
    return not is_word(f"{start}-{rest}")


def _without_space(line: Line, after: Line) -> bool:
    """Whether a script that writes no spaces runs on."""
    return bool(_NO_SPACE.match(line.text[-1]) and _NO_SPACE.match(after.text.lstrip()[:1]))
