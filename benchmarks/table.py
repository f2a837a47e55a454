"""The figures of a scenario as a plain text table."""

from benchmarks.measures import Figure, Samples, Scenario

_HEAD = ("", "median", "", "x floor", "goal", "")


def table(scenario: Scenario, samples: Samples) -> str:
    """Return one row per figure: title, median, unit, ratio to its floor, goal, ok or over."""
    rows = [_HEAD, *(_row(figure, samples) for figure in scenario.figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    right = {1, 3, 4}
    lines = [
        "  ".join(
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join(lines)


def _row(figure: Figure, samples: Samples) -> tuple[str, ...]:
    value, ratio = samples.value(figure), samples.ratio(figure)
    goal = "" if figure.goal is None else f"{figure.goal:g}" + ("x" if figure.floor else "")
    return (
        figure.title,
        "-" if value is None else _number(value),
        figure.unit,
        "" if ratio is None else f"{ratio:.2f}",
        goal,
        samples.judged(figure),
    )


def _number(value: float) -> str:
    """Three digits that matter."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.3g}"
