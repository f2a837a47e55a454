"""The versions of a stored LLM action."""

from engine.client.engine import Engine
from engine.llm_actions.editable import as_text
from schemas.messages.llm_actions import (
    GetLlmAction,
    ListLlmActionVersions,
    LlmActionSummary,
    RollBackLlmAction,
)
from tui.compared_versions import ComparedVersions, Version


class ActionVersionsScreen(ComparedVersions):
    """Rolling back also brings an action back that was deleted."""

    def __init__(self, engine: Engine, action: LlmActionSummary) -> None:
        super().__init__(engine, action.title or action.name)
        self._action = action
        self._deleted = action.deleted_at is not None
        self._texts: dict[int, str] = {}

    async def page(self, before: int | None) -> tuple[list[Version], int | None]:
        found = await self.engine.call(ListLlmActionVersions(action=self._action.id))
        return [
            Version(each.version, each.at, each.note or "saved", each.title) for each in found.versions
        ], None

    async def text(self, number: int) -> str:
        if number not in self._texts:
            view = await self.engine.call(GetLlmAction(action=self._action.id, version=number))
            self._texts[number] = as_text(view.title, view.body, "")
        return self._texts[number]

    async def restore(self, number: int) -> int:
        view = await self.engine.call(RollBackLlmAction(action=self._action.id, version=number))
        self._deleted = False
        return view.version

    def _restorable(self, version: Version) -> bool:
        return self._deleted or super()._restorable(version)
