"""Dates as people write them, in many languages and two calendars.

Promises: a date is given only as precisely as it is written; a range, an impossible or an
implausible date is no date; when a text tells when it was published and when it was changed,
the first is meant. Depends on the text alone, never on the day on which it is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from persiantools.jdatetime import JalaliDate

from archive.model import Dating, Precision
from indexer.date_patterns import is_afternoon, offset, patterns
from indexer.months import calendar, fold

Label = Literal["", "published", "updated", "other"]

_LOOKED_AT = 2_000  # code points; a date that matters stands near the beginning
_YEARS = range(1501, 2101)  # a later year is a slip, whatever the day of reading
_JALALI_YEARS = range(1200, 1500)
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}  # the year before the era's first
_MONTH_FIRST = ("en", "en-us", "fil", "tl")  # writers of 12/31/2020

_PUBLISHED = (
    r"publish\w*|posted|released|publie\w*|veroffentlicht|erschienen|publicad\w+|pubblicat\w+|"
    r"gepubliceerd|geplaatst|erstellt|opublikowan\w*|опубл\w*|yayin\w*|publicer\w*|offentliggjort|"
    r"publisert|publicat|julkaistu|publikovan\w*|vydano|megjelen\w*|kozzeteve|dimuat|"
    r"diterbitkan|dang luc|δημοσιε\w*|منتشر|انتشار|نشر\w*|تاریخ|פורסם|प्रकाशित|発行|公開|掲載|发布|"
    r"發布|입력|등록"
)
_UPDATED = (
    r"update\w*|modified|edited|revised|amended|aktualisier\w*|geandert|bearbeitet|mis\w* a jour|"
    r"modifi\w*|actualizad\w*|aggiornat\w*|modificat\w*|atualizad\w*|bijgewerkt|gewijzigd|"
    r"zaktualizowan\w*|aktualizacj\w*|обновлен\w*|изменен\w*|оновлен\w*|guncelle\w*|uppdatera\w*|"
    r"opdater\w*|oppdater\w*|paivitetty|muokattu|aktualizova\w*|upraven\w*|frissit\w*|actualizat\w*|"
    r"ενημερω\w*|diperbarui|diubah|cap nhat|بروزرسانی|به\s?روز\s?رسانی|ویرایش|تحدیث|עודכן|अपडेट|"
    r"अद्यतन|更新|수정|最終更新"
)
_OTHER = (
    r"retrieved|accessed|archived|abgerufen|consulte\w*|consultad\w*|zugriff|born|died|founded|since|"
    r"joined|registered|registriert|member|mitglied|copyright|©|\(c\)|geboren|gestorben|seit"
)
_DIGIT = re.compile(r"\d")  # there is one in every date, whatever its shape
_LABEL = re.compile(rf"(?<![^\W_])(?:(?P<p>{_PUBLISHED})|(?P<u>{_UPDATED})|(?P<o>{_OTHER}))")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDate:
    """A date in a text: its place [start, end) with weekday and time, and what it is said to be."""

    start: int
    end: int
    dating: Dating
    label: Label


@dataclass(frozen=True, slots=True)
class _Day:
    start: int
    end: int
    value: str
    precision: Precision


def find_date(text: str, language: str = "", basis: str = "byline") -> Dating | None:
    """The date on which a text was published, as said in one of its lines.

    ``language`` (BCP 47) decides between day/month and month/day, and between months that
    languages call alike; an undecidable numeric date is given as its year.
    """
    chosen = choose(find_dates(text, language, basis))
    return chosen.dating if chosen else None


def choose(found: Sequence[FoundDate]) -> FoundDate | None:
    """Published before unlabelled before updated; the most precise of the same day's dates."""
    for label in ("published", "", "updated"):
        labelled = [f for f in found if f.label == label]
        if labelled:
            day = labelled[0].dating.value[:10]
            same = [f for f in labelled if f.dating.value.startswith(day)]
            return max(same, key=lambda f: len(f.dating.value))
    return None


@lru_cache(maxsize=512)
def find_dates(text: str, language: str = "", basis: str = "byline") -> tuple[FoundDate, ...]:
    """Every date in the text (in NFC; places count in it), in the order of writing."""
    text = unicodedata.normalize("NFC", text)[:_LOOKED_AT]
    if not _DIGIT.search(text):
        return ()
    folded = fold(text)
    found: list[FoundDate] = []
    days = [d for d in _days(folded, language.lower()) if not _in_range(folded, d)]
    for index, day in enumerate(days):
        previous = found[-1].end if found else 0
        following = days[index + 1].start if index + 1 < len(days) else len(text)
        found.append(_dated(text, folded, day, (previous, following), basis))
    return tuple(found)


def _days(folded: str, language: str) -> Iterator[_Day]:
    """The days and months written in the text, without overlaps."""
    taken: list[_Day] = []
    for pattern in patterns().dates:
        for match in pattern.finditer(folded):
            if any(match.start() < day.end and day.start < match.end() for day in taken):
                continue
            if "d" not in pattern.groupindex and _has_day_before(folded, match):
                continue  # a month whose day was impossible or one of several
            read = _read_day(match, language)
            if read:
                taken.append(_Day(match.start(), match.end(), *read))
    return iter(sorted(taken, key=lambda day: day.start))


def _has_day_before(folded: str, match: re.Match[str]) -> bool:
    before = folded[max(0, match.start() - 12) : match.start()]
    return bool(match.groupdict().get("m") and patterns().day_before.search(before))


