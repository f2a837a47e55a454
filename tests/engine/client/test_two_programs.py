"""Two programs on one home: no update is lost, and one can stop what the other runs."""

import asyncio
import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from engine.client.local import LocalEngine
from schemas.messages.executions import CancelExecution
from schemas.messages.interactions import CommitValues, SaveDraft
from schemas.messages.sessions import GetSession, StartSession
from tests.engine.fakes import Fakes, Gate, write_flow
from tests.engine.page import Page, kinds

EDITS = 40


def edit(home: Path, session_id: str, name: str) -> None:
    """A program that makes edits of its own, one after the other, each its own change."""
    asyncio.run(_edit(home, session_id, name))


async def _edit(home: Path, session_id: str, name: str) -> None:
    engine = await LocalEngine.open(home, registry=Fakes().registry(), busy_seconds=20)
    view = await engine.call(GetSession(session_id=session_id))
    assert view.interaction is not None
    page = {"session_id": session_id, "interaction_id": view.interaction.id}
    for number in range(EDITS):
        await engine.call(SaveDraft(**page, values={"subject": f"{name} {number}"}))
        await engine.call(CommitValues(**page, label=f"{name} {number}"))
    await engine.close()


async def test_changes_of_two_programs_follow_one_another_and_none_is_lost(
    home: Path, page: Page, fakes: Fakes
) -> None:
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload([__name__])
    programs = [forks.Process(target=edit, args=(home, page.session_id, name)) for name in ("left", "right")]
    for program in programs:
        program.start()
    for program in programs:
        await asyncio.to_thread(program.join, 60)
        assert program.exitcode == 0
    seq = (await page.session()).seq
    changes: list[Any] = []
    async for change in page.engine.changes(page.session_id):
        changes.append(change)
        if change.seq == seq:
            break
    assert [change.seq for change in changes] == list(range(1, seq + 1))
    values = [change.data["values"] for change in changes if change.kind == "values_committed"]
    # A program's draft may be overtaken by the other's before it is committed; its own stay in order.
    for name in ("left", "right"):
        numbers = [int(each["subject"].split()[1]) for each in values if each["subject"].startswith(name)]
        assert numbers == sorted(numbers)
        assert len(numbers) > EDITS / 4
    last = await page.view()
    assert last.draft is not None
    assert last.draft.values["subject"].endswith(f" {EDITS - 1}")


async def test_what_another_program_runs_is_cancelled_there(
    home: Path, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.session.cancellations.LOOK_SECONDS", 0.02)
    page.fakes.action.play = gate = Gate()
    execution = await page.press("run")
    async with asyncio.timeout(10):
        await gate.there.wait()
    other = await LocalEngine.open(home, registry=Fakes().registry())
    try:
        ended = await other.call(CancelExecution(execution_id=execution.id))
        assert ended.status == "cancelled"
        assert kinds(await page.events(execution))[-1] == "cancelled"
    finally:
        await other.close()


async def test_one_that_does_not_answer_is_said(
    home: Path, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.operations.errors import Conflict

    page.fakes.action.play = gate = Gate()
    execution = await page.press("run")
    async with asyncio.timeout(10):
        await gate.there.wait()
    monkeypatch.setattr("engine.session.cancellations.CANCEL_SECONDS", 0.05)
    other = await LocalEngine.open(home, registry=Fakes().registry())
    try:
        with pytest.raises(Conflict, match="does not answer"):
            await other.call(CancelExecution(execution_id=execution.id))
    finally:
        await other.close()
    gate.go.set()
    await page.events(execution)


async def test_the_same_press_in_two_programs_runs_once(home: Path, page: Page) -> None:
    other = await LocalEngine.open(home, registry=page.fakes.registry())
    try:
        twin = Page(other, page.fakes, page.started)
        one, two = await asyncio.gather(page.press("run", key="k"), twin.press("run", key="k"))
        assert one.id == two.id
        await page.events(one)
        assert page.fakes.action.runs == 1
    finally:
        await other.close()


async def test_a_session_started_in_one_is_seen_in_the_other(home: Path, tmp_path: Path, page: Page) -> None:
    other = await LocalEngine.open(home, registry=Fakes().registry())
    try:
        started = await other.call(StartSession(workflow=write_flow(tmp_path / "other")))
        assert (await page.engine.call(GetSession(session_id=started.id))).id == started.id
    finally:
        await other.close()
