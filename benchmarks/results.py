"""A thousand results in the grid: opening them and moving among them."""

import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.generated_workflow import write_workflow
from benchmarks.measures import Case, Figure, Sample, Scenario
from benchmarks.reroll import reroll
from benchmarks.terminal.process_tree import ProcessTree
from benchmarks.terminal.program import Program

_STEPS = 20
_FEW, _MANY = 10, 1000


def _grid(results: int) -> Sample:
    with tempfile.TemporaryDirectory() as folder:
        path = write_workflow(Path(folder), results=results)
        with reroll("open", str(path)) as program:
            ready = program.wait_for("form ready", "result 1 ")
            program.settle()
            memory = ProcessTree(program.pid).resident_mib()
            program.press("f3")
            program.settle()
            return {
                "ready": (ready - program.started) / 1e6,
                "memory": memory,
                "step": _answered(program, "down", "up"),
                "page": _answered(program, "pagedown", "pageup"),
            }


def _answered(program: Program, there: str, back: str) -> float:
    """The median time from a key to the end of the first frame after it, in ms."""
    delays: list[float] = []
    for number in range(_STEPS):
        pressed = program.press(there if number % 2 == 0 else back)
        shown = _next_frame(program, pressed)
        delays.append((shown - pressed) / 1e6)
        program.settle(0.1)
        time.sleep(0.02)
    return median(delays)


def _next_frame(program: Program, after: int) -> int:
    def wrote(_: object) -> bool:
        return bool(program.chunks) and program.chunks[-1][0] > after

    return program.wait_until(wrote, 5, what="an answer to a key")


def scenario() -> Scenario:
    """A grid of 1,000 results over a grid of 10."""
    return Scenario(
        "Results",
        f"{_MANY:,} text results over {_FEW}; keys: median of {_STEPS} to the end of the next frame.",
        [Case("few", lambda: _grid(_FEW)), Case("many", lambda: _grid(_MANY))],
        [
            Figure("1,000 results, usable", "many", "ready", "ms", "few", 1.3),
            Figure("1,000 results, memory", "many", "memory", "MiB", goal=80),
            Figure("1,000 results, one row down", "many", "step", "ms", "few", 1.3),
            Figure("1,000 results, one page down", "many", "page", "ms", "few", 1.3),
        ],
    )
