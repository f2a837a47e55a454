"""Ollama's chat."""

import json
from typing import Any

from tests.servers.wires.wire import INPUT, OUTPUT

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

    def unstreamed(self, text: str) -> Any:
        return {**_HEAD, **self.last(), "message": {"role": "assistant", "content": text}}

    def schema_in(self, body: dict[str, Any]) -> Any:
        return body["format"]

    def limit_in(self, body: dict[str, Any]) -> Any:
        return body["options"]["num_predict"]
