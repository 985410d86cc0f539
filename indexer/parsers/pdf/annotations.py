"""What is written on a page but not part of it: comments, and what was filled into forms.

Promises: what a viewer shows of annotations is made part of the page, so that its characters count
as the page's own; what it shows only when asked (a comment), or makes itself (a field without an
appearance), is given as a note with the number of its annotation. Runs no action of the file.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfPage

_ANNOTATIONS = 2_000  # of a page; a form has some dozens
_NOTE_BYTES = 40_000
_NO_NOTES = frozenset((pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP))
_NO_VALUES = frozenset(("Off", "On", "Yes", "No"))  # of boxes to tick, whose signs are shown


class Note(NamedTuple):
    """The text of an annotation."""

    number: int  # on its page, from 1
    text: str
    filled_in: bool  # a field's value; else a comment


def with_annotations(document: PdfDocument, number: int) -> tuple[PdfPage, list[Note]]:
    """A page with what is shown on it, and its notes; pages are numbered from 1."""
    page = document[number - 1]
    if pdfium.FPDFPage_GetAnnotCount(page) < 1:
        return page, []
    notes = list(_notes(page))
    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    page.close()
    return document[number - 1], notes


def _notes(page: PdfPage) -> Iterator[Note]:
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        filled_in = kind == pdfium.FPDF_ANNOT_WIDGET
        text = "" if kind in _NO_NOTES else _string(annotation, b"V" if filled_in else b"Contents")
        pdfium.FPDFPage_CloseAnnot(annotation)
        if text.strip() and not (filled_in and text in _NO_VALUES):
            yield Note(index + 1, text, filled_in)


def _string(annotation: object, key: bytes) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if not 2 < size <= _NOTE_BYTES:
        return ""
    buffer = ctypes.create_string_buffer(size)
    place = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
    pdfium.FPDFAnnot_GetStringValue(annotation, key, place, size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")
