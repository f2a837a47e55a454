"""How stored LLM actions look."""

from pathlib import Path

import pytest

from engine.client.local import LocalEngine
from schemas.messages.llm_actions import SaveLlmAction
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, WIDE
from tests.tui.person import Person
from tests.tui.snapshots.conftest import Looks
from tui.engine_host import EngineHost
from tui.home.screen import HomeScreen
from tui.llm_actions.screen import LlmActionsScreen
from tui.llm_actions.versions_screen import ActionVersionsScreen

both = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
Size = tuple[int, int]


@pytest.fixture
def host(home: Path, cast: Cast) -> EngineHost:
    """With two actions, one of them in two versions."""

    async def open_engine() -> LocalEngine:
        engine = await LocalEngine.open(home, registry=cast.registry(), busy_seconds=0.2)
        body = {"input": "Polish this draft:\n\n{{ inputs.draft }}\n", "temperature": 0.4}
        made = await engine.call(SaveLlmAction(name="polish", title="Polish a draft", body=body))
        body = {"input": "Polish this draft gently:\n\n{{ inputs.draft }}\n", "temperature": 0.7}
        await engine.call(SaveLlmAction(name="polish", body=body, seen=made.version, note="less praise"))
        await engine.call(SaveLlmAction(name="titles", title="Three titles", body={"input": "Titles."}))
        return engine

    return EngineHost(home, open_engine=open_engine)


async def open_actions(person: Person) -> None:
    await person.at(HomeScreen)
    await person.sees("Nothing yet.")
    await person.press("m", "l")
    await person.at(LlmActionsScreen)
    await person.sees("titles")


@both
def test_llm_actions(looks: Looks, size: Size, host: EngineHost) -> None:
    assert looks(open_actions, size, None, host)


@both
def test_versions(looks: Looks, size: Size, host: EngineHost) -> None:
    async def play(person: Person) -> None:
        await open_actions(person)
        await person.press("enter")
        await person.at(ActionVersionsScreen)
        await person.sees("less praise")
        await person.press("f3")
        await person.sees("version 1 → version 2")

    assert looks(play, size, None, host)
