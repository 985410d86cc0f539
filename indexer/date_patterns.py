"""The shapes in which dates and times are written, as patterns over folded text.

Promises: the patterns match folded text (``indexer.months.fold``) only and name their parts:
``y`` ``m`` (a name) ``n`` (a month's number) ``d``, ``a`` ``b`` (two numbers of either order),
``era``; of times ``h`` ``min`` ``sec`` ``half`` ``zone``. Whether the parts make a date is
decided in ``indexer.dates``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from indexer.months import calendar

# Signs after the day's number: English, Romance, German, Slavic, Greek, Swedish.
_ORDINAL = r"(?:(?:st|nd|rd|th|er|re|eme|e|a|o|-?го|-?е|η|ης|:a|:e)(?![^\W\d_])|[º°ª.])?"
_OF = r"(?:\s*(?:of|de|del|di|do|da|din|den|dne|στις)(?![^\W\d_])\s*|\s*d'|\s*[-/.,]?\s*)"
_YEAR = r"(?P<y>\d{4})(?!\d)"
_AFTER_YEAR = r"(?:\s*(?:г|р)\.?(?!\w)|\s*(?:года|року)(?!\w))?"
_AFTER_DAY = r"\.?(?:\s*d\.(?!\w))?"
_DAY = r"(?<![\d.:/])(?P<d>\d{1,2})(?!\d)"
_BEFORE_YEAR = r"(?:\s*(?:de|del|of|do|an|anul|ค\.ศ\.|,)\s*|[\s,./'-]+)"

_ZONES = {  # offsets in minutes; names with more than one living meaning (IST, CST) are left out
    "utc": 0, "gmt": 0, "z": 0, "ut": 0, "wet": 0, "west": 60, "cet": 60, "cest": 120,
    "mez": 60, "mesz": 120, "bst": 60, "eet": 120, "eest": 180, "msk": 180, "мск": 180,
    "trt": 180, "irst": 210, "irdt": 270, "jst": 540, "kst": 540, "hkt": 480, "sgt": 480,
    "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
    "edt": -240, "cdt": -300, "mdt": -360, "pdt": -420, "est": -300, "pst": -480,
}  # fmt: skip
_UNCLEAR_ZONES = ("et", "ct", "mt", "pt", "ist", "cst", "mst", "ast", "pkt", "wib", "wita", "wit")

_AT = (
    r"(?:at|um|a\s+las|alle(?:\s+ore)?|kl|klo|o|godz|a|as|saat|ora|ore|в|во|о|об|om|pukul|jam|luc|"
    r"την|στις|ωρα|h|t|ساعت|الساعه|الساعه:|בשעה|ב-|@)(?![^\W\d_])\.?:?"
)
_AM = r"a\.?\s?m\b\.?|am\b|صباحا?ً?|ص(?!\w)|ق\.?\s?ظ|صبح|上午|午前|오전|ค่ำ"
_PM = r"p\.?\s?m\b\.?|pm\b|مساءً?|مساء|م(?!\w)|ب\.?\s?ظ|بعد\s*از\s*ظهر|عصر|下午|午後|오후|晚上"
_ZONE_NAMES = "|".join(sorted((*_ZONES, *_UNCLEAR_ZONES), key=len, reverse=True))
_ZONE = (
    rf"(?P<zone>(?:(?:utc|gmt)\s*)?[+-]\s?\d{{1,2}}(?::?\d{{2}})?(?![\d:])|(?:{_ZONE_NAMES})"
    r"(?![^\W_]))"
)
_CLOCK = (
    rf"(?:(?P<half1>{_AM}|{_PM})\s*)?"
    r"(?P<h>\d{1,2})(?:\s?[:.h時시点时]\s?(?P<min>\d{2})(?!\d)\s?[分분]?(?:[:.](?P<sec>\d{2})(?!\d))?"
    rf"(?:[.,]\d+)?\s*(?P<half2>{_AM}|{_PM})?|\s*(?P<half3>{_AM}|{_PM}))"
    rf"\s*(?:uhr|hrs?|hs|h|klo|น\.)?\s*(?:\(?{_ZONE}\)?(?:\s*\([a-z]{{3,4}}\))?)?"
)


@dataclass(frozen=True, slots=True)
class Patterns:
    """Every shape of a date, the most telling first, and what may stand around it."""

    dates: tuple[re.Pattern[str], ...]
    weekday_before: re.Pattern[str]
    time_after: re.Pattern[str]
    day_before: re.Pattern[str]  # a day's number that belongs to the month after it
    time_before: re.Pattern[str]
    month_before: re.Pattern[str]  # the same before a month without a day
    range_before: re.Pattern[str]  # what, ending where a date begins, makes it the end of a range
    range_after: re.Pattern[str]  # what, beginning where a date ends, makes it the start of one


@cache
def patterns() -> Patterns:
    """All patterns, compiled at the first use."""
    month = calendar().month
    day = rf"(?:{calendar().weekday})"
    name = rf"(?P<m>{month})॰?"
    second_name = rf"(?:\s*/\s*(?:{month}))?"  # Arabic pairs: the Syriac and the Roman name
    year_first = rf"(?<!\d){_YEAR}\.?"
    cjk_year = r"(?<!\d)(?:(?P<y>\d{4})|(?P<era>令和|平成|昭和)\s*(?P<ey>\d{1,2}|元))"
    cjk_day = r"(?P<n>\d{1,2})\s*[月월](?:\s*(?P<d>\d{1,2})\s*[日일号號])?"
    vietnamese = r"(?P<d>\d{1,2})\s*,?\s*(?:thang|thg)\s*(?P<n>\d{1,2})\s*,?\s*(?:nam\s*)?"
    sign = r"(?P<s>\s?[./-]\s?)"
    short_year = r"(?P<y>\d{4}|\d{2}(?![.:/-]?\d))(?!\d)"
    dates = (
        f"{_DAY}\\s?{_ORDINAL}{_OF}ב?{name}\\.?{second_name}{_BEFORE_YEAR}{_YEAR}{_AFTER_YEAR}",
        rf"(?<![^\W_]){name}\.?\s*{_DAY}{_ORDINAL}(?:\s*,\s*|\s+|\s*-\s*){_YEAR}",
        rf"{year_first}(?:\s*(?:m|г|թ|ko)\.?\s|[\s.,/-]+){name}\.?[\s./-]*{_DAY}{_AFTER_DAY}",
        rf"{year_first}[\s-]*(?:gada|ж)\.?,?\s+{_DAY}[.-]?\s*{name}",
        rf"{cjk_year}\s*[年년]\s*{cjk_day}",
        rf"(?:ngay\s*)?(?<!\d){vietnamese}{_YEAR}",
        rf"(?<![\d.:/-])(?P<y>\d{{4}}){sign}(?P<n>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})(?![\d/-])\.?",
        rf"(?<![\d.:/-])(?P<a>\d{{1,2}}){sign}(?P<b>\d{{1,2}})(?P=s){short_year}",
        rf"(?<![^\W_]){name}\.?{second_name}{_BEFORE_YEAR}{_YEAR}",
    )
    to = r"to|bis|until|till|through|au|al|hasta|ate|tot|do|до|по|تا|الی|حتی|至|から"
    dash = rf"\s*(?:-|~|{to})\s*"
    number = rf"\d{{1,2}}{_ORDINAL}"
    year = r"(?:[\s,]+\d{4})?"
    whole = (
        rf"(?:{number}\s*(?:{month})\.?{year}|(?:{month})\.?\s*{number}{year}"
        r"|\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?\.?|\d{4}-\d\d-\d\d)"
    )
    return Patterns(
        dates=tuple(re.compile(date) for date in dates),
        weekday_before=re.compile(rf"(?<![^\W_]){day}\.?\s*[,،]?\s*(?:(?:den|the|dem|le)\s+)?$"),
        time_after=re.compile(
            rf"(?:\s*,?\s*(?:\({day}\)|{day}|\([月火水木金土日祝・]+\)))?"
            rf"\s*[,،;:|/·•(-]?\s*(?:{_AT}\s*)?{_CLOCK}\)?"
        ),
        day_before=re.compile(rf"(?<!\d)\d{{1,2}}\s?{_ORDINAL}{_OF}$"),
        time_before=re.compile(
            rf"(?<![\d.:/]){_CLOCK}\s*[,،;|/·•-]?\s*(?:(?:on|am|le|el|il|em|de|den|op)\s+)?$"
        ),
        month_before=re.compile(rf"(?<![^\W_])(?:{month})\.?{dash}$"),
        range_before=re.compile(rf"(?<![\d:.h])(?:{whole}|{number}){dash}$"),
        range_after=re.compile(rf"{dash}(?:{day}\.?,?\s*)?{whole}(?![\d:h])"),
    )


def offset(zone: str) -> int | None:
    """Minutes east of UTC of a written zone; None when its name is not clear."""
    zone = zone.strip()
    if zone in _ZONES:
        return _ZONES[zone]
    found = re.fullmatch(r"(?:(?:utc|gmt)\s*)?([+-])\s?(\d{1,2}):?(\d{2})?", zone)
    if not found:
        return None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return minutes * (-1 if found[1] == "-" else 1) if minutes <= 14 * 60 else None


def is_afternoon(half: str) -> bool:
    """Whether a written half of the day is the second one."""
    return re.fullmatch(_PM, half) is not None
