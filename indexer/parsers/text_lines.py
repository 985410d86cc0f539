"""A plain text's lines and paragraphs, before anyone asks what they say.

Promises: every line that is not blank is in exactly one paragraph, in order; lines are joined
only where a program had wrapped them, never lines of a list, a poem, an address or a log. Places
are code points in the decoded text, half-open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_LINE = re.compile(r"[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_BREAKS = re.compile(r"\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_ITEM = re.compile(r"\s*(?:[•‣◦▪●○*+·–—-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)])\s+\S")
_ENDS = re.compile(r"""[.!?:;…。！？؟۔][)\]"'”’»」]*\s*$""")

# A wrap after a hyphen within a compound word; not after one that stands for a word's second half
# ("Land- und Seeweg").
# And one between two characters of a script that is written without spaces.
_GLUED_WRAP = re.compile(
    r"(?<=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])(?:\r\n|\r|\n)"
    r"(?=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])|"
    r"(?<=\w[-‐])[ \t]*(?:\r\n|\r|\n)[ \t]*(?=\w)"
    r"(?!(?:und|oder|bzw|beziehungsweise|sowie|bis|and|or|to|en|of|och|eller|og|ja|tai)\b)"
)

_WIDEST = 100  # code points; wrapped text is 60 to 80 wide as a rule, mail and old files less
_NARROWEST = 40
_FEW = 4
_SHORT = 0.6  # of the width: shorter lines (a signature, a heading) were ended by hand
_SHARE = 0.85  # of the line ends that must be where the next word had no room


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One or more lines that belong together; ``alone``: blank lines stand around it."""

    start: int
    end: int
    text: str
    alone: bool
    is_item: bool = False

    def runs(self) -> tuple[tuple[int, int], ...]:
        """The stretches of the decoded text that, joined, are the paragraph's text."""
        gaps = [gap.span() for gap in _GLUED_WRAP.finditer(self.text)]
        starts = [0, *(end for _, end in gaps)]
        ends = [*(start for start, _ in gaps), len(self.text)]
        return tuple((self.start + a, self.start + b) for a, b in zip(starts, ends, strict=True))

    def line(self) -> str:
        """The paragraph's text on one line."""
        return " ".join(_GLUED_WRAP.sub("", self.text).split())


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a text, in order."""
    blocks = list(_blocks(text))
    width = _wrapped_at(blocks)
    found: list[Paragraph] = []
    for block in blocks:
        groups = _groups(block, width)
        items = sum(bool(_ITEM.match(group[0].text)) for group in groups)
        for group in groups:
            start, end = group[0].start, group[-1].end
            is_item = items > 1 and bool(_ITEM.match(group[0].text))
            found.append(Paragraph(start, end, text[start:end], len(groups) == 1, is_item))
    return tuple(found)


def _blocks(text: str) -> Iterator[list[Line]]:
    """Lines between blank lines."""
    block: list[Line] = []
    last_end, after_blank = 0, False
    for match in _LINE.finditer(text):
        line = Line(match.start(), match.end(), match[0])
        if not line.text.strip():
            after_blank = True  # blank but for spaces: its two line ends count as a blank line
            continue
        if block and (after_blank or _breaks(text, last_end, line.start) > 1):
            yield block
            block = []
        block.append(line)
        last_end, after_blank = line.end, False
    if block:
        yield block


def _breaks(text: str, start: int, end: int) -> int:
    return sum(1 for _ in _BREAKS.finditer(text, start, end))


def _wrapped_at(blocks: Sequence[list[Line]]) -> int:
    """The width at which a program wrapped the file's lines; 0 when none did."""
    pairs = [pair for block in blocks for pair in pairwise(block)]
    if not pairs:
        return 0
    widths = sorted(len(line.text.rstrip()) for line, _ in pairs)
    if widths[-1] > _WIDEST and widths[int(len(widths) * 0.95)] > _WIDEST:
        return 0
    width = max((w for w in widths if w <= _WIDEST), default=0)
    long = [pair for pair in pairs if len(pair[0].text.rstrip()) > width * _SHORT]
    if len(long) < _FEW and not all(_goes_on(following) for _, following in long):
        return 0  # two or three lines prove nothing, unless each goes on with a small letter
    if _are_records([following.text for _, following in long]):
        return 0
    full = sum(_had_no_room(line, following, width) for line, following in long)
    open_ends = sum(not _ENDS.search(line.text) for line, _ in long)
    is_wrapped = width >= _NARROWEST and full >= _SHARE * len(long) and open_ends > len(long) / 2
    return width if is_wrapped else 0


def _are_records(lines: Sequence[str]) -> bool:
    """Whether lines of like length are records (a log, a table), by how they begin.

    Prose goes on in small letters on many lines and begins no two of three in the same way.
    """
    begins = [line.split(maxsplit=1)[0] for line in lines]
    alike = Counter(re.sub(r"\d", "0", word) for word in begins).most_common(1)
    cased = [word for word in begins if word[0].lower() != word[0].upper()]
    small = sum(word[0].islower() for word in cased)
    return alike[0][1] > max(2, len(lines) * 0.4) or small < len(cased) * 0.3


def _goes_on(line: Line) -> bool:
    """Whether a line cannot begin a sentence, or is of a script that is wrapped at any sign."""
    first = line.text.lstrip()[0]
    return first.islower() or "\u3000" <= first <= "\u9fff"


def _had_no_room(line: Line, following: Line, width: int) -> bool:
    """Whether the first word of the next line would have made this line too wide."""
    word = following.text.split(maxsplit=1)[0]
    return len(line.text.rstrip()) + 1 + len(word) > width


def _begins_item(group: Sequence[Line], following: Line) -> bool:
    """Whether a line begins a list item, and not with a dash or a number within a sentence."""
    is_item = bool(_ITEM.match(following.text))
    return is_item and bool(_ENDS.search(group[-1].text) or _ITEM.match(group[0].text))


def _groups(block: list[Line], width: int) -> list[list[Line]]:
    """The lines of a block, those joined between which there is only a wrap."""
    groups = [[block[0]]]
    for line, following in pairwise(block):
        if (
            width
            and _had_no_room(line, following, width)
            and not _begins_item(groups[-1], following)
        ):
            groups[-1].append(following)
        else:
            groups.append([following])
    return groups
