"""A session at an open page, as a test wants to speak of it."""

import asyncio
import secrets
from dataclasses import dataclass
from typing import Any

from engine.client.engine import Engine
from schemas.messages.events import ExecutionEvent
from schemas.messages.executions import GetExecution, RunSubAction
from schemas.messages.interactions import GetInteraction, SaveDraft
from schemas.messages.session import ExecutionView, InteractionView, SessionView
from schemas.messages.sessions import GetSession
from tests.engine.fakes import Fakes


@dataclass
class Page:
    engine: Engine
    fakes: Fakes
    started: SessionView

    @property
    def session_id(self) -> str:
        return self.started.id

    @property
    def id(self) -> str:
        assert self.started.interaction is not None
        return self.started.interaction.id

    async def session(self) -> SessionView:
        return await self.engine.call(GetSession(session_id=self.session_id))

    async def view(self) -> InteractionView:
        return await self.engine.call(GetInteraction(session_id=self.session_id, interaction_id=self.id))

    async def data(self) -> dict[str, Any]:
        return (await self.view()).request.display_data

    async def save(self, unparsed: dict[str, str] | None = None, **values: Any) -> None:
        await self.engine.call(
            SaveDraft(
                session_id=self.session_id, interaction_id=self.id, values=values, unparsed=unparsed or {}
            )
        )

    async def press(self, action: str, *, key: str = "", **keys: Any) -> ExecutionView:
        """Begin a sub-action."""
        request = RunSubAction(
            session_id=self.session_id,
            interaction_id=self.id,
            action_id=action,
            idempotency_key=key or secrets.token_hex(4),
            **keys,
        )
        return await self.engine.call(request)

    async def events(self, execution: ExecutionView, after: int = 0) -> list[ExecutionEvent]:
        """All events, to the end."""
        async with asyncio.timeout(20):
            return [event async for event in self.engine.events(execution.id, after)]

    async def run(self, action: str, **keys: Any) -> tuple[ExecutionView, list[ExecutionEvent]]:
        """Run a sub-action to its end."""
        execution = await self.press(action, **keys)
        events = await self.events(execution)
        return await self.engine.call(GetExecution(execution_id=execution.id)), events


def kinds(events: list[ExecutionEvent]) -> list[str]:
    return [event.kind for event in events]


def text(events: list[ExecutionEvent]) -> str:
    return "".join(event.data["text"] for event in events if event.kind == "token")
