"""Every action of the page by its key: opened with ctrl+g from anywhere, text fields included."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from schemas.clean_text import clean_line

if TYPE_CHECKING:
    from schemas.documents.sub_action import SubAction

Way = tuple[str, str, str, str]
"""Letter, name, title and what it does: something beside the sub-actions."""


class ActionsMenu(ModalScreen[str | None]):
    """Ends with the id of the sub-action to run, `way.` and the name of one of the others, or None."""

    DEFAULT_CSS = """
    ActionsMenu {
        align: center middle;
        & > Vertical {
            width: 60; max-width: 96%; height: auto; max-height: 80%; padding: 1 2;
            border: round $accent; background: $surface;
        }
        &.-low > Vertical { max-height: 100%; padding: 0 1; }
        & OptionList, & OptionList:focus {
            border: none; padding: 0; height: auto; max-height: 20; background: $surface;
            background-tint: transparent; text-wrap: nowrap; text-overflow: ellipsis;
        }
        & #hint { color: $text-muted; margin-bottom: 1; }
        &.-low #hint { display: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,ctrl+g", "close", "Back")]

    def __init__(
        self,
        sub_actions: Sequence["SubAction"],
        where: Mapping[str, str] | None = None,
        ways: Sequence[Way] = (),
    ) -> None:
        """`where` says what an action acts on, by its id, where that is not the whole page."""
        super().__init__()
        self._sub_actions = sub_actions
        self._where = where or {}
        self._ways = ways

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("Press a letter, or choose with the arrows and Enter.", id="hint")
            yield OptionList(
                *[
                    Option(_line(action, self._where.get(action.id, "")), id=action.id)
                    for action in self._sub_actions
                ],
                *[Option(_way_line(way), id=f"way.{way[1]}") for way in self._ways],
            )

    def on_key(self, event: events.Key) -> None:
        for action in self._sub_actions:
            if action.shortcut == event.key:
                event.stop()
                self.dismiss(action.id)
                return
        for letter, name, _title, _about in self._ways:
            if letter == event.character:
                event.stop()
                self.dismiss(f"way.{name}")
                return

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_close(self) -> None:
        self.dismiss(None)


def _line(action: "SubAction", where: str) -> Content:
    key = action.shortcut or " "
    place = f" · {where}" if where else ""
    about = f"  {clean_line(action.description)}" if action.description else ""
    return Content.assemble(
        (f" {key} ", "bold $accent"), f" {clean_line(action.label)}", (place, "$accent"), (about, "dim")
    )


def _way_line(way: Way) -> Content:
    letter, _, title, about = way
    return Content.assemble((f" {letter} ", "bold $accent"), f" {title}", (f"  {about}", "dim"))
