"""Text from any server that speaks OpenAI's chat protocol."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from engine.providers.errors import ProviderError
from engine.providers.openai_errors import error_of_response
from engine.providers.openai_request import Structured, chat_body
from engine.providers.openai_stream import ChatStream
from engine.providers.read_ahead import ReadAhead
from engine.providers.sse import SSEDecoder
from engine.providers.text import TextDelta, TextEnd, TextRequest

if TYPE_CHECKING:
    import httpx

CONNECT_TIMEOUT = 10.0
USAGE_GRACE = 5.0
"""Seconds that a finished reply waits for its usage figures."""
MAX_WHOLE_BODY = 8 * 1024 * 1024
"""Bytes read of an answer that is not a stream."""
_LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))


class OpenAICompatible:
    """A `TextProvider` over `POST {base_url}/chat/completions`.

    `base_url` ends before `/chat/completions`, usually in `/v1`. `structured` is how the
    server is held to an output schema. `extra_body` is merged into every request,
    `where` names the server in messages (its host, unless given).
    `first_token_timeout` and `idle_timeout` are seconds: until the model says something,
    and between two network chunks. One `TextDelta` is all that arrived
    since the one before it was taken.
    """

    kind = "openai"

    def __init__(
        self,
        name: str,
        base_url: str,
        *,
        label: str = "",
        where: str = "",
        model: str | None = None,
        api_key: str | None = None,
        structured: Structured = "json_schema",
        transport: "httpx.AsyncBaseTransport | None" = None,
        extra_body: Mapping[str, Any] | None = None,
        first_token_timeout: float = 120,
        idle_timeout: float = 60,
    ) -> None:
        self.name = name
        self.label = label or model or name
        self._url = f"{base_url.rstrip('/')}/chat/completions"
        address = urlsplit(self._url)
        self._host = address.hostname or ""
        # Not `netloc`, which may hold a password.
        self._where = where or address.netloc.rpartition("@")[2] or name
        self._model = model
        self._key = api_key.strip() if api_key else None
        self._structured: Structured = structured
        self._transport = transport
        self._extra = dict(extra_body or {})
        self._first_token_timeout = first_token_timeout
        self._idle_timeout = idle_timeout
        self._client: httpx.AsyncClient | None = None

    def __repr__(self) -> str:
        return f"OpenAICompatible({self.name!r}, {self._where!r}, model={self._model!r})"

    async def generate(self, request: TextRequest) -> AsyncGenerator[TextDelta | TextEnd]:
        """Yield the reply as it arrives. Raises `ProviderError`; closing it closes the connection."""
        client = await self._client_ready()
        import httpx  # noqa: PLC0415 -- see _client_ready

        stream = ChatStream(where=self._where, secret=self._key, model=request.model or self._model or "")
        now = asyncio.get_running_loop().time
        first_token_by = now() + self._first_token_timeout
        response = await self._send(client, request, first_token_by)
        try:
            if _is_whole_body(response):
                body = await self._read_body(response, first_token_by)
                if text := stream.read([body.decode("utf-8", "replace")]):
                    yield TextDelta(text)
                yield stream.end()
                return
            decoder = SSEDecoder()
            async with ReadAhead(response.aiter_bytes()) as ahead:
                while not (stream.done or stream.failure):
                    if stream.whole:
                        limit = now() + USAGE_GRACE
                    else:
                        limit = now() + self._idle_timeout if stream.started else first_token_by
                    try:
                        async with asyncio.timeout_at(limit):
                            data = await ahead.next()
                    except (TimeoutError, httpx.HTTPError) as error:
                        if stream.whole:
                            break
                        raise self._broken_off(error, stream) from error
                    text = stream.read(decoder.feed(data)) if data else stream.read_last(decoder.end())
                    if text:
                        yield TextDelta(text)
                    if data is None:
                        break
            yield stream.end()
        finally:
            await response.aclose()

    async def close(self) -> None:
        """Close every connection. The provider can still be used afterwards."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _client_ready(self) -> "httpx.AsyncClient":
        if self._client is None:
            # Importing httpx and reading the CA certificates take 100 ms or more: not on the event loop.
            try:
                client = await asyncio.to_thread(self._new_client)
            except (OSError, ValueError, ImportError) as error:
                # Not quoted: a proxy's address may hold a password.
                raise ProviderError(
                    "unreachable",
                    f"The network settings for {self._where} don't work.",
                    hint="Check the variables HTTPS_PROXY, ALL_PROXY and SSL_CERT_FILE.",
                ) from error
            if self._client is None:
                self._client = client
        return self._client

    def _new_client(self) -> "httpx.AsyncClient":
        import httpx  # noqa: PLC0415 -- keeps it off the path to the first frame

        return httpx.AsyncClient(
            transport=self._transport,
            auth=self._authorise,
            timeout=httpx.Timeout(None, connect=CONNECT_TIMEOUT),
            # llama.cpp closes a connection after a streamed reply without saying so:
            # on a kept one, every eighth request or so fails.
            limits=httpx.Limits(max_keepalive_connections=0),
            trust_env=self._host not in _LOOPBACK,  # never send this machine's own traffic to a proxy
        )

    def _authorise(self, request: "httpx.Request") -> "httpx.Request":
        # Set last, here, so that no body, traceback or repr of ours holds the key.
        if self._key:
            request.headers["Authorization"] = f"Bearer {self._key}"
        return request

    async def _send(
        self, client: "httpx.AsyncClient", request: TextRequest, first_token_by: float
    ) -> "httpx.Response":
        """Return the response of a status 200, its body unread."""
        import httpx  # noqa: PLC0415 -- see _client_ready

        if self._key and not (self._key.isascii() and self._key.isprintable()):
            raise ProviderError(
                "unauthorised",
                f"The API key for {self._where} has characters that no key has.",
                hint="Copy the key again.",
            )
        body = chat_body(
            request,
            model=self._model,
            structured=self._structured,
            extra=self._extra,
            # OpenAI's newer models refuse the name that everyone else knows.
            limit_name="max_completion_tokens" if self._host == "api.openai.com" else "max_tokens",
        )
        try:
            async with asyncio.timeout_at(first_token_by):
                response = await client.send(client.build_request("POST", self._url, json=body), stream=True)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise ProviderError(
                "unreachable",
                f"The base URL of {self.name} is not a web address.",
                hint="It looks like http://localhost:8080/v1.",
            ) from error
        except (TimeoutError, httpx.HTTPError) as error:
            raise self._no_answer(error) from error
        if response.status_code == 200:
            return response
        try:
            said = await self._read_body(response, first_token_by)
        finally:
            await response.aclose()
        raise error_of_response(
            response.status_code, response.headers, said, where=self._where, secret=self._key
        )

    async def _read_body(self, response: "httpx.Response", by: float) -> bytes:
        """Read an answer that is not a stream, as far as it came."""
        import httpx  # noqa: PLC0415 -- see _client_ready

        body = bytearray()
        try:
            async with asyncio.timeout_at(by):
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > MAX_WHOLE_BODY:
                        break
        except (TimeoutError, httpx.HTTPError):
            pass  # what came still says more than nothing
        return bytes(body)

    def _no_answer(self, error: Exception) -> ProviderError:
        """Return what it means that no response came."""
        import httpx  # noqa: PLC0415 -- see _client_ready

        if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout)):
            return ProviderError(
                "unreachable",
                f"{self._where} does not answer.",
                hint="Check that the server runs, the base URL, and the network.",
                retryable=True,
            )
        if isinstance(error, (TimeoutError, httpx.TimeoutException)):
            return self._too_slow()
        if isinstance(error, (httpx.LocalProtocolError, httpx.ProxyError)):
            return ProviderError(
                "unreachable",
                f"The request could not be sent to {self._where}.",
                hint="Check the base URL and the proxy settings.",
            )
        return ProviderError(
            "unreachable",
            f"{self._where} closed the connection without an answer.",
            hint="Try again; if it stays so, check the base URL.",
            retryable=True,
        )

    def _broken_off(self, error: Exception, stream: ChatStream) -> ProviderError:
        """Return what it means that a response did not go on."""
        import httpx  # noqa: PLC0415 -- see _client_ready

        if isinstance(error, httpx.DecodingError):
            return stream.bad_reply()
        if not isinstance(error, (TimeoutError, httpx.TimeoutException)):
            return stream.truncated()
        if not stream.started:
            return self._too_slow()
        return ProviderError(
            "timeout",
            f"{self._where} fell silent in the middle of its reply for {self._idle_timeout:g} s.",
            hint="Try again; what arrived is kept.",
            retryable=True,
        )

    def _too_slow(self) -> ProviderError:
        return ProviderError(
            "timeout",
            f"{self._where} said nothing for {self._first_token_timeout:g} s.",
            hint="Try again, or use a smaller model.",
            retryable=True,
        )


def _is_whole_body(response: "httpx.Response") -> bool:
    """Some servers ignore `stream`, and a wrong address answers with a web page."""
    kind = response.headers.get("content-type", "")
    return kind.startswith(("application/json", "text/html"))
