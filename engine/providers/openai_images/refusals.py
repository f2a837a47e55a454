"""What the images API refuses."""

import re
from collections.abc import Mapping

from engine.providers.errors import ProviderError, Wrong
from engine.providers.http.refusals import detail_of, quote
from engine.providers.openai_errors import error_of_response

_UNWANTED = re.compile(r"moderation_blocked|content_policy|safety_violation|image_generation_user_error")


def images_refusal(
    status: int, headers: Mapping[str, str], body: bytes, *, where: str, secret: str | None
) -> ProviderError:
    """As for chats; a prompt that is not wanted is `refused`."""
    detail = detail_of(body)
    if status == 400 and _UNWANTED.search(f"{detail.get('code') or ''} {detail.get('type') or ''}"):
        said = quote(str(detail.get("message") or ""), secret)
        return ProviderError(
            "refused",
            f"{where} does not want to make this.{said}",
            hint="Change the prompt.",
            details=[Wrong("prompt", "is not wanted there")],
        )
    return error_of_response(status, headers, body, where=where, secret=secret)
