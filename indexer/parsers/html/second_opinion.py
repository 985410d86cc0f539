"""What another extractor (trafilatura) takes for the main text: asked where ours is in doubt.

Promises: the share of each run's letters that it chose, no text of its own; None where it is not
made for such a page or fails on it. Costs ten times as much as our own judgement.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from indexer.parsers.html.align import coverage, letters
from indexer.parsers.html.run import Run
from indexer.parsers.html.tree import Page

_SILENT = logging.NullHandler()


def second_opinion(page: Page, runs: Sequence[Run]) -> list[float] | None:
    """For each run the share of its letters that the extractor chose."""
    if not page.is_ordinary():
        return None
    logging.getLogger("trafilatura").addHandler(_SILENT)
    try:
        document = bare_extraction(page.root, include_comments=False, output_format="txt")
    except Exception:  # noqa: BLE001 - whatever a page does to it, our own judgement stands
        return None
    body = getattr(document, "body", None)
    if body is None:
        return None
    return coverage([run.folded for run in runs], [letters(text) for text in _texts(body)])


def _texts(body: HtmlElement) -> Iterator[str]:
    for element in body.iter():
        yield element.text or ""
        yield element.tail or ""
