"""Old links in changed texts, counted: right, refused, wrong. ``python -m tests.resolution_table``.

Each case is a link to a passage or to a reader's own selection, made in one edition of a text and
followed in a later one, by the same way as the site follows it. Whether the answer is right is told
by the letters' own numbers (``tests.changed_texts``), never by looking for words.

- right: the words shown are, for the greater part, the very letters that the link was made for; and
  where it is said to be exact or moved, they read the same.
- refused: nothing was shown. "There": though the words stand there still, letter for letter.
- wrong: anything else that was shown. Must be none.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import cast

from archive.answers import PassageAnswer, resolve_passage
from archive.model import Document, Edition, Passage
from archive.readings import Reading, reading_of
from archive.search import Snapshot
from archive.selections import select
from archive.selectors import quote_for
from tests.changed_texts import CHANGES, FORMS, TONGUES, Text, read
from tests.small_documents import document

Span = tuple[int, int]
VERDICTS = ("exact", "moved", "approximate", "refused", "refused, there", "wrong")
LINKS = 8  # of each kind in a text


@dataclass(frozen=True, slots=True)
class Case:
    """A link that was followed."""

    tongue: str
    form: str
    change: str
    is_selection: bool
    then: Text
    span: Span  # in the text that it was made in
    now: Text
    answer: PassageAnswer
    verdict: str


class _Documents:
    """The one document of an archive, as it is read now."""

    def __init__(self, known: Document, edition: Edition) -> None:
        self._known, self._edition = known, edition

    def document(self, _: str) -> Document:
        return self._known

    def text(self, _: str) -> str:
        return self._edition.text

    def passage(self, _: str, name: str) -> Passage | None:
        return next((each for each in self._edition.passages if each.id == name), None)

    def passages(self, _: str, ordinals: list[int]) -> tuple[Passage, ...]:
        return tuple(self._edition.passages[ordinal] for ordinal in ordinals)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The kept editions, newest first."""

    editions: tuple[Edition, ...]

    def editions_named(self, _: str) -> tuple[Edition, ...]:
        return self.editions

    def readings(self, _: str, passage_id: str, but: str = "") -> Iterator[Reading]:
        for edition in self.editions:
            found = reading_of(edition, passage_id)
            if found and found.read_by != but:
                yield found


@dataclass(frozen=True, slots=True)
class _Snapshot:
    documents: _Documents


def cases(
    seed: int, texts: int, changes: Iterable[str] = CHANGES, forms: Iterable[str] = FORMS
) -> Iterator[Case]:
    """So many texts of every kind, with every change, and links into each."""
    for change in changes:
        for form in forms:
            for tongue in TONGUES:
                for number in range(texts):
                    rng = random.Random(f"{seed} {change} {form} {tongue} {number}")
                    yield from _cases(rng, tongue, form, change)


def _cases(rng: random.Random, tongue: str, form: str, change: str) -> Iterator[Case]:
    """A text, and what became of it in one step or in two; links made in its first editions."""
    blocks = FORMS[form](rng, TONGUES[tongue])
    editions = [read(blocks, "1")]
    for step in range(rng.choice((1, 1, 2))):
        blocks = CHANGES[change](rng, blocks)
        editions.append(read(blocks, str(step + 2)))
    now = editions[-1]
    if not now.edition.text or not editions[0].edition.text:
        return
    shelf = _Shelf(tuple(each.edition for each in reversed(editions)))
    known, _ = document("same", ["x"])
    known = replace(known, parser="html", parser_version=now.edition.parser_version)
    snapshot = cast(Snapshot, _Snapshot(_Documents(known, now.edition)))
    for is_selection in (False, True):
        for _ in range(LINKS):
            then = rng.choice(editions[:-1])
            if not then.edition.passages:
                continue
            passage = rng.choice(then.edition.passages)
            span = (passage.start, passage.end)
            selection = None
            if is_selection:
                span = _selected(rng, then.edition.text, passage)
                selection = select(then.edition.text, (passage.start, passage.end), span)
            answer = resolve_passage(snapshot, shelf, known.id, passage.id, selection)
            verdict = judged(then, span, now, answer)
            yield Case(tongue, form, change, is_selection, then, span, now, answer, verdict)


