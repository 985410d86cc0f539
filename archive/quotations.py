"""A quotation held against a text: the same words, the same but for their form, or which differ.

Promises: "verbatim" means that every piece of the quotation between its ellipses stands in the text
as it is, in this order; what differs is told word by word; what an ellipsis or an editor's brackets
stand for is told as that, never as an error. Offsets are code points, half-open, in canonical
text. Pure functions; time grows with the length of the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, islice
from typing import Literal

from archive.quotation_words import TextWord, WordsOfText, words_of
from archive.text import ENDING, ENDING_UNSPACED, canonical

# Of a step: the same words; the same but for signs, case and marks; other words; words of the
# text that the quotation leaves out; words that it adds; an ellipsis or brackets, and what they
# stand for.
Kind = Literal["same", "form", "changed", "left_out", "added", "omission"]
Verdict = Literal["verbatim", "form", "different"]

LENGTH = 5_000  # code points of a quotation that are compared
LIKE = 0.6  # share of its words that must be in their place for it to be that quotation at all
FEW = 4  # words; a quotation of fewer counts only when all of them are there
_PLACES = 50  # where a piece stands that are tried
_COMMON = 2_000  # occurrences of a word above which it tells no place
_WINDOWS = 3  # likeliest places of a piece that are compared word by word
_SHOWN = 300  # code points of what an omission left out

_ELLIPSIS = re.compile(r"\s*(?:[\[(]\s*(?:…|\.(?:\s?\.){2,})\s*[\])]|…|\.(?:\s?\.){2,})\s*")
_SIC = re.compile(r"\s*\[sic!?\]", re.IGNORECASE)
_LETTER = re.compile(r"\[(\w{1,2})\](?=\w)")  # "[T]he": an editor changed the case
_EDITOR = re.compile(r"\s*\[[^\[\]]{1,200}\]\s*")
_MARKS = "\"'“”„‟‘’‚‛«»‹›「」『』"


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of the comparison: what the quotation has, and what the text has, "" nothing."""

    kind: Kind
    quoted: str
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where a quotation stands in a text, how it compares, and the share of words in place."""

    start: int
    end: int
    verdict: Verdict
    likeness: float
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation taken apart: its pieces, and what stands between them."""

    pieces: tuple[str, ...]
    gaps: tuple[str, ...]  # as written, one fewer than pieces

    @property
    def words(self) -> int:
        """The number of words in its pieces."""
        return sum(len(words_of(piece)) for piece in self.pieces)


def read_quotation(typed: str) -> Quotation:
    """Take a quotation apart at ellipses and editors' brackets, without the marks around it."""
    text = _LETTER.sub(r"\1", _SIC.sub("", canonical(typed[: 2 * LENGTH])[0]))[:LENGTH]
    text = text.strip(_MARKS + " ")
    pieces: list[str] = []
    gaps: list[str] = []
    at = 0
    for gap in sorted(_gaps(text)):
        if gap[0] >= at:
            pieces.append(text[at : gap[0]])
            gaps.append(text[gap[0] : gap[1]].strip())
            at = gap[1]
    pieces.append(text[at:])
    return _without_empty(pieces, gaps)


def _gaps(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_ELLIPSIS, _EDITOR):
        yield from (found.span() for found in pattern.finditer(text))


def _without_empty(pieces: Sequence[str], gaps: Sequence[str]) -> Quotation:
    """Without pieces that hold no word, at the ends and between two gaps."""
    kept: list[str] = []
    between: list[str] = []
    waiting = ""
    for piece, gap in zip(pieces, [*gaps, ""], strict=True):
        if words_of(piece):
            if kept:
                between.append(waiting)
            kept.append(piece.strip())
            waiting = gap
        else:
            waiting = f"{waiting} {gap}".strip()
    return Quotation(tuple(kept), tuple(between))


def compare(quotation: Quotation, text: str) -> Comparison | None:
    """The best place of a quotation in a text; None when it is not in it."""
    if not quotation.pieces:
        return None
    spans = _verbatim(quotation.pieces, text)
    if spans:
        steps = _joined(quotation, text, spans, [[Step("same", p, p)] for p in quotation.pieces])
        return Comparison(spans[0][0], spans[-1][1], "verbatim", 1.0, steps)
    return _by_words(quotation, text)


