"""The fields of the Whoosh index, and the version of everything that lies beside it.

Promises: ``SCHEMA`` changes whenever an index written before could be misread. Whoosh keeps the
schema as a pickle of its own classes only.
"""

from __future__ import annotations

from typing import Final

from whoosh.fields import STORED, FieldType, Schema
from whoosh.formats import Positions

SCHEMA: Final = "6"

TEXT, TITLE, AUTHOR = FIELDS = "text", "title", "author"
ID: Final = "id"


def schema() -> Schema:
    """A field for the whole document and one each for title and authors; terms come analysed."""
    fields = {name: FieldType(Positions(), None, scorable=True) for name in FIELDS}
    return Schema(**fields, **{ID: STORED()})
