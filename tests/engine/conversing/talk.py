"""A conversation as a test wants to speak of it: a workflow with states, a model that says what it must."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.actions.converse import Converse
from engine.actions.handlers.mark_introduction_complete import MarkIntroductionComplete
from engine.actions.handlers.save_identity import SaveIdentity
from engine.actions.handlers.save_user_info import SaveUserInfo
from engine.actions.handlers.transition_state import TransitionState
from engine.actions.registry import Registry
from engine.providers.text import ReplyPart, TextDelta, TextEnd, TextRequest
from schemas.messages.conversation import (
    AnswerAction,
    ChooseReply,
    ConversationView,
    GetConversation,
    ResendTurn,
)
from schemas.messages.session import ExecutionView, SessionView
from tests.engine.fakes import Fakes, FakeText
from tests.engine.page import Page

FORM = {"type": "object", "properties": {"message": {"type": "string"}}}
SUB_ACTIONS: list[dict[str, Any]] = [
    {"id": "send", "label": "Send", "action_type": "converse", "config": {"system": "Be a coach."}},
    {
        "id": "regenerate",
        "label": "Answer again",
        "action_type": "converse",
        "config": {"system": "Be a coach.", "regenerate": True},
    },
]
DEFINITIONS: list[dict[str, Any]] = [
    {"name": "SAVE_USER_INFO", "uses": "save_user_info"},
    {"name": "SAVE_IDENTITY", "uses": "save_identity"},
    {"name": "MARK_INTRODUCTION_COMPLETE", "uses": "mark_introduction_complete"},
    {"name": "TRANSITION_STATE", "uses": "transition_state"},
    {
        "name": "FAKE",
        "uses": "fake.run",
        "parameters": {"type": "object", "properties": {"level": {"type": "number"}}},
        "outputs": {"fake": "{{ outputs }}"},
    },
    {"name": "ASK", "uses": "mark_introduction_complete", "outputs": {"asked": True}, "confirm": True},
]
STATES: dict[str, Any] = {
    "initial": "intro",
    "states": [
        {
            "id": "intro",
            "title": "Introduction",
            "entry": "Welcome.",
            "prompt": "Say hello.",
            "actions": ["SAVE_USER_INFO", "MARK_INTRODUCTION_COMPLETE", "FAKE", "ASK", "TRANSITION_STATE"],
            "transitions": [{"to": "discovery", "when": "state.introduction_complete", "automatic": True}],
        },
        {
            "id": "discovery",
            "entry": "Now {{ state.user_info | default({}) | length }} facts are known.",
            "prompt": "Find identities.",
            "actions": ["SAVE_IDENTITY", "TRANSITION_STATE", "FAKE", "ASK"],
            "transitions": [{"to": "summary", "when": "state.identities | length >= 2"}],
        },
        {"id": "summary", "actions": []},
    ],
}


@dataclass
class Speaker(FakeText):
    """Answers with `parts`, each handed over as it is; an exception is raised, a gate waited for."""

    parts: Sequence[str | ReplyPart | Exception | asyncio.Event] = ()
    there: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when it waits for a gate."""

    async def generate(self, request: TextRequest) -> AsyncGenerator[Any]:
        self.asked.append(request)
        for part in self.parts:
            match part:
                case Exception():
                    raise part
                case asyncio.Event():
                    self.there.set()
                    await part.wait()
                case str():
                    yield TextDelta(part)
                case _:
                    yield part
        if self.ends:
            yield TextEnd(self.finish_reason, "fake-1", 3, 5)


@dataclass
class TalkFakes(Fakes):
    """The fakes, with a model that converses and the actions that it may ask for."""

    writer: Speaker = field(default_factory=Speaker)  # pyright: ignore[reportIncompatibleVariableOverride]

    def registry(self) -> Registry:
        registry = super().registry()
        directory: Any = self
        for action in (
            Converse(directory),
            SaveUserInfo(),
            SaveIdentity(),
            MarkIntroductionComplete(),
            TransitionState(),
        ):
            registry.register(action)
        return registry


@dataclass
class Talk(Page):
    """A session at the page of its conversation."""

    fakes: TalkFakes  # pyright: ignore[reportIncompatibleVariableOverride]

    async def say(self, message: str, *parts: Any, press: str = "send") -> ExecutionView:
        """Send a message, answered with `parts`; the execution at its end."""
        self.fakes.writer.parts = parts
        execution, _ = await self.run(press, values={"message": message})
        return execution

    async def again(self, *parts: Any) -> ExecutionView:
        """Have the last message answered again."""
        return await self.say("", *parts, press="regenerate")

    async def conversation(self) -> ConversationView:
        return await self.engine.call(GetConversation(session_id=self.session_id, interaction_id=self.id))

    async def answer(self, action_id: str, *, accept: bool) -> ConversationView:
        request = AnswerAction(session_id=self.session_id, action_id=action_id, accept=accept)
        return await self.engine.call(request)

    async def choose(self, turn_id: str) -> ConversationView:
        return await self.engine.call(ChooseReply(session_id=self.session_id, turn_id=turn_id))

    async def resend(self, turn_id: str, message: str | None = None) -> SessionView:
        request = ResendTurn(session_id=self.session_id, turn_id=turn_id, message=message)
        return await self.engine.call(request)

    async def state(self) -> dict[str, Any]:
        return (await self.session()).state


def ask(name: str, **parameters: Any) -> str:
    """An action as a model writes it."""
    return f"[ACTION:{name}]{json.dumps(parameters)}[/ACTION]"
