"""How a conversation looks."""

import asyncio
from pathlib import Path

import pytest

from tests.engine.conversing.talk import ask
from tests.tui.conftest import NARROW, WIDE
from tests.tui.conversation.conftest import TalkCast, said, write_talk
from tests.tui.person import Person
from tests.tui.snapshots.conftest import Looks
from tui.conversation.message_log import MessageLog

both = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


@pytest.fixture
def cast() -> TalkCast:
    return TalkCast()


@both
def test_conversation(looks: Looks, size: tuple[int, int], cast: TalkCast) -> None:
    cast.writer.plays(
        [
            "Good to meet you, **Ada**. Three things about Sundays:\n\n- light\n- colour\n- quiet\n",
            ask("SAVE_USER_INFO", key="name", value="Ada"),
            ask("SAVE_IDENTITY", identity="Teacher", category="WORK", description="Explains"),
            "[ACTION:SAVE_USER_INFO]{key: goal}[/ACTION]",
        ],
        [
            "Then let us go on.",
            ask("FINISH"),
            ask("TRANSITION_STATE", target_state="discovery"),
        ],
        ["You do not paint what is there, you look for its *colo", asyncio.Event()],
    )

    async def play(person: Person) -> None:
        await person.sees("Who are you?")
        for message, reply in (("I am Ada.", "not readable"), ("Yes, please.", "Tell me what you love.")):
            await person.types(message)
            await person.press("enter")
            await person.until(lambda reply=reply: reply in said(person) and not person.running)
            await person.until(lambda: person.value("message") == "")
        await person.types("Painting")
        await person.press("enter")
        await person.until(lambda: "its colo" in said(person) and person.value("message") == "")
        person.find(MessageLog).follow()

    assert looks(play, size, ("workflow", write_talk(Path("talk"))))
