"""The `fal` media provider."""

import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.fal.app_name import app_path, queue_path
from engine.providers.fal.output import files_in
from engine.providers.fal.queue_status import queue_progress
from engine.providers.hosted.job_replies import (
    failed_job,
    id_in,
    nothing_made,
    number_in,
    object_in,
    unknown_operation,
    whole_in,
)
from engine.providers.hosted.polling import Polling
from engine.providers.hosted.remote_job import remote_job
from engine.providers.hosted.results import ResultFile, Results
from engine.providers.hosted.sent import kept
from engine.providers.hosted.side_by_side import Part, side_by_side
from engine.providers.hosted.unknown_outcome import is_unknown, may_have_begun
from engine.providers.http.client import Http
from engine.providers.http.refusals import refusal
from engine.providers.media import MediaEvent, MediaItem, MediaProgress, MediaRequest
from schemas.json_value import is_object

Reply = Mapping[str, Any]


class Fal:
    """A `MediaProvider` of any model behind fal's queue. Parameters are the model's own input.

    Addresses in answers are not used: they are made again on the base URL, so that a proxy
    stays in between. A request that is closed is cancelled; one that runs already may be
    finished, and charged, all the same.
    """

    operations = frozenset({"predict", "txt2img", "img2img"})

    def __init__(
        self, name: str, http: Http, *, label: str = "", model: str | None = None,
        priority: str = "normal", polling: Polling | None = None,
    ) -> None:  # fmt: skip
        self.name = name
        self.label = label or model or name
        self._http = http
        self._model = model
        self._priority = priority
        self._polling = polling or Polling()
        self._results = Results(http)

    async def generate(self, operation: str, request: MediaRequest) -> AsyncGenerator[MediaEvent]:
        """One request a picture, each with a seed of its own. Raises `ProviderError`."""
        if operation not in self.operations:
            raise unknown_operation(self.name, operation, self.operations)
        path = app_path(str(request.model or request.params.get("model") or self._model or ""))
        parts = [
            Part(self._run(path, _input(operation, request, index)), index) for index in range(request.count)
        ]
        async with aclosing(side_by_side(parts)) as events:
            async for event in events:
                yield event

    async def close(self) -> None:
        """Close every connection."""
        await self._results.close()
        await self._http.close()

    async def _run(self, path: str, given: Mapping[str, Any]) -> AsyncGenerator[MediaEvent]:
        async def send() -> str:
            return await self._send(path, given)

        async def cancel(request_id: str) -> object:
            return await self._http.request("PUT", f"{requests}/{request_id}/cancel", limited=False)

        requests = f"/{queue_path(path)}/requests"
        yield MediaProgress(0.0, "sending")
        async with remote_job(self._http.limits, send, cancel) as held:
            at = f"{requests}/{held.job}"
            status: Reply = {}
            async for status in self._polling.answers(lambda: self._status(at)):
                if status.get("status") not in ("IN_QUEUE", "IN_PROGRESS"):
                    break
                yield queue_progress(status)
            held.ended = True
            if status.get("status") != "COMPLETED" or status.get("error"):
                raise failed_job(status.get("error") or status.get("detail"), self._http)
            answer = await self._http.request("GET", at, limited=False)
        units = _units(answer.headers)
        result = object_in(await answer.json(self._http.where), self._http.where)
        async for item in self._items(path, held.job, {**_seconds(status), **units}, result, given):
            yield item

    async def _status(self, at: str) -> Reply:
        reply = await self._http.request_json("GET", f"{at}/status", params={"logs": "1"}, limited=False)
        return object_in(reply, self._http.where)

    async def _send(self, path: str, given: Mapping[str, Any]) -> str:
        try:
            reply = await self._http.request_json(
                "POST",
                f"/{path}",
                json=given,
                headers={"X-Fal-Queue-Priority": self._priority},
                limited=False,
            )
        except ProviderError as error:
            # fal lists no requests: whether this one arrived can't be looked up.
            raise may_have_begun(error) if is_unknown(error) else error from error
        return id_in(object_in(reply, self._http.where).get("request_id"), self._http.where)

    async def _items(
        self, path: str, request_id: str, usage: Mapping[str, float], result: Reply, given: Reply
    ) -> AsyncGenerator[MediaEvent]:
        seed = whole_in(result.get("seed"))
        seed = whole_in(given.get("seed")) if seed is None else seed
        named = files_in(result)
        if not named and not result:
            raise nothing_made(self._http)
        count = len(named) or 1
        for number in range(count):
            if named:
                file = await self._results.fetch(named[number].url, named[number].media_type)
            else:
                file = ResultFile(json.dumps(result, ensure_ascii=False).encode(), "application/json")
            returned: dict[str, Any] = {"request": request_id, "output": number}
            if named and named[number].flagged:
                returned["flagged"] = "nsfw"
            facts: dict[str, Any] = {"parameters": kept(given, ("prompt",)), "returned": returned}
            if seed is None:
                facts["seed"] = None  # none was given, and none told
            yield MediaItem(
                file.data,
                file.media_type,
                file.width,
                file.height,
                seed or 0,
                facts,
                remote_id=request_id,
                model=path,
                usage={name: value / count for name, value in usage.items()},
            )


def _input(operation: str, request: MediaRequest, index: int) -> dict[str, Any]:
    """What the model gets for the item at `index`; `predict` puts no seed where none was given."""
    params = {name: value for name, value in request.params.items() if value is not None and name != "model"}
    given: dict[str, Any] = {"prompt": request.prompt}
    if request.inputs:
        given["image_url"] = request.inputs[0].data_url
    given.update(params)
    seed = whole_in(params.get("seed"))
    if seed is not None or operation != "predict":
        given["seed"] = (request.seed if seed is None else seed) + index
    return given


def _seconds(status: Reply) -> dict[str, float]:
    """How long the model ran, where the last status says so."""
    metrics = status.get("metrics")
    seconds = number_in(metrics.get("inference_time")) if is_object(metrics) else None
    return {} if seconds is None else {"seconds": seconds}


def _units(headers: Mapping[str, str]) -> dict[str, float]:
    """What is charged, in the model's own units, where the result says so."""
    try:
        units = float(headers.get("x-fal-billable-units", ""))
    except ValueError:
        return {}
    return {"units": units} if 0 <= units < 1e9 else {}


def fal_refusal(
    status: int, headers: Mapping[str, str], body: bytes, *, where: str, secret: str | None
) -> ProviderError:
    """As `refusals.refusal`; 409 is a request that meets another one, and may be asked again."""
    error = refusal(status, headers, body, where=where, secret=secret)
    error.retryable = error.retryable or status == 409
    return error
