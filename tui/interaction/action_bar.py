"""The buttons of the sub-actions, and of going on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.layout import Layout
from textual.message import Message
from textual.widget import Widget

from schemas.clean_text import clean_line
from tui.interaction.action_buttons import ActionButton
from tui.widgets.flow_layout import FlowLayout
from tui.widgets.push_button import PushButton

if TYPE_CHECKING:
    from schemas.documents.sub_action import SubAction
    from schemas.messages.session import StepView


class ActionBar(Widget):
    """One compact button per sub-action, wrapping to further rows; the last one continues."""

    DEFAULT_CSS = """
    ActionBar { height: auto; padding: 0 1; background: $panel; }
    ActionBar .-main { background: $primary 45%; text-style: bold; }
    ActionBar .-main:hover { background: $primary 30%; }
    ActionBar .-main:focus { background: $primary; text-style: bold reverse; }
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
        self, sub_actions: Sequence["SubAction"], continue_label: str, *, widget_id: str | None = None
    ) -> None:
        super().__init__(id=widget_id)
        self._sub_actions = sub_actions
        self._continue_label = continue_label
        self._flow = FlowLayout()

    @property
    def layout(self) -> Layout:
        """Its own: the names in styles know none that wraps."""
        return self._flow

    def compose(self) -> ComposeResult:
        for sub_action in self._sub_actions:
            yield ActionButton(sub_action, classes="-main" if sub_action.primary else None)
        label = Content.assemble(("^n  ", "bold $accent"), f"{clean_line(self._continue_label)} →")
        yield PushButton(label, id="continue")

    async def show_actions(self, sub_actions: Sequence["SubAction"], continue_label: str) -> None:
        """Offer others."""
        self._sub_actions, self._continue_label = sub_actions, continue_label
        await self.recompose()

    def on_push_button_pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        if isinstance(event.button, ActionButton):
            self.post_message(self.Pressed(event.button.sub_action_id))
        else:
            self.post_message(self.ContinuePressed())


def continue_label(steps: Sequence["StepView"]) -> str:
    """What going on is called where the document does not say."""
    ahead = [step.title for step in steps if step.status == "ahead"]
    return f"Continue to {ahead[0]}" if ahead else "Finish"
