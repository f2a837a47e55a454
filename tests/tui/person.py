"""The person at the keyboard, for tests of whole screens."""

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, TypeVar

from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from tui.interaction.header import Header
from tui.interaction.results_pane import ResultsPane
from tui.interaction.run_strip import RunStrip
from tui.widgets.stream_pane import StreamPane

W = TypeVar("W", bound=Widget)

PATIENCE = 15.0
"""Seconds until something that must come is missed; nothing waits this long when all is well."""


def text_of(screen: Screen[Any]) -> str:
    """Everything on a screen, without colour."""
    return "\n".join(strip.text for strip in screen._compositor.render_strips())


class Person:
    """Presses keys, waits for what must come, and reads the screen."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self.pilot = pilot
        self.app = pilot.app

    @property
    def screen(self) -> Screen[Any]:
        return self.app.screen

    @property
    def sees_now(self) -> str:
        return text_of(self.screen)

    async def until(self, holds: Callable[[], object], what: str = "") -> None:
        """Wait until `holds()` is true; fail with the screen's text if that takes too long."""
        ends = time.monotonic() + PATIENCE
        while True:
            await self.pilot.pause()
            with suppress(LookupError, AssertionError):
                if holds():
                    return
            if time.monotonic() > ends:
                raise AssertionError(f"waited in vain{what and f' for {what}'}; on screen:\n{self.sees_now}")
            await asyncio.sleep(0.005)

    async def sees(self, *texts: str) -> None:
        """Wait until all of these are on the screen."""
        for text in texts:
            await self.until(lambda text=text: text in self.sees_now, repr(text))

    async def misses(self, text: str) -> None:
        """Wait until this is not on the screen any more."""
        await self.until(lambda: text not in self.sees_now, f"{text!r} to go")

    async def at(self, kind: type[Screen[Any]]) -> None:
        """Wait until a screen of this kind is shown and drawn."""
        await self.until(lambda: isinstance(self.screen, kind) and self.screen.is_mounted, kind.__name__)
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def types(self, text: str) -> None:
        await self.pilot.press(*["space" if letter == " " else letter for letter in text])

    async def click(self, where: str | type[Widget], offset: tuple[int, int] = (1, 0)) -> None:
        assert await self.pilot.click(where, offset=offset)
        await self.pilot.pause()

    async def still(self) -> None:
        """Wait until two looks at the screen, some frames apart, are the same."""
        before = ""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            await self.pilot.pause()
            await asyncio.sleep(0.06)
            now = self.sees_now
            if now == before:
                return
            before = now
        raise AssertionError("the screen never stands still")

    # -- the page ---------------------------------------------------------------------------

    def find(self, kind: type[W], selector: str = "") -> W:
        return self.page.query_one(selector, kind) if selector else self.page.query_one(kind)

    @property
    def page(self) -> Screen[Any]:
        """The screen below any modal."""
        return self.app.screen_stack[0]

    def value(self, name: str) -> Any:
        """What the form holds for a field."""
        return self.page._model.value(name)  # type: ignore[attr-defined]

    @property
    def focused_field(self) -> str | None:
        field = getattr(self.page.focused, "field", None)
        return field.name if field else None

    @property
    def pictures(self) -> list[str]:
        return [item.id for item in self.find(ResultsPane).items]

    @property
    def running(self) -> list[str]:
        return [run.label for run in self.find(RunStrip).running]

    @property
    def failed(self) -> list[str]:
        return [run.error for run in self.find(RunStrip).failed]

    @property
    def save_state(self) -> str | None:
        return self.find(Header).save_state

    @property
    def log(self) -> str:
        """The whole log, on screen or not."""
        pane = self.find(StreamPane)
        return pane.text

    def toasts(self) -> Iterable[str]:
        return [note.message for note in self.app._notifications]
