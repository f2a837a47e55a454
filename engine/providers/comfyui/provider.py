"""The `comfyui` media provider. API: `server.py` and `execution.py` of ComfyUI."""

import asyncio
import uuid
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from engine.providers.comfyui.graph import (
    MOST_ITEMS,
    NO_PICTURES,
    OPERATIONS,
    Filled,
    filled,
    model_of,
    weights_of,
)
from engine.providers.comfyui.history import files_in, problem_in
from engine.providers.comfyui.messages import Following
from engine.providers.comfyui.pictures import CHOSEN, picture_places, uploaded
from engine.providers.comfyui.queue import Queue, Watch
from engine.providers.comfyui.socket import Socket, open_socket
from engine.providers.errors import ProviderError
from engine.providers.hosted.job_replies import nothing_made, unknown_operation
from engine.providers.hosted.remote_job import remote_job
from engine.providers.hosted.results import MOST_BYTES, Results
from engine.providers.http.auth import Auth
from engine.providers.http.client import Http
from engine.providers.media import MediaItem, MediaPreview, MediaProgress, MediaRequest
from schemas.clean_text import clean_line
from schemas.json_value import is_list, is_object

Event = MediaProgress | MediaPreview | MediaItem

HURRY = 0.05
"""Seconds until the next look once a job is said to have ended."""


class ComfyUI:
    """A `MediaProvider`: any graph, or the plain one with a checkpoint.

    `auth` is what `http` has, for the websocket. `model` is the checkpoint when a request
    names none; without both it is the server's first. `poll` is the seconds between two
    looks at the queue without a websocket, `look` with one.
    """

    operations = OPERATIONS

    def __init__(
        self,
        name: str,
        http: Http,
        *,
        auth: Auth | None = None,
        label: str = "",
        model: str | None = None,
        poll: float = 1.0,
        look: float = 10.0,
    ) -> None:
        self.name = name
        self.label = label or name
        self._http = http
        self._auth = auth or Auth()
        self._model = model
        self._poll = poll
        self._look = look
        self._queue = Queue(http)
        self._results = Results(http)

    async def generate(self, operation: str, request: MediaRequest) -> AsyncGenerator[Event]:
        """One job of the server's queue for each of `count`, one after another. Raises `ProviderError`."""
        if operation not in self.operations:
            raise unknown_operation(self.name, operation, self.operations)
        if not 1 <= request.count <= MOST_ITEMS:
            raise ProviderError("bad_request", f"count must be from 1 to {MOST_ITEMS}, not {request.count}.")
        checkpoint = await self._checkpoint(request) if operation == "txt2img" else ""
        pictures = await self._pictures(operation, request)
        jobs = [
            filled(operation, request, index, checkpoint=checkpoint, pictures=pictures)
            for index in range(request.count)
        ]
        await asyncio.to_thread(self._auth.resolve, self._http.where)
        client = uuid.uuid4().hex
        async with open_socket(self._http.base_url, client, self._auth.headers, again=self._poll) as socket:
            for index, job in enumerate(jobs):
                async with aclosing(self._run(job, socket, client, index)) as events:
                    async for event in events:
                        yield _of_all(event, index, len(jobs))

    async def models(self) -> list[str]:
        """The checkpoints that the server has. Raises `ProviderError`."""
        reply = await self._http.request_json("GET", "/object_info/CheckpointLoaderSimple")
        return _checkpoints(reply)

    async def close(self) -> None:
        """Close the connections."""
        await self._results.close()
        await self._http.close()

    async def _run(self, job: Filled, socket: Socket, client: str, index: int) -> AsyncGenerator[Event]:
        async def send() -> str:
            return await self._queue.put(job, client)

        async with remote_job(self._http.limits, send, self._queue.take_back) as held:
            yield MediaProgress(0.0, "in the queue")
            following = Following(held.job, weights_of(job.graph))
            watch = Watch(self._queue, held.job)
            entry = await watch.look()
            hurry, told = HURRY, MediaProgress(0.0)
            while entry is None:
                wait = (self._look if socket.connected else self._poll) if not following.ended else hurry
                message = await socket.next(wait)
                if message is None:
                    entry = await watch.look()
                    hurry = min(self._poll, hurry * 2)
                    continue
                if isinstance(message, bytes):
                    preview = following.binary(message, index)
                    if preview:
                        yield preview
                elif following.text(message):
                    if following.ended:
                        entry = await watch.look()
                    else:
                        running = job.title_of(following.node) if following.node else "starting"
                        before, told = told, MediaProgress(following.fraction, clean_line(running))
                        if told != before:
                            yield told
            held.ended = True
        if problem := problem_in(entry, job, self._http.where):
            raise problem
        async for item in self._items(entry, job, held.job):
            yield item

    async def _items(self, entry: Mapping[str, Any], job: Filled, prompt: str) -> AsyncGenerator[MediaItem]:
        files = files_in(entry)
        if not files:
            raise nothing_made(self._http)
        model = model_of(job.graph)
        for file in files:
            try:
                answer = await self._http.request(
                    "GET", "/view", params=file.query, most_bytes=MOST_BYTES, limited=False
                )
            except ProviderError as error:
                if error.status != 404:
                    raise
                raise ProviderError(
                    "bad_reply",
                    f"A picture that {self._http.where} made is not there any more (404).",
                    hint="Somebody has moved or deleted the file; make it again.",
                    retryable=True,
                    status=404,
                ) from error
            result = self._results.looked_at(answer.data, answer.media_type)
            yield MediaItem(
                result.data,
                result.media_type,
                result.width,
                result.height,
                job.seed,
                {"job": prompt, "node": file.node, "file": clean_line(file.remote_id), "cached": file.cached},
                model=model,
            )

    async def _pictures(self, operation: str, request: MediaRequest) -> Mapping[str, str]:
        """The server's names of what the request starts from, by where they stand in the graph."""
        graph = request.params.get("graph") if operation == "graph" else None
        places = picture_places(graph, request.params.get(CHOSEN), len(request.inputs))
        if not places:
            return NO_PICTURES
        filled(operation, request, 0, pictures=dict.fromkeys(places, ""))  # raises before anything is sent
        async with self._http.limits:
            return dict(zip(places, await uploaded(self._http, request.inputs), strict=True))

    async def _checkpoint(self, request: MediaRequest) -> str:
        named = request.model or request.params.get("ckpt_name") or self._model
        if isinstance(named, str) and named:
            return named
        found = await self.models()
        if not found:
            raise ProviderError(
                "bad_request",
                f"{self._http.where} has no checkpoint.",
                hint="Put one into ComfyUI's models/checkpoints, or run a graph of your own.",
            )
        return found[0]


def _of_all(event: Event, index: int, count: int) -> Event:
    """An event of the job at `index` as one of all jobs."""
    if isinstance(event, MediaProgress) and event.fraction is not None:
        return MediaProgress((index + event.fraction) / count, event.message)
    return event


def _checkpoints(reply: Any) -> list[str]:
    """Out of a node's description: `ckpt_name` is `[[names], {}]`, or `["COMBO", {"options": names}]`."""
    at: Any = reply
    for key in ("CheckpointLoaderSimple", "input", "required"):
        at = at.get(key) if is_object(at) else None
    choices: Any = at.get("ckpt_name") if is_object(at) else None
    first: Any = choices[0] if is_list(choices) and choices else None
    if not is_list(first) and is_list(choices) and len(choices) > 1 and is_object(choices[1]):
        first = choices[1].get("options")
    return [each for each in first if isinstance(each, str)] if is_list(first) else []
