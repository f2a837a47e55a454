"""OpenAI's chat completions."""

import json
from typing import Any

from tests.servers.chat_server import DONE, FIRST, chunk
from tests.servers.wires.wire import CACHED, INPUT, OUTPUT, Call, turns

_HEAD = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "test-model"}


class Chat:
    kind = "openai"
    options: dict[str, Any] = {}
    base = "/v1"
    path = "/v1/chat/completions"
    media_type = "text/event-stream"
    key_header = "authorization"
    malformed = b'data: {"choices": [{"delta": \n\n'

    def begin(self) -> bytes:
        return FIRST

    def token(self, text: str) -> bytes:
        return chunk(text)

    def end(self, finish: str = "stop") -> bytes:
        usage = {
            "prompt_tokens": INPUT,
            "completion_tokens": OUTPUT,
            "total_tokens": INPUT + OUTPUT,
            "prompt_tokens_details": {"cached_tokens": CACHED},
        }
        last = {**_HEAD, "choices": [], "usage": usage}
        return chunk(finish=finish) + f"data: {json.dumps(last)}\n\n".encode() + DONE

    def refusal(self) -> bytes:
        return chunk(refusal="I won't.") + self.end()

    def error(self, message: str) -> bytes:
        return f"data: {json.dumps({'error': {'message': message, 'code': 500}})}\n\n".encode()

    def error_body(self, message: str) -> Any:
        return {"error": {"message": message, "type": "some_error", "code": None}}

    def structured(self, *pieces: str) -> bytes:
        return self.begin() + b"".join(map(self.token, pieces)) + self.end()

    def calling(self, text: str, *calls: Call, cut: bool = False) -> bytes:
        events = [self.begin()] + ([self.token(text)] if text else [])
        for at, (name, pieces) in enumerate(calls):
            head = {"index": at, "id": f"call_{at}", "type": "function"}
            events.append(chunk(tool_calls=[{**head, "function": {"name": name, "arguments": ""}}]))
            events += [chunk(tool_calls=[{"index": at, "function": {"arguments": each}}]) for each in pieces]
        sent = b"".join(events)
        return sent[:-30] if cut else sent + self.end("tool_calls")

    def unstreamed(self, text: str, *calls: Call) -> Any:
        message: dict[str, Any] = {"role": "assistant", "content": text or None}
        if calls:
            message["tool_calls"] = [
                {
                    "id": f"call_{at}",
                    "type": "function",
                    "function": {"name": name, "arguments": "".join(pieces)},
                }
                for at, (name, pieces) in enumerate(calls)
            ]
        finish = "tool_calls" if calls else "stop"
        return {**_HEAD, "choices": [{"index": 0, "message": message, "finish_reason": finish}]}

    def tools_in(self, body: dict[str, Any]) -> list[tuple[str, str, Any]]:
        assert {each["type"] for each in body["tools"]} == {"function"}
        offered = [each["function"] for each in body["tools"]]
        return [(each["name"], each["description"], each["parameters"]) for each in offered]

    def turns_in(self, body: dict[str, Any]) -> list[tuple[str, str]]:
        return turns(body["messages"])

    def schema_in(self, body: dict[str, Any]) -> Any:
        return body["response_format"]["json_schema"]["schema"]

    def limit_in(self, body: dict[str, Any]) -> Any:
        return body["max_tokens"]
