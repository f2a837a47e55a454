"""A screen that is styled once, for the size it is going to have."""

from collections.abc import Sequence

from textual import events, on

from tui.widgets.quick_screen import QuickScreen


class PageScreen(QuickScreen[None]):
    """What every whole screen of Reroll is.

    Textual styles all widgets when they are mounted, again when their screen is resumed, and
    a third time when the first layout tells the screen its size: each takes longer than the
    layout itself. Here the breakpoints' classes are there before the first widget is mounted,
    and the first resume leaves the styles as they are.
    """

    _resumed = False

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


def _reached(breakpoints: Sequence[tuple[int, str]] | None, cells: int) -> list[str]:
    """The class of the largest breakpoint that is not above `cells`, if there is one."""
    return [name for least, name in sorted(breakpoints or []) if least <= cells][-1:]
