"""What a server's refusals mean, said for a person.

Shapes: `{"error": {"message", "type", "code", …}}` (OpenAI, Anthropic, llama.cpp, vLLM),
`{"error": "…"}` (Ollama, Leonardo), `{"detail": "…"}` (Replicate, FastAPI), `{"detail":
[{"loc", "msg"}]}` (FastAPI's validation, fal), `{"title", "detail"}` (problem+json),
`{"message": "…"}`; or no JSON at all.
"""

import json
from collections.abc import Mapping
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.http.failures import web_page
from engine.providers.http.retries import retry_after
from engine.providers.http.wrong_values import wrong_values
from schemas.clean_text import clean_line
from schemas.json_value import is_list, is_object

QUOTE_LIMIT = 300
"""Characters."""


def refusal(
    status: int, headers: Mapping[str, str], body: bytes, *, where: str, secret: str | None
) -> ProviderError:
    """Return the error for an answer whose status is not 2xx.

    `where` names the server in messages; `secret` is blotted out of what it said.
    """
    return refusal_of(status, detail_of(body), retry_after(headers), where=where, secret=secret)


def refusal_of(
    status: int, detail: Mapping[str, Any], wait: float | None, *, where: str, secret: str | None
) -> ProviderError:
    """The same of a body that was read; `wait` is in seconds."""
    said = quote(str(detail.get("message") or ""), secret)
    if status in (401, 403):
        # Not quoted: some servers repeat part of the key.
        problem = "does not accept the API key" if status == 401 else "does not allow this with this API key"
        return ProviderError(
            "unauthorised", f"{where} {problem} ({status}).", hint="Check the provider's API key."
        )
    if status == 402:
        return ProviderError(
            "rate_limited",
            f"The account at {where} has no credit left.{said}",
            hint="Check plan and billing there.",
        )
    if status == 404:
        return ProviderError(
            "bad_request",
            f"{where} has no such address or model (404).{said}",
            hint="Check the model's name and the base URL.",
        )
    if status == 429:
        when = "Wait a little" if wait is None else f"Wait {wait:.0f} s"
        return ProviderError(
            "rate_limited",
            f"{where} is receiving too many requests (429).{said}",
            hint=f"{when}, then try again.",
            retryable=True,
            retry_after=wait,
        )
    if status in (408, 504):
        return ProviderError(
            "timeout", f"{where} took too long ({status}).{said}", hint="Try again.", retryable=True
        )
    if 300 <= status < 400:
        return ProviderError(
            "bad_request", f"{where} sends requests elsewhere ({status}).", hint="Check the base URL."
        )
    if status >= 500:
        return ProviderError(
            "server_error",
            f"{where} failed ({status}).{said}",
            hint="Try again; the failure is on the server's side.",
            retryable=True,
            retry_after=wait,
        )
    if status < 200:
        return web_page(where)
    return ProviderError(
        "bad_request",
        f"{where} refused the request ({status}).{said}",
        hint="Check the model and its parameters.",
        details=wrong_values(detail, secret),
    )


def detail_of(body: bytes) -> Mapping[str, Any]:
    """The object that holds `message`, `type` and `code`, whatever shape came; `{}` of no JSON.

    What `wrong_values` reads is left in it.
    """
    try:
        reply: Any = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return detail_in(reply)


def detail_in(reply: Any) -> Mapping[str, Any]:
    """The same of parsed JSON."""
    if not is_object(reply):
        return {}
    error: Any = reply.get("error") or reply.get("detail") or reply
    if is_list(error):
        return {"message": "; ".join(_complaint(each) for each in error[:8]), "detail": error}
    if is_object(error):
        return error
    return {**reply, "message": error} if isinstance(error, str) else {}


def quote(text: str, secret: str | None) -> str:
    """` It said: …`, cleaned, cut, without the secret; empty of an empty text."""
    if secret:
        text = text.replace(secret, "…")
    text = clean_line(text).strip()
    if len(text) > QUOTE_LIMIT:
        text = f"{text[: QUOTE_LIMIT - 1]}…"
    return f" It said: {text}" if text else ""


def _complaint(one: Any) -> str:
    """`body.width: must be a number` of one entry of FastAPI's validation errors."""
    if not is_object(one):
        return str(one)
    place = one.get("loc")
    words = str(one.get("msg") or one.get("message") or "")
    return f"{'.'.join(str(part) for part in place)}: {words}" if is_list(place) else words
