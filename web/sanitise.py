"""A saved page as a copy that can be looked at and can do nothing.

Promises: no script, no element that fetches, plays, frames or sends, no address that a browser
would follow or resolve; what remains is text, structure, style and pictures that lie in the page
or beside it. Two walls: the page is taken apart here, and what is left goes through an
allow-list (nh3); the third, the policy the copy is served with, is the caller's. The copy is for
the eye; evidence are the original's bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from html import escape

import nh3
from lxml import etree
from lxml.html import HtmlElement, HTMLParser

from archive.errors import UnreadableError
from archive.model import Passage
from web.assets import Assets
from web.interface import N_, gettext
from web.place_marks import MARK_ID, mark_in_tree
from web.stylesheets import DATA_PICTURE, harmless

_CANDIDATES = 8  # of a picture in several sizes
LINK_TITLE = 500  # code points of a link's address shown when it is pointed at

_TAGS = frozenset(
    """a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code
    col colgroup dd del details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5
    h6 header hgroup hr i img ins kbd li main mark nav ol p picture pre q rp rt ruby s samp
    section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul
    var wbr""".split()
)
# Removed with all that is in them. Every other element that is not allowed loses only its tags:
# this parser takes what follows a <source> or an <embed> for its content.
_REMOVED = frozenset(
    """applet audio canvas dialog fencedframe frameset iframe map math noembed noframes object
    portal script select style svg template title video""".split()
)
_ATTRIBUTES = {
    "*": {
        "align", "bgcolor", "border", "class", "color", "dir", "height", "hidden", "id", "lang",
        "style", "title", "valign", "width",
    },
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "font": {"face", "size"},
    "img": {"alt", "src"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "table": {"cellpadding", "cellspacing"},
    "td": {"colspan", "headers", "nowrap", "rowspan"},
    "th": {"colspan", "headers", "nowrap", "rowspan", "scope"},
    "time": {"datetime"},
}  # fmt: skip

NO_COPY = N_(
    "No copy of this page can be shown: it is empty, or built so strangely that a browser might "
    "not stand it. Its text and the original file are still here."
)

# A tag of a thousand attributes or more, on which parsers spend minutes.
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{5000}")
_FLOOD = re.compile(
    r"""<[A-Za-z](?:[^\s"'=>]*+[\s/]++[^\s"'=/>]++(?:=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>]++))?+){1000}"""
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

_BASE_STYLE = """
html { color-scheme: light; background: #fff; color: #111; }
body { font-family: serif; line-height: 1.5; overflow-wrap: break-word; }
img { max-width: 100%; height: auto; }
"""
# After the page's own styles, so that no page hides what was linked to.
_MARK_STYLE = f"""
mark#{MARK_ID}, mark.{MARK_ID} {{
  background: #ffe9a8 !important; color: #111 !important; outline: 2px solid #7d2a20 !important;
}}
img:not([src]) {{ outline: 1px dashed #777; padding: .25em; }}
"""
_DOCUMENT = """<!DOCTYPE html>
<html{html}>
<head><meta charset="utf-8"><title>{title}</title>
<style>{before}</style>
<style>{styles}</style>
<style>{after}</style>
</head>
<body{body}>
{content}
</body>
</html>
"""


def sanitised(text: str, assets: Assets, passage: Passage | None = None) -> str:
    """The whole document of the copy; ``text`` is the page as decoded.

    ``passage`` is marked where it stands in the page, when its place is known and holds its
    words. Raises UnreadableError when no copy can be made.
    """
    root = _parse(text)
    if passage and passage.place and passage.place.scheme == "html":
        mark_in_tree(root, passage)
    base = root.find("head/base[@href]")
    if base is not None:
        assets.relate(base.get("href", ""))
    styles = "\n".join(_style_sheets(root, assets))
    title = root.findtext("head/title") or ""
    outer, body = _kept_attributes(root), _kept_attributes(root.find("body"))
    _take_apart(root, assets)
    return _DOCUMENT.format(
        html=outer,
        title=escape(title.strip()),
        before=_BASE_STYLE,
        styles=styles,
        after=_MARK_STYLE,
        body=body,
        content=_allowed(_inner_html(root)),
    )


def _parse(text: str) -> HtmlElement:
    """The tree as the archive's own reader of pages has it, so that places mean the same."""
    parser = HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
    )
    root: HtmlElement | None = None
    if not (_LONG_TAG.search(text) and _FLOOD.search(text)):
        with suppress(etree.XMLSyntaxError):  # nothing in it
            root = etree.fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser)
    error = parser.error_log.last_error
    if root is None or (error is not None and error.type_name == "ERR_RESOURCE_LIMIT"):
        raise UnreadableError(NO_COPY)
    _without_controls(root)
    return root


