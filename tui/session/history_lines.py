"""The history as lines of a list."""

import time

from textual.content import Content

from schemas.clean_text import clean_line
from schemas.messages.results import Result
from schemas.messages.session import ExecutionView
from schemas.messages.turns import TurnView
from tui.session.history import Entry, text_of

_MARKS = {
    "queued": ("◷", "$accent"),
    "running": ("▶", "$accent"),
    "completed": ("✓", "$text-success"),
    "failed": ("✗", "$text-error"),
    "cancelled": ("–", "$text-warning"),
    "interrupted": ("✗", "$text-warning"),
}
_CHARACTERS = 240


def entry_line(entry: Entry, *, marked: bool) -> Content:
    """One line; `marked` is the first of two results to be compared."""
    if entry.result is not None:
        return _result_line(entry.result, marked=marked)
    if entry.turn is not None:
        return _turn_line(entry.turn)
    return _run_line(entry)


def _run_line(entry: Entry) -> Content:
    execution = entry.run.execution
    mark, style = _MARKS[execution.status] if execution else ("↑", "dim")
    clock = time.strftime("%H:%M", time.localtime(entry.run.at))
    facts = _facts(execution, len(entry.run.results)) if execution else "before the fork"
    return Content.assemble(
        (f"{mark} ", style),
        (f"{clock}  ", "dim"),
        (_short(entry.run.label), "bold"),
        (f"  {facts}", "$text-error" if execution and execution.error else "dim"),
    )


def _facts(execution: ExecutionView, results: int) -> str:
    if execution.error:
        return _short(str(execution.error.get("message") or execution.status))
    facts = [f"{results} result{'s' if results != 1 else ''}"] if results else []
    if execution.status != "completed":
        facts.append(execution.status)
    if execution.ended_at is not None:
        facts.append(f"{max(0.0, execution.ended_at - execution.started_at):.1f} s")
    return " · ".join(facts)


def _turn_line(turn: TurnView) -> Content:
    edited = (" edited", "$text-warning") if turn.edited else ""
    return Content.assemble(("  ❯ turn", "$accent"), edited, f"  {_short(turn.reply or turn.asked)}")


def _result_line(result: Result, *, marked: bool) -> Content:
    picture = result.kind == "image"
    made = result.provenance
    text = _short(str(made.rendered.get("prompt") or "picture") if picture else text_of(result))
    seed = f"seed {made.seed}  " if picture and made.seed is not None else ""
    kind = "▣" if picture else "¶"
    return Content.assemble(
        ("◆ " if marked else "  ", "bold $warning"), (f"{kind} ", "$accent"), (seed, "dim"), text
    )


def _short(text: str) -> str:
    return clean_line(text[:_CHARACTERS]).strip()
