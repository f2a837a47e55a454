"""Checks that `results_at` leads to a list, as far as the output's schema tells."""

from collections.abc import Mapping
from typing import Any

from engine.documents.findings import Findings, shown
from engine.documents.place import Place
from engine.spelling import nearest
from engine.templates.target_path import Part, parse
from schemas.json_value import is_list, is_object

_UNKNOWN: Any = None
_DEEPEST = 64


def check_results_at(config: Any, place: Place, findings: Findings) -> None:
    """Report a `results_at` that no reply can meet, with the config's own schema or a tuning's."""
    path = config.get("results_at") if is_object(config) else None
    if not isinstance(path, str) or "{{" in path:
        return
    at = place.at("results_at")
    try:
        parts = parse(path) if path else ()
    except ValueError as error:
        findings.problem(at, f"the path cannot be read: {error}", found=shown(path))
        return
    tunings = config.get("tuned_for")
    variants: list[Any] = [None, *(tunings.values() if is_object(tunings) else ())]
    for tuning in variants:
        merged = {**config, **tuning} if is_object(tuning) else config
        if merged.get("output") is not None:
            continue  # made by templates, whatever the schema says
        schema = merged.get("output_schema")
        if not is_object(schema):
            message = "there is no list in a plain text: an output_schema is needed, or an output"
            findings.problem(at, message, found=shown(path))
        else:
            _follow(schema, parts, path, at, findings)


def _follow(
    root: Mapping[str, Any], parts: tuple[Part, ...], path: str, place: Place, findings: Findings
) -> None:
    schema: Any = _resolved(root, root)
    for part in parts:
        if not is_object(schema):
            return
        properties = schema.get("properties")
        if not isinstance(part, str):
            schema = _resolved(schema.get("items"), root)
        elif is_object(properties) and part in properties:
            schema = _resolved(properties[part], root)
        elif not _may_be(schema, "object") or is_object(properties):
            known = list(properties) if is_object(properties) else []
            message = f'the output schema has no "{part}"'
            close = nearest(part, known)
            expected = "" if close else ", ".join(known)
            findings.problem(place, message, found=shown(path), expected=expected, nearest=close)
            return
        else:
            return
    if is_object(schema) and not _may_be(schema, "array"):
        message = "leads to no list in the output schema"
        findings.problem(place, message, found=f"{shown(path)}: {shown(schema['type'])}", expected="an array")


def _may_be(schema: Mapping[str, Any], kind: str) -> bool:
    types = schema.get("type", kind)
    return kind in types if is_list(types) else types == kind


def _resolved(schema: Any, root: Mapping[str, Any]) -> Any:
    """The schema that a local `$ref` names; `_UNKNOWN` for what several schemas say together."""
    for _ in range(_DEEPEST):
        if not is_object(schema) or any(key in schema for key in ("anyOf", "oneOf", "allOf", "$dynamicRef")):
            return _UNKNOWN
        if "$ref" not in schema:
            return schema
        schema = _named(schema["$ref"], root)
    return _UNKNOWN


def _named(reference: Any, root: Mapping[str, Any]) -> Any:
    name = str(reference).rpartition("/")[2]
    for key in ("$defs", "definitions"):
        definitions = root.get(key)
        if reference == f"#/{key}/{name}" and is_object(definitions) and name in definitions:
            return definitions[name]
    return _UNKNOWN
