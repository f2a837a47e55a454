"""The `stable_diffusion_cpp` media provider. API: `examples/server/api.md` there."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from engine.providers.automatic1111 import requests as webui
from engine.providers.automatic1111.results import items_of
from engine.providers.errors import ProviderError
from engine.providers.hosted.job_replies import (
    failed_job,
    id_in,
    nothing_made,
    number_in,
    object_in,
    objects_in,
    stopped_elsewhere,
)
from engine.providers.hosted.polling import Polling
from engine.providers.hosted.remote_job import remote_job
from engine.providers.http.client import Http
from engine.providers.media import MediaItem, MediaProgress, MediaRequest
from engine.providers.picture_check import check_picture, picture_bytes
from engine.providers.stable_diffusion_cpp.requests import body_of
from schemas.clean_text import clean_line
from schemas.json_value import is_object

LONGEST = 24 * 3600.0
"""Seconds for one request of the older API, which is answered when all is done."""

LOST = "lost"
"""The status, in our words, of a job that the server does not know."""


class StableDiffusionCpp:
    """A `MediaProvider`. Servers without jobs are asked through `/sdapi`, which tells no progress.

    The server has one model, the one it was started with.
    """

    operations = frozenset(webui.PATHS)

    def __init__(self, name: str, http: Http, *, label: str = "", polling: Polling | None = None) -> None:
        self.name = name
        self.label = label or name
        self._http = http
        self._polling = polling or Polling(first=0.3, most=2.0)
        self._has_jobs = True

    async def generate(
        self, operation: str, request: MediaRequest
    ) -> AsyncGenerator[MediaProgress | MediaItem]:
        """Where the job stands, then all pictures together. Raises `ProviderError`."""
        webui.check_request(operation, request, self.name)
        yield MediaProgress(None, "asked")
        if self._has_jobs:
            try:
                async with aclosing(self._as_a_job(operation, request)) as events:
                    async for event in events:
                        yield event
                return
            except _NoJobs:
                self._has_jobs = False
        async for item in self._at_once(operation, request):
            yield item

    async def models(self) -> list[str]:
        """The name of the one model. Raises `ProviderError`."""
        told = await self._http.request_json("GET", "/sdapi/v1/sd-models")
        return [clean_line(str(each["title"])) for each in objects_in(told) if each.get("title")]

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _as_a_job(
        self, operation: str, request: MediaRequest
    ) -> AsyncGenerator[MediaProgress | MediaItem]:
        async def send() -> str:
            return await self._send(operation, request)

        async def cancel(job: str) -> object:
            return await self._http.request("POST", f"/sdcpp/v1/jobs/{job}/cancel", limited=False)

        async with remote_job(self._http.limits, send, cancel) as held:
            told: MediaProgress | None = None
            reply: Mapping[str, Any] = {}
            job = held.job
            async for reply in self._polling.answers(lambda: self._job(job)):
                if reply.get("status") not in ("queued", "generating"):
                    break
                progress = _progress(reply)
                if progress != told:
                    told = progress
                    yield progress
            held.ended = True
        if reply.get("status") == "cancelled":
            raise stopped_elsewhere(self._http)
        if reply.get("status") == LOST:
            raise ProviderError(
                "server_error",
                f"{self._http.where} does not know the job any more: it was restarted, or dropped it.",
                hint="Start it again.",
                retryable=True,
            )
        if reply.get("status") != "completed":
            raise failed_job(reply.get("error"), self._http)
        async for item in self._items(reply, request, held.job):
            yield item

    async def _send(self, operation: str, request: MediaRequest) -> str:
        try:
            reply = await self._http.request_json(
                "POST", "/sdcpp/v1/img_gen", json=body_of(operation, request), limited=False
            )
        except ProviderError as error:
            if error.status in (404, 405):
                raise _NoJobs from error
            raise
        where = self._http.where
        return id_in(object_in(reply, where).get("id"), where)

    async def _job(self, job: str) -> Mapping[str, Any]:
        try:
            reply = await self._http.request_json("GET", f"/sdcpp/v1/jobs/{job}", limited=False)
        except ProviderError as error:
            if error.status in (404, 410):
                return {"status": LOST}
            raise
        return object_in(reply, self._http.where)

    async def _items(
        self, reply: Mapping[str, Any], request: MediaRequest, job: str
    ) -> AsyncGenerator[MediaItem]:
        result = reply.get("result")
        images = objects_in(result.get("images")) if is_object(result) else []
        if not images:
            raise nothing_made(self._http)
        for place, image in enumerate(images[: request.count]):
            index = number_in(image.get("index"))
            index = place if index is None else int(index)
            data = await picture_bytes(image.get("b64_json"), self._http.where)
            facts = check_picture(data, self._http.where)
            seed = request.seed + index
            yield MediaItem(data, facts.media_type, facts.width, facts.height, seed, {"job": job})

    async def _at_once(self, operation: str, request: MediaRequest) -> AsyncGenerator[MediaItem]:
        """Through `/sdapi`. Closing the connection is all that can be done to stop it."""
        body = webui.body_of(operation, request, model=None)
        # This server knows batches, and no iterations.
        body |= {"batch_size": request.count, "n_iter": 1}
        reply = await self._http.request_json("POST", webui.PATHS[operation], json=body, first_byte=LONGEST)
        async for item in items_of(reply, request, self._http.where):
            yield item


class _NoJobs(Exception):
    """The server is too old for jobs, or is another one."""


def _progress(reply: Mapping[str, Any]) -> MediaProgress:
    place = number_in(reply.get("queue_position"))
    if reply.get("status") == "queued":
        return MediaProgress(None, f"waiting, at place {place:.0f}" if place else "waiting")
    return MediaProgress(None, "generating")
