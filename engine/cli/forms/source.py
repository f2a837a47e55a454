"""Reads schemas and values from files: JSON, YAML, and schemas inside an OpenAPI document."""

import json
import math
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

from engine.documents.problems import DocumentErrors
from engine.documents.read import YAML_ENDINGS, decode
from engine.form.schema.document import Document
from engine.spelling import nearest
from schemas.clean_text import clean_line
from schemas.json_value import is_list, is_object

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_DRAFT_04 = "http://json-schema.org/draft-04/schema#"


class Unusable(Exception):
    """A file that cannot be used, with the reason for a person."""


def read_file(name: str) -> Any:
    """Return the value in a JSON or YAML file, - being standard input; `Unusable` with the reason."""
    file = Path(name)
    try:
        data = sys.stdin.buffer.read() if name == "-" else file.read_bytes()
        text = decode(data, file)
    except OSError as error:
        raise Unusable(f"{name} cannot be read: {error.strerror}") from None
    except DocumentErrors as error:
        raise Unusable(_one_line(error)) from None
    if file.suffix.lower() in YAML_ENDINGS or (name == "-" and not text.lstrip().startswith(_JSON_STARTS)):
        return _yaml(text, file)
    try:
        return json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except RecursionError:
        raise Unusable(f"{name} is nested too deep") from None
    except ValueError as error:
        raise Unusable(f"{name} is not valid JSON: {error}") from None


_JSON_STARTS = ("{", "[", '"', "-", *"0123456789", "true", "false", "null")


def schema_in(value: Any, operation: str | None, component: str | None) -> dict[str, Any]:
    """Return the schema that is meant; `Unusable` where there is none."""
    if value is True:
        return {}
    if value is False:
        raise Unusable("the schema allows no value at all")
    if not is_object(value):
        raise Unusable("the schema must be an object")
    if operation is not None:
        return _of_operation(value, operation)
    if component is not None:
        return _of_component(value, component)
    if "openapi" in value or "swagger" in value:
        names = ", ".join([*(name for name, _, _ in _operations(value)), *_components(value)][:20])
        raise Unusable(
            f"this is an OpenAPI document: name an --operation or a --component of {names or 'none'}"
        )
    return dict(value)


def _of_component(value: Mapping[str, Any], name: str) -> dict[str, Any]:
    known = _components(value)
    if name not in known:
        raise Unusable(_missing("component", name, known))
    return _rooted(value, {"$ref": known[name]})


def _of_operation(value: Mapping[str, Any], name: str) -> dict[str, Any]:
    operations = {known: (path, operation) for known, path, operation in _operations(value)}
    if name not in operations:
        raise Unusable(_missing("operation", name, operations))
    document = Document(value)
    path, operation = operations[name]
    properties: dict[str, Any] = {}
    required: list[str] = []
    body = _body(document, operation)
    needs_body = bool(_followed(document, operation.get("requestBody")).get("required"))
    for listed in (path.get("parameters"), operation.get("parameters")):
        for each in listed if is_list(listed) else ():
            parameter = _followed(document, each)
            key = str(parameter.get("name", ""))
            if parameter.get("in") == "body":  # as Swagger 2 spells it
                body, needs_body = parameter.get("schema"), parameter.get("required") is True
                continue
            properties[key] = _parameter(parameter)
            if parameter.get("required") is True:
                required.append(key)
    if not properties:
        if body is None:
            raise Unusable(f"the operation {clean_line(name)} takes nothing")
        return _rooted(value, body)
    if body is not None:
        properties["body"] = body
        required += ["body"] if needs_body else []
    whole = {"type": "object", "properties": properties, "required": required}
    summary = operation.get("summary")
    return _rooted(value, {**whole, "title": summary} if isinstance(summary, str) else whole)


def _rooted(value: Mapping[str, Any], schema: Any) -> dict[str, Any]:
    """The schema with the places that its references lead to."""
    own = dict(schema) if is_object(schema) else {}
    places = {key: value[key] for key in ("components", "paths", "$defs", "definitions") if key in value}
    version = str(value.get("openapi", ""))
    if "$schema" not in own:
        dialect = value.get("$schema") or value.get("jsonSchemaDialect")
        if "swagger" in value or version.startswith("3.0"):
            dialect = _DRAFT_04
        own |= {"$schema": dialect} if isinstance(dialect, str) else {}
    return {**own, **{key: place for key, place in places.items() if key not in own}}


def _body(document: Document, operation: Mapping[str, Any]) -> Any:
    content = _followed(document, operation.get("requestBody")).get("content")
    if not is_object(content) or not content:
        return None
    media = content.get("application/json") or next(iter(content.values()))
    return media.get("schema") if is_object(media) else None


def _parameter(parameter: Mapping[str, Any]) -> Any:
    schema = parameter.get("schema")
    if not is_object(schema):  # Swagger 2 has the keywords beside the name
        apart = ("name", "in", "required", "description")
        schema = {key: value for key, value in parameter.items() if key not in apart}
    description = parameter.get("description")
    if isinstance(description, str) and "description" not in schema:
        return {**schema, "description": description}
    return schema


def _operations(value: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """Yield each operation's id (or "GET /path"), what holds for its path, and itself."""
    paths = value.get("paths")
    for path, item in paths.items() if is_object(paths) else ():
        for method in _METHODS if is_object(item) else ():
            operation = item.get(method)
            if is_object(operation):
                name = operation.get("operationId")
                yield name if isinstance(name, str) else f"{method.upper()} {path}", item, operation


def _components(value: Mapping[str, Any]) -> dict[str, str]:
    """The named schemas of a document, with the reference to each."""
    components = value.get("components")
    holders = {
        "#/components/schemas": components.get("schemas") if is_object(components) else None,
        "#/definitions": value.get("definitions"),
        "#/$defs": value.get("$defs"),
    }
    return {
        name: f"{place}/{name.replace('~', '~0').replace('/', '~1').replace('%', '%25')}"
        for place, holder in holders.items()
        if is_object(holder)
        for name in holder
    }


def _followed(document: Document, value: Any) -> Mapping[str, Any]:
    for _ in range(8):
        if not is_object(value) or "$ref" not in value:
            break
        value, _refusal = document.follow(value["$ref"], value)
    return value if is_object(value) else {}


def _missing(what: str, name: str, known: Mapping[str, Any]) -> str:
    close = nearest(name, known)
    hint = f"did you mean {close}?" if close else f"there are: {', '.join(list(known)[:20]) or 'none'}"
    return f"there is no {what} {name!r}; {hint}"


def _yaml(text: str, file: Path) -> Any:
    from engine.documents.read_yaml import parse_yaml  # noqa: PLC0415 - most files are JSON

    try:
        return parse_yaml(text, file)
    except DocumentErrors as error:
        raise Unusable(_one_line(error)) from None


def _one_line(error: DocumentErrors) -> str:
    return clean_line("; ".join(str(problem) for problem in error.problems))


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON number")


def _finite(digits: str) -> float:
    value = float(digits)
    return value if math.isfinite(value) else _refuse(digits)
