"""Hosted media providers as config.toml makes them: each asks its fake for one picture, with its key."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engine.config import load_config
from engine.providers.directory import Providers
from engine.providers.errors import ProviderError
from engine.providers.hosted.polling import Polling
from engine.providers.media import MediaItem, MediaRequest
from engine.providers.registry import settings_of
from engine.providers.replicate.provider import Replicate
from tests.servers.fal_server import FalServer
from tests.servers.job_server import JobServer
from tests.servers.leonardo_server import BASE, LeonardoServer
from tests.servers.midjourney_server import MidjourneyServer
from tests.servers.openai_images_server import OpenAIImagesServer
from tests.servers.replicate_server import ReplicateServer

HOSTED: dict[str, tuple[type[JobServer], str, str]] = {
    "fal": (FalServer, "", 'model = "fal-ai/flux/dev"\npriority = "low"'),
    "leonardo": (LeonardoServer, BASE, "prices = false"),
    "midjourney": (MidjourneyServer, "", "max_concurrency = 3"),
    "openai_images": (OpenAIImagesServer, "/v1", 'model = "gpt-image-2"\npartial_images = 1'),
    "replicate": (ReplicateServer, "/v1", 'model = "stability-ai/sdxl"'),
}


def providers(home: Path, table: str) -> Providers:
    (home / "config.toml").write_text(f"[providers.mine]\n{table}\n")
    return Providers(home, load_config(home, settings_of))


async def one(made: Providers) -> MediaItem:
    provider = made.media("mine")
    try:
        events = [event async for event in provider.generate("txt2img", MediaRequest("a", seed=3))]
    finally:
        await made.close()
    return next(event for event in events if isinstance(event, MediaItem))


@pytest.mark.parametrize("kind", HOSTED)
async def test_one_picture(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake, base, more = HOSTED[kind]
    monkeypatch.setenv("MINE", "key-1")
    # The first question comes at once in a test; that they wait is tested elsewhere.
    monkeypatch.setattr(Polling, "turns", _at_once)
    async with fake() as server:
        server.key = "key-1"
        server.steps = 0
        table = f'kind = "{kind}"\nbase_url = "{server.url}{base}"\napi_key_env = "MINE"\n{more}'
        item = await one(providers(tmp_path, table))
    assert (item.width, item.height) == (24, 16)


@pytest.mark.parametrize("kind", sorted(HOSTED.keys() - {"midjourney"}))
async def test_the_well_known_key_stays_at_its_address(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake, base, more = HOSTED[kind]
    for name in ("FAL_KEY", "LEONARDO_API_KEY", "OPENAI_API_KEY", "REPLICATE_API_TOKEN"):
        monkeypatch.setenv(name, "well-known")
    async with fake() as server:
        server.key = "another"
        table = f'kind = "{kind}"\nbase_url = "{server.url}{base}"\n{more}'
        with pytest.raises(ProviderError) as caught:
            await one(providers(tmp_path, table))
    assert caught.value.code == "unauthorised"
    assert not any("well-known" in str(seen.headers) for seen in server.requests)


async def test_the_form_of_a_model_that_was_asked_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REROLL_HOME", str(tmp_path / "elsewhere"))  # the setup's home is what counts
    async with ReplicateServer() as server:
        table = f'kind = "replicate"\nbase_url = "{server.url}/v1"\nmodel = "stability-ai/sdxl"'
        known = providers(tmp_path, table)
        assert known.parameters("mine", "predict") == {"type": "object", "properties": {}}
        provider = known.media("mine")
        assert isinstance(provider, Replicate)
        await provider.parameters("predict")
        await known.close()
    offered = known.parameters("mine", "predict") or {}
    assert list(offered["properties"]) == ["scheduler"]  # neither prompt nor seed


async def _at_once(_polling: Polling) -> AsyncIterator[int]:
    for turn in range(100):
        yield turn
