"""Reads the command line of `reroll run … --step`: one step over records."""

import argparse
import json
from collections.abc import Sequence
from typing import Any

from engine.cli.headless.run_options import add_run_options
from schemas.frozen import frozen
from schemas.messages.batches import Only

_EPILOG = """Runs one script step over sections of a document and waits for the end of all. Progress goes to
standard error, and what became of each section to standard output: with --json as one object with
success, results, step and sections_processed, otherwise as a table.

exit codes:
  0    every section has its output, or was skipped
  1    the run of at least one section failed; the others keep what was made
  2    wrong usage: a step, a document, a section or a value that is not there or not allowed; nothing ran
  124  --timeout is over         130  interrupted (Ctrl+C)         143  terminated
In the last three, what waited and ran is cancelled.

examples:
  reroll run blog_post --step polish --document 1
  reroll run blog_post --step illustrate --document 1 --sections 2,3 --set parameters.seed=7 --json
  reroll run blog_post --step polish --document 1 --only failed"""


@frozen
class StepArguments:
    """What is asked for. `sections` None are all; `timeout` is in seconds."""

    workflow: str
    step: str
    document: int
    sections: list[int] | None
    settings: dict[str, Any]
    inputs: dict[str, Any]
    only: Only
    providers: dict[str, str]
    as_json: bool
    quiet: bool
    timeout: float | None


def names_a_step(args: Sequence[str]) -> bool:
    """Whether a command line of `reroll run` is one of a step over records."""
    return any(arg == "--step" or arg.startswith("--step=") for arg in args)


def parse_step(args: Sequence[str]) -> StepArguments:
    """Read the arguments. Prints help or what is wrong and raises SystemExit as argparse does."""
    parser = _parser()
    space = parser.parse_args(args)
    settings: dict[str, Any] = {}
    inputs: dict[str, Any] = {}
    for text in space.set:
        name, found, value = text.partition("=")
        group, _, key = name.strip().rpartition(".")
        if not (found and key) or group not in ("", "parameters", "inputs"):
            parser.error(f"--set takes parameters.NAME=VALUE or inputs.NAME=TEXT, not {text[:80]!r}")
        if group == "inputs":
            inputs[key] = value
        else:
            settings[key] = _value(value)
    return StepArguments(
        workflow=space.workflow,
        step=space.step,
        document=space.document,
        sections=space.sections,
        settings=settings,
        inputs=inputs,
        only=space.only,
        providers=dict(space.provider),
        as_json=space.json,
        quiet=space.quiet,
        timeout=space.timeout,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reroll run",
        usage="reroll run WORKFLOW --step STEP --document ID [OPTION]...",
        description="Runs one script step over the sections of a document, without a screen.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("workflow", metavar="WORKFLOW", help="a known id, a folder, or a JSON file")
    parser.add_argument("--step", required=True, metavar="STEP", help="the step's id")
    parser.add_argument("--document", required=True, type=int, metavar="ID", help="the document's id")
    parser.add_argument("--sections", type=_ids, metavar="IDS", help="ids of sections, a,b; all without it")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="parameters.NAME=VALUE",
        help="a setting for this run alone, or inputs.NAME=TEXT in place of the records' own",
    )
    parser.add_argument(
        "--only",
        choices=("all", "failed", "missing"),
        default="all",
        help="only sections whose last run failed, or whose outputs are missing",
    )
    add_run_options(parser, json_help="print the reply as JSON")
    return parser


def _ids(text: str) -> list[int]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts or not all(part.isascii() and part.isdecimal() for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is no list of ids such as 2,3")
    return [int(part) for part in parts]


def _value(text: str) -> Any:
    """A number, true, false, a list or an object as JSON has it; anything else is a text."""
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return text if isinstance(value, str) or value is None else value
