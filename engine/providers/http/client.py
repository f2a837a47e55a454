"""The HTTP client of one provider."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import unquote, urljoin

from engine.providers.errors import ProviderError
from engine.providers.http.addresses import origin, split
from engine.providers.http.auth import Auth
from engine.providers.http.connections import Connections
from engine.providers.http.failures import NeverSent, no_answer
from engine.providers.http.limits import Limits
from engine.providers.http.refusals import refusal
from engine.providers.http.replies import Answer, Reply
from engine.providers.http.retries import Retries
from schemas.frozen import frozen

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

MOST_BYTES = 64 * 1024 * 1024
"""Of a whole answer: pictures come as base64 inside JSON."""
ERROR_BYTES = 64 * 1024
MOST_REDIRECTS = 5
REFUSED_UNDONE = frozenset({429, 503, 529})
"""A server that says so has done nothing; 529 is Anthropic's word for overloaded."""


@frozen
class Timeouts:
    """Seconds: to connect, until an answer's head is there, between two chunks, for a whole answer."""

    connect: float = 10.0
    first_byte: float = 120.0
    idle: float = 60.0
    whole: float = 600.0


class Refused(Protocol):
    """Makes the error of a status that is not 2xx."""

    def __call__(
        self, status: int, headers: Mapping[str, str], body: bytes, *, where: str, secret: str | None
    ) -> ProviderError: ...


