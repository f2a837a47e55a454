"""What an OpenAI-compatible server streams back, read chunk by chunk.

Each payload is a `chat.completion.chunk`: `choices[0].delta.content` may be null, the
usage chunk has empty `choices`, `[DONE]` ends it all, a top-level `error` is a failure.
`delta.tool_calls` are pieces of calls: id and name come first, the arguments bit by bit.
"""

from typing import Any

from engine.providers.openai_errors import error_of_event
from engine.providers.text import TextEnd
from engine.providers.text_stream import Said, TextStream, amount, count, counts, inside
from schemas.clean_text import clean_line

DONE = "[DONE]"


class ChatStream(TextStream):
    """One reply; a finish reason or `[DONE]` makes it whole."""

    protocol = "an OpenAI-compatible server"

    def __init__(self, *, where: str, secret: str | None, model: str) -> None:
        super().__init__(where=where, secret=secret, model=model)
        self._refusal: list[str] = []
        self._usage: dict[str, Any] = {}
        self._at: dict[Any, tuple[int, str]] = {}
        """By the index that the server gives: which call is there now, and its id."""
        self._begun = 0

    @property
    def whole(self) -> bool:
        """The protocol's terminal marker was seen."""
        return self.done or bool(self.finish_reason)

    def _read_payload(self, payload: str, said: Said) -> None:
        if payload == DONE:
            self.done = True
            said.extend(self.calls.end_all())
        else:
            super()._read_payload(payload, said)

    def _is_complete(self, payload: str) -> bool:
        return payload == DONE or super()._is_complete(payload)

    def _read_event(self, event: dict[str, Any], said: Said) -> None:
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
                said.append(content)
            elif refusal := delta.get("refusal"):
                self._refusal.append(str(refusal))
            for piece in delta.get("tool_calls") or ():
                self._read_call(piece)
            if not self.started:
                self.started = any(value for key, value in delta.items() if key != "role")
        if choice.get("finish_reason"):
            self.finish_reason = clean_line(str(choice["finish_reason"]))
            self._model = clean_line(str(event.get("model") or self._model))
            # Not before: pieces of several calls may come in turn.
            said.extend(self.calls.end_all())

    def _read_call(self, piece: dict[str, Any]) -> None:
        """Add a piece to its call.

        Ollama numbers all calls 0, older versions and others not at all
        (ollama/ollama#15457, #7881): a new id begins a new call, as does a name without a
        number; some repeat id and name in each piece.
        """
        index, given, function = piece.get("index"), piece.get("id") or "", inside(piece, "function")
        name = function.get("name")
        call, its_id = self._at.get(index, (0, ""))
        if index not in self._at or (given != its_id if given and its_id else index is None and name):
            self._begun += 1
            call, its_id = self._begun, ""
        self._at[index] = (call, its_id or given)
        self.calls.add(call, id=given, name=name, arguments=function.get("arguments"))

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
