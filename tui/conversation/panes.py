"""The panes of a conversation: its messages with the form, where it stands, the log."""

from textual.content import Content

from tui.interaction.panes import Panes
from tui.widgets.tab_line import TabLine


class ConversationPanes(Panes):
    """Messages and form are one pane; of the other two, one is beside it where there is room."""

    shows_runs = True

    def on_mount(self) -> None:
        tabs = self.query_one(TabLine)
        tabs.label("form", Content("Conversation"))
        tabs.label("results", Content("State"))

    def count_results(self, count: int) -> None:
        """The tab is of the state, with results below it, if there are any."""
        self.query_one(TabLine).label("results", Content(f"State, {count} results" if count else "State"))

    def _activate(self, name: str) -> None:
        super()._activate(name)
        if name != "form":
            self.query_one("#outcome").set_class(name == "log", "-log")
