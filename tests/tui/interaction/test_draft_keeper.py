"""When drafts are written: soon after the last edit, now and then while typing, again after a failure."""

import asyncio
from typing import Literal

import pytest

from tui.interaction import draft_keeper
from tui.interaction.draft_keeper import DraftKeeper, SaveState


class Disk:
    """Notes what is saved and told, in order."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.fails = False
        self.gate = asyncio.Event()
        self.gate.set()
        self.busy = 0
        self.begun = asyncio.Event()
        self.noted = asyncio.Event()
        self.keeper = DraftKeeper(self.save, self.tell)

    async def save(self) -> None:
        self.busy += 1
        self.begun.set()
        assert self.busy == 1
        try:
            await self.gate.wait()
            if self.fails:
                raise OSError("disk full")
            self.tell("on disk")
        finally:
            self.busy -= 1

    def tell(self, state: SaveState | Literal["on disk"]) -> None:
        self.notes.append(state)
        self.noted.set()

    async def until(self, note: str) -> None:
        async with asyncio.timeout(5):
            while note not in self.notes:
                self.noted.clear()
                await self.noted.wait()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AFTER_SECONDS", "RETRY_SECONDS"):
        monkeypatch.setattr(draft_keeper, name, 0.01)


async def test_saved_is_told_after_it_is_on_disk(quick: None) -> None:
    disk = Disk()
    disk.keeper.touch()
    assert disk.notes == ["typing"]
    await disk.until("saved")
    assert disk.notes == ["typing", "on disk", "saved"]
    assert not disk.keeper.pending


async def test_an_edit_during_a_save_is_saved_too(quick: None) -> None:
    disk = Disk()
    disk.gate.clear()
    disk.keeper.touch()
    await disk.begun.wait()
    disk.keeper.touch()
    disk.gate.set()
    await disk.until("saved")
    assert disk.notes == ["typing", "typing", "on disk", "on disk", "saved"]


async def test_it_writes_while_edits_keep_coming(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft_keeper, "AFTER_SECONDS", 3600)
    monkeypatch.setattr(draft_keeper, "AT_LEAST_SECONDS", 0.02)
    disk = Disk()
    disk.keeper.touch()
    await disk.until("on disk")


async def test_a_failure_is_told_and_tried_again(quick: None) -> None:
    disk = Disk()
    disk.fails = True
    disk.keeper.touch()
    await disk.until("failed")
    assert disk.keeper.pending
    assert not await disk.keeper.flush()
    disk.fails = False
    await disk.until("saved")
    assert not disk.keeper.pending


async def test_flush_does_not_wait_for_the_pause() -> None:
    disk = Disk()
    assert await disk.keeper.flush()
    assert disk.notes == []
    disk.keeper.touch()
    assert await disk.keeper.flush()
    assert disk.notes == ["typing", "on disk", "saved"]


async def test_close_writes_and_stops(quick: None) -> None:
    disk = Disk()
    disk.keeper.touch()
    await disk.keeper.close()
    assert "on disk" in disk.notes
    failing = Disk()
    failing.fails = True
    failing.keeper.touch()
    await failing.keeper.close()
    count = len(failing.notes)
    await asyncio.sleep(0.05)
    assert len(failing.notes) == count
