"""A stranger's schema as a form's: JSON Schema 2020-12, whole in itself, with valid keywords only.

It reads what is written in the wild: OpenAPI 3.0 (`nullable`, boolean `exclusiveMinimum`,
`example`), OpenAPI 3.1, older drafts. References are gathered below `$defs`; those that lead to
another document become fields that take any value.
"""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from jsonschema import Draft202012Validator

from engine.form.schema.document import Document
from engine.importing.draft import line, prose
from engine.importing.refused import Refused
from schemas.json_value import is_list, is_object

MAX_PARTS = 20_000
"""Schemas inside one form, each counted once."""

_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
_LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_FITTING = ("type", "enum", "const", "minLength", "maxLength", "minItems", "maxItems", "multipleOf", *_LIMITS)
_STEPS = 16


class FormSchemas:
    """Makes forms of the schemas in one document; `notes` gathers what could not be kept."""

    def __init__(self, root: Mapping[str, Any], *, for_request: bool = False) -> None:
        self.document = Document(root)
        self.notes: list[str] = []
        self._for_request = for_request
        self._names: dict[int, str] = {}
        self._taken: dict[str, int] = {}
        self._waiting: list[tuple[str, Any]] = []
        self._definitions: dict[str, Any] = {}
        self._parts = 0

    def form(self, schema: Any) -> dict[str, Any]:
        """The schema of a whole form: an object, with everything it refers to. Raises `Refused`."""
        made = self.part(self.followed(schema))
        form: dict[str, Any] = {"type": "object", **(made if is_object(made) else {}), "$defs": {}}
        form["type"] = "object"
        while self._waiting:
            name, target = self._waiting.pop()
            self._definitions[name] = self.part(target)
        form["$defs"] = dict(sorted(self._definitions.items()))
        if not form["$defs"]:
            del form["$defs"]
        return form

    def followed(self, value: Any) -> Mapping[str, Any]:
        """What a chain of references leads to, also outside of schemas; {} where that is no object."""
        for _ in range(_STEPS):
            if not is_object(value) or not isinstance(value.get("$ref"), str):
                break
            value, _refusal = self.document.follow(value["$ref"], value)
        return value if is_object(value) else {}

    def is_object_like(self, schema: Any, depth: int = 0) -> bool:
        """Whether the values of a schema are objects, as far as it says."""
        found = self.followed(schema)
        if "type" in found:
            return found["type"] == "object"
        if is_object(found.get("properties")):
            return True
        parts = found.get("allOf")
        return depth < _STEPS and is_list(parts) and any(self.is_object_like(x, depth + 1) for x in parts)

    def part(self, schema: Any) -> dict[str, Any] | bool:
        """One schema, with what is nested in it; what it refers to waits until `form` asks for it."""
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise Refused(f"the form would have more than {MAX_PARTS:,} parts", "Choose a smaller one.")
        if isinstance(schema, bool):
            return schema
        if not is_object(schema):
            return {}
        made: dict[str, Any] = {}
        for keyword, value in schema.items():
            if keyword in _KEPT and (kept := _KEPT[keyword](value)) is not None:
                made[keyword] = kept
            elif keyword in _SCHEMAS and (is_object(value) or isinstance(value, bool)):
                made[keyword] = self.part(value)
            elif keyword in _LISTS and is_list(value) and value:
                made[keyword] = [self.part(item) for item in value]
            elif keyword in _MAPS and is_object(value):
                made[keyword] = {name: self.part(inner) for name, inner in value.items()}
        self._add_items(schema, made)
        self._add_reference(schema, made)
        self._leave_out_read_only(made)
        _read_older_spellings(schema, made)
        _drop_misfits(made)
        return made

    def _add_items(self, schema: Mapping[str, Any], made: dict[str, Any]) -> None:
        if is_list(listed := schema.get("items")) and listed:  # a tuple, up to draft 2019-09
            made["prefixItems"] = [self.part(item) for item in listed]

    def _add_reference(self, schema: Mapping[str, Any], made: dict[str, Any]) -> None:
        reference = schema.get("$ref")
        if not isinstance(reference, str):
            return
        target, refusal = self.document.follow(reference, schema)
        if target is None:
            self.notes.append(f"A field takes any value, since {refusal}.")
            return
        if id(target) not in self._names:
            self._names[id(target)] = self._new_name(reference)
            self._waiting.append((self._names[id(target)], target))
        made["$ref"] = f"#/$defs/{self._names[id(target)]}"

    def _new_name(self, reference: str) -> str:
        name = re.sub(r"[^A-Za-z0-9_.-]+", "_", reference.rsplit("/", 1)[-1])[:60] or "part"
        found = name
        while found in self._taken:
            self._taken[name] += 1
            found = f"{name}_{self._taken[name]}"
        self._taken[found] = 1
        return found

    def _leave_out_read_only(self, made: dict[str, Any]) -> None:
        """In OpenAPI what is read-only comes from the server and is not sent to it."""
        properties = made.get("properties")
        if not self._for_request or not is_object(properties):
            return
        out = {name for name, each in properties.items() if is_object(each) and each.get("readOnly") is True}
        made["properties"] = {name: each for name, each in properties.items() if name not in out}
        if "required" in made:
            made["required"] = [name for name in made["required"] if name not in out]


