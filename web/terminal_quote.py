"""The quote checker's answer on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from archive.answers import QuoteAnswer
from archive.facts import passage_address
from archive.quotations import Step
from web.names import VERDICTS
from web.terminal import card_lines

_FORMS = {
    "changed": "[-{quoted}-]{{+{text}+}}",
    "added": "[-{quoted}-]",
    "left_out": "{{+{text}+}}",
    "form": "{text}",
    "omission": "{quoted}",
    "same": "{text}",
}


def quote_lines(answer: QuoteAnswer) -> Iterator[str]:
    """The outcome, then each document with the differences as ``wdiff`` writes them."""
    yield VERDICTS[answer.verdict]
    for found in answer.found:
        yield from card_lines(found.document)
        yield f"    {_told(found.comparison.steps)}"
        yield f"    {passage_address(found.document.id, found.passage.id)}"


def _told(steps: tuple[Step, ...]) -> str:
    told = (_FORMS[step.kind].format(quoted=step.quoted, text=step.text) for step in steps)
    return " ".join(filter(None, told))
