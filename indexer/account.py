"""The account of a build: what became of every file and every record.

Promises: each is a document, a further copy of one, a container that was opened, or has a reason in
the report. Order does not matter: the lists are sorted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from archive.errors import UnreadableError
from archive.model import BuildReport, Duplicate, FileProblem, Opened, TypeCount
from indexer.build_documents import Original
from indexer.build_editions import SkippedError
from indexer.containers.expansion import Expansion
from indexer.made import Made
from indexer.media import split_charset
from indexer.seen import Sight


class Account:
    """Kept by one build."""

    def __init__(self, sight: Sight) -> None:
        self._skipped = list(sight.skipped)
        self._failed = list(sight.failed)
        self._partial: list[FileProblem] = []
        self._duplicates: list[Duplicate] = []
        self._opened: list[Opened] = []
        self._documents: Counter[str] = Counter()
        self._in_part: Counter[str] = Counter()
        self._remarks: list[str] = []
        self.made: list[Made] = []

    def records(self, expansion: Expansion) -> None:
        """Take over what is known of containers."""
        self._skipped += expansion.skipped
        self._failed += expansion.failed
        self._partial += expansion.partial
        self._opened += expansion.opened
        self._remarks += expansion.notices

    def problems(self, problems: Iterable[FileProblem]) -> None:
        """Take over what is wrong with files beside documents: their sidecars."""
        self._partial += problems

    def document(self, original: Original, made: Made) -> None:
        """A document is in the generation."""
        self.made.append(made)
        kind, _ = split_charset(original.media_type)
        self._documents[kind] += 1
        first, *others = original.captures
        self._duplicates += [
            Duplicate(path=other.path, of=first.path, media_type=kind) for other in others
        ]
        if made.reason:
            self._in_part[kind] += 1
            self._partial += _problems(original, made.reason)

    def became(self, original: Original, outcome: Made | UnreadableError) -> None:
        """An original was read, or not."""
        if isinstance(outcome, UnreadableError):
            self.left(original, outcome)
        else:
            self.document(original, outcome)

    def left(self, original: Original, error: UnreadableError) -> None:
        """An original is not in the generation; each of its files is told."""
        kept = self._skipped if isinstance(error, SkippedError) else self._failed
        kept += _problems(original, str(error))

    def report(
        self, generation: str, *, passages: int, files: int, notices: Iterable[str], seconds: float
    ) -> BuildReport:
        """The report of a generation: so many passages, of so many files, in so many seconds."""
        return BuildReport(
            generation=generation,
            documents=self._documents.total(),
            passages=passages,
            files=files,
            notices=(*self._remarks, *notices),
            seconds=round(seconds, 3),
            skipped=_sorted(self._skipped),
            partial=_sorted(self._partial),
            failed=_sorted(self._failed),
            duplicates=tuple(sorted(self._duplicates, key=lambda each: each.path)),
            opened=tuple(sorted(self._opened, key=lambda each: each.path)),
            types=tuple(
                TypeCount(media_type=kind, documents=count, partial=self._in_part[kind])
                for kind, count in sorted(self._documents.items())
            ),
        )


def _problems(original: Original, reason: str) -> list[FileProblem]:
    kind, _ = split_charset(original.media_type)
    return [
        FileProblem(path=capture.path, reason=reason, media_type=kind)
        for capture in original.captures
    ]


def _sorted(problems: list[FileProblem]) -> tuple[FileProblem, ...]:
    return tuple(sorted(problems, key=lambda problem: (problem.path, problem.reason)))
