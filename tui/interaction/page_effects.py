"""What a sub-action does to the page when it runs and when it has succeeded (row A11)."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from tui.interaction.arrangement import arrangement_of
from tui.interaction.panes import Panes

if TYPE_CHECKING:
    from schemas.documents.sub_action import PageEffect, SubAction
    from schemas.messages.events import ExecutionEvent
    from schemas.messages.session import ExecutionView

Overlay = Callable[["ExecutionView", bool], None]
"""Shows an execution over the page; the flag says whether it still runs."""


class PageEffects:
    """One per page. Only executions that the person began here change the page.

    `pause` returns when the person does not type: a page that changed under their hands would
    take letters meant for a field as commands. `moved` is told that the panes changed.
    """

    def __init__(
        self,
        panes: Panes,
        *,
        overlay: Overlay,
        pause: Callable[[], Awaitable[None]],
        moved: Callable[[], None],
    ) -> None:
        self._panes = panes
        self._overlay = overlay
        self._pause = pause
        self._moved = moved
        self._begun: dict[str, SubAction] = {}

    def began(self, action: "SubAction", execution: "ExecutionView") -> None:
        """A sub-action was pressed, and this came of it."""
        if execution.id in self._begun:
            return
        if execution.status not in ("queued", "running"):
            # It was done by the time the engine answered: its end has been told already.
            if execution.status == "completed" and action.effects.done != "keep":
                self._apply(action.effects.done, execution, running=False)
            return
        self._begun[execution.id] = action
        effect = action.effects.running
        if effect == "keep" and self._panes.under_tabs and "running" not in action.effects.model_fields_set:
            # There is nothing to see of it on the form's tab.
            if self._panes.active == "form" and not self._panes.shows_runs:
                self._panes.show("log" if execution.mode == "streaming" else "results")
                self._moved()
            return
        self._apply(effect, execution, running=True)

    async def ended(self, execution: "ExecutionView", last: "ExecutionEvent") -> None:
        """An execution is over."""
        action = self._begun.pop(execution.id, None)
        if action is None:
            return
        if last.kind == "completed":
            if action.effects.done != "keep":
                await self._pause()
                self._apply(action.effects.done, execution, running=False)
        elif self._panes.arrangement and self._panes.arrangement == arrangement_of(action.effects.running):
            # There is nothing to show in place of what was there.
            self._panes.share("")
            self._moved()

    def _apply(self, effect: "PageEffect", execution: "ExecutionView", *, running: bool) -> None:
        if effect == "overlay":
            self._overlay(execution, running)
        elif arrangement := arrangement_of(effect):
            self._panes.share(arrangement)
            self._moved()
