"""The `replicate` media provider."""

import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.hosted.job_replies import (
    failed_job,
    id_in,
    nothing_made,
    number_in,
    object_in,
    objects_in,
    stopped_elsewhere,
    unknown_operation,
)
from engine.providers.hosted.polling import Polling
from engine.providers.hosted.remote_job import remote_job
from engine.providers.hosted.results import ResultFile, Results
from engine.providers.hosted.sent import kept
from engine.providers.hosted.side_by_side import Part, side_by_side
from engine.providers.hosted.unknown_outcome import is_since, is_unknown, may_have_begun
from engine.providers.http.client import Http
from engine.providers.media import MediaEvent, MediaItem, MediaProgress, MediaRequest
from engine.providers.replicate.input_form import fields_of
from engine.providers.replicate.kept_models import KnownModel
from engine.providers.replicate.model_name import ModelName, is_model_name, model_name
from engine.providers.replicate.model_schemas import ModelSchemas
from engine.providers.replicate.output import files_in, value_in
from engine.providers.replicate.request_input import Share, shares_of
from engine.providers.replicate.tqdm_progress import fraction_in, last_line
from schemas.clean_text import clean_line
from schemas.json_value import is_object

Reply = Mapping[str, Any]


class Replicate:
    """A `MediaProvider` of any model. Parameters are the model's own input.

    `model` is what runs when a request names none. `folder` keeps what models take. A
    prediction that is closed is cancelled. `Prefer: wait` is not used: an answer that is
    held back tells no progress, and has no id to cancel.
    """

    operations = frozenset({"predict", "txt2img", "img2img"})

    def __init__(
        self, name: str, http: Http, *, folder: Path, label: str = "", model: str | None = None,
        polling: Polling | None = None,
    ) -> None:  # fmt: skip
        self.name = name
        self.label = label or model or name
        self._http = http
        self._model = model
        self._polling = polling or Polling()
        self._results = Results(http)
        self._schemas = ModelSchemas(http, folder)
        self._mine: set[str] = set()
        self._community: set[str] = set()
        """Models that run by version only."""

    async def generate(self, operation: str, request: MediaRequest) -> AsyncGenerator[MediaEvent]:
        """Predictions until there are `request.count` items, side by side. Raises `ProviderError`."""
        if operation not in self.operations:
            raise unknown_operation(self.name, operation, self.operations)
        request, name = self._named(request)
        known = await self._schemas.of(name)
        parts: list[Part] = []
        index = 0
        for share in shares_of(request, fields_of(known.form)):
            parts.append(Part(self._predict(name, known, share), index, share.count))
            index += share.count
        async with aclosing(side_by_side(parts)) as events:
            async for event in events:
                yield event

    async def parameters(self, operation: str, model: str | None = None) -> Mapping[str, Any]:
        """The model's input as a JSON Schema, asked of Replicate. Raises `ProviderError`."""
        known = await self._schemas.of(model_name(model or self._model or ""))
        return known.form or {"type": "object"}

    async def models(self) -> list[str]:
        """Some of the public models: the first page of very many. Raises `ProviderError`."""
        found = objects_in((await self._get("/models")).get("results"))
        return [f"{each.get('owner')}/{each.get('name')}" for each in found]

    async def close(self) -> None:
        """Close every connection."""
        await self._results.close()
        await self._http.close()

    def _named(self, request: MediaRequest) -> tuple[MediaRequest, ModelName]:
        """The model, and the request without it: a document may name it among the parameters."""
        named = request.params.get("model")
        if request.model is None and is_model_name(named):
            params = {name: value for name, value in request.params.items() if name != "model"}
            return replace(request, params=params), model_name(str(named))
        return request, model_name(request.model or self._model or "")

    async def _predict(self, name: ModelName, known: KnownModel, share: Share) -> AsyncGenerator[MediaEvent]:
        async def send() -> str:
            return await self._send(name, known, share.input)

        async def cancel(prediction: str) -> object:
            return await self._http.request("POST", f"/predictions/{prediction}/cancel", limited=False)

        yield MediaProgress(0.0, "sending")
        async with remote_job(self._http.limits, send, cancel) as held:
            reply: Reply = {}
            async for reply in self._polling.answers(lambda: self._get(f"/predictions/{held.job}")):
                if reply.get("status") not in ("starting", "processing", "queued"):
                    break
                yield _progress(reply)
            held.ended = True
        if reply.get("status") in ("canceled", "aborted"):
            raise stopped_elsewhere(self._http)
        if reply.get("status") != "succeeded":
            raise failed_job(reply.get("error"), self._http)
        async for item in self._items(name, share, held.job, reply):
            yield item

    async def _send(self, name: ModelName, known: KnownModel, given: Mapping[str, Any]) -> str:
        """The id of a new prediction."""
        sent_at = time.time()
        try:
            reply = await self._create(name, known, given)
        except ProviderError as error:
            if not is_unknown(error):
                raise
            found = await self._looked_up(given, sent_at)
            if found is None:
                raise may_have_begun(error) from error
            reply = found
        prediction = id_in(object_in(reply, self._http.where).get("id"), self._http.where)
        self._mine.add(prediction)
        return prediction

    async def _create(self, name: ModelName, known: KnownModel, given: Mapping[str, Any]) -> Any:
        if not name.version and name.model not in self._community:
            try:
                return await self._http.request_json(
                    "POST", f"/models/{name.model}/predictions", json={"input": given}, limited=False
                )
            except ProviderError as error:
                # Only official models run without a version; nothing was made of this one.
                if error.status != 404 or not known.version:
                    raise
                self._community.add(name.model)
        body = {"version": name.version or known.version, "input": given}
        return await self._http.request_json("POST", "/predictions", json=body, limited=False)

    async def _get(self, path: str) -> Reply:
        return object_in(await self._http.request_json("GET", path, limited=False), self._http.where)

    async def _looked_up(self, given: Mapping[str, Any], sent_at: float) -> Reply | None:
        """The prediction that a lost request made: the same input, new, and nobody else's here."""
        try:
            reply = await self._get("/predictions")
        except ProviderError:
            return None
        for each in objects_in(reply.get("results")):
            is_new = is_since(each.get("created_at"), sent_at)
            if is_new and each.get("input") == given and each.get("id") not in self._mine:
                return each
        return None

    async def _items(
        self, name: ModelName, share: Share, prediction: str, reply: Reply
    ) -> AsyncGenerator[MediaEvent]:
        output = reply.get("output")
        if output is None or output == []:
            raise nothing_made(self._http)
        urls = files_in(output)
        files = len(urls) or 1
        version = reply.get("version")
        seconds = number_in(_metrics(reply).get("predict_time"))
        for number in range(files):
            file = await self._results.fetch(urls[number]) if urls else ResultFile(*value_in(output))
            facts: dict[str, Any] = {
                "parameters": kept(share.input, ("prompt",)),
                "returned": {"prediction": prediction, "version": version or name.version, "output": number},
            }
            if share.seed is None:
                facts["seed"] = None  # the model knows no seeds
            yield MediaItem(
                file.data,
                file.media_type,
                file.width,
                file.height,
                share.seed if share.seed is not None else 0,
                facts,
                remote_id=prediction,
                model=str(name),
                usage={} if seconds is None else {"seconds": seconds / files},
            )


def _progress(reply: Reply) -> MediaProgress:
    if reply.get("status") != "processing":
        return MediaProgress(0.0, "waiting for a machine")
    logs = reply.get("logs")
    bar = fraction_in(logs)
    if bar is None:
        return MediaProgress(None, clean_line(last_line(logs)) or "running")
    return MediaProgress(*bar)


def _metrics(reply: Reply) -> Reply:
    metrics = reply.get("metrics")
    return metrics if is_object(metrics) else {}
