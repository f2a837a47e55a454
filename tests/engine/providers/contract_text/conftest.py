"""A provider of each protocol, made of a configuration as a person writes it, and a server to script."""

import functools
import ssl
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from engine.config import Config
from engine.providers.directory import Providers
from engine.providers.registry import settings_of
from engine.providers.text import TextProvider
from tests.engine.providers.contract_text.asking import KEY
from tests.servers.chat_server import ChatServer
from tests.servers.wires.chat import Chat
from tests.servers.wires.messages import Messages
from tests.servers.wires.ollama import Ollama
from tests.servers.wires.responses import Responses
from tests.servers.wires.wire import Wire

Make = Callable[..., TextProvider]


_one_context = functools.cache(ssl.create_default_context)


@pytest.fixture(autouse=True)
def one_tls_context(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each HTTP client reads all certificates, which takes longer than a test that needs none of them."""
    monkeypatch.setattr(ssl, "create_default_context", _one_context)


@pytest.fixture(params=[Chat, Responses, Messages, Ollama], ids=["chat", "responses", "messages", "ollama"])
def wire(request: pytest.FixtureRequest) -> Wire:
    return request.param()


@pytest.fixture
async def server() -> AsyncIterator[ChatServer]:
    async with ChatServer() as running:
        yield running


@pytest.fixture
async def make(
    wire: Wire, server: ChatServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Make]:
    """Make the provider; options are lines of its table in config.toml."""
    monkeypatch.setenv("CONTRACT_KEY", KEY)
    made: list[Providers] = []

    def configured(**options: Any) -> TextProvider:
        table = {
            "kind": wire.kind,
            "base_url": server.url.removesuffix("/v1") + wire.base,
            "model": "m",
            "api_key_env": "CONTRACT_KEY",
            "retries": 0,
            **wire.options,
            **options,
        }
        config = Config(providers={"test": settings_of(wire.kind).model_validate(table)})
        made.append(Providers(tmp_path, config))
        return made[-1].text("test")

    yield configured
    for each in made:
        await each.close()


@pytest.fixture
def provider(make: Make) -> TextProvider:
    return make()
