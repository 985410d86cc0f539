"""What a page holds for programs alone and readers of it never see: said, not passed over.

Promises: sentences for the report, no text: what no page shows has no place that a quotation could
be checked at (docs/decisions/0028-main-text-in-context.md).
"""

from __future__ import annotations

from collections.abc import Sequence

from indexer.blocks import NO_TEXT
from indexer.parsers.html.align import letters
from indexer.parsers.html.run import Run
from indexer.parsers.html.tree import Page

NOT_LOADED = (
    "The page holds no text of its own; its scripts would load it. Save it again as the browser "
    "shows it (as MHTML, or as a single file)."
)
_NOT_SHOWN = (
    "The page describes a text of {:,} characters for programs (articleBody) that it does not "
    "show; that text was not read."
)
_LONG = 600  # letters of a stated text; a shorter one is a summary
_PART = 40  # letters that are sought at once
_SHOWN = 0.5  # of the parts


def empty(page: Page, has_text: bool) -> tuple[str, ...]:
    """What to say of a page without any text."""
    if has_text:
        return ()
    is_program = next(page.root.iter("script"), None) is not None
    return (NOT_LOADED if is_program else NO_TEXT,)


def unshown(stated: str, runs: Sequence[Run]) -> tuple[str, ...]:
    """What to say of a text that is stated in JSON-LD (``articleBody``) and shown nowhere."""
    wanted = letters(stated)
    if len(wanted) < _LONG:
        return ()
    shown = "".join(run.folded for run in runs)
    parts = [wanted[at : at + _PART] for at in range(0, len(wanted) - _PART, _PART)]
    if sum(part in shown for part in parts) >= _SHOWN * len(parts):
        return ()
    return (_NOT_SHOWN.format(len(stated)),)
