"""Ollama's chat."""

import json
from typing import Any

from tests.servers.wires.wire import INPUT, OUTPUT, Call, turns

_HEAD = {"model": "test-model", "created_at": "2026-01-01T00:00:00.000000Z"}


def line(**data: Any) -> bytes:
    """One JSON object on a line of its own."""
    return json.dumps({**_HEAD, **data}, ensure_ascii=False).encode() + b"\n"


class Ollama:
    kind = "ollama"
    options: dict[str, Any] = {}
    base = ""
    path = "/api/chat"
    media_type = "application/x-ndjson"
    key_header = "authorization"
    malformed = b'{"model": "test-model", "mess\n'

    def begin(self) -> bytes:
        return b""

    def token(self, text: str) -> bytes:
        return line(message={"role": "assistant", "content": text}, done=False)

    def last(self, finish: str = "stop") -> dict[str, Any]:
        """The fields of the last line."""
        return {
            "message": {"role": "assistant", "content": ""},
            "done": True,
            "done_reason": finish,
            "total_duration": 5_000_000_000,
            "load_duration": 1_000_000_000,
            "prompt_eval_count": INPUT,
            "prompt_eval_duration": 200_000_000,
            "eval_count": OUTPUT,
            "eval_duration": 3_000_000_000,
        }

    def end(self, finish: str = "stop") -> bytes:
        return line(**self.last(finish))

    def refusal(self) -> bytes:
        raise NotImplementedError("its models refuse in words only")

    def error(self, message: str) -> bytes:
        return json.dumps({"error": message}).encode() + b"\n"

    def error_body(self, message: str) -> Any:
        return {"error": message}

    def structured(self, *pieces: str) -> bytes:
        return b"".join(map(self.token, pieces)) + self.end()

    def calling(self, text: str, *calls: Call, cut: bool = False) -> bytes:
        said = self.token(text) if text else b""
        each = [line(message=self.message("", call), done=False) for call in calls]
        if cut:
            return said + b"".join(each)[:-30]
        return said + b"".join(each) + self.end()

    def message(self, text: str, *calls: Call) -> dict[str, Any]:
        """A message of the model; its calls come whole."""
        called = [
            {"function": {"name": name, "arguments": json.loads("".join(pieces) or "{}")}}
            for name, pieces in calls
        ]
        return {"role": "assistant", "content": text, **({"tool_calls": called} if called else {})}

    def unstreamed(self, text: str, *calls: Call) -> Any:
        return {**_HEAD, **self.last(), "message": self.message(text, *calls)}

    def tools_in(self, body: dict[str, Any]) -> list[tuple[str, str, Any]]:
        assert {each["type"] for each in body["tools"]} == {"function"}
        offered = [each["function"] for each in body["tools"]]
        return [(each["name"], each["description"], each["parameters"]) for each in offered]

    def turns_in(self, body: dict[str, Any]) -> list[tuple[str, str]]:
        return turns(body["messages"])

    def schema_in(self, body: dict[str, Any]) -> Any:
        return body["format"]

    def limit_in(self, body: dict[str, Any]) -> Any:
        return body["options"]["num_predict"]
