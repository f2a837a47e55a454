"""An answer whose head has come: read it chunk by chunk, or whole up to a cap."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from engine.providers.errors import ProviderError
from engine.providers.http.failures import broken_off, not_json, too_large, web_page
from engine.providers.read_ahead import ReadAhead
from schemas.frozen import frozen

if TYPE_CHECKING:
    import httpx

_SMALL = 256 * 1024
"""Bytes of JSON that are parsed at once; more goes to a thread."""


@frozen
class Answer:
    """A whole answer. `media_type` is in lower case, without its parameters."""

    status: int
    headers: Mapping[str, str]
    media_type: str
    data: bytes

    async def json(self, where: str) -> Any:
        """The parsed body, None of an empty one. Raises `ProviderError("bad_reply")`."""
        if not self.data.strip():
            return None
        try:
            if len(self.data) <= _SMALL:
                return json.loads(self.data)
            return await asyncio.to_thread(json.loads, self.data)
        except (ValueError, RecursionError):
            if self.media_type == "text/html" or self.data.lstrip()[:1] == b"<":
                raise web_page(where) from None
            raise not_json(where) from None


class Reply:
    """An answer with a good status, its body unread. Made by `Http.stream`, closed by its `async with`."""

    def __init__(
        self, response: "httpx.Response", ahead: ReadAhead, *, where: str, idle: float, asked_at: float
    ) -> None:
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.media_type = media_type_of(response)
        self.asked_at = asked_at
        """The loop's time at which the request began to be sent."""
        self._ahead = ahead
        self._where = where
        self._idle = idle

    @classmethod
    @asynccontextmanager
    async def of(
        cls, response: "httpx.Response", *, where: str, idle: float, asked_at: float
    ) -> "AsyncGenerator[Reply]":
        """Read `response` ahead while the block runs, and close it in the end."""
        try:
            async with ReadAhead(response.aiter_bytes()) as ahead:
                yield cls(response, ahead, where=where, idle=idle, asked_at=asked_at)
        finally:
            await response.aclose()

    async def next(self, *, by: float | None = None) -> bytes | None:
        """All that arrived since the last call, at least one byte; None at the end.

        Waits until the loop's time `by`, or else for the idle timeout. Raises
        `ProviderError`: `timeout`, `truncated`, `bad_reply`.
        """
        import httpx  # noqa: PLC0415 - imported already: there is a response

        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout_at(began + self._idle if by is None else by):
                return await self._ahead.next()
        except (TimeoutError, httpx.HTTPError) as error:
            raise broken_off(error, self._where, round(loop.time() - began, 2)) from error

    async def chunks(self) -> AsyncIterator[bytes]:
        """What arrives, until the end; each wait is up to the idle timeout."""
        while (data := await self.next()) is not None:
            yield data

    async def whole(self, most_bytes: int, *, by: float | None = None) -> bytes:
        """The body. Raises `ProviderError`; `bad_reply` when it is longer than `most_bytes`."""
        length = self.headers.get("content-length", "")
        if length.isdecimal() and int(length) > most_bytes and "content-encoding" not in self.headers:
            raise too_large(self._where, most_bytes)
        body = bytearray()
        while (data := await self.next(by=by)) is not None:
            body += data
            if len(body) > most_bytes:
                raise too_large(self._where, most_bytes)
        return bytes(body)

    async def as_far_as_it_came(self, most_bytes: int, *, by: float | None = None) -> bytes:
        """The beginning of the body: of an error message, some says more than nothing."""
        body = bytearray()
        try:
            while len(body) < most_bytes and (data := await self.next(by=by)) is not None:
                body += data
        except ProviderError:
            pass
        return bytes(body[:most_bytes])


def media_type_of(response: "httpx.Response") -> str:
    """`application/json` of `Application/JSON; charset=utf-8`."""
    return response.headers.get("content-type", "").partition(";")[0].strip().lower()
