"""The language that the pages speak: English, Persian or Arabic; its numbers and days.

Promises: the reader's own choice (``lang=`` in the address) before the browser's; nothing is stored
with the reader, so every link of a page goes on with what was chosen. What has no translation is
said in English. Sentences come from gettext catalogues beside this module; days, months and names
of languages from the Unicode CLDR, through Babel. Knows no page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from gettext import NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import Literal
from urllib.parse import urlencode

Code = Literal["en", "fa", "ar"]
DOMAIN = "muniment"
CATALOGUES = "locales"  # beside this module: <code>.po

# How each writes digits, the mark between thousands, and the one before decimals.
_ENGLISH_NUMBER = "0123456789,."
_NUMBERS: dict[Code, str] = {"en": _ENGLISH_NUMBER, "fa": "۰۱۲۳۴۵۶۷۸۹٬٫", "ar": "٠١٢٣٤٥٦٧٨٩٬٫"}
_DAYS = 4096  # written out before; an archive has few
_ISO = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(.*))?")
_LINK = re.compile(r'(<(?:a|iframe)\b[^>]*?\s(?:href|src)=")(/[^"#]*)')
_FIELD = re.compile(r"\{\w*(?::[^{}]*)?\}")  # of str.format
_COUNT = re.compile(r"[0-9][0-9,.]*")
_PARTS = re.compile(r"“.*”(?= and ([0-9]+) more)", re.DOTALL)  # as archive.query.remarks names them
_BETWEEN = "”, “"
_BETWEEN_SENTENCES = re.compile(r"(?<=[.)]) (?=[A-Z“])")
_FORM = re.compile(r'<form\b[^>]*\saction="/[^>]*>')
_ACTION = re.compile(r'(\saction=")(/[^"]*)')
_NOT_PAGES = ("/static/", "/api/")


def N_(message: str) -> str:  # noqa: N802 - the name that finders of sentences look for
    """A sentence that is said later, when it is known in which language."""
    return message


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with fields (``{}``, ``{most:,}``) and its translation."""

    finished: re.Pattern[str]  # what it can become when they are filled in
    fields: tuple[str, ...]
    other: str

    def said(self, parts: tuple[str, ...]) -> str:
        """The translation with what stood in each field, in whatever order it has them."""
        left = list(zip(self.fields, parts, strict=True))

        def filled(found: re.Match[str]) -> str:
            place = next((at for at, (name, _) in enumerate(left) if name == found[0]), None)
            return found[0] if place is None else _filled(left.pop(place)[1])

        return _FIELD.sub(filled, self.other)


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language of the interface."""

    code: Code
    name: str  # in itself
    direction: Literal["ltr", "rtl"]
    catalogue: NullTranslations = field(default_factory=NullTranslations, compare=False)
    sentences: tuple[_Sentence, ...] = field(default=(), compare=False)


_ENGLISH = Tongue("en", "English", "ltr")
NAMES: dict[Code, tuple[str, Literal["ltr", "rtl"]]] = {
    "en": (_ENGLISH.name, _ENGLISH.direction),
    "fa": ("فارسی", "rtl"),
    "ar": ("العربية", "rtl"),
}
COMMA = N_(", ")
AND_MORE = N_("{} and {} more")
# Of the answer that is being made, in its thread; whatever speaks elsewhere speaks English.
_spoken: ContextVar[Tongue] = ContextVar("tongue", default=_ENGLISH)


@cache
def tongue(code: Code) -> Tongue:
    """A language with its catalogue; that is read once."""
    from babel.messages.mofile import write_mo  # takes a tenth of a second, and English needs none
    from babel.messages.pofile import read_po
    from babel.support import Translations

    name, direction = NAMES[code]
    source = files("web") / CATALOGUES / f"{code}.po"
    if code == "en":
        return _ENGLISH
    compiled = BytesIO()
    with source.open("rb") as file:
        catalogue = read_po(file, locale=code, domain=DOMAIN)
    write_mo(compiled, catalogue)
    compiled.seek(0)
    sentences = tuple(
        _sentence(each.id, each.string)
        for each in catalogue
        if isinstance(each.id, str) and isinstance(each.string, str) and each.string
        if not each.context
    )
    return Tongue(code, name, direction, Translations(compiled, DOMAIN), sentences)


def _sentence(one: str, other: str) -> _Sentence:
    parts = [re.escape(part) for part in _FIELD.split(one)]
    pattern = re.compile("(.+?)".join(parts), re.DOTALL)
    return _Sentence(pattern, tuple(_FIELD.findall(one)), other)


def spoken() -> Tongue:
    """The language of the answer that is being made."""
    return _spoken.get()


@cache
def known() -> tuple[Tongue, ...]:
    """Every language of the interface, without its catalogue."""
    return tuple(Tongue(code, *about) for code, about in NAMES.items())


@contextmanager
def speaking(code: Code) -> Iterator[Tongue]:
    """Speak a language for as long as the context lasts."""
    before = _spoken.set(tongue(code))
    try:
        yield _spoken.get()
    finally:
        _spoken.reset(before)


def chosen(by_hand: str, by_browser: list[str]) -> Code:
    """The language for a reader: ``by_hand`` a BCP 47 tag or "", the browser's wishes in order."""
    for tag in (by_hand, *by_browser):
        code = tag.lower().partition("-")[0]
        for known in NAMES:
            if code == known:
                return known
    return "en"


def several(one: str, many: str) -> tuple[str, str]:
    """The same for a sentence that depends on a number."""
    return one, many


