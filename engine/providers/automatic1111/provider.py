"""The `automatic1111` media provider. API: `modules/api/` and `modules/progress.py` of the web UI."""

import asyncio
import secrets
from collections.abc import AsyncGenerator
from typing import Any

from engine.providers.automatic1111.parameters import Offered, check_offered, schema_of
from engine.providers.automatic1111.progress import TaskProgress
from engine.providers.automatic1111.requests import PATHS, body_of, check_request
from engine.providers.automatic1111.results import items_of
from engine.providers.errors import ProviderError
from engine.providers.hosted.remote_job import remote_job
from engine.providers.http.client import Http
from engine.providers.media import MediaItem, MediaPreview, MediaProgress, MediaRequest
from schemas.clean_text import clean_line
from schemas.json_value import is_list, is_object

LONGEST = 24 * 3600.0
"""Seconds for one request; it is answered only when all is done, and the action has a limit of its own."""


class Automatic1111:
    """A `MediaProvider`. The request blocks at the server; meanwhile it is asked how far it is.

    `model` is a checkpoint's title, None for the one the server has loaded. `poll` is the
    seconds between two questions.
    """

    operations = frozenset(PATHS)

    def __init__(
        self, name: str, http: Http, *, label: str = "", model: str | None = None, poll: float = 0.7
    ) -> None:
        self.name = name
        self.label = label or name
        self._http = http
        self._model = model
        self._poll = poll
        self._offered: Offered | None = None

    async def generate(
        self, operation: str, request: MediaRequest
    ) -> AsyncGenerator[MediaProgress | MediaPreview | MediaItem]:
        """Progress and previews, then all pictures together, as the API gives them."""
        check_request(operation, request, self.name)
        if self._offered:
            check_offered(request.params, self._offered, self._http.where)
        task = f"task({secrets.token_hex(8)})"
        body = body_of(operation, request, model=request.model or self._model, task=task)
        progress = TaskProgress(self._http, task, request.count)

        async def send() -> asyncio.Task[Any]:
            return asyncio.create_task(
                self._http.request_json(
                    "POST", PATHS[operation], json=body, first_byte=LONGEST, limited=False
                )
            )

        async def stop(work: asyncio.Task[Any]) -> None:
            try:
                await self._stop(progress)
            finally:
                work.cancel()
                await asyncio.gather(work, return_exceptions=True)

        async with remote_job(self._http.limits, send, stop) as held:
            yield MediaProgress(None, "asked")
            while not (await asyncio.wait({held.job}, timeout=self._poll))[0]:
                for event in await progress.ask():
                    yield event
            held.ended = True
            reply = await held.job
        async for item in items_of(reply, request, self._http.where):
            yield item

    async def models(self) -> list[str]:
        """The checkpoints' titles. Raises `ProviderError`."""
        return list((await self._ask_offered()).models)

    async def parameters(self, operation: str, model: str | None = None) -> dict[str, Any]:
        """A JSON Schema of what `params` may hold, with what the server has as choices."""
        try:
            offered = await self._ask_offered()
        except ProviderError:
            offered = Offered()
        return schema_of(operation, offered)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _stop(self, progress: TaskProgress) -> None:
        """Interrupt our own task; the API's interrupt stops whatever runs, so it has to be ours."""
        if (await progress.state()).get("active") is True:
            await self._http.request("POST", "/sdapi/v1/interrupt", limited=False)

    async def _ask_offered(self) -> Offered:
        if self._offered is None:
            models, samplers, schedulers = await asyncio.gather(
                self._names("/sdapi/v1/sd-models", "title", needed=True),
                self._names("/sdapi/v1/samplers", "name"),
                self._names("/sdapi/v1/schedulers", "label"),
            )
            self._offered = Offered(models, samplers, schedulers)
        return self._offered

    async def _names(self, path: str, key: str, *, needed: bool = False) -> list[str]:
        try:
            found = await self._http.request_json("GET", path)
        except ProviderError:
            if needed:
                raise
            return []
        entries: list[Any] = found if is_list(found) else []
        return [
            clean_line(each[key]) for each in entries if is_object(each) and isinstance(each.get(key), str)
        ]
