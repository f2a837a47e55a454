"""What an OpenAI-compatible server streams back, read chunk by chunk.

Each payload is a `chat.completion.chunk`: `choices[0].delta.content` may be null, the
usage chunk has empty `choices`, `[DONE]` ends it all, a top-level `error` is a failure.
"""

import json
from collections.abc import Iterable
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.openai_errors import error_of_event
from engine.providers.text import TextEnd
from schemas.clean_text import clean_line

DONE = "[DONE]"


class ChatStream:
    """The state of one reply: feed it payloads, ask it whether the reply is whole."""

    def __init__(self, *, where: str, secret: str | None, model: str) -> None:
        self.finish_reason = ""
        self.done = False
        """`[DONE]` came: nothing will follow."""
        self.started = False
        """The model has said something, if only in thought."""
        self.failure: ProviderError | None = None
        """Why the reply can't go on."""
        self._where = where
        self._secret = secret
        self._model = model
        self._refusal: list[str] = []
        self._usage: dict[str, Any] = {}

    def read(self, payloads: Iterable[str]) -> str:
        """Return the text that `payloads` add, up to a failure, which `failure` then holds."""
        text: list[str] = []
        try:
            for payload in payloads:
                if payload == DONE:
                    self.done = True
                    break
                self._read_event(json.loads(payload), text)
        except ProviderError as error:
            self.failure = error
        except (ValueError, AttributeError, TypeError, KeyError, IndexError, RecursionError):
            # The shape is checked by using it: this runs thousands of times a reply.
            self.failure = self.bad_reply()
        return "".join(text)

    def read_last(self, payloads: Iterable[str]) -> str:
        """Read what stood at the stream's end without its blank line: half an event is no bad reply."""
        return self.read(p for p in payloads if p == DONE or p.rstrip().endswith("}"))

    def _read_event(self, event: dict[str, Any], text: list[str]) -> None:
        if event.get("error"):
            raise error_of_event(event, where=self._where, secret=self._secret)
        if event.get("usage"):
            self._usage = event["usage"]
            self._usage.get("")  # an object, or AttributeError
        choices = event.get("choices")
        if not choices:
            return
        choice = choices[0]
        # `message` is what a server sends that ignored `stream`.
        delta = choice.get("delta") or choice.get("message")
        if delta:
            content = delta.get("content")
            if content:
                if not isinstance(content, str):
                    raise TypeError
                text.append(content)
            elif refusal := delta.get("refusal"):
                self._refusal.append(str(refusal))
            if not self.started:
                self.started = any(value for key, value in delta.items() if key != "role")
        if choice.get("finish_reason"):
            self.finish_reason = clean_line(str(choice["finish_reason"]))
            self._model = clean_line(str(event.get("model") or self._model))

    @property
    def whole(self) -> bool:
        """The protocol's terminal marker was seen."""
        return self.done or bool(self.finish_reason)

    def end(self) -> TextEnd:
        """Return the end of a whole reply; raise `ProviderError` when it is none."""
        if self.failure is not None:
            raise self.failure
        if not self.whole:
            raise self.truncated()
        if self._refusal or self.finish_reason == "content_filter":
            raise ProviderError(
                "refused", f"{self._where} declined to answer this.", hint="Change the prompt and try again."
            )
        usage = self._usage
        return TextEnd(
            self.finish_reason or "stop",
            self._model,
            _count(usage.get("prompt_tokens")),
            _count(usage.get("completion_tokens")),
        )

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
            hint="Check that the base URL is that of an OpenAI-compatible server.",
            retryable=True,
        )


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) else None
