"""The ways from a page to its sweeps: setting one up, and their matrix.

Nothing of all that is imported before the person opens it.
"""

from collections.abc import Iterator
from functools import partial

from textual.app import SystemCommand
from textual.binding import Binding

from tui.form.renderer import SchemaFormRenderer
from tui.interaction.open_page import OpenPage
from tui.interaction.pictures import Pictures
from tui.interaction.results_pane import ResultsPane
from tui.session_ways import SessionWays

BINDINGS = (
    Binding("W", "sweep", "Sweep", show=False, id="page.sweep"),
    Binding("M", "matrix", "Matrix", show=False, id="page.matrix"),
)

CHOICES = (
    ("W", "sweep", "Sweep…", "Every combination of some values"),
    ("M", "matrix", "Sweep matrix", "The sweeps of this page"),
)
"""Letter, action, title and what it does."""


class SweepWays(SessionWays):
    """A page whose actions can be run over many values."""

    _page: OpenPage
    _pictures: Pictures

    def sweep_commands(self) -> Iterator[SystemCommand]:
        """All of it by name, for the command palette."""
        for _, action, title, about in CHOICES:
            yield SystemCommand(title, about, partial(self.run_action, action))

    def action_sweep(self) -> None:
        """Set up a sweep; the field with the focus varies to begin with."""
        from tui.sweeps.axes_form import sweepable  # noqa: PLC0415 - see above
        from tui.sweeps.set_up_screen import SetUpScreen  # noqa: PLC0415

        if not sweepable(self._page.request):
            self.notify("No action of this page generates anything.", markup=False)
            return
        self.app.push_screen(SetUpScreen(self._page, self.query_one(SchemaFormRenderer).focused_path))

    def action_matrix(self) -> None:
        """Show the newest of the page's sweeps."""
        from tui.sweeps.matrix_screen import MatrixScreen, PageResults  # noqa: PLC0415 - see above

        pane = self.query_one(ResultsPane)
        results = PageResults(
            has=lambda result_id: any(item.id == result_id for item in pane.items),
            show=pane.open_result,
            load=self._pictures.load,
        )
        self.app.push_screen(MatrixScreen(self._page, results))
