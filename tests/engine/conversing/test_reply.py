"""What becomes of the actions in a reply: decided, run one by one, recorded; the rest goes on."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from engine.actions.action import ActionEvent, ActionInput, Outputs, Token
from engine.actions.errors import ActionError
from engine.providers.errors import ProviderError
from engine.providers.text import ToolCall
from schemas.messages.executions import CancelExecution, RetryExecution
from tests.engine.conversing.talk import DEFINITIONS, SUB_ACTIONS, Talk, ask
from tests.engine.page import text

DONE = ask("MARK_INTRODUCTION_COMPLETE")


def statuses(view: Any) -> list[tuple[str, str]]:
    """Name and status of each action of the last turn."""
    return [(action.name, action.status) for action in view.turns[-1].actions]


async def test_an_action_changes_the_state_and_is_shown_beside_the_text(talk: Talk) -> None:
    saved = ask("SAVE_USER_INFO", key="goals", value="Paint more")
    talk.fakes.writer.parts = ["Noted. ", saved[:9], saved[9:], " What else?"]
    execution, events = await talk.run("send", values={"message": "I want to paint"})
    assert execution.status == "completed"
    assert text(events) == "Noted.  What else?"
    assert (await talk.state())["user_info"] == {"goals": "Paint more"}
    view = await talk.conversation()
    (turn,) = view.turns
    assert (turn.asked, turn.reply) == ("I want to paint", "Noted.  What else?")
    (action,) = turn.actions
    assert (action.name, action.status, action.message) == ("SAVE_USER_INFO", "done", "goals: Paint more")
    assert action.changed == {"user_info": {"goals": "Paint more"}}
    assert action.raw == saved
    assert view.context == await talk.state()


async def test_the_model_is_told_the_state_the_actions_and_its_own_markup(talk: Talk) -> None:
    saved = ask("SAVE_USER_INFO", key="a", value="b")
    await talk.say("one", "Yes. ", saved)
    await talk.say("two", "Fine.")
    first, second = talk.fakes.writer.asked
    system = first.messages[0].text
    assert system.startswith("Be a coach.\n\nSay hello.\n\n")
    assert "[ACTION:SAVE_USER_INFO]" in system
    assert "SAVE_IDENTITY" not in system  # not in this state
    said = [(message.role, message.text) for message in second.messages[1:]]
    assert said == [("user", "one"), ("assistant", f"Yes. {saved}"), ("user", "two")]


async def test_the_form_is_empty_once_the_message_was_answered(talk: Talk) -> None:
    await talk.save(message="hello")
    await talk.say("hello", "Hi.")
    view = await talk.view()
    assert view.draft is not None
    assert view.draft.values["message"] == ""
    assert view.request.display_data["current_values"]["message"] == ""


async def test_what_was_typed_meanwhile_stays(talk: Talk) -> None:
    gate = asyncio.Event()
    talk.fakes.writer.parts = ["Hi", gate]
    execution = await talk.press("send", values={"message": "hello"})
    await talk.save(message="and another thing")
    gate.set()
    await talk.events(execution)
    draft = (await talk.view()).draft
    assert draft is not None
    assert draft.values["message"] == "and another thing"


async def test_what_the_state_does_not_allow_is_recorded_and_skipped(talk: Talk) -> None:
    identity = ask("SAVE_IDENTITY", identity="Maker", category="WORK", description="")
    execution = await talk.say("hello", "One ", identity, " two ", ask("SAVE_USER_INF", key="a"), "three")
    assert execution.status == "completed"
    (turn,) = (await talk.conversation()).turns
    assert turn.reply == "One  two three"
    assert [(each.status, each.message) for each in turn.actions] == [
        ("refused", "SAVE_IDENTITY is not allowed in the state Introduction."),
        ("refused", "There is no action SAVE_USER_INF. Did it mean SAVE_USER_INFO?"),
    ]
    assert await talk.state() == {}


@pytest.mark.parametrize(
    "parameters",
    [
        {"key": "a"},
        {"key": 3, "value": "b"},
        {"key": "a", "value": "b", "session_id": "another"},
        {"key": "a" * 65, "value": "b"},
    ],
)
async def test_parameters_that_do_not_fit_change_nothing(talk: Talk, parameters: dict[str, Any]) -> None:
    await talk.say("hello", ask("SAVE_USER_INFO", **parameters), "Hm.")
    (action,) = (await talk.conversation()).turns[0].actions
    assert action.status == "refused"
    assert action.message.startswith("The parameters do not fit: ")
    assert not action.execution_id
    assert await talk.state() == {}


async def test_broken_markup_is_kept_and_the_reply_goes_on(talk: Talk) -> None:
    await talk.say("hello", "Before [ACTION:SAVE_USER_INFO]{broken[/ACTION] after")
    (turn,) = (await talk.conversation()).turns
    (action,) = turn.actions
    assert action.status == "malformed"
    assert action.raw == "[ACTION:SAVE_USER_INFO]{broken[/ACTION]"
    assert action.message
    assert "after" in turn.reply


async def test_actions_run_one_after_another_each_on_the_newest_state(talk: Talk) -> None:
    makers = [ask("SAVE_IDENTITY", identity=name, category="WORK", description="") for name in ("A", "B")]
    await talk.say("hello", DONE, *makers, ask("TRANSITION_STATE", target_state="summary"), "So.")
    view = await talk.conversation()
    assert statuses(view) == [
        ("MARK_INTRODUCTION_COMPLETE", "done"),
        ("SAVE_IDENTITY", "done"),
        ("SAVE_IDENTITY", "done"),
        ("TRANSITION_STATE", "done"),
    ]
    assert view.turns[0].state_id == "summary"
    assert [each["identity"] for each in (await talk.state())["identities"]] == ["A", "B"]


async def test_the_same_identity_again_is_corrected(talk: Talk) -> None:
    first = ask("SAVE_IDENTITY", identity="Maker ", category="WORK", description="old")
    other = ask("SAVE_IDENTITY", identity="Walker", category="BODY", description="")
    again = ask("SAVE_IDENTITY", identity="maker", category="WORK", description="new")
    await talk.say("hello", DONE, first, other, again)
    identities = (await talk.state())["identities"]
    assert [(each["identity"], each["description"]) for each in identities] == [
        ("maker", "new"),
        ("Walker", ""),
    ]


async def test_an_action_that_raises_in_the_middle_leaves_no_trace_but_its_record(talk: Talk) -> None:
    async def breaks(_given: ActionInput) -> AsyncGenerator[ActionEvent]:
        yield Token("half")
        yield Outputs({"half": "done"})
        raise ActionError("broke", "It broke in the middle.")

    talk.fakes.action.play = breaks
    await talk.say("hello", "Now ", ask("FAKE"), "on.")
    (turn,) = (await talk.conversation()).turns
    (action,) = turn.actions
    assert (action.status, action.message, action.changed) == ("failed", "It broke in the middle.", {})
    assert turn.reply == "Now on."
    assert await talk.state() == {}


@pytest.mark.parametrize("value", [float("nan"), object(), {1: 2}])
async def test_outputs_that_no_json_can_hold_change_nothing(talk: Talk, value: Any) -> None:
    async def odd(_given: ActionInput) -> AsyncGenerator[ActionEvent]:
        yield Outputs(value)

    talk.fakes.action.play = odd
    await talk.say("hello", ask("FAKE"), "On.")
    (action,) = (await talk.conversation()).turns[0].actions
    assert action.status == "failed"
    assert await talk.state() == {}


async def test_an_expression_that_misses_a_name_changes_nothing(start: Any) -> None:
    odd = {**DEFINITIONS[-2], "outputs": {"first": 1, "second": "{{ outputs.nowhere }}"}}
    talk = await start(embedded_actions={"definitions": [odd]}, states=None)
    await talk.say("hello", ask("FAKE"), "On.")
    (action,) = (await talk.conversation()).turns[0].actions
    assert action.status == "failed"
    assert "nowhere" in action.message
    assert await talk.state() == {}


async def test_templates_that_a_model_writes_are_never_evaluated(talk: Talk) -> None:
    await talk.say("hello", ask("SAVE_USER_INFO", key="a", value="{{ state }} {% raw %}"), "On.")
    assert (await talk.state())["user_info"] == {"a": "{{ state }} {% raw %}"}


async def test_inputs_make_the_config_of_the_action(start: Any) -> None:
    given: list[Any] = []

    async def noting(input: ActionInput) -> AsyncGenerator[ActionEvent]:  # noqa: A002
        given.append(input.config)
        yield Outputs("fine")

    definition = {
        **DEFINITIONS[4],
        "inputs": {"level": "{{ parameters.level * state.factor }}"},
        "outputs": {"said": "{{ outputs }} {{ parameters.level }}"},
    }
    talk = await start(embedded_actions={"definitions": [definition]}, states=None, state={"factor": 3})
    talk.fakes.action.play = noting
    await talk.say("hello", ask("FAKE", level=2), "On.")
    assert given[0].level == 6
    assert (await talk.state())["said"] == "fine 2"


async def test_a_thousand_actions_are_no_thousand_executions(talk: Talk) -> None:
    await talk.say("hello", *[ask("SAVE_USER_INFO", key=f"k{n}", value="v") for n in range(1000)], "End.")
    view = await talk.conversation()
    actions = view.turns[0].actions
    assert view.turns[0].reply == "End."
    assert [each.status for each in actions] == ["done"] * 10 + ["refused"] * 21
    assert actions[10].message == "The reply has more than 10 actions."
    assert (actions[-1].count, actions[-1].message) == (970, "970 more were refused or could not be read.")
    assert len((await talk.state())["user_info"]) == 10
    assert len((await talk.session()).executions) == 11


async def test_a_reply_that_is_cut_keeps_what_was_done_and_is_no_turn(talk: Talk) -> None:
    saved = ask("SAVE_USER_INFO", key="a", value="b")
    execution = await talk.say("hello", "So ", saved, ProviderError("truncated", "It was cut."))
    assert execution.status == "failed"
    view = await talk.conversation()
    assert view.turns == []
    (partial,) = view.partial
    assert (partial.status, partial.asked, partial.place) == ("failed", "hello", 0)
    assert [each.status for each in partial.actions] == ["done"]
    assert view.running == ""
    assert (await talk.state())["user_info"] == {"a": "b"}
    await talk.say("again", "Here.")
    assert [turn.reply for turn in (await talk.conversation()).turns] == ["Here."]


async def test_stopping_a_reply_stops_the_action_that_runs_in_it(talk: Talk) -> None:
    there = asyncio.Event()

    async def waits(_given: ActionInput) -> AsyncGenerator[ActionEvent]:
        there.set()
        await asyncio.Event().wait()
        yield Outputs(1)

    talk.fakes.action.play = waits
    talk.fakes.writer.parts = ["So ", ask("FAKE"), "on"]
    execution = await talk.press("send", values={"message": "hello"})
    await there.wait()
    running = await talk.conversation()
    assert running.running == execution.id
    assert [each.status for each in running.partial[0].actions] == ["running"]
    ended = await talk.engine.call(CancelExecution(execution_id=execution.id))
    assert ended.status == "cancelled"
    (partial,) = (await talk.conversation()).partial
    assert (partial.status, partial.actions[0].status) == ("cancelled", "failed")
    assert await talk.state() == {}
    assert all(each.ended_at for each in (await talk.session()).executions)


async def test_two_replies_are_never_written_at_once(talk: Talk) -> None:
    gate = asyncio.Event()
    talk.fakes.writer.parts = ["Hi", gate]
    first = await talk.press("send", values={"message": "one"})
    await talk.fakes.writer.there.wait()
    second, _ = await talk.run("send", values={"message": "two"})
    assert second.status == "failed"
    assert second.error is not None
    assert second.error["code"] == "conflict"
    gate.set()
    await talk.events(first)
    assert [turn.asked for turn in (await talk.conversation()).turns] == ["one"]


async def test_a_reply_with_actions_alone_is_a_turn(talk: Talk) -> None:
    execution = await talk.say("hello", ask("SAVE_USER_INFO", key="a", value="b"))
    assert execution.status == "completed"
    (turn,) = (await talk.conversation()).turns
    assert turn.reply == ""


@pytest.mark.parametrize("message", ["", "  \n"])
async def test_nothing_is_sent_without_a_message(talk: Talk, message: str) -> None:
    execution = await talk.say(message, "Hi.")
    assert execution.error is not None
    assert execution.error["code"] == "empty_input"
    assert talk.fakes.writer.asked == []


async def test_a_reply_without_anything_is_asked_for_once_more(talk: Talk) -> None:
    execution = await talk.say("hello", " \n")
    assert execution.error is not None
    assert execution.error["code"] == "empty_output"
    first, second = talk.fakes.writer.asked
    assert first.messages == second.messages
    assert first.sampling.seed != second.sampling.seed


async def test_tool_calls_are_the_same_actions(start: Any) -> None:
    talk = await start(embedded_actions={"format": "tools", "definitions": DEFINITIONS})
    calls = [
        ToolCall("SAVE_USER_INFO", '{"key": "a", "value": "b"}'),
        ToolCall("SAVE_USER_INFO", "[1]"),
        ToolCall("NOTHING", "{}"),
    ]
    await talk.say("hello", "Done. ", *calls)
    request = talk.fakes.writer.asked[0]
    assert [tool.name for tool in request.tools][:2] == ["SAVE_USER_INFO", "MARK_INTRODUCTION_COMPLETE"]
    view = await talk.conversation()
    assert statuses(view) == [("SAVE_USER_INFO", "done"), ("", "malformed"), ("NOTHING", "refused")]
    assert view.turns[0].reply == "Done."


async def test_another_format_for_one_provider(start: Any) -> None:
    tuned = {"system": "Hi.", "tuned_for": {"fake": {"format": "json"}}}
    talk = await start(sub_actions=[{**SUB_ACTIONS[0], "config": tuned}])
    action = {"name": "SAVE_USER_INFO", "parameters": {"key": "a", "value": "b"}}
    reply = json.dumps({"reply": "Fine.", "actions": [action]})
    talk.fakes.writer.parts = [reply[:20], reply[20:]]
    _, events = await talk.run("send", values={"message": "hello"})
    assert text(events) == "Fine."
    assert talk.fakes.writer.asked[0].output_schema is not None
    assert (await talk.state())["user_info"] == {"a": "b"}


async def test_a_workflow_without_states_allows_every_action(start: Any) -> None:
    talk = await start(states=None)
    identity = ask("SAVE_IDENTITY", identity="Maker", category="WORK", description="x")
    await talk.say("hello", identity, ask("TRANSITION_STATE", target_state="summary"), "So.")
    view = await talk.conversation()
    assert statuses(view) == [("SAVE_IDENTITY", "done"), ("TRANSITION_STATE", "failed")]
    assert view.states == []


async def test_an_action_of_a_reply_is_not_retried_alone(talk: Talk) -> None:
    talk.fakes.action.play = None
    await talk.say("hello", ask("TRANSITION_STATE", target_state="summary"), "So.")
    (action,) = (await talk.conversation()).turns[0].actions
    assert action.status == "failed"
    with pytest.raises(Exception, match="was asked for in a reply"):
        await talk.engine.call(RetryExecution(execution_id=action.execution_id, idempotency_key="k"))


async def test_hostile_texts_are_cleaned(talk: Talk) -> None:
    await talk.say("hello", "\x1b]52;", ask("SAVE_USER_INFO", key="a\x1b[2J", value="b\u202e\x00"), "On.")
    (turn,) = (await talk.conversation()).turns
    assert turn.reply == "]52;On."
    assert turn.actions[0].parameters == {"key": "a[2J", "value": "b"}
    assert (await talk.state())["user_info"] == {"a[2J": "b"}
