"""SIGTERM to `reroll serve` under load, with the program itself: what it promises while it leaves."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[3]
SECRET = "unusual-value-1"


def test_a_server_that_leaves_says_so_first_and_finishes_what_it_has(tmp_path: Path) -> None:
    at, home = tmp_path / "at.sock", tmp_path / "home"
    command = ["serve", "--socket", str(at), "--home", str(home), "--drain-seconds", "1.5"]
    with subprocess.Popen(
        [sys.executable, "-m", "tui.command", *command, "--log-format", "json"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OPENAI_API_KEY": SECRET},
    ) as server:
        assert server.stderr is not None
        server.stderr.readline()
        transport = httpx.HTTPTransport(uds=str(at), verify=False)
        with httpx.Client(transport=transport, base_url="http://localhost", timeout=30) as client:
            started = client.post("/api/sessions/start", json={"workflow": "media_prompt"}).json()
            session = started["data"]["id"]

            def sent_while_it_leaves() -> Iterator[bytes]:
                yield b"first half, "
                server.send_signal(signal.SIGTERM)
                with client.stream("GET", f"/api/sessions/{session}/changes") as stream:
                    lines = stream.iter_lines()
                    next(lines)
                    until = time.monotonic() + 20
                    while client.get("/ready").status_code != 503:
                        assert time.monotonic() < until
                    assert client.get("/health").status_code == 200
                    assert client.post("/api/sessions/list", json={}).status_code == 200
                    assert [line for line in lines if line][-2:] == [
                        "event: resume",
                        'data: {"stream":"resume"}',
                    ]
                yield b"second half"

            kind = {"content-type": "application/octet-stream", "x-request-id": SECRET}
            upload = client.post(
                "/api/uploads", params={"name": "a.txt"}, content=sent_while_it_leaves(), headers=kind
            )
            assert upload.json()["data"]["size"] == len("first half, second half")
        log = server.stderr.read()
    assert server.returncode == 0
    lines = [json.loads(line) for line in log.splitlines()]
    leaving = [line for line in lines if line.get("path") == "/ready" and line["status"] == 503]
    assert leaving
    assert leaving[0]["logger"] == "reroll.server"
    assert leaving[0]["request"]
    assert any(line["logger"] == "uvicorn.error" for line in lines)
    assert SECRET not in log
