"""Cells of a sweep as the painters of results draw them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from schemas.clean_text import clean
from schemas.messages.sweeps import SweepCell
from tui.results.result_item import ResultItem

UNFINISHED = ("queued", "running")

_WORDS = {
    "open": "not begun",
    "queued": "◷ waiting",
    "cancelled": "– stopped",
    "interrupted": "– cut off",
    "completed": "done, without a result",
}


def cell_item(
    number: int, cell: SweepCell, progress: tuple[float | None, str] | None, first: ResultItem | None
) -> ResultItem:
    """What stands in a cell: its first result where there is one, else how far it is or why not.

    `progress` is a fraction and a message, `first` the first of its results if that is known yet.
    """
    name = f"cell-{number}"
    if cell.status == "refused":
        reasons = clean("; ".join(cell.errors))
        return ResultItem(name, "", "text", state="failed", message=f"refused: {reasons}")
    if cell.status == "failed":
        reason = str((cell.error or {}).get("message") or "failed")
        return ResultItem(name, "", "text", state="failed", message=reason)
    if first is not None and cell.results:
        more = f"1 of {len(cell.results)}" if len(cell.results) > 1 else ""
        title = "⟳" if cell.status == "running" else ""
        label = " · ".join(words for words in (more, first.label) if words)
        return replace(first, id=name, title=title, label=label)
    if cell.status == "running":
        fraction, message = progress or (None, "")
        return ResultItem(name, "", "text", state="running", progress=fraction, message=message)
    if cell.results:
        return ResultItem(name, "", "text", text="…")
    return ResultItem(name, "", "text", text=_WORDS.get(cell.status, cell.status))


def counted(cells: Iterable[SweepCell]) -> str:
    """`7 of 12 done, 1 failed, 4 waiting`."""
    found: dict[str, int] = {}
    total = 0
    for cell in cells:
        total += 1
        found[cell.status] = found.get(cell.status, 0) + 1
    parts = [f"{found.pop('completed', 0)} of {total} done"]
    return ", ".join([*parts, *(f"{count} {_named(status)}" for status, count in _ordered(found).items())])


def _ordered(found: Mapping[str, int]) -> dict[str, int]:
    order = ("running", "queued", "failed", "refused", "cancelled", "interrupted", "open")
    return {status: found[status] for status in order if status in found}


def _named(status: str) -> str:
    return {"queued": "waiting", "cancelled": "stopped", "interrupted": "cut off", "open": "not begun"}.get(
        status, status
    )
