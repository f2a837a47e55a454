"""What the person (or a changed field) sets going: checked, begun, followed, shown."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from engine.operations.errors import Conflict, OperationError
from schemas.clean_text import clean
from tui.interaction.execution_feed import ExecutionFeed
from tui.interaction.open_page import OpenPage
from tui.interaction.page_effects import PageEffects
from tui.interaction.placement import acts_on_result
from tui.interaction.presses import Presses
from tui.interaction.results_pane import ResultsPane
from tui.interaction.undoing import Undoing

if TYPE_CHECKING:
    from schemas.documents.sub_action import SubAction


class Runs:
    """One per page. `valid` tells whether the form may be used now, and shows what is wrong with it."""

    def __init__(
        self,
        screen: Screen[Any],
        page: OpenPage,
        feed: ExecutionFeed,
        effects: PageEffects,
        undoing: Undoing,
        *,
        valid: Callable[[], bool],
        complain: Callable[[OperationError], None],
    ) -> None:
        self._valid = valid
        self._screen = screen
        self._page = page
        self._feed = feed
        self._effects = effects
        self._undoing = undoing
        self._complain = complain
        self._presses = Presses(page, ask=self._ask)

    def forget_press(self) -> None:
        """A run has failed or was cancelled: its button may be pressed again at once."""
        self._presses.forget()

    def values_of(self, execution_id: str) -> Mapping[str, Any] | None:
        """The form's values that an execution got, or what it is a retry of; None if unknown."""
        while (first := self._feed.retries.get(execution_id)) is not None:
            execution_id = first
        return self._presses.sent.get(execution_id)

    async def press(self, action_id: str, item_id: str = "", values: Mapping[str, Any] | None = None) -> None:
        """Run a sub-action; errors in the form come first.

        One that stands at results acts on `item_id`, else on the result under the cursor.
        `values` are sent instead of what their fields hold by the time the form is saved.
        """
        action = self._page.sub_actions.get(action_id)
        if action is None:  # the page changed since the button was drawn
            return
        params: dict[str, Any] = {}
        if acts_on_result(action, self._page.request):
            pane = self._screen.query_one(ResultsPane)
            item_id = item_id or (pane.current[1].id if pane.current else "")
            if not item_id:
                self._warn("There is no result to act on yet.")
                return
            params = {"item": pane.value(item_id), "result_id": item_id}
        if not self._valid():
            self._warn("Some fields need attention first.")
            return
        await self.run(action, params, values=values)

    async def run(
        self,
        action: "SubAction",
        params: dict[str, Any],
        *,
        quiet: bool = False,
        values: Mapping[str, Any] | None = None,
    ) -> None:
        """Begin a sub-action; `quiet` asks nothing and leaves the panes as they are."""
        if not quiet:
            await self._undoing.commit()
        try:
            await self._page.engine.ready()
            action = self._page.sub_actions.get(action.id, action)  # an early page has another object for it
            execution = await self._presses.run(action, params, quiet=quiet, values=values)
        except Conflict as error:
            # Refused because it runs already, or because the page went on: nothing is wrong.
            text = f"{clean(error.body.message)} {clean(error.body.hint)}".strip()
            self._screen.notify(text, markup=False, timeout=4)
            return
        except OperationError as error:
            self._complain(error)
            return
        if execution is None:
            return
        self._feed.follow([execution])
        if not quiet:
            self._effects.began(action, execution)
        self._screen.refresh_bindings()

    async def _ask(self, action: "SubAction") -> str | None:
        from tui.interaction.feedback import FeedbackScreen  # noqa: PLC0415 - shown later, if at all

        return await self._screen.app.push_screen_wait(FeedbackScreen(action))

    def _warn(self, words: str) -> None:
        self._screen.notify(words, severity="warning", markup=False)
