"""`reroll providers test` against servers that answer, fail, or say nothing."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from engine.cli import providers
from engine.providers.check_up import check_up
from engine.providers.directory import ProviderFacts, Providers
from tests.engine.fakes import FakeMedia
from tests.servers.wires.messages import Messages
from tests.servers.wires.wire import whole

Captured = pytest.CaptureFixture[str]
KEY = "sk-secret-0123456789"
WIRE = Messages()


class _Answers(BaseHTTPRequestHandler):
    """Takes one key, streams one reply."""

    def log_message(self, *_: object) -> None: ...

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        good = self.headers["x-api-key"] == KEY
        data = whole(WIRE, "ready") if good else json.dumps(WIRE.error_body(f"no {KEY[:9]}")).encode()
        self.send_response(200 if good else 401)
        self.send_header("content-type", WIRE.media_type if good else "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def url() -> Iterator[str]:
    """The command has an event loop of its own, so the server has a thread."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def configured(home: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOD_KEY", KEY)
    monkeypatch.setenv("BAD_KEY", "sk-other-0123456789")
    monkeypatch.delenv("NO_KEY", raising=False)
    home.mkdir()
    tables = [
        f'[providers.{name}]\nkind = "anthropic"\nbase_url = "{url}"\napi_key_env = "{key}"\nmodel = "m"\n'
        for name, key in (("good", "GOOD_KEY"), ("bad", "BAD_KEY"), ("none", "NO_KEY"))
    ]
    closed = '[providers.closed]\nkind = "ollama"\nbase_url = "http://127.0.0.1:9"\nretries = 0\n'
    model = 'model = "m"\n'
    (home / "config.toml").write_text("".join(tables) + closed + model)


@pytest.mark.usefixtures("configured")
def test_one_that_answers(capsys: Captured) -> None:
    assert providers.run(["test", "good"]) == 0
    line = capsys.readouterr().out
    assert line.startswith("good  text   answers  answered as test-model after ")
    assert line.count("\n") == 1


@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("bad", "does not accept the API key (401). Check"),
        ("none", "NO_KEY"),
        ("closed", "does not answer. Check that the server runs"),
    ],
)
def test_a_failure_is_one_line_with_a_hint(capsys: Captured, name: str, says: str) -> None:
    assert providers.run(["test", name]) == 1
    line = capsys.readouterr().out
    assert "fails" in line
    assert says in line
    assert line.count("\n") == 1
    assert "sk-" not in line


@pytest.mark.usefixtures("configured")
def test_as_json(capsys: Captured) -> None:
    assert providers.run(["test", "bad", "--json"]) == 1
    [one] = json.loads(capsys.readouterr().out)
    assert (one["name"], one["kind"], one["answers"]) == ("bad", "text", False)
    assert one["hint"]


def test_what_is_built_in(home: Path, capsys: Captured) -> None:
    assert providers.run(["test", "sketch"]) == 0
    assert "built in" in capsys.readouterr().out


async def test_pictures_are_not_bought(tmp_path: Path) -> None:
    class Dear(FakeMedia):
        """One that cannot be asked for anything free."""

    asked = Providers(tmp_path)
    asked._media["dear"] = dear = Dear()
    found = await check_up(asked, ProviderFacts("dear", "media", "Dear", True))
    assert found.answers is None
    assert "money" in found.says
    assert dear.asked == []


async def test_models_are_counted(tmp_path: Path) -> None:
    class Free(FakeMedia):
        async def models(self) -> list[str]:
            return ["a", "b"]

    asked = Providers(tmp_path)
    asked._media["free"] = Free()
    found = await check_up(asked, ProviderFacts("free", "media", "Free", True))
    assert found.answers
    assert found.says.startswith("has 2 models")


@pytest.mark.usefixtures("configured")
def test_a_name_that_is_none(capsys: Captured) -> None:
    assert providers.run(["test", "goood"]) == 2
    assert "did you mean good?" in capsys.readouterr().err
