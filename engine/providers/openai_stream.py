"""What an OpenAI-compatible server streams back, read chunk by chunk.

Each payload is a `chat.completion.chunk`: `choices[0].delta.content` may be null, the
usage chunk has empty `choices`, `[DONE]` ends it all, a top-level `error` is a failure.
"""

from typing import Any

from engine.providers.openai_errors import error_of_event
from engine.providers.text import TextEnd
from engine.providers.text_stream import TextStream, amount, count, counts, inside
from schemas.clean_text import clean_line

DONE = "[DONE]"


class ChatStream(TextStream):
    """One reply; a finish reason or `[DONE]` makes it whole."""

    protocol = "an OpenAI-compatible server"

    def __init__(self, *, where: str, secret: str | None, model: str) -> None:
        super().__init__(where=where, secret=secret, model=model)
        self._refusal: list[str] = []
        self._usage: dict[str, Any] = {}

    @property
    def whole(self) -> bool:
        """The protocol's terminal marker was seen."""
        return self.done or bool(self.finish_reason)

    def _read_payload(self, payload: str, text: list[str]) -> None:
        if payload == DONE:
            self.done = True
        else:
            super()._read_payload(payload, text)

    def _is_complete(self, payload: str) -> bool:
        return payload == DONE or super()._is_complete(payload)

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

    def _end(self) -> TextEnd:
        if self._refusal or self.finish_reason == "content_filter":
            raise self.refused("".join(self._refusal))
        usage = self._usage
        asked, answered = inside(usage, "prompt_tokens_details"), inside(usage, "completion_tokens_details")
        return TextEnd(
            self.finish_reason or "stop",
            self._model,
            count(usage.get("prompt_tokens")),
            count(usage.get("completion_tokens")),
            counts(
                cached_tokens=asked.get("cached_tokens"),
                reasoning_tokens=answered.get("reasoning_tokens"),
            ),
            amount(usage.get("cost")),  # routers such as OpenRouter tell it
        )
