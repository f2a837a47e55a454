"""Saves what was typed to the records, and asks the person where somebody else was faster."""

import asyncio
from collections.abc import Mapping
from typing import Any, Protocol

from engine.operations.errors import Conflict, NotFound, OperationError
from schemas.messages.base import Answered
from schemas.messages.records import GetRecord, RecordView
from tui.script_steps.conflict_screen import ConflictScreen, Decision
from tui.script_steps.edits import Edits


class Host(Protocol):
    """What this needs of the page. `ask` returns None after saying what was wrong."""

    async def decide(self, screen: ConflictScreen) -> Decision | None: ...

    async def ask(self, request: Answered[RecordView]) -> RecordView | None: ...

    def complain(self, error: OperationError) -> None: ...

    async def saved(self, record: RecordView) -> None: ...


class Saving:
    """One per page. `labels` are what the record's fields are called."""

    def __init__(self, host: Host, edits: Edits, *, labels: Mapping[str, str]) -> None:
        self._host = host
        self._edits = edits
        self._labels = labels
        self._lock = asyncio.Lock()

    async def all(self) -> bool:
        """Save every record that was edited; returns whether nothing is left over."""
        async with self._lock:
            return all([await self._one(record_id) for record_id in self._edits.records])

    async def quietly(self) -> None:
        """Save what can be saved without a question; the rest stays in the draft."""
        if self._lock.locked():
            return  # a question is open already
        async with self._lock:
            for record_id in self._edits.records:
                try:
                    await self._edits.commit(record_id)
                except OperationError:
                    continue

    async def _one(self, record_id: int) -> bool:
        try:
            if saved := await self._edits.commit(record_id):
                await self._host.saved(saved)
        except Conflict as error:
            return await self._resolve(record_id, error)
        except NotFound as error:
            self._edits.forget(record_id)
            self._host.complain(error)
        except OperationError as error:
            self._host.complain(error)
            return False
        return True

    async def _resolve(self, record_id: int, error: Conflict) -> bool:
        """Mine over what is there now, or what is there now; None is to go on editing."""
        now: dict[str, Any] = error.body.details if isinstance(error.body.details, dict) else {}
        asked = ConflictScreen(now, self._edits.of(record_id), self._labels)
        match await self._host.decide(asked):
            case "mine":
                newest = {name: int(held.get("version", 0)) for name, held in now.items()}
                self._edits.keep_mine(record_id, newest)
                return await self._one(record_id)
            case "theirs":
                self._edits.forget(record_id, now)
                record = await self._host.ask(GetRecord(record_id=record_id))
                if record is not None:
                    await self._host.saved(record)
                return await self._one(record_id)
            case _:
                return False
