"""Requests to one server, with every failure as an `OperationError`."""

import asyncio
import json
import socket
import sys
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import httpx
from pydantic import ValidationError

from engine.client.remote_http.address import Address
from engine.client.remote_http.link import Link
from engine.operations.errors import BY_KIND, BadRequest, Internal, NotFound, OperationError, TooMany
from schemas.json_value import is_object
from schemas.messages.errors import ErrorBody

CONNECT, ORDINARY, LONG, SILENCE = 5.0, 60.0, 3600.0, 45.0
"""Seconds: to connect, for a reply, for the reply of what runs until it ends, between a stream's bytes."""

_PAUSES = (0.25, 0.5, 1.0)
"""Seconds before a request that reached nobody is tried again: a server may just be starting anew."""

_TIMES, _LONGEST_WAIT = 5, 5.0
"""How often a server may say that it is asked too often, and for how many seconds one waits then."""

_OURS = 500
_NOBODY_BEHIND = (502, 503, 504)
"""What a load balancer or a proxy says when no server answers it."""

T = TypeVar("T")


class Unreachable(Internal):
    """The server cannot be asked, or went away before it answered."""

    code = "unreachable"


class Connection:
    """One server. Raises `OperationError` only."""

    def __init__(self, address: Address, token: str = "") -> None:
        """`token` says who asks. Raises `BadRequest` where it would go in plain text over a network."""
        if token and not (address.local or address.url.startswith("https:")):
            raise BadRequest(
                f"A token would go to {address.shown} in plain text.",
                hint="Use https, or reach it through ssh: ssh -L 8377:127.0.0.1:8377 HOST.",
                code="insecure",
            )
        self.address = address
        self.link = Link(self.greet)
        self._client = httpx.AsyncClient(
            base_url=address.url,
            headers={"authorization": f"Bearer {token}"} if token else {},
            transport=httpx.AsyncHTTPTransport(
                # Certificates take 50 ms to read, and only some servers have one.
                verify=address.url.startswith("https:"),
                uds=address.socket,
                # The server closes what is idle for 5 s; a connection is not to be used at that moment.
                limits=httpx.Limits(max_connections=None, keepalive_expiry=3.0),
                socket_options=None if address.socket else _probes(),
            ),
            trust_env=not address.local,  # never send this machine's own traffic to a proxy
            follow_redirects=False,
        )

    async def post(self, path: str, content: bytes, *, timeout: float = ORDINARY) -> Any:
        """The data in the envelope that answers a JSON body."""
        headers = {"content-type": "application/json"}
        return await self._answer("POST", path, timeout, content=content, headers=headers)

    async def greet(self) -> None:
        """Return if it is a Reroll server that answers."""
        try:
            said: Any = json.loads(await self.get("/health"))
        except (ValueError, NotFound):
            raise self.nonsense() from None
        if not (is_object(said) and str(said.get("program")).startswith("reroll")):
            raise self.nonsense()

    async def send_file(self, path: str, name: str, pieces: AsyncIterable[bytes]) -> Any:
        """The data in the envelope that answers a file. Not tried again: its pieces are gone."""
        headers = {"content-type": "application/octet-stream"}
        async with self.opened(
            "POST", path, LONG, params={"name": name}, content=pieces, headers=headers
        ) as response:
            return await self._data(response)

    async def get(self, path: str) -> bytes:
        """A whole file."""

        async def ask() -> bytes:
            async with self.opened("GET", path, ORDINARY) as response:
                if not response.is_success:
                    raise await self.refusal(response)
                return await response.aread()

        return await self._when_let(ask)

    async def _answer(self, method: str, path: str, timeout: float, **request: Any) -> Any:
        return await self._when_let(lambda: self._asked(method, path, timeout, request))

    async def _when_let(self, ask: Callable[[], Awaitable[T]]) -> T:
        """What is answered, as slowly as the server wants to be asked."""
        for _ in range(_TIMES):
            try:
                return await ask()
            except TooMany as error:
                if error.seconds > _LONGEST_WAIT:
                    raise
                await asyncio.sleep(error.seconds)
        return await ask()

    async def _asked(self, method: str, path: str, timeout: float, request: Mapping[str, Any]) -> Any:
        for pause in (*_PAUSES, None):
            try:
                async with self.opened(method, path, timeout, **request) as response:
                    return await self._data(response)
            except Unreachable as error:
                if pause is None or not isinstance(error.__cause__, httpx.ConnectError):
                    raise
            await asyncio.sleep(pause)
        raise AssertionError

    @asynccontextmanager
    async def opened(
        self, method: str, path: str, timeout: float, **request: Any
    ) -> AsyncGenerator[httpx.Response]:
        """A response whose body is still to be read, silent for at most `timeout` seconds."""
        limits = httpx.Timeout(timeout, connect=CONNECT, pool=None)
        answered = False
        try:
            async with self._client.stream(method, path, timeout=limits, **request) as response:
                answered = response.status_code not in _NOBODY_BEHIND
                if not answered:
                    raise self._unreachable("is not reached by what stands before it")
                self.link.holds()
                yield response
        except httpx.TimeoutException as error:
            raise self._unreachable("did not answer in time") from error
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL) as error:
            raise self._unreachable("cannot be reached") from error
        except RuntimeError as error:
            if not self._client.is_closed:
                raise
            raise Internal("The engine is closed.", code="closed") from error
        finally:
            if not answered and not self._client.is_closed:
                self.link.lost()

    async def _data(self, response: httpx.Response) -> Any:
        if not response.is_success:
            raise await self.refusal(response)
        try:
            return json.loads(await response.aread())["data"]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise self.nonsense() from None

    async def refusal(self, response: httpx.Response) -> OperationError:
        """The error that a response holds."""
        try:
            envelope: Any = json.loads(await response.aread())
            error = error_of(response.status_code, envelope["error"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return self.nonsense()
        after = response.headers.get("retry-after", "")
        if isinstance(error, TooMany) and after.isascii() and after.isdigit():
            error.seconds = float(after)
        return error

    def nonsense(self) -> OperationError:
        """What to say of a reply that makes no sense."""
        return Internal(
            f"What answers at {self.address.shown} is no Reroll server, or one of another version.",
            hint="Check the address.",
            code="bad_reply",
        )

    def _unreachable(self, what: str) -> Unreachable:
        return Unreachable(
            f"The server at {self.address.shown} {what}.",
            hint="Is `reroll serve` running there? What was saved is safe on the server.",
        )

    async def close(self) -> None:
        """Close every connection."""
        await self.link.close()
        await self._client.aclose()


def error_of(status: int, body: Mapping[str, Any]) -> OperationError:
    """The error of the small hierarchy that a status and an error's body mean.

    Raises ValueError for what is no error's body.
    """
    if not is_object(body):
        raise ValueError("an error is an object")
    try:
        said = ErrorBody.model_validate(body)
    except ValidationError as error:
        raise ValueError("no error's body") from error
    by_status = {each.status: each for each in BY_KIND.values()}
    kind = BY_KIND.get(said.code) or by_status.get(status) or (BadRequest if status < _OURS else Internal)
    return kind(said.message, hint=said.hint, details=said.details, code=said.code)


def _probes() -> list[tuple[int, int, int]]:
    """Ask a silent connection after half a minute whether the other end is still there."""
    options = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
    if sys.platform == "linux":
        options += [
            (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 30),
            (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 10),
            (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3),
        ]
    return options
