"""The names in the part of a byline that holds them.

Promises: names of people and of organisations told apart by their form; occupations, places and
employers beside a person's name are not taken for authors; text that does not look like names
gives None.
"""

from __future__ import annotations

import re

from archive.model import Agent
from indexer import byline_words as words
from indexer.months import calendar, fold

_MOST_NAMES = 12
_LONGEST_NAME = 60  # code points
_MOST_WORDS = 7
_FEW_WORDS = 3
# "and" is small or, in a line of capitals, great: "Dan" with one capital is somebody's name.
_SPLIT = re.compile(rf"[,،、;&+]|(?<![^\W_])(?:{words.AND}|AND|UND|ET|OG)(?![^\W_])")
_SPLIT_SHORT = re.compile(rf"\s+(?:{words.AND_SHORT})\s+")
_NOT_IN_NAMES = re.compile(r"[\d!?<>{}=*_#%$€\"“”„«»:\[\]]|\w{5,}\.\s")
_OFFICE = re.compile(r"(?<![^\W_])(?:for|of|on)(?![^\W_])", re.IGNORECASE)
_SUFFIX = re.compile(r"(?<![^\W_])(?:jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}$", re.IGNORECASE)


def read_names(
    text: str, *, after_by_word: bool, beside_date: bool = False
) -> tuple[Agent, ...] | None:
    """The authors named; empty when only places or occupations are, None when no names are.

    ``after_by_word`` the text follows "by" or its like, so that a nickname in small letters is
    believed; ``beside_date`` a date stands in the line too, so that a few words in small letters
    are.
    """
    text = re.sub(r"\([^)]*\)?|\)", " ", text)
    after = words.AFTER_NAME.search(fold(text))
    text = " ".join((text[: after.start()] if after else text).split())
    staff = bool(words.STAFF.search(fold(text)))
    items = [_without_role(item) for item in _split(_agency_apart(text))]
    items = [item for item in _join_suffixes(items) if item]
    if after_by_word and _is_name_and_place(items, text):
        del items[1]
    if not items:
        return () if text else None
    believed = after_by_word or (len(items) > 1 and any(" " in item for item in items))
    lenient = after_by_word and beside_date
    if len(items) > _MOST_NAMES or not all(_is_name(i, believed, lenient) for i in items):
        return None
    agents = [_agent(item, items, staff) for item in items]
    return tuple(_authors(agents, text))


def _agency_apart(text: str) -> str:
    """An agency's name right after a person's is that person's employer."""
    found = words.AGENCY_AT_END.search(fold(text))
    before = text[: found.start()].rstrip() if found else ""
    last = re.split(r"[\s,]", before)[-1] if before else ""
    joined = before.endswith(",") or fold(last) in ("and", "und", "et", "y", "e")
    return before if before and not joined and fold(before) != "the" else text


def _split(text: str) -> list[str]:
    if _is_office(text) and "," not in text:
        return [_bare(text)]
    items: list[str] = []
    for item in _SPLIT.split(text):
        parts = _SPLIT_SHORT.split(item)
        if all(len(part.split()) > 1 for part in parts):
            items.extend(parts)
        else:
            items.append(item)
    return [_bare(item) for item in items]


def _bare(item: str) -> str:
    """The item without signs around it; the point of "Jr." and of initials stays."""
    item = item.strip(" ,-–—")
    return item if _SUFFIX.search(item) or re.search(r"\b\w\.$", item) else item.strip(" .")


def _is_name_and_place(items: list[str], text: str) -> bool:
    """Whether it is a full name and one word after a comma: "Jane Doe, London"."""
    if len(items) != 2 or " " not in items[0] or " " in items[1] or not items[1].isalpha():
        return False
    return _follows_comma(items[1], text)


def _join_suffixes(items: list[str]) -> list[str]:
    joined: list[str] = []
    for item in items:
        if joined and _SUFFIX.fullmatch(item):
            joined[-1] = f"{joined[-1]} {item}"
        else:
            joined.append(item)
    return joined


