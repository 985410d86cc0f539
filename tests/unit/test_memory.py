"""Freed memory is kept where that can be asked for, and nothing happens where it cannot."""

from __future__ import annotations

import ctypes

import pytest

from indexer.engines.memory import keep_freed_memory


def test_kept_or_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked twice, or of a library that has no such setting, or none at all."""
    keep_freed_memory()
    keep_freed_memory()
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    keep_freed_memory()

    def none(_: object) -> None:
        raise OSError("no library")

    monkeypatch.setattr(ctypes, "CDLL", none)
    keep_freed_memory()
