"""A list and a panel: side by side where there is room, else one at a time under tabs."""

from collections.abc import Iterable

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from tui.widgets.tab_line import TabLine


class TwoPanes(Horizontal):
    """`names` are the labels of both panes; F2 and F3 go to them.

    The pane with the focus is the one that is shown under tabs.
    """

    DEFAULT_CSS = """
    TwoPanes {
        height: 1fr;
        & > TabLine { display: none; dock: top; background: $panel; }
        & > .pane { width: 1fr; height: 1fr; }
        & > #panel-pane { border-left: solid $foreground 20%; padding-left: 1; }
    }
    Screen.-narrow TwoPanes, Screen.-tiny TwoPanes {
        & > TabLine { display: block; }
        & > .pane { display: none; }
        & > .pane.-active { display: block; }
        & > #panel-pane { border-left: none; padding-left: 0; }
    }
    """

    def __init__(self, names: tuple[str, str], listed: Iterable[Widget], panel: Iterable[Widget]) -> None:
        super().__init__(id="panes")
        self._names = names
        self._content = (tuple(listed), tuple(panel))
        self._active = 0
        self._last: dict[int, Widget] = {}
        for at, key in enumerate(("f2", "f3")):
            binding = Binding(key, f"pane({at})", names[at], priority=True, id=f"panes.{key}")
            self._bindings.key_to_bindings[key] = [binding]

    def compose(self) -> ComposeResult:
        yield TabLine({str(at): name for at, name in enumerate(self._names)}, id="pane-tabs")
        yield Vertical(*self._content[0], id="list-pane", classes="pane -active")
        yield Vertical(*self._content[1], id="panel-pane", classes="pane")

    @property
    def active(self) -> int:
        """0 for the list, 1 for the panel."""
        return self._active

    def go_to(self, pane: int) -> None:
        """Show a pane and give it the focus, where it was there before."""
        self._activate(pane)
        last = self._last.get(pane)
        if last is None or not (last.is_attached and last.focusable):
            last = next((each for each in self._panes[pane].query("*") if each.focusable), None)
        if last is not None:
            # Not `focus()`, which happens later: the next key is meant for it already.
            self.screen.set_focus(last)

    def action_pane(self, pane: int) -> None:
        self.go_to(pane)

    @property
    def _panes(self) -> list[Vertical]:
        return [self.query_one(f"#{name}-pane", Vertical) for name in ("list", "panel")]

    def _activate(self, pane: int) -> None:
        self._active = pane
        self.query_one(TabLine).active = str(pane)
        for at, each in enumerate(self._panes):
            each.set_class(at == pane, "-active")
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer names the other pane."""
        return not (action == "pane" and self.is_mounted and parameters == (self._active,))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        for at, pane in enumerate(self._panes):
            if pane in event.widget.ancestors:
                self._last[at] = event.widget
                if at != self._active:
                    self._activate(at)

    @on(TabLine.Chosen)
    def _tab(self, message: TabLine.Chosen) -> None:
        message.stop()
        self._activate(int(message.name))
