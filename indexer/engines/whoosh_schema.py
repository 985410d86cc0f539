"""The fields of the Whoosh index, and the version of everything that lies beside it.

Promises: ``SCHEMA`` changes whenever an index written before could be misread. Whoosh keeps the
schema as a pickle of its own classes only.
"""

from __future__ import annotations

from typing import Final

from whoosh.fields import STORED, FieldType, Schema
from whoosh.formats import Positions

SCHEMA: Final = "10"

# What was left out of the main text lies behind it, in the same numbering, in a field of its own.
TEXT, TITLE, AUTHOR, LEFT_OUT = FIELDS = "text", "title", "author", "left_out"
PARTS_OF_TEXT = TITLE, AUTHOR
WORDED = TEXT, LEFT_OUT  # fields with a list of words of their own
ID: Final = "id"


def schema() -> Schema:
    """A field for the whole document and one each for parts and leftovers; terms are analysed."""
    fields = {name: FieldType(Positions(), None, scorable=True) for name in FIELDS}
    return Schema(**fields, **{ID: STORED()})
