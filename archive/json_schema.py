"""The few forms of JSON Schema (2020-12) that the API's description is made of."""

from __future__ import annotations

from typing import Any, get_args

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
SPAN: Schema = {
    "type": "array",
    "items": COUNT,
    "minItems": 2,
    "maxItems": 2,
    "description": "Start and end in Unicode code points, half-open.",
}


def object_of(**properties: Schema) -> Schema:
    """An object that has all of these properties."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def list_of(items: Schema) -> Schema:
    """A list of such items."""
    return {"type": "array", "items": items}


def or_null(schema: Schema) -> Schema:
    """Such a value, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def one_of(literal: Any) -> Schema:
    """One of the values of a ``Literal``."""
    return {"enum": list(get_args(literal))}


def ref(name: str) -> Schema:
    """The schema of this name among the components."""
    return {"$ref": f"#/components/schemas/{name}"}
