import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.moving.lived_in import live_in


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that was worked in: not to be touched."""
    home = tmp_path_factory.mktemp("model")
    asyncio.run(live_in(home / "home", home / "made"))
    return home / "home"


@pytest.fixture
def laptop(model: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return _copied(model, tmp_path / "laptop")


@pytest.fixture
def another(model: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Makes further copies."""
    return lambda name: _copied(model, tmp_path / name)


def _copied(model: Path, home: Path) -> Path:
    shutil.copytree(model, home)
    return home
