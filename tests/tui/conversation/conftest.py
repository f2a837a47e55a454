"""A person in a conversation, whose model says what a test wrote for it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from engine.actions.registry import Registry
from tests.engine.conversing.talk import TalkFakes
from tests.engine.fakes import write_flow
from tests.tui.cast import Cast
from tests.tui.conftest import Sit
from tests.tui.person import Person
from tui.conversation.message_log import MessageLog
from tui.conversation.rows import text_of

FORM = {
    "type": "object",
    "properties": {
        "message": {
            "type": "string",
            "title": "Message",
            "default": "",
            "_ux": {"input_type": "textarea", "rows": 2, "placeholder": "Say something."},
        }
    },
}
SUB_ACTIONS: list[dict[str, Any]] = [
    {
        "id": "send",
        "label": "Send",
        "shortcut": "s",
        "primary": True,
        "loading_label": "Answering",
        "action_type": "converse",
        "execution_mode": "streaming",
    },
    {
        "id": "again",
        "label": "Answer again",
        "shortcut": "g",
        "action_type": "converse",
        "execution_mode": "streaming",
        "config": {"regenerate": True},
    },
]
DEFINITIONS: list[dict[str, Any]] = [
    {"name": "SAVE_USER_INFO", "uses": "save_user_info"},
    {"name": "SAVE_IDENTITY", "uses": "save_identity"},
    {"name": "TRANSITION_STATE", "uses": "transition_state"},
    {"name": "FINISH", "uses": "mark_introduction_complete", "outputs": {"finished": True}, "confirm": True},
]
STATES: dict[str, Any] = {
    "initial": "intro",
    "states": [
        {
            "id": "intro",
            "title": "Introduction",
            "entry": "Welcome. Who are you?",
            "actions": ["SAVE_USER_INFO", "TRANSITION_STATE", "FINISH"],
            "transitions": [{"to": "discovery"}, {"to": "summary", "when": "state.finished"}],
        },
        {
            "id": "discovery",
            "title": "Discovery",
            "entry": "Tell me what you *love*.",
            "actions": ["SAVE_IDENTITY", "TRANSITION_STATE"],
            "transitions": [{"to": "summary", "when": "state.identities | length >= 2"}],
        },
        {"id": "summary", "title": "Summary"},
    ],
}


PAGE: dict[str, Any] = {
    "title": "Talk with the coach",
    "description": "",
    "input_schema": FORM,
    "interaction": "conversation",
    "result_display_schema": None,
    "outputs": {"prompt": "done"},
}


def write_talk(folder: Path, **workflow: Any) -> str:
    """A workflow of one conversation; returns its path."""
    given: dict[str, Any] = {
        "title": "Coach",
        "sub_actions": SUB_ACTIONS,
        "form": PAGE,
        "embedded_actions": {"format": "brackets", "definitions": DEFINITIONS},
        "states": STATES,
    }
    return write_flow(folder, **{**given, **workflow})


class TalkCast(Cast):
    """The cast, with the actions that a reply may ask for."""

    def registry(self) -> Registry:
        registry = super().registry()
        talking: Any = TalkFakes(writer=self.writer)  # type: ignore[arg-type]
        for name in ("converse", *(each["uses"] for each in DEFINITIONS)):
            if registry.find(name) is None:
                registry.register(talking.registry().find(name))
        return registry


@pytest.fixture
def cast() -> TalkCast:
    return TalkCast()


@pytest.fixture
def talk(tmp_path: Path) -> str:
    """Path of the workflow."""
    return write_talk(tmp_path / "talk")


@pytest.fixture
async def person(sit: Sit, talk: str) -> AsyncIterator[Person]:
    """A person at the beginning of the conversation."""
    async with sit(("workflow", talk)) as person:
        await person.sees("Who are you?")
        yield person


def said(person: Person) -> str:
    """Everything in the conversation, on the screen or not."""
    laid_out = person.find(MessageLog)._laid_out
    return "\n".join(text_of(laid_out.rows(number)) for number in range(len(laid_out.blocks)))
