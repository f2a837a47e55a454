"""The engine of a screen in a browser: its person names no files of this machine, which is not theirs."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from engine.operations.errors import BadRequest
from engine.server.named_paths import EXPORTS, UPLOADS, is_below
from schemas.messages.base import Answered
from schemas.messages.events import ExecutionEvent, SessionChange
from schemas.messages.exports import ExportResults
from schemas.messages.record_transfer import ExportRecords, ImportSource
from schemas.messages.references import AddReference, ReferenceContent, ReplaceReferences

if TYPE_CHECKING:
    from engine.client.engine import Engine

R = TypeVar("R")


class ConfinedEngine:
    """Implements `Engine`; reads below `uploads/` of the home folder, and writes below `exports/`."""

    def __init__(self, engine: "Engine", home: Path) -> None:
        self._engine = engine
        self._home = home

    async def call(self, request: Answered[R]) -> R:
        """Run an operation. Raises `OperationError`, also for a path outside."""
        read, written = _named(request)
        if not await self._all_below(read, UPLOADS):
            raise BadRequest(
                "A screen in a browser reads no files of the machine that Reroll runs on.",
                hint="Drop the file onto the page: it is sent, and its path is typed for you.",
                code="path_refused",
            )
        if not await self._all_below(written, EXPORTS):
            raise BadRequest(
                "A screen in a browser writes no files where it is told.",
                hint="Leave the folder out: what is exported comes as a download.",
                code="path_refused",
            )
        return await self._engine.call(request)

    async def _all_below(self, paths: Iterable[str], folder: str) -> bool:
        for path in filter(None, paths):
            if not await asyncio.to_thread(is_below, path, self._home / folder):
                return False
        return True

    def events(self, execution_id: str, after: int = 0) -> AsyncGenerator[ExecutionEvent]:
        """See `Engine`."""
        return self._engine.events(execution_id, after)

    def changes(self, session_id: str, after: int = 0) -> AsyncGenerator[SessionChange]:
        """See `Engine`."""
        return self._engine.changes(session_id, after)

    async def ready(self) -> None:
        """See `Engine`."""
        await self._engine.ready()

    async def close(self) -> None:
        """See `Engine`."""
        await self._engine.close()

    def __getattr__(self, name: str) -> Any:
        # What only some engines have, such as `drained`.
        return getattr(self._engine, name)


def _named(request: object) -> tuple[list[str], list[str]]:
    """The paths that a request has read, and those that it has written."""
    match request:
        case ImportSource():
            return [request.path], []
        case AddReference():
            return _sources(request.reference), []
        case ReplaceReferences():
            return _sources(*request.references), []
        case ExportRecords():
            return [], [request.path]
        case ExportResults():
            return [], [request.folder]
        case _:
            return [], []


def _sources(*references: ReferenceContent) -> list[str]:
    return [each.path for each in references if each.path is not None]
