"""A screen that shows a change at once, and paints little for it."""

from textual._time import get_time, sleep
from textual.screen import Screen, ScreenResultType
from textual.timer import EventTargetGone, Timer

from tui.widgets.frugal_compositor import FrugalCompositor

FRAME_SECONDS = 1 / 120
"""Between two paints at least. Animations and streams, which paint by themselves, are slower."""


class FrameTimer(Timer):
    """Ticks as soon as it is resumed, though not sooner than its interval after the last tick.

    Textual's own ticks on a beat, and skips the first one after each tick: what changes soon
    after a paint is seen up to two intervals (33 ms) later.
    """

    _ticked_at = 0.0

    async def _run(self) -> None:
        while True:
            await self._active.wait()
            rest = self._ticked_at + self._interval - get_time()
            if rest > 0:
                await sleep(rest)
                continue
            self._ticked_at = now = get_time()
            try:
                await self._tick(next_timer=now, count=0)
            except EventTargetGone:
                break


class QuickScreen(Screen[ScreenResultType]):
    """A `Screen` with a `FrameTimer` and a `FrugalCompositor` (both private there; held by tests)."""

    _frames: FrameTimer | None = None

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(name, id, classes)
        self._compositor = FrugalCompositor()

    @property
    def _update_timer(self) -> Timer:
        if self._frames is None:
            self._frames = FrameTimer(
                self, FRAME_SECONDS, name="screen_update", callback=self._on_timer_update, pause=True
            )
            self._frames._start()
            self._timers.add(self._frames)
        return self._frames
