"""Who wrote a text and when, from the line that says so.

Promises: a line that is no byline is not taken for one, in doubt; names are given as printed,
except that names printed in capitals throughout are written as names usually are. A place or an
occupation is no author where the line shows it as such. Does not look for the line in a text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from archive.model import Agent, Dating
from indexer import byline_names as names
from indexer import byline_words as words
from indexer.dates import FoundDate, choose, find_dates
from indexer.months import fold

LONGEST = 300  # code points; a longer line is a paragraph
_MOST_BESIDE = 80  # code points besides names and dates; more is a sentence

_FEW_WORDS = 3
_MOST_WORDS = 8  # of a name in a place where hardly anything but a byline can stand

_SEGMENTS = re.compile(r"\s*(?:[|·•⋅∙●▪;\n]|\s[-–—/]+\s|^[-–—/]+\s|\s[-–—/]+$|\s{3,})\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """What a byline says; of a line that is none, everything is empty."""

    authors: tuple[Agent, ...] = ()
    published: Dating | None = None
    modified: Dating | None = None
    is_byline: bool = False
    by_word: bool = False  # "by" or its like stands before the names


NONE = Byline()


@lru_cache(maxsize=512)  # the same line is asked for as a byline, a standfirst and an author
def read_byline(line: str, language: str = "") -> Byline:
    """The authors and dates of one line; ``language`` (BCP 47) is the text's, where known.

    Several lines may be given with newlines between them (name and date on lines of their own).
    """
    line = unicodedata.normalize("NFC", line).strip()
    if not line or len(line) > LONGEST or words.NO_BYLINE.search(fold(line)):
        return NONE
    dates = find_dates(line, language)
    published = choose(dates)
    segments = _segments(line, dates)
    said = _said_by(segments, language, bool(dates))
    if said and said.rest and _is_unread_name(line, segments, dates):
        said = _Said((), by_word=False, stands_alone=False, rest=False)
    if said is None or not (said.authors or published) or said.rest:
        return NONE
    if not dates and not said.stands_alone:
        return NONE
    if said.authors and not said.by_word and _is_headline(line, dates, said):
        return NONE
    updated = [d.dating for d in dates if d.label == "updated" and d is not published]
    return Byline(
        authors=said.authors,
        published=_with_label(line, published),
        modified=updated[-1] if updated else None,
        is_byline=True,
        by_word=said.by_word,
    )


def read_in_head(line: str, language: str = "", *, below_subtitle: bool = False) -> Byline:
    """The same for a line that stands alone between a title and the text.

    There a day and a few words are believed to be a byline, and so is a by-word before a few
    ("By the editors of …") with a day or ``below_subtitle``. Words that are no person's name are
    taken for an organisation's.
    """
    found = read_byline(line, language)
    line = unicodedata.normalize("NFC", line).strip()
    if found.is_byline or len(line) > LONGEST or words.NO_BYLINE.search(fold(line)):
        return found
    dates = find_dates(line, language)
    segments = _segments(line, dates)
    lengths = [_by_word(segment, language, bool(dates)) for segment in segments]
    at = next((i for i, length in enumerate(lengths) if length is not None), None)
    name = " ".join(segments) if at is None else segments[at][lengths[at] or 0 :].strip()
    has_day = any(d.dating.precision not in ("year", "month") for d in dates)
    believed = has_day or (at is not None and below_subtitle)
    if not believed or not 0 < len(name.split()) <= _MOST_WORDS:
        return NONE
    name = re.sub(r"^the\s+", "", name)
    return Byline(
        authors=(Agent(name=name, kind="organization"),),
        published=_with_label(line, choose(dates)),
        is_byline=True,
        by_word=at is not None,
    )


@dataclass(frozen=True, slots=True)
class _Said:
    authors: tuple[Agent, ...]
    by_word: bool
    stands_alone: bool  # a byline even without a date
    rest: bool  # something of the line is neither a name nor known noise


def _is_unread_name(line: str, segments: Sequence[str], dates: Sequence[FoundDate]) -> bool:
    """Whether a few words in small letters are set apart from a day by a sign.

    Such a line is a byline or a date line, but whom the words name is not claimed.
    """
    return (
        len(segments) == 1
        and len(segments[0].split()) <= _FEW_WORDS
        and any(d.dating.precision not in ("year", "month") for d in dates)
        and re.search(r"\w\s*[|·•]\s*\w", line) is not None
    )


def _is_headline(line: str, dates: Sequence[FoundDate], said: _Said) -> bool:
    """Whether capitalised words beside a date are more likely a heading, a place or a quotation.

    Two words and a day may be a name; one word must be set apart from the date by a sign.
    """
    if line[:1] in "-–—" or all(d.dating.precision in ("year", "month") for d in dates):
        return True
    alone = len(said.authors) == 1 and " " not in said.authors[0].name
    return alone and not re.search(r"[|·•\n]|\s[-–—/]\s", line) and said.authors[0].name.isascii()


def _with_label(line: str, found: FoundDate | None) -> Dating | None:
    """The date; where only an update is known, its text keeps the word that says so."""
    if found is None or found.label != "updated":
        return found.dating if found else None
    before = words.before_date(fold(line[: found.start]))
    start = before.start() if before else found.start
    text = " ".join(line[start : found.end].split()).lstrip("/|·•- ")
    dating = found.dating
    return Dating(value=dating.value, precision=dating.precision, basis=dating.basis, text=text)


def _segments(line: str, dates: Sequence[FoundDate]) -> list[str]:
    """The line without its dates and their labels, in the parts that signs divide it into."""
    parts, position = [], 0
    for found in dates:
        if found.start < position:
            continue
        before = line[position : found.start]
        label = words.before_date(fold(before))
        parts.append(before[: label.start()] if label else before)
        position = found.end
    parts.append(line[position:])
    segments: list[str] = []
    for part in parts:
        for segment in _SEGMENTS.split(_without_noise(part)):
            segment = segment.strip(" \t,،.:[]–—-")
            if any(c.isalpha() for c in segment):
                segments.append(segment)
    return segments


def _without_noise(part: str) -> str:
    """The text with everything that names nobody blanked out."""
    folded = fold(part)
    label = words.before_date(folded)
    if label and label.start() > 0:
        part, folded = part[: label.start()], folded[: label.start()]
    if words.NOISE_SIGN.search(folded) or words.NOISE_WORD.search(folded):
        for match in reversed(list(words.NOISE.finditer(folded))):
            part = part[: match.start()] + "   " + part[match.end() :]
    return part


def _said_by(segments: list[str], language: str, dated: bool) -> _Said | None:
    """Whom the segments name; None when a by-word is followed by what is no name."""
    for index, segment in enumerate(segments):
        length = _by_word(segment, language, dated)
        if length is None:
            continue
        named = segment[length:].strip() or (segments[index + 1] if segments[index + 1 :] else "")
        while (again := _by_word(named, language, dated)) and named[again:].strip():
            named = named[again:]  # "By by Jane Doe"
        authors = names.read_names(named, after_by_word=True, beside_date=dated)
        if authors is None:
            return None
        others = sum(len(s) for s in segments) - len(segment)
        alone = bool(authors) and _stands_alone(segment, segment[:length], authors)
        return _Said(authors, True, alone, rest=others > _MOST_BESIDE)
    return _said_without_by_word(segments)


def _stands_alone(segment: str, by_word: str, authors: Sequence[Agent]) -> bool:
    """Whether a by-word and names are a byline without a date: "By night" is none."""
    if words.PUBLISHED_BY.match(fold(segment)):
        return False
    if by_word.rstrip().endswith((":", "：", "/", "／")) or not by_word:
        return True
    first = authors[0]
    if first.name.startswith("The ") and not words.ORGANISATION.search(fold(first.name)):
        return False  # "By The Sea"
    return " " in first.name or first.kind == "organization" or not first.name.isascii()


def _said_without_by_word(segments: list[str]) -> _Said:
    read = [names.read_names(segment, after_by_word=False) for segment in segments]
    if any(found is None for found in read):
        return _Said((), False, False, rest=True)
    named = [found for found in read if found]
    people = [f for f in named if any(a.kind == "person" for a in f)]
    many_words = [f for f in people if " " in f[0].name or not f[0].name.isascii()]
    chosen = next(iter([*many_words, *people, *named]), ())
    return _Said(chosen, False, False, rest=False)


def _by_word(segment: str, language: str, dated: bool) -> int | None:
    """The length of the by-word that a segment begins with; None when it has none."""
    folded = fold(segment)
    found = words.BY.match(folded)
    if found is None:
        weak = words.BY_WEAK.get(language.partition("-")[0].lower())
        found = weak.match(folded) if weak else None
    if found is None and dated:
        found = words.BY_ANY_WEAK.match(folded)
    if found:
        return found.end()
    after = words.AFTER_NAME.search(folded)
    return 0 if after and after.start() > 0 else None
