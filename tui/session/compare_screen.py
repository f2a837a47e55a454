"""Two results side by side: pictures, texts, and what was different in how they were made."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from engine.client.engine import Engine
from schemas.clean_text import clean, clean_line
from tui.interaction.pictures import Pictures
from tui.results.image_view import ImageView
from tui.session.compare_sides import Side, texts_of
from tui.session.diff_view import DiffView
from tui.session.screen import SessionScreen


class CompareScreen(SessionScreen):
    """`select` toggles the selection of a result on the page and returns what is selected now."""

    heading = "Compare"
    DEFAULT_CSS = Path(__file__).with_name("compare.tcss").read_text(encoding="utf-8")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "choose(0)", "Left", id="session.do.left", tooltip="Turn to the left one"),
        Binding("right", "choose(1)", "Right", id="session.do.right", tooltip="Turn to the right one"),
        Binding(
            "space", "select", "Select it", id="session.do.select", tooltip="Select this one on the page"
        ),
        Binding("s", "swap", "Swap", id="session.do.swap", tooltip="Left becomes right"),
        Binding("y", "copy", "Copy", id="session.do.copy", tooltip="Copy this one's text, or its path"),
    ]

    def __init__(
        self,
        engine: Engine,
        session_id: str,
        title: str = "",
        *,
        sides: tuple[Side, Side],
        select: Callable[[str], Sequence[str]] | None = None,
        selected: Sequence[str] = (),
    ) -> None:
        super().__init__(engine, session_id, title)
        self._sides = sides
        self._select = select
        self._selected = set(selected)
        self._at = 0
        self._pictures = Pictures(engine)

    def body(self) -> Iterable[Widget]:
        yield Horizontal(Static(id="left"), Static(id="right"), id="names")
        yield Horizontal(
            ImageView(self._pictures.load, id="left-picture"),
            ImageView(self._pictures.load, id="right-picture"),
            id="pictures",
        )
        yield DiffView()

    def on_mount(self) -> None:
        self.query_one(DiffView).focus()
        self._show()

    def _show(self) -> None:
        left, right = self._sides
        self.query_one("#pictures").display = left.image is not None or right.image is not None
        for side, place in ((left, "left"), (right, "right")):
            self.query_one(f"#{place}-picture", ImageView).show(side.image)
        self._show_names()
        texts = texts_of(left, right)
        names = left.name, right.name
        self.run_worker(self.query_one(DiffView).show(texts, names), group="diff", exclusive=True)

    def _show_names(self) -> None:
        for at, place in enumerate(("left", "right")):
            side = self._sides[at]
            mark = "✓ " if side.id in self._selected else ""
            style = "bold $accent" if at == self._at else "dim"
            text = Content.assemble(("▸ " if at == self._at else "  ", style), (f"{mark}{side.name}", style))
            self.query_one(f"#{place}", Static).update(text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """On pages where nothing is selected there is no selecting here."""
        return self._select is not None if action == "select" else True

    def action_choose(self, at: int) -> None:
        self._at = at
        self._show_names()

    def action_select(self) -> None:
        """Select the side turned to, or let it go."""
        if self._select is None:
            return
        self._selected = set(self._select(self._sides[self._at].id))
        self._show_names()

    def action_swap(self) -> None:
        self._sides = self._sides[1], self._sides[0]
        self._at = 1 - self._at
        self._show()

    async def action_copy(self) -> None:
        side = self._sides[self._at]
        text = await self._pictures.path(side.image) if side.image else side.text
        if text:
            self.app.copy_to_clipboard(clean(text))
            what = "path" if side.image else "text"
            self.notify(f"Copied the {what}: {clean_line(text)[:200]}", markup=False)