def _selected(rng: random.Random, text: str, passage: Passage) -> Span:
    """A letter, some letters, some words, over the passage's end, or all to the text's end."""
    start = rng.randrange(passage.start, passage.end)
    start -= text[start] == " "  # no passage begins with one, and white space alone is no words
    length = rng.choice((1, 5, rng.randint(2, 40), rng.randint(30, 400), len(text)))
    return start, min(len(text), start + length)


def judged(then: Text, span: Span, now: Text, answer: PassageAnswer) -> str:
    """The verdict, by the letters' numbers."""
    wanted = _letters(then, span)
    if answer.status == "not_found":
        alive = [number for number in now.letters if number in set(wanted)]
        return "refused, there" if wanted and alive == wanted else "refused"
    shown = _letters(now, (answer.start, answer.end))
    same = len(set(shown) & set(wanted))
    if 2 * same <= len(shown):
        return "wrong"
    if answer.status == "approximate":
        return "approximate" if span[1] - span[0] >= 32 else "wrong"
    reads = now.edition.text[answer.start : answer.end].split()
    return answer.status if reads == then.edition.text[slice(*span)].split() else "wrong"


def _letters(text: Text, span: Span) -> list[int]:
    """The numbers of the letters that stand there, spaces apart."""
    return [
        number
        for char, number in zip(
            text.edition.text[slice(*span)], text.letters[slice(*span)], strict=True
        )
        if not char.isspace()
    ]


def _told(case: Case) -> str:
    """A wrong one, for whoever mends it."""
    answer = case.answer
    then = quote_for(case.then.edition.text, *case.span)
    return (
        f"{case.tongue}, {case.form}, {case.change}: {answer.status} {answer.score}\n"
        f"  then …{then.prefix!r} {then.exact[:200]!r} {then.suffix!r}…\n"
        f"  now  …{answer.prefix!r} {answer.text[:200]!r} {answer.suffix!r}…\n"
    )


def table(counted: Counter[tuple[str, str]]) -> str:
    """Kinds by verdicts, as Markdown."""
    kinds = dict.fromkeys(kind for kind, _ in counted)
    lines = [f"| change | cases | {' | '.join(VERDICTS)} |", "|---" * (len(VERDICTS) + 2) + "|"]
    for kind in kinds:
        row = [counted[kind, verdict] for verdict in VERDICTS]
        lines.append(f"| {kind} | {sum(row):,} | {' | '.join(f'{n:,}' for n in row)} |")
    return "\n".join(lines)


def main() -> int:
    """Print the tables; fails if anything is wrong."""
    say = sys.stdout.write
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--texts", type=int, default=12, help="of every kind and with every change")
    parser.add_argument("--show", type=int, default=3, help="wrong ones to be shown")
    asked = parser.parse_args()
    counted: Counter[tuple[str, str]] = Counter()
    for each in cases(asked.seed, asked.texts):
        what = "a selection" if each.is_selection else "a passage"
        for kind in (each.change, each.tongue, each.form, what, "all"):
            counted[kind, each.verdict] += 1
        if each.verdict == "wrong" and counted["all", "wrong"] <= asked.show:
            say(_told(each))
    kinds = [*CHANGES, *FORMS, *TONGUES, "a passage", "a selection", "all"]
    ordered = Counter({(k, v): counted[k, v] for k in kinds for v in VERDICTS})
    total = sum(counted["all", verdict] for verdict in VERDICTS)
    say(f"seed {asked.seed}, {total:,} cases\n\n{table(ordered)}\n")
    return 1 if counted["all", "wrong"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
