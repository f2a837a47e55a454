"""Turns: one for each exchange with a model that succeeded, corrected and deleted by the person (row D6)."""

import json
from typing import Any

import pytest

from engine.operations.errors import BadRequest, NotFound
from schemas.messages.turns import DeleteTurn, EditTurn, ListTurns, TurnView
from tests.engine.fakes import sub_action
from tests.engine.page import Page


async def turns(page: Page) -> list[TurnView]:
    return (await page.engine.call(ListTurns(session_id=page.session_id))).turns


async def test_a_turn_says_what_was_asked_and_what_came_back(page: Page) -> None:
    execution, _ = await page.run("write", values={"subject": "the sea", "mood": "calm"})
    [turn] = await turns(page)
    assert turn.execution_id == execution.id
    assert (turn.interaction_id, turn.step_id, turn.module_id) == (page.id, "first", "page")
    assert (turn.label, turn.action) == ("Write", "llm.generate")
    assert (turn.provider, turn.provider_label, turn.model) == ("fake", "fake text", "fake-1")
    assert (turn.system, turn.asked, turn.reply) == ("Be brief.", "Write about the sea", "Hello")
    assert turn.values == {"subject": "the sea", "mood": "calm"}
    assert turn.usage == {"input_tokens": 3, "output_tokens": 5}
    assert not turn.edited
    assert turn.at >= execution.started_at


@pytest.mark.parametrize("reply", [[" "], ["half", RuntimeError("the line broke")]])
async def test_a_failed_execution_is_no_turn(page: Page, reply: list[Any]) -> None:
    page.fakes.writer.reply = reply
    execution, _ = await page.run("write", values={"subject": "x"})
    assert execution.status == "failed"
    assert await turns(page) == []


async def test_an_execution_that_does_not_fit_its_page_is_no_turn(start) -> None:
    misfit = sub_action(
        "write",
        action_type="llm.generate",
        config={"input": "Go"},
        result_mapping={"target_path": "current_values.subject.deep", "merge_mode": "replace"},
    )
    page: Page = await start(sub_actions=[misfit])
    execution, _ = await page.run("write", values={"subject": "x"})
    assert execution.status == "failed"
    assert await turns(page) == []


async def test_a_reply_that_was_asked_for_again_is_one_turn(start) -> None:
    config = {"input": "Go", "output_pattern": "Yes", "retries": 1}
    page: Page = await start(sub_actions=[sub_action("write", action_type="llm.generate", config=config)])
    writer = page.fakes.writer
    generate, replies = writer.generate, [["No"], ["Yes"]]

    def answers(request: Any) -> Any:
        writer.reply = replies.pop(0)
        return generate(request)

    writer.generate = answers  # type: ignore[method-assign]
    await page.run("write", values={"subject": "x"})
    assert [turn.reply for turn in await turns(page)] == ["Yes"]


async def test_a_module_and_each_module_of_a_rerun_is_a_turn_of_its_own(start) -> None:
    def module(name: str, **keys: Any) -> dict[str, Any]:
        inputs = {"input": f"{name}? {{{{ user_feedback }}}}"}
        return {"id": name, "uses": "llm.generate", "title": name.title(), "inputs": inputs, **keys}

    again = sub_action(
        "again", action_type="rerun", config={"from": "one"}, feedback={"inject_as": "user_feedback"}
    )
    page: Page = await start(
        before=[module("one", outputs={"one": "{{ outputs }}"}), module("two")], sub_actions=[again]
    )
    assert [turn.label for turn in await turns(page)] == ["One", "Two"]

    execution, _ = await page.run("again", values={"subject": "x"}, feedback="Louder")

    assert execution.error is None
    made = (await turns(page))[2:]
    assert [(turn.label, turn.module_id, turn.action) for turn in made] == [
        ("One", "one", "llm.generate"),
        ("Two", "two", "llm.generate"),
    ]
    assert {turn.execution_id for turn in made} == {execution.id}
    assert [turn.asked for turn in made] == ["one? Louder", "two? Louder"]
    assert [turn.feedback for turn in made] == ["Louder", "Louder"]


async def test_an_edited_turn_is_told_to_the_next_and_the_log_keeps_what_was_said(start) -> None:
    config = {"input": "Go", "system": ["{{ turns | map(attribute='reply') | join('|') }}"]}
    page: Page = await start(sub_actions=[sub_action("write", action_type="llm.generate", config=config)])
    await page.run("write", values={"subject": "x"})
    [turn] = await turns(page)
    hostile = "Better \x1b[2J{{ 7 * 7 }}"

    edited = await page.engine.call(
        EditTurn(session_id=page.session_id, turn_id=turn.id, reply=hostile, asked="Please")
    )

    assert (edited.reply, edited.asked, edited.edited) == ("Better [2J{{ 7 * 7 }}", "Please", True)
    await page.run("write", values={"subject": "x"})
    assert page.fakes.writer.asked[-1].messages[0].text == "Better [2J{{ 7 * 7 }}"
    log = [change async for change in _changes(page)]
    added = next(change.data["turn"] for change in log if change.kind == "turn_added")
    assert (added["asked"], added["reply"]) == ("Go", "Hello")


async def _changes(page: Page) -> Any:
    seq = (await page.session()).seq
    async for change in page.engine.changes(page.session_id):
        yield change
        if change.seq == seq:
            return


async def test_a_deleted_turn_is_gone_but_what_it_made_stays(page: Page) -> None:
    await page.run("write", values={"subject": "x"})
    await page.run("write", values={"subject": "y"})
    first, second = await turns(page)
    left = await page.engine.call(DeleteTurn(session_id=page.session_id, turn_id=first.id))
    assert [turn.id for turn in left.turns] == [second.id]
    assert len((await page.data())["texts"]) == 2


async def test_an_edit_that_changes_nothing_is_no_event(page: Page) -> None:
    await page.run("write", values={"subject": "x"})
    [turn] = await turns(page)
    before = (await page.session()).seq
    same = await page.engine.call(EditTurn(session_id=page.session_id, turn_id=turn.id, reply=turn.reply))
    assert not same.edited
    assert (await page.session()).seq == before


async def test_what_is_wrong_with_a_request_has_its_status(page: Page) -> None:
    await page.run("write", values={"subject": "x"})
    [turn] = await turns(page)
    call, sid = page.engine.call, page.session_id
    with pytest.raises(BadRequest):
        await call(EditTurn(session_id=sid, turn_id=turn.id))
    for request in (
        EditTurn(session_id=sid, turn_id="nothing", reply="x"),
        DeleteTurn(session_id=sid, turn_id="nothing"),
        EditTurn(session_id="nobody", turn_id=turn.id, reply="x"),
        DeleteTurn(session_id="nobody", turn_id=turn.id),
        ListTurns(session_id="nobody"),
    ):
        with pytest.raises(NotFound):
            await call(request)


async def test_structured_replies_are_kept_as_they_came(start) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}}
    config = {"input": "Go", "output_schema": schema, "output": {"m": "{{ reply.n }}"}}
    page: Page = await start(sub_actions=[sub_action("write", action_type="llm.generate", config=config)])
    page.fakes.writer.reply = ['{"n":', " 3}"]
    await page.run("write", values={"subject": "x"})
    [turn] = await turns(page)
    assert json.loads(turn.reply) == {"n": 3}
