"""Lines put together to headings, paragraphs, list items and rows of tables.

Promises: every line is in exactly one block, in order; a paragraph goes on over the end of a column
or page where its sentence does. How far lines and words are apart is measured against the size of
their letters and against the lines around.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from archive.model import PassageKind
from indexer.blocks import Block
from indexer.parsers.pdf.joining import joined, words
from indexer.parsers.pdf.lines import Line
from indexer.parsers.pdf.style import SAME_SIZE, Style

_LEADING = 1.75  # heights from one line to the next within a paragraph, at most
_WIDER = 1.25  # times the distance of the lines before: a new paragraph
_INDENT = 0.8  # heights
_SHORT = 0.12  # of the column's width that a last line leaves free, at least

_BULLET = re.compile(r"\s*[•‣◦▪▫●○■□➢✓∙⁃]\s*")
_NUMBERED = re.compile(r"\s*(?:[–—-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])\s+\S")
_ENDS = re.compile(r"""[.!?:;…。！？؟۔][)\]"'”’»」\d]*\s*$""")
_LEADERS = re.compile(r"\.{4,}|(?:\. ){4,}|…{2,}|_{4,}")


def blocks(lines: Sequence[Line], style: Style) -> list[Block]:
    """The blocks of a document's lines."""
    groups = list(_groups(lines, style, _columns(lines)))
    is_word = words(lines).__contains__
    found = [_block(group, style, is_word) for group in groups]
    bold = [
        block.kind == "heading" and not style.is_larger(group[0])
        for block, group in zip(found, groups, strict=True)
    ]
    for at in range(1, len(found)):
        if _is_close(groups[at - 1][-1], groups[at][0]) and bold[at]:
            # Perhaps a cell of a table, or one line of several that are bold for another reason.
            if bold[at - 1] or found[at - 1].kind == "table_row":
                found[at] = replace(found[at], kind="paragraph", level=0)
            if bold[at - 1]:
                found[at - 1] = replace(found[at - 1], kind="paragraph", level=0)
    return found


def _is_close(last: Line, line: Line) -> bool:
    """Whether no more than the usual distance is between two lines."""
    return last.page == line.page and last.bottom - line.bottom <= _LEADING * line.size


def left_out(line: Line, reason: str) -> Block:
    """A line that is no part of the text."""
    pieces = tuple(line.pieces())
    sure = confidence([line])
    return Block(kind="paragraph", pieces=pieces, page=line.page, reason=reason, ocr=sure)


def confidence(group: Sequence[Line]) -> int | None:
    """How sure it is that lines say what they do, in percent by letters; None where it is read."""
    letters = sum(len(line.text) for line in group)
    sure = sum((line.confidence or 0) * len(line.text) for line in group)
    return None if group[0].confidence is None else round(sure / letters)


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
            and other.size < SAME_SIZE * line.size
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
    if (line.confidence is None) != (last.confidence is None):
        return False
    larger, smaller = max(line.size, last.size), min(line.size, last.size)
    if larger > SAME_SIZE * smaller or style.stands_out(last) != style.stands_out(line):
        return False
    is_heading = style.is_larger(last)
    if _starts_item(line) or _is_row(line):
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
    pieces = tuple(joined(group, skipped, is_word))
    sure = confidence(group)
    return Block(kind=kind, pieces=pieces, level=level, page=first.page, ocr=sure)
