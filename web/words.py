"""Facts in words: dates with their basis, languages, types, sizes and counts.

Promises: functions of plain values, in the language spoken (``web.interface``); every date says how
it is known; what is not known is said to be not known. Makes no HTML.
"""

from __future__ import annotations

from collections.abc import Mapping

from archive.answers import PassageAnswer, State
from archive.model import Dating, Document, Passage
from archive.timestamps import Timestamp
from archive.verifications import Fixity
from web.interface import N_, day, digits, gettext, language_name, ngettext, number
from web.names import (
    BASIS_CLAUSES,
    BASIS_LABELS,
    COUNTED,
    FIELD_NAMES,
    FIXITY_NAMES,
    FORMAT_NAMES,
    KILOBYTE,
    REASONS,
    STATE_NAMES,
    TYPES,
    UNITS,
    UNKNOWN_VALUES,
)


def leaf(page: int | None, before: str = "") -> str:
    """The page of a passage, "p. 3", behind ``before``; "" where there are no pages."""
    return before + gettext("p. %(page)s", page=digits(str(page))) if page else ""


def by_ocr(percent: int | None, before: str = "") -> str:
    """That a passage was recognised on a picture, and how surely, behind ``before``; else ""."""
    if percent is None:
        return ""
    return before + gettext("read by OCR, %(percent)s %% sure", percent=number(percent))


def selected(answer: PassageAnswer) -> str:
    """What a link to a reader's own selection means, as far as that is known."""
    if answer.selection is None or (answer.stored is None and answer.passage is None):
        return ""
    told = counted(answer.selection.length, "character")
    first, last = answer.passage, answer.last
    if first is None or last is None:
        return gettext("A reader’s selection of %(characters)s", characters=told)
    begin, end = _passage(first), _passage(last)
    if first == last:
        return gettext(
            "A reader’s selection of %(characters)s in %(passage)s", characters=told, passage=begin
        )
    return gettext(
        "A reader’s selection of %(characters)s from %(first)s to %(last)s",
        characters=told, first=begin, last=end,
    )  # fmt: skip


def _passage(passage: Passage) -> str:
    if passage.page:
        return gettext(
            "passage %(number)s, p. %(page)s",
            number=number(passage.ordinal + 1), page=digits(str(passage.page)),
        )  # fmt: skip
    return gettext("passage %(number)s", number=number(passage.ordinal + 1))


def counted(count: int, noun: str) -> str:
    """A number with its noun, one of ``COUNTED``: ``1 file``, ``2,000 files``."""
    return ngettext(*COUNTED[noun], count)


def short_day(iso: str) -> str:
    """A date (ISO 8601) without the time of day, which a list does not need."""
    return day(iso.partition("T")[0])


def basis_clause(basis: str) -> str:
    """How something is known, as the end of a sentence: ``as its byline says``."""
    if basis in BASIS_CLAUSES:
        return gettext(BASIS_CLAUSES[basis])
    return gettext("known from: %(basis)s", basis=basis) if basis else ""


def basis_label(basis: str) -> str:
    """How a date is known, in a word or two for a list."""
    return gettext(BASIS_LABELS[basis]) if basis in BASIS_LABELS else basis


def is_of_day(dating: Dating) -> bool:
    """Whether a date says a day, so that something was on it and not in it."""
    return dating.precision not in ("year", "month")


def with_basis(said: str, dating: Dating) -> str:
    """A sentence that tells a date, ended with how it is known and as it stood there.

    ``Published on 3 February 2021, as its byline says (“February 3, 2021”).``
    """
    clause = basis_clause(dating.basis)
    whole = gettext("%(said)s, %(how)s", said=said, how=clause) if clause else said
    if dating.text and dating.text != dating.value:
        return gettext("%(said)s (“%(text)s”).", said=whole, text=dating.text)
    return gettext("%(said)s.", said=whole)


def field_name(field: str) -> str:
    """What a field is called over its values."""
    return gettext(FIELD_NAMES[field])


def fixity_name(fixity: Fixity, at: str) -> str:
    """What the last verification, ``at`` a day (ISO 8601), found of a document's files."""
    return gettext(FIXITY_NAMES[fixity], day=short_day(at))


def state_name(state: State) -> str:
    """What became of a file."""
    return gettext(STATE_NAMES[state])


def reason_name(reason: str) -> str:
    """Why something was left out of a text."""
    return gettext(reason) if reason in REASONS else reason


def type_name(media_type: str) -> str:
    """What a media type is called among people."""
    return gettext(TYPES[media_type]) if media_type in TYPES else media_type


def format_name(suffix: str, label: str) -> str:
    """What a format of citations is called; ``label`` where that is the same in all languages."""
    return gettext(FORMAT_NAMES[suffix]) if suffix in FORMAT_NAMES else label


def became(counts: Mapping[State, int]) -> str:
    """What became of the files of a kind, as a list."""
    told = (f"{number(count)} {state_name(state)}" for state, count in counts.items() if count)
    return listed(list(told))


def value_name(field: str, value: str) -> str:
    """A facet value as a reader should see it."""
    if not value:
        return gettext(UNKNOWN_VALUES[field]) if field in UNKNOWN_VALUES else gettext("Not known")
    if field == "language":
        return language_name(value)
    if field == "type":
        name = type_name(value)
        return name[0].upper() + name[1:]
    return digits(value) if field == "year" else value


def size(count: int) -> str:
    """A number of bytes: exact, and in a unit that can be pictured."""
    exact = counted(count, "byte")
    return f"{short_size(count)} ({exact})" if count >= KILOBYTE else exact


def short_size(count: int) -> str:
    """A number of bytes in a unit that can be pictured."""
    for factor, unit in UNITS.items():
        if count >= factor:
            return gettext(unit, size=number(count / factor, 1))
    return counted(count, "byte")


def authors_of(document: Document) -> str:
    """The names of its authors in one line."""
    return listed([agent.name for agent in document.metadata.authors])


def listed(names: list[str]) -> str:
    """Names in a sentence: ``A, B and C``."""
    if len(names) < 2:
        return "".join(names)
    # Where names are parted by another comma, this says so.
    before = gettext(", ").join(names[:-1])
    return gettext("%(names)s and %(last)s", names=before, last=names[-1])


STAMP_PROVES = N_(
    "To whoever trusts that clock this proves that the lines of the register, and the digests in "
    "them, were not written later. It does not say when a file was made or captured, nor that "
    "what it says is true."
)


def stamped(stamp: Timestamp) -> str:
    """What a time stamp that holds says, in a sentence."""
    told = {
        "authority": stamp.authority, "line": number(stamp.n), "day": day(stamp.at[:10]),
        "clock": digits(stamp.at[11:19]), "voucher": stamp.vouched_by,
    }  # fmt: skip
    if not stamp.accuracy_ms:
        return gettext(
            "By the clock of %(authority)s, line %(line)s of the register and every line before "
            "it existed on %(day)s at %(clock)s UTC. %(voucher)s vouches for that clock.",
            **told,
        )
    seconds = digits(f"{stamp.accuracy_ms / 1000:g}")
    return gettext(
        "By the clock of %(authority)s, line %(line)s of the register and every line before it "
        "existed on %(day)s at %(clock)s UTC, give or take %(seconds)s s. %(voucher)s vouches for "
        "that clock.",
        **told, seconds=seconds,
    )  # fmt: skip
