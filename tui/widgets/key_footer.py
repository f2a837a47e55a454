"""The keys that work now, in one line and one widget.

Textual's own footer mounts a widget per key and rebuilds them all on every focus move, which
doubles the cost of a Tab; this one draws a line.
"""

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from schemas.clean_text import clean_line
from schemas.frozen import frozen

GAP = 2


@frozen
class _Key:
    key: str
    shown: str
    label: str
    first: bool

    @property
    def width(self) -> int:
        return cell_len(self.shown) + 1 + cell_len(self.label)


class KeyFooter(Static):
    """Shows the screen's active bindings; a click presses the key.

    Bindings whose id begins with `first`, or one of these, come first: the page's own actions are worth more
    than the program's. What does not fit is left out, and the palette has it.
    """

    DEFAULT_CSS = """
    KeyFooter { dock: bottom; height: 1; background: $panel; color: $foreground; padding: 0 1; }
    """
    ALLOW_SELECT = False

    def __init__(self, *, first: str | tuple[str, ...] = "sub-action.") -> None:
        super().__init__()
        self._first = first
        self._keys: list[_Key] = []
        self._places: list[tuple[int, int, str]] = []
        self._due = False

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)
        self.call_after_refresh(self._refresh_keys)

    def on_unmount(self) -> None:
        self.screen.bindings_updated_signal.unsubscribe(self)

    def on_resize(self) -> None:
        self._draw()

    def on_click(self, event: events.Click) -> None:
        column = event.x - self.styles.padding.left
        for start, end, key in self._places:
            if start <= column < end:
                self.app.simulate_key(key)
                return

    def _bindings_changed(self, _screen: Screen[object]) -> None:
        if not self._due:
            self._due = True
            self.call_after_refresh(self._refresh_keys)

    def _refresh_keys(self) -> None:
        self._due = False
        if not self.is_attached or self.app.screen is not self.screen:
            return
        keys: list[_Key] = []
        actions: set[str] = set()
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if not binding.show or not active.enabled or binding.action in actions or not binding.description:
                continue
            actions.add(binding.action)
            keys.append(self._key(binding))
        keys.sort(key=lambda key: not key.first)
        if keys != self._keys:
            self._keys = keys
            self._draw()

    def _key(self, binding: Binding) -> _Key:
        shown = self.app.get_key_display(binding)
        first = bool(binding.id and binding.id.startswith(self._first))
        return _Key(binding.key, shown, clean_line(binding.description), first)

    def _draw(self) -> None:
        room = self.content_region.width
        parts: list[str | tuple[str, str]] = []
        self._places = []
        column = 0
        for key in _fitting(self._keys, room):
            if column:
                parts.append(" " * GAP)
                column += GAP
            parts += [(key.shown, "bold $accent"), f" {key.label}"]
            self._places.append((column, column + key.width, key.key))
            column += key.width
        self.update(Content.assemble(*parts), layout=False)


def _fitting(keys: Sequence[_Key], room: int) -> list[_Key]:
    """As many keys as fit, in order; a long one in the middle does not hide the short ones behind it."""
    fitting: list[_Key] = []
    used = 0
    for key in keys:
        needs = key.width + (GAP if fitting else 0)
        if used + needs <= room:
            fitting.append(key)
            used += needs
    return fitting
