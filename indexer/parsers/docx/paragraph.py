"""The characters of one Word paragraph, each with the reason if it is not part of the text.

Promises: the same characters in the same order whenever a paragraph is walked, so that places
found in one walk hold in another; what is in it but not of it (notes, text boxes, the addresses of
links) is handed over as it is met. Fields show their result, never their code. Changes that were
tracked are read as accepted, what was deleted or moved away is left out with that reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.parsers.docx.drawings import RELATIONS
from indexer.parsers.docx.styles import Styles
from indexer.parsers.office.links import LINK, address_in
from indexer.parsers.office.names import child, name, value
from indexer.parsers.office.paragraphs import (
    ALTERNATIVE,
    DELETED,
    FIELD_CODE,
    HIDDEN,
    MOVED,
    READING,
    Part,
)
from indexer.parsers.office.xml import Element

_SIGNS = {
    "w:tab": "\t",
    "w:ptab": "\t",
    "w:br": "\n",
    "w:cr": "\n",
    "w:noBreakHyphen": "\u2011",
    "w:softHyphen": "\u00ad",
}
_CODE_LIMIT = 10_000  # characters of a field's code that are kept
_REASONS = {"w:del": DELETED, "w:moveFrom": MOVED, "w:rt": READING}
_INNER = frozenset(
    {"w:footnoteReference", "w:endnoteReference", "w:txbxContent", "w:altChunk", "w:p", "w:tbl"}
    | RELATIONS.keys()
)
_PASSED = frozenset(
    {"w:pPr", "w:rPr", "w:tblPr", "w:sdtPr", "w:sdtEndPr", "w:instrText", "w:delInstrText"}
    | {"w:smartTagPr", "w:customXmlPr", "w:fldData", "w:rubyPr", "m:rPr", "m:ctrlPr"}
)


@dataclass(slots=True)
class _Field:
    """A field that was begun."""

    in_code: bool = True
    code: str = ""


class Fields:
    """Which fields are open: their codes are no text. Fields may span paragraphs."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    def meet(self, kind: str) -> str:
        """A mark of a field was met; the address of the link that its code is, if it ends now."""
        if kind == "begin":
            self._open.append(_Field())
        elif kind in {"separate", "end"} and self._open:
            field = self._open.pop() if kind == "end" else self._open[-1]
            ends, field.in_code = field.in_code, False
            return address_in(field.code) if ends else ""
        return ""

    def tell(self, code: str) -> None:
        """A stretch of the code of the innermost field."""
        if self._open and len(self._open[-1].code) < _CODE_LIMIT:
            self._open[-1].code += code

    @property
    def in_code(self) -> bool:
        """Whether what follows belongs to the code of a field."""
        return any(field.in_code for field in self._open)


def parts(paragraph: Element, styles: Styles, fields: Fields) -> Iterator[Part]:
    """The characters of a paragraph and what else is met in it, in order."""
    for each in paragraph:
        yield from _within(each, styles, fields, None)


def _within(element: Element, styles: Styles, fields: Fields, reason: str | None) -> Iterator[Part]:
    called = name(element)
    if called in _PASSED or called in _SIGNS or called in _TEXTS:
        yield from _characters(element, called, fields, reason)
    elif called == "w:fldChar":
        yield from _link(fields.meet(value(element, "w:fldCharType")))
    elif called == "wp:docPr":
        yield Part(element.get("descr", ""), ALTERNATIVE)
    elif called == "w:sym":
        yield Part(_symbol(value(element, "w:char")), reason)
    elif called in _INNER:
        yield Part("", reason, element)
    elif called == "mc:AlternateContent":
        yield from _alternative(element, styles, fields, reason)
    else:
        if called == "w:hyperlink":
            yield Part("", LINK, element)
        elif called == "w:fldSimple":
            yield from _link(address_in(value(element, "w:instr")))
        reason = reason or _REASONS.get(called)
        if called == "w:r" and reason is None and styles.hides(child(element, "w:rPr")):
            reason = HIDDEN
        for each in element:
            yield from _within(each, styles, fields, reason)


_TEXTS = frozenset({"w:t", "w:delText", "m:t"})


def _characters(
    element: Element, called: str, fields: Fields, reason: str | None
) -> Iterator[Part]:
    if called in _PASSED:
        if called == "w:instrText":
            fields.tell(element.text or "")
        return
    text = _SIGNS.get(called) or element.text or ""
    if text:
        yield Part(text, reason or (FIELD_CODE if fields.in_code else None))


def _link(address: str) -> Iterator[Part]:
    if address:
        yield Part(address, LINK)


def _alternative(
    element: Element, styles: Styles, fields: Fields, reason: str | None
) -> Iterator[Part]:
    """One of the ways in which something is given for newer and older programs: the newest."""
    for each in element:
        found = list(_within(each, styles, fields, reason))
        if found:
            yield from found
            return


def _symbol(code: str) -> str:
    """A character of a symbol font, given by its number in hexadecimal digits."""
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
