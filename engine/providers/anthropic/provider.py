"""Text from Anthropic, and from servers that speak its messages API."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from engine.providers.anthropic.request import messages_body, needs_wrapping, reply_tool
from engine.providers.anthropic.stream import MessagesStream
from engine.providers.http.client import Http
from engine.providers.text import ReplyPart, TextRequest
from engine.providers.text_exchange import exchange
from engine.providers.unnamed_model import no_model

VERSION = "2023-06-01"
"""Of the API, sent as `anthropic-version`."""


class Anthropic:
    """A `TextProvider` over `POST {base_url}/messages`. `max_tokens` where a request names none.

    A reply that must fit a schema is asked for as the input of a tool.
    """

    kind = "anthropic"

    def __init__(
        self, name: str, http: Http, *, label: str = "", model: str | None = None, max_tokens: int = 4096
    ) -> None:
        self.name = name
        self.label = label or model or name
        self._http = http
        self._model = model
        self._max_tokens = max_tokens

    def __repr__(self) -> str:
        return f"Anthropic({self.name!r}, {self._http.where!r}, model={self._model!r})"

    async def generate(self, request: TextRequest) -> AsyncGenerator[ReplyPart]:
        """Yield the reply as it arrives. Raises `ProviderError`; closing it closes the connection."""
        model = request.model or self._model
        if not model:
            raise no_model(self.name)
        schema = request.output_schema

        def new_stream() -> MessagesStream:
            return MessagesStream(
                where=self._http.where,
                secret=self._http.secret,
                model=model,
                reply_tool="" if schema is None else reply_tool(request.tools),
                wrapped=schema is not None and needs_wrapping(schema),
            )

        body = messages_body(request, model=model, max_tokens=self._max_tokens)
        reply = exchange(self._http, "/messages", body, new_stream)
        async with aclosing(reply):
            async for part in reply:
                yield part

    async def close(self) -> None:
        """Close every connection. The provider can still be used afterwards."""
        await self._http.close()
