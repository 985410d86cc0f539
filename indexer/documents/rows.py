"""The model's values as rows: their fields in order, without names, for files of one version.

Promises: ``row_reader(kind)(json.loads(dump(row_maker(kind)(value)))) == value`` for frozen
dataclasses of text, numbers, tuples and other such dataclasses. Much faster than
``archive.plain``, which names every field and so can be read by any version: a file of rows is
made again when a dataclass changes (``FIELDS`` tells), and its digest is checked before it is
read. A row of another shape raises ValueError or TypeError.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints
from zlib import crc32

# What is written is a tree, so it is not looked through for cycles.
_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
T = TypeVar("T")
Change = Callable[[Any], Any]


def row_maker(kind: type[T]) -> Callable[[T], list[Any]]:
    """A function that makes the row of a value of this dataclass."""
    maker: Change = _dataclass(kind)[0]  # type: ignore[arg-type]  # types can be hashed
    return maker


def row_reader(kind: type[T]) -> Callable[[Any], T]:
    """A function that makes the value of a row that went through JSON."""
    reader: Change = _dataclass(kind)[1]  # type: ignore[arg-type]
    return reader


def row_bytes(row: list[Any]) -> bytes:
    """A row as a line of JSON. A lone surrogate (a file name that is not UTF-8) survives."""
    return _dump(row).encode("utf-8", "backslashreplace")


def write_rows(path: Path, rows: Iterable[list[Any]]) -> None:
    """Write a list of rows, a line each. Raises OSError."""
    with path.open("wb") as file:
        file.writelines(row_bytes(row) + b"\n" for row in rows)


def read_rows(path: Path) -> Iterator[Any]:
    """The rows of such a list. Raises OSError, and ValueError where a line is none."""
    with path.open("rb") as file:
        yield from map(json.loads, file)


def shape(kind: type[Any]) -> str:
    """Short, and another when the fields of this dataclass or of one in it change."""
    return f"{crc32(_spelt(kind).encode()):08x}"


def _spelt(kind: Any) -> str:
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        inner = [f"{field.name}:{_spelt(hints[field.name])}" for field in fields(kind)]
        return f"{{{','.join(inner)}}}"
    arguments = "|".join(map(_spelt, get_args(kind)))
    return f"{getattr(kind, '__name__', kind)}[{arguments}]"


@cache
def _changes(kind: Any) -> tuple[Change | None, Change | None]:
    """How a value of this annotation that is not None changes into JSON and back.

    None where it stays as it is.
    """
    if is_dataclass(kind):
        made: tuple[Change, Change] = _dataclass(kind)  # type: ignore[arg-type]
        return made
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (types.UnionType, Union):
        (inner,) = (argument for argument in arguments if argument is not type(None))
        return _changes(inner)  # None is no value to change
    if origin is tuple:
        make, read = _changes(arguments[0])
        return make and _each(make, list), _each(read, tuple) if read else tuple
    return None, None


def _each(change: Change, kind: Callable[[Any], Any]) -> Change:
    return lambda values: kind([change(value) for value in values])


@cache
def _dataclass(kind: Any) -> tuple[Change, Change]:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    values = attrgetter(*names)
    changes = [_changes(hints[name]) for name in names]
    makers = [(index, make) for index, (make, _) in enumerate(changes) if make]
    readers = [(index, read) for index, (_, read) in enumerate(changes) if read]
    expected = [_json_types(hints[name]) for name in names]
    setters = [getattr(kind, name).__set__ for name in names]

    def make(value: Any) -> list[Any]:
        row = list(values(value))
        for index, change in makers:
            if (item := row[index]) is not None:
                row[index] = change(item)
        return row

    def read(row: Any) -> Any:
        if len(row) != len(names) or not all(map(isinstance, row, expected)):
            raise ValueError(f"a {kind.__name__} has another shape")
        for index, change in readers:
            if (item := row[index]) is not None:
                row[index] = change(item)
        # What ``__init__`` made once it need not make again; setting the slots takes half the time.
        value = object.__new__(kind)
        for put, item in zip(setters, row):  # noqa: B905  # of one length, see above
            put(value, item)
        return value

    return make, read


def _json_types(annotation: Any) -> tuple[type, ...]:
    """What ``json.loads`` may give for a value of this annotation."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (types.UnionType, Union):
        return tuple(kind for argument in arguments for kind in _json_types(argument))
    if origin is tuple or is_dataclass(annotation):
        return (list,)
    if origin is Literal:
        return (str,)
    return (annotation,)
