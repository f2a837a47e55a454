"""What a conversation knows: the workflow's state as a small tree, with what the last turn changed."""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from textual.content import Content

from engine.form.same_json import same_json
from schemas.clean_text import clean_line
from schemas.messages.conversation import ConversationView, EmbeddedActionView

MOST_LINES = 300
_MOST_CHARACTERS = 200
_DEEPEST = 8

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


def context_tree(view: ConversationView) -> Content:
    """A line for each value; `*` stands before what the newest reply changed."""
    changed, before = last_changes(view)
    lines: list[Content] = []
    found = islice(_lines(view.context, changed, before), MOST_LINES + 1)
    lines.extend(found)
    if len(lines) > MOST_LINES:
        lines[-1] = Content.styled("  … and more", "dim")
    return Content("\n").join(lines) if lines else Content.styled("  Nothing yet.", "dim")


def _lines(context: Mapping[str, Any], changed: set[str], before: Mapping[str, Any]) -> Iterator[Content]:
    for key, value in context.items():
        if key in changed:
            yield from _tree(key, value, before.get(key, _ABSENT), 0)
        else:
            yield from _tree(key, value, value, 0)


def _tree(name: str, value: Any, before: Any, depth: int) -> Iterator[Content]:
    news = before is _ABSENT or not same_json(value, before)
    mark = Content.styled("* ", "bold $text-warning") if news else Content("  ")
    label = Content.assemble(mark, "  " * depth, (clean_line(name), "$text-accent"))
    parts = _parts(value)
    if parts is None or depth == _DEEPEST:
        yield label + Content(f"  {_short(value)}")
    elif not parts:
        yield label + Content.styled("  none", "dim")
    else:
        yield label
        for at, (key, item) in enumerate(parts):
            yield from _tree(key, item, _part(before, at, key), depth + 1)


def _parts(value: Any) -> list[tuple[str, Any]] | None:
    """What is in it, by name or number; None for a value that has no parts."""
    if isinstance(value, Mapping):
        return [(str(key), item) for key, item in value.items()]
    if isinstance(value, list):
        return [(_named(item, at), item) for at, item in enumerate(value, 1)]
    return None


def _named(_item: Any, at: int) -> str:
    return f"{at}."


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
