"""The head and the tail of a plain text that is a saved article.

Promises: title, subtitle and byline are found where a byline proves that they are there, and
nowhere else: a letter, a log, a list, a poem or a text without a head keeps every line. Page
furniture is recognised at the two ends only. Everything is said in numbers of paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.bylines import NONE, Byline, read_byline, read_in_head
from indexer.months import fold
from indexer.parsers.text_leftovers import is_leftover
from indexer.parsers.text_lines import Paragraph

_LOOKED_AT = 6  # paragraphs; a byline stands no deeper
_LONGEST_TITLE = 250  # code points
_LONGEST_SUBTITLE = 1_000
_LONG = 100  # code points that no line of a list, an address or a poem has
_MOST_ABOVE = 4  # paragraphs above a byline: title, subtitle, a teaser or two
_CHECKED = 200  # paragraphs below it that are looked at for more of its kind
_BUTTON = 40  # code points
_MOST_LEFTOVERS = 12  # paragraphs at an end

_SALUTATION = re.compile(
    r"(?:dear|hi|hello|to\s+whom|sehr\s+geehrte\w*|liebe\w?|hallo|cher|chere|madame|monsieur|querid[oa]|"
    r"estimad[oa]s?|muy\s+senor|caro|cara|gentile|egregio|prezad[oa]|beste|geachte|szanown\w+|drog\w+|"
    r"уважаем\w+|дорог\w+|шановн\w+|sayin|kjære|kjare|kare|basta|hej|arvoisa|hyva|vazen\w+|kedves|tisztelt|"
    r"stimat\w+|αγαπητ\w+|سلام|با\s+سلام|جناب|عزیز|السید|حضره|עזיז|לכבוד)(?![^\W_])"
)
_AFTER_SALUTATION = (",", ":", "!", "،", "؛")
_FIELD = re.compile(r"[^\W\d_][\w-]{1,20}(?:\s[\w-]+)?:\s")
_SENTENCE_END = re.compile(r"""[.!?…。！？؟۔:][)\]"'”’»」]*\s*$""")
_CLOSED = re.compile(r"[,;:،；]\s*$")


@dataclass(frozen=True, slots=True)
class Head:
    """Numbers of the paragraphs that are title, subtitle and byline, and what the last says."""

    title: int
    subtitle: tuple[int, ...]
    lines: tuple[int, ...]  # of the byline
    byline: Byline


def furniture(paragraphs: Sequence[Paragraph], *, article: bool) -> tuple[int, int]:
    """The paragraphs [first, last) that are left when page furniture is cut off both ends.

    Only after an article do merely likely words count, and a text is never cut away whole.
    """
    first, last = 0, len(paragraphs)
    while first < min(last, _MOST_LEFTOVERS) and is_leftover(paragraphs[first].text) == "sure":
        first += 1
    wanted = ("sure", "likely") if article else ("sure",)
    stop = max(first, last - _MOST_LEFTOVERS)
    for at in range(stop, last):  # what follows a sure leftover to the end, all of it short
        following = paragraphs[at:]
        if is_leftover(following[0].text) == "sure" and all(map(_is_short, following)):
            last = at
            break
    while last > stop and is_leftover(paragraphs[last - 1].text) in wanted:
        last -= 1
    return (first, last) if last > first else (0, len(paragraphs))


def _is_short(paragraph: Paragraph) -> bool:
    """Whether a line can be a button: a few words that are no sentence."""
    return len(paragraph.text) <= _BUTTON and not _SENTENCE_END.search(paragraph.text)


def find_head(paragraphs: Sequence[Paragraph], language: str, first: int = 0) -> Head | None:
    """The head of an article that begins at paragraph ``first``; None when there is none."""
    top = paragraphs[first : first + _LOOKED_AT + 3]
    if len(top) < 2 or _is_letter_or_record(top) or read_byline(top[0].text, language).is_byline:
        return None
    for at in range(1, min(_LOOKED_AT, len(top))):
        lines, byline = _byline_at(top, at, language)
        if not lines:
            continue
        before = top[:at]
        rest = paragraphs[first + lines[-1] + 1 :]
        if not (_may_head(before) and _proves_an_article(byline, rest, before)):
            return None
        return _head(first, at, lines, byline)
    return _head_by_its_place(paragraphs, top, language, first)


def _head(first: int, at: int, lines: tuple[int, ...], byline: Byline) -> Head:
    return Head(
        title=first,
        subtitle=tuple(range(first + 1, first + at)),
        lines=tuple(first + line for line in lines),
        byline=byline,
    )


