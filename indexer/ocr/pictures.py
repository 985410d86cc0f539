"""Picture files: how many pages they have, and each as shades of grey.

Promises: only decoders of the kinds named here are used, and the one that fits the media type; a
picture whose header promises too many pixels is refused before it is decoded. Runs in confined
processes only. What is transparent is white, as paper is; a photograph is turned as its camera was.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from math import ceil, sqrt
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from archive.errors import UnreadableError

PAGES = 1_000  # of a file that are counted
PIXELS = 150_000_000  # of a picture that is decoded: A2 at 600 dots an inch; 600 MB with colours
LEAST = 16  # pixels of a side; no line of text is lower
Grey = npt.NDArray[np.uint8]

# Media type: the decoder's name in Pillow, and its module.
KINDS = {
    "image/png": ("PNG", "PngImagePlugin"),
    "image/jpeg": ("JPEG", "JpegImagePlugin"),
    "image/tiff": ("TIFF", "TiffImagePlugin"),
    "image/webp": ("WEBP", "WebPImagePlugin"),
    "image/gif": ("GIF", "GifImagePlugin"),
    "image/bmp": ("BMP", "BmpImagePlugin"),
    "image/jp2": ("JPEG2000", "Jpeg2KImagePlugin"),
}
_OF_PAGES = "image/tiff"  # the only kind whose frames are pages and not a film


def prepare() -> None:
    """Load the decoders."""
    Image.MAX_IMAGE_PIXELS = None  # the limit is ours, and an error
    for _, module in KINDS.values():
        import_module(f"PIL.{module}")


def count_pages(source: BinaryIO, media_type: str) -> int:
    """The pages of a picture file. Raises UnreadableError."""
    with _opened(source, media_type) as image:
        _check(image)
        if media_type != _OF_PAGES:
            return 1
        count = 1
        while count < PAGES:
            try:
                image.seek(count)
            except EOFError:
                break
            count += 1
        return count


def grey_page(source: BinaryIO, media_type: str, number: int) -> Grey:
    """A page, from 1, as rows of grey values, 255 white. Raises UnreadableError."""
    with _opened_at(source, media_type, number) as image:
        return _grey(ImageOps.exif_transpose(image))


def coloured_page(source: BinaryIO, media_type: str, number: int, pixels: int) -> Image.Image:
    """A page, from 1, in colours ("RGB") or shades of grey ("L"). Raises UnreadableError.

    One of far more ``pixels`` may be made smaller while it is decoded, to no fewer than these.
    """
    with _opened_at(source, media_type, number) as image:
        scale = sqrt(pixels / (image.width * image.height))
        if scale < 1:  # decoders of JPEG can leave out what is finer
            image.draft(None, (ceil(image.width * scale), ceil(image.height * scale)))
        turned = ImageOps.exif_transpose(image)
        if turned.mode.startswith(("I", "F")):
            return Image.fromarray(_eight_bits(np.asarray(turned)))
        shown = _on_paper(turned)
        return shown.copy() if shown.mode == "L" else shown.convert("RGB")


@contextmanager
def _opened_at(source: BinaryIO, media_type: str, number: int) -> Iterator[Image.Image]:
    """A picture at a page, from 1, whose size was checked."""
    with _opened(source, media_type) as image:
        if number > 1:
            image.seek(number - 1)
        _check(image)
        yield image


@contextmanager
def _opened(source: BinaryIO, media_type: str) -> Iterator[Image.Image]:
    prepare()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of metadata that is not as it should be
            with Image.open(source, formats=[KINDS[media_type][0]]) as image:
                yield image
    except UnidentifiedImageError as error:
        raise UnreadableError("The picture is damaged: it cannot be opened.") from error
    except (OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError) as error:
        raise UnreadableError("The picture is damaged: it cannot be decoded.") from error


def _check(image: Image.Image) -> None:
    width, height = image.size
    if width * height > PIXELS:
        raise UnreadableError(
            f"The picture has {width:,} × {height:,} pixels; over {PIXELS:,} are not read."
        )


def _grey(image: Image.Image) -> Grey:
    if image.mode.startswith(("I", "F")):
        return _eight_bits(np.asarray(image))
    return np.asarray(_on_paper(image).convert("L"))


def _on_paper(image: Image.Image) -> Image.Image:
    """A picture with white behind what is transparent."""
    if not image.has_transparency_data:
        return image
    coloured = image.convert("RGBA")
    paper = Image.new("RGBA", coloured.size, "white")
    return Image.alpha_composite(paper, coloured)


def _eight_bits(values: npt.NDArray[np.generic]) -> Grey:
    """Finer shades, from the darkest that there is to the lightest."""
    shades = np.nan_to_num(values.astype(np.float32))
    low, high = float(shades.min()), float(shades.max())
    return ((shades - low) * (255 / max(high - low, 1e-6))).astype(np.uint8)
