"""The style sheet's tokens and rules: what can be seen of them without a browser."""

from __future__ import annotations

import re
from itertools import product

import pytest

from web.bundle_pages import style_sheet

SHEET = style_sheet().decode()
RULES = re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)

COLOUR = re.compile(r"--([a-z]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
TOKENS = {name: {"light": light, "dark": dark} for name, light, dark in COLOUR.findall(SHEET)}

SURFACES = ("paper", "sheet", "cited")
TEXTS = ("ink", "quiet", "link", "accent", "good")
# Words that are found stand on the mark in the colour of what they stand in.
TEXT_PAIRS = [*product(TEXTS, SURFACES), ("ink", "mark"), ("link", "mark"), ("paper", "ink")]
LINE_PAIRS = [*product(("rule", "bar", "accent"), SURFACES), ("accent", "mark")]

TEXT, LINE = 4.5, 3.0  # WCAG 2.2, success criteria 1.4.3 and 1.4.11


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, "#rrggbb" (WCAG 2.2)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_standard_has_it() -> None:
    """Black on white is 21, and #767676 is the lightest grey that white may carry."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") >= TEXT > contrast("#777777", "#ffffff")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("pairs", "least"), [(TEXT_PAIRS, TEXT), (LINE_PAIRS, LINE)], ids=["text", "lines"]
)
def test_every_pair_of_tokens_can_be_seen(
    pairs: list[tuple[str, str]], least: float, scheme: str
) -> None:
    """Text reaches 4.5:1 on whatever it is set on; what bounds or marks a control, 3:1."""
    faint = {
        pair: round(ratio, 2)
        for pair in pairs
        if (ratio := contrast(TOKENS[pair[0]][scheme], TOKENS[pair[1]][scheme])) < least
    }
    assert not faint


def test_all_colours_are_tokens() -> None:
    """No rule has a colour of its own: one that is changed is changed everywhere.

    But the picture of a paper page, which is white in the dark too.
    """
    outside = [
        line.strip()
        for line in RULES.splitlines()
        if re.search(r"#[0-9a-f]{3,6}\b", line) and "light-dark" not in line
    ]
    allowed = (".paper", ".sheet ", ":root { color-scheme: light;")
    assert not [line for line in outside if not line.startswith(allowed)]


def test_no_rule_says_left_or_right() -> None:
    """Sides are logical, so that a page from the right is a mirror of one from the left."""
    sides = re.compile(
        r"(?:margin|padding|border|inset)-(?:left|right)\b"
        r"|[{;]\s*(?:left|right|width|height|min-width|max-width|float: (?:left|right))\s*:"
    )
    assert not sides.findall(RULES)


def test_nothing_is_fetched() -> None:
    """No picture, no style sheet and no face is loaded by the sheet."""
    assert "url(" not in RULES
    assert "@import" not in RULES


def test_the_layers_are_in_their_order() -> None:
    """From the general to the particular, each layer once, and no rule outside of them."""
    order = ["tokens", "base", "components", "pages", "print"]
    assert f"@layer {', '.join(order)};" in RULES
    assert re.findall(r"^@layer (\w+) \{", RULES, flags=re.MULTILINE) == order
    outside = re.sub(r"^@[^\n]*\{\n.*?^\}\n", "", RULES, flags=re.MULTILINE | re.DOTALL)
    assert not re.search(r"\{", outside)
