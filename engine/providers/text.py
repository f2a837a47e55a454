"""The protocol of text providers."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import field
from typing import Any, Literal, Protocol

from engine.providers.picture import Picture
from schemas.frozen import frozen


@frozen
class Message:
    """One chat message; `text` is plain text. Pictures stand before it, for models that see."""

    role: Literal["system", "user", "assistant"]
    text: str
    images: tuple[Picture, ...] = ()


@frozen
class Sampling:
    """How tokens are drawn; None leaves the provider's own default."""

    temperature: float | None = None
    top_p: float | None = None
    min_p: float | None = None
    max_tokens: int | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()


@frozen
class Tool:
    """What a model may ask for by name (letters, digits, `_`, `-`; at most 64 characters).

    `parameters` is the JSON Schema of an object.
    """

    name: str
    description: str
    parameters: Mapping[str, Any]


@frozen
class TextRequest:
    """What is asked of a text provider.

    `output_schema` is a JSON Schema, `output_pattern` a regular expression for the whole of
    a plain text; a provider constrains its output to either by its own means, or not. The
    caller validates the reply in any case.

    `messages` may hold earlier turns; providers join neighbours of one role and leave out
    those that say nothing. `tools` are offered, never forced; a provider that cannot offer
    any raises `ProviderError("no_tools")` before it sends anything.
    """

    messages: tuple[Message, ...]
    model: str | None = None
    output_schema: dict[str, Any] | None = None
    sampling: Sampling = field(default_factory=Sampling)
    output_pattern: str | None = None
    tools: tuple[Tool, ...] = ()


@frozen
class TextDelta:
    """Some more of the reply, as it arrived (not yet cleaned)."""

    text: str


@frozen
class ToolCall:
    """A tool that the model asks for. It need not be one that was offered.

    `arguments` is JSON as the model wrote it, `{}` where it wrote nothing: not parsed, not
    cleaned, and cut like any text where the reply ends for `length`. `name` and `id` are
    clean; `id` is the provider's, where it gives one.
    """

    name: str
    arguments: str
    id: str = ""


@frozen
class TextEnd:
    """The reply is whole. `finish_reason` is the provider's word (`stop`, `length`, …);
    `tool_calls` of a reply that ended with calls, whatever the provider calls that.

    `usage` has what else was counted, where the provider tells: `cached_tokens`,
    `cache_write_tokens`, `reasoning_tokens`, … `cost` is in US dollars, as the provider
    says it; nobody estimates here.
    """

    finish_reason: str
    model: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None
    usage: Mapping[str, int] = field(default_factory=dict[str, int])
    cost: float | None = None


ReplyPart = TextDelta | ToolCall | TextEnd
"""What a reply is made of as it streams."""


class TextProvider(Protocol):
    """Streams replies.

    `generate` yields any number of `TextDelta` and `ToolCall`, then exactly one `TextEnd`.
    A call comes when it is complete. A reply may be calls alone. A stream that
    ends without the protocol's terminal marker raises `ProviderError("truncated")`.
    Closing the iterator (or cancelling its task) stops the generation at the provider.
    """

    name: str
    kind: str
    """What `kind` is in its configuration: `embedded`, `openai`, …"""
    label: str
    """What a person reads beside its results, such as `tiny demo model`."""

    def generate(self, request: TextRequest) -> AsyncGenerator[ReplyPart]: ...

    async def close(self) -> None: ...
