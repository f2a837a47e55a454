"""The protocol of media providers."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import field
from typing import Any, Protocol, runtime_checkable

from engine.providers.picture import Picture
from schemas.frozen import frozen


@frozen
class MediaRequest:
    """What is asked of a media provider: `count` items for one prompt.

    `seed` is the first item's; the provider derives the others' (seed + index) and tells
    each. `params` are the provider's own parameters (aspect_ratio, negative_prompt, …).
    `model` is None for the provider's own choice. `inputs` are what an operation such as
    `img2img` starts from. Two requests with one `idempotency_key` are the same request,
    sent twice; it goes to APIs that know such keys. `of` names an earlier item by its
    `remote_id`, for the operations in its `actions`.
    """

    prompt: str
    count: int = 1
    seed: int = 0
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])
    model: str | None = None
    inputs: tuple[Picture, ...] = ()
    idempotency_key: str = ""
    of: str = ""


@frozen
class MediaProgress:
    """How far the whole request is: a fraction from 0 to 1, or None where nobody knows."""

    fraction: float | None
    message: str = ""


@frozen
class MediaPreview:
    """How the item at `index` (from 0) looks so far. Each replaces the one before; none is kept."""

    data: bytes = field(repr=False)
    media_type: str
    index: int = 0


@frozen
class MediaItem:
    """One finished item: its bytes and what made it.

    `remote_id` is its name at the provider, and `actions` the operations that can be asked
    of it there (`upscale`, `variation`, `reroll`), as `MediaRequest.of`. `model` is what made
    it. `usage` and `cost` (US dollars) are this item's share, where the provider tells.
    `width`, `height` are pixels, 0 where nobody said.
    """

    data: bytes
    media_type: str
    width: int
    height: int
    seed: int
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])
    remote_id: str = ""
    actions: tuple[str, ...] = ()
    model: str = ""
    usage: Mapping[str, float] = field(default_factory=dict[str, float])
    cost: float | None = None


MediaEvent = MediaProgress | MediaPreview | MediaItem


class MediaProvider(Protocol):
    """Makes images (later: sound, video).

    `generate` yields progress, previews and items as they finish. Closing the iterator (or
    cancelling its task) stops the work. Failures are `ProviderError`.
    """

    name: str
    label: str
    operations: frozenset[str]
    """Such as `txt2img`."""

    def generate(self, operation: str, request: MediaRequest) -> AsyncGenerator[MediaEvent]: ...

    async def close(self) -> None: ...


@runtime_checkable
class Estimates(Protocol):
    """A media provider that tells the price of a request before it is sent."""

    async def estimate(self, operation: str, request: MediaRequest) -> Mapping[str, Any] | None:
        """`{"amount": 8, "unit": "credits"}`, or None where nobody says. Raises `ProviderError`."""
        ...
