"""The marker of tests that report a figure; see tests/faults/figures.py."""

from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Make ``evidence`` known, so that strict markers accept it."""
    config.addinivalue_line("markers", "evidence: reports a figure of docs/evidence")
