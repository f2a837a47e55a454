"""Only what changed and is seen gets painted, and it looks as Textual's own compositor paints it."""

import random
from collections.abc import Mapping, Sequence

from textual._compositor import ChopsUpdate, Compositor
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Label, TextArea

from tui.widgets.frugal_compositor import FrugalCompositor
from tui.widgets.quick_screen import QuickScreen


class Row(Label):
    """Counts the rows it is asked for."""

    def __init__(self, number: int) -> None:
        super().__init__(f"row {number}\nits second line", classes="framed" if number % 3 else "")
        self.asked = 0

    def render_lines(self, crop: Region) -> list[Strip]:
        self.asked += crop.height
        return super().render_lines(crop)


class BusyScreen(QuickScreen[None]):
    """Scrolled, framed, wide and overlapping widgets."""

    CSS = """
    BusyScreen { layers: below above; }
    Row { width: 60; }
    .framed { border: round white; border-title-color: red; margin: 0 1; }
    #over { layer: above; offset: 7 4; width: 20; height: 5; border: heavy red; }
    #foot { dock: bottom; height: 1; background: blue; }
    #left, #right { width: 1fr; }
    """

    def compose(self) -> ComposeResult:
        with Horizontal():
            with VerticalScroll(id="left"):
                for number in range(20):
                    yield Row(number)
            with Vertical(id="right"):
                yield Input("日本 input")
                yield TextArea("some\ntext\n" * 20)
        yield Label("over all", id="over")
        yield Label("foot", id="foot")


class BusyApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(BusyScreen())


def seen(update: ChopsUpdate) -> list[tuple[int, int, Strip | None]]:
    """What an update writes: row, column, piece."""
    pieces: Sequence[Mapping[int, Strip | None]] = update.chops
    return [
        (y, x, strip)
        for y, x1, x2 in update.spans
        for end, (x, strip) in zip(update.chop_ends[y], pieces[y].items(), strict=True)
        if x < x2 and end > x1
    ]


class Compared(FrugalCompositor):
    """Does every partial update a second time, as Textual would."""

    compared = 0

    def render_partial_update(self) -> ChopsUpdate | None:
        dirty = set(self._dirty_regions)
        update = super().render_partial_update()
        if update is not None:
            self.compared += 1
            crop = Region.from_union(dirty).intersection(self.size.region)
            rows = {y for y, _, _ in update.spans}
            whole = Compositor._render_chops(self, crop, rows.__contains__)
            assert seen(update) == seen(ChopsUpdate(whole, update.spans, update.chop_ends))
        return update


def change(rng: random.Random, widgets: Sequence[Widget]) -> None:
    """Change something at random."""
    widget = rng.choice(widgets)
    match rng.randrange(6):
        case 0:
            widget.refresh()
        case 1:
            widget.refresh(
                Region(rng.randrange(8), rng.randrange(3), rng.randrange(1, 40), rng.randrange(1, 9))
            )
        case 2 if isinstance(widget, Label):
            widget.update(f"now {rng.randrange(100)}\nand more", layout=False)
        case 3:
            widget.screen.query_one("#left").scroll_to(y=rng.randrange(60), animate=False)
        case 4:
            widget.screen.query_one(TextArea).insert(rng.choice("ab\n"))
        case _:
            widget.border_title = f"title {rng.randrange(100)}"


async def test_it_paints_what_textual_would_paint() -> None:
    rng = random.Random(7)
    app = BusyApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen._compositor.__class__ = Compared
        compositor = app.screen._compositor
        assert isinstance(compositor, Compared)
        widgets = [*app.screen.query("*")]
        for _ in range(60):
            for _ in range(rng.randrange(1, 4)):
                change(rng, widgets)
            await pilot.pause()
            assert compositor.render_strips() == [
                Strip.join(row.values())
                for row in Compositor._render_chops(compositor, compositor.size.region, lambda _: True)
            ]
        assert compositor.compared > 40


async def test_only_changed_rows_are_asked_for() -> None:
    app = BusyApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        first, second, *others = app.screen.query(Row)
        for row in (first, second, *others):
            row.asked = 0
        first.update("changed\nboth lines", layout=False)
        await pilot.pause()
        assert first.asked == 2
        assert [row.asked for row in (second, *others)] == [0] * 19


async def test_what_is_covered_is_not_asked_for() -> None:
    app = BusyApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.query_one("#over").styles.width = 80
        app.screen.query_one("#over").styles.offset = (0, 0)
        await pilot.pause()
        first = app.screen.query(Row).first()
        first.asked = 0
        first.refresh()
        await pilot.pause()
        assert first.asked == 0
