"""What stands around and between the paragraphs of an article: headline, byline, leftovers.

Promises: the headline, the byline and the date line are left out of the text with these words as
reasons, since the metadata has them; a standfirst stays in it; short lines that are no part of
an article (scroll to top, read more, share) are left out with what they are. Nothing is lost:
each run has either no reason or one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.bylines import read_byline
from indexer.parsers.html.align import letters
from indexer.parsers.html.authors import names_in_line
from indexer.parsers.html.head import plain
from indexer.parsers.html.phrases import leads_elsewhere, leftover
from indexer.parsers.html.run import HIDDEN, Run

OTHER = "not main text"
_PROSE = 80  # letters from which a run is taken for a paragraph of the article
_FRONT = 25  # runs between the headline and the first paragraph; more is no front matter
_LINE = 160  # code points of a byline
_BESIDE = 8  # lines below the headline that may say when the page was published
_BELOW = 4  # runs below the first paragraph, which may be a summary above the byline
_NAMING = re.compile(
    r"\s*(?:(?:this\s+\w+\s+was\s+)?(?:written|posted|authored|reported|story|words|text|article)"
    r"\s+)?by(?:\s|(?-i:(?=[A-Z])))|\s*(?:author|von|par|por)[:\s]",
    re.IGNORECASE,
)
# A small letter and a great one, a letter and a digit: no word goes on like that.
_PARTED = re.compile(r"[a-zß-öø-ÿ][A-ZÀ-ÖØ-Þ]|[^\W\d_]\d|\d[^\W\d_]")
_STANDFIRST = re.compile(
    r"stand-?first|sub-?title|sub-?head|sub-?headline|(?<![a-z])dec?k(?![a-z])|(?<![a-z])lead(?![a-z-])"
    r"|(?<![a-z])lede(?![a-z])|(?<![a-z])intro|summary|excerpt|chapo|vorspann|anrei(?:ss|ß)er"
    r"|abstract|ingress|preamble|entradilla|sommario|occhiello|catenaccio|bajada|underrubrik",
    re.IGNORECASE,
)
_NOT_STANDFIRST = frozenset(
    ("menu", "navigation", "footer", "share row", "cookie notice", "comment", "form", HIDDEN)
)


@dataclass(frozen=True, slots=True)
class Article:
    """Reasons of the left-out runs (None: main text), and what the front matter showed."""

    reasons: list[str | None]
    subtitle: str
    lines: list[str]  # that may name authors, the likeliest first
    dated: list[str]  # those of them whose date is when the page was published


def arrange(
    runs: Sequence[Run],
    is_main: Sequence[bool],
    title: str,
    descriptions: Sequence[str],
    language: str,
) -> Article:
    """Sort the runs of a page with this title and these stated summaries."""
    reasons = [
        None if main else run.region or OTHER for run, main in zip(runs, is_main, strict=True)
    ]
    folded = [run.folded for run in runs]
    first = first_prose(runs, is_main)
    headline = _headline(runs, folded, letters(title), first)
    front, lines = _lines(runs, reasons, headline, first)
    standfirst = _standfirst(runs, folded, descriptions, headline, first, language)
    _leave_out_front(runs, folded, reasons, letters(title), first, language)
    subtitle = ""
    if standfirst is not None:
        subtitle = plain(runs[standfirst].text)
        reasons[standfirst] = None
    _leave_out_leftovers(runs, folded, reasons)
    if None not in reasons:  # a page of a headline alone, or a few words: they are its text
        reasons = [None if main else reason for main, reason in zip(is_main, reasons, strict=True)]
    return Article(reasons, subtitle, lines, front)


def first_prose(runs: Sequence[Run], is_main: Sequence[bool]) -> int:
    """The first paragraph of the main text; the end where there is none."""
    main = [index for index, is_text in enumerate(is_main) if is_text]
    for index in main:
        if runs[index].kind != "heading" and len(runs[index].folded) >= _PROSE:
            return index
    return main[0] if main else len(runs)


def _headline(runs: Sequence[Run], folded: Sequence[str], title: str, first: int) -> int | None:
    """The run that shows the title before the first paragraph; else the last great heading."""
    near = range(max(first - _FRONT, 0), min(first, len(runs)))
    shown = [i for i in near if runs[i].region not in {"navigation", "menu", HIDDEN}]
    for wanted in (
        [i for i in shown if runs[i].kind == "heading" and _shows(folded[i], title)],
        [i for i in shown if _shows(folded[i], title)],
        [i for i in reversed(shown) if runs[i].kind == "heading" and runs[i].level == 1],
        [i for i in reversed(shown) if runs[i].kind == "heading" and runs[i].level == 2],
    ):
        if wanted:
            return wanted[0]
    return None


def _shows(text: str, title: str) -> bool:
    """Whether a run's letters are the title's, at most with a kicker or a site's name."""
    if not text or not title:
        return False
    return text == title or (
        len(title) > 15 and title in text and len(text) < 1.6 * len(title) + 20
    )


