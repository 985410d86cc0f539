"""Tokens to a tree: what binds to what, and what is told to the reader.

Promises: never raises for a text; linear; no recursion, so no depth of parentheses matters.
Signs of nearness bind tightest (see ``places``), then NOT, then AND (also unwritten, between two
words), then OR; "-" is NOT. What cannot be understood is left out or searched as words, and a
notice says which.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate

from archive.query.build import and_, not_, or_
from archive.query.cost import LIMITS, Limits, cost, refusal, too_deep
from archive.query.leaves import leaf
from archive.query.lexer import FIELDS, QUOTES, Token, prose_in_capitals, tidy, tokens
from archive.query.places import LONELY_NEAR, LONELY_UNIT, Denied, Run, Sign, placed, read_sign
from archive.query.remarks import Remarks
from archive.query.tree import And, InEverything, Node, Not, Word
from archive.query.words import remark_on_unknown_field, trim

# What a sentence ends in, and how many words it has at least beside what it quotes; so many more
# words are prose however they end.
SENTENCE_ENDS = tuple(".?!…؟۔。？！")
SENTENCE_WORDS = 5
PROSE_WORDS = 20

CAPITALS = (
    "In a query without lower-case letters operators are words, here {}. To use them as "
    "operators, write the other words in lower case."
)
LONELY = "{} has nothing to join and was left out. To find the word itself, write it in lower case."
DISTANCE = (
    "{} was searched as a number. For words near each other write W/ before it: prison W/5 letter."
)
SPACE_AFTER_FIELD = (
    "{} was searched as a word, since a space follows it. To search in that field, write no "
    "space after the colon."
)
EVERYTHING_ALONE = "in:everything says where to search. Write beside it what to search for."
NOT_EVERYTHING = (
    "{} has no effect: what was left out of the main text is searched only where in:everything "
    "asks for it."
)
OPENED = "A parenthesis was not closed; it was closed at the end."
CLOSED = "A closing parenthesis had no opening one and was left out."
HOLLOW = "Empty parentheses were left out."
EXCLUDES = "This query only excludes: it lists every document that does not match."
NOTHING = "Nothing in this query can be searched. Write at least one word."


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query as understood.

    ``tree`` None with ``refused`` False: nothing was typed, which asks for everything.
    ``refused``: something was typed, and it cannot be run; the notices say why.
    """

    tree: Node | None
    notices: tuple[str, ...]
    text: str  # as typed
    refused: bool = False
    loose: bool = False  # plain words, or a sentence: nothing asks for all of them


def parse(text: str, limits: Limits = LIMITS) -> Parsed:
    """Understand a query, whatever it is."""
    if len(text) > limits.length:
        notice = (
            f"The query has {len(text)} characters; at most {limits.length} can be searched. "
            "Shorten it."
        )
        return Parsed(None, (notice,), text, refused=True)
    tidied = tidy(text)
    if not tidied.strip():
        return Parsed(None, (), text)
    remarks = Remarks()
    parser = _Parser(tidied, remarks)
    if parser.depth > limits.depth:
        notice = too_deep(parser.depth, limits)
        return Parsed(None, (*remarks.sentences(), notice), text, refused=True)
    tree = parser.tree()
    if tree is None and parser.everything:
        remarks.add(EVERYTHING_ALONE)
    if tree is None:
        return Parsed(None, (*remarks.sentences(), NOTHING), text, refused=True)
    if too_much := refusal(cost(tree), limits):
        return Parsed(None, (*remarks.sentences(), too_much), text, refused=True)
    if all(isinstance(part, Not) for part in (tree.parts if isinstance(tree, And) else (tree,))):
        remarks.add(EXCLUDES)
    loose = parser.plain and isinstance(tree, (And, Word))
    whole = InEverything(tree) if parser.everything else tree
    return Parsed(whole, remarks.sentences(), text, loose=loose)


def _is_everything(token: Token) -> bool:
    plain = token.kind == "word" and not token.field and not token.literal
    return plain and ":" in token.text and trim(token.text).lower() == "in:everything"


@dataclass(slots=True)
class _Group:
    """What stands between two parentheses, while it is read."""

    excluded: bool = False  # "-" before the parenthesis
    within: str = ""  # the field that the group is written in: title:(a OR b)
    # An OR of ANDs; what AND parts in words are runs, see ``places``.
    branches: list[list[Run]] = field(default_factory=lambda: [[[]]])
    joint: str = ""  # AND or OR that waits for its right side
    denials: list[str] = field(default_factory=list)  # NOTs that wait for what they deny

    @property
    def run(self) -> Run:
        """What is being read."""
        return self.branches[-1][-1]

    def add(self, node: Node) -> None:
        if self.joint == "OR":
            self.branches.append([[]])
        elif self.joint == "AND":
            self.branches[-1].append([])
        self.run.append(Denied(node) if len(self.denials) % 2 else node)
        self.joint = ""
        self.denials = []

    def node(self, remarks: Remarks) -> Node | None:
        ands = (and_(placed(branch, remarks)) for branch in self.branches)
        return or_(node for node in ands if node is not None)


