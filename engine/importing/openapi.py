"""One operation of an OpenAPI 3 document as a form and a `fetch`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from engine.importing.draft import FORM, Draft, Wishes, line, page, prose, results
from engine.importing.form_schema import FormSchemas
from engine.importing.openapi_operations import (
    Operation,
    Parameter,
    base_url,
    can_be_sent,
    chosen,
    host_of,
    is_json,
    media_types,
    operations,
    parameters,
)
from engine.importing.openapi_security import security_headers
from engine.importing.refused import Refused
from engine.importing.template_text import FILLED, if_filled, literal, quoted, value_of
from schemas.json_value import is_object

_IN_PATH = re.compile(r"\{([^{}]+)\}")
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_FORM_BODY = "application/x-www-form-urlencoded"
_IGNORED_HEADERS = ("accept", "content-type", "authorization")
"""OpenAPI says that parameters of these names mean nothing."""


@dataclass(slots=True)
class _Request:
    """The form and the request, as they come together."""

    properties: dict[str, Any] = field(default_factory=dict[str, Any])
    required: list[str] = field(default_factory=list[str])
    in_path: dict[str, str] = field(default_factory=dict[str, str])
    config: dict[str, Any] = field(default_factory=dict[str, Any])
    notes: list[str] = field(default_factory=list[str])
    whole: Any = None
    """The schema of the body where it is the whole form."""

    def field(self, name: str, where: str, schema: Any, *, required: bool) -> str:
        """Add a field; its name, which has its place in it where two would be called the same."""
        key, number = name, 1
        while key in self.properties:
            key = f"{name}_{where}" if number == 1 else f"{name}_{where}_{number}"
            number += 1
        self.properties[key] = schema
        self.required += [key] if required else []
        return key


def openapi_draft(document: Mapping[str, Any], wishes: Wishes) -> Draft:
    """The workflow for one operation. Raises `Refused`, with the operations where none was chosen."""
    version = document.get("openapi")
    if not isinstance(version, str) or not version.startswith("3."):
        said = line(version or document.get("swagger"), "none")
        raise Refused(f"the document is of OpenAPI version {said}, not 3", "Convert it to OpenAPI 3 first.")
    schemas = FormSchemas(document, for_request=True)
    operation = chosen(wishes.operation, operations(document, schemas))
    base = base_url(document, operation, wishes.server)
    request = _Request()
    for parameter in parameters(operation, schemas):
        _add_parameter(request, parameter, schemas)
    _add_body(request, operation, schemas)
    headers, notes = security_headers(document, operation, schemas, wishes.name)
    request.config["headers"] = {**request.config.get("headers", {}), **headers}
    url = base + _path_template(operation.path, request)
    whole = {"type": "object", "properties": request.properties, "required": request.required}
    form = schemas.form(whole if request.whole is None else request.whole)
    config = {
        "url": url,
        "allow": [host_of(base)],
        "method": operation.method,
        **{key: value for key, value in request.config.items() if value},
    }
    info = document.get("info")
    about = line(f"{operation.method} {base}{operation.path}")
    return Draft(
        title=operation.title,
        description=line(info.get("title")) if is_object(info) else "",
        about=about,
        step="1_request",
        modules=[_page(operation, config, schemas)],
        files={FORM: form},
        sends_secrets=bool(headers),
        notes=tuple(dict.fromkeys([*request.notes, *schemas.notes, *notes])),
    )


def _page(operation: Operation, config: dict[str, Any], schemas: FormSchemas) -> dict[str, Any]:
    answer = _answer(operation, schemas)
    media = media_types(answer)
    as_json = next((each for name, each in media.items() if is_json(name)), None)
    mapping = {"target_path": "results", "merge_mode": "append"}
    send: dict[str, Any] = {
        "id": "send",
        "label": "Send the request",
        "shortcut": "s",
        "primary": True,
        "loading_label": "Waiting for the answer",
        "action_type": "fetch",
        "execution_mode": "async",
        "config": config,
        "result_mapping": mapping,
    }
    is_picture = as_json is None and any(name in _PICTURES for name in media)
    if is_picture:
        config["expect"] = "bytes"
    elif as_json is None:
        config["expect"] = "text"
    if not is_picture and not (as_json is not None and _makes_results(as_json.get("schema"), schemas)):
        # What is no object is no result that a list could show, so that it is shown by itself.
        send["effects"] = {"done": "overlay"}
    shown = results(title="Answers", empty="No answers yet. Press s to send the request.", as_grid=is_picture)
    return page(operation.title, prose(operation.content.get("description")), shown, [send])


def _answer(operation: Operation, schemas: FormSchemas) -> Mapping[str, Any]:
    """What comes back when all is well."""
    listed = operation.content.get("responses")
    known = {str(status): each for status, each in listed.items()} if is_object(listed) else {}
    good = sorted(status for status in known if re.fullmatch(r"2(\d\d|XX)", status))
    return schemas.followed(known.get(good[0] if good else "default"))


def _makes_results(schema: Any, schemas: FormSchemas) -> bool:
    found = schemas.followed(schema)
    return schemas.is_object_like(found) or (
        found.get("type") == "array" and schemas.is_object_like(found.get("items"))
    )


def _add_parameter(request: _Request, parameter: Parameter, schemas: FormSchemas) -> None:
    shape = schemas.followed(parameter.schema)
    schema = dict(parameter.schema)
    if parameter.description:
        schema["description"] = parameter.description
    is_header = parameter.where == "header"
    if parameter.where not in ("path", "query", "header") or (is_header and not can_be_sent(parameter.name)):
        request.notes.append(f"It sends no {line(parameter.where)} called {line(parameter.name)}.")
        return
    if is_header and parameter.name.lower() in _IGNORED_HEADERS:
        return
    has_default = shape.get("default") is not None
    if is_header and not (parameter.required or has_default):
        # A header cannot be left out of a request by a template: an empty one would be sent.
        request.notes.append(f"It leaves out the optional header {line(parameter.name)}.")
        return
    name = request.field(parameter.name, parameter.where, schema, required=parameter.required)
    as_text = f"values[{quoted(name)}]"
    if shape.get("type") == "array" and not parameter.as_json:
        as_text += " | join(',')"
    elif parameter.as_json or schemas.is_object_like(shape):
        as_text += " | json"
    elif shape.get("type") == "boolean":
        as_text += " | string | lower"
    if parameter.where == "path":
        # The filter leaves slashes alone, and one in a value would lead to another path.
        request.in_path[parameter.name] = "{{ " + as_text + " | string | urlencode | replace('/', '%2F') }}"
    elif is_header:
        request.config.setdefault("headers", {})[parameter.name] = _header(name, as_text, shape, parameter)
    else:
        is_json_text = as_text.endswith("json")
        made = if_filled(name, as_text, "none") if is_json_text else value_of(name, shape)
        request.config.setdefault("query", {})[parameter.name] = made


def _header(name: str, as_text: str, shape: Mapping[str, Any], parameter: Parameter) -> str:
    if parameter.required:
        return "{{ " + as_text + " }}"
    default = shape.get("default")
    otherwise = str(default).lower() if isinstance(default, bool) else str(default)
    return if_filled(name, as_text, quoted(otherwise))


def _add_body(request: _Request, operation: Operation, schemas: FormSchemas) -> None:
    holder = schemas.followed(operation.content.get("requestBody"))
    media = media_types(holder)
    if not media or operation.method in ("GET", "HEAD"):
        return
    required = holder.get("required") is True
    kind = next((name for name in media if is_json(name)), "") or next(
        (name for name in media if name == _FORM_BODY or name.startswith("text/")), ""
    )
    if not kind:
        offered = line(", ".join(media))
        if required:
            raise Refused(f"the operation takes only {offered}", "A workflow can send JSON, forms and texts.")
        request.notes.append(f"It sends no body: the operation takes only {offered}.")
        return
    schema = media[kind].get("schema")
    schema = schema if is_object(schema) else {"type": "object" if kind == _FORM_BODY else "string"}
    if kind == "text/json" or kind != "application/json":
        request.config.setdefault("headers", {})["Content-Type"] = literal(kind)
    if not request.properties and schemas.is_object_like(schema):
        request.whole = schema
        value = FILLED
    else:
        name = request.field("body", "content", schema, required=required)
        value = f"values[{quoted(name)}]" + ("" if required else " | default({}, true)")
    if is_json(kind):
        request.config["json"] = "{{ " + value + " }}"
    else:
        request.config["body"] = "{{ " + value + (" | urlencode" if kind == _FORM_BODY else "") + " }}"


def _path_template(path: str, request: _Request) -> str:
    """The path with a template in each of its places; what is between them is only text."""
    parts = _IN_PATH.split(path)
    made: list[str] = []
    for at, part in enumerate(parts):
        if at % 2 == 0:
            made.append(quote(part, safe="/?:@!$&'()*+,;=~%-._"))
            continue
        if part not in request.in_path:  # a place that no parameter describes
            name = request.field(part, "path", {"type": "string"}, required=True)
            text = "{{ values[" + quoted(name) + "] | string | urlencode | replace('/', '%2F') }}"
            request.in_path[part] = text
        made.append(request.in_path[part])
    return "".join(made)
