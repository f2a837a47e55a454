"""Whether this program's screen is in somebody's browser, see `tui.web`."""

import os
from typing import Any

from textual.app import App

DRIVER = "tui.web.driver:BrowserDriver"


def in_browser() -> bool:
    """Files, programs and the clipboard of this machine are then not those of the person."""
    return os.environ.get("TEXTUAL_DRIVER") == DRIVER


def file_hint(usual: str) -> str:
    """What to say where the path of a file is asked for."""
    return "Drop the file onto this page: its path is typed for you." if in_browser() else usual


def say_place(app: App[Any], session_id: str) -> None:
    """Tell the browser which session is shown, "" for none: a page that is loaded again goes on there."""
    say = getattr(app._driver, "say_place", None)
    if say is not None:
        say(session_id)
