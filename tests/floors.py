"""The floors of tests/floors.toml, for the tests that hold them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any


def floors(group: str) -> dict[str, Any]:
    """One group of floors, by its name in the file."""
    path = Path(__file__).with_name("floors.toml")
    found: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))[group]
    return found
