from pathlib import Path
from typing import Any

import pytest

from engine.client.local import LocalEngine
from schemas.messages.sessions import StartSession
from tests.engine.conversing.talk import DEFINITIONS, FORM, STATES, SUB_ACTIONS, Talk, TalkFakes
from tests.engine.fakes import write_flow


@pytest.fixture
def fakes() -> TalkFakes:
    return TalkFakes()


@pytest.fixture
def start(engine: LocalEngine, fakes: TalkFakes, tmp_path: Path) -> Any:
    """Starts a conversation; keys say what is different in its workflow."""

    async def start(**flow: Any) -> Talk:
        given: dict[str, Any] = {
            "sub_actions": SUB_ACTIONS,
            "form": {"input_schema": FORM, "interaction": "conversation", "outputs": {"prompt": "done"}},
            "embedded_actions": {"format": "brackets", "definitions": DEFINITIONS},
            "states": STATES,
            **flow,
        }
        path = write_flow(tmp_path / "flow", **{key: each for key, each in given.items() if each is not None})
        return Talk(engine, fakes, await engine.call(StartSession(workflow=path)))

    return start


@pytest.fixture
async def talk(start: Any) -> Talk:
    return await start()
