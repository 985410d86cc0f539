"""Lines put together to headings, paragraphs, list items and rows of tables.

Promises: every line is in exactly one block, in order; words that were cut at the end of a line
are joined, by the document's own words where these tell; a paragraph goes on over the end of a
column or page where its sentence does. A heading is one by the size or weight of its letters, and
only where these set it apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from archive.model import PassageKind
from indexer.blocks import Block, Piece
from indexer.parsers.pdf.lines import Line

_LARGER = 1.14  # times the size of the text: a heading
_SAME_SIZE = 1.12
_LEADING = 1.75  # heights from one line to the next within a paragraph, at most
_WIDER = 1.25  # times the distance of the lines before: a new paragraph
_INDENT = 0.8  # heights
_SHORT = 0.12  # of the column's width that a last line leaves free, at least
_HEADING = 250  # code points
_BOLD_HEADING = 120
_LEVELS = 6

_BULLET = re.compile(r"\s*[•‣◦▪▫●○■□➢✓∙⁃]\s*")
_NUMBERED = re.compile(r"\s*(?:[–—-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])\s+\S")
_ENDS = re.compile(r"""[.!?:;…。！？؟۔][)\]"'”’»」\d]*\s*$""")
_LEADERS = re.compile(r"\.{4,}|(?:\. ){4,}|…{2,}|_{4,}")
_NO_SPACE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uff00-\uff60\U00020000-\U0003ffff]")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Style:
    """How the text of a document is set, by which headings stand out."""

    size: float  # of most of its letters, in points
    bold: bool
    levels: Mapping[float, int]  # of headings, by size in half points

    def level(self, lines: Sequence[Line]) -> int:
        """The level of lines as a heading; 0: they are none."""
        text = " ".join(line.text for line in lines)
        if sum(map(str.isalpha, text)) < 2 or len(text) > _HEADING:
            return 0
        size = min(line.size for line in lines)
        if size > _LARGER * self.size:
            return self.levels.get(_rounded(size), 1)
        if self.bold or size < self.size / _SAME_SIZE or not all(line.bold for line in lines):
            return 0
        is_short = len(text) <= _BOLD_HEADING and len(lines) <= 2
        return self._lowest if is_short and not text.rstrip().endswith((".", ",", ";", ":")) else 0

    @property
    def _lowest(self) -> int:
        return min(_LEVELS, max(self.levels.values(), default=0) + 1)


def style_of(lines: Sequence[Line]) -> Style:
    """How most of the text is set."""
    letters: Counter[float] = Counter()
    bold = 0
    for line in lines:
        letters[_rounded(line.size)] += len(line.text)
        bold += len(line.text) if line.bold else 0
    size = letters.most_common(1)[0][0] if letters else 0.0
    larger = sorted((s for s in letters if s > _LARGER * size), reverse=True)
    levels = {one: min(number, _LEVELS) for number, one in enumerate(larger, 1)}
    return Style(size, 2 * bold > letters.total(), levels)


def blocks(lines: Sequence[Line], style: Style) -> list[Block]:
    """The blocks of a document's lines."""
    words = {word.casefold() for line in lines for word in _WORD.findall(line.text)}
    columns = _columns(lines)
    return [_block(group, style, words.__contains__) for group in _groups(lines, style, columns)]


def left_out(line: Line, reason: str) -> Block:
    """A line that is no part of the text."""
    return Block(kind="paragraph", pieces=tuple(line.pieces()), page=line.page, reason=reason)


def _rounded(size: float) -> float:
    return round(2 * size) / 2


