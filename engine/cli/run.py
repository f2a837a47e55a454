"""`reroll run`: drives a workflow without a screen, for scripts and pipes."""

import asyncio

from engine.cli.headless.arguments import parse
from engine.cli.headless.conduct import Conductor
from engine.cli.headless.fault import INTERRUPTED
from engine.cli.headless.step_arguments import names_a_step, parse_step
from engine.cli.headless.step_run import StepRun


def run(args: list[str]) -> int:
    """Carry out the script; `--help` lists the exit codes. Raises BrokenPipeError if its reader left."""
    conductor = StepRun(parse_step(args)) if names_a_step(args) else Conductor(parse(args))
    try:
        return asyncio.run(conductor.run())
    except KeyboardInterrupt:  # a second Ctrl+C: not even the end of what ran was waited for
        return INTERRUPTED
