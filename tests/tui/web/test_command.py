"""`reroll web` on the command line."""

import socket
from pathlib import Path
from queue import Queue
from urllib.parse import unquote, urlsplit

import pytest

from tui import command
from tui.web.command import page_that_leads_to

Captured = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--host", "0.0.0.0"], "this machine alone"),
        (["--host", "example.org"], "this machine alone"),
        (["--host", "127.0.0.1.example.org"], "this machine alone"),
        (["--behind-proxy", "http://example.org"], "https://"),
        (["--behind-proxy", "example.org"], "https://"),
        (["records"], "`open` and `resume`"),
        (["open"], "open needs one workflow"),
        (["open", "x", "--provider", "m=fal"], "no built-in provider"),
        (["--server", "/a.sock", "open", "x", "--provider", "m=sketch"], "where the server is started"),
    ],
)
def test_wrong_usage(args: list[str], said: str, capsys: Captured) -> None:
    assert command.main(["web", *args]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("args", [["--sessions", "0"], ["--idle", "x"], ["--port", "x"]])
def test_wrong_numbers(args: list[str]) -> None:
    with pytest.raises(SystemExit) as error:
        command.main(["web", *args])
    assert error.value.code == 2


def test_a_port_that_is_taken(capsys: Captured) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert command.main(["web", "--port", str(port)]) == 1
    assert "is another one running?" in capsys.readouterr().err


def test_the_browser_is_started_without_the_token_in_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: Queue[str] = Queue()
    monkeypatch.setattr("webbrowser.open", opened.put)
    with page_that_leads_to("http://127.0.0.1:1/enter?token=abc"):
        address = opened.get(timeout=10)
        assert "token" not in address
        page = Path(unquote(urlsplit(address).path))
        assert "url=http://127.0.0.1:1/enter?token=abc" in page.read_text()
        assert page.parent.stat().st_mode & 0o077 == 0
    assert not page.exists()
