"""A server of its own process that streams one long reply in each text protocol.

    with WireServer() as server:
        ...POST to server.url("ollama")...

Paths are those of the protocols; every token is an HTTP chunk of its own, sent as fast as it is read.
"""

import json
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from benchmarks.chat_server import token

TOKENS = 5000
BASES = {"chat": "/v1", "anthropic": "/v1", "ollama": ""}
PATHS = {"chat": "/v1/chat/completions", "anthropic": "/v1/messages", "ollama": "/api/chat"}


class WireServer:
    """Runs the server in a child process."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "benchmarks.wire_server"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self._root = self._process.stdout.readline().strip()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.communicate()

    def base_url(self, protocol: str) -> str:
        """What a provider's `base_url` is."""
        return self._root + BASES[protocol]

    def url(self, protocol: str) -> str:
        """Where requests go."""
        return self._root + PATHS[protocol]


def _sse(data: Any) -> bytes:
    return f"data: {json.dumps(data)}\n\n".encode()


def _typed(what: str, **data: Any) -> bytes:
    return f"event: {what}\n".encode() + _sse({"type": what, **data})


def _chat() -> list[bytes]:
    head = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}

    def event(delta: Any, finish: str | None = None) -> bytes:
        return _sse({**head, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})

    tokens = [event({"content": token(number)}) for number in range(TOKENS)]
    return [event({"role": "assistant"}), *tokens, event({}, "stop"), b"data: [DONE]\n\n"]


def _anthropic() -> list[bytes]:
    usage = {"input_tokens": 1, "output_tokens": TOKENS}
    texts = [{"type": "text_delta", "text": token(number)} for number in range(TOKENS)]
    return [
        _typed("message_start", message={"model": "m", "usage": usage}),
        _typed("content_block_start", index=0, content_block={"type": "text", "text": ""}),
        *(_typed("content_block_delta", index=0, delta=each) for each in texts),
        _typed("content_block_stop", index=0),
        _typed("message_delta", delta={"stop_reason": "end_turn"}, usage=usage),
        _typed("message_stop"),
    ]


def _ollama() -> list[bytes]:
    head = {"model": "m", "created_at": "2026-01-01T00:00:00.000000Z"}

    def line(text: str, **data: Any) -> bytes:
        message = {"role": "assistant", "content": text}
        return json.dumps({**head, "message": message, **data}).encode() + b"\n"

    return [*(line(token(number), done=False) for number in range(TOKENS)), line("", done=True)]


_REPLIES = {
    PATHS["chat"]: ("text/event-stream", _chat()),
    PATHS["anthropic"]: ("text/event-stream", _anthropic()),
    PATHS["ollama"]: ("application/x-ndjson", _ollama()),
}


class _Wire(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        kind, parts = _REPLIES[self.path]
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in parts:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        self.wfile.write(b"0\r\n\r\n")


def main() -> None:
    """Serve on a free loopback port and print its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Wire) as server:
        server.daemon_threads = True
        print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
