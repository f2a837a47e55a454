"""The `openai_images` media provider."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.hosted.job_replies import nothing_made, object_in, objects_in, unknown_operation
from engine.providers.hosted.results import Results
from engine.providers.hosted.sent import kept
from engine.providers.hosted.side_by_side import Part, side_by_side
from engine.providers.hosted.unknown_outcome import is_unknown, may_have_begun
from engine.providers.http.client import Http
from engine.providers.http.replies import Answer
from engine.providers.http.replies import Reply as HttpReply
from engine.providers.media import MediaEvent, MediaItem, MediaPreview, MediaProgress, MediaRequest
from engine.providers.openai_images.images_body import MOST_IMAGES, images_body, is_gpt_image
from engine.providers.openai_images.picture_stream import picture_events
from schemas.clean_text import clean
from schemas.json_value import is_object

MOST_BYTES = 512 * 1024 * 1024
"""Of a whole answer: ten pictures in base64."""
_ELSEWHERE = ("prompt", "model", "n", "stream", "partial_images")
_PATHS = {"txt2img": "/images/generations", "img2img": "/images/edits"}

Reply = Mapping[str, Any]


class OpenAIImages:
    """A `MediaProvider` over `POST {base_url}/images/generations` and `/images/edits`.

    `partial_images` (0 to 3) is how many previews a picture of a model that streams has; 0
    asks without a stream. Closing the iterator closes the connection, the only way to
    cancel here. There are no seeds.
    """

    operations = frozenset(_PATHS)

    def __init__(
        self, name: str, http: Http, *, label: str = "", model: str | None = None, partial_images: int = 2
    ) -> None:
        self.name = name
        self.label = label or model or name
        self._http = http
        self._model = model
        self._partial_images = partial_images
        self._results = Results(http)

    async def generate(self, operation: str, request: MediaRequest) -> AsyncGenerator[MediaEvent]:
        """A stream a picture where the model streams, else up to ten a request. Raises `ProviderError`."""
        if operation not in _PATHS:
            raise unknown_operation(self.name, operation, self.operations)
        if operation == "img2img" and not request.inputs:
            raise ProviderError("bad_request", f"{self.name} needs a picture for that.", hint="Choose one.")
        model = request.model or request.params.get("model") or self._model
        streams = self._partial_images > 0 and is_gpt_image(model)
        most = 1 if streams or model == "dall-e-3" else MOST_IMAGES
        parts: list[Part] = []
        for first in range(0, request.count, most):
            count = min(most, request.count - first)
            body = images_body(request, model, count)
            if streams:
                body |= {"stream": True, "partial_images": self._partial_images}
            parts.append(Part(self._made(_PATHS[operation], body, request), first, count))
        async with aclosing(side_by_side(parts)) as events:
            async for event in events:
                yield event

    async def models(self) -> list[str]:
        """The models that make pictures by their names, or else all. Raises `ProviderError`."""
        reply = object_in(await self._http.request_json("GET", "/models"), self._http.where)
        names = [str(each["id"]) for each in objects_in(reply.get("data")) if each.get("id")]
        return [name for name in names if "image" in name or "dall-e" in name] or names

    async def close(self) -> None:
        """Close every connection."""
        await self._results.close()
        await self._http.close()

    async def _made(
        self, path: str, body: dict[str, Any], request: MediaRequest
    ) -> AsyncGenerator[MediaEvent]:
        yield MediaProgress(0.0, "sending")
        whole: Reply = {}
        try:
            async with self._http.stream("POST", path, **_content(body, request)) as reply:
                if reply.media_type != "text/event-stream":
                    answer = Answer(
                        reply.status, reply.headers, reply.media_type, await reply.whole(MOST_BYTES)
                    )
                    whole = object_in(await answer.json(self._http.where), self._http.where)
                else:
                    async for event in self._streamed(reply, body):
                        yield event
                    return
        except ProviderError as error:
            raise may_have_begun(error) if is_unknown(error) and error.status is None else error from error
        async for item in self._items(whole, body):
            yield item

    async def _streamed(self, reply: HttpReply, body: Reply) -> AsyncGenerator[MediaEvent]:
        previews = max(1, int(body.get("partial_images") or 0))
        async for event in picture_events(reply, self._http.where, self._http.secret):
            kind = str(event.get("type") or "")
            if kind.endswith(".partial_image"):
                number = event.get("partial_image_index")
                seen = number + 1 if isinstance(number, int) and 0 <= number < previews else 1
                yield MediaProgress(seen / (previews + 1), "")
                file = await self._results.unpack(event.get("b64_json"))
                yield MediaPreview(file.data, file.media_type)
            elif kind.endswith(".completed"):
                async for item in self._items({**event, "data": [event]}, body):
                    yield item

    async def _items(self, whole: Reply, body: Reply) -> AsyncGenerator[MediaEvent]:
        made = objects_in(whole.get("data"))
        if not made:
            raise nothing_made(self._http)
        usage = _usage(whole.get("usage"))
        told = {
            name: whole[name]
            for name in ("size", "quality", "background")
            if isinstance(whole.get(name), str)
        }
        for number, each in enumerate(made):
            if each.get("b64_json"):
                file = await self._results.unpack(each["b64_json"])
            else:
                file = await self._results.fetch(each.get("url"))
            returned: dict[str, Any] = {**told, "output": number}
            if isinstance(revised := each.get("revised_prompt"), str):
                returned["revised_prompt"] = clean(revised)[:20_000]
            facts = {"seed": None, "parameters": kept(body, _ELSEWHERE), "returned": returned}
            yield MediaItem(
                file.data,
                file.media_type,
                file.width,
                file.height,
                0,
                facts,
                model=str(body.get("model") or ""),
                usage={name: value / len(made) for name, value in usage.items()},
            )
            yield MediaProgress((number + 1) / len(made), "")


def _content(body: Reply, request: MediaRequest) -> dict[str, Any]:
    """JSON, or a form with files where pictures go along."""
    if not request.inputs:
        return {"json": body}
    files = [
        ("image[]", (f"input{number}", picture.data, picture.media_type))
        for number, picture in enumerate(request.inputs)
    ]
    return {"data": {name: _field(value) for name, value in body.items()}, "files": files}


def _field(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _usage(told: Any) -> dict[str, float]:
    """Tokens by kind, of numbers that can be true."""
    if not is_object(told):
        return {}
    return {
        name: float(value)
        for name in ("input_tokens", "output_tokens", "total_tokens")
        if isinstance(value := told.get(name), int | float) and not isinstance(value, bool) and value >= 0
    }
