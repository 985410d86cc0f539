"""What another extractor (trafilatura) takes for the main text: asked where ours is in doubt.

Promises: the share of each run's letters that it chose, no text of its own; None where it is not
made for such a page or fails on it. Costs ten times as much as our own judgement, so that it is
not shown what is no main text in any case.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from copy import copy

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from indexer.parsers.html.align import coverage, letters
from indexer.parsers.html.nodes import Node
from indexer.parsers.html.run import Run
from indexer.parsers.html.tree import Page

_SILENT = logging.NullHandler()


def second_opinion(page: Page, runs: Sequence[Run], possible: Sequence[bool]) -> list[float] | None:
    """For each run the share of its letters that the extractor chose.

    Elements that hold no ``possible`` run, but others, are not shown to it.
    """
    if not page.is_ordinary():
        return None
    logging.getLogger("trafilatura").addHandler(_SILENT)
    try:
        shown = _without_others(page.root, runs, possible)
        document = bare_extraction(shown, include_comments=False, output_format="txt")
    except Exception:  # noqa: BLE001 - whatever a page does to it, our own judgement stands
        return None
    body = getattr(document, "body", None)
    if body is None:
        return None
    return coverage([run.folded for run in runs], [letters(text) for text in _texts(body)])


def _without_others(
    root: HtmlElement, runs: Sequence[Run], possible: Sequence[bool]
) -> HtmlElement:
    """A copy of a tree without the elements that hold runs, but no possible one."""
    kept: set[Node] = set()
    others: set[Node] = set()
    for run, is_possible in zip(runs, possible, strict=True):
        holders = kept if is_possible else others
        node: Node | None = run.node
        while node is not None and node not in holders:
            holders.add(node)
            node = node.above
    dropped = {
        node.above.children[node.place]
        for node in others - kept
        if node.above is not None and node.above in kept
    }
    twin = copy(root)
    for double in [
        d for d, element in zip(twin.iter(), root.iter(), strict=True) if element in dropped
    ]:
        double.drop_tree()
    return twin


def _texts(body: HtmlElement) -> Iterator[str]:
    for element in body.iter():
        yield element.text or ""
        yield element.tail or ""
