"""Tabs on one line, in one widget: Textual's own are a widget each, in four more around them."""

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget


class TabLine(Widget, can_focus=True):
    """Shows tabs by their labels; left, right and clicks choose one.

    `tabs` maps names to labels. The first one is active to begin with.
    """

    DEFAULT_CSS = """
    TabLine { height: 1; pointer: pointer; text-wrap: nowrap; }
    """
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Previous tab", show=False),
        Binding("right", "move(1)", "Next tab", show=False),
    ]

    class Chosen(Message):
        """The person chose a tab; it is active already."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, tabs: Mapping[str, str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._labels = {name: Content(label) for name, label in tabs.items()}
        self._active = next(iter(tabs))

    @property
    def active(self) -> str:
        """The name of the active tab."""
        return self._active

    @active.setter
    def active(self, name: str) -> None:
        if name != self._active:
            self._active = name
            self.refresh()

    def label(self, name: str, label: Content) -> None:
        """Give a tab another label."""
        self._labels[name] = label
        self.refresh()

    def render(self) -> RenderResult:
        on = "$block-cursor-foreground on $block-cursor-background" if self.has_focus else "$accent"
        looks = {True: f"bold underline {on}", False: "$foreground 50%"}
        return Content("").join(
            Content.assemble(" ", label.stylize(looks[name == self._active]), " ")
            for name, label in self._labels.items()
        )

    def on_click(self, event: events.Click) -> None:
        end = self.styles.padding.left
        for name, label in self._labels.items():
            end += label.cell_length + 2
            if event.x < end:
                self._choose(name)
                return

    def action_move(self, by: int) -> None:
        names = list(self._labels)
        self._choose(names[(names.index(self._active) + by) % len(names)])

    def _choose(self, name: str) -> None:
        if name != self._active:
            self.active = name
            self.post_message(self.Chosen(name))
