"""Providers that play what a test wrote for them, step by step, behind the real engine."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image

from engine.providers.media import MediaItem, MediaPreview, MediaProgress, MediaRequest
from engine.providers.text import TextDelta, TextEnd, TextRequest
from tests.engine.fakes import Fakes

Step = str | Exception | asyncio.Event
"""Text that arrives, an error that is raised, or something to wait for."""


def _png() -> bytes:
    picture = Image.linear_gradient("L").resize((48, 27)).convert("RGB")
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


PICTURE = _png()


@dataclass
class Writer:
    """A text provider; each request plays the next reply, and the last one again and again."""

    name: str = "fake"
    kind: str = "fake"
    label: str = "scripted"
    replies: deque[Sequence[Step]] = field(default_factory=lambda: deque([("A quiet harbour.",)]))
    asked: list[TextRequest] = field(default_factory=list)

    def plays(self, *replies: Sequence[Step]) -> None:
        """What comes from now on."""
        self.replies = deque(replies)

    async def generate(self, request: TextRequest) -> AsyncGenerator[TextDelta | TextEnd]:
        self.asked.append(request)
        steps = self.replies.popleft() if len(self.replies) > 1 else self.replies[0]
        for step in steps:
            if isinstance(step, asyncio.Event):
                await step.wait()
            elif isinstance(step, Exception):
                raise step
            else:
                yield TextDelta(step)
        yield TextEnd("stop", "scripted-1", 20, 7)

    async def close(self) -> None: ...


@dataclass
class Painter:
    """A media provider that waits for `gates[i]` before picture i, if there is one.

    Before that it shows `previews`, one after another.
    """

    name: str = "fake"
    kind: str = "fake"
    label: str = "painted, no model"
    operations: frozenset[str] = frozenset({"txt2img"})
    gates: Sequence[asyncio.Event] = ()
    previews: Sequence[bytes] = ()
    error: Exception | None = None
    cost: float | None = None
    asked: list[MediaRequest] = field(default_factory=list)

    async def generate(
        self, operation: str, request: MediaRequest
    ) -> AsyncGenerator[MediaProgress | MediaPreview | MediaItem]:
        self.asked.append(request)
        for at in range(request.count):
            yield MediaProgress(at / request.count, f"picture {at + 1} of {request.count}")
            for preview in self.previews:
                yield MediaPreview(preview, "image/png", at)
            if at < len(self.gates):
                await self.gates[at].wait()
            if self.error:
                raise self.error
            yield MediaItem(PICTURE, "image/png", 48, 27, request.seed + at, cost=self.cost)

    async def close(self) -> None: ...


@dataclass
class Cast(Fakes):
    """Who answers the engine in these tests."""

    writer: Writer = field(default_factory=Writer)  # type: ignore[assignment]
    painter: Painter = field(default_factory=Painter)  # type: ignore[assignment]
