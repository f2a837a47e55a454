"""ComfyUI's queue: put a prompt into it, see where it is, take it out again."""

import uuid
from collections.abc import Mapping
from typing import Any, Literal

from engine.providers.comfyui.graph import Filled
from engine.providers.comfyui.history import entry_in
from engine.providers.comfyui.node_errors import GraphRefused, told
from engine.providers.errors import ProviderError
from engine.providers.hosted.job_replies import id_in, object_in
from engine.providers.hosted.unknown_outcome import is_unknown
from engine.providers.http.client import Http
from schemas.json_value import is_list

State = Literal["running", "pending", "gone"]

PASSING = frozenset({"unreachable", "timeout", "truncated"})
"""Failures that say nothing about the job."""
MISSES = 5
"""In a row; each has the HTTP layer's own tries behind it."""


class Queue:
    """All requests go without a slot of the limits: a job has one for as long as it runs."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def put(self, filled: Filled, client: str) -> str:
        """The id of the prompt. Raises `ProviderError`, `GraphRefused` of a graph that cannot run."""
        prompt = str(uuid.uuid4())
        body = {"prompt": filled.graph, "client_id": client, "prompt_id": prompt}
        try:
            reply = await self._http.request_json("POST", "/prompt", json=body, limited=False)
        except GraphRefused as error:
            raise told(error, filled, self._http.where) from error
        except ProviderError as error:
            # The answer was lost: the id is ours, so it can be seen whether the prompt was not.
            if not is_unknown(error) or error.status is not None or not await self._is_known(prompt):
                raise
            return prompt
        # Older servers choose an id themselves.
        return id_in(object_in(reply, self._http.where).get("prompt_id"), self._http.where)

    async def entry(self, prompt: str) -> Mapping[str, Any] | None:
        """What history says; None while it runs or waits. Raises `ProviderError` when it is lost."""
        entry = await self._history(prompt)
        if entry is None and (await self.state(prompt))[0] == "gone":
            entry = await self._history(prompt)  # it may have ended between the two
            if entry is None:
                raise ProviderError(
                    "server_error",
                    f"{self._http.where} does not know the job any more.",
                    hint="It was restarted, or somebody deleted the job there: start it again.",
                    retryable=True,
                )
        return entry

    async def state(self, prompt: str) -> tuple[State, int]:
        """Where the prompt is, and how many wait before it."""
        reply = object_in(await self._http.request_json("GET", "/queue", limited=False), self._http.where)
        if prompt in _ids(reply.get("queue_running")):
            return "running", 0
        # Not in order: each begins with its number, and the lowest is next.
        pending = _ids(reply.get("queue_pending"))
        return ("pending", pending.index(prompt)) if prompt in pending else ("gone", 0)

    async def take_back(self, prompt: str) -> None:
        """Delete the prompt while it waits, interrupt it while it runs; nobody else's."""
        await self._http.request("POST", "/queue", json={"delete": [prompt]}, limited=False)
        # Older servers ignore the id, and would stop whatever runs.
        if (await self.state(prompt))[0] == "running":
            await self._http.request("POST", "/interrupt", json={"prompt_id": prompt}, limited=False)

    async def _history(self, prompt: str) -> Mapping[str, Any] | None:
        reply = await self._http.request_json("GET", f"/history/{prompt}", limited=False)
        return entry_in(reply, prompt)

    async def _is_known(self, prompt: str) -> bool:
        try:
            await self.entry(prompt)
        except ProviderError:
            return False
        return True


class Watch:
    """Looks at one prompt again and again; a moment without a network is borne."""

    def __init__(self, queue: Queue, prompt: str) -> None:
        self._queue = queue
        self._prompt = prompt
        self._missed = 0

    async def look(self) -> Mapping[str, Any] | None:
        """As `Queue.entry`; None too when nobody answers, `MISSES` times in a row at most."""
        try:
            entry = await self._queue.entry(self._prompt)
        except ProviderError as error:
            self._missed += 1
            if error.code not in PASSING or self._missed > MISSES:
                raise
            return None
        self._missed = 0
        return entry


def _ids(queue: Any) -> list[str]:
    """Ids in the order of their numbers: an entry is `[number, id, graph, …]`."""
    entries: list[Any] = [each for each in queue if is_list(each) and len(each) > 1] if is_list(queue) else []
    entries.sort(key=lambda each: each[0] if isinstance(each[0], int | float) else 0)
    return [str(each[1]) for each in entries]
