"""The engine of a program: opened once, and not again once the program is closing."""

import asyncio
from pathlib import Path

import pytest

from engine.client.local import LocalEngine
from tui.engine_host import EngineHost


async def test_it_is_opened_once_whoever_asks(tmp_path: Path) -> None:
    host = EngineHost(tmp_path)
    first, second = await asyncio.gather(host.engine(), host.engine())
    assert first is second
    await host.close()


async def test_after_the_end_nobody_opens_another(tmp_path: Path) -> None:
    opened: list[LocalEngine] = []

    async def open_engine() -> LocalEngine:
        opened.append(await LocalEngine.open(tmp_path))
        return opened[-1]

    host = EngineHost(tmp_path, open_engine=open_engine)
    await host.engine()
    await host.close()
    with pytest.raises(asyncio.CancelledError):
        await host.engine()
    assert len(opened) == 1


async def test_closing_waits_for_an_engine_that_is_being_opened(tmp_path: Path) -> None:
    closed: list[bool] = []

    class Slow:
        async def close(self) -> None:
            closed.append(True)

    began = asyncio.Event()

    async def open_engine() -> Slow:
        began.set()
        await asyncio.sleep(0)
        return Slow()

    host = EngineHost(tmp_path, open_engine=open_engine)  # type: ignore[arg-type]
    asking = asyncio.create_task(host.engine())
    await began.wait()
    await host.close()
    await asking
    assert closed == [True]