def _lines(
    runs: Sequence[Run], reasons: Sequence[str | None], headline: int | None, first: int
) -> tuple[list[str], list[str]]:
    """The short lines beside the headline, and all that may be a byline, the likeliest first.

    A date further on, or at the end, is more often one that the text is about.
    """
    start = first - 6 if headline is None else headline + 1
    near = range(max(start, 0), min(first + 1, len(runs)))
    before = range(max((headline or 0) - 3, 0), headline or 0)
    named = [i for i, run in enumerate(runs) if run.region == "byline"]
    last = max((i for i, reason in enumerate(reasons) if reason is None), default=-1)
    after = range(max(last - 1, first), min(last + 5, len(runs)))
    beside = _texts(runs, [*near[:_BESIDE], *before, *named])
    below = range(first + 1, min(first + 1 + _BELOW, len(runs)))
    naming = [i for i, run in enumerate(runs) if _names_somebody(run) and i not in near]
    said = {runs[i].folded for i in naming}
    alone = naming if len(said) == 1 else [i for i in naming if i in below]
    return beside, _texts(runs, [*near, *before, *named, *after, *alone])


def _names_somebody(run: Run) -> bool:
    """Whether a short run begins as a byline does."""
    return (
        len(run.text) < _LINE
        and run.region not in {HIDDEN, "comment", "related links"}
        and _NAMING.match(run.text) is not None
    )


def _texts(runs: Sequence[Run], places: Sequence[int]) -> list[str]:
    """The texts of the runs at these places that are short and shown."""
    texts = [
        _parted(runs[place]).strip()
        for place in dict.fromkeys(places)
        if runs[place].region not in {HIDDEN, "comment"}
    ]
    return [text for text in texts if text and len(plain(text)) <= _LINE][:60]


def _parted(run: Run) -> str:
    """The text of a run, with breaks where elements part words that stand side by side.

    Pages set a name apart from the office or the date behind it by the look of an element alone.
    """
    text = ""
    for piece in run.pieces:
        if text and _PARTED.fullmatch(text[-1] + piece.text[:1]):
            text += "\n"
        text += piece.text
    return text


def _standfirst(
    runs: Sequence[Run],
    folded: Sequence[str],
    descriptions: Sequence[str],
    headline: int | None,
    first: int,
    language: str,
) -> int | None:
    """The run between headline and first paragraph that sums the article up."""
    stated = [text for text in map(letters, descriptions) if len(text) > 30]
    start = max(first - _FRONT, 0) if headline is None else headline + 1
    between = range(start, min(first, len(runs)))
    for index in between:
        if len(folded[index]) > 30 and any(_same(folded[index], other) for other in stated):
            return index
    for index in between:
        run = runs[index]
        if (
            len(folded[index]) > 20
            and run.region not in _NOT_STANDFIRST
            and run.kind != "caption"
            and run.linked * 2 < len(run.text)
            and _STANDFIRST.search(run.node.names)
            and not read_byline(run.text, language).is_byline
        ):
            return index
    return None


def _same(text: str, stated: str) -> bool:
    """Whether a run is a stated summary, which may be cut short."""
    return text == stated or (
        len(stated) > 60 and (text.startswith(stated[:-4]) or stated.startswith(text))
    )


def _leave_out_front(
    runs: Sequence[Run],
    folded: Sequence[str],
    reasons: list[str | None],
    title: str,
    first: int,
    language: str,
) -> None:
    """The headline, byline and date line before the first paragraph."""
    for index in range(min(first + 1, len(runs))):
        run = runs[index]
        may_be_title = run.kind == "heading" and run.region != HIDDEN
        is_title = reasons[index] == OTHER and folded[index] == title
        if reasons[index] is not None and not may_be_title and not is_title:
            continue
        if _shows(folded[index], title):
            reasons[index] = "title"
            continue
        may_be_byline = reasons[index] is None and index < first
        if may_be_byline and read_byline(run.text.strip(), language).is_byline:
            reasons[index] = "byline" if names_in_line(run.text, language) else "date line"


def _leave_out_leftovers(
    runs: Sequence[Run], folded: Sequence[str], reasons: list[str | None]
) -> None:
    """Short lines that say nothing of the article, wherever; at the end also lone headings."""
    for index, run in enumerate(runs):
        if reasons[index] in {None, OTHER}:
            leads_on = run.linked * 2 > len(run.text.strip()) and leads_elsewhere(run.text)
            reason = leftover(plain(run.text)) or ("related links" if leads_on else None)
            reasons[index] = reason or reasons[index]
    for index in range(len(runs) - 1, -1, -1):
        if reasons[index] is None and folded[index]:
            if runs[index].kind != "heading" or len(folded[index]) >= _PROSE:
                break
            reasons[index] = "leftover line"
