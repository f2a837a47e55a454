"""What the person does with the results of a page beside its own actions: the menu, the palette, the form."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.app import SystemCommand
from textual.binding import Binding

from engine.operations.errors import OperationError
from schemas import messages
from schemas.clean_text import clean
from tui.interaction.open_page import OpenPage
from tui.interaction.previews import Previewed
from tui.interaction.results_pane import ResultsPane
from tui.session_ways import SessionWays

if TYPE_CHECKING:
    from schemas.messages.results import Result

BINDINGS = (Binding("f6", "results_menu", "Results", show=False, id="page.results-menu"),)


class ResultWays(SessionWays):
    """A page with results, which may be none."""

    _page: OpenPage

    @work(group="menu", exclusive=True)
    async def action_results_menu(self) -> None:
        """Everything that can be done with the results, by letter."""
        from tui.interaction.results_menu import ResultsMenu  # noqa: PLC0415 - not before it is opened

        pane = self.query_one(ResultsPane)
        current = pane.current
        about = f"result {current[0]}" if current else ""
        choices = pane.choices(takes_values=self.recall is not None)
        chosen = await self.app.push_screen_wait(ResultsMenu(choices, about))
        if chosen:
            self._do_with_results(chosen)

    def result_commands(self) -> Iterator[SystemCommand]:
        """All of it by name, for the command palette."""
        for choice in self.query_one(ResultsPane).choices(takes_values=self.recall is not None):
            do = partial(self._do_with_results, choice.name)
            yield SystemCommand(f"Results: {choice.title}", choice.about, do)

    def _do_with_results(self, name: str) -> None:
        self.action_pane("results")
        self.query_one(ResultsPane).do(name)

    @on(Previewed)
    def _previewed(self, message: Previewed) -> None:
        message.stop()
        self.query_one(ResultsPane).take_preview(message.event)

    def action_pane(self, name: str) -> None:
        """Show a pane and put the focus into it."""
        raise NotImplementedError

    @on(ResultsPane.Wanted)
    def _wanted(self, message: ResultsPane.Wanted) -> None:
        message.stop()
        if message.name in ("use_values", "use_seed"):
            self._use_again(message.name, message.ids[0])
        else:
            self._export(message.name, message.ids)

    @work(group="recall")
    async def _use_again(self, name: str, item_id: str) -> None:
        """Put what a result was made with into the form."""
        try:
            result = await self._engine.call(messages.GetResult(content_id=item_id))
        except OperationError:
            self.notify("Nothing is known of how this result was made.", severity="warning", markup=False)
            return
        if name == "use_values":
            values, what = result.provenance.values, "values"
        else:
            values, what = _seed_of(result, [field.name for field in self._page.model.fields]), "seed"
        if not values:
            why = "has no seed" if what == "seed" else "was made without values"
            lacks = " or the form has no field for it" if what == "seed" else ""
            self.notify(f"This result {why}{lacks}.", severity="warning", markup=False)
            return
        changed = await self.recall(values) if self.recall else False
        said = f"Its {what}: in the form now; undo takes it back." if changed else f"The form has its {what}."
        self.notify(said, markup=False)

    @work(group="export", exclusive=True)
    async def _export(self, name: str, ids: list[str]) -> None:
        from tui.interaction.exporting import exported  # noqa: PLC0415 - not before somebody exports

        try:
            said = await exported(self, self._page, name, ids)
        except OperationError as error:
            self._complain(error)
            return
        if said:
            self.notify(said, markup=False, timeout=10)

    def _complain(self, error: OperationError) -> None:
        """Tell the person what the engine could not do, and what helps."""
        text = f"{clean(error.body.message)}\n{clean(error.body.hint)}".strip()
        self.notify(text, severity="error", markup=False, timeout=8)


def _seed_of(result: "Result", fields: list[str]) -> dict[str, Any]:
    """The seed as a value of the form's field for it: one that is called so, or ends so."""
    seed = result.provenance.seed if result.provenance.seed is not None else result.value.get("seed")
    field = next((each for each in fields if each == "seed"), None)
    field = field or next((each for each in fields if each.endswith("seed")), None)
    return {} if seed is None or field is None else {field: seed}
