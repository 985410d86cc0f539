"""Which runs of a page are its main text.

Promises: an extractor (trafilatura) chooses among the page's own runs and adds no text of its
own; where it finds nothing, or much too little, a plain measure of dense text does. Never raises.
What each other run is called is said by ``indexer.parsers.html.regions``.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from indexer.parsers.html.align import coverage, letters
from indexer.parsers.html.run import Run
from indexer.parsers.html.tree import Page

SHARE = 0.5  # of a run's letters: chosen from here on
MORE = 1.5  # times the extractor's text: where dense text is more, it is asked whether it holds
AGREED = 0.8  # of the extractor's; the two then mean the same article, and dense has more of it
PROSE = 60  # letters from which a run counts as a paragraph
BRIDGED = frozenset({"heading", "list_item", "code", "table_row", "quotation"})
LEVELS = 3
WEIGHTS = (1.0, 0.9, 0.8, 0.7, 0.6)  # of prose for the elements around it, nearest first
_SILENT = logging.NullHandler()


def chosen(page: Page, runs: Sequence[Run]) -> list[bool]:
    """For each run whether it is main text. Takes back what parts are called in error."""
    folded = [run.folded for run in runs]
    _believe_parts(runs, folded)
    found = coverage(folded, [letters(text) for text in _extracted(page)])
    selected = [share >= SHARE for share in found]
    dense = _dense(runs, folded)
    if _size(folded, dense) > MORE * _size(folded, selected):
        both = [a and b for a, b in zip(dense, selected, strict=True)]
        if _size(folded, both) >= AGREED * _size(folded, selected):
            selected = dense
    if not any(selected):
        selected = [run.region is None for run in runs]
    return _with_wordless(runs, folded, _bridged(runs, folded, selected))


def _believe_parts(runs: Sequence[Run], folded: Sequence[str]) -> None:
    """A part that holds most of the page's prose is not what its name says; forget that."""
    prose: Counter[HtmlElement | None] = Counter()
    for run, text in zip(runs, folded, strict=True):
        if run.linked * 2 < len(run.text):
            prose[run.part] += len(text)
    half = prose.total() / 2
    for run in runs:
        if run.part is not None and prose[run.part] > half:
            run.region = run.part = None


def _size(folded: Sequence[str], selected: Sequence[bool]) -> int:
    return sum(len(text) for text, is_in in zip(folded, selected, strict=True) if is_in)


def _extracted(page: Page) -> Iterator[str]:
    """The texts that the extractor takes for the main text, in its order."""
    if not page.is_ordinary:
        return
    logging.getLogger("trafilatura").addHandler(_SILENT)
    try:
        document = bare_extraction(page.root, include_comments=False, output_format="txt")
    except Exception:  # noqa: BLE001 - whatever a page does to it, our own measure takes over
        return
    body = getattr(document, "body", None)
    if body is not None:
        for element in body.iter():
            yield element.text or ""
            yield element.tail or ""


def _dense(runs: Sequence[Run], folded: Sequence[str]) -> list[bool]:
    """The runs of prose, and the headings and lists among them, in the part that has most prose."""
    plain = [run.region is None and run.linked * 2 < len(run.text) for run in runs]
    prose: defaultdict[HtmlElement, int] = defaultdict(int)
    for run, text, is_plain in zip(runs, folded, plain, strict=True):
        if is_plain and len(text) > PROSE:
            for weight, around in zip(WEIGHTS, run.element.iterancestors(), strict=False):
                prose[around] += int(weight * len(text))
    if not prose:
        return plain
    best = max(prose, key=lambda around: prose[around])
    inside = set(best.iter())
    return [is_plain and run.element in inside for run, is_plain in zip(runs, plain, strict=True)]


def _bridged(runs: Sequence[Run], folded: Sequence[str], selected: Sequence[bool]) -> list[bool]:
    """Add what stands between chosen paragraphs, in the very element that holds them."""
    holders = Counter(
        run.element.getparent()
        for run, text, is_in in zip(runs, folded, selected, strict=True)
        if is_in and len(text) > PROSE
    )
    inner = {holder for holder, count in holders.items() if count > 1}
    places = [index for index, is_in in enumerate(selected) if is_in]
    added = list(selected)
    for before, after in pairwise(places):
        for index in range(before + 1, after):
            run = runs[index]
            is_text = run.region is None and run.linked * 2 < len(run.text) and run.kind in BRIDGED
            added[index] = is_text and _is_within(run.element, inner)
    return added


def _is_within(element: HtmlElement, holders: set[HtmlElement | None]) -> bool:
    """Whether an element is a child of one of these, or of a child's child and so on, a little."""
    return any(
        around in holders for around, _ in zip(element.iterancestors(), range(LEVELS), strict=False)
    )


def _with_wordless(
    runs: Sequence[Run], folded: Sequence[str], selected: Sequence[bool]
) -> list[bool]:
    """A run without letters ("* * *") is main text where those before and after it are."""
    kept = list(selected)
    following = False
    for index in range(len(runs) - 1, -1, -1):
        if folded[index]:
            following = selected[index]
        kept[index] = following and runs[index].region is None if not folded[index] else following
    last = False
    for index, text in enumerate(folded):
        last = selected[index] if text else last
        kept[index] = kept[index] and last
    return kept
