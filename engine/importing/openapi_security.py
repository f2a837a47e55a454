"""Keys and tokens that an OpenAPI operation asks for, as headers from environment variables.

`fetch` sends the value of a variable in a header and nowhere else, so a document never holds
a secret, and a key in the query or a cookie cannot be sent.
"""

import re
from collections.abc import Mapping
from typing import Any

from engine.importing.draft import line
from engine.importing.form_schema import FormSchemas
from engine.importing.openapi_operations import Operation, can_be_sent
from schemas.json_value import is_list, is_object


def security_headers(
    document: Mapping[str, Any], operation: Operation, schemas: FormSchemas, name: str
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The headers, and what the person has to know about them."""
    listed = operation.content.get("security", document.get("security"))
    wanted = [each for each in listed if is_object(each)] if is_list(listed) else []
    if not wanted:
        return {}, ()
    reasons: list[str] = []
    for alternative in sorted(wanted, key=len, reverse=True):  # the empty one, which asks for nothing, last
        headers: dict[str, Any] = {}
        notes: list[str] = []
        refused = ""
        for scheme in alternative:
            made = _header(schemas.followed(_scheme(document, scheme)), _variable(name, scheme))
            if isinstance(made, str):
                refused = f"{line(scheme)} {made}"
                break
            header, value, note = made
            headers[header] = value
            notes.append(note)
        if refused:
            reasons.append(refused)
            continue
        return headers, tuple(notes)
    return {}, (f"Requests go without a key, and may be refused: {'; '.join(reasons[:3])}.",)


def _header(scheme: Mapping[str, Any], variable: str) -> tuple[str, dict[str, str], str] | str:
    """Name, value and a note; or why there can be none."""
    kind, flavour = scheme.get("type"), str(scheme.get("scheme", "")).lower()
    if kind == "apiKey":
        header = scheme.get("name")
        if scheme.get("in") != "header":
            return f"is a key in the {line(scheme.get('in'), 'request')}, and only headers can carry secrets"
        if not isinstance(header, str) or not can_be_sent(header):
            return "names no header that can be sent"
        return header, {"env": variable}, f"Put the key into the environment variable {variable}."
    if kind == "http" and flavour == "basic":
        note = f"Put the Base64 of name:password into the environment variable {variable}."
        return "Authorization", {"env": variable, "prefix": "Basic "}, note
    if (kind == "http" and flavour == "bearer") or kind in ("oauth2", "openIdConnect"):
        note = f"Put the access token into the environment variable {variable}."
        return "Authorization", {"env": variable, "prefix": "Bearer "}, note
    return "is of a kind that cannot be sent"


def _scheme(document: Mapping[str, Any], name: str) -> Any:
    components = document.get("components")
    schemes = components.get("securitySchemes") if is_object(components) else None
    return schemes.get(name) if is_object(schemes) else None


def _variable(workflow: str, scheme: str) -> str:
    """The name of an environment variable; the workflow's name keeps it apart from others."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", f"{workflow}_{scheme}"[:200])
    words = re.sub(r"[^A-Z0-9]+", "_", apart.upper()).strip("_")
    return words[:60].rstrip("_")
