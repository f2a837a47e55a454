from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engine.client.local import LocalEngine
from tests.engine.batches.blog import Blog, registry_of, write_steps
from tests.engine.fakes import Fakes


@pytest.fixture
async def blog(home: Path, fakes: Fakes, tmp_path: Path) -> AsyncIterator[Blog]:
    engine = await LocalEngine.open(home, registry=registry_of(fakes))
    yield await Blog.of(engine, fakes, write_steps(tmp_path / "blog"))
    await engine.close()
