"""The coach: a whole conversation with recorded replies, through the engine and through `reroll run`."""

import json
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from engine.client.local import LocalEngine
from engine.documents.library import bundled_folder
from schemas.messages.conversation import AnswerAction, ConversationView, GetConversation
from schemas.messages.executions import GetExecution, RunSubAction
from schemas.messages.interactions import ContinueInteraction
from schemas.messages.session import SessionView
from schemas.messages.sessions import GetSession, ResumeSession, StartSession
from tests.workflows.headless import reroll_run

REPLIES = bundled_folder() / "coach" / "replies" / "coach.json"
SAID = (
    "Hello, I am Ada. I teach mathematics, and I want to know who I am besides that.",
    "Yes, let us begin.",
    "I was painting the lake. I had waited an hour until the light was right.",
    "They come when they are stuck, and I make jokes. My sisters call me at night.",
    "The rock. I am tired of being leaned on.",
    "Yes, both of them.",
)
STATES = ("introduction", "discovery", "discovery", "refinement", "refinement", "summary")


class Coach:
    """A session of the coach, at its page."""

    def __init__(self, engine: LocalEngine, started: SessionView) -> None:
        assert started.interaction is not None
        self.engine = engine
        self.page = {"session_id": started.id, "interaction_id": started.interaction.id}

    async def press(self, action: str, **values: Any) -> None:
        request = RunSubAction(
            **self.page, action_id=action, values=values, idempotency_key=secrets.token_hex(4)
        )
        execution = await self.engine.call(request)
        async for _ in self.engine.events(execution.id):
            pass
        ended = await self.engine.call(GetExecution(execution_id=execution.id))
        assert (ended.status, ended.error) == ("completed", None)

    async def view(self) -> ConversationView:
        return await self.engine.call(GetConversation(**self.page))


@pytest.fixture
async def coach(tmp_path: Path) -> AsyncIterator[Coach]:
    engine = await LocalEngine.open(tmp_path, stand_ins={"embedded": f"replay:{REPLIES}"})
    yield Coach(engine, await engine.call(StartSession(workflow="coach")))
    await engine.close()


async def test_a_whole_conversation(coach: Coach) -> None:
    """Every state, and of the actions one refused, one that failed, one broken and one that asks first."""
    for message in SAID[:5]:
        await coach.press("send", message=message)
    view = await coach.view()
    (waiting,) = view.waiting
    assert (waiting.name, waiting.parameters) == ("REMOVE_IDENTITY", {"identity": "Quiet Rock"})
    assert [each["identity"] for each in view.context["identities"]][-1] == "Quiet Rock"
    answer = AnswerAction(session_id=view.session_id, action_id=waiting.id, accept=True)
    await coach.engine.call(answer)
    await coach.press("send", message=SAID[5])

    view = await coach.view()
    assert tuple(turn.state_id for turn in view.turns)[1:] == STATES[1:]
    assert [entry.state_id for entry in view.entries] == list(dict.fromkeys(STATES))
    assert [[action.status for action in turn.actions] for turn in view.turns] == [
        ["done", "done", "refused"],
        ["done"],
        ["malformed", "done"],
        ["done", "done", "failed", "done"],
        ["done", "done"],
        ["done"],
    ]
    assert all("[" not in turn.reply and turn.reply for turn in view.turns)
    assert {turn.provider_label for turn in view.turns} == {"recorded replies"}
    assert view.context["user_info"] == {"name": "Ada", "goals": "To find out who I am besides a teacher"}
    assert [each["identity"] for each in view.context["identities"]] == ["Colour Hunter", "Bridge Builder"]
    assert "makes hard things simple" in view.context["identities"][1]["description"]

    await coach.engine.call(ContinueInteraction(**coach.page, values={}))
    ended = await coach.engine.call(ResumeSession(session_id=view.session_id))
    assert ended.summary.status == "completed"
    (folder,) = ended.exports
    page = (Path(folder) / "identities.md").read_text("utf-8")
    assert page.startswith("# Ada\n")
    assert "**Colour Hunter**: Someone who waits for the right light" in page
    assert "Quiet Rock" not in page
    assert len(json.loads((Path(folder) / "identities.json").read_text("utf-8"))) == 2


async def test_an_answer_is_suggested_and_used(coach: Coach) -> None:
    await coach.press("suggest", message="")
    view = await coach.engine.call(GetSession(session_id=coach.page["session_id"]))
    assert view.interaction is not None
    suggestions = view.interaction.request.display_data["suggestions"]
    assert len(suggestions) == 3
    request = RunSubAction(
        **coach.page, action_id="use", params={"item": suggestions[1]}, idempotency_key="use"
    )
    await coach.engine.call(request)
    view = await coach.engine.call(GetSession(session_id=coach.page["session_id"]))
    assert view.interaction is not None
    values = view.interaction.request.display_data["current_values"]
    assert values["message"] == suggestions[1]["text"]


async def test_a_script_has_the_whole_conversation(tmp_path: Path) -> None:
    script: list[str] = []
    for number, message in enumerate(SAID):
        script += ["--set", f"message={message}", "--action", "send"]
        script += ["--accept"] if number == 4 else []
    ran = await reroll_run(
        tmp_path, "coach", "--provider", f"embedded=replay:{REPLIES}", *script, "--continue"
    )
    assert (ran.code, ran.end["status"]) == (0, "completed")
    state = ran.end["state"]
    assert [each["identity"] for each in state["identities"]] == ["Colour Hunter", "Bridge Builder"]
    changes = [event for event in ran.events if "session_id" in event]
    entered = [event["data"]["to"] for event in changes if event["kind"] == "state_entered"]
    assert entered == list(dict.fromkeys(STATES))
    refused = [
        event["data"]["action"]
        for event in changes
        if event["kind"] == "embedded_action" and event["data"]["action"].get("status") == "refused"
    ]
    assert [action["name"] for action in refused] == ["SAVE_IDENTITY"]