def _verbatim(pieces: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Where the pieces stand one after the other, closest together; empty when they do not."""
    best: list[tuple[int, int]] = []
    for start in islice(_occurrences(text, pieces[0]), _PLACES):
        spans = [(start, start + len(pieces[0]))]
        for piece in pieces[1:]:
            at = _found(text, piece, spans[-1][1])
            if at < 0:
                return best
            spans.append((at, at + len(piece)))
        if not best or spans[-1][1] - spans[0][0] < best[-1][1] - best[0][0]:
            best = spans
    return best


def _found(text: str, piece: str, start: int) -> int:
    """Where a piece begins and ends with whole words; -1 nowhere."""
    at = text.find(piece, start)
    while at >= 0 and not _is_whole(text, at, at + len(piece)):
        at = text.find(piece, at + 1)
    return at


def _occurrences(text: str, piece: str) -> Iterator[int]:
    at = _found(text, piece, 0)
    while at >= 0:
        yield at
        at = _found(text, piece, at + 1)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether a span cuts no word in two."""
    cut_before = start > 0 and text[start].isalnum() and text[start - 1].isalnum()
    cut_behind = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    return not (cut_before or cut_behind)


def _by_words(quotation: Quotation, text: str) -> Comparison | None:
    """The place where most of the words are, piece by piece."""
    sought = {word.folded for piece in quotation.pieces for word in words_of(piece)}
    there = WordsOfText(text, sought)
    spans: list[tuple[int, int]] = []
    told: list[list[Step]] = []
    wanted = matched = begin = 0
    for piece in quotation.pieces:
        own = words_of(piece)
        wanted += len(own)
        found = _place(text, own, there, begin)
        if found is None:
            spans.append((spans[-1][1] if spans else 0,) * 2)
            told.append([Step("added", piece, "")])
            continue
        first, last, same = found
        spans.append((there[first].start, there[last].end))
        told.append(list(_steps(piece, own, text, there[first : last + 1])))
        alike = (step.quoted for step in told[-1] if step.kind in ("same", "form"))
        matched += max(same, sum(len(words_of(quoted)) for quoted in alike))
        begin = last + 1
    likeness = matched / wanted
    if likeness < (1.0 if wanted < FEW else LIKE):
        return None
    if told[0][0].kind == "added" and spans[0] == (0, 0):  # a first piece that is nowhere
        spans[0] = (next(start for start, end in spans if end),) * 2
    return _told(quotation, text, spans, told, likeness)


def _told(
    quotation: Quotation,
    text: str,
    spans: list[tuple[int, int]],
    told: list[list[Step]],
    likeness: float,
) -> Comparison:
    last = spans[-1][1] + len(_closing(quotation.pieces[-1], text, spans[-1][1]))
    spans[-1] = spans[-1][0], last
    steps = _joined(quotation, text, spans, told)
    only_form = all(step.kind in ("same", "form", "omission") for step in steps)
    return Comparison(spans[0][0], last, "form" if only_form else "different", likeness, steps)


def _closing(piece: str, text: str, end: int) -> str:
    """The signs behind the last word that the quotation and the text share."""
    words = words_of(piece)
    behind = piece[words[-1].end :] if words else ""
    shared = 0
    while shared < len(behind) and text[end + shared : end + shared + 1] == behind[shared]:
        shared += 1
    return behind[:shared]


def _place(
    text: str,
    own: Sequence[TextWord],
    there: WordsOfText,
    begin: int,
) -> tuple[int, int, int] | None:
    """First and last word of the text that a piece is, and how many of its words are the same."""
    votes: Counter[int] = Counter()
    for index, word in enumerate(own):
        found = there.places.get(word.folded, ())
        if len(found) <= _COMMON:
            votes.update(place - index for place in found if place >= begin)
    best: tuple[int, int, int] | None = None
    for start in _likeliest(votes, len(own)):
        left = max(begin, start - len(own) // 2)
        window = there[left : start + 2 * len(own) + 2]
        blocks = _matcher(own, window).get_matching_blocks()[:-1]
        same = sum(block.size for block in blocks)
        if blocks and (best is None or same > best[2]):
            ends = left + blocks[0].b, left + blocks[-1].b + blocks[-1].size - 1
            before, behind = blocks[0].a, len(own) - blocks[-1].a - blocks[-1].size
            best = (*_widened(text, there, ends, before, behind), same)
    return best


def _widened(
    text: str, there: Sequence[TextWord], ends: tuple[int, int], before: int, behind: int
) -> tuple[int, int]:
    """First and last word with those in the same sentence that stand for other ones."""
    first, last = ends
    while before and first and not _parted(text, there[first - 1], there[first]):
        first, before = first - 1, before - 1
    while behind and last + 1 < len(there) and not _parted(text, there[last], there[last + 1]):
        last, behind = last + 1, behind - 1
    return first, last


def _parted(text: str, one: TextWord, two: TextWord) -> bool:
    """Whether a sentence or a block ends between two words."""
    return any(sign in f"{ENDING}{ENDING_UNSPACED}\n" for sign in text[one.end : two.start])


def _likeliest(votes: Counter[int], length: int) -> list[int]:
    """The diagonals that most words agree on, neighbours counted together, a single one twice."""
    width = max(2, length // 4)
    summed: Counter[int] = Counter()
    most: Counter[int] = Counter()
    for diagonal, count in votes.items():
        summed[diagonal // width] += count
        most[diagonal // width] = max(most[diagonal // width], count)
    near = {b: n + summed[b - 1] + summed[b + 1] + most[b] for b, n in summed.items()}
    best = sorted(near, key=lambda b: (-near[b], b))[:_WINDOWS]
    return [max(0, b * width) for b in best]


def _matcher(own: Sequence[TextWord], there: Sequence[TextWord]) -> SequenceMatcher[str]:
    return SequenceMatcher(
        None, [word.folded for word in own], [word.folded for word in there], autojunk=False
    )


def _steps(
    piece: str, own: Sequence[TextWord], text: str, there: Sequence[TextWord]
) -> Iterator[Step]:
    kinds: dict[str, Kind] = {"replace": "changed", "delete": "added", "insert": "left_out"}
    for tag, a, b, c, d in _matcher(own, there).get_opcodes():
        if tag == "equal":
            yield from _alike(piece, own[a:b], text, there[c:d])
        elif _joined_up(own[a:b]) == _joined_up(there[c:d]):  # a space for a joiner or a hyphen
            yield Step("form", _cut(piece, own[a:b]), _cut(text, there[c:d]))
        else:
            yield Step(kinds[tag], _cut(piece, own[a:b]), _cut(text, there[c:d]))


def _joined_up(words: Sequence[TextWord]) -> str:
    return "".join(word.folded for word in words)


def _alike(
    piece: str, own: Sequence[TextWord], text: str, there: Sequence[TextWord]
) -> Iterator[Step]:
    """Words that are the same, or the same but for their form, in runs."""
    pairs = list(zip(own, there, strict=True))
    runs = [
        (same, list(run))
        for same, run in groupby(pairs, lambda pair: _cut(piece, pair[:1]) == _cut(text, pair[1:]))
    ]
    for same, run in runs:
        quoted, stands = _cut(piece, [one for one, _ in run]), _cut(text, [two for _, two in run])
        yield Step("same" if same and quoted == stands else "form", quoted, stands)


def _cut(text: str, words: Sequence[TextWord]) -> str:
    return text[words[0].start : words[-1].end] if words else ""


def _joined(
    quotation: Quotation,
    text: str,
    spans: Sequence[tuple[int, int]],
    told: Iterable[Sequence[Step]],
) -> tuple[Step, ...]:
    """The steps of all pieces, with what lies between them."""
    steps: list[Step] = []
    for index, piece in enumerate(told):
        if index:
            between = text[spans[index - 1][1] : spans[index][0]].strip()
            shown = between if len(between) <= _SHOWN else f"{between[:_SHOWN].rstrip()}…"
            steps.append(Step("omission", quotation.gaps[index - 1], shown))
        steps += piece
    return tuple(steps)
