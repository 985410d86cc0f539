"""Citations: a document, a passage or a reader's selection in the formats that the field exchanges.

Promises: everything is derived from one CSL item (``csl_item``), so that no two formats can
disagree; nothing is guessed: a kind of work, a name's parts or a date that is not known is left out
or given whole. Texts of documents come out escaped as each format needs it, their letters kept.
Does not format by a style: that is for readers (``web.csl_styles``).
"""

from archive.cite.cited import Cited, Quotation, cited_document, cited_passage
from archive.cite.csl import csl_item, identity
from archive.cite.formats import FORMATS, LISTS, Format, listed, written
from archive.cite.plain_text import plain_text, reference, reference_pieces

__all__ = [
    "FORMATS",
    "LISTS",
    "Cited",
    "Format",
    "Quotation",
    "cited_document",
    "cited_passage",
    "csl_item",
    "identity",
    "listed",
    "plain_text",
    "reference",
    "reference_pieces",
    "written",
]
