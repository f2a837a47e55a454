"""`reroll run` in a process of its own: interrupted, out of time, unread; nothing is left running."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.servers.chat_server import ChatServer, endless, stall, text

SECONDS = 60
"""For anything a process does; the machine may be busy."""

Start = Callable[..., Awaitable[Process]]


def hear_interrupts() -> None:
    """Tests may themselves run in the background, where shells have Ctrl+C ignored; programs inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
async def server() -> AsyncIterator[ChatServer]:
    async with ChatServer() as server:
        yield server


@pytest.fixture
async def start(home: Path, tmp_path: Path, server: ChatServer) -> AsyncIterator[Start]:
    """Starts `reroll run` on a page whose action asks the server."""
    home.mkdir()
    (home / "config.toml").write_text(
        f'[defaults]\ntext = "big"\n[providers.big]\nkind = "openai"\nbase_url = "{server.url}"\n', "utf-8"
    )
    flow = tmp_path / "flow"
    (flow / "steps" / "one").mkdir(parents=True)
    (flow / "workflow.json").write_text('{"id": "flow", "title": "Flow"}', "utf-8")
    ask = {
        "id": "ask",
        "label": "Ask",
        "action_type": "llm.generate",
        "config": {"input": "Go on"},
        "result_mapping": {"target_path": "generations", "merge_mode": "append"},
    }
    page = {"id": "page", "uses": "form", "title": "Page", "sub_actions": [ask]}
    (flow / "steps" / "one" / "step.json").write_text(json.dumps({"modules": [page]}), "utf-8")
    started: list[Process] = []

    first = {"id": "first", "uses": "llm.generate", "inputs": {"input": "Begin"}}
    slow = tmp_path / "slow"
    (slow / "steps" / "one").mkdir(parents=True)
    (slow / "workflow.json").write_text('{"id": "slow", "title": "Slow"}', "utf-8")
    (slow / "steps" / "one" / "step.json").write_text(json.dumps({"modules": [first]}), "utf-8")

    async def start(*args: str, stdout: Any = PIPE) -> Process:
        where = () if "--session" in args else (str(slow if "--title" in args else flow),)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tui.command", "run", *where, *args,
            stdin=asyncio.subprocess.DEVNULL, stdout=stdout, stderr=PIPE, env={**os.environ},
            preexec_fn=hear_interrupts,
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def ended(process: Process) -> tuple[int | None, str, str]:
    async with asyncio.timeout(SECONDS):
        out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


async def until_asked(server: ChatServer) -> None:
    async with asyncio.timeout(SECONDS):
        while not server.requests:  # noqa: ASYNC110 - the server is for all tests; it tells nobody
            await asyncio.sleep(0.02)


async def session_of(start: Start, last: dict[str, Any]) -> dict[str, Any]:
    """The last line of a second run, which only looks."""
    _, out, _ = await ended(await start("--session", last["session_id"], "--json"))
    return json.loads(out.splitlines()[-1])


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
async def test_a_signal_cancels_what_runs_and_keeps_the_session(
    start: Start, server: ChatServer, number: signal.Signals, code: int
) -> None:
    server.answer(stall)
    process = await start("--action", "ask", "--json")
    await until_asked(server)
    process.send_signal(number)

    returned, out, err = await ended(process)

    assert returned == code
    assert "Traceback" not in err
    async with asyncio.timeout(SECONDS):
        await server.client_closed.wait()
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["kind"] for line in lines if "execution_id" in line][-1] == "cancelled"
    assert (lines[-1]["kind"], lines[-1]["exit_code"]) == ("end", code)
    server.answer(text("done"))
    again = await start("--session", lines[-1]["session_id"], "--action", "ask", "-q")
    assert (await ended(again))[:2] == (0, "done\n")


async def test_the_id_of_what_was_interrupted_is_told(start: Start, server: ChatServer) -> None:
    server.answer(stall)
    process = await start("--action", "ask")
    await until_asked(server)
    process.send_signal(signal.SIGINT)
    returned, out, err = await ended(process)
    assert (returned, out) == (130, "")
    assert "reroll: stopped: interrupted" in err
    assert "reroll resume " in err


async def test_a_module_before_the_first_page_is_cancelled_too(start: Start, server: ChatServer) -> None:
    server.answer(stall)
    process = await start("--title", "Slow", "--json")
    await until_asked(server)
    process.send_signal(signal.SIGINT)
    returned, out, _ = await ended(process)
    lines = [json.loads(line) for line in out.splitlines()]
    assert returned == lines[-1]["exit_code"] == 130
    assert [line["kind"] for line in lines if "execution_id" in line][-1] == "cancelled"
    server.answer(text("done"))
    again = await start("--session", lines[-1]["session_id"])
    assert (await ended(again))[0] == 0


async def test_out_of_time(start: Start, server: ChatServer) -> None:
    server.answer(stall)
    process = await start("--action", "ask", "--timeout", "3", "--json")
    returned, out, err = await ended(process)
    assert returned == 124
    assert "not done after 3 seconds" in err
    last = json.loads(out.splitlines()[-1])
    assert last["error"]["code"] == "timeout"
    seen = await session_of(start, last)
    assert [each["status"] for each in seen["interaction"]["executions"]] == ["cancelled"]


async def test_a_reader_that_leaves_stops_the_run(start: Start, server: ChatServer) -> None:
    server.answer(endless)
    ours, theirs = os.pipe()
    process = await start("--action", "ask", "--json", stdout=theirs)
    os.close(theirs)
    await until_asked(server)
    os.close(ours)
    async with asyncio.timeout(SECONDS):
        assert process.stderr is not None
        err = (await process.stderr.read()).decode()
        await process.wait()
        await server.client_closed.wait()
    assert process.returncode == 1
    assert "Traceback" not in err
    assert "Exception" not in err
