"""How far a long work is, on a terminal: done of all, the speed, the time left.

Promises: one pure function says it, from what was seen so far; a bar on a terminal, else a plain
line now and then; always on standard error.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Sequence
from typing import Final

import click

BAR: Final = 28  # columns
REDRAW_SECONDS: Final = 0.1
LINE_SECONDS: Final = 5.0  # between two plain lines when there is no terminal
WINDOW_SECONDS: Final = (
    30.0  # the speed is that of late: what is kept goes faster than what is read
)
_SOON_SECONDS: Final = 0.5  # before that a speed is a guess

Mark = tuple[float, int]  # seconds, and steps that were done then


def told(stage: str, marks: Sequence[Mark], total: int) -> str:
    """A stage in words: "Indexing 1,204 of 10,000, 85 a second, 1 min 43 s left".

    ``marks``: the stage's first, then those seen since, the last one being now; ``total`` 0 is
    not known, and of 1 nothing can be told either.
    """
    (began, _), (now, done) = marks[0], marks[-1]
    if total <= 1:
        return stage
    sentence = f"{stage} {done:,} of {total:,}"
    if done >= total:
        return f"{sentence} in {_duration(now - began)}" if now - began >= 1 else sentence
    since, before = next(mark for mark in marks if now - mark[0] <= WINDOW_SECONDS)
    if now - since < _SOON_SECONDS or done == before:
        return sentence
    rate = (done - before) / (now - since)
    return f"{sentence}, {_speed(rate)}, {_duration((total - done) / rate)} left"


def bar(done: int, total: int) -> str:
    """The part that is done, drawn."""
    full = BAR * min(done, total) // total if total else 0
    return f"[{'█' * full}{'·' * (BAR - full)}]"


def _speed(rate: float) -> str:
    return f"{rate:,.0f} a second" if rate >= 1 else f"{rate * 60:.0f} a minute"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


class TerminalProgress:
    """Shows each stage in turn."""

    def __init__(self) -> None:
        self._stream = sys.stderr
        self._terminal = self._stream.isatty()
        self._pause = REDRAW_SECONDS if self._terminal else LINE_SECONDS
        self._stage = self._line = ""
        self._first: Mark = (0.0, 0)
        self._recent: deque[Mark] = deque(maxlen=round(WINDOW_SECONDS / REDRAW_SECONDS))

    def __call__(self, stage: str, done: int = 0, total: int = 0, note: str = "") -> None:
        """Show that ``done`` of ``total`` steps of a stage are done; total 0 is not known."""
        now = time.monotonic()
        is_first, is_last = stage != self._stage, bool(total) and done >= total
        if is_first:
            self._stage, self._first = stage, (now, done)
            self._recent.clear()
        elif not is_last and now - self._recent[-1][0] < self._pause:
            return
        self._recent.append((now, done))
        line = told(stage, (self._first, *self._recent), total)
        if not self._terminal:
            if line != self._line:
                click.echo(line, err=True)
            self._line = line
            return
        end = "\n" if is_last else ""
        self._stream.write(f"\r\x1b[K{f'{bar(done, total)} ' if total > 1 else ''}{line}{end}")
        self._stream.flush()
