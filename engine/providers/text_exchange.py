"""Asks over HTTP for a streamed reply and reads it to its end."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.http.client import Http
from engine.providers.http.failures import too_slow
from engine.providers.http.replies import Reply
from engine.providers.text import ReplyPart
from engine.providers.text_stream import TextStream

USAGE_GRACE = 5.0
"""Seconds that a finished reply waits for its usage figures."""
MAX_WHOLE_BODY = 8 * 1024 * 1024
"""Bytes read of an answer that is not a stream."""


async def exchange(
    http: Http, path: str, body: Mapping[str, Any], new_stream: Callable[[], TextStream]
) -> AsyncGenerator[ReplyPart]:
    """Yield the reply to a POST as it arrives. Raises `ProviderError`; closing it closes the connection.

    `new_stream` is called when the answer begins. Until the model says something it has the
    client's `first_byte` seconds, from then on `idle` seconds between two network chunks.
    One `TextDelta` is all that arrived since the one before it was taken.
    """
    async with http.stream("POST", path, json=body) as reply:
        stream = new_stream()
        first_token_by = reply.asked_at + http.timeouts.first_byte
        if reply.media_type in stream.whole_body:
            whole = await reply.as_far_as_it_came(MAX_WHOLE_BODY, by=first_token_by)
            for part in stream.read_body(whole):
                yield part
            yield stream.end()
            return
        while not (stream.done or stream.failure):
            data = await _next(http, reply, stream, first_token_by)
            for part in stream.feed(data) if data else stream.finish():
                yield part
            if data is None:
                break
        yield stream.end()


async def _next(http: Http, reply: Reply, stream: TextStream, first_token_by: float) -> bytes | None:
    now = asyncio.get_running_loop().time()
    if stream.whole:
        limit = now + USAGE_GRACE
    else:
        limit = now + http.timeouts.idle if stream.started else first_token_by
    try:
        return await reply.next(by=limit)
    except ProviderError as error:
        if stream.whole:
            return None
        raise _broken_off(error, http, stream) from error


def _broken_off(error: ProviderError, http: Http, stream: TextStream) -> ProviderError:
    """What it means for a chat that its stream did not go on."""
    if error.code == "bad_reply":
        return stream.bad_reply()
    if error.code != "timeout":
        return stream.truncated()
    if not stream.started:
        return too_slow(http.where, http.timeouts.first_byte)
    return ProviderError(
        "timeout",
        f"{http.where} fell silent in the middle of its reply for {http.timeouts.idle:g} s.",
        hint="Try again; what arrived is kept.",
        retryable=True,
    )
