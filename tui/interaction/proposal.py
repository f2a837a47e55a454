"""A change that waits for the person: before and after, field by field."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Checkbox, Static

from schemas.clean_text import clean, clean_line

if TYPE_CHECKING:
    from schemas.messages.session import ProposalView


class ProposalScreen(ModalScreen[list[str] | None]):
    """Ends with the fields to take (an empty list dismisses the proposal), or None to decide later."""

    DEFAULT_CSS = """
    ProposalScreen {
        align: center middle;
        & > Vertical {
            width: 100; max-width: 96%; height: auto; max-height: 92%;
            border: round $accent; background: $surface; padding: 0 1;
        }
        & VerticalScroll { height: auto; max-height: 1fr; scrollbar-size-vertical: 1; }
        & Checkbox { border: none; padding: 0; height: 1; background: $surface; margin-top: 1; }
        & Checkbox:focus { border: none; background: $panel; }
        & .before { color: $text-muted; padding-left: 4; }
        & .after { color: $text-success; padding-left: 4; }
        & Horizontal { height: 1; margin: 1 0; }
        &.-low Horizontal { margin: 0; }
        & Button { margin-right: 2; }
        & .nothing { padding: 1; color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "accept", "Take ticked", id="proposal.accept"),
        Binding("d", "dismiss_it", "Discard", id="proposal.dismiss"),
        Binding("escape", "later", "Decide later", id="proposal.later"),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(self, proposal: "ProposalView", titles: Mapping[str, str]) -> None:
        super().__init__()
        self._proposal = proposal
        self._titles = titles
        self._fields = list(proposal.after)

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = Content(clean_line(f"{self._proposal.label}: before and after"))
            with VerticalScroll(can_focus=False):
                if not self._fields:
                    yield Static("It would change nothing.", classes="nothing")
                for number, name in enumerate(self._fields):
                    title = clean_line(self._titles.get(name, name))
                    yield Checkbox(Content(title), value=True, id=f"field-{number}")
                    yield Static(_side("− ", self._proposal.before.get(name)), classes="before")
                    yield Static(_side("+ ", self._proposal.after[name]), classes="after")
            with Horizontal():
                yield Button("Take ticked (a)", id="accept", variant="success", compact=True)
                yield Button("Discard (d)", id="discard", compact=True)
                yield Button("Decide later (esc)", id="later", compact=True)

    def on_mount(self) -> None:
        self.query_one("#accept").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        match event.button.id:
            case "accept":
                self.action_accept()
            case "discard":
                self.action_dismiss_it()
            case _:
                self.action_later()

    def action_accept(self) -> None:
        ticked = [
            name
            for number, name in enumerate(self._fields)
            if self.query_one(f"#field-{number}", Checkbox).value
        ]
        self.dismiss(ticked)

    def action_dismiss_it(self) -> None:
        self.dismiss([])

    def action_later(self) -> None:
        self.dismiss(None)


def _side(mark: str, value: Any) -> Content:
    text = value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)
    return Content(mark + (clean(text) or "(empty)"))
