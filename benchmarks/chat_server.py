"""A chat server of its own process that sends as many tokens as fast as the model's name says.

    with ChatServer() as server:
        ...point a program at server.url, with a model such as "5000" or "400+300@100"...
        sent = server.last_token_sent()

Models: `5000` sends 5,000 tokens as fast as the socket takes them; `300@100` sends 100 a second;
`400+300@100` sends 400 at once, then 300 at 100 a second. `10,5000` sends 10 to the first request and every
other one, 5,000 to those between: the first reply of a program pays for what is imported with it. The last
token is `END_MARKER`, of those first replies `WARM_MARKER`. The format is OpenAI's streamed chat completions.
"""

import contextlib
import json
import re
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.request import urlopen

END_MARKER = "ENDOFREPLY"
WARM_MARKER = "WARMEDUP"
_MODEL = re.compile(r"(?:(?P<burst>\d+)\+)?(?P<count>\d+)(?:@(?P<rate>\d+))?")
_WORDS = tuple("the keeper walks along a quiet shore while gulls drift over water".split())  # noqa: SIM905
_LINE = 90  # Tokens between two newlines.


class ChatServer:
    """Runs the server in a child process; `url` ends in /v1."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "benchmarks.chat_server"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self._base = self._process.stdout.readline().strip()
        self.url = f"{self._base}/v1"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.communicate()

    def last_token_sent(self) -> int:
        """When the last reply's last token had been sent, as `time.monotonic_ns()`; 0 when not yet."""
        with urlopen(f"{self._base}/last", timeout=10) as reply:
            return int(reply.read())


def token(number: int) -> str:
    """Return the token at place `number` of a reply; each 20th is "#" and its number."""
    end = "\n" if number % _LINE == _LINE - 1 else " "
    return (f"#{number}" if number % 20 == 0 else _WORDS[(number * 7 + number // 13) % len(_WORDS)]) + end


def _event(content: str | None, finish: str | None = None) -> bytes:
    delta = {} if content is None else {"content": content}
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    event = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    return b"data: %s\n\n" % json.dumps(event).encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    last_token = 0
    requests = 0


class _Chat(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        body = str(self.server.last_token).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        models = request["model"].split(",")
        model, marker = models[self.server.requests % len(models)], END_MARKER
        if model is not models[-1]:
            marker = WARM_MARKER
        self.server.requests += 1
        wanted = _MODEL.fullmatch(model)
        assert wanted is not None, request["model"]
        burst, count, rate = (int(wanted[name] or 0) for name in ("burst", "count", "rate"))
        if not rate:
            burst, count = burst + count, 0
        self.server.last_token = 0
        tokens = [_event(token(number)) for number in range(burst + count)]
        tokens[-1] = _event(f" {marker}")
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        with contextlib.suppress(ConnectionError):  # The program that asked was ended.
            self._send(tokens[:burst], tokens[burst:], rate)

    def _send(self, at_once: list[bytes], paced: list[bytes], rate: int) -> None:
        for data in at_once:
            self.wfile.write(data)
        begun = time.monotonic()
        for number, data in enumerate(paced):
            time.sleep(max(0.0, begun + number / rate - time.monotonic()))
            self.wfile.write(data)
        self.server.last_token = time.monotonic_ns()
        self.wfile.write(_event(None, "stop") + b"data: [DONE]\n\n")


def main() -> None:
    """Serve on a free loopback port and print its address."""
    with _Server(("127.0.0.1", 0), _Chat) as server:
        print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
