"""The floor of start-up, memory and typing: a Textual app with one focused Input."""

from textual.app import App, ComposeResult
from textual.widgets import Input


class OneInput(App[None]):
    """Shows "floor ready" in an empty Input."""

    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        yield Input(placeholder="floor ready")


if __name__ == "__main__":
    OneInput().run()
