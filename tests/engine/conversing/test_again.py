"""Answering a turn again, choosing an earlier reply, and sending a message again from any turn."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from engine.client.local import LocalEngine
from engine.operations.errors import OperationError
from engine.providers.errors import ProviderError
from schemas.messages.conversation import GetConversation
from schemas.messages.executions import CancelExecution
from schemas.messages.family import ForkSession
from schemas.messages.sessions import GetSession
from tests.engine.conversing.talk import DEFINITIONS, Talk, TalkFakes, ask

DONE = ask("MARK_INTRODUCTION_COMPLETE")


def save(key: str, value: str = "x") -> str:
    return ask("SAVE_USER_INFO", key=key, value=value)


def here(view: Any) -> str:
    return next(each.id for each in view.states if each.current)


async def test_the_last_turn_is_answered_again_from_where_it_was(talk: Talk) -> None:
    await talk.say("one", save("a"), "First.")
    await talk.say("two", save("b"), DONE, "Second.")
    before = await talk.conversation()
    assert here(before) == "discovery"
    await talk.again(save("c"), "Better.")
    view = await talk.conversation()
    assert [(turn.asked, turn.reply) for turn in view.turns] == [("one", "First."), ("two", "Better.")]
    assert await talk.state() == {"user_info": {"a": "x", "c": "x"}}
    assert here(view) == "intro"
    assert [each.text for each in view.entries] == ["Welcome."]
    (earlier,) = view.earlier
    assert (earlier.reply, earlier.place) == ("Second.", 1)
    assert [each.status for each in earlier.actions] == ["done", "done"]
    asked = talk.fakes.writer.asked[-1]
    assert asked.messages[-1].text == "two"
    assert [message.text for message in asked.messages[1:]] == ["one", f"{save('a')}First.", "two"]


@pytest.mark.parametrize("after", [(), (save("c"), DONE)])
async def test_if_the_new_reply_fails_everything_is_as_before(talk: Talk, after: tuple[str, ...]) -> None:
    await talk.say("one", save("a"), "First.")
    before, state = await talk.conversation(), await talk.state()
    execution = await talk.again(*after, ProviderError("truncated", "It was cut."))
    assert execution.status == "failed"
    view = await talk.conversation()
    assert await talk.state() == state
    assert (view.turns, view.entries, view.states) == (before.turns, before.entries, before.states)
    assert view.earlier == []
    assert [action.status for each in view.partial for action in each.actions] == ["undone"] * len(after)


async def test_if_it_is_stopped_everything_is_as_before(talk: Talk) -> None:
    await talk.say("one", save("a"), "First.")
    before, state = await talk.conversation(), await talk.state()
    gate = asyncio.Event()
    talk.fakes.writer.parts = [save("b"), "Bet", gate]
    execution = await talk.press("regenerate")
    await talk.fakes.writer.there.wait()
    assert (await talk.conversation()).turns == []
    await talk.engine.call(CancelExecution(execution_id=execution.id))
    assert await talk.state() == state
    assert (await talk.conversation()).turns == before.turns


async def test_if_the_program_is_killed_everything_is_as_before(
    talk: Talk, fakes: TalkFakes, home: Path
) -> None:
    await talk.say("one", save("a"), "First.")
    before, state = await talk.conversation(), await talk.state()
    talk.fakes.writer.parts = [save("b"), "Bet", asyncio.Event()]
    await talk.press("regenerate")
    await talk.fakes.writer.there.wait()
    assert isinstance(talk.engine, LocalEngine)
    await talk.engine.close()
    engine = await LocalEngine.open(home, registry=fakes.registry())
    try:
        request = GetConversation(session_id=talk.session_id, interaction_id=talk.id)
        view = await engine.call(request)
        assert view.turns == before.turns
        assert view.running == ""
        assert (await engine.call(GetSession(session_id=talk.session_id))).state == state
    finally:
        await engine.close()


async def test_there_must_be_a_turn(talk: Talk) -> None:
    execution = await talk.again("Hi.")
    assert execution.error is not None
    assert execution.error["code"] == "nothing_to_answer"


async def test_an_earlier_reply_is_brought_back_with_what_it_had_changed(talk: Talk) -> None:
    await talk.say("one", save("a"), DONE, "First.")
    first = (await talk.conversation()).turns[0].turn_id
    await talk.again(save("b"), "Second.")
    view = await talk.choose(first)
    assert [turn.reply for turn in view.turns] == ["First."]
    assert [turn.reply for turn in view.earlier] == ["Second."]
    assert here(view) == "discovery"
    assert (await talk.state())["user_info"] == {"a": "x"}
    second = view.earlier[0].turn_id
    view = await talk.choose(second)
    assert (await talk.state()) == {"user_info": {"b": "x"}}
    assert here(view) == "intro"
    await talk.again("Third.")
    assert await talk.state() == {}
    assert [turn.reply for turn in (await talk.conversation()).earlier] == ["First.", "Second."]


async def test_a_reply_is_not_chosen_once_the_conversation_has_gone_on(talk: Talk) -> None:
    await talk.say("one", "First.")
    first = (await talk.conversation()).turns[0].turn_id
    await talk.again("Second.")
    await talk.say("two", "On.")
    with pytest.raises(OperationError, match="has gone on"):
        await talk.choose(first)
    with pytest.raises(OperationError, match="no earlier reply"):
        await talk.choose("nothing")


async def test_an_action_that_was_accepted_since_is_not_taken_along(talk: Talk) -> None:
    await talk.say("one", ask("ASK"), "May I?")
    await talk.say("two", ask("FAKE"), "On.")
    (waiting,) = (await talk.conversation()).waiting
    await talk.answer(waiting.id, accept=True)
    await talk.again("Again.")
    assert await talk.state() == {"asked": True}


async def test_a_turn_is_not_taken_back_over_what_another_reply_has_set_since(start: Any) -> None:
    same = [
        {**each, "outputs": {"asked": each["name"]}}
        for each in DEFINITIONS
        if each["name"] in ("ASK", "FAKE")
    ]
    talk = await start(embedded_actions={"definitions": same}, states=None)
    await talk.say("one", ask("ASK"), "May I?")
    await talk.say("two", ask("FAKE"), "On.")
    (waiting,) = (await talk.conversation()).waiting
    await talk.answer(waiting.id, accept=True)
    execution = await talk.again("Again.")
    assert execution.error is not None
    assert execution.error["code"] == "conflict"
    assert await talk.state() == {"asked": "ASK"}
    assert len((await talk.conversation()).turns) == 2


async def test_a_message_is_sent_again_from_any_turn(talk: Talk) -> None:
    await talk.say("one", save("a"), "First.")
    await talk.say("two", save("b"), DONE, "Second.")
    await talk.say("three", "Third.")
    second = (await talk.conversation()).turns[1].turn_id
    fork = await talk.resend(second, "two, but different")
    assert fork.id != talk.session_id
    assert fork.state == {"user_info": {"a": "x"}}
    assert fork.interaction is not None
    assert fork.interaction.draft is not None
    assert fork.interaction.draft.values["message"] == "two, but different"
    there = Talk(talk.engine, talk.fakes, fork)
    view = await there.conversation()
    assert [turn.asked for turn in view.turns] == ["one"]
    assert here(view) == "intro"
    await there.say("two, but different", save("c"), "Other.")
    assert (await there.state())["user_info"] == {"a": "x", "c": "x"}
    assert len((await talk.conversation()).turns) == 3


async def test_a_turn_that_was_answered_again_is_resent_from_before_its_first_answer(talk: Talk) -> None:
    await talk.say("one", save("a"), "First.")
    await talk.again(save("b"), "Second.")
    fork = await talk.resend((await talk.conversation()).turns[0].turn_id)
    assert fork.state == {}
    assert fork.interaction is not None
    assert fork.interaction.draft is not None
    assert fork.interaction.draft.values["message"] == "one"
    assert (await Talk(talk.engine, talk.fakes, fork).conversation()).turns == []


async def test_a_fork_in_the_middle_of_a_reply_goes_on_without_it(talk: Talk) -> None:
    await talk.say("one", save("a"), "First.")
    talk.fakes.writer.parts = [save("b"), "Bet", gate := asyncio.Event()]
    execution = await talk.press("regenerate")
    await talk.fakes.writer.there.wait()
    fork = await talk.engine.call(ForkSession(session_id=talk.session_id))
    gate.set()
    await talk.events(execution)
    there = Talk(talk.engine, talk.fakes, fork)
    view = await there.conversation()
    assert [turn.reply for turn in view.turns] == ["First."]
    assert view.running == ""
    assert (await there.state())["user_info"] == {"a": "x"}
    await there.say("two", "On.")
    assert len((await there.conversation()).turns) == 2
