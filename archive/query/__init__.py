"""The query language: one for the search box, the API, the command line and feeds.

Promises: ``parse`` never raises for a reader's text; ``unparse`` is its inverse. Knows no
engine and no page.
"""

from archive.query.build import and_, not_, or_, phrase
from archive.query.cost import LIMITS, Cost, Limits, cost
from archive.query.parser import Parsed, parse
from archive.query.patterns import phrase_parts
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
    Part,
    Pattern,
    Phrase,
    Single,
    TextField,
    Together,
    Verbatim,
    Word,
)
from archive.query.unparse import unparse

__all__ = [
    "LIMITS",
    "And",
    "Cost",
    "Dates",
    "Exactly",
    "Fuzzy",
    "InEverything",
    "InField",
    "Limits",
    "Near",
    "Node",
    "Not",
    "Or",
    "Parsed",
    "Part",
    "Pattern",
    "Phrase",
    "Single",
    "TextField",
    "Together",
    "Verbatim",
    "Word",
    "and_",
    "cost",
    "not_",
    "or_",
    "parse",
    "phrase",
    "phrase_parts",
    "unparse",
]
