"""What an OpenAI-compatible server's refusals mean, said for a person.

Shapes: `{"error": {"message", "type", "code", …}}` (OpenAI, llama.cpp, vLLM), `{"error":
"…"}` (Ollama), `{"detail": …}` (FastAPI servers); `code` is a string or an HTTP status.
"""

import re
from collections.abc import Mapping
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.http.refusals import detail_in, detail_of, quote, refusal_of
from engine.providers.http.retries import retry_after

_OVERFLOW = re.compile(
    r"context.{0,20}(length|window|size)|maximum context|prompt is too long", re.IGNORECASE
)


def error_of_response(
    status: int, headers: Mapping[str, str], body: bytes, *, where: str, secret: str | None
) -> ProviderError:
    """Return the error for an answer whose status is not 200.

    `where` names the server in messages; `secret` is blotted out of what it said.
    """
    return error_of(status, detail_of(body), retry_after(headers), where, secret)


def error_of_event(event: Mapping[str, Any], *, where: str, secret: str | None) -> ProviderError:
    """Return the error for an `{"error": …}` object that came with status 200."""
    detail = detail_in(event)
    code = detail.get("code")
    status = code if isinstance(code, int) and 400 <= code < 600 else 500
    return error_of(status, detail, None, where, secret)


def error_of(
    status: int, detail: Mapping[str, Any], wait: float | None, where: str, secret: str | None
) -> ProviderError:
    """The same of a body that was read; `wait` is in seconds."""
    text = str(detail.get("message") or "")
    kind = f"{detail.get('type') or ''} {detail.get('code') or ''}"
    said = quote(text, secret)

    if (
        "exceed_context_size" in kind
        or "context_length_exceeded" in kind
        or (status in (400, 413, 422) and _OVERFLOW.search(text))
    ):
        return ProviderError("context_overflow", _overflow(detail, where, said), hint="Shorten the prompt.")
    if "insufficient_quota" in kind:
        return refusal_of(402, detail, None, where=where, secret=secret)
    error = refusal_of(status, detail, wait, where=where, secret=secret)
    if status == 404:
        error.hint = "Check the model's name and the base URL, which usually ends in /v1."
    return error


def _overflow(detail: Mapping[str, Any], where: str, said: str) -> str:
    asked, holds = detail.get("n_prompt_tokens"), detail.get("n_ctx")
    if isinstance(asked, int) and isinstance(holds, int):
        return f"The prompt has {asked:,} tokens; {where} takes {holds:,}."
    return f"The prompt is longer than {where} takes.{said}"
