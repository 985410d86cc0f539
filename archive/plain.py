"""The model's values as plain JSON values, and back: for files that last and for pipes.

Promises: ``from_plain(kind, to_plain(value)) == value`` for frozen dataclasses of text, numbers,
tuples and other such dataclasses; what comes in is checked against the annotations, so that
neither a damaged file nor a hostile parser process can hand on a value of another shape; the
bytes of a value are always the same. Fields that have their default are left out. Does not know
what any value means.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
Reader = Callable[[Any], Any]
Writer = Callable[[Any], Any]
_PLAIN = (str, int, float, bool)
_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
).encode  # values of the model cannot hold themselves, and looking for that takes a quarter more


def json_bytes(plain: object) -> bytes:
    """Canonical JSON: UTF-8, keys sorted, no white space, one line.

    A lone surrogate (a file name that is not UTF-8) is written as its JSON escape, and so
    survives the way back.
    """
    return _encode(plain).encode("utf-8", "backslashreplace")


def to_plain(value: Any) -> Any:
    """A value of the model as dictionaries, lists, text and numbers."""
    if isinstance(value, (str, int, float)) or value is None:
        return value
    if isinstance(value, (tuple, list)):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    writer: Writer = _dataclass_writer(type(value))  # type: ignore[arg-type]
    return writer(value)


def from_plain(kind: type[T], plain: object) -> T:
    """The value of ``kind`` that ``to_plain`` made ``plain`` of.

    Raises ValueError when it has another shape: an unknown or missing field, a wrong type.
    """
    reader: Reader = _reader(kind)  # type: ignore[arg-type]
    value: T = reader(plain)
    return value


@cache
def _defaults(kind: Any) -> dict[str, object]:
    return {field.name: _default(field) for field in fields(kind)}


def _default(field: Field[Any]) -> object:
    return field.default if field.default_factory is MISSING else field.default_factory()


@cache
def _writer(kind: Any) -> Writer | None:
    """A function that makes plain values of this annotation's; None where they are plain."""
    if is_dataclass(kind):
        writer: Writer = _dataclass_writer(kind)  # type: ignore[arg-type]
        return writer
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is tuple and arguments[-1] is Ellipsis:
        write = _writer(arguments[0])
        return (lambda value: [write(item) for item in value]) if write else list
    if origin is tuple and all(argument in _PLAIN for argument in arguments):
        return list
    if origin in (tuple, dict):
        return to_plain
    if origin in (types.UnionType, Union):
        (inner,) = (argument for argument in arguments if argument is not type(None))
        return _writer(inner)  # None is the default of such a field, and left out
    return None


@cache
def _dataclass_writer(kind: Any) -> Writer:
    hints = get_type_hints(kind)
    known = [(name, default, _writer(hints[name])) for name, default in _defaults(kind).items()]

    def write(value: Any) -> dict[str, Any]:
        plain = {}
        for name, default, write_item in known:
            item = getattr(value, name)
            if item is default or item == default:
                continue
            plain[name] = item if write_item is None or item is None else write_item(item)
        return plain

    return write


@cache
def _reader(kind: Any) -> Reader:
    """A function that checks and makes a value of this annotation."""
    if is_dataclass(kind):
        return _dataclass_reader(kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is tuple:
        return _tuple_reader(arguments)
    if origin is dict:
        return _dict_reader(*arguments)
    if origin is Literal:
        return _choice_reader(frozenset(arguments), kind)
    if origin in (types.UnionType, Union):
        (inner,) = (argument for argument in arguments if argument is not type(None))
        read = _reader(inner)
        return lambda plain: None if plain is None else read(plain)
    return _checked(lambda plain: type(plain) is kind, kind)


def _checked(fits: Callable[[Any], bool], kind: Any) -> Reader:
    def read(plain: Any) -> Any:
        if fits(plain):
            return plain
        raise ValueError(f"{plain!r:.80} is not {kind}")

    return read


def _choice_reader(choices: frozenset[str], kind: Any) -> Reader:
    def read(plain: Any) -> Any:
        if type(plain) is str and plain in choices:
            return plain
        raise ValueError(f"{plain!r:.80} is not {kind}")

    return read


def _tuple_reader(arguments: tuple[Any, ...]) -> Reader:
    first = _reader(arguments[0])
    if arguments[-1] is Ellipsis:
        return lambda plain: tuple([first(item) for item in _list(plain)])
    if all(argument in _PLAIN for argument in arguments):
        return _plain_tuple_reader(arguments)
    readers = [_reader(argument) for argument in arguments]
    return lambda plain: tuple(
        [read(item) for read, item in zip(readers, _list(plain), strict=True)]
    )


def _plain_tuple_reader(kinds: tuple[Any, ...]) -> Reader:
    """Of text and numbers alone, which editions hold by the hundred: looked at all at once."""

    def read(plain: Any) -> tuple[Any, ...]:
        if type(plain) is list and tuple(map(type, plain)) == kinds:
            return tuple(plain)
        raise ValueError(f"{plain!r:.80} is not {kinds}")

    return read


def _dict_reader(key: Any, value: Any) -> Reader:
    read_key, read_value = _reader(key), _reader(value)
    return lambda plain: {read_key(k): read_value(v) for k, v in _dict(plain).items()}


def _dataclass_reader(kind: Any) -> Reader:
    hints = get_type_hints(kind)
    readers = {name: _reader(hints[name]) for name in _defaults(kind)}
    plain_kinds = {name: hints[name] for name in readers if hints[name] in _PLAIN}

    def read(plain: Any) -> Any:
        given = dict(_dict(plain))
        try:
            for name, item in given.items():  # in place: an edition holds a thousand of them
                if type(item) is not plain_kinds.get(name):
                    given[name] = readers[name](item)
            return kind(**given)
        except (KeyError, TypeError):  # unknown fields or missing ones
            raise ValueError(f"a {kind.__name__} has not the fields {sorted(given)}") from None

    return read


def _list(plain: Any) -> list[Any]:
    if isinstance(plain, list):
        return plain
    raise ValueError(f"{plain!r:.80} is not a list")


def _dict(plain: Any) -> dict[str, Any]:
    if isinstance(plain, dict):
        return plain
    raise ValueError(f"{plain!r:.80} is not an object")
