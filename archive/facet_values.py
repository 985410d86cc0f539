"""Values of fields that a search is narrowed to.

Promises: nothing is changed in place; fields come in the order of facets, without those that have
no value.
"""

from __future__ import annotations

from collections.abc import Mapping

from archive.search import FACET_FIELDS

Values = Mapping[str, tuple[str, ...]]  # of each field, in the order in which they were chosen


def with_value(values: Values, name: str, value: str) -> Values:
    """Those and this one, once."""
    had = values.get(name, ())
    return values if value in had else in_field_order({**values, name: (*had, value)})


def without_value(values: Values, name: str, value: str) -> Values:
    """Those but this one."""
    left = tuple(v for v in values.get(name, ()) if v != value)
    return in_field_order({**values, name: left})


def in_field_order(values: Values) -> Values:
    """The fields in the order of facets, without those that have no value."""
    return {name: values[name] for name in FACET_FIELDS if values.get(name)}
