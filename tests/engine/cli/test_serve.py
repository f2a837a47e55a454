"""`reroll serve`: the program itself, its signals, and the addresses it refuses."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from engine.cli import serve
from engine.operations.errors import OperationError
from engine.server.listening import listening_at, listening_on, loopback_address

ROOT = Path(__file__).resolve().parents[3]
Captured = pytest.CaptureFixture[str]


def test_it_serves_until_a_signal_and_leaves_nothing_behind(tmp_path: Path) -> None:
    at, home = tmp_path / "at.sock", tmp_path / "home"
    with subprocess.Popen(
        [sys.executable, "-m", "tui.command", "serve", "--socket", str(at), "--home", str(home)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "REROLL_HOME": str(tmp_path / "other")},
    ) as server:
        assert server.stderr is not None
        assert server.stderr.readline() == f"Reroll serves {home} on {at}\n"
        assert stat.S_IMODE(at.stat().st_mode) == 0o600
        transport = httpx.HTTPTransport(uds=str(at), verify=False)
        with httpx.Client(transport=transport, base_url="http://localhost", timeout=30) as client:
            assert client.get("/ready").json() == {"status": "ready"}
            started = client.post("/api/sessions/start", json={"workflow": "media_prompt"}).json()
            path = f"/api/sessions/{started['data']['id']}/changes"
            with client.stream("GET", path) as stream:
                lines = stream.iter_lines()
                assert next(lines) == "retry: 1000"
                server.send_signal(signal.SIGTERM)
                assert [line for line in lines if line][-2:] == ["event: resume", 'data: {"stream":"resume"}']
        log = server.stderr.read()
    assert server.returncode == 0
    assert not at.exists()
    assert list((home / "owners").iterdir()) == []
    assert re.search(r"[0-9a-f]{16} POST /api/sessions/start 200 [0-9.]+ ms\n", log)
    assert "Traceback" not in log
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.5", "example.com", "", "127.0.0.1.evil", "localhost.evil", "0"]
)
def test_addresses_that_others_reach_are_refused(host: str, tmp_path: Path, capsys: Captured) -> None:
    assert serve.run(["--host", host, "--port", "0", "--home", str(tmp_path / "home")]) == 2
    said = capsys.readouterr().err
    assert "plain text" in said or "an address" in said
    assert not (tmp_path / "home").exists()


def test_loopback_has_several_addresses() -> None:
    given = ("localhost", "LOCALHOST", "127.0.0.1", "127.8.9.1", "::1", "[::1]")
    named = [loopback_address(host) for host in given]
    assert named == ["127.0.0.1", "127.0.0.1", "127.0.0.1", "127.8.9.1", "::1", "::1"]


def test_without_the_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path
) -> None:
    monkeypatch.delitem(sys.modules, "engine.server.process", raising=False)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert serve.run(["--home", str(tmp_path / "home")]) == 1
    assert "reroll[server]" in capsys.readouterr().err
    assert not (tmp_path / "home").exists()


def test_a_port_that_is_taken_is_said(capsys: Captured, tmp_path: Path) -> None:
    with listening_on("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        assert serve.run(["--port", port, "--home", str(tmp_path)]) == 1
    assert f"cannot listen on port {port}" in capsys.readouterr().err
    assert serve.run(["--port", "70000", "--home", str(tmp_path)]) == 1


def test_the_socket_of_a_killed_server_is_taken_over_and_nothing_else(tmp_path: Path) -> None:
    at = tmp_path / "at.sock"
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(at))
    with listening_at(at):
        with pytest.raises(OperationError, match="cannot listen"), listening_at(at):
            pass
        assert at.exists()
    assert not at.exists()
    at.write_text(json.dumps("a file"))
    with pytest.raises(OperationError, match="cannot listen"), listening_at(at):
        pass
    assert at.read_text() == '"a file"'
