"""Scanned pages: text drawn on a picture, which tests wrap as files.

Needs no program; the letters of Persian and Arabic need a font of the system (``arabic_font``).
Deterministic: the same text is the same picture.
"""

from __future__ import annotations

import io
import subprocess
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

SIZE = 46  # pixels: 11 points at 300 dots an inch
LEADING = 1.5
MARGIN = 150
WIDTH = 2000


def arabic_font() -> str:
    """The file of a font with Persian and Arabic letters; "" where the system has none."""
    try:
        asked = ["fc-list", "Noto Naskh Arabic:style=Regular:lang=fa", "file"]
        listed = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    except OSError:
        return ""
    return listed.split(":")[0].strip()


def drawn(paragraphs: Sequence[Sequence[str]], font: str = "", size: int = SIZE) -> Image.Image:
    """A page of paragraphs of lines; with a ``font`` they are set from right to left."""
    face = ImageFont.truetype(font, size) if font else ImageFont.load_default(size)
    step = int(size * LEADING)
    height = 2 * MARGIN + step * (sum(map(len, paragraphs)) + len(paragraphs))
    page = Image.new("L", (WIDTH, height), 255)
    pen = ImageDraw.Draw(page)
    top = MARGIN
    for paragraph in paragraphs:
        for line in paragraph:
            if font:
                at = (WIDTH - MARGIN, top)
                pen.text(at, line, fill=0, font=face, anchor="ra", direction="rtl")
            else:
                pen.text((MARGIN, top), line, fill=0, font=face)
            top += step
        top += step
    return page


def wrapped(text: str, width: int = 62) -> list[str]:
    """Lines of at most so many code points."""
    lines = [""]
    for word in text.split(" "):
        if len(lines[-1]) + len(word) < width:
            lines[-1] = f"{lines[-1]} {word}".strip()
        else:
            lines.append(word)
    return lines


def saved(pages: Sequence[Image.Image], kind: str) -> bytes:
    """A file of pages: "PNG", "JPEG", "TIFF", "PDF" …"""
    out = io.BytesIO()
    more = {"save_all": True, "append_images": list(pages[1:])} if len(pages) > 1 else {}
    if kind == "PDF":
        more["resolution"] = 300.0
    pages[0].save(out, kind, **more)
    return out.getvalue()
