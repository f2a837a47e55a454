"""Watches a session and brings what happens on its open page to the screen, whoever does it."""

from collections.abc import Callable, Mapping
from contextlib import aclosing
from typing import Any

from engine.client.engine import Engine
from engine.operations.errors import OperationError
from engine.templates.target_path import parse
from schemas.messages.requests import GetInteraction
from schemas.messages.session import InteractionView
from tui.form.renderer import SchemaFormRenderer

Changed = Callable[[str, InteractionView], None]
"""Takes the kind of change and the page as it is now."""


class PageChanges:
    """`changed` is told each change; `filled` that an action put values into the form."""

    def __init__(
        self,
        engine: Engine,
        view: InteractionView,
        form: SchemaFormRenderer,
        *,
        changed: Changed,
        filled: Callable[[], None],
        complain: Callable[[OperationError], None],
    ) -> None:
        self._engine = engine
        self._ids = (view.session_id, view.id)
        self._form = form
        self._changed = changed
        self._filled = filled
        self._complain = complain

    async def watch(self, after: int) -> None:
        """Follow the session from its event number `after`, for as long as the page is there."""
        session_id, interaction_id = self._ids
        try:
            async with aclosing(self._engine.changes(session_id, after)) as changes:
                async for change in changes:
                    if change.data.get("interaction_id") == interaction_id:
                        await self._take(change.kind, change.data)
        except OperationError as error:
            self._complain(error)

    async def _take(self, kind: str, data: Mapping[str, Any]) -> None:
        if kind == "values_committed":
            return
        session_id, interaction_id = self._ids
        request = GetInteraction(session_id=session_id, interaction_id=interaction_id)
        try:
            view = await self._engine.call(request)
        except OperationError as error:
            self._complain(error)
            return
        if kind == "data_changed":
            self._take_values(data, view)
        self._changed(kind, view)

    def _take_values(self, data: Mapping[str, Any], view: InteractionView) -> None:
        """Put values that an action changed into the form, beside what is being typed."""
        mapping, value = data["mapping"], data["value"]
        if parse(mapping["target_path"]) != ("current_values",) or not isinstance(value, Mapping):
            return
        current = view.request.display_data.get("current_values") or {}
        news = {name: current[name] for name in value if name in current}
        if mapping.get("only_empty"):
            # Something typed this very moment is not empty any more.
            news = {name: item for name, item in news.items() if not self._form.model.text(name)}
        if self._form.apply(news):
            self._filled()
