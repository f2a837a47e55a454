"""Finds the templates of a document and checks that they compile."""

from collections.abc import Iterator
from typing import Any

from engine.documents.findings import Findings
from engine.documents.place import Place
from engine.documents.refs import SCHEMA_KEYS
from engine.templates.sandbox import compile_template
from schemas.json_value import is_list, is_object

_MARKS = ("{{", "{%", "{#")


def check_templates(value: Any, place: Place, findings: Findings) -> None:
    """Compile every template inside a JSON value."""
    for source, at in templates_in(value, place):
        try:
            compile_template(source)
        except (ValueError, SyntaxError, RecursionError, MemoryError) as error:  # Python compiles it too
            findings.problem(at, f"the template does not compile: {error}")


def templates_in(value: Any, place: Place) -> Iterator[tuple[str, Place]]:
    """Every template inside a JSON value; schemas and parts of type `text` are left out."""
    if isinstance(value, str):
        if any(mark in value for mark in _MARKS):
            yield value, place
    elif is_list(value):
        for at, item in enumerate(value):
            yield from templates_in(item, place.at(at))
    elif is_object(value) and not (set(value) == {"text", "type"} and value["type"] == "text"):
        for key, item in value.items():
            if key not in SCHEMA_KEYS:
                yield from templates_in(item, place.at(key))
