"""Growth as a picture: the p95 of each kind against the number of texts, as SVG without a library.

Promises: the same figures give the same bytes; both axes are logarithmic, so that what grows with
the postings is a straight line of slope one, which is drawn too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

# Growth by size, kind and system, as in engine.json.
Growth = Mapping[str, Mapping[str, Mapping[str, Mapping[str, float]]]]

COLOURS = {
    "muniment": "#b3261e",
    "tantivy": "#1f5fa8",
    "xapian": "#3b7d3a",
    "fts5": "#8a6d1d",
    "whoosh": "#777777",
}
_ACROSS, _WIDTH, _HEIGHT = 3, 250, 190  # panels in a row; their size
_LEFT, _TOP, _PLOT_WIDTH, _PLOT_HEIGHT = 46, 26, 190, 130


def growth_plot(growth: Growth, kinds: Sequence[str]) -> str:
    """A panel a kind; a line a system."""
    sizes = sorted(map(int, growth))
    values = [
        figures["p95_ms"]
        for by_kind in growth.values()
        for kind in kinds
        for figures in by_kind.get(kind, {}).values()
        if figures["p95_ms"] > 0
    ]
    low = math.floor(math.log10(min(values)))
    high = math.ceil(math.log10(max(values)))
    rows = -(-len(kinds) // _ACROSS)
    width, height = _ACROSS * _WIDTH, rows * _HEIGHT + 30
    box = f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}>',
        "<title>p95 in CPU milliseconds by number of texts</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    axes = _Axes(sizes, low, high)
    for number, kind in enumerate(kinds):
        left, top = number % _ACROSS * _WIDTH, number // _ACROSS * _HEIGHT
        parts.append(f'<g transform="translate({left} {top})">')
        parts += axes.frame(kind)
        for system, colour in COLOURS.items():
            line = [
                (size, growth[str(size)][kind][system]["p95_ms"])
                for size in sizes
                if system in growth[str(size)].get(kind, {})
            ]
            parts += axes.line(line, colour)
        parts.append("</g>")
    parts += _legend(height - 12)
    return "\n".join([*parts, "</svg>"]) + "\n"


class _Axes:
    """One panel's two logarithmic axes."""

    def __init__(self, sizes: Sequence[int], low: int, high: int) -> None:
        self._sizes, self._low, self._high = sizes, low, high
        self._first = math.log10(sizes[0])
        self._decades = max(math.log10(sizes[-1]) - self._first, 1)

    def frame(self, kind: str) -> list[str]:
        """The kind's name, the axes with their numbers, and a line of slope one."""
        bottom = _TOP + _PLOT_HEIGHT
        parts = [f'<text x="{_LEFT}" y="16" font-weight="bold">{escape(kind)}</text>']
        for power in range(self._low, self._high + 1):
            y = self._y(10.0**power)
            parts += [
                f'<path d="M{_LEFT} {y}h{_PLOT_WIDTH}" stroke="#e0e0e0"/>',
                f'<text x="{_LEFT - 5}" y="{y + 4}" text-anchor="end">{10.0**power:g}</text>',
            ]
        for size in self._sizes:
            x = self._x(size)
            parts.append(
                f'<text x="{x}" y="{bottom + 14}" text-anchor="middle">{_short(size)}</text>'
            )
        decades = min(self._decades, self._high - self._low)
        start = (self._sizes[0], 10.0**self._low)
        end = (self._sizes[0] * 10**decades, 10.0 ** (self._low + decades))
        path = f"M{self._x(start[0])} {self._y(start[1])}L{self._x(end[0])} {self._y(end[1])}"
        parts.append(f'<path d="{path}" stroke="#bbbbbb" stroke-dasharray="3 3" fill="none"/>')
        return parts

    def line(self, points: Sequence[tuple[int, float]], colour: str) -> list[str]:
        """One system's points, joined."""
        places = [(self._x(size), self._y(value)) for size, value in points]
        if not places:
            return []
        path = "L".join(f"{x} {y}" for x, y in places)
        dots = "".join(f'<circle cx="{x}" cy="{y}" r="2.5"/>' for x, y in places)
        return [
            f'<path d="M{path}" stroke="{colour}" stroke-width="1.6" fill="none"/>',
            f'<g fill="{colour}">{dots}</g>',
        ]

    def _x(self, size: float) -> float:
        return round(_LEFT + (math.log10(size) - self._first) / self._decades * _PLOT_WIDTH, 1)

    def _y(self, value: float) -> float:
        power = math.log10(max(value, 10.0**self._low))
        share = (power - self._low) / max(self._high - self._low, 1)
        return round(_TOP + (1 - share) * _PLOT_HEIGHT, 1)


def _legend(y: int) -> list[str]:
    parts = []
    for number, (system, colour) in enumerate(COLOURS.items()):
        x = _LEFT + number * 110
        parts += [
            f'<path d="M{x} {y - 4}h18" stroke="{colour}" stroke-width="2"/>',
            f'<text x="{x + 23}" y="{y}">{system}</text>',
        ]
    x = _LEFT + len(COLOURS) * 110
    parts += [
        f'<path d="M{x} {y - 4}h18" stroke="#bbbbbb" stroke-dasharray="3 3"/>',
        f'<text x="{x + 23}" y="{y}">as the texts</text>',
    ]
    return parts


def _short(size: int) -> str:
    if size >= 1_000_000:
        return f"{size / 1_000_000:g}M"
    return f"{size / 1000:g}k" if size >= 1000 else str(size)