class Http:
    """Asks one server. Everything that goes wrong is a `ProviderError`, free of secrets.

    `base_url` ends before the paths; a user and password in it become HTTP Basic. `where`
    names the server in messages (its host, unless given), `name` the provider. `refused`
    replaces `refusals.refusal` for an API with errors of its own. `limits` are shared by
    all calls; `retries` repeat what is safe to repeat: GET and HEAD; anything that the
    server refused with 429 or 503 or that never reached it; and a POST with an
    `idempotency_key`, sent as the header `idempotency_header`.
    """

    def __init__(
        self,
        base_url: str,
        *,
        name: str,
        where: str = "",
        auth: Auth | None = None,
        headers: Mapping[str, str] | None = None,
        timeouts: Timeouts | None = None,
        retries: Retries | None = None,
        limits: Limits | None = None,
        keep_alive: bool = True,
        most_bytes: int = MOST_BYTES,
        idempotency_header: str = "Idempotency-Key",
        refused: Refused = refusal,
        transport: "httpx.AsyncBaseTransport | None" = None,
    ) -> None:
        address = split(base_url)
        person, at, netloc = address.netloc.rpartition("@")
        if at:
            base_url = address._replace(netloc=netloc).geturl()
            user, _, password = person.partition(":")
            auth = auth or Auth.basic(unquote(user), unquote(password))
        self.name = name
        self.base_url = base_url.rstrip("/")
        self.host = address.hostname or ""
        self.where = where or split(base_url).netloc or name
        self.timeouts = timeouts or Timeouts()
        self.retries = retries or Retries()
        self.limits = limits or Limits()
        self._auth = auth or Auth()
        self._resolved = False
        self._headers = dict(headers or {})
        self._most_bytes = most_bytes
        self._idempotency_header = idempotency_header
        self._refused = refused
        self._connections = Connections(
            self.where, connect=self.timeouts.connect, keep_alive=keep_alive, transport=transport
        )

    def __repr__(self) -> str:
        return f"Http({self.name!r}, {self.where!r})"

    @property
    def secret(self) -> str | None:
        """The key, to blot it out of what a server says; None until it was needed."""
        return self._auth.secret or None

    async def request_json(self, method: str, path: str, **options: Any) -> Any:
        """The parsed JSON of an answer, None of an empty one. Options are those of `request`."""
        answer = await self.request(method, path, **options)
        return await answer.json(self.where)

    async def request(
        self, method: str, path: str, *, most_bytes: int | None = None, **options: Any
    ) -> Answer:
        """A whole answer with a good status; options are those of `stream`.

        Unlike a stream it is asked for again, where that is safe, when it breaks off.
        """

        async def once() -> Answer:
            async with self._open(method, path, **options) as reply:
                by = asyncio.get_running_loop().time() + self.timeouts.whole
                data = await reply.whole(most_bytes or self._most_bytes, by=by)
                return Answer(reply.status, reply.headers, reply.media_type, data)

        return await self._tried(once, self._safe(method, options))

    @asynccontextmanager
    async def stream(self, method: str, path: str, **options: Any) -> AsyncGenerator[Reply]:
        """An answer with a good status, its body unread; leaving the block closes the connection.

        `path` is relative to `base_url`, or a whole URL on the same server. Options: `json`,
        `params`, `headers`, `files` and `data` as httpx takes them; `idempotency_key`;
        `repeatable` (whether it may be sent twice: by default as the class says);
        `first_byte` (seconds, instead of the timeouts'); `limited=False` for a request inside
        a slot of `limits` that the caller already has (`async with http.limits`).
        """
        async with AsyncExitStack() as stack:

            async def once() -> Reply:
                return await stack.enter_async_context(self._open(method, path, **options))

            yield await self._tried(once, self._safe(method, options))

    async def download(
        self,
        url: str,
        most_bytes: int = MOST_BYTES,
        *,
        may_follow: Callable[[str], bool] = lambda _url: True,
    ) -> Answer:
        """A result's file, from whatever host, http or https only; redirects are followed.

        Other hosts get neither the key nor the provider's headers. `may_follow` may turn
        down an address.
        """

        async def once() -> Answer:
            at = url
            for _ in range(MOST_REDIRECTS + 1):
                if split(at).scheme not in ("http", "https") or not may_follow(at):
                    raise ProviderError(
                        "bad_reply", f"{self.where} names a result at an address that cannot be read."
                    )
                async with self._open("GET", at, own=self._is_own(at), follows=True) as reply:
                    if not 300 <= reply.status < 400:
                        by = asyncio.get_running_loop().time() + self.timeouts.whole
                        data = await reply.whole(most_bytes, by=by)
                        return Answer(reply.status, reply.headers, reply.media_type, data)
                    at = _joined(at, reply.headers.get("location", ""))
            raise ProviderError("bad_reply", f"A result of {self.where} is sent around in circles.")

        return await self._tried(once, safe=True)

    async def close(self) -> None:
        """Close every connection. The client can still be used afterwards."""
        await self._connections.close()

    def _safe(self, method: str, options: Mapping[str, Any]) -> bool:
        repeatable = options.get("repeatable")
        if repeatable is not None:
            return bool(repeatable)
        return method in ("GET", "HEAD") or bool(options.get("idempotency_key"))

    async def _tried(self, once: Callable[[], Awaitable[T]], safe: bool) -> T:
        tried = 1
        while True:
            try:
                return await once()
            except ProviderError as error:
                undone = isinstance(error, NeverSent) or error.status in REFUSED_UNDONE
                wait = self.retries.wait(error, tried) if safe or undone else None
                if wait is None:
                    raise
            tried += 1
            await self.retries.sleep(wait)

    @asynccontextmanager
    async def _open(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        repeatable: bool | None = None,
        first_byte: float | None = None,
        limited: bool = True,
        own: bool = True,
        follows: bool = False,
        **content: Any,
    ) -> AsyncGenerator[Reply]:
        """One try. `own` is whether the address is this provider's; `follows` lets redirects through."""
        url = self._url(path) if own else path
        client = await self._connections.to(split(url).hostname or "")
        sent = {**self._headers, **(headers or {}), **await self._authorisation()} if own else {}
        if idempotency_key:
            sent[self._idempotency_header] = idempotency_key
        async with AsyncExitStack() as stack:
            if limited:
                await stack.enter_async_context(self.limits)
            asked_at = asyncio.get_running_loop().time()
            response = await self._send(client, method, url, sent, content, first_byte)
            reply = await stack.enter_async_context(
                Reply.of(response, where=self.where, idle=self.timeouts.idle, asked_at=asked_at)
            )
            if not (200 <= reply.status < 300 or (follows and 300 <= reply.status < 400)):
                raise await self._refusal(reply)
            yield reply

    async def _send(
        self,
        client: "httpx.AsyncClient",
        method: str,
        url: str,
        headers: Mapping[str, str],
        content: Mapping[str, Any],
        first_byte: float | None,
    ) -> "httpx.Response":
        import httpx  # noqa: PLC0415 - see Connections

        patience = self.timeouts.first_byte if first_byte is None else first_byte
        try:
            request = client.build_request(method, url, headers=headers, **content)
            async with asyncio.timeout(patience):
                return await client.send(request, stream=True)
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise no_answer(error, self.where, patience) from error

    async def _refusal(self, reply: Reply) -> ProviderError:
        by = asyncio.get_running_loop().time() + self.timeouts.idle
        body = await reply.as_far_as_it_came(ERROR_BYTES, by=by)
        error = self._refused(reply.status, reply.headers, body, where=self.where, secret=self.secret)
        error.status = reply.status
        if (
            reply.status in REFUSED_UNDONE
            and error.retry_after
            and error.retry_after <= self.retries.patience
        ):
            self.limits.rest(error.retry_after)
        return error

    async def _authorisation(self) -> dict[str, str]:
        if not self._resolved:
            await asyncio.to_thread(self._auth.resolve, self.where)
            self._resolved = True
        return self._auth.headers()

    def _url(self, path: str) -> str:
        if "://" not in path:
            return f"{self.base_url}{path}"
        if not self._is_own(path):
            # Never with the key: whoever writes answers could collect it.
            raise ProviderError("bad_reply", f"{self.where} names an address that is not its own.")
        return path

    def _is_own(self, url: str) -> bool:
        return origin(url) == origin(self.base_url)


def _joined(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError:
        return ""
