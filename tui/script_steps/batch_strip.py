"""How the runs go, over the records: what failed, how far, how long yet."""

from collections.abc import Mapping, Sequence
from typing import Any

from textual.content import Content
from textual.widgets import Static

from schemas.clean_text import clean_line
from schemas.messages.batches import BatchView
from tui.queue.lines import span
from tui.script_steps.record_line import MARKS
from tui.script_steps.step_records import StepRecord, StepRecords

BAR_CELLS = 20
ROOM_FOR_BAR = 60
MOST_FAILED = 2
"""Failures that are told in words; the others are counted."""

_MOST_CHARACTERS = 400
_SETTINGS_SHOWN = 4


class BatchStrip(Static):
    """One line is always there; failures stand above it until their records ran again."""

    DEFAULT_CSS = """
    BatchStrip { height: auto; min-height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def show(self, records: StepRecords, going: Sequence[BatchView], settings: Mapping[str, Any]) -> None:
        """`going` are the batches of which something waits or runs, `settings` those of this run."""
        failed = [records.records[each] for each in records.failed]
        lines = [_failure(record) for record in failed[:MOST_FAILED]]
        if len(failed) > MOST_FAILED:
            more = len(failed) - MOST_FAILED
            lines.append(Content.styled(f"  and {more} more failed", "$text-error"))
        lines.append(self._standing(records, going) + _settings(settings))
        self.update(Content("\n").join(lines))

    def _standing(self, records: StepRecords, going: Sequence[BatchView]) -> Content:
        counts: dict[Any, int] = {}
        for record in records.records.values():
            counts[record.status] = counts.get(record.status, 0) + 1
        if going:
            return self._progress(going)
        parts = [
            Content.styled(f"{mark} {counts[status]} {word}", _STYLES[look])
            for status, (mark, word, look) in MARKS.items()
            if status is not None and counts.get(status)
        ]
        if not parts:
            return Content.styled("Not run yet." if records.records else "", "dim")
        if counts.get(None):
            parts.append(Content.styled(f"{counts[None]} not run yet", "dim"))
        return Content("   ").join(parts)

    def _progress(self, going: Sequence[BatchView]) -> Content:
        done, total = sum(batch.done for batch in going), sum(batch.total for batch in going)
        facts = [f"{done}/{total}"]
        running = sum(batch.counts.get("running", 0) for batch in going)
        if all(batch.paused for batch in going):
            facts.append("‖ paused" + (f", {running} still running" if running else ""))
        else:
            left = [batch.seconds_left for batch in going if batch.seconds_left]
            facts.append(f"about {span(max(left))} left" if left else f"{running} running")
        failed = sum(batch.counts.get("error", 0) for batch in going)
        bar = ""
        if self.size.width >= ROOM_FOR_BAR:
            full = int(BAR_CELLS * done / max(total, 1))
            bar = "█" * full + "░" * (BAR_CELLS - full) + " "
        label = clean_line(going[-1].label)
        said = Content.assemble(("▶ ", "$accent"), (label, "bold"), f"  {bar}{' · '.join(facts)}")
        return said + Content.styled(f"   ✗ {failed} failed", "$text-error") if failed else said


_STYLES = {
    "accent": "$accent",
    "success": "$text-success",
    "error": "$text-error",
    "warning": "$text-warning",
    "dim": "dim",
}


def _failure(record: StepRecord) -> Content:
    said = clean_line((record.run.message if record.run else "")[:_MOST_CHARACTERS])
    return Content.assemble(
        ("✗ ", "$text-error"), (f"{record.place} {record.title}", "bold"), ("  ", ""), (said, "$text-error")
    )


def _settings(settings: Mapping[str, Any]) -> Content:
    """What holds for runs from here, so that nobody wonders."""
    if not settings:
        return Content("")
    shown = [f"{clean_line(name)} {clean_line(str(value))[:30]}" for name, value in settings.items()]
    more = f" and {len(shown) - _SETTINGS_SHOWN} more" if len(shown) > _SETTINGS_SHOWN else ""
    return Content.styled(f"   this run: {', '.join(shown[:_SETTINGS_SHOWN])}{more}", "$accent")