def _read_day(match: re.Match[str], language: str) -> tuple[str, Precision] | None:
    parts = match.groupdict()
    if parts.get("a"):
        return _numeric(parts, language)
    day = int(parts["d"]) if parts.get("d") else None
    if parts.get("m"):
        return _named(parts["m"], int(parts["y"]), day, language)
    if parts.get("era"):
        first = 1 if parts["ey"] == "元" else int(parts["ey"])
        return _date(_ERAS[parts["era"]] + first, int(parts["n"]), day, language)
    return _date(int(parts["y"]), int(parts["n"]), day, language)


def _numeric(parts: dict[str, str], language: str) -> tuple[str, Precision] | None:
    a, b, year = int(parts["a"]), int(parts["b"]), int(parts["y"])
    if len(parts["y"]) == 2:
        if parts["s"].strip() == "-" or len(parts["a"]) + len(parts["b"]) < 3:
            return None  # more often a number or a score than a date
        year += 1900 if year >= 69 else 2000  # as POSIX reads two digits
    primary = language.partition("-")[0]
    if a > 12 or b > 12 or a == b or parts["s"].strip() == ".":
        day, month = (b, a) if b > 12 else (a, b)
        return _date(year, month, day, language)
    if language in _MONTH_FIRST:
        return _date(year, a, b, language)
    if primary:
        return _date(year, b, a, language)
    return (f"{year:04}", "year") if year in _YEARS else None


def _named(name: str, year: int, day: int | None, language: str) -> tuple[str, Precision] | None:
    name = re.sub(r"\s+", " ", name)
    if year in _JALALI_YEARS and name in calendar().jalali:
        return _date(year, calendar().jalali[name], day, "fa")
    month = calendar().number(name, language.partition("-")[0])
    if month is None or year in _JALALI_YEARS:
        return None
    return _date(year, month, day, language)


def _date(year: int, month: int, day: int | None, language: str) -> tuple[str, Precision] | None:
    """ISO 8601 of a year, month and day in whichever calendar the year tells."""
    if year in _JALALI_YEARS:
        return _from_jalali(year, month, day) if not language.startswith("ar") else None
    if language.startswith("th") and year in range(2443, 2644):
        year -= 543  # Buddhist era
    if year not in _YEARS:
        return None
    try:
        found = date(year, month, day or 1)
    except ValueError:
        return None
    return (found.isoformat(), "day") if day else (f"{year:04}-{month:02}", "month")


def _from_jalali(year: int, month: int, day: int | None) -> tuple[str, Precision] | None:
    if day is None:
        return None  # a Jalali month lies in two Gregorian ones
    try:
        jalali = JalaliDate(year, month, day)  # type: ignore[no-untyped-call]
        return jalali.to_gregorian().isoformat(), "day"
    except ValueError:
        return None


def _in_range(folded: str, day: _Day) -> bool:
    """Whether the date is one end of a stretch of time ("3-5 May 2020")."""
    before = folded[max(0, day.start - 40) : day.start]
    after = folded[day.end : day.end + 40]
    weekday = patterns().weekday_before.search(before)
    if weekday:
        before = before[: weekday.start()]
    if day.precision == "month" and patterns().month_before.search(before):
        return True
    return bool(patterns().range_before.search(before) or patterns().range_after.match(after))


def _dated(text: str, folded: str, day: _Day, limits: tuple[int, int], basis: str) -> FoundDate:
    """The day with its weekday, time, zone and label."""
    left, right = limits
    start, end = day.start, day.end
    value, precision = day.value, day.precision
    weekday = patterns().weekday_before.search(folded, left, start)
    start = weekday.start() if weekday else start
    clock = patterns().time_after.match(folded, end, right)
    if clock is None or _time(clock) is None:
        clock = patterns().time_before.search(folded, left, start)
    time = _time(clock) if clock and precision == "day" else None
    if clock and time:
        value, precision = value + time[0], time[1]
        start, end = min(start, clock.start()), max(end, clock.end())
    label = _label(folded[left:start])
    end = start + len(text[start:end].rstrip())
    written = text[start:end].strip()
    dating = Dating(value=value, precision=precision, basis=basis, text=written)
    return FoundDate(start=start, end=end, dating=dating, label=label)


def _time(clock: re.Match[str] | None) -> tuple[str, Precision] | None:
    """A clock time as the tail of an ISO 8601 value; None when there is no such time."""
    if clock is None:
        return None
    parts = clock.groupdict()
    hour, minute = int(parts["h"]), int(parts["min"] or 0)
    half = parts["half1"] or parts["half2"] or parts["half3"]
    if half and hour <= 12:
        hour = hour % 12 + (12 if is_afternoon(half) else 0)
    if hour > 23 or minute > 59:
        return None
    seconds = f":{parts['sec']}" if parts["sec"] and int(parts["sec"]) < 60 else ""
    value = f"T{hour:02}:{minute:02}{seconds}"
    minutes = offset(parts["zone"]) if parts["zone"] else None
    if minutes is not None:
        sign, minutes = ("-" if minutes < 0 else "+"), abs(minutes)
        value += f"{sign}{minutes // 60:02}:{minutes % 60:02}"
    return value, "second" if seconds else "minute"


def _label(before: str) -> Label:
    """What the last word before a date that says so says of it."""
    labels = list(_LABEL.finditer(before))
    if not labels:
        return ""
    last = labels[-1]
    return "published" if last["p"] else "updated" if last["u"] else "other"
