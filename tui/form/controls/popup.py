"""What opens over the form at a control, and goes when the focus does."""

from textual.message import Message
from textual.widget import Widget


class Popup(Widget, can_focus=True):
    """Takes the focus, tells its `owner` what was done in it, and removes itself."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Popup {
        overlay: screen; constrain: none inside; width: auto; height: auto; margin: 0;
        background: $panel; color: $foreground; text-style: none;
    }
    """

    class Closed(Message):
        """It is going away; `refocus` unless the person went elsewhere."""

        def __init__(self, refocus: bool) -> None:
            super().__init__()
            self.refocus = refocus

    def __init__(self, owner: Widget) -> None:
        super().__init__()
        self.owner = owner
        self._leaving = False

    def open(self) -> None:
        """Stand below the owner. Text controls draw no children, so it is beside them."""
        row = self.owner.parent
        assert isinstance(row, Widget)
        self.styles.margin = 0  # against what the row says about its children
        row.mount(self, after=self.owner)

    def on_mount(self) -> None:
        self.focus()

    def on_blur(self) -> None:
        self.close(refocus=False)

    def action_close(self) -> None:
        self.close(refocus=True)

    def close(self, *, refocus: bool) -> None:
        """Go away, once."""
        if not self._leaving:
            self._leaving = True
            self.owner.post_message(self.Closed(refocus))
            self.remove()
