"""LLM actions tried out: as in a step, through the pipeline, and without a trace in the record (row C7)."""

import secrets
from typing import Any

import pytest

from engine.client.local import LocalEngine
from engine.operations.errors import BadRequest, NotFound, Unprocessable
from schemas.messages.audit import ListAudit
from schemas.messages.events import ExecutionEvent
from schemas.messages.executions import GetExecution, RetryExecution
from schemas.messages.llm_actions import SaveLlmAction, TryLlmAction
from schemas.messages.records import AddRecord, GetRecord
from schemas.messages.session import ExecutionView
from schemas.messages.sessions import GetSession, ListSessions
from schemas.messages.turns import ListTurns
from tests.engine.fakes import Fakes
from tests.engine.page import Page, kinds, text

BODY = {
    "input": "{{ inputs.draft }} by {{ document.author }} ({{ section.id }}, {{ values.draft | length }})"
}


@pytest.fixture
async def section(engine: LocalEngine) -> int:
    await engine.call(SaveLlmAction(name="polish", title="Polish", body=BODY))
    document = await engine.call(AddRecord(collection="posts", fields={"author": "Ann"}))
    return (await engine.call(AddRecord(parent_id=document.id, fields={"draft": "Tea"}))).id


async def run(engine: LocalEngine, **keys: Any) -> tuple[ExecutionView, list[ExecutionEvent]]:
    execution = await engine.call(TryLlmAction(idempotency_key=secrets.token_hex(4), **keys))
    events = [event async for event in engine.events(execution.id, 0)]
    return await engine.call(GetExecution(execution_id=execution.id)), events


async def test_it_runs_over_a_record_and_writes_nothing_to_it(
    engine: LocalEngine, fakes: Fakes, section: int
) -> None:
    before = await engine.call(GetRecord(record_id=section))
    execution, events = await run(engine, action="polish", record_id=section, fields={"draft": "draft"})
    assert (execution.status, execution.label) == ("completed", "Test of Polish")
    assert text(events) == "Hello"
    assert fakes.writer.asked[0].messages[-1].text == f"Tea by Ann ({section}, 3)"
    assert await engine.call(GetRecord(record_id=section)) == before
    [entry] = (await engine.call(ListAudit())).entries
    assert (entry.record_id, entry.action, entry.status) == (section, "llm.generate", "completed")


async def test_inputs_are_given_and_tests_share_a_session_of_their_own(
    engine: LocalEngine, fakes: Fakes, section: int
) -> None:
    body = {"input": "Say {{ inputs.a }}"}
    await run(engine, body=body, inputs={"a": "{{ 7 * 7 }}"}, settings={"temperature": 0.1})
    await run(engine, action=1, body=body, inputs={"a": "b"})
    assert [asked.messages[-1].text for asked in fakes.writer.asked] == ["Say {{ 7 * 7 }}", "Say b"]
    assert fakes.writer.asked[0].sampling.temperature == 0.1
    [session] = (await engine.call(ListSessions())).sessions
    assert session.title == "Tests of LLM actions"
    assert (await engine.call(GetSession(session_id=session.id))).failure is None
    assert (await engine.call(ListTurns(session_id=session.id))).turns == []


async def test_it_runs_in_a_session_that_is_named(page: Page) -> None:
    execution, events = await run(page.engine, body={"input": "x"}, session_id=page.session_id)
    assert kinds(events)[-1] == "completed"
    assert execution.status == "completed"
    assert (await page.engine.call(ListTurns(session_id=page.session_id))).turns == []


async def test_what_is_wrong_is_told_before_anything_runs(
    engine: LocalEngine, fakes: Fakes, section: int
) -> None:
    wrong: list[tuple[type[Exception], dict[str, Any]]] = [
        (BadRequest, {}),
        (NotFound, {"action": "polsih"}),
        (NotFound, {"action": "polish", "version": 7}),
        (NotFound, {"action": "polish", "record_id": 99}),
        (NotFound, {"action": "polish", "session_id": "nobody"}),
        (BadRequest, {"action": "polish", "fields": {"draft": "draft"}}),
        (Unprocessable, {"action": "polish", "record_id": section, "fields": {"draft": "darft"}}),
        (Unprocessable, {"action": "polish", "settings": {"temperature": 7}}),
        (Unprocessable, {"action": "polish", "settings": {"warmth": 7}}),
        (Unprocessable, {"body": {"input": "{{ oops"}}),
    ]
    for error, keys in wrong:
        with pytest.raises(error):
            await run(engine, **keys)
    assert fakes.writer.asked == []
    assert (await engine.call(ListAudit())).entries == []


async def test_a_failure_is_told_and_can_be_retried(engine: LocalEngine, fakes: Fakes, section: int) -> None:
    execution, events = await run(engine, action="polish", inputs={"draft": "x"})
    assert events[-1].data["code"] == "missing_name"
    again = await engine.call(RetryExecution(execution_id=execution.id, idempotency_key="again"))
    assert [event.kind async for event in engine.events(again.id, 0)][-1] == "failed"
    assert fakes.writer.asked == []


async def test_another_provider_does_not_get_the_model_of_the_first(
    engine: LocalEngine, fakes: Fakes, section: int
) -> None:
    body = {"input": "x", "provider": "one", "model": "m-1"}
    await run(engine, body=body)
    await run(engine, body=body, settings={"provider": "two"})
    assert fakes.named == ["one", "two"]
    assert [asked.model for asked in fakes.writer.asked] == ["m-1", None]
