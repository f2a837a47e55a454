"""A change is painted at once, the next one a frame later at the soonest."""

import asyncio
import time

from textual.app import App, ComposeResult
from textual.widgets import Label

from tui.widgets.quick_screen import FRAME_SECONDS, QuickScreen


class CountingScreen(QuickScreen[None]):
    """Notes when it paints."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[float] = []

    def compose(self) -> ComposeResult:
        yield Label("text")

    def _compositor_refresh(self) -> None:
        self.painted.append(time.monotonic())
        super()._compositor_refresh()


class CountingApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(CountingScreen())


async def test_paints_are_a_frame_apart() -> None:
    app = CountingApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, CountingScreen)
        screen.painted.clear()
        began = time.monotonic()
        while time.monotonic() < began + 0.3 or len(screen.painted) < 3:
            screen.query_one(Label).refresh()
            await asyncio.sleep(0)
        # Not each gap: on a busy machine a late paint is followed by one that is in time.
        assert len(screen.painted) <= (time.monotonic() - began) / FRAME_SECONDS + 2


async def test_nothing_is_painted_when_nothing_changes() -> None:
    app = CountingApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, CountingScreen)
        screen.painted.clear()
        await asyncio.sleep(5 * FRAME_SECONDS)
        assert screen.painted == []
        screen.query_one(Label).refresh()
        await pilot.pause()
        await asyncio.sleep(5 * FRAME_SECONDS)
        assert len(screen.painted) == 1


async def test_the_timer_ends_with_the_screen() -> None:
    app = CountingApp()
    async with app.run_test() as pilot:
        screen = app.screen
        assert isinstance(screen, CountingScreen)
        screen.query_one(Label).refresh()
        await pilot.pause()
        frames = screen._frames
        assert frames is not None
        await app.pop_screen()
        assert frames._task is None or frames._task.done()
