"""The real weights, fetched once per machine."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from platformdirs import user_cache_dir

from engine.providers.embedded import weights
from engine.providers.embedded.provider import EmbeddedText


@pytest.fixture(scope="session")
def model_home() -> Path:
    """A data folder that holds the weights. They must be there or come: a skip would prove nothing."""
    home = Path(user_cache_dir("reroll-tests"))
    home.mkdir(parents=True, exist_ok=True)
    if weights.status(home).state != "installed":
        if os.environ.get("REROLL_TESTS_OFFLINE") == "1":
            pytest.skip("the weights are not here, and REROLL_TESTS_OFFLINE=1")
        # In a thread: this one may have an event loop of its own.
        with _locked(home / "fetch.lock"), ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, weights.fetch(home)).result(timeout=600)
    return home


@pytest.fixture
async def embedded(model_home: Path) -> AsyncIterator[EmbeddedText]:
    provider = EmbeddedText(model_home)
    yield provider
    await provider.close()


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """One test process at a time downloads; the others then find what it brought."""
    try:
        import fcntl
    except ImportError:  # Windows: fetching twice is slower, not wrong
        yield
        return
    with file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
