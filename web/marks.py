"""Text with marks in it, made into HTML: the only place where a document's words become markup.

Promises: every character of a document is escaped here and nowhere else; spans are code points,
half-open, in the text they are given with; a text is marked with the spans given and no others.
A text's direction is decided by its letters, so that an English quotation in a Persian document
stands as English does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from markupsafe import Markup, escape

from archive.model import Dating
from archive.search import Span
from web import words
from web.interface import gettext, spoken

SNIPPET = 250  # code points of a passage on a result page; three such are read at a glance
LEAD = 90  # of them, before the first marked word
RIGHT_TO_LEFT = frozenset(
    "ar arc ckb dv fa glk he ks lrc mzn pnb ps sd syr ug ur yi azb".split()
)  # languages written from the right, by BCP 47 primary subtag
_SAMPLE = 400  # code points that decide a text's direction
# The blocks of letters written from the right, and the mark that says so: none stands elsewhere.
_FROM_RIGHT = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_ADDRESS_PARTS = re.compile(r"(?<=[/?=_])(?=\w)")  # of an address, where it may be broken
_SITE_PARTS = re.compile(r"(?=\.\w)")  # of the name of a site
_DATES = 4096  # kept as markup; an archive has few ways to say a day

Direction = Literal["ltr", "rtl"]


class Excerpt(NamedTuple):
    """A stretch of a passage for a result list; spans count in ``text``."""

    text: str
    spans: tuple[Span, ...]
    cut_before: bool
    cut_after: bool


def direction(text: str, language: str) -> Direction:
    """``rtl`` or ``ltr`` for a text of a document in this language (BCP 47, "" not known).

    The language decides as long as the text has a letter of its direction.
    """
    sample = text[:_SAMPLE]
    from_right = language.lower().partition("-")[0] in RIGHT_TO_LEFT
    if not from_right and (sample.isascii() or not _FROM_RIGHT.search(sample)):
        return "ltr"  # nearly every text of such a language, and soon seen
    kinds = [unicodedata.bidirectional(char) for char in sample]
    right = sum(kind in ("R", "AL") for kind in kinds)
    left = kinds.count("L")
    if from_right:
        return "rtl" if right or not left else "ltr"
    return "rtl" if right > left else "ltr"


def safe(escaped: str) -> Markup:
    """What is escaped already, as markup: ``Markup(escaped)`` in a fifth of the time."""
    return str.__new__(Markup, escaped)


def as_markup(text: str) -> Markup:
    """As ``escape`` does; nearly all text has no sign of markup, and then it is what it is."""
    return escape(text) if _has_signs(text) else safe(text)


def _has_signs(text: str) -> bool:
    """Whether any sign of a text is escaped; five passes without a step are soonest."""
    return "&" in text or "<" in text or ">" in text or '"' in text or "'" in text


def breakable(name: str) -> Markup:
    """An address or the name of a site, which may go on in the next line where its parts meet."""
    parts = _ADDRESS_PARTS if "/" in name else _SITE_PARTS
    return safe(parts.sub("<wbr>", escape(name)))


def marked(text: str, spans: Sequence[Span], first_number: int | None = None) -> Markup:
    """The text with each span in a ``<mark>``; numbered as ``hit-<n>`` from ``first_number``."""
    return safe(_stretch(text, spans, (0, len(text)), first_number))


def cited(
    text: str, spans: Sequence[Span], linked: Span, first_number: int = 1, *, opens: bool = False
) -> Markup:
    """The text with the linked stretch in ``<mark class="cited">`` around the marks in it.

    With ``opens`` the page opens there, and it has the name ``words``.

    A marked word that crosses an edge of the linked stretch is marked on both sides of it; the
    part where it begins has its number.
    """
    start, end = linked
    stretches = ((0, start), (start, end), (end, len(text)))
    before, inside, after = (_stretch(text, spans, each, first_number) for each in stretches)
    place = ' id="words" tabindex="-1" autofocus' if opens else ""
    return safe(f'{before}<mark class="cited"{place}>{inside}</mark>{after}')


def _stretch(text: str, spans: Sequence[Span], stretch: Span, first_number: int | None) -> str:
    """The part of the text that is in ``stretch``, with the parts of spans that are in it.

    Escaped, and a plain string: joining those is soonest.
    """
    at, stop = stretch
    # Nearly all text has no sign of markup, and then its pieces are what they are.
    escaped = as_markup if _has_signs(text) else str
    pieces: list[str] = []
    for number, (begin, end) in enumerate(spans, first_number or 0):
        left, right = at if begin < at else begin, stop if end > stop else end
        if left >= right:
            continue
        has_name = first_number is not None and left == begin
        opening = f'<mark id="hit-{number}">' if has_name else "<mark>"
        pieces += (escaped(text[at:left]), opening, escaped(text[left:right]), "</mark>")
        at = right
    pieces.append(escaped(text[at:stop]))
    return "".join(pieces)


def excerpt(text: str, spans: Sequence[Span], limit: int = SNIPPET) -> Excerpt:
    """The stretch of ``text``, of about ``limit`` code points, that begins near the first mark."""
    if len(text) <= limit:
        return Excerpt(text, tuple(spans), cut_before=False, cut_after=False)
    first = spans[0][0] if spans else 0
    start = _word_start(text, max(0, min(first - LEAD, len(text) - limit)))
    end = _word_end(text, max(start + limit, spans[0][1] if spans else 0))
    inside = tuple((a - start, b - start) for a, b in spans if start <= a and b <= end)
    return Excerpt(text[start:end], inside, start > 0, end < len(text))


def snippet(text: str, spans: Sequence[Span]) -> Markup:
    """A passage on a result page: near its first marked word, cut at words, with its marks."""
    cut = excerpt(text, spans)
    whole = _stretch(cut.text, cut.spans, (0, len(cut.text)), None)
    return safe(f"{'…' if cut.cut_before else ''}{whole}{'…' if cut.cut_after else ''}")


def dated(dating: Dating | None) -> Markup:
    """A date with its basis for a list: ``3 February 2021 (byline)``, or ``not dated``."""
    return _dated(dating, spoken().code)


@lru_cache(maxsize=_DATES)
def _dated(dating: Dating | None, _code: str) -> Markup:
    """The same, kept for each language of the interface."""
    if dating is None:
        return escape(gettext("not dated"))
    moment = Markup('<time datetime="{}">{}</time>')
    return (
        moment.format(dating.value, words.short_day(dating.value))
        + f" ({words.basis_label(dating.basis)})"
    )


def _word_start(text: str, at: int) -> int:
    """The beginning of the next word, or ``at`` where none is near."""
    if at == 0:
        return 0
    space = text.find(" ", at, at + LEAD // 2)
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int) -> int:
    """The end of the word that ``at`` stands in, or of the one before."""
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - LEAD // 2, at + 1)
    return space if space >= 0 else at
