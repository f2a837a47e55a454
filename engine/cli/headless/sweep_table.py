"""What became of a sweep, as a table for a person: a line for each run."""

from collections.abc import Iterator

from schemas.clean_text import clean_line
from schemas.messages.sweeps import SweepCell, SweepView

_WIDEST = 40


def sweep_table(view: SweepView) -> Iterator[str]:
    """The axes' titles, then each run's place on them, how it ended and its results' ids."""
    rows = [[axis.title for axis in view.axes] + ["ended", "results"]]
    for cell in view.cells:
        labels = [axis.labels[at] for axis, at in zip(view.axes, cell.at, strict=True)]
        rows.append([*labels, _ended(cell), " ".join(cell.results)])
    short = [[_short(text) for text in row[:-1]] + row[-1:] for row in rows]
    widths = [max(len(row[column]) for row in short) for column in range(len(rows[0]) - 1)]
    for row in short:
        cells = [text.ljust(width) for text, width in zip(row, widths, strict=False)]
        yield "  ".join([*cells, row[-1]]).rstrip()


def _ended(cell: SweepCell) -> str:
    message = str((cell.error or {}).get("message") or "")
    return f"{cell.status}: {message}" if message else cell.status


def _short(text: str) -> str:
    line = clean_line(text[: _WIDEST * 4])
    return line if len(line) <= _WIDEST else line[: _WIDEST - 1] + "…"
