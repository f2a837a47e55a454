"""Shortcuts of sub-actions: one letter each, the first one wins, the program's own keys stay its own."""

from typing import Any

from engine.documents.findings import Findings, shown
from engine.documents.place import Place
from schemas.json_value import is_object

_EDITING = ("escape", "esc", "tab", "shift+tab", "enter", "space", "up", "down", "left", "right")
_PAGING = ("home", "end", "pageup", "pagedown")
_PROGRAM = ("ctrl+c", "ctrl+q", "ctrl+p", "ctrl+g", "ctrl+o", "ctrl+s", "ctrl+x")
RESERVED = frozenset((*_EDITING, *_PAGING, *_PROGRAM, "f1", "f2", "f3", "f4", "f5", "?"))
"""Keys that the terminal interface keeps for itself on every screen."""


def check_shortcuts(actions: list[Any], place: Place, findings: Findings) -> None:
    """Warn about shortcuts that are taken or reserved, and drop them from the raw sub-actions."""
    owners: dict[str, str] = {}
    for at, action in enumerate(actions):
        shortcut = action.get("shortcut") if is_object(action) else None
        if not isinstance(shortcut, str):
            continue
        where = place.at(at, "shortcut")
        if shortcut.lower() in RESERVED:
            message = "this key belongs to the program; the sub-action gets no shortcut"
        elif shortcut in owners:
            message = f'"{owners[shortcut]}" has this shortcut already; this one gets none'
        else:
            owners[shortcut] = str(action.get("id", ""))
            continue
        findings.warn(where, message, found=shown(shortcut))
        actions[at] = {**action, "shortcut": None}
