"""From stored bytes to the one tree that everything about a page is read from.

Promises: the same bytes give the same tree; comments and processing instructions are not in it,
so that the string before or after an element is whole; no page makes the parser drop the rest of
its text, use up the stack or take more than linear time. ``string_at`` finds a string of the tree
again by its path. Does not judge what the strings are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from lxml import etree
from lxml.html import HtmlElement, HTMLParser

from indexer.decode import decode
from indexer.parsers.html.shallow import shallow_tree

ELEMENT_LIMIT = 30_000  # more would take the extractor over a second; such pages are dumps
DEPTH_LIMIT = 400

# A start tag with a thousand attributes or more: the parser compares each with all others.
_ATTRIBUTE_FLOOD = re.compile(
    r"""(<[A-Za-z][^\s/>]*+)(?:[\s/]++[^\s=>"'/]++(?:=(?:"[^"]*+"|'[^']*+'|[^\s>"']*+))?+){1000,}+"""
)
# Control characters and noncharacters, which HTML forbids and no tree can hold (XML 1.0, 2.2).
_NO_CHARACTERS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CONTROLS = bytes([*range(9), 0x0B, *range(0x0E, 0x20), 0x7F])
_LONG_TAG = 5000  # bytes
_IS_LONG_TAG = re.compile(rb"<[A-Za-z][^<>]{%d}" % _LONG_TAG)
_ENDS = re.compile(rb"</(?:html|body)\s*>", re.IGNORECASE)
_STEP = re.compile(r"(.+?)(?:\[(\d+)\])?")
# One class for every element: lxml.html asks a Python function for the class at each access.
_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement)


@dataclass(frozen=True, slots=True)
class Page:
    """A decoded and parsed page; ``source`` is the text that was parsed."""

    root: HtmlElement
    source: str
    charset: str
    notices: tuple[str, ...]

    def is_ordinary(self) -> bool:
        """Whether the page is of a size and depth that extractors are made for."""
        return _is_ordinary(self.root)


def parse(data: bytes, declared: str | None = None) -> Page:
    """Parse a page; never fails: bytes without any markup give a page with an empty body.

    ``declared`` is the encoding that a header outside the page names.
    """
    decoded = decode(data, declared, html=True)
    text, encoded = _clean(decoded.text)
    notices = list(decoded.notices)
    if _has_long_tag(encoded):
        text, floods = _ATTRIBUTE_FLOOD.subn(r"\1", text)
        if floods:
            encoded = text.encode()
            notices.append("A tag with more than a thousand attributes was read without them.")
    parser = _parser()
    root = _parsed(encoded, parser)
    if root.getnext() is not None:  # a page goes on after its end, and browsers show all of it
        parser = _parser()
        root = _parsed(_ENDS.sub(b"", encoded), parser)
    if _cut_off(parser):
        root = shallow_tree(text)
        notices.append(
            "The page nests its elements thousands deep; its text was read without that structure."
        )
    return Page(root, text, decoded.charset, tuple(notices))


def _clean(text: str) -> tuple[str, bytes]:
    """A text without what is no character, and the same in UTF-8."""
    try:
        encoded = text.encode()
        whole = len(encoded.translate(None, _CONTROLS)) == len(encoded)
        if whole and "\ufffe" not in text and "\uffff" not in text:
            return text, encoded
    except UnicodeEncodeError:  # a lone surrogate
        pass
    text = _NO_CHARACTERS.sub("", text)
    return text, text.encode()


def _has_long_tag(encoded: bytes) -> bool:
    """Whether a tag is longer than any that was meant to be; found by the signs that begin one."""
    begins = np.flatnonzero(np.frombuffer(encoded, np.uint8) == ord("<"))
    far = begins[np.diff(begins, append=len(encoded)) > _LONG_TAG]
    return any(_IS_LONG_TAG.match(encoded, begin) for begin in far.tolist())


def _parser() -> HTMLParser:
    parser = HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
    )
    parser.set_element_class_lookup(_ELEMENTS)
    return parser


def _parsed(encoded: bytes, parser: HTMLParser) -> HtmlElement:
    try:
        root = etree.fromstring(encoded, parser)
    except etree.XMLSyntaxError:  # nothing in it, or nothing but comments
        root = None
    if root is None:
        root = etree.fromstring(b"<html><body></body></html>", parser)
    return root


def _cut_off(parser: HTMLParser) -> bool:
    """Whether the parser gave up at its limit of depth and dropped the rest (libxml2 2.14)."""
    error = parser.error_log.last_error
    return error is not None and error.type_name == "ERR_RESOURCE_LIMIT"


def _is_ordinary(root: HtmlElement) -> bool:
    depth = elements = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        if depth > DEPTH_LIMIT or elements > ELEMENT_LIMIT:
            return False
    return True


def string_at(root: HtmlElement, path: str) -> str | None:
    """The string that a place's path names, such as ``/html/body/p[2]#tail``; None: not there."""
    way, _, which = path.rpartition("#")
    steps = way.strip("/").split("/")
    element = root
    if which not in {"text", "tail"} or steps[0] != root.tag:
        return None
    for step in steps[1:]:
        match = _STEP.fullmatch(step)
        if match is None:
            return None
        name, number = match[1], int(match[2] or 1)
        same = [child for child in element if name in ("*", child.tag)]
        if not 1 <= number <= len(same):
            return None
        element = same[number - 1]
    return (element.text if which == "text" else element.tail) or ""
