"""An action that a reply asked for, as rows: what it was, and what became of it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from schemas.clean_text import clean_line
from schemas.messages.conversation import EmbeddedActionView
from tui.conversation.rows import Piece, Row, plain, wrapped

_MARKS: dict[str, tuple[str, str, str]] = {
    "waiting": ("?", "asks first", "warning"),
    "running": ("▶", "running", "accent"),
    "done": ("✓", "", "success"),
    "refused": ("✗", "refused", "warning"),
    "malformed": ("✗", "not readable", "warning"),
    "failed": ("✗", "failed", "error"),
    "declined": ("–", "declined", "faint"),
    "undone": ("↶", "undone", "faint"),
}
"""By status: a mark, a word and a look. The word says all that the look says."""

_SHORT = 48
"""Characters of one value on a folded card."""
_MOST = 4_000
"""Characters of raw markup, or of JSON, on an open card."""
_DETAIL = "      "


def card_rows(action: EmbeddedActionView, width: int, *, is_open: bool, moves_to: str = "") -> list[Row]:
    """The card; an open one shows parameters, outputs and markup whole."""
    indent = (Piece("  "),)
    rows = wrapped(list(_head(action, is_open=is_open)), width, indent, (Piece(_DETAIL),))
    if said := _outcome(action, moves_to):
        rows += plain(said, "error" if action.status == "failed" else "muted", width, "    ")
    if action.status == "waiting":
        margin = (Piece("    "),)
        answer = [Piece("y", "key"), Piece(" Yes, do it   "), Piece("n", "key"), Piece(" No")]
        answer.append(Piece("   (esc leaves the message)", "faint"))
        rows += wrapped(answer, width, margin, margin)
    if is_open:
        for title, text in _details(action):
            rows.append((Piece(f"    {title}", "faint"),))
            rows += plain(text, "code", width, _DETAIL)
    return rows


def what_it_did(action: EmbeddedActionView) -> str:
    """The action in one line of plain text, for messages and for the clipboard."""
    return f"{action.name or 'action'} {short_parameters(action.parameters)}".strip()


def short_parameters(parameters: Mapping[str, Any]) -> str:
    """`key: name · value: Ada`."""
    return " · ".join(f"{_short(str(name))}: {_short(_value(value))}" for name, value in parameters.items())


def _head(action: EmbeddedActionView, *, is_open: bool) -> Iterator[Piece]:
    mark, word, look = _MARKS[action.status]
    yield Piece(f"{mark} ", look)
    if word:
        yield Piece(f"{word}  ", look)
    if action.count > 1 and not action.name:
        return
    yield Piece(clean_line(action.name) or "action", "bold")
    if not is_open and (short := short_parameters(action.parameters)):
        yield Piece(f"  {short}", "muted")
    if is_open or action.parameters or action.raw:
        yield Piece("  ▾" if is_open else "  ▸", "faint")


def _outcome(action: EmbeddedActionView, moves_to: str) -> str:
    """What came of it: the state's keys that it set, where it led, or why it was not done."""
    if action.status != "done":
        return clean_line(action.message)
    parts = [f"{', '.join(clean_line(key) for key in action.changed)} changed"] if action.changed else []
    if moves_to:
        parts.append(f"→ {clean_line(moves_to)}")
    return " · ".join(parts) or "nothing changed"


def _details(action: EmbeddedActionView) -> Iterator[tuple[str, str]]:
    if action.parameters:
        yield "parameters", _json(action.parameters)
    if action.outputs is not None:
        yield "outputs", _json(action.outputs)
    if action.raw:
        yield "as it came", _cut(action.raw)


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _json(value: Any) -> str:
    return _cut(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def _short(text: str) -> str:
    line = clean_line(text[: _SHORT * 4]).strip()
    return line if len(line) <= _SHORT else line[: _SHORT - 1].rstrip() + "…"


def _cut(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[:_MOST]}\n… {len(text) - _MOST:,} characters more"
