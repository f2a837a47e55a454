"""What ComfyUI says is wrong with a graph, told with the names of the form's fields.

A refusal (400): `{"error": {type, message, details, extra_info}, "node_errors": {node: {"errors":
[{type, message, details, extra_info: {input_name, input_config, received_value}}], class_type}}}`.
"""

import json
from collections.abc import Mapping
from typing import Any

from engine.form.paths import token
from engine.providers.comfyui.graph import Filled
from engine.providers.errors import ProviderError, Wrong
from engine.providers.http.refusals import QUOTE_LIMIT, refusal
from engine.spelling import nearest
from schemas.clean_text import clean_line
from schemas.json_value import is_list, is_object

MOST_ERRORS = 8


class GraphRefused(ProviderError):
    """The server does not take the graph. `nodes` is its `node_errors`, `said` its own sentence.

    `details` are there once `told` has found out which fields are behind the nodes.
    """

    nodes: Mapping[str, Any]
    said: str


def error_in(body: bytes) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
    """Return a reply and the object that is its `error`; None where it has none."""
    try:
        reply: Any = json.loads(body)
    except (ValueError, RecursionError):
        return {}, None
    error: Any = reply.get("error") if is_object(reply) else None
    return (reply, error) if is_object(error) else ({}, None)


def refused(
    status: int, headers: Mapping[str, str], body: bytes, *, where: str, secret: str | None
) -> ProviderError:
    """The error of a status that is not 2xx; `GraphRefused` of an invalid graph."""
    plain = refusal(status, headers, body, where=where, secret=secret)
    if status != 400:
        return plain
    reply, error = error_in(body)
    if error is None:
        return plain
    nodes = reply.get("node_errors")
    refusal_ = GraphRefused(plain.code, plain.message, hint="Correct the form, or the graph.")
    refusal_.nodes = nodes if is_object(nodes) else {}
    details = str(error.get("details") or "")
    refusal_.said = _short(f"{error.get('message') or ''} {details}" if not refusal_.nodes else "", secret)
    return refusal_


def told(error: GraphRefused, filled: Filled, where: str) -> GraphRefused:
    """The same error in the words of the form."""
    fields: dict[str, str] = {}
    details: dict[str, Wrong] = {}
    hints: list[str] = []
    for node, content in error.nodes.items():
        problems = content.get("errors") if is_object(content) else None
        for problem in problems if is_list(problems) else []:
            if not is_object(problem):
                continue
            extra = problem.get("extra_info")
            about: Mapping[str, Any] = extra if is_object(extra) else {}
            input_ = _short(str(about.get("input_name") or ""))
            name = filled.field_at(str(node), input_)
            fields.setdefault(name, _reason(problem))
            if field := filled.fields.get(f"{node}.{input_}"):
                details.setdefault(field, Wrong(token(field), fields[name]))
            hints += _nearest(name, about)
    complaints = "; ".join(f"{name}: {reason}" for name, reason in list(fields.items())[:MOST_ERRORS])
    result = GraphRefused(
        "bad_request",
        f"{where} does not take this: {complaints or error.said or 'the graph is not valid'}.",
        hint=" ".join(hints[:2]) or error.hint,
        status=error.status,
        details=tuple(details.values()),
    )
    result.nodes, result.said = error.nodes, error.said
    return result


def _reason(problem: Mapping[str, Any]) -> str:
    message = _short(str(problem.get("message") or "not valid"))
    if problem.get("type") == "value_not_in_list":
        about = problem.get("extra_info")
        received = about.get("received_value") if is_object(about) else None
        return f"the server has no {_short(str(received))!r}"
    if problem.get("type") in ("custom_validation_failed", "exception_during_validation"):
        return _short(str(problem.get("details") or message))
    return message[:1].lower() + message[1:]


def _nearest(name: str, about: Mapping[str, Any]) -> list[str]:
    """A choice that the server does have."""
    config = about.get("input_config")
    choices: Any = config[0] if is_list(config) and config else None
    if not is_list(choices):
        return []
    words = [clean_line(each) for each in choices if isinstance(each, str)]
    close = nearest(str(about.get("received_value")), words)
    if close:
        return [f"For {name} did you mean {close}?"]
    return [f"For {name} it has {', '.join(words[:8])}." if words else f"For {name} it has nothing at all."]


def _short(text: str, secret: str | None = None) -> str:
    text = clean_line(text.replace(secret, "…") if secret else text).strip().rstrip(".")
    return text if len(text) <= QUOTE_LIMIT else f"{text[: QUOTE_LIMIT - 1]}…"
