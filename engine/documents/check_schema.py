"""Checks that a JSON Schema inside a document is one, and that its `$ref`s stay inside it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from engine.documents.findings import Findings, shown
from engine.documents.place import Keys, Place
from engine.spelling import nearest
from schemas.clean_text import clean_line
from schemas.json_value import is_list, is_object

_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SINGLE = (
    *("items", "contains", "propertyNames", "additionalProperties"),
    *("unevaluatedProperties", "unevaluatedItems", "not", "if", "then", "else"),
)


def check_schema(schema: Mapping[str, Any], place: Place, findings: Findings) -> None:
    """Report everything that keeps `schema` from being a usable JSON Schema."""
    dialect = schema.get("$schema")
    validator: Any = Draft202012Validator
    if dialect is not None:
        validator = validator_for(schema, default=None) if isinstance(dialect, str) else None  # pyright: ignore[reportUnknownVariableType, reportArgumentType]
        if validator is None:
            expected = str(Draft202012Validator.META_SCHEMA["$id"])
            findings.problem(
                place.at("$schema"), "unknown JSON Schema dialect", found=shown(dialect), expected=expected
            )
            return
    known_ids = {sub["$id"] for _, sub in subschemas(schema) if isinstance(sub.get("$id"), str)}
    for error in validator(validator.META_SCHEMA).iter_errors(schema):
        _report(error, place, findings)
    for keys, sub in subschemas(schema):
        _check_reference(sub, schema, known_ids, place.at(*keys), findings)
        _check_pattern(sub, place.at(*keys), findings)


def subschemas(schema: Mapping[str, Any]) -> Iterator[tuple[Keys, Mapping[str, Any]]]:
    """The schema and every schema inside it, each with its address."""
    waiting: list[tuple[Keys, Any]] = [((), schema)]
    while waiting:
        keys, value = waiting.pop()
        if not is_object(value):
            continue
        yield keys, value
        for name in _MAPS:
            inner = value.get(name)
            waiting += [((*keys, name, key), sub) for key, sub in inner.items()] if is_object(inner) else []
        for name in (*_LISTS, "items"):
            inner = value.get(name)
            waiting += [((*keys, name, at), sub) for at, sub in enumerate(inner)] if is_list(inner) else []
        waiting += [((*keys, name), value[name]) for name in _SINGLE if is_object(value.get(name))]


def cleaned_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A copy whose titles and labels are one line each (texts were cleaned when they were read)."""
    return {key: _one_line(key, value) for key, value in schema.items()}


def _one_line(key: str, value: Any) -> Any:
    if key in _MAPS and is_object(value):
        return {name: cleaned_schema(sub) if is_object(sub) else sub for name, sub in value.items()}
    if key == "title" and isinstance(value, str):
        return clean_line(value)
    if key in ("enumNames", "x-enum-labels") and is_list(value):
        return [clean_line(item) if isinstance(item, str) else item for item in value]
    if key in _SINGLE and is_object(value):
        return cleaned_schema(value)
    if key in (*_LISTS, "items") and is_list(value):
        return [cleaned_schema(sub) if is_object(sub) else sub for sub in value]
    return value


def _report(error: Any, place: Place, findings: Findings) -> None:
    at = place.at(*error.absolute_path)
    if error.absolute_path and error.absolute_path[-1] == "type" and isinstance(error.instance, str):
        close = nearest(error.instance, _TYPES)
        findings.problem(
            at, "no JSON Schema type", found=shown(error.instance), expected=", ".join(_TYPES), nearest=close
        )
        return
    message = clean_line(error.message)[:200]
    findings.problem(at, f"not valid JSON Schema: {message}", found=shown(error.instance))


def _check_reference(
    sub: Mapping[str, Any], root: Mapping[str, Any], known_ids: set[Any], place: Place, findings: Findings
) -> None:
    reference = sub.get("$ref")
    if not isinstance(reference, str) or reference in known_ids:
        return
    at, found = place.at("$ref"), shown(reference)
    if not reference.startswith("#"):
        message = "inside a schema, $ref must point into the same schema"
        findings.problem(at, message, found=found, expected='"#/$defs/…"')
    elif reference.startswith("#/") and not _leads_somewhere(reference, root):
        names = root.get("$defs", {})
        close = nearest(reference, [f"#/$defs/{name}" for name in names] if is_object(names) else [])
        findings.problem(at, "the $ref points to nothing", found=found, nearest=close)


def _leads_somewhere(reference: str, root: Mapping[str, Any]) -> bool:
    value: Any = root
    for part in reference[2:].split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        if is_object(value) and key in value:
            value = value[key]
        elif is_list(value) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return False
    return True


def _check_pattern(sub: Mapping[str, Any], place: Place, findings: Findings) -> None:
    pattern = sub.get("pattern")
    if isinstance(pattern, str):
        try:
            re.compile(pattern)
        except (re.error, RecursionError, OverflowError) as error:
            message = f"the pattern does not compile: {error}"
            findings.problem(place.at("pattern"), message, found=shown(pattern))
