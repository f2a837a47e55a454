"""What the messages API streams back, event by event.

Format: https://docs.anthropic.com/en/api/messages-streaming; the events' names are read
from `type` in their data. `message_start` has the usage of the input, `message_delta` the
stop reason and what was used until then; only `message_stop` ends a reply.
"""

import json
from typing import Any

from engine.providers.anthropic.wrapped_reply import WrappedReply
from engine.providers.openai_errors import error_of
from engine.providers.text import TextEnd
from engine.providers.text_stream import TextStream, count, counts
from schemas.clean_text import clean_line

_MEANING = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "tool_use": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "context_window",
}
"""Of stop reasons; others stay as they are."""
_STATUS = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "timeout_error": 504,
    "overloaded_error": 529,
}
_USAGE = ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")


class MessagesStream(TextStream):
    """One reply. With `structured` the text is what the tool is called with; `wrapped` if in an object."""

    protocol = "Anthropic's messages API"

    def __init__(
        self, *, where: str, secret: str | None, model: str, structured: bool = False, wrapped: bool = False
    ) -> None:
        super().__init__(where=where, secret=secret, model=model)
        self._structured = structured
        self._wrapped = WrappedReply() if wrapped else None
        self._called = False
        self._filled = False
        self._beside: list[str] = []
        self._stop_reason = ""
        self._usage: dict[str, int] = {}

    def _read_event(self, event: dict[str, Any], text: list[str]) -> None:
        match event["type"]:
            case "content_block_delta":
                self._read_delta(event["delta"], text)
            case "content_block_start":
                # Other tools are none of ours: no more than one was offered.
                self._called = self._called or event["content_block"]["type"] == "tool_use"
            case "message_start":
                self._read_head(event["message"])
            case "message_delta":
                self._stop_reason = clean_line(str(event["delta"].get("stop_reason") or self._stop_reason))
                self._read_usage(event.get("usage") or {})
            case "message_stop":
                self._finish(text)
            case "message":
                self._read_whole(event, text)
            case "error":
                detail = event["error"]
                status = _STATUS.get(detail.get("type"), 500)
                raise error_of(status, detail, None, self._where, self._secret)
            case _:
                return  # `ping`, `content_block_stop`, and whatever is invented next

    def _read_delta(self, delta: dict[str, Any], text: list[str]) -> None:
        match delta["type"]:
            case "text_delta":
                self._add(delta["text"], text)
            case "input_json_delta":
                self._fill(delta["partial_json"], text)
            case _:
                self.started = True  # it thinks

    def _add(self, words: str, text: list[str]) -> None:
        if not words:
            return
        self.started = True
        (self._beside if self._structured else text).append(_string(words))

    def _fill(self, piece: str, text: list[str]) -> None:
        if not piece:
            return
        self.started = self._filled = True
        piece = _string(piece)
        if not self._structured:
            return
        text.append(self._wrapped.feed(piece) if self._wrapped else piece)

    def _finish(self, text: list[str]) -> None:
        self.done = True
        self.finish_reason = _MEANING.get(self._stop_reason, self._stop_reason) or "stop"
        if not self._structured:
            return
        if self._called and not self._filled:
            self._fill("{}", text)  # nothing is sent of an empty input
        elif not self._called:
            text.extend(self._beside)  # a server that knows no tools
        if self._wrapped:
            text.append(self._wrapped.end())

    def _read_whole(self, message: dict[str, Any], text: list[str]) -> None:
        """What a server sends that ignored `stream`."""
        self._read_head(message)
        self._stop_reason = clean_line(str(message.get("stop_reason") or ""))
        for block in message["content"]:
            if block["type"] == "text":
                self._add(block["text"], text)
            elif block["type"] == "tool_use":
                self._called = True
                self._fill(json.dumps(block["input"]), text)
        self._finish(text)

    def _read_head(self, message: dict[str, Any]) -> None:
        self._model = clean_line(str(message.get("model") or self._model))
        self._read_usage(message.get("usage") or {})

    def _read_usage(self, usage: dict[str, Any]) -> None:
        """Later figures are totals up to then; they take the place of earlier ones."""
        for name in _USAGE:
            number = count(usage.get(name))
            if number is not None:
                self._usage[name] = number

    def _end(self) -> TextEnd:
        if self._stop_reason == "refusal":
            raise self.refused()
        usage = self._usage
        cached = usage.get("cache_read_input_tokens", 0)
        written = usage.get("cache_creation_input_tokens", 0)
        given = usage.get("input_tokens")
        return TextEnd(
            self.finish_reason,
            self._model,
            # Here `input_tokens` is only what no cache had to do with; elsewhere it is all.
            None if given is None else given + cached + written,
            usage.get("output_tokens"),
            counts(cached_tokens=cached, cache_write_tokens=written),
        )


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
