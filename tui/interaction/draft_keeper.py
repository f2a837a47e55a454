"""Keeps the draft: on disk within half a second of the last key, and at least every two while typing."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Literal

AFTER_SECONDS = 0.25
"""How long after the last edit the draft is written."""

AT_LEAST_SECONDS = 2.0
"""While edits keep coming, the draft is written this often."""

RETRY_SECONDS = 2.0
"""How long after a failure the draft is written again."""

SaveState = Literal["typing", "saved", "failed"]
Save = Callable[[], Awaitable[None]]
Tell = Callable[[SaveState], None]


class DraftKeeper:
    """Calls `save` after edits, never twice at once; tells `typing`, `saved` or `failed`.

    `save` raises on failure; it is tried again every two seconds and at `flush`.
    """

    def __init__(self, save: Save, tell: Tell) -> None:
        self._save = save
        self._tell = tell
        self._dirty = False
        self._touched_at = 0.0
        self._dirty_since = 0.0
        self._task: asyncio.Task[None] | None = None
        self._saving = asyncio.Lock()
        self._given_up = False

    @property
    def pending(self) -> bool:
        """Whether something typed is not on disk yet."""
        return self._dirty

    def touch(self) -> None:
        """Something was edited."""
        if self._given_up:
            return
        now = time.monotonic()
        if not self._dirty:
            self._dirty, self._dirty_since = True, now
            self._tell("typing")
        self._touched_at = now
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    def give_up(self) -> None:
        """What is not written yet is somebody else's to write."""
        self._given_up, self._dirty = True, False
        if self._task:
            self._task.cancel()

    async def flush(self) -> bool:
        """Write what is not written yet; returns whether everything is on disk."""
        if self._dirty:
            await self._write()
        return not self._dirty

    async def close(self) -> None:
        """Write and stop."""
        await self.flush()
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while self._dirty:
            due = min(self._touched_at + AFTER_SECONDS, self._dirty_since + AT_LEAST_SECONDS)
            rest = due - time.monotonic()
            if rest > 0:
                await asyncio.sleep(rest)
                continue
            if not await self._write():
                await asyncio.sleep(RETRY_SECONDS)

    async def _write(self) -> bool:
        async with self._saving:
            self._dirty = False
            try:
                await self._save()
            except Exception:  # noqa: BLE001 - whatever it was, the text is not on disk
                self._dirty = True
                self._dirty_since = time.monotonic()
                self._tell("failed")
                return False
        if not self._dirty:
            self._tell("saved")
        return True