def _without_role(item: str) -> str:
    """The item without occupation and place after the name; "" when it is nothing else."""
    before = words.ROLE_BEFORE.match(fold(item))
    if before and not item[before.end()].islower():
        item = item[before.end() :]
    role = words.ROLE.search(fold(item))
    if role:
        item = item[: role.start()]
    where = words.WHERE.search(fold(item))
    if where and where.start() and not _is_office(item):
        item = item[: where.start()]
    return _bare(item)


def _is_office(text: str) -> bool:
    """Whether a name goes on with what the organisation is for: "Center for Drug Evaluation"."""
    begins = words.ORGANISATION.match(fold(text))
    return begins is not None and _OFFICE.match(text[begins.end() :].lstrip()) is not None


def _is_name(item: str, believed: bool, lenient: bool) -> bool:
    """Whether an item may be a name: ``believed`` also one small word, ``lenient`` also three."""
    parts = item.split()
    if _is_office(item) or (_DOMAIN.fullmatch(item) and len(parts) == 1):
        return len(item) <= _LONGEST_NAME
    if len(item) > _LONGEST_NAME or len(parts) > _MOST_WORDS or _NOT_IN_NAMES.search(item):
        return False
    first = fold(parts[0])
    is_organisation = bool(words.ORGANISATION.search(fold(item)))
    if first in words.NO_FIRST_WORD and not (
        is_organisation or first in words.PARTICLES or parts[0] == "The"
    ):
        return False
    if (parts[0] == "the" and not is_organisation) or calendar().has_name(fold(item)):
        return False
    if len(parts) == 1 and parts[0][:1].islower():
        known = believed or is_organisation
        return known and len(item) > 2 and first not in words.NO_FIRST_WORD
    if lenient and len(parts) <= _FEW_WORDS and first not in words.PARTICLES:
        return True
    return all(_is_name_word(part) for part in parts) and parts[-1][:1].upper() == parts[-1][:1]


def _is_name_word(part: str) -> bool:
    """Capitalised, of a script without capitals, or one of the small words within names."""
    bare = part.strip("'’.-")
    if not bare:
        return True
    return not bare[0].islower() or fold(bare) in words.PARTICLES or bare[:2] in ("d'", "d’")


def _agent(item: str, items: list[str], staff: bool) -> Agent:
    parts = item.split()
    mixed = any(other != other.upper() for other in items)
    in_capitals = item == item.upper() and item != item.lower()
    organisation = (
        bool(words.ORGANISATION.search(fold(item)) or _DOMAIN.fullmatch(item))
        or item.startswith("The ")
        or (len(parts) == 1 and (in_capitals or (staff and len(items) == 1)))
        or (in_capitals and mixed and len(items) > 1)
    )
    if organisation:
        return Agent(name=item, kind="organization")
    return Agent(name=_in_small_letters(item) if in_capitals and len(parts) > 1 else item)


def _authors(agents: list[Agent], text: str) -> list[Agent]:
    """Without the employers of the people named; an organisation in a list of people stays."""
    people = [agent for agent in agents if agent.kind == "person"]
    if len(people) != 1 or len(agents) == 1:
        return agents
    joined = [a for a in agents if a.kind == "person" or not _follows_comma(a.name, text)]
    return joined or agents


def _follows_comma(name: str, text: str) -> bool:
    before = text[: max(text.find(name), 0)].rstrip()
    return before.endswith((",", "،", "、"))


def _in_small_letters(name: str) -> str:
    """JANE VAN DER DOE as Jane van der Doe."""
    parts = [part if len(part) == 1 else _capitalised(part) for part in name.split()]
    small = [
        part.lower() if 0 < i < len(parts) - 1 and fold(part) in words.PARTICLES else part
        for i, part in enumerate(parts)
    ]
    return " ".join(small)


def _capitalised(part: str) -> str:
    if re.fullmatch(r"(?:[^\W\d_]\.)+", part):
        return part  # initials
    part = re.sub(r"[^\W\d_]+", lambda m: m[0][0] + m[0][1:].lower(), part)
    return re.sub(r"^(Mc)([a-z])", lambda m: m[1] + m[2].upper(), part)
