"""The `comfy_api` media provider. API: `openapi-v2.yaml` in Comfy's documentation."""

import uuid
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from engine.providers.comfy_api.events import events_of
from engine.providers.comfy_api.job import (
    JOBS,
    LOST,
    UNFINISHED,
    Job,
    Output,
    job_in,
    joined,
    outputs_in,
    problem_in,
    progress_in,
)
from engine.providers.comfyui.graph import MOST_ITEMS, OPERATIONS, Filled, filled, model_of
from engine.providers.comfyui.node_errors import GraphRefused, told
from engine.providers.errors import ProviderError
from engine.providers.hosted.job_replies import nothing_made, object_in, unknown_operation
from engine.providers.hosted.polling import Polling
from engine.providers.hosted.remote_job import remote_job
from engine.providers.hosted.results import MOST_BYTES, ResultFile, Results
from engine.providers.hosted.side_by_side import Part, side_by_side
from engine.providers.hosted.unknown_outcome import is_unknown, may_have_begun
from engine.providers.http.addresses import is_loopback, split
from engine.providers.http.client import Http
from engine.providers.media import MediaEvent, MediaItem, MediaProgress, MediaRequest

_GONE = frozenset({401, 403, 404, 410})
"""What storages answer when a signed address is past its time."""


class ComfyApi:
    """A `MediaProvider`: any graph, or the plain one with a checkpoint (`model`, where none is named)."""

    operations = OPERATIONS

    def __init__(
        self,
        name: str,
        http: Http,
        *,
        label: str = "",
        model: str | None = None,
        polling: Polling | None = None,
    ) -> None:
        self.name = name
        self.label = label or name
        self._http = http
        self._model = model
        self._polling = polling or Polling()
        self._results = Results(http)
        self._has_events = True

    async def generate(self, operation: str, request: MediaRequest) -> AsyncGenerator[MediaEvent]:
        """A job for each of `count`, side by side. Raises `ProviderError`."""
        if operation not in self.operations:
            raise unknown_operation(self.name, operation, self.operations)
        if not 1 <= request.count <= MOST_ITEMS:
            raise ProviderError("bad_request", f"count must be from 1 to {MOST_ITEMS}, not {request.count}.")
        if request.inputs:
            raise ProviderError(
                "bad_request",
                f"{self.name} starts from no pictures: this API takes no files.",
                hint="Use a ComfyUI of your own. Nothing was sent.",
            )
        checkpoint = self._checkpoint(request) if operation == "txt2img" else ""
        key = request.idempotency_key or str(uuid.uuid4())
        parts = [
            Part(self._run(filled(operation, request, index, checkpoint=checkpoint), f"{key}-{index}"), index)
            for index in range(request.count)
        ]
        async with aclosing(side_by_side(parts)) as events:
            async for event in events:
                yield event

    async def close(self) -> None:
        """Close the connections."""
        await self._results.close()
        await self._http.close()

    async def _run(self, filled_: Filled, key: str) -> AsyncGenerator[MediaEvent]:
        async def send() -> Job:
            return await self._send(filled_, key)

        async def cancel(job: Job) -> object:
            return await self._http.request("POST", job.cancel, limited=False)

        async with remote_job(self._http.limits, send, cancel) as held:
            yield MediaProgress(0.0, "in the queue")
            async with aclosing(self._live(held.job)) as events:
                async for event in events:
                    yield event
            job, reply = held.job, await self._look(held.job)
            answers = self._polling.answers(lambda: self._look(job))
            while reply.get("status") in UNFINISHED:
                if progress := progress_in(reply):
                    yield progress
                reply = await anext(answers)
            held.ended = True
        if problem := problem_in(reply, filled_, self._http):
            raise problem
        outputs = outputs_in(reply)
        if not outputs:
            raise nothing_made(self._http)
        for output in outputs:
            yield _item(await self._fetch(output), output, filled_, held.job)

    async def _send(self, filled_: Filled, key: str) -> Job:
        try:
            # A key is for once: sent again it is refused, whatever became of the first request.
            reply = await self._http.request_json(
                "POST",
                JOBS,
                json={"workflow": filled_.graph},
                idempotency_key=key,
                repeatable=False,
                limited=False,
            )
        except GraphRefused as error:
            raise told(error, filled_, self._http.where) from error
        except ProviderError as error:
            if is_unknown(error):
                raise may_have_begun(error) from error
            raise
        return job_in(object_in(reply, self._http.where), self._http)

    async def _live(self, job: Job) -> AsyncGenerator[MediaEvent]:
        """The events where the server sends them; that they end says nothing about the job."""
        if not self._has_events:
            return
        try:
            async with aclosing(events_of(self._http, job.events, 0)) as events:
                async for event in events:
                    yield event
        except ProviderError as error:
            if error.status in (404, 405, 501):
                self._has_events = False

    async def _look(self, job: Job) -> Mapping[str, Any]:
        try:
            reply = await self._http.request_json("GET", job.look, limited=False)
        except ProviderError as error:
            if error.status == 404:
                return {"status": LOST}
            raise
        return object_in(reply, self._http.where)

    async def _fetch(self, output: Output) -> ResultFile:
        """The file; an address whose time is over is asked for anew once."""
        try:
            return await self._download(output.url, output.media_type)
        except ProviderError as error:
            if error.status not in _GONE:
                raise
            expired = error
        try:
            asset = await self._http.request_json("GET", f"/api/v2/assets/{output.asset}")
            fresh = str(object_in(asset, self._http.where).get("url") or "")
            return await self._download(fresh, output.media_type)
        except ProviderError as error:
            if error.code == "bad_reply" and error.status is None:
                raise
            raise ProviderError(
                "bad_reply",
                f"The picture's address at {self._http.where} can no longer be read ({expired.status}).",
                hint="It has expired: generate it again.",
                status=expired.status,
            ) from error

    async def _download(self, url: str, media_type: str) -> ResultFile:
        # With the key where the server itself has the files; elsewhere the address is signed.
        answer = await self._http.download(joined(self._http, url), MOST_BYTES, may_follow=self._may_follow)
        return self._results.looked_at(answer.data, media_type or answer.media_type)

    def _may_follow(self, url: str) -> bool:
        """A server elsewhere has no business naming this machine's own ones."""
        return is_loopback(self._http.host) or not is_loopback(split(url).hostname or "")

    def _checkpoint(self, request: MediaRequest) -> str:
        named = request.model or request.params.get("ckpt_name") or self._model
        if isinstance(named, str) and named:
            return named
        raise ProviderError(
            "bad_request",
            f"{self.name} has to be told which checkpoint to use.",
            hint=f'Set `model` in [providers.{self.name}], such as "sd_xl_base_1.0.safetensors".',
        )


def _item(file: ResultFile, output: Output, filled_: Filled, job: Job) -> MediaItem:
    return MediaItem(
        file.data,
        file.media_type,
        file.width,
        file.height,
        filled_.seed,
        {"job": job.id, "node": output.node, "file": output.name},
        model=model_of(filled_.graph),
    )
