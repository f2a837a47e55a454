"""A page with ten thousand results, or a thousand pictures, over a page with ten."""

import shutil
import time
from pathlib import Path
from statistics import median

from benchmarks.filled_homes import filled_home
from benchmarks.measures import Case, Figure, Sample, Scenario
from benchmarks.reroll import reroll
from benchmarks.terminal.process_tree import ProcessTree
from benchmarks.terminal.program import Program

_STEPS = 20
_PAGES = 8
_SOUGHT = "result 1"
_FEW, _TEXTS, _PICTURES = 10, 10_000, 1000


def _grid(results: int, *, pictures: bool = False, again: bool = False) -> Sample:
    """`again`: the thumbnails are there already."""
    home, session_id = filled_home(results, pictures=pictures)
    if not again:
        shutil.rmtree(Path(home) / "cache", ignore_errors=True)
    with reroll("resume", session_id, home=home) as program:
        ready = program.wait_for("form ready", "result 1 ")
        sample: dict[str, float] = {"ready": (ready - program.started) / 1e6}
        program.settle()
        tree = ProcessTree(program.pid)
        opened = tree.resident_mib()
        program.press("f3")
        program.settle()
        if results > _FEW:
            sample["whole"] = _whole(program)
        sample["step"] = _answered(program, "down", "up")
        sample["page"] = _answered(program, "pagedown", "pageup")
        sample["select"] = _answered(program, "space", "space")
        sample["star"] = _answered(program, "*", "*")
        sample["filter"] = _filtered(program)
        before = tree.cpu_seconds()
        sample["to_end"] = _answered(program, "end", "home")
        sample["cpu"] = (tree.cpu_seconds() - before) * 1000 / _STEPS
        return {**sample, "opened": opened, "memory": tree.resident_mib()}


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


def _whole(program: Program) -> float:
    """The median time from a page further to the last frame of it, with every picture, in ms."""
    delays: list[float] = []
    for _ in range(_PAGES):
        pressed = program.press("pagedown")
        _next_frame(program, pressed)
        delays.append((program.settle(0.25) - pressed) / 1e6)
    _next_frame(program, program.press("home"))
    program.settle(0.25)
    return median(delays)


def _filtered(program: Program) -> float:
    """The median time from a letter of a filter to the end of the first frame after it, in ms."""
    program.press("/")
    program.settle(0.1)
    delays: list[float] = []
    for letter in _SOUGHT:
        pressed = program.press(letter)
        delays.append((_next_frame(program, pressed) - pressed) / 1e6)
        program.settle(0.1)
    program.press("escape")
    program.settle(0.1)
    return median(delays)


def _next_frame(program: Program, after: int) -> int:
    def wrote(_: object) -> bool:
        return bool(program.chunks) and program.chunks[-1][0] > after

    return program.wait_until(wrote, 5, what="an answer to a key")


def scenario() -> Scenario:
    """A page of 10,000 texts and one of 1,000 pictures over pages of ten."""
    return Scenario(
        "Grid",
        f"Sessions with {_TEXTS:,} text results and {_PICTURES:,} pictures over {_FEW}; "
        f"keys: median of {_STEPS} to the end of the next frame.",
        [
            Case("few", lambda: _grid(_FEW)),
            Case("texts", lambda: _grid(_TEXTS)),
            Case("few pictures", lambda: _grid(_FEW, pictures=True)),
            Case("pictures", lambda: _grid(_PICTURES, pictures=True)),
            Case("seen pictures", lambda: _grid(_PICTURES, pictures=True, again=True)),
        ],
        [
            Figure("10,000 texts, usable", "texts", "ready", "ms", "few", 1.3),
            Figure("10,000 texts, one row down", "texts", "step", "ms", "few", 1.3),
            Figure("10,000 texts, one page down", "texts", "page", "ms", "few", 1.3),
            Figure("10,000 texts, to the end", "texts", "to_end", "ms", "few", 1.5),
            Figure("10,000 texts, select one", "texts", "select", "ms", "few", 1.3),
            Figure("10,000 texts, star one", "texts", "star", "ms", "few", 1.3),
            Figure("10,000 texts, a letter of a filter", "texts", "filter", "ms", goal=50),
            Figure("10,000 texts, memory", "texts", "memory", "MiB", "few", 1.5),
            Figure("1,000 pictures, usable", "pictures", "ready", "ms", "few pictures", 1.3),
            Figure("1,000 pictures, one row down", "pictures", "step", "ms", "few pictures", 1.3),
            Figure("1,000 pictures, one page down", "pictures", "page", "ms", "few pictures", 1.3),
            Figure("1,000 pictures, a page whole", "pictures", "whole", "ms"),
            Figure("the same, seen before", "seen pictures", "whole", "ms", "pictures", 1.0),
            Figure("1,000 pictures, memory", "pictures", "memory", "MiB", "few pictures", 1.5),
        ],
    )
