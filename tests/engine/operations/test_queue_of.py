"""Who runs jobs: what settings and environment say, and what is wrong with them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engine.config import Config, ConfigError
from engine.operations.queue_of import VARIABLE, AsWorker, queue_of
from engine.queue.embedded import EmbeddedQueue
from engine.store.opening import Store, open_store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await open_store(tmp_path)
    yield store
    await store.close()


async def test_each_program_runs_its_own_jobs_unless_it_is_told_otherwise(store: Store) -> None:
    assert isinstance(await queue_of(store, Config(), None, {}), EmbeddedQueue)
    workers = Config.model_validate({"queue": {"jobs": "workers"}})
    assert isinstance(await queue_of(store, workers, None, {VARIABLE: "here"}), EmbeddedQueue)


@pytest.mark.parametrize("environment", [{VARIABLE: "workers"}, {}])
async def test_workers_need_a_store_that_is_shared(store: Store, environment: dict[str, str]) -> None:
    worker = None if environment else AsWorker()
    with pytest.raises(ConfigError, match="REROLL_STORE"):
        await queue_of(store, Config(), worker, environment)


async def test_who_else_is_not_known(store: Store) -> None:
    with pytest.raises(ConfigError, match="here or workers, not 'everybody'"):
        await queue_of(store, Config(), None, {VARIABLE: "everybody"})
