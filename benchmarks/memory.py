"""What the program holds while nobody uses it."""

import time

from benchmarks.measures import Case, Figure, Sample, Scenario
from benchmarks.reroll import floor, kept_home, reroll
from benchmarks.start_up import FORM_TEXTS, look_and_quit
from benchmarks.terminal.process_tree import ProcessTree
from benchmarks.terminal.program import Program

_IDLE = 2.0
_WATCHED = 2.0


def _idle(program: Program, *ready: str) -> Sample:
    program.wait_for(*ready)
    time.sleep(_IDLE)
    tree = ProcessTree(program.pid)
    before = tree.cpu_seconds()
    time.sleep(_WATCHED)
    used = tree.cpu_seconds() - before
    if not program.running:
        raise RuntimeError(f"the program ended while idle:\n{program.screen.text()}")
    return {"memory": tree.resident_mib(), "cpu": 100 * used / _WATCHED, "processes": len(tree.pids())}


def _floor() -> Sample:
    with floor("one_input") as program:
        return _idle(program, "floor ready")


def _home() -> Sample:
    with reroll() as program:
        return _idle(program, "Picture prompt")


def _first_form() -> Sample:
    """In a fresh home."""
    with reroll("open", "media_prompt") as program:
        return _idle(program, *FORM_TEXTS)


def _form() -> Sample:
    """In a home that was used before."""
    with kept_home() as home:
        look_and_quit(home)
        with reroll("open", "media_prompt", home=home) as program:
            return _idle(program, *FORM_TEXTS)


def scenario() -> Scenario:
    """Idle memory and CPU of the home screen and of a media form."""
    return Scenario(
        "Idle",
        f"{_IDLE:g} s after ready: resident memory of the process tree, summed; CPU over {_WATCHED:g} s.",
        [Case("floor", _floor), Case("home", _home), Case("form", _form), Case("first", _first_form)],
        [
            Figure("bare app, memory", "floor", "memory", "MiB"),
            Figure("home, memory", "home", "memory", "MiB", goal=60),
            Figure("media form, memory", "form", "memory", "MiB", goal=60),
            Figure("media form, first time in a home", "first", "memory", "MiB", goal=60),
            Figure("bare app, CPU", "floor", "cpu", "%"),
            Figure("home, CPU", "home", "cpu", "%", goal=1),
            Figure("media form, CPU", "form", "cpu", "%", goal=1),
        ],
    )
