"""What every streamed reply has in common: read payload by payload, whole only with its terminal marker."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar, Protocol

from engine.providers.errors import ProviderError
from engine.providers.http.refusals import quote
from engine.providers.sse import SSEDecoder
from engine.providers.surrogates import ends_in_half, paired
from engine.providers.text import TextDelta, TextEnd, ToolCall
from engine.providers.tool_calls import ToolCalls

Said = list[str | ToolCall]
"""What a model said, in order: pieces of text, and calls that are complete."""

_OWN_END = frozenset({"stop", "tool_use", "function_call"})
"""What providers say of a reply that ended with calls, beside `tool_calls`."""


class Decoder(Protocol):
    """Turns network chunks into payloads; `end` gives what stood there unfinished."""

    def feed(self, chunk: bytes) -> list[str]: ...

    def end(self) -> list[str]: ...


class TextStream(ABC):
    """The state of one reply: feed it bytes, ask it whether the reply is whole.

    A protocol says in `_read_event` what an event adds to the reply. `where` names the server
    in messages, `secret` is blotted out of what it says, `model` is what was asked for.
    """

    protocol: ClassVar[str]
    """What a person is told to check the base URL for, such as `an Ollama server`."""
    whole_body: ClassVar[frozenset[str]] = frozenset({"application/json", "text/html"})
    """Media types of answers that are no stream: some servers ignore `stream`, and a wrong
    address answers with a web page."""

    def __init__(self, *, where: str, secret: str | None, model: str, decoder: Decoder | None = None) -> None:
        self.finish_reason = ""
        self.done = False
        """The terminal marker came: nothing will follow."""
        self.started = False
        """The model has said something, if only in thought."""
        self.failure: ProviderError | None = None
        """Why the reply can't go on."""
        self.calls = ToolCalls(where)
        """The tool calls that are not complete."""
        self._called = False
        self._half = ""
        """The first half of a character whose second has not come."""
        self._where = where
        self._secret = secret
        self._model = model
        self._decoder: Decoder = decoder or SSEDecoder()

    def feed(self, data: bytes) -> list[TextDelta | ToolCall]:
        """Return what `data` adds, up to a failure. Raises `ProviderError("bad_reply")`."""
        return self.read(self._decoder.feed(data))

    def finish(self) -> list[TextDelta | ToolCall]:
        """Read what stood at the stream's end without its own end: half an event is no bad reply."""
        return self.read(p for p in self._decoder.end() if self._is_complete(p))

    def read_body(self, body: bytes) -> list[TextDelta | ToolCall]:
        """Return what an answer says that is no stream."""
        return self.read([body.decode("utf-8", "replace")])

    def read(self, payloads: Iterable[str]) -> list[TextDelta | ToolCall]:
        """Return what `payloads` add, up to a failure, which `failure` then holds."""
        said: Said = []
        try:
            for payload in payloads:
                self._read_payload(payload, said)
                if self.done:
                    break
        except ProviderError as error:
            self.failure = error
        except (ValueError, AttributeError, TypeError, KeyError, IndexError, RecursionError):
            # The shape is checked by using it: this runs thousands of times a reply.
            self.failure = self.bad_reply()
        return self._parts(said)

    @property
    def whole(self) -> bool:
        """The protocol's terminal marker was seen."""
        return self.done

    def end(self) -> TextEnd:
        """Return the end of a whole reply; raise `ProviderError` when it is none."""
        if self.failure is not None:
            raise self.failure
        if not self.whole:
            raise self.truncated()
        end = self._end()
        if self._called and end.finish_reason in _OWN_END:
            return replace(end, finish_reason="tool_calls")
        return end

    def truncated(self) -> ProviderError:
        """Return the error of a stream that ended too early."""
        return ProviderError(
            "truncated",
            f"{self._where} stopped in the middle of its reply.",
            hint="Try again; what arrived is kept.",
            retryable=True,
        )

    def bad_reply(self) -> ProviderError:
        """Return the error of a stream that makes no sense."""
        return ProviderError(
            "bad_reply",
            f"{self._where} sent something that is not a chat reply.",
            hint=f"Check that the base URL is that of {self.protocol}.",
            retryable=True,
        )

    def refused(self, said: str = "") -> ProviderError:
        """Return the error of a model that declines; `said` is how it put it."""
        return ProviderError(
            "refused",
            f"{self._where} declined to answer this.{quote(said, self._secret)}",
            hint="Change the prompt and try again.",
        )

    @abstractmethod
    def _read_event(self, event: dict[str, Any], said: Said) -> None:
        """Take one event in; whatever is wrong with its shape may raise what using it raises."""

    @abstractmethod
    def _end(self) -> TextEnd:
        """The end of a whole reply. Raises `ProviderError("refused")`."""

    def _read_payload(self, payload: str, said: Said) -> None:
        self._read_event(json.loads(payload), said)

    def _parts(self, said: Said) -> list[TextDelta | ToolCall]:
        """Pieces of text in one, up to the next call."""
        parts: list[TextDelta | ToolCall] = []
        text: list[str] = []
        for each in said:
            if isinstance(each, str):
                text.append(each)
                continue
            self._called = True
            parts += self._joined(text)
            parts.append(each)
            text = []
        return parts + self._joined(text)

    def _joined(self, text: list[str]) -> list[TextDelta | ToolCall]:
        whole = self._half + "".join(text)
        self._half = ""
        if ends_in_half(whole):
            whole, self._half = whole[:-1], whole[-1]
        return [TextDelta(paired(whole))] if whole else []

    def _is_complete(self, payload: str) -> bool:
        try:
            json.loads(payload)
        except (ValueError, RecursionError):
            return False
        return True


def count(value: Any) -> int | None:
    """A number of tokens as a server tells it, or None of anything that is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def counts(**named: Any) -> dict[str, int]:
    """Those of `named` that are numbers of tokens above none, for `TextEnd.usage`."""
    return {name: value for name, value in named.items() if count(value)}


def amount(value: Any) -> float | None:
    """A sum of money as a server tells it, or None of anything that is none."""
    known = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf")
    return float(value) if known else None


def inside(parent: Any, name: str) -> Mapping[str, Any]:
    """An object inside another, empty where there is none."""
    value = parent.get(name)
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]