class _Parser:
    def __init__(self, text: str, remarks: Remarks) -> None:
        self._remarks = remarks
        self._text = text
        self._tokens = tokens(text, remarks)
        self._capitals = prose_in_capitals(text, self._tokens)
        self._groups = [_Group()]
        self.everything = False
        self._aside = False  # whether a remark on where to search came just before

    @property
    def depth(self) -> int:
        """How many parentheses are open at most at once."""
        steps = {"open": 1, "close": -1}
        return max(accumulate((steps.get(t.kind, 0) for t in self._tokens), initial=0))

    @property
    def plain(self) -> bool:
        """Whether there are only words, without a sign or an operator.

        A sentence may quote something: its phrases are words that stand out, not a condition.
        """
        kinds = {"word", "open", "close"} | ({"phrase"} if self._is_sentence else set())
        return not any(
            token.kind not in kinds
            or (token.excluded and token.text)
            or token.field
            or (token.wanted and token.text)
            or token.literal
            or token.near
            or (token.operator and not (self._capitals and token.spelled))
            for token in self._tokens
        )

    @property
    def _is_sentence(self) -> bool:
        """Whether it reads as a question or a statement, not as a list of words."""
        ends = self._text.rstrip(")]" + QUOTES + " ").endswith(SENTENCE_ENDS)
        words = sum(token.kind == "word" for token in self._tokens)
        return words >= (SENTENCE_WORDS if ends else PROSE_WORDS)

    def tree(self) -> Node | None:
        for token in self._tokens:
            self._read(token)
        if len(self._groups) > 1:
            self._remarks.add(OPENED)
        while len(self._groups) > 1:
            self._close()
        self._end(self._groups[0])
        return self._groups[0].node(self._remarks)

    def _read(self, token: Token) -> None:
        group = self._groups[-1]
        if token.kind == "open":
            self._groups.append(_Group(token.excluded, token.field or group.within))
        elif token.kind == "close":
            if len(self._groups) > 1:
                self._close()
            else:
                self._remarks.add(CLOSED)
        elif _is_everything(token):
            self._search_everything(group, token)
        elif token.operator and not (self._capitals and token.spelled):
            self._operate(group, token)
        else:
            self._take(group, token)

    def _take(self, group: _Group, token: Token) -> None:
        """A word or phrase."""
        if token.spelled:
            self._remarks.add(CAPITALS, token.text)
        if token.kind == "word" and not token.field and not token.literal:
            self._hint(token)
        self._aside = False
        node = leaf(token, token.field or group.within, self._remarks)
        if node is not None:
            group.add(not_(node) if token.excluded else node)

    def _search_everything(self, group: _Group, token: Token) -> None:
        """What says where to search joins nothing, though AND may stand beside it."""
        if token.excluded:
            self._remarks.add(NOT_EVERYTHING, "-in:everything")
            return
        self.everything = self._aside = True
        group.joint = ""

    def _hint(self, token: Token) -> None:
        """Say how to write what a word looks like and is not."""
        if token.lead == "/" and token.text.isdecimal():
            self._remarks.add(DISTANCE, f"/{token.text}")
        if not token.text.endswith(":"):
            return
        name = token.text[:-1]
        if name in FIELDS:
            self._remarks.add(SPACE_AFTER_FIELD, token.text)
        elif token.joined and len(name) > 2 and name.isalpha() and name.isascii():
            remark_on_unknown_field(name, self._remarks)

    def _operate(self, group: _Group, token: Token) -> None:
        """AND, OR, NOT or a sign of nearness."""
        if token.operator == "NOT":
            group.denials.append(token.text)
            return
        self._lonely(group.denials)
        group.denials = []
        last = group.run[-1] if group.run and not group.joint else None
        if last is None and self._aside:
            return
        if token.operator == "place":
            sign = read_sign(token.lead + token.text, self._remarks)
            if last is None or isinstance(last, Sign):
                self._remarks.add(LONELY_UNIT if sign.unit else LONELY_NEAR, sign.text)
            else:
                group.run.append(sign)
        elif last is None or (isinstance(last, Sign) and not last.unit):
            self._remarks.add(LONELY, token.text)
        else:
            group.joint = "OR" if token.operator == "OR" else "AND"

    def _close(self) -> None:
        closed = self._groups.pop()
        self._end(closed)
        node = closed.node(self._remarks)
        if node is None:
            self._remarks.add(HOLLOW)
        else:
            self._groups[-1].add(not_(node) if closed.excluded else node)

    def _end(self, group: _Group) -> None:
        """Whatever still waits at the end of a group waits in vain."""
        self._lonely(group.denials)
        if group.joint:
            self._lonely([group.joint])
        last = group.run[-1] if group.run else None
        if isinstance(last, Sign) and not last.unit:
            self._remarks.add(LONELY_NEAR, last.text)
            group.run.pop()

    def _lonely(self, operators: list[str]) -> None:
        for operator in operators:
            self._remarks.add(LONELY, operator)
