"""Checks that every template in a document compiles."""

from typing import Any

from engine.documents.findings import Findings
from engine.documents.place import Place
from engine.documents.refs import SCHEMA_KEYS
from engine.templates.sandbox import compile_template
from schemas.json_value import is_list, is_object

_MARKS = ("{{", "{%", "{#")


def check_templates(value: Any, place: Place, findings: Findings) -> None:
    """Compile every template inside a JSON value; schemas and parts of type `text` are left out."""
    if isinstance(value, str):
        if any(mark in value for mark in _MARKS):
            _compile(value, place, findings)
    elif is_list(value):
        for at, item in enumerate(value):
            check_templates(item, place.at(at), findings)
    elif is_object(value):
        if set(value) == {"text", "type"} and value["type"] == "text":
            return
        for key, item in value.items():
            if key not in SCHEMA_KEYS:
                check_templates(item, place.at(key), findings)


def _compile(source: str, place: Place, findings: Findings) -> None:
    try:
        compile_template(source)
    except (ValueError, SyntaxError, RecursionError, MemoryError) as error:  # Python compiles it too
        findings.problem(place, f"the template does not compile: {error}")
