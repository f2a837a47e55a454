"""Entries of the audit log as lines."""

import time

from textual.content import Content

from schemas.clean_text import clean_line
from schemas.messages.audit import AuditEntry

_MARKS = {
    "completed": ("✓", "$text-success"),
    "failed": ("✗", "$text-error"),
    "interrupted": ("✗", "$text-warning"),
    "cancelled": ("–", "$text-warning"),
}
_DAY = 86_400
_MINUTE = 60


def entry_line(entry: AuditEntry, now: float) -> Content:
    """Two lines: when, what and how it ended; then over what, and where."""
    mark, style = _MARKS[entry.status]
    end = "" if entry.status == "completed" else f"  {entry.status}"
    if entry.error and entry.error != entry.status:
        end += f", {clean_line(entry.error)}"
    took = "" if entry.seconds is None else f"  {_took(entry.seconds)}"
    where = [entry.provider, entry.action, entry.workflow_id, entry.step_id]
    where += [f"record {entry.record_id}"] if entry.record_id is not None else []
    where.append(f"session {entry.session_id}")
    return Content.assemble(
        (f"{mark} ", style),
        (f"{_when(entry.at, now)}  ", "dim"),
        (clean_line(entry.label or entry.action), "bold"),
        (end, style),
        (took, "dim"),
        "\n    ",
        (" · ".join(clean_line(part) for part in where if part), "dim"),
    )


def _when(at: float, now: float) -> str:
    then = time.localtime(at)
    return time.strftime("%H:%M:%S" if now - at < _DAY / 2 else "%Y-%m-%d %H:%M", then)


def _took(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < _MINUTE else f"{seconds / _MINUTE:.1f} min"
