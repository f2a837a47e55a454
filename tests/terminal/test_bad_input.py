"""What goes wrong outside is said on the screen, in words, and nothing typed is lost."""

import os
import socket
import sqlite3
from pathlib import Path

import pytest

from benchmarks.terminal.program import Program
from tests.servers.chat_server import DONE, FIRST, ChatServer, chunk, dropped, events, status, text, truncated
from tests.terminal.conftest import Launcher
from tests.terminal.documents import text_module, write_workflow

pytestmark = pytest.mark.pty

TYPED = "typed before the fault"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_workflow(tmp_path / "flow", text_module())


def run_and_fail(reroll: Launcher, folder: Path, *expected: str) -> str:
    """Type, run the action, wait until the log says `expected`; return the screen."""
    program = reroll("open", str(folder))
    program.wait_for("form ready", seconds=60)
    program.type(TYPED)
    program.wait_for(TYPED)
    program.press("f5")
    program.wait_for("✗", *expected, seconds=60)
    return calm(program)


def calm(program: Program) -> str:
    """The screen once nothing changes any more; the program runs and shows no traceback."""
    program.settle()
    screen = program.screen.text()
    assert program.running, screen
    assert "Traceback" not in screen
    return screen


def test_an_unreachable_server(reroll: Launcher, folder: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    reroll.use_server(f"http://127.0.0.1:{port}/v1")
    screen = run_and_fail(reroll, folder, str(port))
    assert TYPED in screen


@pytest.mark.parametrize("fault", [truncated, dropped])
def test_a_reply_that_breaks_off_keeps_its_text(
    reroll: Launcher, chat_server: ChatServer, folder: Path, fault: type[truncated]
) -> None:
    chat_server.answer(fault("Half of ", "a reply"))
    reroll.use_server(chat_server.url)
    screen = run_and_fail(reroll, folder, "Half of a reply")
    assert TYPED in screen


def test_a_reply_that_is_no_json(reroll: Launcher, chat_server: ChatServer, folder: Path) -> None:
    chat_server.answer(events(FIRST, chunk("Fine so far"), b"data: {not json\n\n", DONE))
    reroll.use_server(chat_server.url)
    run_and_fail(reroll, folder, "Fine so far")


def test_a_structured_reply_in_prose(reroll: Launcher, chat_server: ChatServer, tmp_path: Path) -> None:
    module = text_module()
    wanted = {"type": "object", "properties": {"mood": {"type": "string"}}, "required": ["mood"]}
    module["sub_actions"][0]["config"]["output_schema"] = wanted
    chat_server.answer(text("I would rather ", "talk."))
    reroll.use_server(chat_server.url)
    screen = run_and_fail(reroll, write_workflow(tmp_path / "structured", module))
    assert TYPED in screen


def test_an_error_of_the_server_and_a_retry(reroll: Launcher, chat_server: ChatServer, folder: Path) -> None:
    chat_server.answer(status(400, {"error": {"message": "the context is full"}}), text("Better ", "now"))
    reroll.use_server(chat_server.url)
    program = reroll("open", str(folder))
    program.wait_for("form ready", seconds=60)
    program.press("f5")
    program.wait_for("the context is full", "✗", seconds=60)
    program.press("f5")
    program.wait_for("Better now", seconds=60)
    calm(program)


def test_a_missing_key(reroll: Launcher, folder: Path) -> None:
    reroll.use_server("http://127.0.0.1:9/v1", key_variable="A_KEY_NOBODY_SET")
    run_and_fail(reroll, folder, "A_KEY_NOBODY_SET")


def test_a_damaged_database(reroll: Launcher) -> None:
    database = database_of(reroll)
    database.write_bytes(os.urandom(20_000))
    program = reroll("open", "media_prompt")
    program.wait_for("database", seconds=60)
    calm(program)
    assert len(database.read_bytes()) == 20_000, "a damaged database is not touched"


def test_a_locked_database(reroll: Launcher) -> None:
    connection = sqlite3.connect(database_of(reroll), isolation_level=None)
    try:
        connection.execute("BEGIN EXCLUSIVE")
        program = reroll("open", "media_prompt")
        program.wait_for("database", seconds=60)
        calm(program)
    finally:
        connection.close()


def database_of(reroll: Launcher) -> Path:
    """Run the program once, so that there is a database; return its file."""
    program = reroll("open", "media_prompt")
    program.wait_for("lighthouse", seconds=60)
    program.press("ctrl+q")
    program.wait_for_end()
    (database,) = (file for file in reroll.home.iterdir() if file.is_file() and is_database(file))
    return database


def is_database(file: Path) -> bool:
    return file.read_bytes()[:13] == b"SQLite format"
