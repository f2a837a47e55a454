"""The protocol of media providers."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class MediaRequest:
    """What is asked of a media provider: `count` items for one prompt.

    `seed` is the first item's; the provider derives the others' (seed + index) and tells
    each. `params` are the provider's own parameters (aspect_ratio, stylization, …).
    """

    prompt: str
    count: int = 1
    seed: int = 0
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class MediaProgress:
    """How far the whole request is: a fraction from 0 to 1."""

    fraction: float
    message: str = ""


@dataclass(frozen=True, slots=True)
class MediaItem:
    """One finished item: its bytes and what made it."""

    data: bytes
    media_type: str
    width: int
    height: int
    seed: int
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])


class MediaProvider(Protocol):
    """Makes images (later: sound, video).

    `generate` yields progress and items as they finish. Closing the iterator (or
    cancelling its task) stops the work. Failures are `ProviderError`.
    """

    name: str
    label: str
    operations: frozenset[str]
    """Such as `txt2img`."""

    def generate(
        self, operation: str, request: MediaRequest
    ) -> AsyncGenerator[MediaProgress | MediaItem]: ...

    async def close(self) -> None: ...
