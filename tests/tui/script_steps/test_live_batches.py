"""How runs are followed: looked at a few times a second at most, the newest attempt at each record counts."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from engine.client.engine import Engine
from engine.client.local import LocalEngine
from schemas.messages.batches import BatchRecord, BatchView, GetBatch, RecordStatus
from tests.engine.batches.blog import Blog, registry_of, write_steps
from tests.engine.fakes import Fakes
from tui.script_steps import live_batches
from tui.script_steps.live_batches import LOOK_PAUSE, LiveBatches


class Counting:
    """An engine that counts how often batches are looked at."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.looks = 0

    async def call(self, request: Any) -> Any:
        self.looks += isinstance(request, GetBatch)
        return await self._engine.call(request)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


def live_of(engine: Any, session_id: str, changed: Any = lambda: None, **of: Any) -> LiveBatches:
    given = {"workflow_id": "blog", "step_id": "fake", "document_id": 1, **of}
    return LiveBatches(engine, session_id, changed=changed, complain=_fall, **given)


def _fall(error: Exception) -> None:
    raise error


@asynccontextmanager
async def blog_of(home: Path, folder: Path, sections: int) -> AsyncIterator[Blog]:
    fakes = Fakes()
    engine = await LocalEngine.open(home, registry=registry_of(fakes))
    try:
        yield await Blog.of(engine, fakes, write_steps(folder), sections)
    finally:
        await engine.close()


async def test_many_records_are_few_looks(home: Path, tmp_path: Path) -> None:
    async with blog_of(home, tmp_path / "blog", 60) as blog:
        session = await blog.session()
        engine = Counting(blog.engine)
        done = asyncio.Event()

        def changed() -> None:
            if sum(each.status == "success" for each in live.records.values()) == 60:
                done.set()

        live = live_of(engine, session, changed, document_id=blog.post)
        begun = time.monotonic()
        watching = asyncio.create_task(live.watch(0))
        live.take(await blog.start("fake", session_id=session, workflow=None))
        async with asyncio.timeout(20):
            await done.wait()
        took = time.monotonic() - begun
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        assert engine.looks <= took / LOOK_PAUSE + 3
        assert not live.unfinished


async def test_what_another_session_runs_is_seen_too(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_batches, "LOOK_ABROAD", 0.01)
    async with blog_of(home, tmp_path / "blog", 2) as blog:
        here = await blog.session()
        done = asyncio.Event()

        def changed() -> None:
            if [each.status for each in live.records.values()] == ["success"] * 2:
                done.set()

        live = live_of(blog.engine, here, changed, document_id=blog.post)
        watching = asyncio.create_task(live.watch(0))
        batch = await blog.start("fake")
        assert batch.session_id != here
        async with asyncio.timeout(20):
            await done.wait()
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


def batch(name: str, at: float, **statuses: RecordStatus) -> BatchView:
    records = [
        BatchRecord(record_id=int(key[1:]), title=key, status=status) for key, status in statuses.items()
    ]
    going = sum(each.status in ("waiting", "running") for each in records)
    return BatchView(
        id=name,
        session_id="s",
        workflow_id="blog",
        step_id="fake",
        document_id=1,
        label="Fake",
        created_at=at,
        counts={},
        done=len(records) - going,
        total=len(records),
        records=records,
    )


MERGED: list[tuple[list[BatchView], dict[int, str]]] = [
    ([batch("a", 1, r1="error", r2="success"), batch("b", 2, r1="success")], {1: "success", 2: "success"}),
    ([batch("b", 2, r1="success"), batch("a", 1, r1="error")], {1: "success"}),
    ([batch("a", 1, r1="running"), batch("b", 2, r1="success")], {1: "running"}),
    ([batch("a", 1, r1="waiting"), batch("b", 2, r1="running")], {1: "running"}),
]


@pytest.mark.parametrize(("batches", "merged"), MERGED)
async def test_the_newest_attempt_counts_unless_another_goes_on(
    batches: list[BatchView], merged: dict[int, str]
) -> None:
    live = live_of(None, "s")
    for each in batches:
        live.take(each)
    assert {record_id: each.status for record_id, each in live.records.items()} == merged
    going = [each.id for each in sorted(batches, key=lambda each: each.created_at) if each.done < each.total]
    assert [each.id for each in live.unfinished] == going
