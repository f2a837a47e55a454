"""Says, over whatever is shown, that the server is away, when it is asked again, and that it is back."""

import math
from typing import Any

from textual.app import App
from textual.content import Content
from textual.widgets import Static

from tui.engine_host import EngineHost

LOOK_SECONDS = 0.25
"""How often to look whether it is; nothing is asked for that."""

BACK_LOOKS = 12
"""For how many looks it is said that the server is back."""


class AwayLine(Static):
    """One line over the start of the first: what it covers is a title."""

    DEFAULT_CSS = """
    AwayLine {
        layer: _toastrack; dock: top; width: auto; height: 1; padding: 0 1;
        background: $warning; color: $background; text-style: bold;
        &.-back { background: $success; }
    }
    """


class AwayWatch:
    """One for a program whose engine is elsewhere. `look` is called again and again."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._was_away = False
        self._back = 0
        self._line: AwayLine | None = None

    def look(self, host: EngineHost) -> None:
        """Say how things stand now."""
        link = host.link
        if link is not None and link.away:
            self._was_away, self._back = True, 0
            left = math.ceil(link.seconds_left)
            when = f"trying again in {left} s" if left else "trying again …"
            self._say(f"server away, {when}", back=False)
        elif self._was_away:
            self._was_away, self._back = False, BACK_LOOKS
            self._say("server is back", back=True)
        elif self._back:
            self._back -= 1
            if not self._back:
                self._say_nothing()

    def _say(self, words: str, *, back: bool) -> None:
        screen = self._app.screen
        line = self._line
        if line is None or not line.is_attached or line.screen is not screen:
            self._say_nothing()
            line = self._line = AwayLine()
            screen.mount(line)
        line.set_class(back, "-back")
        line.update(Content(words))

    def _say_nothing(self) -> None:
        line, self._line = self._line, None
        if line is not None and line.is_attached:
            line.remove()
