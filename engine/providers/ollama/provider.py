"""Text from Ollama."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.http.client import Http
from engine.providers.http.refusals import refusal
from engine.providers.no_tools import no_tools
from engine.providers.ollama.request import Think, chat_body
from engine.providers.ollama.stream import OllamaStream
from engine.providers.text import ReplyPart, TextRequest
from engine.providers.text_exchange import exchange
from engine.providers.unnamed_model import no_model
from schemas.json_value import is_list, is_object


class Ollama:
    """A `TextProvider` over `POST {base_url}/api/chat`. The options are those of `request.chat_body`."""

    kind = "ollama"

    def __init__(
        self,
        name: str,
        http: Http,
        *,
        label: str = "",
        model: str | None = None,
        context: int | None = None,
        keep_alive: str | int | None = None,
        think: Think | None = None,
    ) -> None:
        self.name = name
        self.label = label or model or name
        self._http = http
        self._model = model
        self._context = context
        self._keep_alive = keep_alive
        self._think: Think | None = think

    def __repr__(self) -> str:
        return f"Ollama({self.name!r}, {self._http.where!r}, model={self._model!r})"

    async def generate(self, request: TextRequest) -> AsyncGenerator[ReplyPart]:
        """Yield the reply as it arrives. Raises `ProviderError`; closing it stops the model."""
        model = request.model or self._model
        if not model:
            raise no_model(self.name, await self.models())
        body = chat_body(
            request, model=model, context=self._context, keep_alive=self._keep_alive, think=self._think
        )

        def new_stream() -> OllamaStream:
            return OllamaStream(where=self._http.where, secret=self._http.secret, model=model)

        reply = exchange(self._http, "/api/chat", body, new_stream)
        async with aclosing(reply):
            async for part in reply:
                yield part

    async def models(self) -> list[str]:
        """The names of the models that are there. Raises `ProviderError`."""
        reply: Any = await self._http.request_json("GET", "/api/tags")
        models = reply.get("models") if is_object(reply) else None
        listed = models if is_list(models) else []
        return [str(each["name"]) for each in listed if is_object(each) and each.get("name")]

    async def close(self) -> None:
        """Close every connection. The provider can still be used afterwards."""
        await self._http.close()


def refused(
    status: int, headers: Mapping[str, str], body: bytes, *, where: str, secret: str | None
) -> ProviderError:
    """The error of a status that is not 2xx, for `Http`."""
    error = refusal(status, headers, body, where=where, secret=secret)
    if status == 400 and b"does not support tools" in body:
        return no_tools("The model")
    if status == 404:
        error.hint = "Fetch the model with `ollama pull`; the base URL has no path, such as /v1."
    return error
