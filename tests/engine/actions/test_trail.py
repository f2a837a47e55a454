import asyncio
from pathlib import Path

from engine.actions.action import Preview
from engine.actions.trail import Trail
from engine.store.database import Database
from engine.store.executions import Executions
from engine.store.sqlite.database import SqliteDatabase
from schemas.messages.events import ExecutionEvent


class Kept(Executions):
    """Keeps what is published instead of storing it under an execution that does not exist."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.seen: list[ExecutionEvent] = []
        self.recorded: list[ExecutionEvent] = []
        self.arrived = asyncio.Event()

    async def record(self, transaction: object, event: ExecutionEvent) -> None:
        self.recorded.append(event)

    def publish(self, event: ExecutionEvent) -> None:
        self.seen.append(event)
        if event.data.get("fraction") == 0.5:
            self.arrived.set()


async def test_a_preview_is_told_and_neither_stored_nor_counted(tmp_path: Path) -> None:
    database = await SqliteDatabase.open(tmp_path / "reroll.db")
    kept = Kept(database)
    async with Trail(database, kept, "x", 1) as trail:
        await trail.add("log", {"message": "one"})
        trail.preview(Preview(b"small", "image/jpeg", 2))
        await trail.add("log", {"message": "two"})
    await database.close()
    assert [(event.kind, event.seq) for event in kept.seen] == [("log", 1), ("preview", 1), ("log", 2)]
    assert kept.seen[1].data == {"index": 2, "media_type": "image/jpeg", "data": "c21hbGw="}
    assert [event.kind for event in kept.recorded] == ["log", "log"]


async def test_the_newest_progress_arrives_however_soon_it_came(tmp_path: Path) -> None:
    database = await SqliteDatabase.open(tmp_path / "reroll.db")
    kept = Kept(database)
    async with Trail(database, kept, "x", 1) as trail:
        for fraction in (0.0, 0.1, 0.2, 0.5):
            await trail.progress(fraction, "")
        async with asyncio.timeout(5):
            await kept.arrived.wait()
    await database.close()
    assert [event.data["fraction"] for event in kept.seen] == [0.0, 0.5]
    assert [event.seq for event in kept.seen] == [1, 2]
