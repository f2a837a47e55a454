"""What an OpenAI-compatible server's refusals mean, said for a person.

Shapes: `{"error": {"message", "type", "code", …}}` (OpenAI, llama.cpp, vLLM), `{"error":
"…"}` (Ollama), `{"detail": …}` (FastAPI servers); `code` is a string or an HTTP status.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, cast

from engine.providers.errors import ProviderError
from schemas.clean_text import clean_line

_OVERFLOW = re.compile(
    r"context.{0,20}(length|window|size)|maximum context|prompt is too long", re.IGNORECASE
)
_QUOTE_LIMIT = 300


def error_of_response(
    status: int, headers: Mapping[str, str], body: bytes, *, where: str, secret: str | None
) -> ProviderError:
    """Return the error for an answer whose status is not 200.

    `where` names the server in messages; `secret` is blotted out of what it said.
    """
    try:
        reply: Any = json.loads(body)
    except (ValueError, RecursionError):
        reply = None
    return _error(status, _detail(reply), _retry_after(headers), where, secret)


def error_of_event(event: Mapping[str, Any], *, where: str, secret: str | None) -> ProviderError:
    """Return the error for an `{"error": …}` object that came with status 200."""
    detail = _detail(event)
    code = detail.get("code")
    status = code if isinstance(code, int) and 400 <= code < 600 else 500
    return _error(status, detail, None, where, secret)


def _error(
    status: int, detail: Mapping[str, Any], retry_after: float | None, where: str, secret: str | None
) -> ProviderError:
    text = str(detail.get("message") or "")
    kind = f"{detail.get('type') or ''} {detail.get('code') or ''}"
    said = _quote(text, secret)

    if (
        "exceed_context_size" in kind
        or "context_length_exceeded" in kind
        or (status in (400, 413, 422) and _OVERFLOW.search(text))
    ):
        return ProviderError("context_overflow", _overflow(detail, where, said), hint="Shorten the prompt.")
    if status in (401, 403):
        # Not quoted: some servers repeat part of the key.
        problem = "does not accept the API key" if status == 401 else "does not allow this with this API key"
        return ProviderError(
            "unauthorised", f"{where} {problem} ({status}).", hint="Check the provider's API key."
        )
    if status == 402 or "insufficient_quota" in kind:
        return ProviderError(
            "rate_limited",
            f"The account at {where} has no credit left.{said}",
            hint="Check plan and billing there.",
        )
    if status == 404:
        return ProviderError(
            "bad_request",
            f"{where} has no such address or model (404).{said}",
            hint="Check the model's name and the base URL, which usually ends in /v1.",
        )
    if status == 429:
        wait = "Wait a little" if retry_after is None else f"Wait {retry_after:.0f} s"
        return ProviderError(
            "rate_limited",
            f"{where} is receiving too many requests (429).{said}",
            hint=f"{wait}, then try again.",
            retryable=True,
            retry_after=retry_after,
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
            hint="Try again in a moment.",
            retryable=status != 501,
            retry_after=retry_after,
        )
    return ProviderError(
        "bad_request",
        f"{where} refused the request ({status}).{said}",
        hint="Check the model and its parameters.",
    )


def _detail(reply: Any) -> Mapping[str, Any]:
    """Return the object that holds `message`, `type` and `code`, whatever shape came."""
    if not isinstance(reply, dict):
        return {}
    reply = cast("dict[str, Any]", reply)
    error = reply.get("error", reply.get("detail", reply))
    if isinstance(error, dict):
        return cast("dict[str, Any]", error)
    return {"message": error} if isinstance(error, str) else {}


def _quote(text: str, secret: str | None) -> str:
    if secret:
        text = text.replace(secret, "…")
    text = clean_line(text).strip()
    if len(text) > _QUOTE_LIMIT:
        text = f"{text[: _QUOTE_LIMIT - 1]}…"
    return f" It said: {text}" if text else ""


def _overflow(detail: Mapping[str, Any], where: str, said: str) -> str:
    asked, holds = detail.get("n_prompt_tokens"), detail.get("n_ctx")
    if isinstance(asked, int) and isinstance(holds, int):
        return f"The prompt has {asked:,} tokens; {where} takes {holds:,}."
    return f"The prompt is longer than {where} takes.{said}"


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds from `Retry-After`: a number, or an HTTP date."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d+)?", value):
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
