"""Text over OpenAI's responses API."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from engine.providers.http.client import Http
from engine.providers.openai_request import Structured
from engine.providers.openai_responses.request import responses_body
from engine.providers.openai_responses.stream import ResponsesStream
from engine.providers.text import ReplyPart, TextRequest
from engine.providers.text_exchange import exchange


class OpenAIResponses:
    """A `TextProvider` over `POST {base_url}/responses`; `structured` as in `openai_request`."""

    kind = "openai"

    def __init__(
        self,
        name: str,
        http: Http,
        *,
        label: str = "",
        model: str | None = None,
        structured: Structured = "json_schema",
    ) -> None:
        self.name = name
        self.label = label or model or name
        self._http = http
        self._model = model
        self._structured: Structured = structured

    def __repr__(self) -> str:
        return f"OpenAIResponses({self.name!r}, {self._http.where!r}, model={self._model!r})"

    async def generate(self, request: TextRequest) -> AsyncGenerator[ReplyPart]:
        """Yield the reply as it arrives. Raises `ProviderError`; closing it closes the connection."""

        def new_stream() -> ResponsesStream:
            return ResponsesStream(
                where=self._http.where, secret=self._http.secret, model=request.model or self._model or ""
            )

        body = responses_body(request, model=self._model, structured=self._structured)
        reply = exchange(self._http, "/responses", body, new_stream)
        async with aclosing(reply):
            async for part in reply:
                yield part

    async def close(self) -> None:
        """Close every connection. The provider can still be used afterwards."""
        await self._http.close()
