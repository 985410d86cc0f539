"""Sidecars: what a keeper states about a file, in ``name.ext.yaml`` or ``.json`` beside it.

Promises: values are strings as they were written (YAML makes no dates or numbers of them); a
sidecar cannot make the reader slow or large: size, depth and aliases are limited; what is
wrong with one field costs that field only and is said in a sentence. Does not open files.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import yaml

from archive.errors import UnreadableError
from archive.model import Agent, AgentKind, Dating, Precision
from indexer.addresses import is_web_address

BASIS = "sidecar"
LIMIT = 64 * 1024  # bytes: thousands of words of notes, and parsed within a second
_DEPTH = 4  # a mapping, a list, a mapping of an author; one to spare for a better sentence

FIELDS = (
    "source_url", "captured_at", "captured_by", "title", "authors", "published", "language",
    "collection", "rights", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sidecar:
    """The facts of one sidecar; what was not stated is "" or None."""

    source_url: str = ""
    captured_at: Dating | None = None
    captured_by: str = ""
    title: str = ""
    authors: tuple[Agent, ...] = ()
    published: Dating | None = None
    language: str = ""
    collection: str = ""
    rights: str = ""
    note: str = ""


class _FieldError(Exception):
    """A value that cannot be used, with the end of the sentence that says why."""


def read_sidecar(data: bytes, name: str) -> tuple[Sidecar, tuple[str, ...]]:
    """The facts in a sidecar's bytes and a sentence for each thing that was not used.

    ``name`` decides between JSON and YAML. Raises UnreadableError when nothing can be used.
    """
    if len(data) > LIMIT:
        raise UnreadableError(f"it is larger than {LIMIT // 1024} KB")
    stated = _json(data) if name.lower().endswith(".json") else _yaml(data)
    if not isinstance(stated, dict):
        raise UnreadableError("it is not a list of fields such as “title: …”")
    values: dict[str, Any] = {}
    problems = []
    for key, value in stated.items():
        if key not in FIELDS:
            nearest = difflib.get_close_matches(key, FIELDS, 1, 0)[0]
            problems.append(f"the field “{key}” is unknown; did you mean “{nearest}”?")
        elif value not in ("", None, []):
            try:
                values[key] = _READERS.get(key, _text)(value)
            except _FieldError as error:
                problems.append(f"the field “{key}” was not used: {error}")
    return Sidecar(**values), tuple(problems)


def write_sidecar(sidecar: Sidecar) -> bytes:
    """The YAML of a sidecar with the fields that are stated; read_sidecar is the inverse."""
    stated: dict[str, object] = {}
    for field in FIELDS:
        value = getattr(sidecar, field)
        if isinstance(value, Dating):
            stated[field] = value.value
        elif isinstance(value, tuple):
            stated[field] = [{"name": a.name, "kind": a.kind} for a in value]
        else:
            stated[field] = value
    kept = {field: value for field, value in stated.items() if value}
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False).encode("utf-8")


def read_date(text: str, basis: str) -> Dating | None:
    """An ISO 8601 date of any precision, checked against the calendar; None if it is not one.

    A space may stand for the "T"; fractions of a second are cut off.
    """
    match = _DATE.fullmatch(text.strip())
    if not match:
        return None
    day, time, zone = match["day"], match["time"] or "", match["zone"] or ""
    parts = day.count("-")
    if time and parts < 2:
        return None
    full = day + "-01" * (2 - parts) + (f"T{time}" if time else "")
    try:
        datetime.fromisoformat(full + zone)
    except ValueError:
        return None
    precision: Precision
    if time:
        precision = "second" if time.count(":") == 2 else "minute"
        return Dating(value=f"{day}T{time}{zone}", precision=precision, basis=basis, text=text)
    precision = _PRECISIONS[parts]
    return Dating(value=day, precision=precision, basis=basis, text=text)


_PRECISIONS: tuple[Precision, ...] = ("year", "month", "day")
_DATE = re.compile(
    r"(?P<day>[0-9]{4}(-[0-9]{2}){0,2})"
    r"([T ](?P<time>[0-9]{2}:[0-9]{2}(:[0-9]{2})?)([.,][0-9]{1,9})?"
    r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?)?"
)


def _json(data: bytes) -> object:
    try:
        return json.loads(data.decode("utf-8-sig"), parse_int=str, parse_float=str)
    except (ValueError, RecursionError) as error:
        line = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise UnreadableError(f"it is not valid JSON{line}") from error


def _yaml(data: bytes) -> object:
    depth = 0
    try:
        for event in yaml.parse(data, yaml.BaseLoader):
            if isinstance(event, yaml.AliasEvent):
                raise UnreadableError("it uses YAML aliases (“*name”), which are not read")
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > _DEPTH:
                raise UnreadableError("its fields are nested too deeply")
        return yaml.load(data, yaml.BaseLoader)  # noqa: S506 (BaseLoader makes strings only)
    except yaml.MarkedYAMLError as error:
        line = f" (line {error.problem_mark.line + 1})" if error.problem_mark else ""
        raise UnreadableError(
            f"it is not valid YAML{line}; a value that holds “: ” or “#” must be in quotes"
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        raise UnreadableError("it is not valid YAML text in UTF-8") from error


def _note(value: object) -> str:
    """A text with its lines."""
    if not isinstance(value, str):
        raise _FieldError("a text is needed")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise _FieldError("it holds code points that are no characters")
    return value.strip()


def _text(value: object) -> str:
    """A text on one line."""
    return " ".join(_note(value).split())


def _address(value: object) -> str:
    text = _text(value)
    if not is_web_address(text):
        raise _FieldError(f"“{text}” is no web address such as https://example.org/page")
    return text


def _date(value: object) -> Dating:
    text = _text(value)
    dating = read_date(text, BASIS)
    if dating is None:
        raise _FieldError(f"“{text}” is no date; write it as 1988, 1988-07 or 1988-07-19")
    return dating


def _language(value: object) -> str:
    text = _text(value)
    if not re.fullmatch("[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*", text):
        raise _FieldError(f"“{text}” is no language code such as en or fa")
    return re.split("[-_]", text)[0].lower()


def _authors(value: object) -> tuple[Agent, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(_author(item) for item in items)


def _author(item: object) -> Agent:
    kind: AgentKind = "person"
    if isinstance(item, dict):
        unknown = set(item) - {"name", "kind"}
        if unknown or item.get("kind", "person") not in ("person", "organization"):
            raise _FieldError("an author has a name, and a kind: person or organization")
        kind = item.get("kind", kind)
        item = item.get("name")
    name = _text(item)
    if not name:
        raise _FieldError("an author has no name")
    return Agent(name=name, kind=kind)


_READERS: dict[str, Callable[[object], object]] = {
    "source_url": _address,
    "captured_at": _date,
    "published": _date,
    "language": _language,
    "authors": _authors,
    "note": _note,
}