def sentence(message: str) -> str:
    """A sentence in the language spoken with its places open, for who fills them in: templates."""
    return spoken().catalogue.gettext(message)


def sentence_for(one: str, many: str, count: int) -> str:
    """The same where the words depend on a number."""
    return spoken().catalogue.ngettext(one, many, count)


def gettext(message: str, **values: object) -> str:
    """A sentence in the language spoken; ``values`` stand in it as ``%(name)s``."""
    return sentence(message) % values if values else sentence(message)


def pgettext(context: str, message: str) -> str:
    """A word that means several things, in the sense that ``context`` says."""
    return spoken().catalogue.pgettext(context, message)


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """The same where the words depend on a number, which stands in it as ``%(num)s``."""
    return sentence_for(one, many, count) % {"num": number(count), **values}


def translated(sentence: str) -> str:
    """A finished sentence of the archive or of the engine, or several, in the language spoken.

    These rooms speak English; what was filled into their sentences is found by the sentences that
    the catalogue knows with their fields.
    """
    tongue_now = spoken()
    said = tongue_now.catalogue.gettext(sentence)
    if said != sentence or tongue_now.code == "en":
        return said
    parts = _BETWEEN_SENTENCES.split(sentence)
    told = [translated(part) for part in parts] if len(parts) > 1 else []
    # A sentence's field could take in those that follow it, so each by itself is tried before.
    if told and all(part != other for part, other in zip(parts, told, strict=True)):
        return " ".join(told)
    for known in tongue_now.sentences:
        if known.fields and (found := known.finished.fullmatch(sentence)):
            return known.said(found.groups())
    return " ".join(told) or sentence


def _filled(part: str) -> str:
    """What stood in a field: as it was, but numbers and what joins several as they are spoken."""
    if _COUNT.fullmatch(part):
        return digits(part)
    found = _PARTS.match(part)
    named = (found[0] if found else part).replace(_BETWEEN, f"”{sentence(COMMA)}“")
    return sentence(AND_MORE).format(named, digits(found[1])) if found else named


def number(count: float, decimals: int = 0) -> str:
    """A number with the digits and marks of the language spoken."""
    whole = isinstance(count, int) and not decimals  # as nearly all, and soonest written
    return digits(f"{count:,}" if whole else f"{count:,.{decimals}f}")


def digits(text: str) -> str:
    """A text of digits and marks, such as a page or a year, in those of the language spoken."""
    code = _spoken.get().code
    return text if code == "en" else text.translate(_table(code))


@cache
def _table(code: Code) -> dict[int, str]:
    return dict(zip(map(ord, _ENGLISH_NUMBER), _NUMBERS[code], strict=True))


def day(iso: str) -> str:
    """An ISO 8601 date of any precision: ``1988``, ``July 1988``, ``19 July 1988, 10:30 UTC``.

    What is no such date comes back as it is.
    """
    return _day(iso, _spoken.get().code)


@lru_cache(maxsize=_DAYS)
def _day(iso: str, code: Code) -> str:
    """The same in the language spoken, which has the code."""
    match = _ISO.fullmatch(iso)
    if not match:
        return iso
    year, month, day_of_month, clock, zone = match.groups()
    try:
        date(int(year), int(month or 1), int(day_of_month or 1))
    except ValueError:
        return iso
    parts = [str(int(day_of_month))] if day_of_month else []
    parts += [_months(code)[int(month)]] if month else []
    written = " ".join([*parts, str(int(year))])
    if not clock:
        return digits(written)
    at = digits(clock) + _zone(zone)
    return gettext("%(day)s, %(clock)s", day=digits(written), clock=at)


@cache
def _months(code: Code) -> dict[int, str]:
    """The names of months by their numbers, as they stand in a date."""
    from babel.dates import get_month_names

    return dict(get_month_names("wide", "format", code))


def _zone(zone: str) -> str:
    if zone in ("Z", "+00:00"):
        return " UTC"
    return f" (UTC{zone})" if zone else ""


def language_name(tag: str) -> str:
    """What a language (BCP 47) is called in the one spoken; the tag itself where it has no name."""
    return _languages(spoken().code).get(tag.lower().partition("-")[0], tag)


@cache
def _languages(code: Code) -> Mapping[str, str]:
    from babel import Locale

    names: Mapping[str, str] = Locale(code).languages
    return names


def address_in(path: str, pairs: list[tuple[str, str]], code: Code) -> str:
    """An address (its path and parameters) in a language that is chosen by hand."""
    return f"{path}?{urlencode([*pairs, ('lang', code)])}"


def carried(page: str, code: Code) -> str:
    """A page of ours (HTML) whose links and forms go on in a language that was chosen by hand."""
    linked = _LINK.sub(lambda found: found[1] + _with_language(found[2], code), page)
    return _FORM.sub(lambda found: _form_with_language(found[0], code), linked)


def _form_with_language(form: str, code: Code) -> str:
    """The tag of a form: what is sent by GET loses what its address asks for, so a field has it."""
    if 'method="post"' in form:
        return _ACTION.sub(lambda found: found[1] + _with_language(found[2], code), form)
    return f'{form}<input type="hidden" name="lang" value="{code}">'


def _with_language(address: str, code: Code) -> str:
    path, _, query = address.partition("?")
    says = any(part.startswith("lang=") for part in re.split("&amp;|&", query))
    if says or path.startswith(_NOT_PAGES):
        return address
    return f"{path}?{query}&amp;lang={code}" if query else f"{path}?lang={code}"
