"""Instructions: a session's conversation goes to the model, and what comes back is a turn (row D4)."""

import asyncio
import secrets
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest

from engine.client.local import LocalEngine
from engine.operations.errors import Conflict, NotFound, Unprocessable
from engine.providers.errors import ProviderError
from engine.providers.text import TextDelta, TextRequest
from schemas.messages.executions import CancelExecution, GetExecution, RetryExecution
from schemas.messages.instruct import SendInstruction
from schemas.messages.meta import EditMeta, SessionMeta
from schemas.messages.references import AddReference, ReferenceContent
from schemas.messages.session import ExecutionView
from schemas.messages.turns import ListTurns
from tests.engine.fakes import Fakes
from tests.engine.page import Page, kinds, text


async def instruct(page: Page, instruction: str, key: str = "") -> ExecutionView:
    request = SendInstruction(
        session_id=page.session_id, instruction=instruction, idempotency_key=key or secrets.token_hex(4)
    )
    return await page.engine.call(request)


async def ended(page: Page, execution: ExecutionView) -> ExecutionView:
    await page.events(execution)
    return await page.engine.call(GetExecution(execution_id=execution.id))


async def edit(page: Page, **changes: Any) -> SessionMeta:
    return await page.engine.call(EditMeta(session_id=page.session_id, **changes))


async def test_what_a_session_is_for_is_changed_piece_by_piece(page: Page) -> None:
    assert (await page.session()).meta == SessionMeta()
    await edit(page, purpose="Sell tea", roles=["a poet", "a grocer"])
    meta = await edit(page, artifacts=["tea.md"], procedure="Slowly.", background="Rain")
    assert meta == SessionMeta(
        purpose="Sell tea",
        background="Rain",
        roles=["a poet", "a grocer"],
        artifacts=["tea.md"],
        procedure="Slowly.",
    )
    assert (await page.session()).meta == meta
    before = (await page.session()).seq
    assert await edit(page, purpose="Sell tea") == meta
    assert (await page.session()).seq == before
    assert (await edit(page, purpose="", roles=[])).roles == []
    with pytest.raises(NotFound):
        await page.engine.call(EditMeta(session_id="nobody", purpose="x"))


async def test_the_model_gets_meta_turns_and_references_as_they_are(page: Page) -> None:
    await page.run("write", values={"subject": "tea"})
    await edit(
        page,
        purpose="Sell {{ 7 * 7 }}",
        background="Rain",
        roles=["a poet"],
        artifacts=["a.md"],
        procedure="Slowly.",
    )
    await page.engine.call(
        AddReference(session_id=page.session_id, reference=ReferenceContent(text="{{ 1 }} leaf", name="R"))
    )
    page.fakes.writer.reply = ["Of ", "course"]

    execution = await instruct(page, "Shorter, {{ values }} please")
    events = await page.events(execution)

    assert text(events) == "Of course"
    assert kinds(events)[0] == "started"
    assert kinds(events)[-1] == "completed"
    system, asked = page.fakes.writer.asked[-1].messages
    assert system.text == (
        "# Roles\n\n- a poet\n\n# Purpose\n\nSell {{ 7 * 7 }}\n\n# Background\n\nRain\n\n"
        "# Procedure\n\nSlowly.\n\n# Artifacts\n\n- a.md\n\n"
        "# The conversation so far\n\n## Write\n\nAsked: Write about tea\n\nAnswered: Hello\n\n"
        "# Reference: R\n\n{{ 1 }} leaf"
    )
    assert asked.text == "Shorter, {{ values }} please"
    turn = (await page.engine.call(ListTurns(session_id=page.session_id))).turns[-1]
    assert (turn.label, turn.reply, turn.module_id, turn.interaction_id) == (
        "Instruction",
        "Of course",
        None,
        None,
    )
    assert [each.name for each in turn.references] == ["R"]


async def test_the_open_page_stays_as_it_is(page: Page) -> None:
    before = await page.session()
    execution = await ended(page, await instruct(page, "Hello"))
    assert (execution.status, execution.label, execution.interaction_id) == ("completed", "Instruction", None)
    after = await page.session()
    assert after.interaction == before.interaction
    assert (after.state, after.failure, after.steps) == (before.state, None, before.steps)


async def test_a_session_without_anything_sends_the_instruction_alone(page: Page) -> None:
    await ended(page, await instruct(page, "Hello"))
    assert [message.role for message in page.fakes.writer.asked[-1].messages] == ["user"]


async def test_one_that_failed_stops_nothing_and_is_retried(page: Page) -> None:
    page.fakes.writer.reply = [ProviderError("unreachable", "Nobody there.")]
    failed = await ended(page, await instruct(page, "Hello"))
    assert failed.status == "failed"
    session = await page.session()
    assert session.failure is None
    assert session.interaction is not None
    assert (await page.engine.call(ListTurns(session_id=page.session_id))).turns == []

    page.fakes.writer.reply = ["Better"]
    again = await page.engine.call(RetryExecution(execution_id=failed.id, idempotency_key="again"))
    assert (await ended(page, again)).status == "completed"
    [turn] = (await page.engine.call(ListTurns(session_id=page.session_id))).turns
    assert (turn.asked, turn.reply) == ("Hello", "Better")


async def test_the_same_key_is_one_instruction(page: Page) -> None:
    first, second = await asyncio.gather(instruct(page, "Hello", "k"), instruct(page, "Hello", "k"))
    assert first.id == second.id == (await instruct(page, "Hello", "k")).id
    await ended(page, first)
    assert len(page.fakes.writer.asked) == 1


async def test_what_cannot_be_sent(page: Page) -> None:
    with pytest.raises(Unprocessable):
        await instruct(page, " \x1b\n")
    with pytest.raises(NotFound):
        await page.engine.call(SendInstruction(session_id="nobody", instruction="x", idempotency_key="k"))
    done = await ended(page, await instruct(page, "x"))
    with pytest.raises(Conflict):
        await page.engine.call(RetryExecution(execution_id=done.id, idempotency_key="k2"))


async def test_one_that_was_running_when_the_program_closed_is_interrupted_and_nothing_else(
    page: Page, home: Path
) -> None:
    there = asyncio.Event()

    async def waits(_request: TextRequest) -> AsyncGenerator[TextDelta]:
        yield TextDelta("So far")
        there.set()
        await asyncio.Event().wait()

    page.fakes.writer.generate = waits  # type: ignore[method-assign]
    begun = await instruct(page, "Hello")
    async with asyncio.timeout(10):
        await there.wait()
    await page.engine.close()

    fakes = Fakes()
    other = await LocalEngine.open(home, registry=fakes.registry())
    try:
        seen = Page(other, fakes, page.started)
        assert (await other.call(GetExecution(execution_id=begun.id))).status == "interrupted"
        session = await seen.session()
        assert session.failure is None
        assert session.summary.status == "open"
        again = await other.call(RetryExecution(execution_id=begun.id, idempotency_key="again"))
        assert (await ended(seen, again)).status == "completed"
    finally:
        await other.close()


async def test_one_can_be_cancelled(page: Page) -> None:
    there = asyncio.Event()

    async def waits(_request: TextRequest) -> AsyncGenerator[TextDelta]:
        yield TextDelta("So far")
        there.set()
        await asyncio.Event().wait()

    page.fakes.writer.generate = waits  # type: ignore[method-assign]
    begun = await instruct(page, "Hello")
    async with asyncio.timeout(10):
        await there.wait()
    assert (await page.engine.call(CancelExecution(execution_id=begun.id))).status == "cancelled"
    assert (await page.session()).failure is None
