"""A server on a home of its own, asked by plain HTTP; the engine's other fixtures stand on it."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from engine.client.remote import RemoteEngine
from engine.operations.services import Services
from engine.server.limits import Limits
from schemas.messages.sessions import StartSession
from tests.engine.fakes import Fakes, write_flow
from tests.engine.page import Page
from tests.engine.server.running import Running, running

LIMITS = Limits(body=64 * 1024, upload=256 * 1024, heartbeat=0.02)


@pytest.fixture
async def services(home: Path, fakes: Fakes) -> AsyncIterator[Services]:
    services = await Services.open(home, registry=fakes.registry())
    yield services
    await services.close()


@pytest.fixture
async def served(services: Services) -> AsyncIterator[Running]:
    async with running(services, LIMITS) as served:
        yield served


@pytest.fixture
async def http(served: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=served.url, trust_env=False, verify=False, timeout=10) as client:
        yield client


@pytest.fixture
async def engine(served: Running, tmp_path: Path) -> AsyncIterator[RemoteEngine]:
    engine = await RemoteEngine.open(served.url, tmp_path / "kept")
    yield engine
    await engine.close()


@pytest.fixture
async def page(engine: RemoteEngine, fakes: Fakes, home: Path) -> Page:
    flow = write_flow(home / "workflows" / "flow")
    return Page(engine, fakes, await engine.call(StartSession(workflow=flow)))
