"""The Tesseract that is installed: its version, and its models of the languages asked for.

Promises: looks only; what it finds has a label that differs whenever another text might come out
of the same page: by version, languages and the models' own bytes. https://tesseract-ocr.github.io
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.settings import Settings

PROGRAM = "tesseract"
PACKAGES = "tesseract-ocr"  # Debian's, and each language's with its name behind
ABSENT = "absent"
_ASK_SECONDS = 20
_DIGITS = 8  # of the models' digest: they change with a package, not daily
_ORIENTATION = "osd"  # the model that tells how a page is turned
_LANGUAGE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:/[A-Za-z0-9_]+)?")
_LISTED_IN = re.compile(r'"(.+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Tesseract:
    """A program that can be run."""

    program: Path
    version: str
    models: Path  # the folder that they lie in
    languages: tuple[str, ...]  # of those asked for, in that order, that have a model
    tells_orientation: bool
    digest: str  # of the models

    @property
    def label(self) -> str:
        """What it is, as a part of a parser's version."""
        names = [re.sub("[^a-z0-9]", ".", name.lower()) for name in self.languages]
        return "-".join((self.version, *names, self.digest))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ocr:
    """What the settings ask for and what of it there is."""

    wanted: bool
    tesseract: Tesseract | None = None  # None: not asked for, or none that could be used
    lacking: tuple[str, ...] = ()  # what is asked for and not there, as sentences

    @property
    def label(self) -> str:
        """What every edition with recognised text depends on; "" where nothing is recognised."""
        if not self.wanted:
            return ""
        return self.tesseract.label if self.tesseract else ABSENT


def ocr_of(settings: Settings) -> Ocr:
    """Look for what the settings ask for."""
    return look_for(settings.ocr_languages) if settings.ocr else Ocr(wanted=False)


def look_for(languages: Sequence[str]) -> Ocr:
    """Look for the program and its models of these languages."""
    found = shutil.which(PROGRAM)
    if found is None:
        return _none(f"OCR is on, but Tesseract is not installed {_how('', languages)}.")
    version, listed = _asked(found, "--version"), _asked(found, "--list-langs")
    number = re.search(r"\d+(?:\.\d+)*", version)
    folder = _LISTED_IN.search(listed)
    if number is None or folder is None:
        return _none(f"OCR is on, but the program {found} does not answer as Tesseract does.")
    there = set(listed.splitlines()[1:])
    usable = tuple(dict.fromkeys(name for name in languages if name in there and _is_name(name)))
    missing = [name for name in languages if name not in usable]
    lacking = (f"Tesseract has no model for {', '.join(missing)} {_how('-', missing)}.",)
    if not usable:
        return _none(lacking[0])
    models = Path(folder[1])
    turned = (_ORIENTATION,) if _ORIENTATION in there else ()
    return Ocr(
        wanted=True,
        tesseract=Tesseract(
            program=Path(found).absolute(),
            version=number[0],
            models=models,
            languages=usable,
            tells_orientation=bool(turned),
            digest=_digest(models, (*usable, *turned)),
        ),
        lacking=lacking if missing else (),
    )


def _none(sentence: str) -> Ocr:
    return Ocr(wanted=True, lacking=(f"{sentence} Scanned pages and pictures were not read.",))


def _how(dash: str, languages: Sequence[str]) -> str:
    """How Debian's packages are installed, in brackets."""
    packages = [f"{PACKAGES}-{name.lower().replace('_', '-')}" for name in languages]
    wanted = packages if dash else [PACKAGES, *packages]
    return f"(Debian: apt install {' '.join(wanted)})"


def _is_name(language: str) -> bool:
    """Whether it can be given to the program as what it is."""
    return _LANGUAGE.fullmatch(language) is not None


def _asked(program: str, question: str) -> str:
    """The program's answer; "" when there is none."""
    try:
        done = subprocess.run(
            [program, question],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_ASK_SECONDS,
            check=False,
            env=environment(),
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def environment() -> dict[str, str]:
    """What the program knows of its surroundings."""
    kept = ("LD_LIBRARY_PATH", "PATH", "TESSDATA_PREFIX")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "LC_ALL": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",  # pages run side by side; its own threads make each slower
    }


def _digest(models: Path, names: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for name in names:
        try:
            with (models / f"{name}.traineddata").open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        except OSError:
            digest.update(b"unreadable")
    return digest.hexdigest()[:_DIGITS]
