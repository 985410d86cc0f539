"""The variants file: spellings and names that the keepers of an archive know to mean the same.

Promises: a line that cannot be read is left out and named by its number, with what to do; the
rest is read. Reads text only; how variants are sought is the engine's.

A line is a group, its forms parted by commas (Latin, Arabic or full-width), or semicolons::

    # the sister prisons
    Khomeini, Khomeyni, خمینی, Хомейни
    IRGC, Sepah, Islamic Revolutionary Guard Corps    # a form may have several words
    [de] Sicherheitsdienst, SD

Whatever follows a ``#`` is a comment, if it begins the line or stands after a space. ``[de]``: the
forms are words of this language, and are not sought as words of others.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FILE_NAME: Final = "variants.txt"
MOST_BYTES: Final = 1 << 20  # some 20,000 groups
MOST_FORMS: Final = 64  # of a group: each is sought
MOST_WORDS: Final = 12  # of a form

_COMMENT: Final = re.compile(r"(?:^|\s)#.*")
_LANGUAGE: Final = re.compile(r"\[([^\]]*)\]\s*(.*)")
_TAG: Final = re.compile(r"[a-z]{2,3}")
_COMMA: Final = re.compile(r"[,،;؛，；]")
_QUOTES: Final = "\"'“”„«»‘’ \t"

TOO_LARGE: Final = (
    f"{FILE_NAME} has {{:,}} bytes; at most {MOST_BYTES:,} are read, so none of it was. Make it "
    "smaller."
)
NOT_TEXT: Final = (
    f"{FILE_NAME}, line {{}}: this is no UTF-8, so the line was left out. Save the file as UTF-8."
)
UNREADABLE: Final = f"{FILE_NAME} cannot be read ({{}}), so no variants of it are sought."
ALONE: Final = "it has one form only; write the others after it, parted by commas"
NO_LETTER: Final = "“{}” has no letter or digit"
TOO_MANY: Final = f"it has {{}} forms; at most {MOST_FORMS} can be sought together"
TOO_LONG: Final = f"“{{}}” has {{}} words; at most {MOST_WORDS} are sought as one form"
NO_TAG: Final = "“[{}]” is no language; write two or three letters, such as [fa]"


@dataclass(frozen=True, slots=True)
class Group:
    """Forms that mean the same; in one language, or "" in any."""

    forms: tuple[str, ...]
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variants:
    """What a file holds; ``notices`` name the lines that were left out."""

    groups: tuple[Group, ...] = ()
    notices: tuple[str, ...] = ()
    sha256: str = ""  # of the file's bytes; "" where there is none


def read_variants(keep: Path) -> Variants:
    """The variants of the archive whose keep this is; none where there is no file."""
    path = keep / FILE_NAME
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            return Variants(notices=(TOO_LARGE.format(size),))
        return parse_variants(path.read_bytes())
    except FileNotFoundError:
        return Variants()
    except OSError as error:
        return Variants(notices=(UNREADABLE.format(error.strerror or "error"),))


def parse_variants(data: bytes) -> Variants:
    """The groups of a file's bytes."""
    groups: list[Group] = []
    notices: list[str] = []
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        try:
            text = _COMMENT.sub("", line.decode("utf-8")).strip()
        except UnicodeDecodeError:
            notices.append(NOT_TEXT.format(number))
            continue
        if not text:
            continue
        group, wrong = _group(text)
        if wrong:
            left_out = f"{FILE_NAME}, line {number}: {wrong}. The line was left out."
            notices.append(left_out)
        else:
            groups.append(group)
    digest = hashlib.sha256(data).hexdigest()
    return Variants(groups=tuple(groups), notices=tuple(notices), sha256=digest)


def _group(text: str) -> tuple[Group, str]:
    """A line's group, and what is wrong with it or ""."""
    language = ""
    tagged = _LANGUAGE.fullmatch(text)
    if tagged:
        language, text = tagged[1].strip().lower(), tagged[2]
    forms = tuple(dict.fromkeys(_forms(text)))
    return Group(forms, language), _wrong(forms, language, tagged is not None)


def _forms(text: str) -> Iterator[str]:
    for form in _COMMA.split(text):
        bare = " ".join(form.strip(_QUOTES).split())
        if bare:
            yield bare


def _wrong(forms: Sequence[str], language: str, is_tagged: bool) -> str:
    if is_tagged and not _TAG.fullmatch(language):
        return NO_TAG.format(language)
    for form in forms:
        if not any(character.isalnum() for character in form):
            return NO_LETTER.format(form)
        words = len(form.split())
        if words > MOST_WORDS:
            return TOO_LONG.format(form, words)
    if len(forms) > MOST_FORMS:
        return TOO_MANY.format(len(forms))
    return "" if len(forms) > 1 else ALONE
