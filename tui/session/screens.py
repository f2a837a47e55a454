"""The screens of a session by name."""

from engine.client.engine import Engine
from tui.session.history_screen import HistoryScreen
from tui.session.instruct_screen import InstructScreen
from tui.session.reference_screen import ReferenceScreen
from tui.session.screen import SessionScreen
from tui.session.settings_screen import SettingsScreen
from tui.session.tree_screen import TreeScreen


def session_screen(
    name: str, engine: Engine, session_id: str, title: str, *, can_use_values: bool = False
) -> SessionScreen:
    """The screen called `name` in the menu, over the session's own page. KeyError if there is none."""
    if name == "history":
        return HistoryScreen(engine, session_id, title, can_use_values=can_use_values)
    if name == "tree":
        return TreeScreen(engine, session_id, title, here=session_id)
    simple = {"references": ReferenceScreen, "instruct": InstructScreen, "settings": SettingsScreen}
    return simple[name](engine, session_id, title)