def _head_by_its_place(
    paragraphs: Sequence[Paragraph], top: Sequence[Paragraph], language: str, first: int
) -> Head | None:
    """A head whose byline names nobody known, but stands where only a byline can.

    One or two short lines that stand alone, then the byline alone, then prose.
    """
    for at in range(1, min(3, len(top) - 1)):
        heading = top[: at + 1]
        if not all(p.alone and len(p.text) <= _LONG and not p.is_item for p in heading):
            return None
        if any(_SENTENCE_END.search(p.text) for p in (top[0], top[at])):
            return None
        if not _is_prose(top[at + 1]):
            continue
        byline = read_in_head(top[at].text, language, below_subtitle=at > 1)
        rest = paragraphs[first + at + 1 :]
        if byline.is_byline and _proves_an_article(byline, rest, top[:at]):
            return _head(first, at, (at,), byline)
    return None


def _is_prose(paragraph: Paragraph) -> bool:
    text = paragraph.text
    return paragraph.alone and len(text) > _LONG and bool(_SENTENCE_END.search(text))


def _byline_at(top: Sequence[Paragraph], at: int, language: str) -> tuple[tuple[int, ...], Byline]:
    """The one to three paragraphs that are a byline there: author, date, date of change."""
    lines = [at]
    found = read_byline(top[at].text, language)
    if not found.is_byline and at + 1 < len(top):
        # "By Example" alone is none; with a date on the next line it is one.
        date_line = read_byline(top[at + 1].text, language)
        found = read_byline(f"{top[at].text}\n{top[at + 1].text}", language)
        if found.by_word and date_line.is_byline and not date_line.authors:
            return (at, at + 1), found
        return (), NONE
    if not found.is_byline:
        return (), NONE
    for following in range(at + 1, min(at + 3, len(top))):
        text = "\n".join(top[n].text for n in (*lines, following))
        own, joined = read_byline(top[following].text, language), read_byline(text, language)
        if not (own.is_byline and joined.is_byline) or (own.authors and found.authors):
            break
        lines.append(following)
        found = joined
    return tuple(lines), found


def _is_letter_or_record(top: Sequence[Paragraph]) -> bool:
    """Whether the first paragraphs are those of a letter, a mail or a form."""
    salutes = any(_is_salutation(p.text.strip()) for p in top)
    fields = sum(bool(_FIELD.match(p.text)) and not p.alone for p in top)
    return salutes or fields > 2 or top[0].is_item


def _is_salutation(line: str) -> bool:
    return (
        len(line) < _LONG and line[-1:] in _AFTER_SALUTATION and bool(_SALUTATION.match(fold(line)))
    )


def _may_head(before: Sequence[Paragraph]) -> bool:
    """Whether the paragraphs above a byline can be a title and subtitles."""
    title, *subtitles = before
    return (
        len(title.text) <= _LONGEST_TITLE
        and not _CLOSED.search(title.text)
        and sum(len(p.text) for p in subtitles) <= _LONGEST_SUBTITLE
        and sum(len(p.text) > _LONG for p in subtitles) <= 2
        and not any(p.is_item for p in before)
    )


def _proves_an_article(
    byline: Byline, rest: Sequence[Paragraph], before: Sequence[Paragraph]
) -> bool:
    """Whether the byline is one, not a name or a date that stands there by chance.

    Without a by-word it must be the only such line (no list of members, no diary, no chat) above
    prose; a date alone must stand right under a single title line.
    """
    if not rest or len(before) > _MOST_ABOVE:
        return False
    if byline.by_word:
        return True
    others = (p for p in rest[:_CHECKED] if len(p.text) < _LONG)
    if not any(len(p.text) > _LONG for p in rest) or any(_is_like(p, byline) for p in others):
        return False
    return bool(byline.authors) or (len(before) <= 2 and all(p.alone for p in before))


def _is_like(paragraph: Paragraph, byline: Byline) -> bool:
    """Whether a later line is of the kind of a byline without a by-word."""
    other = read_byline(paragraph.text)
    return other.is_byline and not other.by_word and bool(other.authors) == bool(byline.authors)


def uncertain_title(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether the first line of a text without a byline is plainly its title.

    A short line that stands alone, does not end like a sentence, and has prose below it, or one
    more such line and then prose.
    """
    if len(paragraphs) < 3:
        return False
    title, following = paragraphs[0], paragraphs[1]
    if len(following.text) <= _LONG and not _SENTENCE_END.search(following.text):
        following = paragraphs[2] if following.alone and not following.is_item else following
    return (
        title.alone
        and len(title.text) <= 120
        and "\n" not in title.text
        and not title.is_item
        and not _SENTENCE_END.search(title.text)
        and not _CLOSED.search(title.text)
        and not _is_letter_or_record(paragraphs[:6])
        and _is_prose(following)
    )
