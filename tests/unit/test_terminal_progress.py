"""Progress is told in words that are right: done, speed of late, time left."""

from __future__ import annotations

import pytest

from web.terminal_progress import BAR, Mark, TerminalProgress, bar, told


@pytest.mark.parametrize(
    ("marks", "total", "expected"),
    [
        ([(0, 0)], 10_000, "Indexing 0 of 10,000"),
        ([(0, 0), (0.1, 9)], 10_000, "Indexing 9 of 10,000"),
        (
            [(0, 0), (14, 1190)],
            10_000,
            "Indexing 1,190 of 10,000, 85 a second, 1 min 44 s left",
        ),
        ([(0, 0), (10, 5)], 50, "Indexing 5 of 50, 30 a minute, 1 min 30 s left"),
        ([(0, 0), (10, 10)], 10_000, "Indexing 10 of 10,000, 1 a second, 2 h 46 min left"),
        # 5,000 were kept and took a second; those that are read take longer.
        (
            [(0, 0), (1, 5000), (40, 5390), (60, 5590)],
            10_000,
            "Indexing 5,590 of 10,000, 10 a second, 7 min 21 s left",
        ),
        ([(0, 0), (5, 0)], 10, "Indexing 0 of 10"),
        ([(0, 0), (130, 10)], 10, "Indexing 10 of 10 in 2 min 10 s"),
        ([(0, 0), (0.2, 10)], 10, "Indexing 10 of 10"),
        ([(0, 0)], 0, "Indexing"),
        ([(0, 0), (9, 0)], 1, "Indexing"),
    ],
)
def test_a_stage_in_words(marks: list[Mark], total: int, expected: str) -> None:
    """Speed and time left are those of the last half minute; none is told before it is known."""
    assert told("Indexing", marks, total) == expected


def test_the_bar_is_as_full_as_the_work_is_done() -> None:
    """Empty, half, full; never longer than it is, and empty when the total is not known."""
    assert bar(0, 10) == f"[{'·' * BAR}]"
    assert bar(5, 10).count("█") == BAR // 2
    assert bar(10, 10) == bar(11, 10) == f"[{'█' * BAR}]"
    assert bar(3, 0) == bar(0, 10)


def test_without_a_terminal_there_are_few_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """A thousand steps give the first and the last line of each stage, without control codes."""
    progress = TerminalProgress()
    for stage in ("Reading", "Indexing"):
        for done in range(1001):
            progress(stage, done, 1000, "file")
    progress("Writing", 0, 1)
    progress("Writing", 1, 1)
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "Reading 0 of 1,000",
        "Reading 1,000 of 1,000",
        "Indexing 0 of 1,000",
        "Indexing 1,000 of 1,000",
        "Writing",
    ]
