"""Actions that ask the person first."""

from typing import Any

import pytest

from engine.operations.errors import OperationError
from tests.engine.conversing.talk import Talk, ask

GO = ask("TRANSITION_STATE", target_state="discovery")


async def asked(talk: Talk) -> Any:
    await talk.say("hello", "May I? ", ask("ASK"), "And on.")
    view = await talk.conversation()
    assert view.turns[0].reply == "May I? And on."
    (waiting,) = view.waiting
    assert waiting.status == "waiting"
    assert await talk.state() == {}
    return waiting


async def test_it_runs_once_the_person_says_yes(talk: Talk) -> None:
    waiting = await asked(talk)
    view = await talk.answer(waiting.id, accept=True)
    (action,) = view.turns[0].actions
    assert (action.status, action.changed) == ("done", {"asked": True})
    assert view.waiting == []
    assert await talk.state() == {"asked": True}
    with pytest.raises(OperationError, match="does not wait"):
        await talk.answer(waiting.id, accept=True)


async def test_it_is_declined(talk: Talk) -> None:
    waiting = await asked(talk)
    view = await talk.answer(waiting.id, accept=False)
    assert view.turns[0].actions[0].status == "declined"
    assert await talk.state() == {}


async def test_it_is_held_to_the_state_as_it_is_then(start: Any) -> None:
    states = {
        "initial": "one",
        "states": [
            {"id": "one", "actions": ["ASK", "FAKE"], "transitions": [{"to": "two", "automatic": True}]},
            {"id": "two"},
        ],
    }
    talk = await start(states=states)
    await talk.say("hello", ask("ASK"), ask("FAKE"), "On.")
    (waiting,) = (await talk.conversation()).waiting
    view = await talk.answer(waiting.id, accept=True)
    action = view.turns[0].actions[0]
    assert (action.status, action.message) == ("refused", "ASK is not allowed in the state Two.")
    assert "asked" not in await talk.state()


async def test_it_no_longer_waits_once_its_reply_was_answered_again(talk: Talk) -> None:
    waiting = await asked(talk)
    await talk.again("No need.")
    assert (await talk.conversation()).waiting == []
    with pytest.raises(OperationError, match="does not wait"):
        await talk.answer(waiting.id, accept=True)


async def test_an_unknown_action(talk: Talk) -> None:
    with pytest.raises(OperationError, match="no action 'nothing'"):
        await talk.answer("nothing", accept=True)
