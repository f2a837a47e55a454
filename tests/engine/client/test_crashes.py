"""Killed at 200 instants of a session in which everything happens at once: what was acknowledged is there."""

import asyncio
import multiprocessing
import random
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from engine.client.local import LocalEngine
from engine.session.event_rows import events_in
from engine.session.fold import fold
from engine.session.state import SessionState
from engine.store.sqlite.database import SqliteDatabase
from schemas.messages.executions import GetBlob, GetExecution, GetResult
from schemas.messages.sessions import GetSession
from tests.engine.client.crashing_program import crash_fakes, crash_flow, main
from tests.engine.page import Page

RUNS, AT_ONCE, KILLS = 2, 4, 25
"""A session is killed as often; some live at the same time, as each mostly waits."""
LONGEST = 0.4
"""Seconds a program lives, once it has opened its session."""


def spawn(home: Path, flow: str, session_id: str, seed: int) -> tuple[Any, Connection]:
    """A busy program, and the end of a pipe through which it tells what it did."""
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload([main.__module__])
    ours, theirs = forks.Pipe(duplex=False)
    process = forks.Process(target=main, args=(home, flow, session_id, seed, theirs))
    process.start()
    theirs.close()
    return process, ours


def killed(home: Path, flow: str, session_id: str, seed: int, seconds: float) -> list[Any]:
    """Let a program live for a while and kill it; return all that it told."""
    process, pipe = spawn(home, flow, session_id, seed)
    told: list[Any] = []
    try:
        assert pipe.poll(30), "the program did not open the session"
        told.append(pipe.recv())
        process.join(seconds)
        assert process.exitcode is None, "the program ended by itself"
    finally:
        process.kill()
        process.join()
    while pipe.poll():
        try:
            told.append(pipe.recv())
        except EOFError:
            break
    return told


@pytest.mark.parametrize("seed", range(RUNS))
async def test_nothing_acknowledged_is_lost_and_nothing_is_half_done(tmp_path: Path, seed: int) -> None:
    flow = crash_flow(tmp_path / "flow")
    async with asyncio.TaskGroup() as sessions:
        for at in range(AT_ONCE):
            sessions.create_task(live_and_die(tmp_path / f"home{at}", flow, seed * AT_ONCE + at))


async def live_and_die(home: Path, flow: str, seed: int) -> None:
    instants = random.Random(seed)
    session_id = ""
    for kill in range(KILLS):
        seconds = instants.random() * LONGEST
        told = await asyncio.to_thread(killed, home, flow, session_id, seed * 1000 + kill, seconds)
        session_id = told[0][1]
        await check(home, session_id, told)


async def check(home: Path, session_id: str, told: list[Any]) -> None:
    fakes = crash_fakes()
    engine = await LocalEngine.open(home, registry=fakes.registry())
    try:
        page = Page(engine, fakes, await engine.call(GetSession(session_id=session_id)))
        await check_values(page, told)
        await check_results(page, told)
        await check_executions(page, told)
    finally:
        await engine.close()
    await check_log(home, session_id)


async def check_values(page: Page, told: list[Any]) -> None:
    """The form holds the last text that was acknowledged, or one on its way, or something was undone."""
    typing = [said[1] for said in told if said[0] == "typing"]
    typed = [said[1] for said in told if said[0] == "typed"]
    if not typed:
        return
    undone = any(said[0] == "doing" and said[1] != "SelectResults" for said in told)
    view = await page.view()
    assert view.draft is not None
    allowed = {typed[-1], typing[-1]}
    assert undone or view.draft.values["subject"] in allowed


async def check_results(page: Page, told: list[Any]) -> None:
    """Every result that was told of is stored, and every file on the page is there."""
    for said in told:
        if said[0] == "result":
            await page.engine.call(GetResult(content_id=said[1]))
    view = await page.view()
    data = view.request.display_data
    ids = [each["content_id"] for each in data["scenes"]]
    assert len(set(ids)) == len(ids)
    assert set(view.selected) <= set(ids)
    for each in data["scenes"]:
        if "url" in each:
            blob = await page.engine.call(GetBlob(url=each["url"]))
            assert Path(str(blob.path)).stat().st_size == blob.size


async def check_executions(page: Page, told: list[Any]) -> None:
    """Every execution that was told of is there with its events; none hangs; none that ended ended twice."""
    last = {said[1]: said[2] for said in told if said[0] == "event"}
    ended = {said[1] for said in told if said[0] == "ended"}
    for execution_id in {said[1] for said in told if said[0] == "begun"}:
        execution = await page.engine.call(GetExecution(execution_id=execution_id))
        events = await page.events(execution)
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert sum(event.kind in ("completed", "failed", "cancelled") for event in events) == 1
        assert len(events) >= last.get(execution_id, 0)
        if execution_id in ended:
            assert execution.status == "completed", execution.error
    # One may have been put on the queue right before the end, without a word to us: it runs here now.
    await page.engine.drained()
    assert (await page.view()).arriving == []


async def check_log(home: Path, session_id: str) -> None:
    """The events have no gaps, and folded from the first they give what a client sees."""
    database = await SqliteDatabase.open(home / "reroll.db")
    try:
        rows = await database.all(
            "SELECT seq, at, kind, data FROM session_events WHERE session_id = ? ORDER BY seq", (session_id,)
        )
    finally:
        await database.close()
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    state = SessionState(session_id)
    fold(state, events_in(rows))
    page = state.interactions[state.current]
    made = page.generations[page.generation - 1].state.get("scenes", state.state["scenes"])
    assert state.state["scenes"] == made, "the page's generation and the workflow's state belong together"
