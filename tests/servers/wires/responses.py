"""OpenAI's responses."""

import json
from typing import Any

from tests.servers.wires.wire import CACHED, INPUT, OUTPUT, Call, turns


def event(what: str, **data: Any) -> bytes:
    """One typed event."""
    numbered = {"type": what, "sequence_number": 1, **data}
    return f"event: {what}\ndata: {json.dumps(numbered, ensure_ascii=False)}\n\n".encode()


def response(status: str, **fields: Any) -> dict[str, Any]:
    """The response object that the first and the last events carry."""
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": "test-model",
        "status": status,
        "output": [],
        "error": None,
        "incomplete_details": None,
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        **fields,
    }


_USAGE = {
    "input_tokens": INPUT,
    "input_tokens_details": {"cached_tokens": CACHED},
    "output_tokens": OUTPUT,
    "output_tokens_details": {"reasoning_tokens": 0},
    "total_tokens": INPUT + OUTPUT,
}
_PLACE = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
_ITEM = {"id": "msg_1", "type": "message", "role": "assistant", "status": "in_progress", "content": []}
_PART = {"type": "output_text", "text": "", "annotations": []}


class Responses:
    kind = "openai"
    options: dict[str, Any] = {"api": "responses"}
    base = "/v1"
    path = "/v1/responses"
    media_type = "text/event-stream"
    key_header = "authorization"
    malformed = b'event: response.output_text.delta\ndata: {"type": "response.output_text.delta", "del\n\n'

    def begin(self) -> bytes:
        return (
            event("response.created", response=response("in_progress"))
            + event("response.in_progress", response=response("in_progress"))
            + event("response.output_item.added", output_index=0, item=_ITEM)
            + event("response.content_part.added", **_PLACE, part=_PART)
        )

    def token(self, text: str) -> bytes:
        return event("response.output_text.delta", **_PLACE, delta=text, logprobs=[])

    def end(self, finish: str = "stop") -> bytes:
        if finish == "length":
            reason = {"reason": "max_output_tokens"}
            cut = response("incomplete", usage=_USAGE, incomplete_details=reason)
            return event("response.incomplete", response=cut)
        return event("response.completed", response=response("completed", usage=_USAGE))

    def refusal(self) -> bytes:
        return event("response.refusal.delta", **_PLACE, delta="I won't.") + self.end()

    def error(self, message: str) -> bytes:
        problem = {"code": "server_error", "message": message}
        return event("response.failed", response=response("failed", error=problem))

    def error_body(self, message: str) -> Any:
        return {"error": {"message": message, "type": "some_error", "code": None}}

    def structured(self, *pieces: str) -> bytes:
        return self.begin() + b"".join(map(self.token, pieces)) + self.end()

    def calling(self, text: str, *calls: Call, cut: bool = False) -> bytes:
        sent = event("response.created", response=response("in_progress"))
        if text:
            sent = self.begin() + self.token(text)
        for at, (name, pieces) in enumerate(calls, start=1 if text else 0):
            place = {"item_id": f"fc_{at}", "output_index": at}
            whole = self.item(at, name, "".join(pieces))
            begun = {**whole, "status": "in_progress", "arguments": ""}
            sent += event("response.output_item.added", output_index=at, item=begun)
            for each in pieces:
                sent += event("response.function_call_arguments.delta", **place, delta=each)
            if cut and at == len(calls) - (0 if text else 1):
                return sent[:-30]
            done = {**place, "arguments": whole["arguments"], "name": name}
            sent += event("response.function_call_arguments.done", **done)
            sent += event("response.output_item.done", output_index=at, item=whole)
        return sent + self.end()

    def item(self, at: int, name: str, arguments: str) -> dict[str, Any]:
        """A call that is complete."""
        ids = {"id": f"fc_{at}", "call_id": f"call_{at}"}
        return {**ids, "type": "function_call", "status": "completed", "name": name, "arguments": arguments}

    def unstreamed(self, text: str, *calls: Call) -> Any:
        item = {**_ITEM, "status": "completed", "content": [{**_PART, "text": text}]}
        items = [self.item(at, name, "".join(pieces)) for at, (name, pieces) in enumerate(calls)]
        return response("completed", output=[*([item] if text else []), *items], usage=_USAGE)

    def tools_in(self, body: dict[str, Any]) -> list[tuple[str, str, Any]]:
        assert {(each["type"], each["strict"]) for each in body["tools"]} == {("function", False)}
        return [(each["name"], each["description"], each["parameters"]) for each in body["tools"]]

    def turns_in(self, body: dict[str, Any]) -> list[tuple[str, str]]:
        return turns(body["input"])

    def schema_in(self, body: dict[str, Any]) -> Any:
        assert body["text"]["format"]["type"] == "json_schema"
        return body["text"]["format"]["schema"]

    def limit_in(self, body: dict[str, Any]) -> Any:
        return body["max_output_tokens"]
