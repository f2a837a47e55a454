"""Two to four results side by side: pictures, texts, and what was different in how they were made."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from engine.client.engine import Engine
from schemas.clean_text import clean, clean_line
from tui.interaction.pictures import Pictures
from tui.results.image_view import ImageView
from tui.results.text_view import Block, TextView
from tui.session.compare_sides import Side, differing, texts_of
from tui.session.diff_view import DiffView
from tui.session.screen import SessionScreen


class CompareScreen(SessionScreen):
    """`select` toggles the selection of a result on the page and returns what is selected now.

    Texts are compared two by two: the first with the one turned to. What all of them differ in
    stands over that, where there are more than two.
    """

    heading = "Compare"
    DEFAULT_CSS = Path(__file__).with_name("compare.tcss").read_text(encoding="utf-8")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "Left", id="session.do.left", tooltip="Turn to the left one"),
        Binding("right", "turn(1)", "Right", id="session.do.right", tooltip="Turn to the right one"),
        Binding(
            "space", "select", "Select it", id="session.do.select", tooltip="Select this one on the page"
        ),
        Binding("s", "swap", "Swap", id="session.do.swap", tooltip="The two that are compared change places"),
        Binding("y", "copy", "Copy", id="session.do.copy", tooltip="Copy this one's text, or its path"),
    ]

    def __init__(
        self,
        engine: Engine,
        session_id: str,
        title: str = "",
        *,
        sides: Sequence[Side],
        select: Callable[[str], Sequence[str]] | None = None,
        selected: Sequence[str] = (),
    ) -> None:
        super().__init__(engine, session_id, title)
        self._sides = list(sides)
        self._select = select
        self._selected = set(selected)
        self._at = 0
        self._other = 1
        """Which one the first is compared with."""
        self._pictures = Pictures(engine)

    def body(self) -> Iterable[Widget]:
        yield Horizontal(*(Static(classes="name") for _ in self._sides), id="names")
        pictures = [ImageView(self._pictures.load, find_file=self._pictures.path) for _ in self._sides]
        yield Container(*pictures, id="pictures", classes=f"-of-{len(pictures)}")
        if len(self._sides) > 2:
            yield TextView(id="differing")
        yield DiffView()

    def on_mount(self) -> None:
        self.query_one(DiffView).focus()
        self._show()

    def _show(self) -> None:
        self.query_one("#pictures").display = any(side.image is not None for side in self._sides)
        for side, view in zip(self._sides, self.query(ImageView), strict=True):
            view.show(side.image)
        for view in self.query("#differing").results(TextView):
            view.show(_blocks(self._sides))
        self._show_names()
        self._compare()

    def _compare(self) -> None:
        left, right = self._sides[0], self._sides[self._other]
        texts, names = texts_of(left, right), (left.name, right.name)
        self.run_worker(self.query_one(DiffView).show(texts, names), group="diff", exclusive=True)

    def _show_names(self) -> None:
        for at, (side, place) in enumerate(
            zip(self._sides, self.query(".name").results(Static), strict=True)
        ):
            mark = "✓ " if side.id in self._selected else ""
            style = "bold $accent" if at == self._at else "dim"
            text = Content.assemble(("▸ " if at == self._at else "  ", style), (f"{mark}{side.name}", style))
            place.update(text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """On pages where nothing is selected there is no selecting here."""
        return self._select is not None if action == "select" else True

    def action_turn(self, by: int) -> None:
        """Turn to the one beside, which is compared with the first then."""
        self._at = max(0, min(self._at + by, len(self._sides) - 1))
        self._show_names()
        if self._at not in (0, self._other):
            self._other = self._at
            self._compare()

    def action_select(self) -> None:
        """Select the side turned to, or let it go."""
        if self._select is None:
            return
        self._selected = set(self._select(self._sides[self._at].id))
        self._show_names()

    def action_swap(self) -> None:
        """The two that are compared change places; the one turned to stays that."""
        other = self._other
        self._sides[0], self._sides[other] = self._sides[other], self._sides[0]
        self._at = {0: other, other: 0}.get(self._at, self._at)
        self._show()

    async def action_copy(self) -> None:
        side = self._sides[self._at]
        text = await self._pictures.path(side.image) if side.image else side.text
        if text:
            self.app.copy_to_clipboard(clean(text))
            what = "path" if side.image else "text"
            self.notify(f"Copied the {what}: {clean_line(text)[:200]}", markup=False)


def _blocks(sides: Sequence[Side]) -> list[Block]:
    """What not all have alike, each with its values by the number of the side."""
    found = differing(sides)
    if not found:
        return [("label", "They were made with the same prompt, parameters and values.")]
    blocks: list[Block] = []
    for name, values in found:
        line = "   ".join(f"{at}: {value or '–'}" for at, value in enumerate(values, start=1))
        blocks.append(("label", name))
        blocks.append(("text", line))
    return blocks
