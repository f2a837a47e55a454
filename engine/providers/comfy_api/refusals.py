"""The API's errors: `{"error": {code, message, details: {"node_errors": {node: [{field, reason}]}}}}`."""

from collections.abc import Mapping
from typing import Any

from engine.providers.comfyui.node_errors import GraphRefused, error_in
from engine.providers.errors import ProviderError
from engine.providers.hosted.job_replies import objects_in
from engine.providers.http.refusals import refusal
from schemas.json_value import is_object


def refused(
    status: int, headers: Mapping[str, str], body: bytes, *, where: str, secret: str | None
) -> ProviderError:
    """The error of a status that is not 2xx; `GraphRefused` of an invalid workflow."""
    plain = refusal(status, headers, body, where=where, secret=secret)
    if status != 422:
        return plain
    _, error = error_in(body)
    if error is None:
        return plain
    if error.get("code") == "idempotency_key_reuse":
        return ProviderError(
            "bad_request",
            f"{where} has had this request already; what became of it is not known.",
            hint="The job may run: look there before you try again.",
        )
    details = error.get("details")
    nodes: Any = details.get("node_errors") if is_object(details) else None
    if not is_object(nodes) or not nodes:
        return plain
    told = GraphRefused(plain.code, plain.message, hint=plain.hint)
    told.nodes = {str(node): {"errors": _as_comfyui(problems)} for node, problems in nodes.items()}
    told.said = ""
    return told


def _as_comfyui(problems: Any) -> list[dict[str, Any]]:
    """The problems of a node in the shape of ComfyUI's own API."""
    return [
        {
            "message": str(each.get("reason") or "not valid").replace("_", " "),
            "extra_info": {"input_name": each.get("field")},
        }
        for each in objects_in(problems)
    ]
