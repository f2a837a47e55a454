"""The web UI's errors: `{"error": class name, "detail": text or list, "body": "", "errors": text}`."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.http.refusals import detail_in, refusal_of
from engine.providers.http.retries import retry_after
from schemas.json_value import is_object


def refused(
    status: int, headers: Mapping[str, str], body: bytes, *, where: str, secret: str | None
) -> ProviderError:
    """The error of a status that is not 2xx. `secret` is HTTP Basic's: its password is blotted out too."""
    try:
        said: Any = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    detail: Mapping[str, Any] = {}
    if is_object(said):
        words = said.get("detail") or said.get("errors") or said.get("error")
        detail = detail_in({"detail": words})
    password = _password(secret)
    if password and isinstance(detail.get("message"), str):
        detail = {**detail, "message": detail["message"].replace(password, "…")}
    return refusal_of(status, detail, retry_after(headers), where=where, secret=secret)


def _password(secret: str | None) -> str:
    try:
        return base64.b64decode(secret or "").decode().partition(":")[2]
    except ValueError:
        return ""
