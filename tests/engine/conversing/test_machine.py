"""The states of a conversation: entered, left by themselves or when asked, never where no way leads."""

from typing import Any

import pytest

from engine.client.local import LocalEngine
from engine.operations.errors import OperationError
from schemas.messages.sessions import StartSession
from tests.engine.conversing.talk import DEFINITIONS, STATES, Talk, ask
from tests.engine.fakes import write_flow

DONE = ask("MARK_INTRODUCTION_COMPLETE")


def go(target: str) -> str:
    return ask("TRANSITION_STATE", target_state=target)


async def test_a_session_begins_in_the_initial_state(talk: Talk) -> None:
    view = await talk.conversation()
    assert [(each.id, each.title, each.current, each.visited) for each in view.states] == [
        ("intro", "Introduction", True, True),
        ("discovery", "Discovery", False, False),
        ("summary", "Summary", False, False),
    ]
    (entry,) = view.entries
    assert (entry.state_id, entry.text, entry.by, entry.after) == ("intro", "Welcome.", "start", "")
    (way,) = view.states[0].transitions
    assert (way.to, way.open, way.automatic, way.when) == (
        "discovery",
        False,
        True,
        "state.introduction_complete",
    )
    assert (await talk.view()).request.interaction_type == "conversation"


async def test_an_automatic_transition_is_taken_once_it_is_open(talk: Talk) -> None:
    execution = await talk.say("hello", ask("SAVE_USER_INFO", key="a", value="b"), DONE, "Off we go.")
    view = await talk.conversation()
    assert [each.current for each in view.states] == [False, True, False]
    assert [each.visited for each in view.states] == [True, True, False]
    entry = view.entries[-1]
    assert (entry.text, entry.by, entry.after) == ("Now 1 facts are known.", "automatic", execution.id)
    assert view.turns[0].actions[1].state_id == "discovery"
    assert view.turns[0].state_id == "discovery"
    await talk.say("on", "Yes.")
    system = talk.fakes.writer.asked[-1].messages[0].text
    assert "Find identities." in system
    assert "SAVE_IDENTITY" in system


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("summary", "No way leads from Introduction to Summary."),
        ("intro", "No way leads from Introduction to Introduction."),
        ("discovry", "There is no state discovry. Did it mean discovery?"),
        ("discovery", "The way to Discovery is not open yet: state.introduction_complete."),
    ],
)
async def test_a_transition_that_is_not_allowed_changes_nothing(
    talk: Talk, target: str, message: str
) -> None:
    await talk.say("hello", go(target), "Hm.")
    view = await talk.conversation()
    (action,) = view.turns[0].actions
    assert (action.status, action.message) == ("failed", message)
    assert view.states[0].current
    assert len(view.entries) == 1


async def test_a_transition_and_what_the_action_sets_are_one(start: Any) -> None:
    """The condition is asked of the state as the action leaves it; if it does not hold, nothing is set."""
    own = {**DEFINITIONS[3], "name": "GO", "outputs": {"left": "{{ parameters.target_state }}"}}
    states = {
        "initial": "one",
        "states": [
            {"id": "one", "actions": ["GO"], "transitions": [{"to": "two", "when": "state.left == 'two'"}]},
            {"id": "two", "actions": ["GO"], "transitions": [{"to": "one", "when": "state.left == 'two'"}]},
        ],
    }
    talk = await start(embedded_actions={"definitions": [own]}, states=states)
    await talk.say("hello", ask("GO", target_state="two"), ask("GO", target_state="one"))
    view = await talk.conversation()
    assert [each.status for each in view.turns[0].actions] == ["done", "failed"]
    assert await talk.state() == {"left": "two"}
    assert view.states[1].current


async def test_automatic_transitions_do_not_go_round_for_ever(start: Any) -> None:
    ways = {"one": "two", "two": "three", "three": "one"}
    states = {
        "initial": "one",
        "states": [
            {"id": name, "actions": ["FAKE"], "transitions": [{"to": to, "automatic": True}]}
            for name, to in ways.items()
        ],
    }
    talk = await start(embedded_actions={"definitions": [DEFINITIONS[4]]}, states=states)
    await talk.say("hello", ask("FAKE"))
    assert [each.state_id for each in (await talk.conversation()).entries] == ["one", "two", "three"]


async def test_an_entry_text_that_cannot_be_rendered_fails_the_action(start: Any) -> None:
    states = {
        "initial": "one",
        "states": [
            {"id": "one", "actions": ["FAKE"], "transitions": [{"to": "two", "automatic": True}]},
            {"id": "two", "entry": "{{ state.nowhere.at_all }}"},
        ],
    }
    talk = await start(embedded_actions={"definitions": [DEFINITIONS[4]]}, states=states)
    await talk.say("hello", ask("FAKE"), "So.")
    view = await talk.conversation()
    assert view.turns[0].actions[0].status == "failed"
    assert view.states[0].current
    assert await talk.state() == {}


async def test_a_first_entry_that_cannot_be_rendered_is_said_at_once(
    engine: LocalEngine, tmp_path: Any
) -> None:
    states = {"initial": "one", "states": [{"id": "one", "entry": "{{ state.nowhere.at_all }}"}]}
    path = write_flow(tmp_path / "flow", sub_actions=[], states=states)
    with pytest.raises(OperationError, match="entry of the first state"):
        await engine.call(StartSession(workflow=path))


async def test_a_condition_that_cannot_be_evaluated_does_not_hold(start: Any) -> None:
    states = {
        "initial": "one",
        "states": [
            {
                "id": "one",
                "actions": ["FAKE"],
                "transitions": [{"to": "two", "when": "state.fake.said > 3", "automatic": True}],
            },
            {"id": "two"},
        ],
    }
    talk = await start(embedded_actions={"definitions": [DEFINITIONS[4]]}, states=states)
    await talk.say("hello", ask("FAKE"), "So.")
    view = await talk.conversation()
    assert view.turns[0].actions[0].status == "done"
    assert view.states[0].current


async def test_the_state_that_templates_see(start: Any) -> None:
    seen = {"system": "{{ machine.title }}|{{ state_prompt }}|{{ 'SAVE' in actions_prompt }}"}
    talk = await start(
        sub_actions=[{"id": "send", "label": "Send", "action_type": "converse", "config": seen}],
        states=STATES,
    )
    await talk.say("hello", "Hi.")
    assert talk.fakes.writer.asked[0].messages[0].text == "Introduction|Say hello.|True"
