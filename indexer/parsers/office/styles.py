"""What the style of a paragraph says of it, in whatever format it is defined.

Promises: headings, titles and subtitles are known by the names of the built-in styles, which are
English in every language's programs; what other names mean is for each format to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from archive.model import PassageKind

LEVELS: Final = 6  # deeper headings are as deep as that
DEEPEST_BASE: Final = 20  # styles based on one another
TITLE, SUBTITLE = "title", "subtitle"


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph's style says: kind, level of a heading, and the role it plays if any."""

    kind: PassageKind = "paragraph"
    level: int = 0
    role: str = ""  # TITLE, SUBTITLE


def by_name(
    called: str, heading: re.Pattern[str], kinds: Mapping[str, PassageKind]
) -> Style | None:
    """What a style of this name, in small letters, says; ``heading`` finds a heading's level."""
    found = heading.fullmatch(called)
    if found:
        return Style("heading", max(1, min(int(found[1]), LEVELS)))
    if called == TITLE:
        return Style("heading", 1, TITLE)
    if called == SUBTITLE:
        return Style("paragraph", 0, SUBTITLE)
    return Style(kinds[called]) if called in kinds else None
