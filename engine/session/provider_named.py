"""Which provider an execution will ask, as far as that is said before it begins."""

from collections.abc import Mapping
from typing import Any

from engine.actions.media_names import is_media, named_in
from engine.store.executions import ExecutionRequest
from engine.templates.errors import MissingName
from engine.templates.sandbox import render_value


def provider_named(request: ExecutionRequest, settings: Mapping[str, Any]) -> str:
    """The provider's name; "" where the workflow's or the program's default will answer.

    `settings` are the session's. Other actions than those that generate have no provider.
    """
    media = is_media(request.action)
    if not media and not request.action.startswith("llm"):
        return ""
    chosen = settings.get("media_provider" if media else "text_provider") or _rendered(request)
    if not chosen and media:
        chosen = named_in(request.action)[0]
    return chosen if isinstance(chosen, str) else ""


def lane_of(action: str, provider: str) -> str:
    """The lane of the queue for what asks this provider: of one lane one runs at a time."""
    return f"{action}/{provider}" if provider else action


def _rendered(request: ExecutionRequest) -> Any:
    try:
        return render_value(request.config.get("provider"), {"values": request.values})
    except (MissingName, ValueError):
        return None  # it depends on more than the form
