"""What the messages API streams back, event by event.

Format: https://docs.anthropic.com/en/api/messages-streaming; the events' names are read
from `type` in their data. `message_start` has the usage of the input, `message_delta` the
stop reason and what was used until then; only `message_stop` ends a reply. A block of type
`tool_use` is a tool call, its input the joined `partial_json` of its deltas.
"""

import json
from typing import Any

from engine.providers.anthropic.wrapped_reply import WrappedReply
from engine.providers.openai_errors import error_of
from engine.providers.text import TextEnd
from engine.providers.text_stream import Said, TextStream, count, counts
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
    """One reply.

    `reply_tool` is the tool whose input is the text, where there is one; `wrapped` if that
    stands in an object. Other tools are called.
    """

    protocol = "Anthropic's messages API"

    def __init__(
        self, *, where: str, secret: str | None, model: str, reply_tool: str = "", wrapped: bool = False
    ) -> None:
        super().__init__(where=where, secret=secret, model=model)
        self._reply_tool = reply_tool
        self._wrapped = WrappedReply() if wrapped else None
        self._replying: set[Any] = set()
        """The blocks that are the reply tool's."""
        self._filled = False
        self._beside: list[str] = []
        self._stop_reason = ""
        self._usage: dict[str, int] = {}

    def _read_event(self, event: dict[str, Any], said: Said) -> None:
        match event["type"]:
            case "content_block_delta":
                self._read_delta(event.get("index"), event["delta"], said)
            case "content_block_start":
                self._begin(event.get("index"), event["content_block"])
            case "content_block_stop":
                said.extend(self.calls.end(event.get("index")))
            case "message_start":
                self._read_head(event["message"])
            case "message_delta":
                self._stop_reason = clean_line(str(event["delta"].get("stop_reason") or self._stop_reason))
                self._read_usage(event.get("usage") or {})
            case "message_stop":
                self._finish(said)
            case "message":
                self._read_whole(event, said)
            case "error":
                detail = event["error"]
                status = _STATUS.get(detail.get("type"), 500)
                raise error_of(status, detail, None, self._where, self._secret)
            case _:
                return  # `ping`, and whatever is invented next

    def _begin(self, index: Any, block: dict[str, Any]) -> None:
        if block["type"] != "tool_use":
            return
        self.started = True
        if block.get("name") == self._reply_tool:
            self._replying.add(index)
        else:
            # An input that is here already is a server's own way; most send `{}`, then deltas.
            given = block.get("input") or None
            self.calls.add(index, name=block.get("name"), id=block.get("id"), arguments=given)

    def _read_delta(self, index: Any, delta: dict[str, Any], said: Said) -> None:
        match delta["type"]:
            case "text_delta":
                self._add(delta["text"], said)
            case "input_json_delta":
                self._fill(index, delta["partial_json"], said)
            case _:
                self.started = True  # it thinks

    def _add(self, words: str, said: Said) -> None:
        if not words:
            return
        self.started = True
        (self._beside if self._reply_tool else said).append(_string(words))

    def _fill(self, index: Any, piece: str, said: Said) -> None:
        if not piece:
            return
        self.started = True
        piece = _string(piece)
        if index in self._replying:
            self._filled = True
            said.append(self._wrapped.feed(piece) if self._wrapped else piece)
        elif index in self.calls:  # the rest are tools that the server runs itself
            self.calls.add(index, arguments=piece)

    def _finish(self, said: Said) -> None:
        self.done = True
        self.finish_reason = _MEANING.get(self._stop_reason, self._stop_reason) or "stop"
        said.extend(self.calls.end_all())
        if not self._reply_tool:
            return
        if not self._replying:
            said.extend(self._beside)  # a server that knows no tools
        elif not self._filled and self.finish_reason == "stop":
            # Nothing is sent of an empty input.
            said.append(self._wrapped.feed("{}") if self._wrapped else "{}")
        if self._wrapped:
            said.append(self._wrapped.end())

    def _read_whole(self, message: dict[str, Any], said: Said) -> None:
        """What a server sends that ignored `stream`."""
        self._read_head(message)
        self._stop_reason = clean_line(str(message.get("stop_reason") or ""))
        for at, block in enumerate(message["content"]):
            if block["type"] == "text":
                self._add(block["text"], said)
            elif block["type"] == "tool_use":
                self._begin(at, {**block, "input": None})
                self._fill(at, json.dumps(block["input"], ensure_ascii=False), said)
                said.extend(self.calls.end(at))
        self._finish(said)

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
