"""A record as one line of the list: where, what, how it stands."""

from collections.abc import Mapping

from schemas.messages.batches import BatchRecord, RecordStatus
from tui.records.record_lines import Piece
from tui.results.wrap import fit
from tui.script_steps.step_records import StepRecord

STANDING_CELLS = 14
"""Cells of how it stands, at the right."""

BAR_CELLS = 6

MARKS: Mapping[RecordStatus | None, tuple[str, str, str]] = {
    None: ("", "", "dim"),
    "waiting": ("◷", "waiting", "accent"),
    "running": ("▶", "running", "accent"),
    "success": ("✓", "done", "success"),
    "error": ("✗", "failed", "error"),
    "skipped": ("–", "skipped", "warning"),
    "cached": ("≡", "cached", "success"),
    "cancelled": ("·", "cancelled", "warning"),
}
"""Mark, word and look of each status: never the colour alone."""


def record_line(record: StepRecord, width: int, *, digits: int) -> list[Piece]:
    """The pieces of `width` cells; `digits` is how wide places are."""
    place = f"{record.place:>{digits}} "
    room = width - len(place)
    if record.run is None:
        return [(place, "dim"), (fit(record.title, room), "text")]
    title = fit(record.title, room - STANDING_CELLS - 1)
    return [(place, "dim"), (title, "text"), (" ", "text"), standing(record.run)]


def standing(run: BatchRecord | None) -> Piece:
    """How a record stands, in `STANDING_CELLS` cells."""
    mark, word, look = MARKS[run.status if run else None]
    text = f"{mark} {word}"
    if run is not None and run.status == "running" and run.fraction is not None:
        full = round(max(0.0, min(1.0, run.fraction)) * BAR_CELLS)
        text = f"{mark} {'█' * full}{'░' * (BAR_CELLS - full)} {run.fraction:>4.0%}"
    elif run is not None and run.status == "success" and run.seconds is not None:
        text += f" {run.seconds:.1f} s" if run.seconds < 100 else f" {run.seconds / 60:.0f} min"
    return fit(text, STANDING_CELLS), look
