"""The documentation says what the program does: settings, verbs, links between pages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from archive.settings import describe

DOCS = sorted(p for p in Path(__file__).parents[2].rglob("*.md") if ".venv" not in p.parts)


def settings_page() -> str:
    """The page of settings as it should be, made from the one table in the code."""
    rows = [f"| `{name}` | {shown(default)} | {reason} |" for name, default, reason in describe()]
    head = (
        "# Settings\n\nDefaults are overridden by `muniment.toml` in the folder where the command "
        "runs (or the file named by\n`MUNIMENT_CONFIG`), that by `MUNIMENT_…` variables, those by "
        "flags. An unknown name is an error.\n\n| setting | default | why |\n|---|---|---|\n"
    )
    return head + "\n".join(rows) + "\n"


def shown(default: object) -> str:
    """A default as a reader writes it in muniment.toml."""
    if isinstance(default, (bool, tuple)) and default != ():
        return f"`{json.dumps(default)}`"
    return "unset" if default in (None, "", ()) else f"`{default}`"


def test_every_setting_is_documented(checkout: Path) -> None:
    """docs/settings.md is the table of the code, word for word."""
    assert (checkout / "docs" / "settings.md").read_text("utf-8") == settings_page()


@pytest.mark.parametrize("page", DOCS, ids=lambda p: p.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """A reader of the documentation never follows a relative link to nothing."""
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
