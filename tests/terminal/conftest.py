"""Runs the real program in a pseudo-terminal."""

import asyncio
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.terminal.program import Program
from tests.servers.chat_server import ChatServer

CHECKOUT = Path(__file__).parents[2]


class Launcher:
    """Starts Reroll in a home of its own; `home` stays the same from start to start."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._started: list[Program] = []

    def __call__(
        self, *arguments: str, columns: int = 120, rows: int = 40, environment: dict[str, str] | None = None
    ) -> Program:
        program = Program(
            [sys.executable, "-m", "tui.command", *arguments],
            columns=columns,
            rows=rows,
            environment={"REROLL_HOME": str(self.home), **(environment or {})},
            folder=CHECKOUT,
        )
        self._started.append(program)
        return program

    def use_server(self, url: str, *, key_variable: str | None = None) -> None:
        """Make the server at `url` the provider of texts."""
        key = f'api_key_env = "{key_variable}"\n' if key_variable else ""
        self.home.mkdir(parents=True, exist_ok=True)
        (self.home / "config.toml").write_text(
            '[defaults]\ntext = "local"\n[providers.local]\nkind = "openai"\n'
            f'base_url = "{url}"\nmodel = "test"\nstructured = "json_schema"\n{key}'
        )

    def end(self) -> None:
        for program in self._started:
            program.close()


@pytest.fixture
def reroll(tmp_path: Path) -> Iterator[Launcher]:
    launcher = Launcher(tmp_path / "home")
    yield launcher
    launcher.end()


@pytest.fixture
def chat_server() -> Iterator[ChatServer]:
    """A chat server on a loop of its own: these tests wait on screens, not on tasks."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = ChatServer()
    asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10)
    yield server
    asyncio.run_coroutine_threadsafe(server.__aexit__(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()
