"""Sub-actions that run by themselves when a field has another value (`on_change`)."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from engine.form.model import Absent, same_json
from tui.interaction.open_page import OpenPage

if TYPE_CHECKING:
    from schemas.documents.sub_action import SubAction

AFTER_SECONDS = 0.3
"""How long after the last edit of its fields a sub-action runs."""

SetTimer = Callable[[float, Callable[[], None]], Timer]


class ChangeRuns:
    """One per page. `run` is called with a sub-action once its fields rest at other values.

    It waits while the form has errors: the correction is an edit again.
    """

    def __init__(self, page: OpenPage, *, set_timer: SetTimer, run: Callable[["SubAction"], object]) -> None:
        self._page = page
        self._set_timer = set_timer
        self._run = run
        self._timer: Timer | None = None
        self._due: set[str] = set()
        self._seen: dict[str, dict[str, Any]] = {}
        self.settle()

    def settle(self) -> None:
        """The values came from elsewhere: they are no reason to run anything that was not due before."""
        self._seen = {
            action.id: self._seen[action.id]
            if action.id in self._due and action.id in self._seen
            else self._values(action)
            for action in self._watching()
        }

    def edited(self, name: str) -> None:
        """The person edited a field."""
        concerned = {action.id for action in self._watching() if name in action.on_change}
        if concerned or self._due:
            self._due |= concerned
            if self._timer:
                self._timer.stop()
            self._timer = self._set_timer(AFTER_SECONDS, self._rest)

    def _rest(self) -> None:
        self._timer = None
        if not self._due or self._page.model.validate():
            return
        due, self._due = self._due, set()
        for action in self._watching():
            values = self._values(action)
            if action.id in due and not same_json(values, self._seen.get(action.id)):
                self._seen[action.id] = values
                self._run(action)

    def _watching(self) -> Iterator["SubAction"]:
        return (action for action in self._page.sub_actions.values() if action.on_change)

    def _values(self, action: "SubAction") -> dict[str, Any]:
        model = self._page.model
        held = {name: model.value(name) for name in action.on_change}
        return {name: value for name, value in held.items() if not isinstance(value, Absent)}
