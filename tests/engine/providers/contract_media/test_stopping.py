"""Who closes the iterator may rely on it: when that returns, the server has been told."""

import asyncio
from contextlib import aclosing

import pytest

from tests.engine.providers.contract_media.contract import ask
from tests.engine.providers.contract_media.scenario import Scenario
from tests.engine.providers.contract_media.test_automatic1111 import Automatic1111Scenario
from tests.engine.providers.contract_media.test_comfy_api import ComfyApiScenario, WithoutEvents
from tests.engine.providers.contract_media.test_comfyui import ComfyUIScenario, WithoutSocket
from tests.engine.providers.contract_media.test_stable_diffusion_cpp import StableDiffusionCppScenario


@pytest.mark.parametrize(
    "scenario",
    [
        Automatic1111Scenario,
        ComfyApiScenario,
        WithoutEvents,
        ComfyUIScenario,
        WithoutSocket,
        StableDiffusionCppScenario,
    ],
)
async def test_the_server_has_been_told_when_closing_returns(scenario: type[Scenario]) -> None:
    async with asyncio.timeout(20), scenario.running() as fake:
        fake.never_ends()
        begun = asyncio.create_task(fake.begun())
        async with aclosing(fake.provider.generate(fake.operation, ask(fake))) as events:
            async for _ in events:
                # What is told before anything was sent is passed over; all wait until something is.
                if (await asyncio.wait({begun}, timeout=0.1))[0]:
                    break
        stopped = asyncio.create_task(fake.stopped())
        await asyncio.sleep(0)
        assert stopped.done()
