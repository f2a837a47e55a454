"""What the proxy says to a submitted task."""

from collections.abc import Mapping
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.hosted.job_replies import id_in
from engine.providers.http.client import Http
from engine.providers.http.refusals import quote
from schemas.json_value import is_object

_TAKEN = {1: "submitted", 21: "there already", 22: "in the queue"}


def task_in(reply: Mapping[str, Any], http: Http) -> tuple[str, str]:
    """The task's id, and words on where it is. Raises `ProviderError`."""
    code = reply.get("code")
    if code in _TAKEN:
        return id_in(reply.get("result"), http.where), _TAKEN[code]
    said = quote(str(reply.get("description") or ""), http.secret)
    if code == 23:
        raise ProviderError(
            "rate_limited",
            f"The queue at {http.where} is full.{said}",
            hint="Wait until something there has ended, then try again.",
            retryable=True,
        )
    if code == 24:
        properties = reply.get("properties")
        word = properties.get("bannedWord") if is_object(properties) else None
        named = quote(word, http.secret) if isinstance(word, str) else said
        raise ProviderError(
            "refused",
            f"Midjourney does not allow a word in the prompt.{named}",
            hint="Change the prompt.",
        )
    raise ProviderError(
        "bad_request",
        f"{http.where} did not take the task ({str(code)[:20]}).{said}",
        hint="Change the request.",
    )
