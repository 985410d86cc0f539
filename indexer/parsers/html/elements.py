"""What the elements of HTML are to a reader of text: block, table cell, no text at all.

Promises: facts of the HTML standard (sections 4 and 15.3, "Flow content" and "Phrasing content"
as browsers lay them out), as sets of names; elements not named here are part of a line.
"""

from __future__ import annotations

from archive.model import PassageKind

NO_TEXT = frozenset(
    "script style template iframe noembed datalist title meta link base annotation"
    " annotation-xml metadata defs desc symbol".split()
)
BLOCKS = frozenset(
    "address article aside blockquote body button caption center dd details dialog"
    " dir div dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header"
    " hgroup hr html legend li main menu nav noframes noscript ol optgroup option p pre"
    " search section select summary table tbody text td textarea tfoot th thead tr ul".split()
)
FALLBACK = frozenset({"audio", "canvas", "object", "rp", "video"})  # shown by old browsers only
KINDS: dict[str, PassageKind] = {
    "li": "list_item",
    "dt": "list_item",
    "dd": "list_item",
    "blockquote": "quotation",
    "figcaption": "caption",
    "caption": "caption",
    "pre": "code",
    "td": "paragraph",
    "th": "paragraph",
    "ul": "paragraph",
    "ol": "paragraph",
    "article": "paragraph",
    "section": "paragraph",
    "main": "paragraph",
    "nav": "paragraph",
    "aside": "paragraph",
    "header": "paragraph",
    "footer": "paragraph",
}
LEVELS = {f"h{level}": level for level in range(1, 7)}
