"""What a conversation knows: the workflow's state as a small tree, with what the last turn changed."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from engine.form.same_json import same_json
from schemas.clean_text import clean_line
from schemas.messages.conversation import ConversationView, EmbeddedActionView
from tui.conversation.rows import Piece, Row, wrapped

MOST_ROWS = 500
_MOST_CHARACTERS = 200
_DEEPEST = 8
_MOST_NAME = 40

_ABSENT = object()


def last_changes(view: ConversationView) -> tuple[set[str], dict[str, Any]]:
    """Which keys of the state the newest reply changed, and what was known to be in them before."""
    replies = [(turn.at, turn.actions) for turn in view.turns]
    replies += [(partial.at, partial.actions) for partial in view.partial]
    replies.sort(key=lambda reply: reply[0])
    if not replies:
        return set(), {}
    changed = {key for action in _done(replies[-1][1]) for key in action.changed}
    before: dict[str, Any] = {}
    for _, actions in replies[:-1]:
        for action in _done(actions):
            before.update(action.changed)
    return changed, before


def context_tree(view: ConversationView, width: int) -> list[Row]:
    """A line or more for each value; `*` stands before what the newest reply changed."""
    changed, before = last_changes(view)
    rows: list[Row] = []
    for key, value in view.context.items():
        known = before.get(key, _ABSENT) if key in changed else value
        for lines in _tree(key, value, known, 0, width):
            rows += lines
            if len(rows) >= MOST_ROWS:
                return [*rows[:MOST_ROWS], (Piece("  … and more", "faint"),)]
    return rows or [(Piece("  Nothing yet.", "faint"),)]


def _tree(name: str, value: Any, before: Any, depth: int, width: int) -> Iterator[list[Row]]:
    news = before is _ABSENT or not same_json(value, before)
    mark = Piece("* " if news else "  ", "warning")
    indent = Piece("  " * depth)
    rest = (Piece("  "), indent, Piece("  "))
    label = Piece(clean_line(name), "accent")
    parts = _parts(value)
    if called := _name_of(value) if name.endswith(".") else "":
        label, parts = Piece(f"{label.text}{called}", "accent"), parts[1:] if parts else parts
    if parts and depth < _DEEPEST:
        yield wrapped([indent, label], width, (mark,), rest)
        for at, (key, item) in enumerate(parts):
            yield from _tree(key, item, _part(before, at, key), depth + 1, width)
    else:
        said = Piece("  none", "faint") if parts == [] else Piece(f"  {_short(value)}")
        yield wrapped([indent, label, said], width, (mark,), rest)


def _parts(value: Any) -> list[tuple[str, Any]] | None:
    """What is in it, by name or number; None for a value that has no parts."""
    if isinstance(value, Mapping):
        return [(str(key), item) for key, item in value.items()]
    if isinstance(value, list):
        return [(f"{at}.", item) for at, item in enumerate(value, 1)]
    return None


def _name_of(item: Any) -> str:
    """What a thing in a list is called: its first text."""
    first = next(iter(item.values()), None) if isinstance(item, Mapping) else None
    return f" {_short(first)}" if isinstance(first, str) and len(first) <= _MOST_NAME else ""


def _part(before: Any, at: int, key: str) -> Any:
    if isinstance(before, Mapping):
        return before.get(key, _ABSENT)
    if isinstance(before, list):
        return before[at] if at < len(before) else _ABSENT
    return _ABSENT


def _done(actions: list[EmbeddedActionView]) -> Iterator[EmbeddedActionView]:
    return (action for action in actions if action.status == "done")


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    line = clean_line(text[: _MOST_CHARACTERS + 1]).strip()
    return line if len(text) <= _MOST_CHARACTERS else line[:_MOST_CHARACTERS] + "…"
