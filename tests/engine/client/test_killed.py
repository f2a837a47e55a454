"""Closed, or killed with `kill -9`, in the middle of everything: what was shown is there afterwards."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engine.client.local import LocalEngine
from schemas.messages.executions import GetExecution, RetryExecution
from schemas.messages.session import ExecutionView
from schemas.messages.sessions import GetSession, StartSession
from tests.engine.fakes import Fakes, Gate, write_flow
from tests.engine.page import Page, kinds, text
from tests.engine.store.child import Child

RUN = "import runpy; runpy.run_module('tests.engine.client.killed_program', run_name='__main__')"


@pytest.fixture
def busy(home: Path, tmp_path: Path):
    """A program in the middle of everything."""
    with Child(RUN, home, write_flow(tmp_path / "flow")) as child:
        yield child


@pytest.fixture
async def killed(busy: Child, home: Path, fakes: Fakes) -> AsyncIterator[tuple[Page, list[ExecutionView]]]:
    """The session after the kill, in a new program, and the executions that ran, ran as a job, waited."""
    session_id, _interaction, *ids = (await asyncio.to_thread(busy.line)).split()
    busy.kill()
    engine = await LocalEngine.open(home, registry=fakes.registry())
    page = Page(engine, fakes, await engine.call(GetSession(session_id=session_id)))
    yield page, [await engine.call(GetExecution(execution_id=each)) for each in ids]
    await engine.close()


async def test_values_results_selection_and_log_are_there(killed) -> None:
    page, [running, _queued, _waiting] = killed
    view = await page.view()
    assert view.draft.values == {"subject": "half a wo"}
    assert view.draft.unparsed == {"size": "1 or"}
    [painted] = view.request.display_data["generations"]
    assert view.selected == [painted["content_id"]]
    events = await page.events(running)
    assert kinds(events) == ["started", "token", "result", "token", "failed"]
    assert [event.seq for event in events] == [1, 2, 3, 4, 5]
    assert text(events) == "once upon a time"
    assert (await page.session()).summary.results >= 2


async def test_what_ran_is_interrupted_and_can_be_tried_again(killed) -> None:
    page, [running, queued, _waiting] = killed
    for execution in (running, queued):
        assert execution.status == "interrupted"
        assert execution.error["code"] == "interrupted"
        assert execution.error["retryable"]
        again = await page.engine.call(
            RetryExecution(execution_id=execution.id, idempotency_key=execution.id)
        )
        assert kinds(await page.events(again))[-1] == "completed"


async def test_what_waited_goes_on(killed) -> None:
    page, [_running, _queued, waiting] = killed
    assert kinds(await page.events(waiting)) == ["started", "token", "completed"]
    assert (await page.session()).summary.running == 0


async def test_closed_in_an_orderly_way_it_is_the_same(home: Path, fakes: Fakes, tmp_path: Path) -> None:
    engine = await LocalEngine.open(home, registry=fakes.registry())
    fakes.action.play = gate = Gate()
    page = Page(engine, fakes, await engine.call(StartSession(workflow=write_flow(tmp_path / "flow"))))
    ran = await page.press("queue")
    waited = await page.press("queue")
    await gate.there.wait()
    await engine.close()

    fakes.action.play = None
    page.engine = await LocalEngine.open(home, registry=fakes.registry())
    assert kinds(await page.events(waited)) == ["started", "token", "completed"]
    assert kinds(await page.events(ran)) == ["started", "token", "failed"]
    assert fakes.action.runs == 2
    await page.engine.close()


async def test_a_program_that_is_open_already_finds_what_a_killed_one_left(
    busy: Child, home: Path, fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.session.recovery.LOOK_SECONDS", 0.02)
    monkeypatch.setattr("engine.queue.embedded.POLL_SECONDS", 0.02)
    session_id, _interaction, *ids = (await asyncio.to_thread(busy.line)).split()
    engine = await LocalEngine.open(home, registry=fakes.registry())
    page = Page(engine, fakes, await engine.call(GetSession(session_id=session_id)))
    executions = [await engine.call(GetExecution(execution_id=each)) for each in ids]
    assert [execution.status for execution in executions] == ["running", "running", "queued"]
    following = [asyncio.create_task(page.events(execution)) for execution in executions]

    busy.kill()

    running, queued, waiting = await asyncio.wait_for(asyncio.gather(*following), 10)
    assert [running[-1].data["code"], queued[-1].data["code"]] == ["interrupted", "interrupted"]
    assert kinds(waiting) == ["started", "token", "completed"]
    await engine.close()
