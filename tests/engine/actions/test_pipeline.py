"""The order of events, what is kept when things go wrong, cancelling and closing."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from engine.actions.action import (
    ActionEvent,
    ActionInput,
    Item,
    LogLine,
    Outputs,
    Partial,
    Progress,
    Token,
)
from engine.actions.errors import ActionError
from engine.client.local import LocalEngine
from engine.providers.errors import ProviderError
from schemas.messages.executions import CancelExecution, GetExecution, GetResult
from tests.engine.fakes import Fakes, Gate, sub_action
from tests.engine.page import Page, kinds, text


def plays(*events: ActionEvent | Exception):
    async def play(_given: ActionInput) -> AsyncGenerator[ActionEvent]:
        for event in events:
            if isinstance(event, Exception):
                raise event
            yield event

    return play


async def test_events_are_numbered_without_gaps_from_started_to_one_end(page: Page) -> None:
    item = Item("text", {"text": "one"})
    page.fakes.action.play = plays(
        Token("a"), Progress(0.5, "half"), Partial({"x": 1}), Token("b"), item, LogLine("hm"), Outputs(1)
    )

    execution, events = await page.run("run")

    assert kinds(events) == [
        "started", "token", "progress", "partial", "token", "result", "log", "completed",
    ]  # fmt: skip
    assert [event.seq for event in events] == list(range(1, 9))
    assert (execution.status, execution.last_seq) == ("completed", 8)


async def test_tokens_that_come_fast_are_gathered_and_none_is_lost(page: Page) -> None:
    words = [f"{n} " for n in range(2_000)]
    page.fakes.action.play = plays(*map(Token, words), Outputs(None))

    _, events = await page.run("run")

    assert text(events) == "".join(words)
    assert kinds(events).count("token") < 100


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ActionError("empty_prompt", "Nothing to do.", hint="Write."), "empty_prompt"),
        (ProviderError("unreachable", "Nobody answers.", hint="Start it.", retryable=True), "unreachable"),
        (TimeoutError("the socket"), "internal"),
        (ValueError("odd \x1b]52;c;x\x07"), "internal"),
    ],
)
async def test_a_failure_keeps_what_had_streamed(page: Page, error: Exception, code: str) -> None:
    page.fakes.action.play = plays(Token("half a "), error)
    before = await page.data()

    execution, events = await page.run("run")

    assert kinds(events) == ["started", "token", "failed"]
    assert text(events) == "half a "
    assert events[-1].data["code"] == code
    assert "\x1b" not in events[-1].data["message"]
    assert (execution.status, execution.error) == ("failed", events[-1].data)
    assert {**await page.data(), "current_values": 0} == {**before, "current_values": 0}


async def test_an_action_without_outputs_fails(page: Page) -> None:
    page.fakes.action.play = plays(Token("a"))
    execution, events = await page.run("run")
    assert events[-1].data["code"] == "no_outputs"
    assert execution.status == "failed"


async def test_a_run_that_takes_too_long_fails_with_its_text_kept(start) -> None:
    page = await start(sub_actions=[sub_action("run", config={"timeout": 0.05})])
    page.fakes.action.play = Gate()

    execution, events = await page.run("run")

    assert kinds(events) == ["started", "token", "failed"]
    assert events[-1].data["code"] == "timeout"
    assert events[-1].data["retryable"]
    assert execution.status == "failed"


async def test_cancelled_by_a_person(page: Page) -> None:
    page.fakes.action.play = gate = Gate()
    execution = await page.press("run")
    await gate.there.wait()

    cancelled = await page.engine.call(CancelExecution(execution_id=execution.id))

    assert cancelled.status == "cancelled"
    events = await page.events(execution)
    assert kinds(events) == ["started", "token", "cancelled"]
    assert text(events) == "so far"
    again = await page.engine.call(CancelExecution(execution_id=execution.id))
    assert again == cancelled


async def test_cancelled_before_its_task_began(page: Page) -> None:
    execution = await page.press("run")
    cancelled = await page.engine.call(CancelExecution(execution_id=execution.id))
    assert cancelled.status in ("cancelled", "completed")
    events = await page.events(execution)
    assert kinds(events)[-1] == cancelled.status
    assert sum(kind in ("completed", "failed", "cancelled") for kind in kinds(events)) == 1


async def test_cancelled_at_any_instant_there_is_one_end_and_no_gap(page: Page) -> None:
    words = [Token(f"{n} ") for n in range(20)]
    page.fakes.action.play = plays(*words, LogLine("x"), Item("text", {"text": "t"}), Outputs(1))
    for turns in range(0, 60, 3):
        execution = await page.press("run")
        for _ in range(turns):
            await asyncio.sleep(0)
        ended = await page.engine.call(CancelExecution(execution_id=execution.id))
        events = await page.events(execution)
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        ends = [kind for kind in kinds(events) if kind in ("completed", "failed", "cancelled")]
        assert ends == [ended.status]
        assert (await page.session()).id  # and the database still answers


async def test_cancelling_one_that_waits_on_the_queue(page: Page) -> None:
    page.fakes.action.play = gate = Gate()
    first = await page.press("queue")
    await gate.there.wait()
    second = await page.press("queue")

    cancelled = await page.engine.call(CancelExecution(execution_id=second.id))
    gate.go.set()

    assert cancelled.status == "cancelled"
    assert kinds(await page.events(second)) == ["cancelled"]
    assert kinds(await page.events(first))[-1] == "completed"
    assert page.fakes.action.runs == 1


async def test_closing_the_engine_interrupts_what_runs(page: Page, home, fakes: Fakes) -> None:
    fakes.action.play = gate = Gate()
    execution = await page.press("run")
    await gate.there.wait()

    await page.engine.close()

    page.engine = await LocalEngine.open(home, registry=fakes.registry())
    after = await page.engine.call(GetExecution(execution_id=execution.id))
    events = await page.events(execution)
    await page.engine.close()
    assert after.status == "interrupted"
    assert kinds(events) == ["started", "token", "failed"]
    assert text(events) == "so far"
    assert events[-1].data["code"] == "interrupted"


async def test_a_sync_action_has_ended_when_the_reply_comes(page: Page) -> None:
    assert (await page.press("now")).status == "completed"


async def test_two_actions_at_once_do_not_disturb_each_other(page: Page) -> None:
    page.fakes.action.play = gate = Gate()
    slow = await page.press("run")
    await gate.there.wait()
    page.fakes.action.play = None
    fast, events = await page.run("run")
    assert (fast.status, kinds(events)) == ("completed", ["started", "token", "completed"])
    gate.go.set()
    assert kinds(await page.events(slow)) == ["started", "token", "completed"]


async def test_a_result_has_an_id_of_ours_whatever_the_model_wrote(page: Page) -> None:
    page.fakes.action.play = plays(Item("json", {"content_id": "mine", "a": 1}), Outputs(None))
    execution, events = await page.run("run", values={"subject": "a dog"})
    value = events[1].data["result"]["value"]
    assert value["content_id"] != "mine"
    result = await page.engine.call(GetResult(content_id=value["content_id"]))
    assert result.execution_id == execution.id
    assert result.provenance.values == {"subject": "a dog"}
    assert result.provenance.workflow_hash


async def test_an_end_is_recorded_even_if_its_task_is_cancelled_again(page: Page) -> None:
    page.fakes.action.play = gate = Gate()
    execution = await page.press("run")
    await gate.there.wait()
    [task] = [task for task in asyncio.all_tasks() if task.get_name() == f"execution {execution.id}"]
    while not task.done():
        task.cancel()
        await asyncio.sleep(0)
    after = await page.engine.call(GetExecution(execution_id=execution.id))
    assert after.status == "interrupted"
    assert kinds(await page.events(execution)) == ["started", "token", "failed"]