def _read_older_spellings(schema: Mapping[str, Any], made: dict[str, Any]) -> None:
    for keyword, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if schema.get(keyword) is True and limit in made:
            made[keyword] = made.pop(limit)
    if schema.get("nullable") is True and isinstance(made.get("type"), str):
        made["type"] = list(dict.fromkeys([made["type"], "null"]))
        if "enum" in made and None not in made["enum"]:
            made["enum"] = [*made["enum"], None]
    if "const" in schema and schema["const"] is None:
        made["type"] = "null"
    if schema.get("type") == "file":  # Swagger's, still met
        made["type"] = "string"
    if "example" in schema and "examples" not in made:
        made["examples"] = [schema["example"]]


def _drop_misfits(made: dict[str, Any]) -> None:
    """A default that breaks the schema's own rules is of no use in a form."""
    if "default" not in made:
        return
    rules = {keyword: made[keyword] for keyword in _FITTING if keyword in made}
    try:
        fits = Draft202012Validator(rules).is_valid(made["default"])  # pyright: ignore[reportUnknownMemberType]
    except (ArithmeticError, ValueError, RecursionError):
        fits = False
    if not fits:
        del made["default"]


def _type(value: Any) -> Any:
    if isinstance(value, str):
        return value if value in _TYPES else None
    listed = list(dict.fromkeys(each for each in value if each in _TYPES)) if is_list(value) else []
    return listed or None


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if isinstance(value, int) or math.isfinite(value) else None


def _positive(value: Any) -> Any:
    return value if _number(value) is not None and value > 0 else None


def _count(value: Any) -> Any:
    found = _number(value)
    return int(found) if found is not None and found >= 0 and int(found) == found else None


def _flag(value: Any) -> Any:
    return value if isinstance(value, bool) else None


def _pattern(value: Any) -> Any:
    try:
        re.compile(value)
    except (re.error, TypeError, RecursionError, OverflowError):
        return None
    return value


def _names(value: Any) -> Any:
    return list(dict.fromkeys(each for each in value if isinstance(each, str))) if is_list(value) else None


def _names_by_name(value: Any) -> Any:
    found = {key: _names(each) for key, each in value.items()} if is_object(value) else {}
    return {key: each for key, each in found.items() if each} or None


def _some(value: Any) -> Any:
    return value if is_list(value) and value else None


def _list(value: Any) -> Any:
    return value if is_list(value) else None


def _word(value: Any) -> Any:
    return line(value) or None


def _text(value: Any) -> Any:
    return prose(value) or None


_KEPT: Mapping[str, Callable[[Any], Any]] = {
    "type": _type,
    **dict.fromkeys(_LIMITS, _number),
    "multipleOf": _positive,
    **dict.fromkeys(
        ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), _count
    ),
    **dict.fromkeys(("minContains", "maxContains"), _count),
    **dict.fromkeys(("uniqueItems", "readOnly", "writeOnly", "deprecated", "x-cog-secret"), _flag),
    "pattern": _pattern,
    "required": _names,
    "dependentRequired": _names_by_name,
    "enum": _some,
    "examples": _list,
    **dict.fromkeys(("const", "default"), lambda value: value),
    **dict.fromkeys(("title", "format", "contentMediaType", "contentEncoding"), _word),
    "description": _text,
    "x-order": _number,
}
"""Keywords that are taken over, and what of their value; None drops the keyword."""

_SCHEMAS = (
    *("items", "contains", "propertyNames", "additionalProperties", "unevaluatedProperties"),
    *("unevaluatedItems", "not", "if", "then", "else"),
)
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_MAPS = ("properties", "patternProperties", "dependentSchemas")
