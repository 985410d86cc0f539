"""How a generation lies in Whoosh: the fields, and the form of a posting.

Promises: ``SCHEMA`` changes whenever an index written before could be misread. Whoosh keeps the
schema as a pickle that names ``Occurrences`` by its module path, so this module's name and the
class's are part of the format. Only postings lie in Whoosh; what is known of each document lies
beside them (``columns``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import FieldType, Schema
from whoosh.formats import Format

SCHEMA: Final = "1"
POSITION: Final = np.dtype("<u4")  # positions on disk

TEXT, TITLE, AUTHOR = "text", "title", "author"


class Occurrences(Format):  # type: ignore[misc]  # Whoosh carries no types
    """Terms that were analysed before: Whoosh is given (term, positions) and stores them."""

    def word_values(
        self, value: Iterable[tuple[str, list[int]]], analyzer: object, **kwargs: object
    ) -> Iterator[tuple[str, int, float, bytes]]:
        """Whoosh's own form of a posting: term, frequency, weight, encoded positions."""
        for term, positions in value:
            yield term, len(positions), 1.0, np.array(positions, POSITION).tobytes()


def schema() -> Schema:
    """A field for the whole document and one each for title and authors."""
    return Schema(**{name: FieldType(Occurrences(), None) for name in (TEXT, TITLE, AUTHOR)})


def codec() -> W3Codec:
    """Whoosh's codec with the lightest compression and without field lengths.

    Compression level 1 saves 38 % of the index for 5 % of the building time, and level 3, the
    default, no more. Lengths lie exact in the columns; Whoosh would look one up every posting.
    """
    plain = W3Codec(compression=1)
    plain.length_stats = False
    return plain
