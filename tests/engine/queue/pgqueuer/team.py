"""A server of a team without its HTTP: it puts jobs, workers of other processes run them."""

import asyncio
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from engine.operations.dispatcher import dispatch
from engine.operations.services import Services
from schemas.messages.executions import CancelExecution, RunSubAction
from schemas.messages.session import ExecutionView, SessionView
from schemas.messages.sessions import StartSession
from schemas.messages.sweeps import AxisSpec, StartSweep

PIECES = 10


def write_home(home: Path, speeds: dict[str, float]) -> Path:
    """A home folder with providers that reply slowly: name to seconds for a reply; return its workflow."""
    home.mkdir(parents=True, exist_ok=True)
    tables: list[str] = []
    for name, seconds in speeds.items():
        words = " ".join(f"word{number}" for number in range(PIECES))
        file = home / f"{name}.json"
        file.write_text(json.dumps({"replies": [{"reply": words, "delay": seconds / PIECES}], "loop": True}))
        tables.append(f'[providers.{name}]\nkind = "replay"\nfile = "{file.name}"\nloop = true\n')
    (home / "config.toml").write_text("\n".join(tables))
    ask: dict[str, Any] = {
        "id": "ask",
        "label": "Ask",
        "action_type": "llm.generate",
        "execution_mode": "async",
        "concurrency": "allow",
        "config": {"input": "Go on", "provider": next(iter(speeds))},
    }
    module = {"id": "page", "uses": "form", "title": "Page", "sub_actions": [ask]}
    module["input_schema"] = {"type": "object", "properties": {"seed": {"type": "integer", "default": 0}}}
    files = {
        "workflow.json": {"id": "team", "title": "Team", "description": "Slow replies."},
        "steps/1_first/step.json": {"id": "first", "title": "First", "modules": [module]},
    }
    for name, content in files.items():
        path = home / "workflows" / "team" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))
    return home / "workflows" / "team"


class Team:
    """One page of one session on a server."""

    def __init__(self, services: Services, session: SessionView) -> None:
        self.services = services
        self.session = session
        assert session.interaction is not None
        self.page = session.interaction.id

    @classmethod
    async def begin(cls, services: Services, workflow: Path) -> "Team":
        return cls(services, await dispatch(services, StartSession(workflow=str(workflow))))

    async def ask(self, key: str) -> ExecutionView:
        """One press."""
        request = RunSubAction(
            session_id=self.session.id,
            interaction_id=self.page,
            sub_action_id="ask",
            values={"seed": 0},
            idempotency_key=key,
        )
        return await dispatch(self.services, request)

    async def sweep(self, providers: Sequence[str]) -> list[str]:
        """One question to each; the executions' ids."""
        made = await dispatch(
            self.services,
            StartSweep(
                session_id=self.session.id,
                interaction_id=self.page,
                action_id="ask",
                axes=[AxisSpec(providers=list(providers))],
                idempotency_key="sweep " + " ".join(providers),
            ),
        )
        assert all(cell.execution_id for cell in made.cells)
        return [cell.execution_id or "" for cell in made.cells]

    async def cancel(self, execution_id: str) -> ExecutionView:
        return await dispatch(self.services, CancelExecution(execution_id=execution_id))

    async def statuses(self, ids: Sequence[str]) -> list[str]:
        """How each is at."""
        rows = dict(await self.services.database.all("SELECT id, status FROM executions"))
        return [rows[each] for each in ids]

    async def until(
        self, ids: Sequence[str], condition: Callable[[list[str]], bool], seconds: float = 60
    ) -> None:
        """Wait until it holds of their statuses."""
        async with asyncio.timeout(seconds):
            while not condition(await self.statuses(ids)):  # noqa: ASYNC110 - other processes end them
                await asyncio.sleep(0.03)

    async def workers(self, ids: Sequence[str]) -> dict[str, list[str]]:
        """What each worker runs, or has run last: its name to ids."""
        rows = await self.services.database.all(
            "SELECT e.id, w.name FROM executions AS e JOIN workers AS w ON w.owner = e.owner"
        )
        names = dict(rows)
        return {name: [each for each in ids if names.get(each) == name] for name in names.values()}

    async def kinds(self, execution_id: str) -> list[str]:
        """What its events are, in order."""
        rows = await self.services.database.all(
            "SELECT kind FROM execution_events WHERE execution_id = ? ORDER BY seq", (execution_id,)
        )
        return [row[0] for row in rows]
