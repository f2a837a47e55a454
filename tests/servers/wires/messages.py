"""Anthropic's messages."""

import json
from typing import Any

from tests.servers.wires.wire import CACHED, INPUT, OUTPUT, Call, turns

_STOP = {"stop": "end_turn", "length": "max_tokens"}
_MESSAGE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "test-model",
    "stop_sequence": None,
}
_READ = {"input_tokens": INPUT - CACHED, "cache_read_input_tokens": CACHED, "cache_creation_input_tokens": 0}


def event(what: str, **data: Any) -> bytes:
    """One event; its name is in its data too."""
    return f"event: {what}\ndata: {json.dumps({'type': what, **data}, ensure_ascii=False)}\n\n".encode()


class Messages:
    kind = "anthropic"
    options: dict[str, Any] = {}
    base = "/v1"
    path = "/v1/messages"
    media_type = "text/event-stream"
    key_header = "x-api-key"
    malformed = b'event: content_block_delta\ndata: {"type": "content_block_delta", "ind\n\n'

    def head(self) -> bytes:
        """The event before any block."""
        message = {**_MESSAGE, "content": [], "stop_reason": None, "usage": {**_READ, "output_tokens": 1}}
        return event("message_start", message=message)

    def begin(self) -> bytes:
        block = {"type": "text", "text": ""}
        return self.head() + event("content_block_start", index=0, content_block=block) + event("ping")

    def token(self, text: str) -> bytes:
        return event("content_block_delta", index=0, delta={"type": "text_delta", "text": text})

    def end(self, finish: str = "stop", block: int = 0) -> bytes:
        delta = {"stop_reason": _STOP.get(finish, finish), "stop_sequence": None}
        return (
            event("content_block_stop", index=block)
            + event("message_delta", delta=delta, usage={"output_tokens": OUTPUT})
            + event("message_stop")
        )

    def refusal(self) -> bytes:
        return self.end("refusal")

    def error(self, message: str) -> bytes:
        return event("error", error={"type": "overloaded_error", "message": message})

    def error_body(self, message: str) -> Any:
        return {"type": "error", "error": {"type": "some_error", "message": message}}

    def structured(self, *pieces: str) -> bytes:
        tool = {"type": "tool_use", "id": "toolu_1", "name": "reply", "input": {}}
        deltas = [{"type": "input_json_delta", "partial_json": each} for each in ("", *pieces)]
        return (
            self.head()
            + event("content_block_start", index=0, content_block=tool)
            + b"".join(event("content_block_delta", index=0, delta=each) for each in deltas)
            + self.end("tool_use")
        )

    def calling(self, text: str, *calls: Call, cut: bool = False) -> bytes:
        sent = self.begin() + self.token(text) if text else self.head()
        for at, (name, pieces) in enumerate(calls, start=1 if text else 0):
            if at:
                sent += event("content_block_stop", index=at - 1)
            tool = {"type": "tool_use", "id": f"toolu_{at}", "name": name, "input": {}}
            sent += event("content_block_start", index=at, content_block=tool)
            for each in ("", *pieces):
                delta = {"type": "input_json_delta", "partial_json": each}
                sent += event("content_block_delta", index=at, delta=delta)
        return sent[:-30] if cut else sent + self.end("tool_use", len(calls) - (0 if text else 1))

    def unstreamed(self, text: str, *calls: Call) -> Any:
        usage = {**_READ, "output_tokens": OUTPUT}
        content: list[dict[str, Any]] = [{"type": "text", "text": text}] if text else []
        content += [
            {"type": "tool_use", "id": f"toolu_{at}", "name": name, "input": json.loads("".join(pieces))}
            for at, (name, pieces) in enumerate(calls)
        ]
        stop = "tool_use" if calls else "end_turn"
        return {**_MESSAGE, "content": content, "stop_reason": stop, "usage": usage}

    def tools_in(self, body: dict[str, Any]) -> list[tuple[str, str, Any]]:
        return [(each["name"], each["description"], each["input_schema"]) for each in body["tools"]]

    def turns_in(self, body: dict[str, Any]) -> list[tuple[str, str]]:
        return turns(body["messages"])

    def schema_in(self, body: dict[str, Any]) -> Any:
        [tool] = body["tools"]
        assert body["tool_choice"] == {"type": "tool", "name": tool["name"]}
        return tool["input_schema"]

    def limit_in(self, body: dict[str, Any]) -> Any:
        return body["max_tokens"]
