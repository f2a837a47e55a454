"""Buttons of sub-actions away from the toolbar: at a section, at a field, under the results."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.layout import Layout
from textual.widget import Widget
from textual.widgets import Static

from schemas.clean_text import clean_line
from tui.interaction.placement import Places
from tui.widgets.flow_layout import FlowLayout
from tui.widgets.push_button import PushButton

if TYPE_CHECKING:
    from schemas.documents.sub_action import SubAction


class ActionButton(PushButton):
    """The button of one sub-action, with its key."""

    def __init__(self, action: "SubAction", *, classes: str | None = None) -> None:
        key = f"{action.shortcut}  " if action.shortcut else ""
        label = Content.assemble((key, "bold $accent"), clean_line(action.label))
        tooltip = Content(clean_line(action.description)) if action.description else None
        super().__init__(label, id=f"run-{action.id}", classes=classes, tooltip=tooltip)
        self.sub_action_id = action.id


class ActionButtons(Widget):
    """One button beside the other, wrapping to further rows; `before` is what they are about."""

    DEFAULT_CSS = """
    ActionButtons { height: auto; }
    ActionButtons > .about { height: 1; color: $text-muted; }
    ActionButtons PushButton { background: $panel; }
    ActionButtons PushButton:hover { background: $primary 30%; }
    ActionButtons PushButton:focus { background: $primary; }
    """

    def __init__(
        self, actions: Sequence["SubAction"], *, about: str = "", classes: str | None = None
    ) -> None:
        super().__init__(classes=classes)
        self._actions = actions
        self._about = about
        self._flow = FlowLayout()

    @property
    def layout(self) -> Layout:
        """Its own: the names in styles know none that wraps."""
        return self._flow

    @property
    def cells(self) -> int:
        """How wide it is on one row."""
        return sum(ActionButton(action).cells + 1 for action in self._actions) - 1

    def compose(self) -> ComposeResult:
        if self._about:
            about = Static(Content(self._about), classes="about")
            about.styles.width = Content(self._about).cell_length
            yield about
        for action in self._actions:
            yield ActionButton(action)

    def say_about(self, about: str) -> None:
        """Change what the buttons are about."""
        if about != self._about and self._about:
            self._about = about
            line = self.query_one(".about", Static)
            line.styles.width = Content(about).cell_length
            line.update(Content(about))


class ButtonsInForm:
    """Puts the buttons of sub-actions between the fields of a form."""

    def __init__(self, places: Places) -> None:
        self.places = places

    def at_field(self, name: str) -> Widget | None:
        actions = self.places.fields.get(name)
        if not actions:
            return None
        buttons = ActionButtons(actions)
        buttons.styles.width = buttons.cells
        return buttons

    def at_section(self, group: str) -> Widget | None:
        actions = self.places.sections.get(group)
        return ActionButtons(actions) if actions else None
