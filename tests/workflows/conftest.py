"""An engine on an empty home, with the embedded model or with a scripted chat server."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engine.client.local import LocalEngine
from tests.engine.providers.embedded.conftest import model_home as model_home
from tests.servers.chat_server import ChatServer


@pytest.fixture
async def tiny(tmp_path: Path, model_home: Path) -> AsyncIterator[LocalEngine]:
    """An engine whose text provider is the embedded model."""
    (tmp_path / "models").symlink_to(model_home / "models", target_is_directory=True)
    engine = await LocalEngine.open(tmp_path)
    yield engine
    await engine.close()


@pytest.fixture
async def server() -> AsyncIterator[ChatServer]:
    async with ChatServer() as server:
        yield server


@pytest.fixture
async def big(tmp_path: Path, server: ChatServer) -> AsyncIterator[LocalEngine]:
    """An engine whose text provider is `server`, as a large model would be."""
    (tmp_path / "config.toml").write_text(
        f'[defaults]\ntext = "big"\n[providers.big]\nkind = "openai"\nbase_url = "{server.url}"\n', "utf-8"
    )
    engine = await LocalEngine.open(tmp_path)
    yield engine
    await engine.close()