def _without_controls(root: HtmlElement) -> None:
    """Put a space for each character that this parser gives but does not take (XML 1.0, 2.2).

    An attribute with such a character goes: its name may be one that cannot be set either.
    """
    for element in root.iter():
        if element.text and _CONTROLS.search(element.text):
            element.text = _CONTROLS.sub(" ", element.text)
        if element.tail and _CONTROLS.search(element.tail):
            element.tail = _CONTROLS.sub(" ", element.tail)
        for name, value in element.attrib.items():
            if _CONTROLS.search(value):
                del element.attrib[name]


def _style_sheets(root: HtmlElement, assets: Assets) -> Iterator[str]:
    """The page's style sheets in their order, made harmless."""
    for element in root.iter("style", "link"):
        media = element.get("media", "").strip().lower()
        if element.tag == "style":
            css = element.text_content()
        elif "stylesheet" in element.get("rel", "").lower().split():
            css = assets.stylesheet(element.get("href", ""))
        else:
            continue
        if css and media != "print":
            yield harmless(css)


def _take_apart(root: HtmlElement, assets: Assets) -> None:
    """Remove what acts, give pictures their bytes, and make links inert."""
    for element in list(root.iter(*_REMOVED)):
        element.drop_tree()
    for element in list(root.iter("listing", "plaintext", "xmp")):
        element.tag = "pre"
    for image in root.iter("img"):
        _give_bytes(image, assets)
    for link in root.iter("a"):
        target = link.attrib.pop("href", "").strip()
        if target and not link.get("title"):
            link.set("title", target[:LINK_TITLE])


def _give_bytes(image: HtmlElement, assets: Assets) -> None:
    source = next(filter(None, map(assets.picture, _sources(image))), None)
    image.attrib.pop("src", None)
    if source:
        image.set("src", source)
    elif image.get("alt") is None:
        image.set("alt", gettext("[a picture that is not in this copy]"))


def _sources(image: HtmlElement) -> Iterator[str]:
    """What a picture may be at: first where a script would have fetched it from."""
    for name in ("data-src", "src"):
        if address := image.get(name, ""):
            yield address
    for candidate in image.get("srcset", "").split(", ")[:_CANDIDATES]:
        if address := candidate.strip().partition(" ")[0]:
            yield address


def _kept_attributes(element: HtmlElement | None) -> str:
    """The attributes of ``html`` or ``body``, which are outside of what nh3 sees."""
    if element is None:
        return ""
    kept = {
        name: _filtered(str(element.tag), name, value)
        for name, value in element.attrib.items()
        if name in ("class", "dir", "id", "lang", "style", "bgcolor")
    }
    return "".join(f' {name}="{escape(value)}"' for name, value in kept.items() if value)


def _inner_html(root: HtmlElement) -> str:
    """All that is in the page's body, or in the page when it has frames instead of one."""
    body = root.find("body")
    top = body if body is not None else root
    inner = "".join(etree.tostring(child, method="html", encoding="unicode") for child in top)
    return escape(top.text or "", quote=False) + inner


def _allowed(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(_TAGS),
        clean_content_tags=set(_REMOVED),
        attributes=_ATTRIBUTES,
        attribute_filter=_filtered,
        url_schemes={"data"},
        link_rel=None,
        strip_comments=True,
    )


def _filtered(tag: str, name: str, value: str) -> str | None:
    """An attribute's value as it may stay; None removes it."""
    if name == "style":
        return re.sub(r"\s+", " ", harmless(value))
    if name == "src":
        return value if tag == "img" and DATA_PICTURE.fullmatch(value) else None
    return value
