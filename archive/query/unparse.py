"""A tree written as a query again: the echo "as understood", and what links hold.

Promises: ``parse(unparse(tree)).tree == tree`` for every tree that ``parse`` or
``archive.query.build`` makes of readable leaves, as long as what is written is within the limit
of length (fields written once for a whole group can make it longer than what was typed); safe
at any depth. Groups are written out, so that nobody needs to know what binds tighter.
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.query.cost import LIMITS
from archive.query.lexer import PARTNERS, prose_in_capitals, tokens
from archive.query.remarks import Remarks
from archive.query.tree import (
    And,
    Dates,
    Exactly,
    Fuzzy,
    InEverything,
    InField,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Single,
    Together,
    Verbatim,
    Word,
)
from archive.query.words import trim

_IN_WORDS = (" AND ", " OR ", "NOT ")
_IN_SIGNS = (" ", " || ", "-")  # where AND would be a word, all being in capitals, or too long
_UNQUOTABLE = frozenset(' ()"“”„‟«»＂〝〞،؛؟*?~')


def unparse(node: Node) -> str:
    """The query text of a tree."""
    text = _written(node, _IN_WORDS)
    if len(text) > LIMITS.length or (
        not any(map(str.islower, text)) and prose_in_capitals(text, tokens(text, Remarks()))
    ):
        return _written(node, _IN_SIGNS)
    return text


def _written(node: Node, style: tuple[str, str, str]) -> str:
    out: list[str] = []
    waiting: list[Node | str] = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            out.append(part)
        else:
            waiting.extend(reversed(_pieces(part, style)))
    return "".join(out)


def _pieces(node: Node, style: tuple[str, str, str]) -> list[Node | str]:
    """A node as text and smaller nodes, in order."""
    match node:
        case InEverything(part):
            return ["in:everything ", part]
        case InField(field, part):
            return [f"{field}:", part]
        case Near(parts, words, ordered):
            joint = f" {'PRE' if ordered else 'W'}/{words} "
            return _joined(parts, joint)
        case Together(parts, unit):
            return [*_joined(parts, " "), f" /{unit[0]}"]
        case Not(part):
            return [style[2], *_grouped(part)]
        case And(parts) | Or(parts):
            return _joined(parts, style[isinstance(node, Or)])
        case _:
            return [_leaf(node)]


def _leaf(node: Single | Exactly | Dates) -> str:
    match node:
        case Word(text) | Pattern(text):
            return text
        case Fuzzy(text, edits):
            return f"{text}~{edits}"
        case Phrase(text):
            return f'"{text}"'
        case Verbatim(text):
            return _literal(text)
        case Exactly(field, value):
            return f"{field}:{_value(value)}"
        case Dates():
            return _dates(node)


def _joined(parts: Sequence[Node], joint: str) -> list[Node | str]:
    pieces = [piece for part in parts for piece in (joint, *_grouped(part))]
    return pieces[1:]


def _grouped(node: Node) -> list[Node | str]:
    return ["(", node, ")"] if isinstance(node, (And, Or, Near, Together)) else [node]


def _literal(text: str) -> str:
    """Literal text between marks of which the closing ones are not in it."""
    for opening, closing in PARTNERS.items():
        if not set(closing) & set(text):
            return f"={opening}{text}{closing[0]}"
    return f'="{text}"'


def _value(value: str) -> str:
    """A facet value, in quotation marks where it would not be read as one word without."""
    plain = value == trim(value) and not _UNQUOTABLE & set(value)
    return value if plain else f'"{value}"'


def _dates(node: Dates) -> str:
    name = "date" if node.field == "published" else node.field
    return f"{name}:{node.start}" if node.start == node.end else f"{name}:{node.start}..{node.end}"
