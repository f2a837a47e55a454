"""The events of a streamed picture: how it looks so far, then the picture with its usage."""

import json
from collections.abc import AsyncGenerator, Mapping
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.http.failures import not_json
from engine.providers.http.replies import Reply
from engine.providers.openai_errors import error_of_event
from engine.providers.sse import SSEDecoder
from schemas.json_value import is_object

MAX_EVENT = 96 * 1024 * 1024
"""Bytes of one event: a whole picture in base64."""


async def picture_events(reply: Reply, where: str, secret: str | None) -> AsyncGenerator[Mapping[str, Any]]:
    """Each event of the stream, `…completed` last.

    Names are `image_generation.*` and `image_edit.*`. Raises `ProviderError`: what an
    `error` event says, and `truncated` when the stream ends before the picture.
    """
    decoder = SSEDecoder(MAX_EVENT)
    while True:
        data = await reply.next()
        for payload in decoder.feed(data) if data is not None else decoder.end():
            if payload.strip() == "[DONE]":
                continue
            event = _event(payload, where)
            kind = str(event.get("type") or "")
            if kind == "error" or is_object(event.get("error")):
                raise error_of_event(event, where=where, secret=secret)
            yield event
            if kind.endswith(".completed"):
                return
        if data is None:
            raise ProviderError(
                "truncated",
                f"{where} stopped before the picture was there.",
                hint="Try again.",
                retryable=True,
            )


def _event(payload: str, where: str) -> Mapping[str, Any]:
    try:
        event: Any = json.loads(payload)
    except (ValueError, RecursionError):
        raise not_json(where) from None
    if not is_object(event):
        raise not_json(where)
    return event
