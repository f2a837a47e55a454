"""The pages of a session that can be gone back to."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from schemas.clean_text import clean_line

if TYPE_CHECKING:
    from schemas.messages.session import PageView


class PagesMenu(ModalScreen[str | None]):
    """Ends with the id of a completed page, or None. `step_id` says where the cursor begins."""

    DEFAULT_CSS = """
    PagesMenu {
        align: center middle;
        & > Vertical {
            width: 64; max-width: 96%; height: auto; max-height: 80%; padding: 1 2;
            border: round $accent; background: $surface;
        }
        &.-low > Vertical { max-height: 100%; padding: 0 1; }
        & OptionList, & OptionList:focus {
            border: none; padding: 0; height: auto; max-height: 16; background: $surface;
            background-tint: transparent; text-wrap: nowrap; text-overflow: ellipsis;
        }
        & .hint { color: $text-muted; margin-top: 1; height: auto; }
        &.-low .hint { display: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,B", "close", "Back")]

    def __init__(self, pages: Sequence["PageView"], current: str, step_id: str = "") -> None:
        super().__init__()
        self._pages = pages
        self._current = current
        self._step_id = step_id

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = Content("Go back to")
            yield OptionList(
                *[
                    Option(self._line(page), id=page.id, disabled=not self._can_open(page))
                    for page in self._pages
                ]
            )
            yield Static(
                "Nothing is lost: what comes after the page waits, and is there again if you go on "
                "without changing anything.",
                classes="hint",
            )

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        open_at = [at for at, page in enumerate(self._pages) if self._can_open(page)]
        in_step = [at for at in open_at if self._pages[at].step_id == self._step_id]
        if wanted := in_step or open_at[-1:]:
            options.highlighted = wanted[0]

    def _can_open(self, page: "PageView") -> bool:
        return page.completed and page.id != self._current

    def _line(self, page: "PageView") -> Content:
        mark, about = ("▸", "you are here") if page.id == self._current else ("✓", "")
        if page.id != self._current and not page.completed:
            mark, about = "·", "waits"
        return Content.assemble((f" {mark} ", "$accent"), clean_line(page.title), (f"  {about}", "dim"))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_close(self) -> None:
        self.dismiss(None)
