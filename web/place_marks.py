"""A passage marked where it stood in the original, in a tree or in plain text.

Promises: marked are the very characters the passage was cut from, or nothing: its stored place
counts only while the words there are the passage's own. Knows nothing of styles and policies.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement
from markupsafe import Markup, escape

from archive.model import Passage, Place
from archive.text import canonical
from web.interface import digits, gettext, number

MARK_ID = "muniment-passage"  # the id of the first mark, and the class of all

_PATH = re.compile(r"((?:/[\w.*-]+(?:\[\d+\])?)+)#(text|tail)")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of one string of the tree: the text in an element, or the text behind it."""

    element: HtmlElement
    is_tail: bool
    start: int
    end: int

    @property
    def whole(self) -> str:
        return (self.element.tail if self.is_tail else self.element.text) or ""


def mark_in_tree(root: HtmlElement, passage: Passage) -> bool:
    """Put ``<mark>`` around the passage's words; False when they are not at its place."""
    stretches = _stretches(root, passage)
    found = "".join(stretch.whole[stretch.start : stretch.end] for stretch in stretches)
    if not found or letters(found) != letters(passage.text):
        return False
    # From the last to the first: what is marked moves only what comes after it.
    marks = [_wrap(stretch) for stretch in reversed(stretches)]
    marks[-1].set("id", MARK_ID)
    return True


def marked_text(data: bytes, codec: str, passage: Passage | None) -> Markup:
    """The text of a file, escaped, with the passage in a ``<mark>``.

    ``codec`` is Python's name of the file's encoding; places count bytes of the file.
    """
    ranges = passage.place.ranges if passage and passage.place else ()
    is_here = passage and passage.place and passage.place.scheme == "bytes" and ranges
    found = "".join(_decoded(data[start:end], codec) for _, start, end in ranges)
    if not passage or not is_here or letters(found) != letters(passage.text):
        return escape(_decoded(data, codec).removeprefix("\ufeff"))
    start, end = ranges[0][1], ranges[-1][2]
    before, inside, after = (
        _decoded(part, codec) for part in (data[:start], data[start:end], data[end:])
    )
    mark = Markup('<mark id="{}">{}</mark>').format(MARK_ID, inside)
    return escape(before.removeprefix("\ufeff")) + mark + escape(after)


def marked_string(text: str, passage: Passage | None, part: str) -> Markup:
    """The text of a part of a message, escaped, with the passage in a ``<mark>``.

    ``part`` is the part's number; places count code points of its text.
    """
    ranges = passage.place.ranges if passage and passage.place else ()
    found = "".join(text[start:end] for path, start, end in ranges if path == part)
    if not passage or not found or letters(found) != letters(passage.text):
        return escape(text)
    start, end = ranges[0][1], ranges[-1][2]
    mark = Markup('<mark id="{}">{}</mark>').format(MARK_ID, text[start:end])
    return escape(text[:start]) + mark + escape(text[end:])


def where(place: Place | None) -> str:
    """The place of a passage for a person who has the original open; "" when it is not known."""
    if place is None or not place.ranges:
        return ""
    (path, start, _), (last_path, _, end) = place.ranges[0], place.ranges[-1]
    if place.scheme == "bytes":
        first, last = number(start), number(end)
        return gettext("bytes %(first)s to %(last)s of the file", first=first, last=last)
    if place.scheme == "epub":
        return gettext("the page %(page)s of the book", page=path.rpartition("!")[0])
    if place.scheme != "paragraph":
        return ""
    part, _, first = path.rpartition("#")
    last = last_path.rpartition("#")[2]
    if first == last:
        return gettext("paragraph %(number)s of the part %(part)s", number=digits(first), part=part)
    return gettext(
        "paragraphs %(first)s to %(last)s of the part %(part)s",
        first=digits(first),
        last=digits(last),
        part=part,
    )


def _stretches(root: HtmlElement, passage: Passage) -> list[_Stretch]:
    """The strings that the passage's place names; empty when one of them is not there."""
    stretches = []
    for path, start, end in passage.place.ranges if passage.place else ():
        match = _PATH.fullmatch(path)
        elements = root.getroottree().xpath(match[1]) if match else []
        if not match or len(elements) != 1:
            return []
        stretches.append(_Stretch(elements[0], match[2] == "tail", start, end))
    return stretches


def _wrap(stretch: _Stretch) -> HtmlElement:
    element, text = stretch.element, stretch.whole
    mark: HtmlElement = etree.SubElement(element, "mark")
    mark.text, mark.tail = text[stretch.start : stretch.end], text[stretch.end :]
    mark.set("class", MARK_ID)
    if stretch.is_tail:
        element.tail = text[: stretch.start]
        parent = element.getparent()
        parent.insert(parent.index(element) + 1, mark)
    else:
        element.text = text[: stretch.start]
        element.insert(0, mark)
    return mark


def letters(text: str) -> str:
    """A text for comparing: in canonical form, without white space."""
    return "".join(canonical(text)[0].split())


def _decoded(data: bytes, codec: str) -> str:
    return data.decode(codec, "replace")