def _columns(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Of each line left and right edge of its column: of the lines that stand around it."""
    edges = []
    for index, line in enumerate(lines):
        near = [
            other
            for other in lines[max(0, index - 6) : index + 7]
            if other.page == line.page
            and min(other.right, line.right) - max(other.left, line.left) > 0
            and abs(other.top - line.top) < 12 * line.size
            and other.size < _SAME_SIZE * line.size
        ]
        edges.append((min(n.left for n in near), max(n.right for n in near)) if near else
                     (line.left, line.right))  # fmt: skip
    return edges


def _groups(
    lines: Sequence[Line], style: Style, columns: Sequence[tuple[float, float]]
) -> Iterator[list[Line]]:
    """Consecutive lines that belong together."""
    group: list[Line] = []
    for index, line in enumerate(lines):
        if group and not _goes_on(group, line, style, columns[index - 1], columns[index]):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _goes_on(
    group: Sequence[Line],
    line: Line,
    style: Style,
    column: tuple[float, float],
    own_column: tuple[float, float],
) -> bool:
    """Whether a line belongs to those before it; ``column`` are the edges of the last one's."""
    last = group[-1]
    larger, smaller = max(line.size, last.size), min(line.size, last.size)
    if larger > _SAME_SIZE * smaller or line.bold != last.bold != group[0].bold:
        return False
    is_heading = bool(style.level(group))
    if is_heading != bool(style.level([line])) or _starts_item(line) or _is_row(line):
        return False
    if _is_row(last) or _LEADERS.search(last.text):
        return False
    step = last.bottom - line.bottom
    if line.page != last.page or step < -0.2 * last.size or _is_beside(last, line):
        return not is_heading and _sentence_goes_on(last, line, column)
    if step > _LEADING * larger or (len(group) > 1 and step > _WIDER * _usual_step(group)):
        return False
    if is_heading:
        return True
    return last.hyphenated or not (
        _is_last_line(last, column, line) or _is_indented(line, own_column, group)
    )


def _usual_step(group: Sequence[Line]) -> float:
    steps = [
        above.bottom - below.bottom
        for above, below in pairwise(group)
        if above.page == below.page and above.bottom > below.bottom
    ]
    return median(steps) if steps else float("inf")


def _is_beside(last: Line, line: Line) -> bool:
    """Whether a line stands at the side of another, as in the next column."""
    return line.left > last.right or line.right < last.left


def _sentence_goes_on(last: Line, line: Line, column: tuple[float, float]) -> bool:
    """Whether a sentence runs on at the top of the next column or page."""
    if last.hyphenated:
        return True
    first = next((letter for letter in line.text if not letter.isspace()), "")
    full = not _is_short(last, column)
    begins = first.islower() or (first.isalpha() and first.lower() == first.upper() and line.rtl)
    return full and begins and not _ENDS.search(last.text)


def _is_last_line(last: Line, column: tuple[float, float], line: Line) -> bool:
    """Whether a line ends its paragraph: it leaves room in which the next word would have stood."""
    if not _is_short(last, column):
        return False
    if _ENDS.search(last.text):
        return True
    width = column[1] - column[0]
    first = line.text.split(maxsplit=1)[0]
    word = (len(first) + 1) * (line.right - line.left) / max(len(line.text), 1)
    return _room(last, column) > max(word, 3 * _SHORT * width)


def _is_short(line: Line, column: tuple[float, float]) -> bool:
    return _room(line, column) > _SHORT * (column[1] - column[0])


def _room(line: Line, column: tuple[float, float]) -> float:
    return line.left - column[0] if line.rtl else column[1] - line.right


def _is_indented(line: Line, column: tuple[float, float], group: Sequence[Line]) -> bool:
    """Whether a line begins further in than the one before, as a new paragraph's first does."""
    last = group[-1]
    indent = last.right - line.right if line.rtl else line.left - last.left
    own = column[1] - line.right if line.rtl else line.left - column[0]
    is_item = _starts_item(group[0]) and len(group) == 1
    return indent > _INDENT * line.size and own > _INDENT * line.size and not is_item


def _starts_item(line: Line) -> bool:
    return bool(_BULLET.match(line.text) or _NUMBERED.match(line.text))


def _is_row(line: Line) -> bool:
    return line.gaps > 0


def _block(group: Sequence[Line], style: Style, is_word: Callable[[str], bool]) -> Block:
    level = style.level(group)
    first = group[0]
    kind: PassageKind = "paragraph"
    if _is_row(first):
        kind, level = "table_row", 0
    elif level:
        kind = "heading"
    elif _starts_item(first):
        kind = "list_item"
    bullet = _BULLET.match(first.text)
    skipped = bullet.end() if bullet and bullet.end() < len(first.text) else 0
    pieces = tuple(_joined(group, skipped, is_word))
    return Block(kind=kind, pieces=pieces, level=level, page=first.page)


def _joined(group: Sequence[Line], skipped: int, is_word: Callable[[str], bool]) -> Iterator[Piece]:
    """The pieces of lines one after another, with what the ends of lines stand for."""
    for index, line in enumerate(group):
        after = group[index + 1] if index + 1 < len(group) else None
        stop = len(line.letters)
        if after is not None and line.hyphenated and _is_cut(line, after, is_word):
            yield from line.pieces(skipped, stop - 1)
        else:
            yield from line.pieces(skipped, stop)
            if after is not None and not line.hyphenated and not _without_space(line, after):
                yield _line_end(line, after)
        skipped = 0


def _line_end(line: Line, after: Line) -> Piece:
    """The space for the end of a line: all that stands between the lines on the page."""
    end, begin = line.letters[-1].place + 1, after.letters[0].place
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
