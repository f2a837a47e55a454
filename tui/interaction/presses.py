"""From a press to an execution: feedback is asked, a double press is one."""

import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from engine.operations.errors import OperationError
from schemas import messages
from schemas.frozen import frozen
from tui.interaction.open_page import OpenPage

if TYPE_CHECKING:
    from schemas.documents.sub_action import SubAction
    from schemas.messages.session import ExecutionView

DOUBLE_PRESS_SECONDS = 0.4
"""The same action pressed again this soon, with the same values, is the same press."""

Ask = Callable[["SubAction"], Awaitable[str | None]]


@frozen
class _Press:
    action_id: str
    result_id: str | None
    values: Mapping[str, Any]
    feedback: str


class Presses:
    """One per page. `ask` gets the person's feedback, or None if they changed their mind."""

    def __init__(self, page: OpenPage, *, ask: Ask) -> None:
        self._page = page
        self._ask = ask
        self._last: tuple[_Press, float, str] | None = None
        self.sent: dict[str, Mapping[str, Any]] = {}
        """By execution, the form's values that it got."""

    async def run(
        self,
        sub_action: "SubAction",
        params: Mapping[str, Any],
        *,
        quiet: bool = False,
        values: Mapping[str, Any] | None = None,
    ) -> "ExecutionView | None":
        """Begin a sub-action with the form's values; None if the person changed their mind.

        `quiet` asks nothing; `values` count instead of the form's. Raises `OperationError`.
        """
        pressed_at = time.monotonic()
        feedback = ""
        if sub_action.feedback and sub_action.feedback.enabled and not quiet:
            answer = await self._ask(sub_action)
            if answer is None:
                return None
            feedback = answer
        sent = {**self._page.model.submission(), **(values or {})}
        press = _Press(sub_action.id, params.get("result_id"), sent, feedback)
        request = messages.RunSubAction(
            **self._page.ids,
            action_id=sub_action.id,
            values=dict(press.values),
            feedback=feedback,
            params=dict(params),
            idempotency_key=self._key(press, pressed_at),
        )
        try:
            execution = await self._page.engine.call(request)
        except OperationError:
            self._last = None
            raise
        self.sent[execution.id] = press.values
        return execution

    def forget(self) -> None:
        """What was pressed has failed or was cancelled: the next press is a new one, however soon."""
        self._last = None

    def _key(self, press: _Press, at: float) -> str:
        if self._last is not None:
            last, last_at, key = self._last
            if last == press and at - last_at < DOUBLE_PRESS_SECONDS:
                return key
        key = secrets.token_hex(8)
        self._last = (press, at, key)
        return key
