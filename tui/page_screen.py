"""A screen that is styled once, for the size it is going to have."""

import asyncio
from collections.abc import Sequence

from textual import events, on

from tui.widgets.quick_screen import QuickScreen


class PageScreen(QuickScreen[None]):
    """What every whole screen of Reroll is.

    Textual styles all widgets when they are mounted, again when their screen is resumed, and
    a third time when the first layout tells the screen its size: each takes longer than the
    layout itself. Here the breakpoints' classes are there before the first widget is mounted,
    and the first resume leaves the styles as they are.

    Textual paints right after the first layout, before the widgets have drawn themselves for
    the size it gave them, and then twice again. Here the first paint waits for them.
    """

    _resumed = False
    _paints = False
    _layout_paints = True

    def on_compose(self) -> None:
        """Before there are children: the classes cost nothing yet."""
        width, height = self.app.size
        reached = {
            *_reached(self.app.HORIZONTAL_BREAKPOINTS, width),
            *_reached(self.app.VERTICAL_BREAKPOINTS, height),
        }
        self.add_class(*reached)

    @on(events.ScreenResume)
    def _keep_fresh_styles(self, event: events.ScreenResume) -> None:
        """Handled before the toolkit's own handler, which looks at `refresh_styles`."""
        if not self._resumed:
            self._resumed = True
            event.refresh_styles = False

    # Private in Textual; held by a test.

    def _on_timer_update(self) -> None:
        if not self._paints:
            # What waits for the first paint is not called yet either.
            self._update_timer.pause()
            if self.size:
                self._paint_soon()
            return
        # A layout paints what it changed; where all is to be painted, that would be painted twice.
        self._layout_paints = not (self._layout_required and self._repaint_required)
        super()._on_timer_update()
        self._layout_paints = True

    def _compositor_refresh(self) -> None:
        if not self._paints:
            self._paint_soon()
        elif self._layout_paints:
            super()._compositor_refresh()
        self._layout_paints = True

    def _paint_soon(self) -> None:
        """The tasks of the widgets that were told their size are called before what is called here."""
        asyncio.get_running_loop().call_soon(self._begin_to_paint)

    def _begin_to_paint(self) -> None:
        if not self._paints:
            self._paints = True
            self.refresh()


def _reached(breakpoints: Sequence[tuple[int, str]] | None, cells: int) -> list[str]:
    """The class of the largest breakpoint that is not above `cells`, if there is one."""
    return [name for least, name in sorted(breakpoints or []) if least <= cells][-1:]
