"""Form, results and log: side by side where there is room, else one at a time under tabs."""

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.interaction.arrangement import ARRANGEMENTS, COVERS_FORM, HIDES, PANE_OF, Arrangement
from tui.widgets.tab_line import TabLine

PANES = ("form", "results", "log")


class Panes(Horizontal):
    """The same widgets in both arrangements; the styles of the screen choose by its width.

    The pane with the focus is the active one, so that a terminal made narrower shows what the
    person is working on. Each pane remembers what had the focus in it.
    """

    shows_runs = False
    """Whether what an action writes is to be seen in the form's pane already."""

    def __init__(
        self,
        form: Sequence[Widget],
        results: Sequence[Widget],
        log: Sequence[Widget],
        *,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        super().__init__(id=id)
        self._content = {"form": form, "results": results, "log": log}
        self._last: dict[str, Widget] = {}
        self._arrangement: Arrangement = ""

    def compose(self) -> ComposeResult:
        yield TabLine({name: name.title() for name in PANES}, id="tabs")
        yield Vertical(*self._content["form"], id="form", classes="pane -active")
        with Vertical(id="outcome"):
            yield Vertical(*self._content["results"], id="results", classes="pane")
            yield Vertical(*self._content["log"], id="log", classes="pane")

    @property
    def under_tabs(self) -> bool:
        """Whether only the active pane is to be seen."""
        return self.query_one("#tabs").display

    @property
    def active(self) -> str:
        """The pane that is shown under tabs."""
        return next((name for name in PANES if self.query_one(f"#{name}").has_class("-active")), "form")

    @property
    def arrangement(self) -> Arrangement:
        """How the panes share the page; "" is as ever."""
        return self._arrangement

    @property
    def covers_form(self) -> bool:
        """Whether something has taken the place of the form."""
        return self._arrangement in COVERS_FORM

    def share(self, arrangement: Arrangement) -> None:
        """Share the page out anew; where one pane is shown at a time, show the one that is meant."""
        self._arrangement = arrangement
        for name in ARRANGEMENTS:
            self.set_class(name == arrangement, f"-{name}")
        if self.covers_form and not self.query("#way-back"):
            self.mount(Static("esc or F2 brings the form back", id="way-back"))
        self.show(PANE_OF[arrangement])

    def uncover(self, name: str) -> None:
        """Give up an arrangement in which a pane is not to be seen."""
        if name in HIDES[self._arrangement]:
            self.share("")

    def show(self, name: str) -> None:
        """Make a pane the active one."""
        self.query_one(TabLine).active = name
        self._activate(name)

    def last_focused(self, name: str) -> Widget | None:
        """What had the focus in a pane, if it still can."""
        widget = self._last.get(name)
        return widget if widget is not None and widget.is_attached and widget.focusable else None

    def count_results(self, count: int) -> None:
        """Say on the tab how many results there are."""
        self.query_one(TabLine).label("results", Content(f"Results {count}" if count else "Results"))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        pane = next((name for name in PANES if self.query_one(f"#{name}") in event.widget.ancestors), None)
        if pane is not None:
            self._last[pane] = event.widget
            if pane != self.active:
                self.show(pane)

    @on(TabLine.Chosen)
    def _tab(self, message: TabLine.Chosen) -> None:
        message.stop()
        self._activate(message.name)

    def _activate(self, name: str) -> None:
        for pane in PANES:
            self.query_one(f"#{pane}").set_class(pane == name, "-active")
        self.query_one("#outcome").set_class(name != "form", "-active")
