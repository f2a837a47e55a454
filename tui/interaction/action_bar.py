"""The buttons of the sub-actions, and of going on."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button

from schemas.clean_text import clean_line
from schemas.documents.sub_action import SubAction


class ActionBar(Widget):
    """One compact button per sub-action, wrapping to further rows; the last one continues."""

    DEFAULT_CSS = """
    ActionBar {
        height: auto; layout: grid; grid-size: 2; grid-columns: 1fr; grid-rows: 1;
        grid-gutter: 0 1; padding: 0 1; background: $panel;
    }
    ActionBar Button { width: 1fr; content-align: left middle; text-align: left; }
    ActionBar #continue { color: $text-success; }
    """

    class Pressed(Message):
        """The person wants a sub-action run."""

        def __init__(self, sub_action_id: str) -> None:
            super().__init__()
            self.sub_action_id = sub_action_id

    class ContinuePressed(Message):
        """The person is done with this page."""

    def __init__(
        self, sub_actions: Sequence[SubAction], continue_label: str, *, widget_id: str | None = None
    ) -> None:
        super().__init__(id=widget_id)
        self._sub_actions = sub_actions
        self._continue_label = continue_label

    def compose(self) -> ComposeResult:
        for sub_action in self._sub_actions:
            key = f"{sub_action.shortcut}  " if sub_action.shortcut else ""
            label = Content.assemble((key, "bold $accent"), clean_line(sub_action.label))
            variant = "primary" if sub_action.primary else "default"
            tooltip = Content(clean_line(sub_action.description)) if sub_action.description else None
            yield Button(label, id=f"run-{sub_action.id}", variant=variant, compact=True, tooltip=tooltip)
        label = Content.assemble(("^n  ", "bold"), f"{clean_line(self._continue_label)} →")
        yield Button(label, id="continue", compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        name = event.button.id or ""
        if name == "continue":
            self.post_message(self.ContinuePressed())
        else:
            self.post_message(self.Pressed(name.removeprefix("run-")))
