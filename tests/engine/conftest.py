from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from engine.client.local import LocalEngine
from schemas.messages.sessions import StartSession
from tests.engine.fakes import Fakes, write_flow
from tests.engine.page import Page


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def fakes() -> Fakes:
    return Fakes()


@pytest.fixture
async def engine(home: Path, fakes: Fakes) -> AsyncIterator[LocalEngine]:
    engine = await LocalEngine.open(home, registry=fakes.registry(), busy_seconds=0.2)
    yield engine
    await engine.close()


@pytest.fixture
async def page(engine: LocalEngine, fakes: Fakes, tmp_path: Path) -> Page:
    """A session at its first page."""
    view = await engine.call(StartSession(workflow=write_flow(tmp_path / "flow")))
    return Page(engine, fakes, view)


@pytest.fixture
def start(engine: LocalEngine, fakes: Fakes, tmp_path: Path) -> Any:
    """Starts a session of a workflow of one's own: see `write_flow`."""

    async def start(**flow: Any) -> Page:
        view = await engine.call(StartSession(workflow=write_flow(tmp_path / "flow", **flow)))
        return Page(engine, fakes, view)

    return start
