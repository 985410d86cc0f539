"""Signs of nearness and what they join: ``a W/5 b``, ``a PRE/5 b``, ``a b /s``, ``a /p b``.

Promises: linear. ``W/5`` joins the two beside it and binds tighter than NOT; ``/s`` and ``/p`` join
all that stands beside them, up to the next AND, OR or parenthesis, and at the end of a group all
before it. What cannot be near anything (a field, a date, an exclusion, a group with AND in it) is
sought anywhere in the document, and a remark says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeGuard

from archive.query.build import and_, not_
from archive.query.remarks import Remarks
from archive.query.tree import And, Dates, Exactly, Near, Node, Not, Or, Part, Single, Together

FARTHEST = 9_999  # words: an essay

LONELY_NEAR = (
    "{} has nothing on one of its sides and was left out. Write for example prison W/5 letter."
)
LONELY_UNIT = (
    "{} needs two words or more beside it and was left out. Write for example prison letter /s."
)
SIDES = (
    "{} joins words, phrases and alternatives such as (prison OR jail). Something else stands "
    "beside it here, so all of it was sought anywhere in the document."
)
OUTSIDE = (
    "{} holds words, phrases and alternatives such as (prison OR jail) together. What else stands "
    "beside it here was sought anywhere in the document."
)
MIXED = (
    "{} stand side by side, so each joins just what is beside it. Write AND between them to say "
    "which is meant."
)
TOO_NEAR = "{} was read as 1: words side by side are one word apart."
TOO_FAR = "{} was read as {most}, which is as far as nearness reaches."


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign between parts or, of sentence and passage, also after them."""

    text: str  # as typed
    kind: Literal["within", "before", "sentence", "passage"]
    words: int = 0  # how far, of the first two

    @property
    def unit(self) -> bool:
        """Whether it is one of the last two."""
        return self.kind in ("sentence", "passage")


@dataclass(frozen=True, slots=True)
class Denied:
    """What NOT stands before."""

    part: Node


Piece = Node | Denied
Item = Piece | Sign
Run = list[Item]  # what stands side by side; W/n between two pieces, no sign first


def read_sign(text: str, remarks: Remarks) -> Sign:
    """What ``W/5``, ``near/5``, ``PRE/5``, ``/s`` or ``w/p`` says."""
    name, _, rest = text.upper().partition("/")
    if rest in ("S", "P"):
        return Sign(text, "sentence" if rest == "S" else "passage")
    return Sign(text, "before" if name == "PRE" else "within", distance(rest, text, remarks))


def distance(digits: str, text: str, remarks: Remarks) -> int:
    """How many words apart, of any script's digits; ``text`` is what they stand in."""
    digits = digits.lstrip("0")
    words = int(digits or 0) if len(digits) < len(str(FARTHEST)) + 1 else FARTHEST + 1
    if not words:
        remarks.add(TOO_NEAR, text)
    elif words > FARTHEST:
        remarks.add(TOO_FAR.replace("{most}", f"{FARTHEST:,}"), text)
    return min(max(words, 1), FARTHEST)


def placed(runs: Sequence[Run], remarks: Remarks) -> list[Node]:
    """The parts of a conjunction, what signs join being one part each."""
    nodes = [item for run in runs for item in run if not isinstance(item, (Sign, Denied))]
    if len(nodes) == sum(map(len, runs)):
        return nodes  # as in nearly all queries
    done: list[Piece] = []
    for run in runs:
        items = list(_near(run, remarks))
        if items and isinstance(items[-1], Sign):  # it is about all before it
            items, done = [*done, *items], []
        done += _together(items, remarks)
    return [not_(piece.part) if isinstance(piece, Denied) else piece for piece in done]


def _near(run: Run, remarks: Remarks) -> Iterator[Item]:
    """A run in which W/n and what it joins are one piece."""
    items = iter([*run, None])
    item = next(items)
    while item is not None:
        pieces, signs = [item], []
        item = next(items)
        while isinstance(item, Sign) and not item.unit:
            signs.append(item)
            pieces += [piece for piece in (next(items),) if piece is not None]
            item = next(items)
        yield from _joined(pieces, signs, remarks) if signs else pieces


def _joined(pieces: list[Item], signs: list[Sign], remarks: Remarks) -> list[Item]:
    """What stands between and beside signs of nearness as one piece, or all as it is."""
    first, *others = pieces
    parts = [first.part if isinstance(first, Denied) else first, *others]
    places = [part for part in parts if _is_place(part)]
    if len(places) < len(parts):
        for sign in signs:
            remarks.add(SIDES, sign.text)
        return pieces
    near = []
    for sign, at in _alike(signs, remarks):
        joined = tuple(places[at.start : at.stop + 1])
        near.append(Near(joined, sign.words, ordered=sign.kind == "before"))
    node = and_(near)
    if node is None:
        return pieces
    return [Denied(node) if isinstance(first, Denied) else node]


def _together(items: list[Item], remarks: Remarks) -> list[Piece]:
    """What stands beside signs of sentence and passage as one piece each."""
    signs = [item for item in items if isinstance(item, Sign)]
    segments: list[list[Piece]] = [[]]
    for item in items:
        if isinstance(item, Sign):
            segments.append([])
        else:
            segments[-1] += item.parts if isinstance(item, And) else (item,)
    if not signs:
        return segments[0]
    found: list[Piece] = []
    joined: set[int] = set()
    for sign, at in _alike(signs, remarks):
        beside = segments[at.start : at.stop + 1]
        pieces = [piece for segment in beside for piece in segment if not _narrows(piece)]
        parts = tuple(piece for piece in pieces if _is_place(piece))
        if len(parts) < len(pieces):
            remarks.add(OUTSIDE, sign.text)
        elif len(parts) < 2:
            remarks.add(LONELY_UNIT, sign.text)
        if len(parts) < 2:
            continue
        joined.update(range(at.start, at.stop + 1))
        found.append(Together(parts, "sentence" if sign.kind == "sentence" else "passage"))
    left = [
        piece
        for number, segment in enumerate(segments)
        for piece in segment
        if number not in joined or not _is_place(piece)
    ]
    return found + left


def _alike(signs: Sequence[Sign], remarks: Remarks) -> list[tuple[Sign, range]]:
    """Signs in runs that say the same, by their indices; a remark if there are several runs."""
    runs = [
        list(run)
        for _, run in groupby(range(len(signs)), lambda n: (signs[n].kind, signs[n].words))
    ]
    if len(runs) > 1:
        for run in runs:
            remarks.add(MIXED, signs[run[0]].text)
    return [(signs[run[0]], range(run[0], run[-1] + 1)) for run in runs]


def _narrows(piece: Piece) -> bool:
    """Whether a part says which documents are meant, and nobody expects it at a place."""
    return isinstance(piece, (Denied, Not, Dates, Exactly))


def _is_place(piece: Item) -> TypeGuard[Part]:
    """Whether a part has places of its own in a text."""
    if isinstance(piece, Or):
        return all(isinstance(part, Single) for part in piece.parts)
    return isinstance(piece, Single)
