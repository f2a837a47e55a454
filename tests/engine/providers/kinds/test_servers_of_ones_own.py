"""The kinds of servers with a graphics card: what their tables in config.toml lead to."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.config import Config
from engine.providers.directory import Providers
from engine.providers.errors import ProviderError
from engine.providers.media import MediaRequest
from engine.providers.registry import settings_of
from tests.servers.web_server import WebServer, reply

KINDS = ("automatic1111", "stable_diffusion_cpp", "comfyui", "comfy_api")


def providers(home: Path, kind: str, **table: Any) -> Providers:
    settings = settings_of(kind)(kind=kind, **table)
    return Providers(home, Config(providers={"mine": settings}))


@pytest.mark.parametrize("kind", KINDS)
async def test_a_table_makes_a_media_provider(tmp_path: Path, kind: str) -> None:
    all_ = providers(tmp_path, kind, base_url="http://127.0.0.1:9", label="My card")
    made = all_.media("mine")
    assert (made.name, made.label) == ("mine", "My card")
    assert "txt2img" in made.operations
    await all_.close()


@pytest.mark.parametrize(
    ("kind", "user", "header"),
    [
        ("automatic1111", "me", "Basic bWU6aHVudGVyMg=="),
        ("stable_diffusion_cpp", None, "Bearer hunter2"),
        ("comfyui", None, "Bearer hunter2"),
        ("comfy_api", None, "Bearer hunter2"),
    ],
)
async def test_the_key_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, user: str | None, header: str
) -> None:
    monkeypatch.setenv("MINE", "hunter2")
    async with WebServer() as server:
        for path in ("/sdapi/v1/txt2img", "/sdcpp/v1/img_gen", "/prompt", "/api/v2/jobs"):
            server.answer(path, reply(json.dumps({"detail": "hunter2"}).encode(), status=400))
        table = {"user": user} if user else {}
        url = f"http://127.0.0.1:{server.port}"
        all_ = providers(tmp_path, kind, base_url=url, api_key_env="MINE", model="m", retries=0, **table)
        with pytest.raises(ProviderError) as caught:
            async for _ in all_.media("mine").generate("txt2img", MediaRequest("x")):
                pass
        await all_.close()
    assert {seen.headers.get("authorization") for seen in server.requests} == {header}
    assert "hunter2" not in f"{caught.value.message} {caught.value.hint}"


async def test_a_password_in_the_address_reaches_the_websocket(tmp_path: Path) -> None:
    async with WebServer() as server:
        url = f"http://me:hunter2@127.0.0.1:{server.port}"
        all_ = providers(tmp_path, "comfyui", base_url=url, model="m", retries=0)
        with pytest.raises(ProviderError, match="404"):
            async for _ in all_.media("mine").generate("txt2img", MediaRequest("x")):
                pass
        await all_.close()
    assert {seen.path.split("?")[0] for seen in server.requests} >= {"/ws", "/prompt"}
    assert {seen.headers.get("authorization") for seen in server.requests} == {"Basic bWU6aHVudGVyMg=="}


@pytest.mark.parametrize("kind", KINDS)
def test_parameters_are_known_without_asking(tmp_path: Path, kind: str) -> None:
    schema = providers(tmp_path, kind, base_url="http://127.0.0.1:9").parameters("mine", "txt2img")
    assert schema is not None
    assert {"negative_prompt", "width", "steps", "sampler_name"} <= set(schema["properties"])
