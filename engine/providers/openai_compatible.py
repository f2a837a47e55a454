"""Text from any server that speaks OpenAI's chat protocol."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from engine.providers.http.auth import Auth, Secret
from engine.providers.http.client import Http, Timeouts
from engine.providers.http.limits import Limits
from engine.providers.http.retries import Retries
from engine.providers.openai_errors import error_of_response
from engine.providers.openai_request import Structured, chat_body
from engine.providers.openai_stream import ChatStream
from engine.providers.text import ReplyPart, TextRequest
from engine.providers.text_exchange import exchange

if TYPE_CHECKING:
    import httpx


class OpenAICompatible:
    """A `TextProvider` over `POST {base_url}/chat/completions`.

    `base_url` ends before `/chat/completions`, usually in `/v1`. `structured` is how the
    server is held to an output schema. `extra_body` is merged into every request,
    `where` names the server in messages (its host, unless given).
    `first_token_timeout` and `idle_timeout` are seconds: until the model says something,
    and between two network chunks. One `TextDelta` is all that arrived
    since the one before it was taken. `retries` and `limits` are the HTTP layer's.
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
        api_key: Secret | None = None,
        structured: Structured = "json_schema",
        transport: "httpx.AsyncBaseTransport | None" = None,
        extra_body: Mapping[str, Any] | None = None,
        first_token_timeout: float = 120,
        idle_timeout: float = 60,
        retries: int = 0,
        limits: Limits | None = None,
    ) -> None:
        self.name = name
        self.label = label or model or name
        self._model = model
        self._structured: Structured = structured
        self._extra = dict(extra_body or {})
        self._http = Http(
            base_url,
            name=name,
            where=where,
            auth=Auth.bearer(api_key) if api_key else None,
            timeouts=Timeouts(first_byte=first_token_timeout, idle=idle_timeout),
            retries=Retries(attempts=retries + 1),
            limits=limits,
            # llama.cpp closes a connection after a streamed reply without saying so:
            # on a kept one, every eighth request or so fails.
            keep_alive=False,
            refused=error_of_response,
            transport=transport,
        )

    def __repr__(self) -> str:
        return f"OpenAICompatible({self.name!r}, {self._http.where!r}, model={self._model!r})"

    async def generate(self, request: TextRequest) -> AsyncGenerator[ReplyPart]:
        """Yield the reply as it arrives. Raises `ProviderError`; closing it closes the connection."""
        body = chat_body(
            request,
            model=self._model,
            structured=self._structured,
            extra=self._extra,
            # OpenAI's newer models refuse the name that everyone else knows.
            limit_name="max_completion_tokens" if self._http.host == "api.openai.com" else "max_tokens",
        )
        reply = exchange(
            self._http,
            "/chat/completions",
            body,
            lambda: ChatStream(
                where=self._http.where, secret=self._http.secret, model=request.model or self._model or ""
            ),
        )
        async with aclosing(reply):
            async for part in reply:
                yield part

    async def close(self) -> None:
        """Close every connection. The provider can still be used afterwards."""
        await self._http.close()
