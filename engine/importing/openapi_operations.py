"""What an OpenAPI 3 document offers: its operations, where they are asked, what they take."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from engine.importing.draft import line
from engine.importing.form_schema import FormSchemas
from engine.importing.refused import Refused
from engine.spelling import nearest
from schemas.clean_text import clean_line
from schemas.documents.fetch_config import HeaderName
from schemas.frozen import frozen
from schemas.json_value import is_list, is_object

_METHODS = ("get", "put", "post", "delete", "head", "patch")
_LISTED = 200
_SUMMARY = 1000
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_VARIABLE = re.compile(r"\{([^{}]*)\}")
_BASE = re.compile(r"https?://[A-Za-z0-9_.:\[\]-]+(/[A-Za-z0-9_.~%!$&'()*+,;=:@/-]*)?")


@frozen
class Operation:
    """One request that can be made. `place` is the path item it stands in."""

    name: str
    method: str
    path: str
    place: Mapping[str, Any]
    content: Mapping[str, Any]

    @property
    def title(self) -> str:
        """A line for a person: the first sentence of the summary, without its links."""
        summary = self.content.get("summary")
        plain = _LINK.sub(r"\1", summary[:_SUMMARY]) if isinstance(summary, str) else ""
        first = line(plain.partition(". ")[0]).rstrip(".")
        return first or line(self.name, f"{self.method} {self.path}")


@frozen
class Parameter:
    """What goes into the path, the query or a header; `schema` as the document has it."""

    name: str
    where: str
    required: bool
    schema: Mapping[str, Any]
    description: str
    as_json: bool


def operations(document: Mapping[str, Any], schemas: FormSchemas) -> list[Operation]:
    """Every operation, in the document's order; one without an id is called by method and path."""
    found: dict[str, Operation] = {}
    paths = document.get("paths")
    for path, item in paths.items() if is_object(paths) else ():
        place = schemas.followed(item)
        for method in _METHODS:
            content = place.get(method)
            if not path.startswith("/") or not is_object(content):
                continue
            plain = f"{method.upper()} {path}"
            given = content.get("operationId")
            name = given if isinstance(given, str) and given and given not in found else plain
            found[name] = Operation(name, method.upper(), path, place, content)
    return list(found.values())


def chosen(name: str | None, known: list[Operation]) -> Operation:
    """The operation of that id, or of that method and path. Raises `Refused` with the list of all."""
    if not known:
        raise Refused("the document has no operations", "It needs `paths` with at least one of them.")
    for each in known:
        if name in (each.name, f"{each.method} {each.path}"):
            return each
    if name is None and len(known) == 1:
        return known[0]
    rows = tuple(f"{clean_line(each.name)}  {_about(each)}".rstrip() for each in known[:_LISTED])
    rows += (f"and {len(known) - _LISTED} more",) if len(known) > _LISTED else ()
    if name is None:
        raise Refused(
            f"the document has {len(known)} operations: choose one",
            "Add --operation ID to the command.",
            rows,
        )
    close = nearest(name, [each.name for each in known])
    hint = f"Did you mean {line(close)}?" if close else "These are there:"
    raise Refused(f"there is no operation {name[:80]!r}", hint, () if close else rows)


def base_url(document: Mapping[str, Any], operation: Operation, wanted: str | None) -> str:
    """The URL that the path follows, without a slash at its end. Raises `Refused`."""
    if wanted is not None:
        return base_url_of(wanted)
    relative = ""
    for holder in (operation.content, operation.place, document):
        listed = holder.get("servers")
        for server in listed if is_list(listed) else ():
            url = _filled(server) if is_object(server) else ""
            if _usable(url):
                return url.rstrip("/")
            relative = relative or url
    said = f"its server is {line(relative)!r}" if relative else "it names no server"
    raise Refused(
        f"the document does not say where to ask: {said}",
        "Add --server URL, such as https://api.example.org/v1.",
    )


def base_url_of(wanted: str) -> str:
    """A person's own base URL, without a slash at its end. Raises `Refused`."""
    if not _usable(wanted):
        raise Refused(f"{wanted[:80]!r} is no base URL", "It looks like https://api.example.org/v1.")
    return wanted.rstrip("/")


def host_of(base: str) -> str:
    """The host of a base URL as `fetch` lists it, with the port if there is one."""
    return urlsplit(base).netloc.lower()


def parameters(operation: Operation, schemas: FormSchemas) -> Iterator[Parameter]:
    """What the operation takes beside a body; its own parameters come before those of its path."""
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for holder in (operation.place, operation.content):
        listed = holder.get("parameters")
        for each in listed if is_list(listed) else ():
            given = schemas.followed(each)
            name, where = given.get("name"), given.get("in")
            if isinstance(name, str) and name and isinstance(where, str):
                found[where, name] = given
    for (where, name), given in found.items():
        schema, as_json = given.get("schema"), False
        if not is_object(schema):
            schema, as_json = schemas.followed(_media(given.get("content"))[1]).get("schema"), True
        described = given.get("description")
        yield Parameter(
            name=name,
            where=where,
            required=where == "path" or given.get("required") is True,
            schema=schema if is_object(schema) else {"type": "string"},
            description=described if isinstance(described, str) else "",
            as_json=as_json and is_object(schema),
        )


def media_types(holder: Mapping[str, Any]) -> Mapping[str, Any]:
    """The bodies that something can have, by their media type without parameters, in lower case."""
    content = holder.get("content")
    listed = content.items() if is_object(content) else ()
    return {name.split(";")[0].strip().lower(): media for name, media in listed if is_object(media)}


def can_be_sent(header: str) -> bool:
    """Whether `fetch` sends a header of that name."""
    try:
        TypeAdapter[str](HeaderName).validate_python(header)
    except ValidationError:
        return False
    return True


def is_json(media_type: str) -> bool:
    """Whether a media type is JSON's, or that of a format made of JSON."""
    return media_type in ("application/json", "text/json") or media_type.endswith("+json")


def _media(content: Any) -> tuple[str, Any]:
    return next(iter(content.items()), ("", None)) if is_object(content) else ("", None)


def _filled(server: Mapping[str, Any]) -> str:
    """A server's URL with its variables at their defaults."""
    url, variables = server.get("url"), server.get("variables")
    if not isinstance(url, str):
        return ""

    def default(match: re.Match[str]) -> str:
        variable = variables.get(match[1]) if is_object(variables) else None
        value = variable.get("default") if is_object(variable) else None
        return str(value) if isinstance(value, str | int) else match[0]

    return _VARIABLE.sub(default, url[:2000])


def _usable(url: str) -> bool:
    if not _BASE.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _about(operation: Operation) -> str:
    summary = line(operation.content.get("summary"))
    plain = line(f"{operation.method} {operation.path}")
    return f"{plain}  {summary}".rstrip() if operation.name != plain else summary
