from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engine.operations.services import Services
from tests.engine.access.people import SHARED, People, people
from tests.engine.fakes import Fakes, write_flow


@pytest.fixture
async def services(home: Path, fakes: Fakes) -> AsyncIterator[Services]:
    write_flow(home / "workflows" / "flow")
    services = await Services.open(home, registry=fakes.registry())
    yield services
    await services.close()


@pytest.fixture
async def team(services: Services) -> AsyncIterator[People]:
    async with people(services) as team:
        yield team


@pytest.fixture
async def session_id(team: People) -> str:
    """A session of ann's, shared with some."""
    started = await team.told("ann", "sessions.start", workflow="flow")
    for name, may in SHARED.items():
        await team.told("ann", "sessions.share", session_id=started["id"], user=name, may=may)
    return started["id"]
