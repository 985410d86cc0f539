"""What is installed, readable, writable and whole, each in a sentence: ``muniment doctor``.

Promises: looks only, changes nothing; one broken thing does not hide the others.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from archive.errors import MunimentError
from archive.register import Register
from archive.settings import MIB, Settings
from indexer.ocr.tesseract import look_for
from indexer.places import current
from indexer.sandbox import confinement

PACKAGES = ("whoosh", "flask", "beautifulsoup4", "waitress", "lxml", "trafilatura", "nh3", "pillow")
LITTLE_SPACE = 1024 * MIB  # bytes; a generation and its successor lie side by side


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at; ``ok`` False needs somebody's attention."""

    subject: str
    ok: bool
    sentence: str


def examine(settings: Settings) -> tuple[Finding, ...]:
    """Look at everything the archive needs."""
    return tuple(
        _told(subject, look, settings)
        for subject, look in (
            ("python", _python),
            ("packages", _packages),
            ("corpus", _corpus),
            ("register", _register),
            ("index", _index),
            ("disk", _disk),
            ("parsers", _parsers),
            ("ocr", _ocr),
            ("public_url", _public_url),
        )
    )


def _told(subject: str, look: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(subject=subject, ok=True, sentence=look(settings))
    except MunimentError as error:
        return Finding(subject=subject, ok=False, sentence=str(error))


def _python(_settings: Settings) -> str:
    return f"Python {sys.version.split()[0]} at {sys.executable}."


def _packages(_settings: Settings) -> str:
    found, missing = [], []
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        raise MunimentError(
            f"Not installed: {', '.join(missing)}. Run `make serve` in the checkout again."
        )
    return ", ".join(found) + "."


def _corpus(settings: Settings) -> str:
    corpus = settings.corpus
    if not corpus.is_dir():
        raise MunimentError(
            f"The corpus folder {corpus} does not exist. Name another with --corpus."
        )
    if not os.access(corpus, os.R_OK | os.X_OK):
        raise MunimentError(f"This user may not read the corpus folder {corpus}.")
    return f"The corpus folder {corpus} can be read."


def _register(settings: Settings) -> str:
    keep = settings.keep_folder
    _writable(keep)
    register = Register.open(keep)
    return f"{register.count:,} entries in {keep}, chain whole, head {register.head}."


def _index(settings: Settings) -> str:
    folder = settings.index_folder
    _writable(folder)
    with current(settings) as snapshot:
        generation = snapshot.generation
    return (
        f"Generation {generation.id} in {folder}: {generation.documents:,} documents, every "
        "file as its manifest says."
    )


def _disk(settings: Settings) -> str:
    low = []
    for folder in (settings.keep_folder, settings.index_folder):
        free = shutil.disk_usage(_nearest(folder)).free
        if free < LITTLE_SPACE:
            low.append(f"{folder} has {free // MIB:,} MiB left")
    if low:
        raise MunimentError(f"Little disk space: {'; '.join(low)}. Free some before rebuilding.")
    return "There is room for another generation."


def _parsers(_settings: Settings) -> str:
    weaknesses = confinement()
    if weaknesses:
        raise MunimentError(" ".join(weaknesses))
    return "Parsers run without network, new processes or writing, in limited memory and time."


def _ocr(settings: Settings) -> str:
    found = look_for(settings.ocr_languages)
    tesseract = found.tesseract
    if not settings.ocr:
        there = (
            f"Tesseract {tesseract.version} is installed"
            if tesseract
            else "Tesseract is not installed"
        )
        return f"Scanned pages and pictures are not read: the setting ocr is off; {there}."
    if tesseract is None or found.lacking:
        raise MunimentError(" ".join(found.lacking))
    names = ", ".join(tesseract.languages)
    turned = "" if tesseract.tells_orientation else " Pages that lie on their side are not turned."
    return f"Tesseract {tesseract.version} reads scanned pages and pictures in {names}.{turned}"


def _writable(folder: Path) -> None:
    nearest = _nearest(folder)
    if not os.access(nearest, os.W_OK):
        raise MunimentError(
            f"This user may not write to {nearest}; searching works, rebuilding does not."
        )


def _nearest(folder: Path) -> Path:
    """The folder itself, or the nearest parent that exists."""
    return next(_existing(folder.resolve()))


def _existing(folder: Path) -> Iterator[Path]:
    for place in (folder, *folder.parents):
        if place.exists():
            yield place


def _public_url(settings: Settings) -> str:
    """Not a fault: an archive may be for its own machine only."""
    if settings.public_url:
        return f"Links in citations begin with {settings.public_url}."
    return (
        "It is not set, so links in citations begin with the address that each reader came by; "
        "others may not reach it."
    )
