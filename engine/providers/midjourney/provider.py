"""The `midjourney` media provider."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.hosted.job_replies import failed_job, object_in, stopped_elsewhere, unknown_operation
from engine.providers.hosted.polling import Polling
from engine.providers.hosted.remote_job import remote_job
from engine.providers.hosted.results import ResultFile, Results
from engine.providers.hosted.sent import kept
from engine.providers.hosted.side_by_side import Part, side_by_side
from engine.providers.http.client import Http
from engine.providers.media import MediaEvent, MediaItem, MediaPreview, MediaProgress, MediaRequest
from engine.providers.midjourney.tasks import CHANGES, Task, fraction_of, submit, task_of

PREVIEW_PATIENCE = 5.0
"""Seconds that a preview may take: the picture matters more."""

Reply = Mapping[str, Any]


class Midjourney:
    """A `MediaProvider` of a Midjourney proxy. Parameters become flags of the prompt.

    An item of `txt2img` is a grid of four pictures; `upscale`, `variation` (parameter
    `index`, 1 to 4) and `reroll` are asked of it with `MediaRequest.of`. The proxy has no
    way to cancel: what was sent goes on over there.
    """

    operations = frozenset({"txt2img", "img2img", "blend", *CHANGES})

    def __init__(self, name: str, http: Http, *, label: str = "", polling: Polling | None = None) -> None:
        self.name = name
        self.label = label or name
        self._http = http
        self._polling = polling or Polling(first=1.0)
        self._results = Results(http)

    async def generate(self, operation: str, request: MediaRequest) -> AsyncGenerator[MediaEvent]:
        """One task an item. Raises `ProviderError`."""
        if operation not in self.operations:
            raise unknown_operation(self.name, operation, self.operations)
        tasks = [task_of(operation, request, index, self.name) for index in range(request.count)]
        parts = [Part(self._run(operation, task), index) for index, task in enumerate(tasks)]
        async with aclosing(side_by_side(parts)) as events:
            async for event in events:
                yield event

    async def close(self) -> None:
        """Close every connection."""
        await self._results.close()
        await self._http.close()

    async def _run(self, operation: str, task: Task) -> AsyncGenerator[MediaEvent]:
        yield MediaProgress(0.0, "sending")
        async with remote_job(self._http.limits, lambda: submit(self._http, task), None) as held:
            name, state = held.job
            yield MediaProgress(0.0, state)
            done: Reply = {}
            shown = ""
            async for done in self._polling.answers(lambda: self._fetched(name)):
                if done.get("status") not in ("NOT_START", "SUBMITTED", "IN_PROGRESS", "MODAL", None):
                    break
                yield MediaProgress(fraction_of(done), "")
                url = done.get("imageUrl")
                if isinstance(url, str) and url and url != shown:
                    shown = url
                    if preview := await self._preview(url):
                        yield MediaPreview(preview.data, preview.media_type)
        yield await self._item(operation, task, name, done)

    async def _fetched(self, name: str) -> Reply:
        reply = await self._http.request_json("GET", f"/mj/task/{name}/fetch", limited=False)
        return object_in(reply, self._http.where)

    async def _preview(self, url: str) -> ResultFile | None:
        """How it looks so far, if that can be had quickly."""
        try:
            async with asyncio.timeout(PREVIEW_PATIENCE):
                return await self._results.fetch(url)
        except (ProviderError, TimeoutError):
            return None

    async def _item(self, operation: str, task: Task, name: str, done: Reply) -> MediaItem:
        if done.get("status") == "CANCEL":
            raise stopped_elsewhere(self._http)
        if done.get("status") != "SUCCESS":
            raise failed_job(done.get("failReason") or done.get("description"), self._http)
        file = await self._results.fetch(done.get("imageUrl"))
        sent = task.body.get("prompt")
        facts: dict[str, Any] = {
            "parameters": kept(task.body, ("prompt", "state")),
            **({"rendered": {"prompt": sent}} if sent else {}),
            "returned": {"task": name},
        }
        if task.seed is None:
            facts["seed"] = None  # Midjourney chose one and does not tell
        return MediaItem(
            file.data,
            file.media_type,
            file.width,
            file.height,
            task.seed or 0,
            facts,
            remote_id=name,
            actions=() if operation == "upscale" else tuple(CHANGES),
        )
