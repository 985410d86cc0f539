"""Which process takes a connection."""

from __future__ import annotations

import os

import pytest

from web import sharing
from web.sharing import Board


def test_the_one_with_the_fewest_takes_it() -> None:
    """A process leaves a connection to one that has fewer, never to one that has as many."""
    board = Board(3)
    for number, connections in enumerate((2, 1, 1)):
        board.tell(number, connections)
    assert board.is_for_another(0, 2)
    assert not board.is_for_another(1, 1)
    assert not board.is_for_another(2, 1)


def test_nobody_waits_for_one_that_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that never said a word, or none for a while, is not counted on."""
    board = Board(2)
    assert not board.is_for_another(0, 5)
    board.tell(1, 0)
    assert board.is_for_another(0, 5)
    monkeypatch.setattr(sharing, "FRESH", 0.0)
    assert not board.is_for_another(0, 5)


def test_processes_see_what_the_others_wrote() -> None:
    """The memory is one, whoever was forked from whom."""
    board = Board(2)
    child = os.fork()
    if not child:
        board.tell(1, 3)
        os._exit(0)
    os.waitpid(child, 0)
    assert board.is_for_another(0, 4)
    assert not board.is_for_another(0, 3)
