"""The buttons of a step's page: what can be done now, with its key."""

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.content import Content
from textual.layout import Layout
from textual.message import Message
from textual.widget import Widget

from tui.widgets.flow_layout import FlowLayout
from tui.widgets.push_button import PushButton


class StepBar(Widget):
    """One compact button per action, in the order of `ACTIONS`."""

    DEFAULT_CSS = """
    StepBar { height: auto; padding: 0 1; background: $panel; }
    StepBar #do-run { background: $primary 45%; text-style: bold; }
    StepBar #do-run:focus { background: $primary; text-style: bold reverse; }
    StepBar #do-continue { color: $text-success; }
    """
    ACTIONS: Mapping[str, str] = {
        "run": "r",
        "retry": "R",
        "pause": "p",
        "cancel": "^x",
        "settings": "s",
        "continue": "^n",
    }
    """The screen's actions, and their keys."""

    class Pressed(Message):
        """The person wants this action."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self) -> None:
        super().__init__()
        self._flow = FlowLayout()
        self._labels: dict[str, str] = {}

    @property
    def layout(self) -> Layout:
        """Its own: the names in styles know none that wraps."""
        return self._flow

    def compose(self) -> ComposeResult:
        for action in self.ACTIONS:
            button = PushButton(Content(""), id=f"do-{action}")
            button.display = False
            yield button

    def show(self, labels: Mapping[str, str]) -> None:
        """Show the buttons of these actions, with these labels."""
        if labels == self._labels:
            return
        self._labels = dict(labels)
        for action, key in self.ACTIONS.items():
            button = self.query_one(f"#do-{action}", PushButton)
            button.display = action in labels
            button.label = Content.assemble((f"{key}  ", "bold $accent"), labels.get(action, ""))
            button.styles.width = button.cells
            button.refresh()
        self.refresh(layout=True)

    def on_push_button_pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.post_message(self.Pressed((event.button.id or "").removeprefix("do-")))
