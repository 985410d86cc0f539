"""A page as a picture of sensible size: so many pixels, and at most 256 colours.

Promises: one byte a pixel and a table of colours, whatever the page was; shades of grey come out as
they are, and so do the colours of a page that has few; of others the best 256 are taken and mixed.
Runs where ``indexer.sandbox_child`` has confined it.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
from PIL import Image

PIXELS = 4_000_000  # of a page: A4 at 150 dots an inch has 2.2, A3 at 138 these
_FULL = 0.99  # of these, as sides are rounded up
SIDE = 16_000  # pixels; browsers draw no larger pictures everywhere
COLOURS = 256
_FEWER = 4  # pixels of a side that become one
_GREY = bytes(shade for shade in range(COLOURS) for _ in range(3))


def scale_of(size: tuple[float, float], most: float) -> float:
    """By how much to draw a page of this size larger or smaller; ``most`` at most."""
    width, height = size
    fewer = _FULL * PIXELS / max(width * height, 1)
    return min(most, sqrt(fewer), SIDE / max(width, height, 1))


def pixels(image: Image.Image) -> tuple[bytes, bytes]:
    """The table of colours of a picture (RGB, or shades "L"), three bytes each, and its pixels."""
    image = image if image.mode == "L" else image.convert("RGB")
    if image.mode == "RGB":
        red, green, blue = (np.asarray(band) for band in image.split())
        if np.array_equal(red, green) and np.array_equal(green, blue):
            image = image.getchannel(0)
    if image.mode == "L":
        return _GREY, image.tobytes()
    if image.getcolors(COLOURS) is not None:
        reduced = image.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    else:  # chosen on a smaller picture: on the whole one it would take seconds
        best = image.reduce(_FEWER).quantize(COLOURS, Image.Quantize.MEDIANCUT)
        reduced = image.quantize(palette=best, dither=Image.Dither.FLOYDSTEINBERG)
    palette = bytes(reduced.getpalette("RGB") or ())
    return palette[: len(_GREY)].ljust(len(_GREY), b"\0"), reduced.tobytes()
