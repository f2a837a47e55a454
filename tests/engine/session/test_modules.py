"""Modules that run by themselves: they fail, are cancelled, are tried again."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

from engine.actions.action import ActionEvent, ActionInput, Outputs
from engine.actions.errors import ActionError
from engine.client.local import LocalEngine
from schemas.messages.executions import CancelExecution
from schemas.messages.sessions import GetSession, ListSessions, ResumeSession, StartSession
from tests.engine.fakes import Fakes, Gate, write_flow

BEFORE = [
    {"id": "make", "uses": "fake.module", "inputs": {"level": 1}, "outputs": {"made": "{{ outputs.said }}"}}
]


async def test_a_module_puts_its_outputs_into_the_state(start) -> None:
    page = await start(before=BEFORE)
    assert page.started.state == {"made": "hello"}
    assert page.started.interaction is not None


async def test_a_module_that_fails_stops_there_and_is_tried_again(start, fakes: Fakes) -> None:
    async def fail(_given: ActionInput) -> AsyncGenerator[ActionEvent]:
        raise ActionError("no_luck", "It did not work.", hint="Try again.", retryable=True)
        yield Outputs(None)

    fakes.module.play = fail
    page = await start(before=BEFORE)
    failure = page.started.failure
    assert failure is not None
    assert (failure["module_id"], failure["code"], failure["hint"]) == ("make", "no_luck", "Try again.")
    assert page.started.summary.status == "failed"
    fakes.module.play = None
    view = await page.engine.call(ResumeSession(session_id=page.session_id))
    assert view.failure is None
    assert view.interaction is not None
    assert view.summary.status == "open"
    [listed] = (await page.engine.call(ListSessions())).sessions
    assert listed.status == "open"


async def test_a_module_that_needs_what_is_not_there_says_so(start) -> None:
    page = await start(form={"inputs": {"context": "{{ state.nothing }}"}})
    assert page.started.failure is not None
    assert page.started.failure["code"] == "missing_name"


async def test_a_module_can_be_cancelled(engine: LocalEngine, fakes: Fakes, tmp_path: Path) -> None:
    fakes.module.play = gate = Gate()
    starting = asyncio.create_task(
        engine.call(StartSession(workflow=write_flow(tmp_path / "flow", before=BEFORE)))
    )
    await gate.there.wait()
    [session] = (await engine.call(ListSessions())).sessions
    [execution] = (await engine.call(GetSession(session_id=session.id))).executions

    cancelled = await engine.call(CancelExecution(execution_id=execution.id))
    view = await asyncio.wait_for(starting, 5)

    assert cancelled.status == "cancelled"
    assert view.failure is not None
    assert view.failure["code"] == "cancelled"
    assert view.failure["message"]


async def test_whoever_asked_may_leave_and_the_module_goes_on_once(
    engine: LocalEngine, fakes: Fakes, tmp_path: Path
) -> None:
    fakes.module.play = gate = Gate(value={"said": "done"})
    starting = asyncio.create_task(
        engine.call(StartSession(workflow=write_flow(tmp_path / "flow", before=BEFORE)))
    )
    await gate.there.wait()
    starting.cancel()
    await asyncio.wait([starting])
    [session] = (await engine.call(ListSessions())).sessions
    resuming = asyncio.create_task(engine.call(ResumeSession(session_id=session.id)))
    gate.go.set()
    view = await asyncio.wait_for(resuming, 5)
    assert view.state == {"made": "done"}
    assert fakes.module.runs == 1


async def test_closing_while_a_module_runs(home: Path, fakes: Fakes, tmp_path: Path) -> None:
    engine = await LocalEngine.open(home, registry=fakes.registry())
    fakes.module.play = gate = Gate()
    starting = asyncio.create_task(
        engine.call(StartSession(workflow=write_flow(tmp_path / "flow", before=BEFORE)))
    )
    await gate.there.wait()
    await engine.close()
    # Whether it is told of the interruption or of the closed engine, it does not wait for ever.
    await asyncio.wait_for(asyncio.gather(starting, return_exceptions=True), 5)

    again = await LocalEngine.open(home, registry=fakes.registry())
    [session] = (await again.call(ListSessions())).sessions
    view = await again.call(GetSession(session_id=session.id))
    assert view.failure is not None
    assert view.failure["code"] == "interrupted"
    fakes.module.play = None
    assert (await again.call(ResumeSession(session_id=session.id))).interaction is not None
    await again.close()
